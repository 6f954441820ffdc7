import JSON
import Testing

@testable import JSONSchema

@Suite struct `Keywords` {
    /// A schema with values that follow it and values that don't.
    static let table: [(schema: String, accepted: [String], refused: [String])] = [
        ("true", ["1", "null"], []),
        ("false", [], ["1", "null"]),
        ("{}", ["1", "[]"], []),
        (
            ##"{"type": "integer"}"##, ["1", "1.0", "1e2", "-0", "123456789012345678901234567890"],
            ["1.5", "1e-1", ##""1""##]
        ),
        (##"{"type": "number"}"##, ["1", "1.5"], [##""1""##, "true"]),
        (##"{"type": ["array", "boolean"]}"##, ["[]", "true"], ["{}", "0"]),
        (##"{"const": 1}"##, ["1", "1.0", "10e-1"], ["true", "1.0000000000000000000001", ##""1""##]),
        (
            ##"{"const": {"a": [1], "b": null}}"##, [##"{"b": null, "a": [1.0]}"##],
            [##"{"a": [1]}"##, ##"{"a": [true], "b": null}"##]
        ),
        (##"{"const": "\u00e9"}"##, [##""é""##], [##""e\u0301""##]),
        (##"{"enum": [null, "a", 3]}"##, ["null", "3.0"], ["false", ##""b""##]),
        (##"{"enum": [1,2,3,4,5,6,7,8,9,10,11]}"##, ["11.0", "1"], ["12"]),
        (##"{"minimum": 9007199254740993}"##, ["9007199254740993", "1e400"], ["9007199254740992", "-1e400"]),
        (##"{"maximum": 0.1}"##, ["0.1", "0.10", "1e-400"], ["0.10000000000000000000001", "1"]),
        (##"{"exclusiveMinimum": 18446744073709551616}"##, ["18446744073709551617"], ["18446744073709551616", "1"]),
        (##"{"exclusiveMaximum": -5}"##, ["-5.1", "-6"], ["-5", "-5.0", "0"]),
        (##"{"multipleOf": 0.01}"##, ["4.35", "0", "-1.1", "1e300"], ["0.005", "4.351"]),
        (
            ##"{"multipleOf": 3}"##, ["9", "9.0", "30000000000000000000000000003"],
            ["10", "9.5", "30000000000000000000000000004", "1e999999999"]
        ),
        (
            ##"{"minLength": 2, "maxLength": 2}"##,
            [##""ab""##, ##""\ud83d\ude00\ud83d\ude00""##, ##""e\u0301""##, "1"],
            [##""a""##, ##""abc""##, ##""\ud83d\ude00""##]
        ),
        (##"{"maxLength": 2.0}"##, [##""ab""##], [##""abc""##]),
        (##"{"pattern": "^INV-\\d{3}$"}"##, [##""INV-123""##, "1"], [##""INV-123\n""##, ##""xINV-123""##]),
        (##"{"minItems": 1, "maxItems": 2}"##, ["[1]", "[1,2]", "{}"], ["[]", "[1,2,3]"]),
        (
            ##"{"uniqueItems": true}"##, ["[1, true, \"1\", [1], {\"a\": 1}]", "[]"],
            ["[1, 1.0]", ##"[{"a":1,"b":2},{"b":2,"a":1}]"##, "[1,2,3,4,5,6,7,8,9,10,1e0]"]
        ),
        (##"{"uniqueItems": false}"##, ["[1, 1]"], []),
        (
            ##"{"prefixItems": [{"type": "string"}], "items": {"type": "null"}}"##,
            [##"["a"]"##, ##"["a", null]"##, "[]"], ["[1]", ##"["a", 1]"##]
        ),
        (
            ##"{"contains": {"const": 1}, "minContains": 2, "maxContains": 3}"##, ["[1, 1]", "[1, 2, 1, 1]"],
            ["[1]", "[1, 1, 1, 1]"]
        ),
        (##"{"contains": {"const": 1}, "minContains": 0}"##, ["[]", "[2]"], []),
        (##"{"minProperties": 1, "maxProperties": 1}"##, [##"{"a":1}"##], ["{}", ##"{"a":1,"b":2}"##]),
        (##"{"required": ["a"]}"##, [##"{"a": null}"##, "[]"], ["{}", ##"{"A": 1}"##]),
        (##"{"required": ["\u00e9"]}"##, [##"{"\u00e9": 1}"##], [##"{"e\u0301": 1}"##]),
        (
            ##"{"properties": {"a": {"type": "string"}}, "patternProperties": {"^x": {"type": "null"}}, "additionalProperties": {"type": "number"}}"##,
            [##"{"a": "b", "xy": null, "z": 1}"##], [##"{"a": 1}"##, ##"{"xy": 1}"##, ##"{"z": null}"##]
        ),
        (##"{"propertyNames": {"pattern": "^[a-z]+$"}}"##, [##"{"abc": 1}"##], [##"{"A": 1}"##]),
        (##"{"dependentSchemas": {"a": {"required": ["b"]}}}"##, ["{}", ##"{"a":1,"b":1}"##], [##"{"a":1}"##]),
        (
            ##"{"dependencies": {"a": ["b"], "c": {"required": ["d"]}}}"##, ["{}", ##"{"a":1,"b":1}"##],
            [##"{"a":1}"##, ##"{"c":1}"##]
        ),
        (##"{"allOf": [{"minimum": 1}, {"maximum": 2}]}"##, ["1", "2"], ["0", "3"]),
        (##"{"anyOf": [{"minimum": 2}, {"type": "string"}]}"##, ["2", ##""a""##], ["1"]),
        (##"{"oneOf": [{"minimum": 2}, {"maximum": 3}]}"##, ["1", "4"], ["2", "3"]),
        (##"{"not": {"type": "null"}}"##, ["1"], ["null"]),
        (
            ##"{"if": {"minimum": 10}, "then": {"multipleOf": 10}, "else": {"multipleOf": 2}}"##, ["20", "4"],
            ["11", "3"]
        ),
        (##"{"then": false, "else": false}"##, ["1"], []),
        (
            ##"{"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false}"##, [##"{"a": 1}"##],
            [##"{"b": 1}"##]
        ),
        (
            ##"{"anyOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": true}}], "unevaluatedProperties": false}"##,
            [##"{"a": 1, "b": 1}"##, ##"{"b": 2}"##], [##"{"a": 2, "b": 1}"##]
        ),
        (##"{"prefixItems": [true], "contains": {"const": 7}, "unevaluatedItems": false}"##, ["[1, 7]"], ["[1, 7, 8]"]),
        (
            ##"{"$ref": "#/$defs/tree", "$defs": {"tree": {"items": {"$ref": "#/$defs/tree"}, "type": "array"}}}"##,
            ["[[[]]]"], ["[[1]]"]
        ),
        (##"{"$ref": "#name", "$defs": {"a": {"$anchor": "name", "type": "null"}}}"##, ["null"], ["1"]),
        (
            ##"{"$id": "https://x.example/a/", "$ref": "b", "$defs": {"z": {"$id": "b", "type": "null"}}}"##, ["null"],
            ["1"]
        ),
        (
            ##"{"$ref": "https://json-schema.org/draft/2020-12/schema"}"##, ["{}", "true", ##"{"type": "object"}"##],
            [##"{"type": 1}"##, ##"{"properties": {"a": {"minLength": -1}}}"##]
        ),
        (##"{"$ref": "#/$defs/%25%7E0", "$defs": {"%~": {"type": "null"}}}"##, ["null"], ["1"]),
        (
            ##"{"$comment": "x", "title": "t", "default": 1, "examples": [], "deprecated": true, "x-own": 1}"##, ["1"],
            []
        ),
    ]

    @Test(arguments: table)
    func `a keyword accepts and refuses`(_ row: (schema: String, accepted: [String], refused: [String])) throws {
        let schema = try Schema(JSONValue(parsing: row.schema))
        for text in row.accepted {
            let value = try JSONValue(parsing: text)
            #expect(schema.accepts(value) && schema.violations(of: value) == [], "\(row.schema) should accept \(text)")
        }
        for text in row.refused {
            let value = try JSONValue(parsing: text)
            #expect(!schema.accepts(value) && schema.violations(of: value) != [], "\(row.schema) should refuse \(text)")
        }
    }

    @Test(arguments: [
        (##"[]"##, ""), (##"{"type": "text"}"##, "/type"), (##"{"type": []}"##, "/type"),
        (##"{"required": "a"}"##, "/required"),
        (##"{"required": ["a", "a"]}"##, "/required"), (##"{"minLength": -1}"##, "/minLength"),
        (##"{"minLength": 1.5}"##, "/minLength"),
        (##"{"minimum": "1"}"##, "/minimum"), (##"{"multipleOf": 0}"##, "/multipleOf"),
        (##"{"pattern": "("}"##, "/pattern"),
        (##"{"pattern": "(a)\\1"}"##, "/pattern"), (##"{"patternProperties": {"(": true}}"##, "/patternProperties/("),
        (##"{"properties": {"a": 1}}"##, "/properties/a"), (##"{"properties": []}"##, "/properties"),
        (##"{"allOf": []}"##, "/allOf"),
        (##"{"items": [true]}"##, "/items"), (##"{"$defs": {"a/b": {"type": 1}}}"##, "/$defs/a~1b/type"),
        (##"{"enum": 1}"##, "/enum"),
        (##"{"uniqueItems": 1}"##, "/uniqueItems"), (##"{"format": 1}"##, "/format"), (##"{"$ref": 1}"##, "/$ref"),
        (##"{"$ref": "#/nowhere"}"##, "/$ref"),
        (##"{"$ref": "other.json"}"##, "/$ref"), (##"{"$ref": "#name"}"##, "/$ref"), (##"{"$ref": "#/%zz"}"##, "/$ref"),
        (##"{"$ref": "#/~2"}"##, "/$ref"),
        (##"{"$id": "a#b"}"##, "/$id"), (##"{"$id": 1}"##, "/$id"), (##"{"$anchor": "1"}"##, "/$anchor"),
        (##"{"$schema": "http://json-schema.org/draft-07/schema#"}"##, "/$schema"), (##"{"title": 1}"##, "/title"),
        (##"{"examples": 1}"##, "/examples"),
        (##"{"dependentRequired": {"a": "b"}}"##, "/dependentRequired"), (##"{"minContains": "1"}"##, "/minContains"),
        (##"{"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x"}}}"##, "/$defs/b/$anchor"),
        (##"{"$defs": {"a": {"$id": "x"}, "b": {"$id": "x"}}}"##, "/$defs/b/$id"),
    ])
    func `a mistake in a schema is an error with its place`(_ schema: String, _ pointer: String) throws {
        let document = try JSONValue(parsing: schema)
        let error = #expect(throws: SchemaError.self) { try Schema(document) }
        #expect(error?.pointer.description == pointer, "\(schema): \(error?.description ?? "")")
    }

    @Test func `what is evaluated is known of more members than a word has bits`() throws {
        let names = (0..<150).map { "m\($0)" }
        let half = JSONObject(names.prefix(75).map { ($0, JSONValue.bool(true)) })
        let rest = JSONObject(names.dropFirst(75).map { ($0, JSONValue.bool(true)) })
        let schema = try Schema([
            "anyOf": [["properties": .object(half)], ["properties": .object(rest)]], "unevaluatedProperties": false,
        ])
        var value = JSONObject(names.map { ($0, JSONValue.null) })
        #expect(schema.accepts(.object(value)))
        value["other"] = .null
        #expect(schema.violations(of: .object(value)).map(\.pointer.description) == ["/other"])

        let items = try Schema(["contains": ["type": "null"], "unevaluatedItems": ["type": "boolean"]])
        let array = [JSONValue](repeating: .null, count: 100) + [true, 1, .null]
        #expect(items.violations(of: .array(array)).map(\.pointer.description) == ["/101"])
    }

    @Test func `a document that is referred to is asked for by its URI`() throws {
        let schema = try Schema(["$ref": "types.json#/$defs/money"], baseURI: "https://x.example/s/main.json") { uri in
            uri == "https://x.example/s/types.json" ? ["$defs": ["money": ["type": "number"]]] : nil
        }
        #expect(schema.accepts(1) && !schema.accepts("1"))
        let error = #expect(throws: SchemaError.self) {
            try Schema(["$ref": "types.json"], baseURI: "https://x.example/") { _ in ["type": 7] }
        }
        #expect(error?.document == "https://x.example/types.json" && error?.pointer.description == "/type")
    }

    @Test(arguments: [
        ##"{"$ref": "#"}"##, ##"{"allOf": [{"$ref": "#"}]}"##, ##"{"not": {"$ref": "#"}}"##,
        ##"{"anyOf": [{"type": "null"}, {"$ref": "#"}]}"##,
        ##"{"$ref": "#/$defs/a", "$defs": {"a": {"oneOf": [{"$ref": "#/$defs/b"}]}, "b": {"if": {"$ref": "#/$defs/a"}}}}"##,
    ])
    func `a schema that always applies itself is refused`(_ schema: String) throws {
        let document = try JSONValue(parsing: schema)
        #expect(throws: SchemaError.self) { try Schema(document) }
    }

    @Test(arguments: [
        ##"{"if": {"type": "null"}, "then": {"$ref": "#"}}"##, ##"{"$dynamicAnchor": "a", "$dynamicRef": "#a"}"##,
    ])
    func `a schema that applies itself for some values ends with a violation`(_ schema: String) throws {
        let compiled = try Schema(JSONValue(parsing: schema))
        #expect(!compiled.accepts(nil))
        #expect(compiled.violations(of: nil).last?.message.contains("refers to itself") == true)
    }

    @Test func `a schema that doubles the work at every level ends`() throws {
        let schema = ##"{"allOf": [{"properties": {"c": {"$ref": "#"}}}, {"properties": {"c": {"$ref": "#"}}}]}"##
        var compiled = try Schema(JSONValue(parsing: schema))
        compiled.limits.steps = 100_000
        let text = String(repeating: ##"{"c":"##, count: 100) + "1" + String(repeating: "}", count: 100)
        #expect(!compiled.accepts(try JSONValue(parsing: text)))
        #expect(compiled.accepts(["c": ["c": 1]]))
    }

    @Test func `the deepest value that the parser reads can be checked`() throws {
        let schema = try Schema(["$ref": "https://json-schema.org/draft/2020-12/schema"])
        let deep = try JSONValue(
            parsing: String(repeating: ##"{"not":"##, count: 512) + "1" + String(repeating: "}", count: 512))
        #expect(schema.violations(of: deep).last?.pointer.tokens.count == 512)
        let nested = try Schema(["$ref": "#/$defs/a", "$defs": ["a": ["items": ["$ref": "#/$defs/a"]]]])
        #expect(
            nested.accepts(
                try JSONValue(parsing: String(repeating: "[", count: 512) + String(repeating: "]", count: 512))))
    }

    @Test func `the bundled meta-schemas follow themselves`() throws {
        for name in Metaschemas.names {
            let document = try #require(Metaschemas.document(Vocabularies.draft + name))
            #expect(try Schema(["$ref": "https://json-schema.org/draft/2020-12/schema"]).violations(of: document) == [])
            _ = try Schema(document, baseURI: "json-schema:///" + name)
        }
    }
}
