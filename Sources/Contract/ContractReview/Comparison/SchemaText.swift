import JSON

/// A schema document without what says nothing about the values that it accepts.
struct SchemaText {
    /// The schema; descriptions, defaults, unknown keywords are gone from it. Places are those of the document.
    let root: JSONValue
    /// The value of `$schema`.
    let dialect: JSONValue?
    /// A keyword that makes the effect of others depend on where they stand, so that they can't be compared one by one.
    let unordered: String?
    private let anchors: [JSONValue: JSONPointer]

    /// Keywords that hold schemas for others to refer to, and names for them.
    static let holders: Set<String> = ["$defs", "definitions", "$anchor"]

    private static let one: Set<String> = [
        "not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames",
        "unevaluatedItems", "unevaluatedProperties",
    ]
    private static let several: Set<String> = ["allOf", "anyOf", "oneOf", "prefixItems"]
    private static let named: Set<String> = [
        "properties", "patternProperties", "dependentSchemas", "$defs", "definitions",
    ]
    private static let plain: Set<String> = [
        "$ref", "$anchor", "type", "enum", "const", "multipleOf", "minimum", "exclusiveMinimum", "maximum",
        "exclusiveMaximum", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "minContains",
        "maxContains", "minProperties", "maxProperties", "required", "dependentRequired",
    ]
    private static let movers: Set<String> = [
        "unevaluatedItems", "unevaluatedProperties", "$dynamicRef", "$dynamicAnchor", "$vocabulary",
    ]
    private static let deepest = 200

    init(_ document: JSONValue, assertsFormats: Bool = true) {
        var reading = Reading(plain: assertsFormats ? Self.plain.union(["format"]) : Self.plain)
        root = reading.stripped(document, JSONPointer())
        dialect = document["$schema"]
        (unordered, anchors) = (reading.unordered, reading.anchors)
    }

    private struct Reading {
        let plain: Set<String>
        var unordered: String?
        var anchors: [JSONValue: JSONPointer] = [:]

        mutating func stripped(_ schema: JSONValue, _ place: JSONPointer) -> JSONValue {
            guard case .object(let object) = schema else { return schema }
            guard place.tokens.count < SchemaText.deepest else {
                unordered = unordered ?? "a schema of more than \(SchemaText.deepest) levels"
                return schema
            }
            var kept = JSONObject()
            for (name, value) in object.members.map({ ($0.name, $0.value) }) {
                let below = place.appending(name)
                if SchemaText.movers.contains(name) || name == "$id" && !place.tokens.isEmpty {
                    unordered = unordered ?? name
                }
                if SchemaText.one.contains(name) {
                    kept[name] = stripped(value, below)
                } else if SchemaText.several.contains(name), case .array(let items) = value {
                    kept[name] = .array(
                        items.enumerated().map { stripped($0.element, below.appending(String($0.offset))) })
                } else if SchemaText.named.contains(name), case .object(let schemas) = value {
                    kept[name] = .object(
                        JSONObject(schemas.map { ($0.name, stripped($0.value, below.appending($0.name))) }))
                } else if plain.contains(name) {
                    kept[name] = value
                }
                if name == "$anchor" { anchors[value] = place }
            }
            return .object(kept)
        }
    }

    /// The schema that a reference within the document names.
    func target(_ reference: String) -> SchemaComparison.Place? {
        guard reference.utf8.first == UInt8(ascii: "#"), !reference.utf8.contains(UInt8(ascii: "%")) else { return nil }
        let fragment = String(reference.dropFirst())
        guard let pointer = JSONPointer(parsing: fragment) ?? anchors[.string(fragment)],
            let schema = pointer.resolve(in: root)
        else { return nil }
        return SchemaComparison.Place(schema: schema, pointer: pointer)
    }

    /// The schema to which one that is nothing but a reference leads; nil when it leads nowhere that can be followed.
    func followed(_ place: SchemaComparison.Place) -> SchemaComparison.Place? {
        var place = place
        for _ in 0..<Self.deepest {
            guard case .object(let object) = place.schema, let reference = object["$ref"]?.string,
                !object.contains(where: { $0.name != "$ref" && !Self.holders.contains($0.name) })
            else { return place }
            guard let target = target(reference) else { return nil }
            place = target
        }
        return nil
    }

    /// The references that a schema makes, those of the schemas that it holds for others aside or not.
    static func references(in schema: JSONValue) -> [String] {
        switch schema {
        case .object(let object):
            object.flatMap { member in
                if member.name == "$ref", let reference = member.value.string {
                    [reference]
                } else {
                    references(in: member.value)
                }
            }
        case .array(let items): items.flatMap(references)
        default: []
        }
    }
}
