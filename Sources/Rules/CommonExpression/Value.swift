import JSON

/// A value that an expression reads or makes.
public enum Value: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    /// A number that knows the text it was written in: of type double, but `decimal()` reads it exactly.
    case number(JSONNumber)
    /// An exact decimal number.
    indirect case decimal(ExactDecimal)
    case string(String)
    case bytes([UInt8])
    case list(List)
    case map(Map)
    case timestamp(Timestamp)
    case duration(Duration)
    /// A type, by its name: `int`, `list`, `google.protobuf.Timestamp`.
    case type(String)
    /// A value that may be absent.
    indirect case optional(Value?)
}

extension Value {
    /// The name of the value's type, as `type()` gives it.
    public var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double, .number: "double"
        case .decimal: "decimal"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map: "map"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .type: "type"
        case .optional: "optional_type"
        }
    }

    /// The names of all types.
    package static let typeNames: [String] = [
        "null_type", "bool", "int", "uint", "double", "decimal", "string", "bytes", "list", "map", "type",
        "optional_type",
        "google.protobuf.Timestamp", "google.protobuf.Duration",
    ]

    /// Whether `optional.ofNonZeroValue` takes this for no value.
    var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .number(let number): (try? number.checkedDouble) == 0
        case .decimal(let value): value == .zero
        case .string(let text): text.isEmpty
        case .bytes(let bytes): bytes.isEmpty
        case .list(let list): list.isEmpty
        case .map(let map): map.count == 0
        case .timestamp(let time): time == Timestamp(seconds: 0, nanoseconds: 0)
        case .duration(let duration): duration == .zero
        case .type: false
        case .optional(let value): value == nil
        }
    }
}

extension Value: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Writes a bool as it stands.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Writes an int of 64 bits with its sign.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// Writes a double as IEEE 754 rounds it; for a number that is read exactly write a `number`.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// Writes a string as it stands, its code points unchanged.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Writes a list of values in their order.
    public init(arrayLiteral elements: Value...) { self = .list(List(elements)) }
    /// A map with string keys; of entries with the same key the last one counts.
    public init(dictionaryLiteral elements: (String, Value)...) { self = .map(Map(elements)) }
}
