import Fixtures
import JSON

/// Random schemas over a few fields, changes of them, and values that often fit.
package struct RandomSchema {
    package var random: SeededRandom

    package init(random: SeededRandom) { self.random = random }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    private mutating func pick<Item>(_ items: [Item]) -> Item { items.randomElement(using: &random)! }
    private mutating func number() -> JSONValue { .number(JSONNumber(Int.random(in: 0...4, using: &random))) }

    private static let names = ["a", "b", "ab", "c"]
    private static let types: [JSONValue] = [
        "string", "integer", "number", "array", "object", "null", "boolean", ["string", "null"], ["integer", "object"],
    ]

    /// A schema whose root may hold others for references.
    package mutating func document() -> JSONValue {
        guard case .object(var object) = schema(depth: 3) else { return schema(depth: 2) }
        if chance(40) {
            object["$defs"] = ["x": schema(depth: 1), "y": schema(depth: 1)]
        }
        return .object(object)
    }

    package mutating func schema(depth: Int) -> JSONValue {
        if chance(8) { return .bool(chance(70)) }
        var object = JSONObject()
        for _ in 0..<Int.random(in: 0...4, using: &random) { add(to: &object, depth: depth) }
        return .object(object)
    }

    private mutating func schemas(depth: Int, _ names: [String]) -> JSONValue {
        .object(JSONObject(names.filter { _ in chance(50) }.map { ($0, schema(depth: depth)) }))
    }

    private mutating func add(to object: inout JSONObject, depth: Int) {
        let keyword = pick(depth > 0 ? Self.all : Self.flat)
        switch keyword {
        case "type": object[keyword] = pick(Self.types)
        case "enum": object[keyword] = .array((0..<3).map { _ in value(depth: 1) })
        case "const": object[keyword] = value(depth: 0)
        case "multipleOf": object[keyword] = pick([1, 2, 4])
        case "pattern": object[keyword] = pick(["^a", "b", "^.?$"])
        case "uniqueItems": object[keyword] = .bool(chance(50))
        case "required": object[keyword] = .array(Self.names.filter { _ in chance(40) }.map { .string($0) })
        case "dependentRequired": object[keyword] = [pick(Self.names): [.string(pick(Self.names))]]
        case "format", "title": object[keyword] = pick(["date", "email"])
        case "properties": object[keyword] = schemas(depth: depth - 1, Self.names)
        case "patternProperties": object[keyword] = schemas(depth: depth - 1, ["^a", "b$"])
        case "dependentSchemas": object[keyword] = schemas(depth: depth - 1, Self.names)
        case "prefixItems", "allOf", "anyOf", "oneOf":
            object[keyword] = .array((0..<Int.random(in: 1...3, using: &random)).map { _ in schema(depth: depth - 1) })
        case "if":
            object["if"] = schema(depth: depth - 1)
            object[chance(50) ? "then" : "else"] = schema(depth: depth - 1)
        case "additionalProperties", "items", "not", "contains", "propertyNames", "unevaluatedProperties":
            object[keyword] = schema(depth: depth - 1)
        default: object[keyword] = number()
        }
    }

    private static let flat = [
        "type", "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "required", "minProperties",
        "maxProperties", "dependentRequired", "format", "title",
    ]
    private static let deep = [
        "properties", "properties", "properties", "additionalProperties", "patternProperties", "propertyNames",
        "dependentSchemas", "items", "prefixItems", "contains", "minContains", "maxContains", "allOf", "anyOf", "oneOf",
        "not", "if", "unevaluatedProperties",
    ]
    private static let all = flat + deep + deep

    /// The schema with one thing changed somewhere in it.
    package mutating func changed(_ schema: JSONValue, depth: Int = 3) -> JSONValue {
        guard case .object(var object) = schema, !object.isEmpty, chance(92) else { return self.schema(depth: depth) }
        let name = pick(object.names)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: object[name] = nil
        case 1: add(to: &object, depth: depth)
        default:
            switch object[name] {
            case .object(var inner)
            where name != "$defs" && (name == "properties" || name.hasSuffix("es") || name.hasSuffix("mas")),
                .object(var inner) where name == "$defs":
                guard !inner.isEmpty else { break }
                let member = pick(inner.names)
                inner[member] = chance(20) && name != "$defs" ? nil : changed(inner[member] ?? true, depth: depth - 1)
                object[name] = .object(inner)
            case .object(let inner) where name != "dependentRequired":
                object[name] = changed(.object(inner), depth: max(0, depth - 1))
            case .array(var items) where ["allOf", "anyOf", "oneOf", "prefixItems"].contains(name) && !items.isEmpty:
                let place = Int.random(in: 0..<items.count, using: &random)
                if chance(20), items.count > 1 {
                    items.remove(at: place)
                } else {
                    items[place] = changed(items[place], depth: max(0, depth - 1))
                }
                object[name] = .array(items)
            case .number: object[name] = name == "multipleOf" ? pick([1, 2, 4]) : number()
            default: add(to: &object, depth: depth)
            }
        }
        return .object(object)
    }

    /// The schema with some of its parts given by reference.
    package mutating func withReferences(_ schema: JSONValue) -> JSONValue {
        guard case .object(var object) = schema, object["$defs"] != nil else { return schema }
        for name in ["additionalProperties", "items", "not", "contains"] where object[name] != nil && chance(60) {
            object[name] = ["$ref": pick(["#/$defs/x", "#/$defs/y"])]
        }
        if chance(30) { object["$ref"] = "#/$defs/x" }
        return .object(object)
    }

    package mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 12 : 6), using: &random) {
        case 0: return nil
        case 1: return .bool(chance(50))
        case 2: return pick(["", "a", "ab", "abc", "b", "bca"])
        case 3: return .number(JSONNumber("\(Int.random(in: 0...4, using: &random)).5")!)
        case 4, 5: return number()
        case 6, 7, 8: return .array((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth - 1) })
        default:
            return .object(JSONObject(Self.names.filter { _ in chance(55) }.map { ($0, value(depth: depth - 1)) }))
        }
    }
}
