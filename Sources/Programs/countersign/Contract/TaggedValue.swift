import CommonExpression
import Foundation
import JSON

/// Values of expressions with their types: `{"t": "int", "v": "123"}`.
///
/// Integers and doubles are strings, so that no reader of JSON rounds them; bytes are base64, a map is a list of pairs, timestamps
/// and durations are `{"seconds", "nanos"}`.
enum TaggedValue {
    /// A tagged value that can't be read.
    struct TaggedValueError: Error {
        let message: String
    }

    /// The value of its tagged form.
    static func value(_ json: JSONValue) throws(TaggedValueError) -> Value {
        let (content, text) = (json["v"], json["v"]?.string)
        let value: Value? =
            switch json["t"]?.string {
            case "null": .null
            case "bool": content?.bool.map(Value.bool)
            case "int": text.flatMap { Int64($0) }.map(Value.int)
            case "uint": text.flatMap { UInt64($0) }.map(Value.uint)
            case "double": text.flatMap { Double($0) }.map(Value.double)
            case "decimal": text.flatMap { ExactDecimal($0) }.map(Value.decimal)
            case "string": text.map(Value.string)
            case "bytes": text.flatMap { Data(base64Encoded: $0) }.map { .bytes([UInt8]($0)) }
            case "type": text.map(Value.type)
            case "timestamp":
                moment(content).flatMap { Timestamp(secondsSince1970: $0, nanoseconds: $1) }.map(Value.timestamp)
            case "duration": moment(content).map { .duration(.seconds($0) + .nanoseconds($1)) }
            case "list": try content?.array.map(list)
            case "map": try content?.array.flatMap(map)
            case "optional": content == .null ? .optional(nil) : .optional(try Self.value(content ?? .null))
            default: nil
            }
        guard let value else { throw TaggedValueError(message: "this is no tagged value: \(json.printable)") }
        return value
    }

    private static func list(_ items: [JSONValue]) throws(TaggedValueError) -> Value {
        var values: [Value] = []
        for item in items { values.append(try value(item)) }
        return .list(Value.List(values))
    }

    private static func map(_ pairs: [JSONValue]) throws(TaggedValueError) -> Value? {
        var entries: [(key: Value, value: Value)] = []
        for pair in pairs { entries.append((try value(pair[0] ?? .null), try value(pair[1] ?? .null))) }
        return Value.Map(entries: entries).map(Value.map)
    }

    private static func moment(_ json: JSONValue?) -> (Int64, Int32)? {
        func part(_ name: String) -> Int64? { json?[name]?.number?.int64 ?? json?[name]?.string.flatMap { Int64($0) } }
        guard let seconds = part("seconds"), let nanos = Int32(exactly: part("nanos") ?? 0) else { return nil }
        return (seconds, nanos)
    }

    /// The tagged form of a value; an integer beyond 64 bits in it is an error.
    static func json(_ value: Value) throws(TaggedValueError) -> JSONValue {
        switch value {
        case .null: return ["t": "null"]
        case .bool(let bool): return ["t": "bool", "v": .bool(bool)]
        case .int(let int): return tagged("int", String(int))
        case .uint(let uint): return tagged("uint", String(uint))
        case .double(let double): return tagged("double", text(of: double))
        case .number(let number):
            guard number.isWrittenAsInteger else { return tagged("double", text(of: number.double)) }
            if let int = number.int64 { return tagged("int", String(int)) }
            throw TaggedValueError(message: "the integer \(number.text) does not fit into 64 bits")
        case .decimal(let decimal): return tagged("decimal", decimal.description)
        case .string(let text): return tagged("string", text)
        case .bytes(let bytes): return tagged("bytes", Data(bytes).base64EncodedString())
        case .type(let name): return tagged("type", name)
        case .timestamp(let time): return tagged("timestamp", seconds: time.seconds, nanos: Int64(time.nanoseconds))
        case .duration(let duration):
            let (seconds, attoseconds) = duration.components
            return tagged("duration", seconds: seconds, nanos: attoseconds / 1_000_000_000)
        case .list(let list):
            var items: [JSONValue] = []
            for item in list { items.append(try json(item)) }
            return ["t": "list", "v": .array(items)]
        case .map(let map):
            var pairs: [JSONValue] = []
            for entry in map.entries { pairs.append(.array([try json(entry.key), try json(entry.value)])) }
            return ["t": "map", "v": .array(pairs)]
        case .optional(let inner):
            return ["t": "optional", "v": try inner.map { value throws(TaggedValueError) in try json(value) } ?? .null]
        }
    }

    private static func tagged(_ type: String, _ text: String) -> JSONValue {
        ["t": .string(type), "v": .string(text)]
    }

    private static func tagged(_ type: String, seconds: Int64, nanos: Int64) -> JSONValue {
        [
            "t": .string(type),
            "v": ["seconds": .number(JSONNumber(Int(seconds))), "nanos": .number(JSONNumber(Int(nanos)))],
        ]
    }

    private static func text(of double: Double) -> String {
        if double.isNaN { return "NaN" }
        if double.isInfinite { return double < 0 ? "-Infinity" : "Infinity" }
        return double.description
    }
}
