/// Writing JSON: the canonical form of RFC 8785, and the compact form that keeps order and numbers as written.
public enum CanonicalJSON {
    /// The canonical bytes (RFC 8785): members sorted by UTF-16 code units, numbers as ECMAScript prints the nearest double.
    public static func bytes(of value: JSONValue) -> [UInt8] {
        var writer = JSONWriter(canonical: true)
        writer.write(value)
        return writer.bytes
    }

    /// The number as ECMAScript's `Number.prototype.toString` prints it; the value must be finite.
    public static func text(of value: Double) -> String {
        if value == 0 { return "0" }
        let shortest = JSONNumber.normal(value.magnitude.description)
        let digits = String(decoding: shortest.digits, as: UTF8.self)
        let count = digits.utf8.count
        let point = count + shortest.exponent
        let sign = value < 0 ? "-" : ""
        if count <= point, point <= 21 { return sign + digits + String(repeating: "0", count: point - count) }
        if 0 < point, point <= 21 { return sign + digits.prefix(point) + "." + digits.dropFirst(point) }
        if -6 < point, point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        let power = point - 1 < 0 ? "-\(1 - point)" : "+\(point - 1)"
        return sign + digits.prefix(1) + (count == 1 ? "" : "." + digits.dropFirst()) + "e" + power
    }

    /// The pointer of the first number whose exact value RFC 8785 would not print, or nil when the canonical form keeps every value.
    public static func firstInexactNumber(in value: JSONValue) -> JSONPointer? {
        switch value {
        case .number(let number):
            let double = number.double
            return double.isFinite && JSONNumber(checked: text(of: double)) == number ? nil : JSONPointer()
        case .array(let items):
            for (index, item) in items.enumerated() {
                if let inner = firstInexactNumber(in: item) { return JSONPointer([String(index)] + inner.tokens) }
            }
            return nil
        case .object(let object):
            for member in object {
                if let inner = firstInexactNumber(in: member.value) { return JSONPointer([member.name] + inner.tokens) }
            }
            return nil
        case .null, .bool, .string: return nil
        }
    }
}

extension JSONValue: CustomStringConvertible {
    /// Compact JSON: members in their own order, numbers as they were written.
    public var description: String { String(decoding: compactBytes, as: UTF8.self) }

    /// The bytes of `description`.
    public var compactBytes: [UInt8] {
        var writer = JSONWriter(canonical: false)
        writer.write(self)
        return writer.bytes
    }
}

private struct JSONWriter {
    var bytes: [UInt8] = []
    let canonical: Bool

    init(canonical: Bool) { self.canonical = canonical }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .number(let number):
            let isPrinted = canonical && !Self.isCanonical(number)
            bytes += (isPrinted ? Self.canonicalText(of: number) : number.text).utf8
        case .string(let text): write(text)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(item)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            var first = true
            for member in canonical ? Self.sorted(object.members) : object.members {
                if !first { bytes.append(UInt8(ascii: ",")) }
                first = false
                write(member.name)
                bytes.append(UInt8(ascii: ":"))
                write(member.value)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Whether it is written as RFC 8785 prints it, because it is a natural number that every double tells from its neighbours.
    private static func isCanonical(_ number: JSONNumber) -> Bool {
        let digits = number.text.utf8
        return digits.count <= 15 && digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }

    /// What RFC 8785 prints; a number beyond every double, which it does not provide for, keeps its digits.
    private static func canonicalText(of number: JSONNumber) -> String {
        let double = number.double
        if double.isFinite { return CanonicalJSON.text(of: double) }
        let normal = JSONNumber.normal(number.text)
        return (normal.negative ? "-" : "") + String(decoding: normal.digits, as: UTF8.self) + "e+\(normal.exponent)"
    }

    private static func sorted(_ members: [JSONObject.Member]) -> [JSONObject.Member] {
        members.sorted { precedes($0.name, $1.name) }
    }

    /// Whether a name's UTF-16 code units come before another's. Its UTF-8 bytes have the same order, but that a surrogate, of what is
    /// beyond U+FFFF, comes before U+E000 to U+FFFF.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        var (left, right) = (left.utf8.makeIterator(), right.utf8.makeIterator())
        while let b = right.next() {
            guard let a = left.next() else { return true }
            guard a != b else { continue }
            let (firstOfPrivateUse, firstBeyond): (UInt8, UInt8) = (0xEE, 0xF0)
            if min(a, b) >= firstOfPrivateUse, (a >= firstBeyond) != (b >= firstBeyond) { return a >= firstBeyond }
            return a < b
        }
        return false
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        guard text.utf8.contains(where: Self.isEscaped) else {
            bytes += text.utf8
            return
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += "\\\"".utf8
            case UInt8(ascii: "\\"): bytes += "\\\\".utf8
            case 0x08: bytes += "\\b".utf8
            case 0x09: bytes += "\\t".utf8
            case 0x0A: bytes += "\\n".utf8
            case 0x0C: bytes += "\\f".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0..<0x20:
                let hex = Array("0123456789abcdef".utf8)
                bytes += "\\u00".utf8
                bytes += [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }
}
