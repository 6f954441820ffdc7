import JSON

/// A schema with hundreds of properties, references, patterns and choices, and a large value that follows it; made up the same way
/// every time.
struct LargeSchema {
    let schema: JSONValue
    /// A value that follows the schema, and one whose last member does not.
    let instances: [JSONValue]

    private static let records = 40
    private static let properties = 300

    init() {
        let definitions = (0..<Self.records).map { ("record-\($0)", Self.record($0)) }
        var properties: [(String, JSONValue)] = []
        var members: [(String, JSONValue)] = []
        for number in 0..<Self.properties {
            let name = "\(Self.words[number % Self.words.count])_\(number)"
            let kind = number % Self.records
            if number % 10 == 0 {
                properties.append(
                    (name, ["type": "array", "items": Self.reference(kind), "minItems": 1, "maxItems": 50]))
                members.append((name, .array((0..<8).map { Self.value(kind, seed: number + $0) })))
            } else {
                properties.append((name, Self.reference(kind)))
                members.append((name, Self.value(kind, seed: number)))
            }
        }
        let required = properties.enumerated().filter { $0.offset % 6 == 0 }.map { JSONValue.string($0.element.0) }
        schema = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "properties": .object(JSONObject(properties)), "required": .array(required),
            "patternProperties": ["^x-[a-z]+$": ["type": "string"]], "additionalProperties": false,
            "$defs": .object(JSONObject(definitions)),
        ]
        let good = JSONObject(members + [("x-note", "made up")])
        var bad = good
        bad["x-note"] = 1
        instances = [.object(good), .object(bad)]
    }

    private static let words = ["invoice", "supplier", "approval", "delivery", "customer", "ticket", "contract"]

    private static func reference(_ number: Int) -> JSONValue { ["$ref": .string("#/$defs/record-\(number)")] }

    private static func record(_ number: Int) -> JSONValue {
        let next = (number + 1) % records
        return [
            "type": "object",
            "required": ["id", "amount", "currency", "lines"],
            "properties": [
                "id": ["type": "string", "pattern": .string("^R\(number)-[0-9]{4,8}$")],
                "amount": ["type": "number", "exclusiveMinimum": 0, "maximum": 1_000_000],
                "currency": ["enum": ["EUR", "USD", "GBP", "CHF", "JPY"]],
                "quantity": ["type": "integer", "minimum": 1, "maximum": 10_000],
                "title": ["type": "string", "minLength": 1, "maxLength": 200],
                "email": ["type": "string", "pattern": "^[a-z0-9._-]+@[a-z0-9.-]+\\.[a-z]{2,10}$"],
                "tags": ["type": "array", "items": ["type": "string", "maxLength": 20], "uniqueItems": true],
                "lines": [
                    "type": "array", "minItems": 1, "items": ["$ref": .string("#/$defs/record-\(number)/$defs/line")],
                ],
                "status": [
                    "oneOf": [
                        ["type": "object", "properties": ["kind": ["const": "open"]], "required": ["kind"]],
                        [
                            "type": "object", "properties": ["kind": ["const": "closed"], "by": ["type": "string"]],
                            "required": ["kind", "by"],
                        ],
                    ]
                ],
                "note": ["anyOf": [["type": "null"], ["type": "string", "maxLength": 500]]],
                "next": reference(next),
            ],
            "if": ["properties": ["currency": ["const": "JPY"]]],
            "then": ["properties": ["amount": ["type": "integer"]]],
            "additionalProperties": false,
            "$defs": [
                "line": [
                    "type": "object", "required": ["sku", "price"],
                    "properties": [
                        "sku": ["type": "string", "pattern": "^[A-Z]{3}[0-9]{5}$"],
                        "price": ["type": "number", "minimum": 0], "count": ["type": "integer", "minimum": 0],
                        "taxed": ["type": "boolean"],
                    ],
                    "unevaluatedProperties": false,
                ]
            ],
        ]
    }

    private static func value(_ number: Int, seed: Int) -> JSONValue {
        let line: (Int) -> JSONValue = { place in
            [
                "sku": .string("ABC\(10_000 + seed * 7 + place)"), "price": .number(JSONNumber("\(place + 1).25")!),
                "count": .number(JSONNumber(place)), "taxed": .bool(place % 2 == 0),
            ]
        }
        return [
            "id": .string("R\(number)-\(1_000 + seed)"), "amount": .number(JSONNumber("\(seed + 1).50")!),
            "currency": .string(["EUR", "USD", "GBP", "CHF"][seed % 4]),
            "quantity": .number(JSONNumber(seed % 900 + 1)), "title": .string("Position \(seed) of the order"),
            "email": .string("desk\(seed)@example.com"), "tags": ["new", "paid", .string("tag-\(seed)")],
            "lines": .array((0..<4).map(line)),
            "status": seed % 2 == 0 ? ["kind": "open"] : ["kind": "closed", "by": "ann"],
            "note": seed % 3 == 0 ? nil : "To be looked at again",
        ]
    }
}
