import JSON

extension Value {
    /// The value of a JSON value. A number written as an integer within 64 bits is an int, any other keeps its text.
    ///
    /// Arrays and objects are wrapped, not copied.
    public init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .number(let number):
            // No longer text can be an int, and a long one is not to be read again and again.
            if number.text.utf8.count <= 20, let int = number.int64 { self = .int(int) } else { self = .number(number) }
        case .string(let text): self = .string(text)
        case .array(let items): self = .list(List(items))
        case .object(let object): self = .map(Map(object))
        }
    }

    /// The value as JSON: timestamps and durations as text, bytes in base64, an absent optional as null.
    ///
    /// Nil for what JSON has no form for: types, NaN and infinities, maps with keys that are no strings, and values of more than
    /// a million parts.
    public var json: JSONValue? {
        var parts = 1_000_000
        return json(&parts)
    }

    private func json(_ parts: inout Int) -> JSONValue? {
        parts -= 1
        guard parts >= 0 else { return nil }
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .number(JSONNumber(value))
        case .uint(let value): return .number(JSONNumber(value))
        case .double(let value): return JSONNumber(value).map(JSONValue.number)
        case .number(let number): return .number(number)
        case .decimal(let value): return JSONNumber(value.description).map(JSONValue.number)
        case .string(let text): return .string(text)
        case .bytes(let bytes): return .string(Base64.text(of: bytes))
        case .timestamp(let time): return .string(time.description)
        case .duration(let duration): return .string(duration.expressionText)
        case .type: return nil
        case .optional(let value):
            guard let value else { return .null }
            return value.json(&parts)
        case .list(let list):
            var items: [JSONValue] = []
            for element in list {
                guard let item = element.json(&parts) else { return nil }
                items.append(item)
            }
            return .array(items)
        case .map(let map):
            var object = JSONObject()
            for (key, element) in map.entries {
                guard case .string(let name) = key, let member = element.json(&parts) else { return nil }
                object[name] = member
            }
            return .object(object)
        }
    }
}
