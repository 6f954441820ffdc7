/// A JSON value that keeps what Foundation's decoders lose: the text of numbers, the order of members, exact strings.
///
/// Equality is that of JSON Schema: numbers by mathematical value (`1` equals `1.0`), objects without regard to order, strings
/// by code point. Swift's own `String ==` follows canonical equivalence, under which two different payloads could pass
/// for one; nothing in this module uses it.
public enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    /// The member of an object, or nil when this is no object or has no such member.
    public subscript(_ name: String) -> JSONValue? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    /// The element of an array, or nil when this is no array or has no such index.
    public subscript(_ index: Int) -> JSONValue? {
        if case .array(let items) = self, items.indices.contains(index) { items[index] } else { nil }
    }

    /// The text of a string, else nil.
    public var string: String? { if case .string(let text) = self { text } else { nil } }
    /// The truth value of a boolean, else nil.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The number, when this is one; else nil.
    public var number: JSONNumber? { if case .number(let number) = self { number } else { nil } }
    /// The elements of an array, else nil.
    public var array: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
    /// The object, when this is one; else nil.
    public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
    /// True of `null`, and of nothing else: a member that is absent is no value at all.
    public var isNull: Bool { if case .null = self { true } else { false } }

    /// The name of the JSON type: `null`, `boolean`, `number`, `string`, `array` or `object`.
    public var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension JSONValue: Hashable {
    /// Whether two values are equal as JSON Schema defines it.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.string(let a), .string(let b)): sameText(a, b)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        default: false
        }
    }

    /// Feeds the value to a hasher, consistent with `==`.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let number): hasher.combine(number)
        case .string(let text): hashText(text, into: &hasher)
        case .array(let items): hasher.combine(items)
        case .object(let object): hasher.combine(object)
        }
    }
}

/// True where two strings hold the same code points. `String ==` would also accept canonically equivalent ones.
public func sameText(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    let answer = left.utf8.withContiguousStorageIfAvailable { left in
        right.utf8.withContiguousStorageIfAvailable { right in sameBytes(left, right) }
    }
    return (answer ?? nil) ?? left.utf8.elementsEqual(right.utf8)
}

/// Whether two buffers of the same length hold the same bytes.
@inline(__always)
private func sameBytes(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    let count = left.count
    guard count >= 8 else {
        for place in 0..<count where left[place] != right[place] { return false }
        return true
    }
    guard let a = UnsafeRawPointer(left.baseAddress), let b = UnsafeRawPointer(right.baseAddress) else { return true }
    // Eight at a time; the last eight may overlap what was looked at before.
    var place = 0
    while place < count {
        let offset = min(place, count - 8)
        if a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            != b.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        {
            return false
        }
        place += 8
    }
    return true
}

/// Feeds the bytes of a string to a hasher, consistent with `sameText`.
public func hashText(_ text: String, into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Writes `null` as `nil`. An optional value that is `nil` is not there; `null` is a value.
    public init(nilLiteral: ()) { self = .null }
    /// Writes a boolean as it stands.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Writes a string as it stands, its code points unchanged.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A number, written as an integer.
    public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    /// Writes an array of values in their order.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object; of members with the same name the last one counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}
