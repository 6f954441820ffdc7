import CommonExpression
import ContractFixtures
import ExpressionAnalysis
import Fixtures
import Handoff
import JSON
import JSONSchema
import Testing

@testable import ContractEngine

/// What a schema says of the payload's shape. It may say too little, and never anything that is wrong.
@Suite struct SchemaShapeTests {
    private func outcome(_ rule: String, _ schema: String) throws -> Analysis.Outcome {
        try Expression(rule, variables: ["p"]).analysis(of: ["p": Shape(schema: json(schema))]).outcome
    }

    private func findings(_ rule: String, _ schema: String) throws -> [Analysis.Finding.Kind] {
        try Expression(rule, variables: ["p"]).analysis(of: ["p": Shape(schema: json(schema))]).findings.map(\.kind)
    }

    @Test(
        "Bounds and values",
        arguments: [
            (#"{"type": "number", "minimum": 5}"#, "p >= 5", Analysis.Outcome.alwaysTrue),
            (#"{"minimum": 5}"#, "p >= 5", .open),
            (#"{"type": "number", "exclusiveMaximum": 5}"#, "p >= 5", .alwaysFalse),
            (#"{"const": "a"}"#, "p == 'a'", .alwaysTrue),
            (#"{"enum": ["a", "b"]}"#, "p in ['a', 'b', 'c']", .alwaysTrue),
            (#"{"enum": ["a", 1, null]}"#, "p == 'b'", .alwaysFalse),
            (#"{"type": "string", "minLength": 2}"#, "p == ''", .alwaysFalse),
            (#"{"type": ["string", "null"]}"#, "p == null", .open),
            (#"{"type": "array", "minItems": 2}"#, "size(p) > 1", .alwaysTrue),
            (#"{"type": "array", "items": {"enum": [1]}}"#, "p.all(x, x == 1)", .alwaysTrue),
            (##"{"$ref": "#/$defs/a", "$defs": {"a": {"const": 1}}}"##, "p == 1", .alwaysTrue),
            (
                ##"{"$ref": "#/$defs/a", "minimum": 3, "$defs": {"a": {"type": "integer", "maximum": 3}}}"##, "p == 3",
                .alwaysTrue
            ),
            (#"{"allOf": [{"minimum": 3}, {"type": "number", "maximum": 4}]}"#, "p > 2 && p < 5", .alwaysTrue),
            (#"{"anyOf": [{"const": 1}, {"const": 2}]}"#, "p > 0 && p < 3", .alwaysTrue),
            (#"{"anyOf": [{"const": 1}, {"minimum": 9}]}"#, "p == 1", .open),
            (#"{"oneOf": [{"const": 1}, {"const": "x"}]}"#, "p == 2", .alwaysFalse),
            (#"{"not": {"const": 1}}"#, "p == 1", .open),
            (#"{"type": "object", "required": ["a"]}"#, "has(p.a)", .alwaysTrue),
            (#"{"type": "object", "properties": {"a": {}}}"#, "has(p.a)", .open),
            (#"{"type": "object", "properties": {"a": false}}"#, "has(p.a)", .alwaysFalse),
            (
                #"{"type": "object", "required": ["a"], "properties": {"a": {"maximum": 1, "type": "number"}}}"#,
                "p.a > 1.5", .alwaysFalse
            ),
            (#"{"if": {"const": 1}, "then": {"const": 2}}"#, "p == 2", .open),
            (##"{"$id": "x", "$ref": "#/$defs/a", "$defs": {"a": {"const": 1}}}"##, "p == 1", .open),
            (#"{"type": "integer"}"#, "p == 1.5", .alwaysFalse),
            (#"{"type": "number", "multipleOf": 5}"#, "p == 1.5", .alwaysFalse),
            (##"{"$ref": "#"}"##, "p == 1", .open),
            (
                ##"{"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#"}}}"##, "has(p.a.a.a)",
                .alwaysTrue
            ),
        ])
    func bounds(schema: String, rule: String, outcome: Analysis.Outcome) throws {
        #expect(try self.outcome(rule, schema) == outcome)
    }

    @Test func `Fields that a schema has no place for`() throws {
        let closed = #"{"type": "object", "properties": {"a": {}}, "additionalProperties": false}"#
        #expect(try findings("p.b == 1", closed) == [.unknownField])
        #expect(try findings("p.a == 1", closed) == [.unguardedField])
        #expect(try findings("p.b == 1", #"{"type": "object", "properties": {"a": {}}}"#) == [.unguardedField])
        #expect(try findings("p.b == 1", #"{"type": "object"}"#) == [])
        #expect(try findings("p.b == 1", #"{"properties": {"a": {}}, "additionalProperties": false}"#) == [])
        let patterned =
            #"{"type": "object", "properties": {"a": {}}, "patternProperties": {"^b": {}}, "additionalProperties": false}"#
        #expect(try findings("p.b == 1", patterned) == [.unguardedField])
        #expect(
            try findings("p.b.x == 1", #"{"type": "object", "additionalProperties": {"type": "number"}}"#) == [
                .typeMismatch
            ])
        #expect(
            try findings(
                "p.a == 1 && p.b == 1", #"{"allOf": [\#(closed), {"required": ["a"], "properties": {"b": {}}}]}"#)
                == [.unknownField])
    }

    @Test(arguments: [
        (#"{"type": "object"}"#, true), ("true", true), ("{}", true), ("false", false), (#"{"type": "string"}"#, false),
        (#"{"required": ["a"], "properties": {"a": false}}"#, false),
        (#"{"required": ["a"], "additionalProperties": false}"#, false),
        (#"{"required": ["a"], "properties": {"a": {"enum": []}}}"#, false), (#"{"enum": [{"a": 1}]}"#, true),
        (#"{"required": ["a"], "properties": {"a": {"type": "number", "minimum": 2, "maximum": 1}}}"#, false),
        (#"{"allOf": [{"type": "object"}, {"type": "array"}]}"#, false),
        (
            #"{"required": ["a"], "properties": {"a": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 3, "maxLength": 2}}}}"#,
            false
        ),
    ])
    func `Whether an object can fulfil it`(schema: String, isPossible: Bool) {
        #expect(Shape(schema: json(schema)).allowsObjects == isPossible)
    }

    @Test func `The shapes of the other variables are what rules are given`() throws {
        let contract = try Sample.contract()
        let related = RelatedFacts(Sample.facts(sameRecord: [.approved]).related)
        let variables = RuleScope.variables(Sample.candidate(), contract, lists: [:], related, now: Sample.now)
        let shapes = RuleScope.shapes(payload: .any)
        #expect(Set(shapes.keys).isSubset(of: RuleScope.names))
        for name in shapes.keys where name != "payload" && name != "lists" {
            let value = try #require(variables[name])
            for (path, leaf) in Self.leaves(value.json ?? .null, name) where name != "now" {
                let findings = try Expression("\(path) == null || \(leaf)", variables: RuleScope.names)
                    .analysis(of: shapes).findings.filter(\.isCertain)
                #expect(findings.isEmpty, "\(path): \(findings)")
                #expect(try Expression(leaf.isEmpty ? "true" : leaf, variables: shapes).truth(variables), "\(leaf)")
            }
        }
    }

    /// Every member of a value with a condition that is true of it.
    private static func leaves(_ value: JSONValue, _ path: String) -> [(path: String, condition: String)] {
        switch value {
        case .object(let members): members.flatMap { leaves($0.value, "\(path).\($0.name)") }
        case .array(let items): items.enumerated().flatMap { leaves($0.element, "\(path)[\($0.offset)]") }
        default: [(path, "\(path) == \(value.printable)")]
        }
    }

    /// Schemas out of common keywords, with payloads that the validator accepts: the shape must not exclude what these show.
    @Test func `What a schema accepts is of its shape`() throws {
        var random = SeededRandom(seed: 7)
        let keywords = [
            #""type": "number""#, #""type": ["integer", "string"]"#, #""minimum": 2"#, #""exclusiveMaximum": 5"#,
            #""enum": [1, 2.5, "a", null, 4]"#,
            #""minLength": 1"#, #""maxLength": 2"#, #""minItems": 1"#, #""items": {"minimum": 3}"#,
            #""required": ["a"]"#,
            #""properties": {"a": {"minimum": 3}, "b": {"type": "string"}}"#, #""additionalProperties": false"#,
            #""additionalProperties": {"type": "number"}"#, #""patternProperties": {"^c": {"maximum": 3}}"#,
            #""allOf": [{"maximum": 4}, {"required": ["b"]}]"#,
            #""anyOf": [{"type": "object"}, {"const": 4}, {"maxLength": 1}]"#,
            #""oneOf": [{"type": "array"}, {"minimum": 3}]"#, #""not": {"const": 2}"#,
            #""if": {"minimum": 3}, "then": {"const": 4}"#,
            ##""$ref": "#/$defs/d", "$defs": {"d": {"maximum": 9, "minLength": 1}}"##, #""multipleOf": 2"#,
        ]
        let values = [
            "null", "true", "1", "2", "2.0", "2.5", "3", "4", "4.0", "4.5", "5", "7", #""""#, #""a""#, #""ab""#,
            #""abc""#, "[]", "[1]", "[3, 4]",
            "[\"x\"]", "{}", #"{"a": 1}"#, #"{"a": 4}"#, #"{"a": 4, "b": "x"}"#, #"{"b": "x"}"#, #"{"a": 3, "c": 2}"#,
            #"{"c": 9}"#, #"{"b": 1}"#,
            #"{"a": "x", "z": 1}"#,
        ].map { json($0) }
        let rules = [
            "p == null", "p == 2", "p >= 3", "p < 4.5", "p == 'a'", "size(p) > 1", "p == []", "has(p.a)", "p.a > 2",
            "p.a == 4", "has(p.b)",
            "p.b == 'x'", "has(p.c)", "p.c < 3", "p.all(x, x > 2)", "has(p.z)", "p in [1, 2, 4]", "p == 4.0",
            "p != 2.5", "p.exists(x, x == 1)",
            "size(p) == 0", "decimal(p) <= decimal('4')", "p[0] == 3", "p == true", "p.z == 1",
        ]
        let expressions = try rules.map { try Expression($0, variables: ["p"]) }
        var accepted = 0
        for _ in 0..<250 {
            var names: Set<Substring> = []
            let chosen = (0..<3).compactMap { _ in keywords.randomElement(using: &random) }
                .filter { names.insert($0.prefix { $0 != ":" }).inserted }
            let text = "{\(chosen.joined(separator: ", "))}"
            let (schema, shape) = (try Schema(json(text)), Shape(schema: json(text)))
            let analyses = expressions.map { $0.analysis(of: ["p": shape]) }
            for value in values where schema.accepts(value) {
                accepted += 1
                for (expression, analysis) in zip(expressions, analyses) {
                    let truth = try? expression.truth(Variables(["p": Value(value)]))
                    let isRight =
                        switch analysis.outcome {
                        case .alwaysTrue: truth != false
                        case .alwaysFalse: truth != true
                        case .open: truth == nil || !analysis.findings.contains { $0.kind == .typeMismatch }
                        }
                    if !isRight {
                        Issue.record("\(text) accepts \(value), and \(expression.source) is \(truth as Any)")
                    }
                }
                if case .object = value { #expect(shape.allowsObjects, "\(text)") }
            }
        }
        #expect(accepted > 500)
    }
}
