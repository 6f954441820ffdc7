extension Value {
    /// The value of a field; nil when a map has no such key.
    func member(_ field: String) throws(EvaluationError) -> Value? {
        switch self {
        case .map(let map): return map[field]
        case .null: throw EvaluationError("null has no field '\(field.clipped)'")
        default: throw EvaluationError("type '\(typeName)' does not support field selection")
        }
    }

    /// The value of a field. Of an optional, an optional.
    func selecting(_ field: String) throws(EvaluationError) -> Value {
        if case .optional(let inner) = self {
            guard let inner else { return self }
            return .optional(try inner.member(field))
        }
        guard let value = try member(field) else { throw EvaluationError("no such key: '\(field.clipped)'") }
        return value
    }

    /// The element at an index or the value of a key; nil when it isn't there.
    func element(_ index: Value) throws(EvaluationError) -> Value? {
        switch self {
        case .list(let list):
            let place: Int? =
                switch index {
                case .int(let value): Int(exactly: value)
                case .uint(let value): Int(exactly: value)
                case .double(let value): Int(exactly: value)
                case .number(let number): Int(exactly: try number.checkedDouble)
                default: throw EvaluationError("a list has no index of type '\(index.typeName)'")
                }
            guard let place else {
                if case .uint = index { return nil }
                throw EvaluationError("a list has no fractional index")
            }
            return list.indices.contains(place) ? list[place] : nil
        case .map(let map):
            guard let key = MapKey(lookingUp: index) else {
                guard try Numeric(index) != nil else {
                    throw EvaluationError("no such key: a map has no keys of type '\(index.typeName)'")
                }
                return nil
            }
            return map[key]
        case .null: throw EvaluationError("null has no elements")
        default: throw EvaluationError.noOverload("[]", [self, index])
        }
    }

    /// A key or an index as an error message names it.
    var keyText: String {
        switch self {
        case .string(let text): "'\(text.clipped)'"
        case .int(let value): String(value)
        case .uint(let value): String(value)
        case .bool(let value): String(value)
        default: typeName
        }
    }
}

struct SelectNode: Node {
    let operand: any Node
    let field: String
    let isOptional: Bool
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step(reading: field)
        let value = try operand.value(context)
        do throws(EvaluationError) {
            guard isOptional else { return try value.selecting(field) }
            if case .optional = value { return try value.selecting(field) }
            return .optional(try value.member(field))
        } catch {
            throw error.placed(at: offset)
        }
    }
}

struct HasNode: Node {
    let operand: any Node
    let field: String
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step(reading: field)
        let value = try operand.value(context)
        do throws(EvaluationError) {
            if case .optional(let inner) = value {
                guard let inner else { return .bool(false) }
                return .bool(try inner.member(field) != nil)
            }
            return .bool(try value.member(field) != nil)
        } catch {
            throw error.placed(at: offset)
        }
    }
}

struct IndexNode: Node {
    let operand: any Node
    let index: any Node
    let isOptional: Bool
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        let value = try operand.value(context)
        let key = try index.value(context)
        do throws(EvaluationError) {
            try context.spend(key: key)
            if case .optional(let inner) = value {
                guard let inner else { return value }
                return .optional(try inner.element(key))
            }
            let element = try value.element(key)
            if isOptional { return .optional(element) }
            guard let element else {
                if case .list(let list) = value {
                    throw EvaluationError("index \(key.keyText) is out of range of a list of \(list.count)")
                }
                throw EvaluationError("no such key: \(key.keyText)")
            }
            return element
        } catch {
            throw error.placed(at: offset)
        }
    }
}

struct ListNode: Node {
    let elements: [(node: any Node, isOptional: Bool)]
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        try context.spend(elements: elements.count)
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for (node, isOptional) in elements {
            let value = try node.value(context)
            if isOptional {
                guard case .optional(let inner) = value else {
                    throw EvaluationError("'?' in a list needs an optional, not '\(value.typeName)'", at: offset)
                }
                if let inner { values.append(inner) }
            } else {
                values.append(value)
            }
        }
        return .list(Value.List(values))
    }
}

struct MapNode: Node {
    let entries: [(key: any Node, value: any Node, isOptional: Bool)]
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        var builder = Value.Map.Builder()
        for (keyNode, valueNode, isOptional) in entries {
            let key = try keyNode.value(context)
            var value = try valueNode.value(context)
            do throws(EvaluationError) {
                if isOptional {
                    guard case .optional(let inner) = value else {
                        throw EvaluationError("'?' in a map needs an optional, not '\(value.typeName)'")
                    }
                    guard let inner else { continue }
                    value = inner
                }
                try builder.add(key, value, context)
            } catch {
                throw error.placed(at: offset)
            }
        }
        return .map(builder.map)
    }
}

extension Value.Map.Builder {
    /// Adds an entry whose key must be of a type that a map can have, and new.
    mutating func add(_ key: Value, _ value: Value, _ context: Context) throws(EvaluationError) {
        try context.spend(key: key)
        try context.spend(elements: 2)
        guard let mapKey = MapKey(key) else { throw EvaluationError("unsupported key type '\(key.typeName)'") }
        guard insert(mapKey, value) else { throw EvaluationError("the key \(key.keyText) stands there twice") }
    }
}

extension String {
    /// The text, or its beginning where it is too long for an error message.
    var clipped: String { utf8.count <= 80 ? self : String(unicodeScalars.prefix(80)) + "…" }
}
