import JSON
import Testing

@testable import JSONSchema

@Suite struct `Violations` {
    /// A schema, a value, and what is said about it: `pointer keywordLocation: message`.
    static let table: [(schema: String, value: String, said: [String])] = [
        (##"{"required": ["amount", "supplier"]}"##, ##"{"supplier": 1}"##, [" /required: amount is missing"]),
        (
            ##"{"properties": {"amount": {"minimum": 20}}}"##, ##"{"amount": 12}"##,
            ["/amount /properties/amount/minimum: 12 is less than the minimum, 20"]
        ),
        (##"{"type": "integer"}"##, ##""12""##, [##" /type: "12" is a string, not an integer"##]),
        (##"{"type": ["string", "null"]}"##, "1.5", [" /type: 1.5 is a number, not null or a string"]),
        (##"{"enum": ["EUR", "USD"]}"##, ##""GBP""##, [##" /enum: "GBP" is not one of "EUR", "USD""##]),
        (##"{"const": 1}"##, "2", [" /const: 2 is not 1, the only value that is allowed here"]),
        (##"{"maximum": 1}"##, "1.01", [" /maximum: 1.01 is more than the maximum, 1"]),
        (##"{"exclusiveMinimum": 0}"##, "0", [" /exclusiveMinimum: 0 is not more than 0"]),
        (##"{"exclusiveMaximum": 0}"##, "0.0", [" /exclusiveMaximum: 0.0 is not less than 0"]),
        (##"{"multipleOf": 0.01}"##, "1.005", [" /multipleOf: 1.005 is not a multiple of 0.01"]),
        (##"{"minLength": 2}"##, ##""é""##, [##" /minLength: "é" is shorter than 2 characters"##]),
        (##"{"maxLength": 1}"##, ##""ab""##, [##" /maxLength: "ab" is longer than 1 character"##]),
        (##"{"pattern": "^[A-Z]+$"}"##, ##""a""##, [##" /pattern: "a" does not match the pattern ^[A-Z]+$"##]),
        (
            ##"{"items": {"type": "string"}}"##, ##"[1, "a", 2]"##,
            ["/0 /items/type: 1 is a number, not a string", "/2 /items/type: 2 is a number, not a string"]
        ),
        (
            ##"{"prefixItems": [true], "items": false}"##, "[1, 2, 3]",
            ["/1 /items: there are 3 elements, and at most 1 is allowed"]
        ),
        (##"{"minItems": 1}"##, "[]", [" /minItems: there are 0 elements, and at least 1 is needed"]),
        (##"{"maxItems": 1}"##, "[1, 2]", [" /maxItems: there are 2 elements, and at most 1 is allowed"]),
        (##"{"uniqueItems": true}"##, "[1, 2, 1.0]", [" /uniqueItems: the elements at 0 and 2 are equal"]),
        (
            ##"{"contains": {"type": "string"}}"##, "[1]",
            [" /contains: there are 0 elements of the kind asked for, and at least 1 is needed"]
        ),
        (
            ##"{"minProperties": 2}"##, ##"{"a": 1}"##,
            [" /minProperties: there is 1 member, and at least 2 are needed"]
        ),
        (
            ##"{"properties": {"a": true}, "additionalProperties": false}"##, ##"{"a": 1, "b/c": 2}"##,
            ["/b~1c /additionalProperties: b/c is not allowed here"]
        ),
        (
            ##"{"properties": {"a": true}, "unevaluatedProperties": false}"##, ##"{"a": 1, "b": 2}"##,
            ["/b /unevaluatedProperties: b is not allowed here"]
        ),
        (
            ##"{"dependentRequired": {"a": ["b"]}}"##, ##"{"a": 1}"##,
            [" /dependentRequired: b is missing, and a needs it"]
        ),
        (
            ##"{"propertyNames": {"maxLength": 1}}"##, ##"{"ab": 1}"##,
            [##"/ab /propertyNames/maxLength: the name of this member can't be used: "ab" is longer than 1 character"##]
        ),
        (
            ##"{"prefixItems": [true], "unevaluatedItems": false}"##, "[1, 2]",
            ["/1 /unevaluatedItems: no further element is allowed here"]
        ),
        (##"{"not": {"type": "string"}}"##, ##""a""##, [##" /not: "a" fits a form that is not allowed here"##]),
        (##"{"anyOf": [{"type": "string"}]}"##, "1", [" /anyOf: 1 does not fit the only form that is allowed here"]),
        (
            ##"{"contains": true, "maxContains": 1}"##, "[1, 2]",
            [" /maxContains: there are 2 elements of the kind asked for, and at most 1 is allowed"]
        ),
        (
            ##"{"patternProperties": {"^x": false}}"##, ##"{"x1": 1}"##,
            ["/x1 /patternProperties/^x: x1 is not allowed here"]
        ),
        (
            ##"{"dependentSchemas": {"a": {"required": ["b"]}}}"##, ##"{"a": 1}"##,
            [" /dependentSchemas/a/required: b is missing"]
        ),
        (##"{"maxProperties": 0}"##, ##"{"a": 1}"##, [" /maxProperties: there is 1 member, and at most 0 are allowed"]),
        (##"{"enum": []}"##, "1", [" /enum: no value is allowed here"]),
        (##"{"not": {"required": ["a"]}}"##, ##"{"a": 1}"##, [" /not: a is not allowed here"]),
        (
            ##"{"if": {"required": ["a"]}, "then": {"required": ["b"]}}"##, ##"{"a": 1}"##,
            [" /then/required: b is missing"]
        ),
        (##"{"if": {"required": ["a"]}, "else": {"required": ["b"]}}"##, "{}", [" /else/required: b is missing"]),
        (
            ##"{"$ref": "#/$defs/a", "$defs": {"a": {"type": "null"}}}"##, "true",
            [" /$ref/type: true is a boolean, not null"]
        ),
        (
            ##"{"allOf": [{"required": ["a"]}, {"required": ["b"]}]}"##, "{}",
            [" /allOf/0/required: a is missing", " /allOf/1/required: b is missing"]
        ),
        (
            ##"{"anyOf": [{"type": "string"}, {"type": "null"}]}"##, "1",
            [" /anyOf: 1 fits none of the 2 forms that are allowed here"]
        ),
        (
            ##"{"oneOf": [{"properties": {"kind": {"const": "a"}, "x": {"type": "string"}}}, {"properties": {"kind": {"const": "b"}}, "required": ["y"]}]}"##,
            ##"{"kind": "b"}"##, [" /oneOf/1/required: y is missing"]
        ),
        (
            ##"{"oneOf": [{"type": "number"}, {"type": "integer"}]}"##, "1",
            [" /oneOf: 1 fits form 1 and form 2, and only one form may fit"]
        ),
        ("false", "1", [" /false: no value is allowed here"]),
        (
            ##"{"required": ["a", "b"], "properties": {"c": {"type": "string"}}}"##, ##"{"c": 1}"##,
            [
                " /required: a is missing", " /required: b is missing",
                "/c /properties/c/type: 1 is a number, not a string",
            ]
        ),
    ]

    @Test(arguments: table)
    func `a violation says what is wrong and where`(_ row: (schema: String, value: String, said: [String])) throws {
        let schema = try Schema(JSONValue(parsing: row.schema))
        let violations = schema.violations(of: try JSONValue(parsing: row.value))
        #expect(violations.map { "\($0.pointer) \($0.keywordLocation): \($0.message)" } == row.said)
        #expect(violations.allSatisfy { $0.keywordLocation.split(separator: "/").contains { $0 != "" } })
    }

    @Test func `long values are cut in messages`() throws {
        let violations = try Schema(["type": "null"]).violations(of: .string(String(repeating: "é", count: 10_000)))
        #expect(violations.count == 1 && violations[0].message.count < 120)
    }

    @Test func `the list of violations ends`() throws {
        let values = JSONValue.array([JSONValue](repeating: 1, count: 5_000))
        #expect(try Schema(["items": ["type": "null"]]).violations(of: values).count == Schema.mostViolations)
    }
}
