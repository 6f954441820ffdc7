import ContractEngine
import ContractFixtures
import Fixtures
import JSON
import JSONSchema
import Testing

@testable import ContractReview

@Suite struct SchemaComparisonTests {
    private func directions(_ old: JSONValue, _ new: JSONValue) -> [String] {
        SchemaComparison.differences(from: old, to: new).map { "\($0.direction.rawValue): \($0.sentence)" }
    }

    @Test(
        "One change of a schema",
        arguments: [
            (#"{"required": ["a"]}"#, #"{"required": ["a", "b"]}"#, "stricter", "payload.b must be there now"),
            (#"{"required": ["a"]}"#, #"{}"#, "looser", "held to no schema"),
            (
                #"{"properties": {"a": true}, "additionalProperties": false}"#,
                #"{"properties": {"a": true, "b": {"type": "string"}}, "additionalProperties": false}"#, "looser",
                "payload.b may be sent now"
            ),
            (
                #"{"properties": {"a": true, "b": true}, "additionalProperties": false}"#,
                #"{"properties": {"a": true}, "additionalProperties": false}"#, "stricter", "payload.b is refused now"
            ),
            (
                #"{"properties": {"a": true}}"#, #"{"properties": {"a": true, "b": {"type": "string"}}}"#, "stricter",
                "payload.b is held to a schema now"
            ),
            (#"{"type": "string"}"#, #"{"type": ["string", "null"]}"#, "looser", "payload may be null now"),
            (#"{"type": "number"}"#, #"{"type": "integer"}"#, "stricter", "a number with a fraction"),
            (#"{"enum": ["a", "b"]}"#, #"{"enum": ["b", "a", "c"]}"#, "looser", #"may be "c" now"#),
            (#"{"const": 1}"#, #"{"enum": [1.0, 2]}"#, "looser", "may be 2 now"),
            (#"{"enum": ["a"]}"#, #"{"type": "string"}"#, "looser", "no longer one of"),
            (#"{"minimum": 1}"#, #"{"exclusiveMinimum": 1}"#, "stricter", "above 1 now (before: at least 1)"),
            (#"{"maximum": 5}"#, #"{"maximum": 7}"#, "looser", "at most 7 now"),
            (#"{"multipleOf": 0.02}"#, #"{"multipleOf": 0.01}"#, "looser", "multiple of 0.01"),
            (#"{"multipleOf": 2}"#, #"{"multipleOf": 3}"#, "unordered", "multiple of 3"),
            (#"{"minLength": 1}"#, #"{"minLength": 2}"#, "stricter", "at least 2 characters"),
            (#"{"minLength": 0, "type": "string"}"#, #"{"type": "string"}"#, "neutral", "written differently"),
            (#"{"pattern": "a"}"#, #"{"pattern": "b"}"#, "unordered", "another pattern"),
            (
                #"{"items": {"type": "string"}}"#, #"{"items": {"type": "string", "maxLength": 3}}"#, "stricter",
                "payload[]"
            ),
            (
                #"{"properties": {"l": {"items": {"properties": {"n": {"maximum": 5}}}}}}"#,
                #"{"properties": {"l": {"items": {"properties": {"n": {"maximum": 4}}}}}}"#, "stricter", "payload.l[].n"
            ),
            (
                ##"{"properties": {"a": {"$ref": "#/$defs/t"}}, "$defs": {"t": {"maxLength": 5}}}"##,
                ##"{"properties": {"a": {"$ref": "#/$defs/t"}}, "$defs": {"t": {"maxLength": 6}}}"##, "looser",
                "payload.a"
            ),
            (
                #"{"properties": {"a": {"maxLength": 5}}}"#,
                ##"{"properties": {"a": {"$ref": "#t"}}, "$defs": {"t": {"$anchor": "t", "maxLength": 5}}}"##,
                "neutral",
                "written differently"
            ),
            (#"{"not": {"maximum": 3}}"#, #"{"not": {"maximum": 2}}"#, "looser", "under 'not'"),
            (#"{"anyOf": [{"maximum": 3}]}"#, #"{"anyOf": [{"type": "null"}, {"maximum": 3}]}"#, "looser", "is new"),
            (#"{"allOf": [{"maximum": 3}]}"#, #"{"allOf": [{"maximum": 3}, {"minimum": 1}]}"#, "stricter", "is new"),
            (#"{"oneOf": [{"maximum": 3}]}"#, #"{"oneOf": [{"maximum": 4}]}"#, "unordered", "other alternatives"),
            (
                #"{"if": {"required": ["a"]}, "then": {"required": ["b"]}}"#,
                #"{"if": {"required": ["a"]}, "then": {"required": ["b", "c"]}}"#, "stricter", "payload (then).c"
            ),
            (#"{"title": "x", "type": "null"}"#, #"{"type": "null"}"#, "neutral", "descriptions only"),
            (
                #"{"properties": {"a": {"format": "date"}}}"#, #"{"properties": {"a": {"format": "time"}}}"#,
                "unordered", "payload.a follows another format"
            ),
            (
                #"{"properties": {"a": {"format": "date"}}}"#, #"{"properties": {"a": {"minLength": 0}}}"#, "looser",
                "payload.a: the condition 'format' is gone"
            ),
            (#"{"uniqueItems": true}"#, #"{"uniqueItems": false}"#, "looser", "twice now"),
        ] as [(String, String, String, String)])
    func one(old: String, new: String, direction: String, words: String) {
        let found = directions(json(old), json(new))
        #expect(found.count == 1 && found[0].hasPrefix(direction + ": ") && found[0].contains(words), "\(found)")
    }

    @Test func `A schema that refers to itself is compared once`() {
        func tree(_ most: Int) -> JSONValue {
            [
                "$ref": "#/$defs/node",
                "$defs": [
                    "node": [
                        "maxItems": .number(JSONNumber(most)), "items": ["$ref": "#/$defs/node"],
                        "oneOf": [["type": "array"], ["not": ["$ref": "#/$defs/node"]]],
                    ]
                ],
            ]
        }
        #expect(directions(tree(2), tree(2)) == [])
        let found = directions(tree(2), tree(3))
        #expect(found.contains { $0.hasPrefix("looser") })
        #expect(found.contains { $0.hasPrefix("unordered") })
    }

    @Test func `What can't be ordered keyword by keyword is never called harmless`() {
        let old = json(#"{"properties": {"a": true}, "unevaluatedProperties": false}"#)
        let new = json(#"{"properties": {"a": true, "b": true}, "unevaluatedProperties": false}"#)
        #expect(directions(old, new).contains { $0.hasPrefix("unordered") && $0.contains("unevaluatedProperties") })
    }

    @Test func `Formats that one side takes for descriptions are new conditions on the other`() {
        let schema = json(#"{"properties": {"a": {"format": "date"}}}"#)
        func directions(_ formats: (Bool, Bool)) -> [ContractChange.Direction] {
            SchemaComparison.differences(from: schema, to: schema, assertingFormats: formats).map(\.direction)
        }
        #expect(directions((false, true)) == [.stricter])
        #expect(directions((true, false)) == [.looser])
        #expect(directions((false, false)) == [] && directions((true, true)) == [])
    }

    @Test func `No change that is called harmless refuses what was accepted`() throws {
        var random = RandomSchema(random: SeededRandom(seed: 7))
        var (harmless, tried) = (0, 0)
        for round in 0..<1_500 {
            let old = random.withReferences(random.document())
            var new = random.changed(old)
            if round.isMultiple(of: 3) { new = random.changed(new) }
            guard let before = try? Schema(old), let after = try? Schema(new), old != new else { continue }
            let differences = SchemaComparison.differences(from: old, to: new)
            #expect(!differences.isEmpty)
            let back = SchemaComparison.differences(from: new, to: old)
            func count(_ found: [SchemaComparison.Difference], _ direction: ContractChange.Direction) -> Int {
                found.count { $0.direction == direction }
            }
            #expect(count(differences, .stricter) == count(back, .looser), "\(old) \(new)")
            #expect(count(differences, .looser) == count(back, .stricter), "\(old) \(new)")
            #expect(count(differences, .unordered) == count(back, .unordered), "\(old) \(new)")
            guard count(differences, .unordered) == 0 else { continue }
            let isWider = count(differences, .stricter) == 0
            let isNarrower = count(differences, .looser) == 0
            guard isWider || isNarrower else { continue }
            harmless += 1
            for _ in 0..<60 {
                let value = random.value(depth: 3)
                let (first, second) = (before.accepts(value), after.accepts(value))
                if first != second { tried += 1 }
                if isWider, first, !second { Issue.record("\(value): \(old) accepts it, \(new) does not") }
                if isNarrower, second, !first { Issue.record("\(value): \(new) accepts it, \(old) did not") }
            }
        }
        // Most pairs were ordered, and many values told them apart: the test has seen something.
        #expect(harmless > 300 && tried > 1_000, "\(harmless) pairs, \(tried) values")
    }
}
