import ExpressionAnalysis
import JSON

extension Shape {
    /// The shape of what a JSON Schema accepts. A keyword that is not understood limits nothing, so that the shape is never too small.
    package init(schema: JSONValue) {
        var reader = SchemaShapes(root: schema)
        self = reader.shape(of: schema)
    }
}

/// Reads shapes out of a schema and what it refers to inside itself.
private struct SchemaShapes {
    let root: JSONValue
    private var depth = 0
    private var steps = 5_000
    private static let deepest = 20

    init(root: JSONValue) { self.root = root }

    mutating func shape(of schema: JSONValue) -> Shape {
        if let isAccepted = schema.bool { return isAccepted ? .any : .nothing }
        guard case .object(let keywords) = schema else { return .any }
        steps -= 1
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest, steps > 0 else { return .any }
        // Another base, or a place that is found while validating, is not followed.
        let isPlain = ["$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef"].allSatisfy {
            keywords[$0] == nil
        }
        guard isPlain || depth == 1 else { return .any }
        var shape = types(keywords["type"])
        if let values = keywords["enum"]?.array { shape = shape.intersection(.oneOf(values)) }
        if let value = keywords["const"] { shape = shape.intersection(.oneOf([value])) }
        shape = shape.intersection(bounds(keywords))
        if let reference = keywords["$ref"]?.string, let target = target(of: reference) {
            shape = shape.intersection(self.shape(of: target))
        }
        for part in keywords["allOf"]?.array ?? [] { shape = shape.intersection(self.shape(of: part)) }
        for keyword in ["anyOf", "oneOf"] {
            guard let parts = keywords[keyword]?.array, !parts.isEmpty else { continue }
            var choice = Shape.nothing
            for part in parts { choice = choice.union(self.shape(of: part)) }
            shape = shape.intersection(choice)
        }
        return shape
    }

    private func types(_ written: JSONValue?) -> Shape {
        let names = written?.string.map { [$0] } ?? written?.array?.compactMap(\.string) ?? []
        guard !names.isEmpty else { return .any }
        return names.reduce(.nothing) { joined, name in
            let shape: Shape =
                switch name {
                case "null": .null
                case "boolean": .bool
                case "integer": .number(isWhole: true)
                case "number": .number
                case "string": .string
                case "array": .list(of: .any)
                case "object": .map(of: .any)
                default: .any
                }
            return joined.union(shape)
        }
    }

    /// The bounds that keywords set to numbers, texts, lists and objects; each leaves the other types alone.
    private mutating func bounds(_ keywords: JSONObject) -> Shape {
        let number = Shape.number(
            from: keywords["minimum"]?.number, above: keywords["exclusiveMinimum"]?.number,
            to: keywords["maximum"]?.number, below: keywords["exclusiveMaximum"]?.number,
            isWhole: keywords["multipleOf"]?.number?.isInteger == true)
        let string = Self.length(keywords["minLength"], keywords["maxLength"]).map(Shape.string(length:)) ?? .nothing
        let shapes: [Shape] = [.null, .bool, number, string, list(keywords), object(keywords)]
        return shapes.reduce(.nothing) { $0.union($1) }
    }

    private mutating func list(_ keywords: JSONObject) -> Shape {
        var element = keywords["items"].map { shape(of: $0) } ?? .any
        for item in keywords["prefixItems"]?.array ?? [] { element = element.union(shape(of: item)) }
        guard let count = Self.length(keywords["minItems"], keywords["maxItems"]) else { return .nothing }
        return .list(of: element, count: count)
    }

    private mutating func object(_ keywords: JSONObject) -> Shape {
        let required = keywords["required"]?.array?.compactMap(\.string) ?? []
        let named = keywords["properties"]?.object?.members ?? []
        let others = keywords["additionalProperties"].map { shape(of: $0) } ?? .any
        // A name that only a pattern allows is not known here.
        let rest = keywords["patternProperties"] == nil ? others : .any
        guard !named.isEmpty || !required.isEmpty || rest.isNothing else { return .map(of: rest) }
        var fields = named.map { member in
            Shape.Field(
                member.name, shape(of: member.value), isRequired: required.contains { sameText($0, member.name) })
        }
        for name in required where !named.contains(where: { sameText($0.name, name) }) {
            fields.append(Shape.Field(name, rest))
        }
        return rest.isNothing ? .object(fields) : .object(fields, others: rest)
    }

    /// The range of a length; nil when there is none in it.
    private static func length(_ least: JSONValue?, _ most: JSONValue?) -> ClosedRange<Int>? {
        func whole(_ value: JSONValue?) -> Int? {
            value?.number.flatMap { $0.int64 ?? Int64(exactly: $0.double) }.map { Int($0) }
        }
        let (lower, upper) = (max(0, whole(least) ?? 0), whole(most) ?? Int.max)
        return lower <= upper ? lower...upper : nil
    }

    private func target(of reference: String) -> JSONValue? {
        guard reference.utf8.first == UInt8(ascii: "#"), root["$id"] == nil else { return nil }
        return JSONPointer(parsing: String(reference.dropFirst()))?.resolve(in: root)
    }
}
