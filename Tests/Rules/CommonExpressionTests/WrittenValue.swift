import CommonExpression
import JSON

/// A value as the tables of cases write it, with its type: `7`, `7u`, `7.0`, `7d`, `"seven"`, `b'\x07'`, `optional(7)`.
func written(_ value: Value) -> String {
    switch value {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .int(let value): return String(value)
    case .uint(let value): return "\(value)u"
    case .double(let value): return written(value)
    case .number(let number): return written(number.double)
    case .decimal(let value): return "\(value)d"
    case .string(let text): return JSONValue.string(text).description
    case .bytes(let bytes): return "b'\(bytes.map(written).joined())'"
    case .list(let list): return "[\(list.map(written).joined(separator: ", "))]"
    case .map(let map):
        let entries = map.entries.map { "\(written($0.key)): \(written($0.value))" }
        return "{\(entries.sorted().joined(separator: ", "))}"
    case .timestamp(let time): return "timestamp \(time)"
    case .duration(let duration): return "duration \(written(duration))s"
    case .type(let name): return "type \(name)"
    case .optional(let inner): return "optional(\(inner.map(written) ?? ""))"
    }
}

private func written(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    return value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : String(value)
}

private func written(_ byte: UInt8) -> String {
    if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "'") { return "\\" + String(Unicode.Scalar(byte)) }
    guard byte < 0x20 || byte > 0x7E else { return String(Unicode.Scalar(byte)) }
    return "\\x" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
}

/// The seconds, with as many places after the point as are needed.
private func written(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let sign = seconds < 0 || attoseconds < 0 ? "-" : ""
    let nanoseconds = (attoseconds / 1_000_000_000).magnitude
    guard nanoseconds > 0 else { return "\(sign)\(seconds.magnitude)" }
    let digits = String(String(1_000_000_000 + nanoseconds).dropFirst())
    return "\(sign)\(seconds.magnitude).\(digits.replacing(#/0+$/#, with: ""))"
}
