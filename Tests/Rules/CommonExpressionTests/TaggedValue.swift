import CommonExpression
import Foundation
import JSON

/// Values in the tagged form of the conformance cases: `{"t": "int", "v": "123"}`.
enum TaggedValue {
    struct Unreadable: Error { let json: JSONValue }

    static func value(_ json: JSONValue) throws -> Value {
        guard let tag = json["t"]?.string else { throw Unreadable(json: json) }
        let text = json["v"]?.string
        switch tag {
        case "null": return .null
        case "bool": if let value = json["v"]?.bool { return .bool(value) }
        case "int": if let value = text.flatMap({ Int64($0) }) { return .int(value) }
        case "uint": if let value = text.flatMap({ UInt64($0) }) { return .uint(value) }
        case "double": if let value = text.flatMap({ Double($0) }) { return .double(value) }
        case "string": if let text { return .string(text) }
        case "bytes": if let data = text.flatMap({ Data(base64Encoded: $0) }) { return .bytes([UInt8](data)) }
        case "list": if let items = json["v"]?.array { return .list(Value.List(try items.map(value))) }
        case "map":
            guard let pairs = json["v"]?.array else { break }
            let entries = try pairs.map { pair in
                (key: try value(pair[0] ?? .null), value: try value(pair[1] ?? .null))
            }
            if let map = Value.Map(entries: entries) { return .map(map) }
        case "type": if let text { return .type(text) }
        case "timestamp":
            if let (seconds, nanos) = moment(json),
                let time = Timestamp(secondsSince1970: seconds, nanoseconds: Int32(nanos))
            {
                return .timestamp(time)
            }
        case "duration":
            if let (seconds, nanos) = moment(json) { return .duration(.seconds(seconds) + .nanoseconds(nanos)) }
        default: break
        }
        throw Unreadable(json: json)
    }

    private static func moment(_ json: JSONValue) -> (Int64, Int64)? {
        guard let value = json["v"] else { return nil }
        func part(_ name: String) -> Int64? { value[name]?.number?.int64 ?? value[name]?.string.flatMap { Int64($0) } }
        guard let seconds = part("seconds") else { return nil }
        return (seconds, part("nanos") ?? 0)
    }

    /// Whether a value is the expected one, of the same type; NaN is itself.
    static func isSame(_ value: Value, _ expected: Value) -> Bool {
        switch (value, expected) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.uint(let a), .uint(let b)): a == b
        case (.double(let a), .double(let b)): a == b && a.sign == b.sign || a.isNaN && b.isNaN
        case (.number(let a), .double(let b)): a.double == b && a.double.sign == b.sign
        case (.string(let a), .string(let b)), (.type(let a), .type(let b)): sameText(a, b)
        case (.bytes(let a), .bytes(let b)): a == b
        case (.timestamp(let a), .timestamp(let b)): a == b
        case (.duration(let a), .duration(let b)): a == b
        case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
        case (.map(let a), .map(let b)):
            a.count == b.count
                && b.entries.allSatisfy { entry in a[entry.key].map { isSame($0, entry.value) } ?? false }
        default: false
        }
    }
}
