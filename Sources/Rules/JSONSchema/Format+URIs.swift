/// The syntax of RFC 3986, and of RFC 3987 when international.
struct URISyntax {
    let international: Bool

    func accepts(_ text: String, needsScheme: Bool) -> Bool {
        let uri = URIReference(text)
        if uri.scheme == nil {
            guard !needsScheme else { return false }
            // A first segment with a colon would be read as a scheme.
            let first = uri.path.utf8.prefix { $0 != UInt8(ascii: "/") }
            if uri.authority == nil, first.contains(UInt8(ascii: ":")) { return false }
        }
        if let authority = uri.authority, !accepts(authority: authority) { return false }
        return consists(uri.path, of: ":@/") && consists(uri.query ?? "", of: ":@/?", isQuery: true)
            && consists(uri.fragment ?? "", of: ":@/?")
    }

    private func accepts(authority: String) -> Bool {
        var rest = authority[...]
        if let at = rest.utf8.lastIndex(of: UInt8(ascii: "@")) {
            guard consists(String(rest[..<at]), of: ":") else { return false }
            rest = rest[rest.utf8.index(after: at)...]
        }
        if rest.utf8.first == UInt8(ascii: "[") {
            guard let end = rest.utf8.firstIndex(of: UInt8(ascii: "]")) else { return false }
            guard accepts(literal: rest[rest.utf8.index(after: rest.startIndex)..<end]) else { return false }
            rest = rest[rest.utf8.index(after: end)...]
        } else {
            let end = rest.utf8.firstIndex(of: UInt8(ascii: ":")) ?? rest.endIndex
            guard consists(String(rest[..<end]), of: "") else { return false }
            rest = rest[end...]
        }
        guard let colon = rest.utf8.first else { return true }
        return colon == UInt8(ascii: ":") && rest.utf8.dropFirst().allSatisfy(\.isDigit)
    }

    private func accepts(literal: Substring) -> Bool {
        guard let first = literal.utf8.first, first | 0x20 == UInt8(ascii: "v") else {
            return IPv6.accepts(literal.utf8)
        }
        let parts = literal.utf8.dropFirst().split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return false }
        return parts[0].allSatisfy { hexadecimalValue($0) != nil }
            && parts[1].allSatisfy { $0 == UInt8(ascii: ":") || Self.isUnreservedOrDelimiter($0) }
    }

    /// Whether all characters are unreserved, delimiters within components, escaped, or among these.
    private func consists(_ text: String, of others: String, isQuery: Bool = false) -> Bool {
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            if scalar == "%" {
                for _ in 0..<2 {
                    guard let digit = scalars.next(), digit.isASCII, hexadecimalValue(UInt8(digit.value)) != nil else {
                        return false
                    }
                }
            } else if scalar.isASCII {
                let byte = UInt8(scalar.value)
                guard Self.isUnreservedOrDelimiter(byte) || others.utf8.contains(byte) else { return false }
            } else {
                guard international, Self.isInternational(scalar, isQuery: isQuery) else { return false }
            }
        }
        return true
    }

    private static func isUnreservedOrDelimiter(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "-._~!$&'()*+,;=".utf8.contains(byte)
    }

    /// `ucschar`, and `iprivate` in a query.
    static func isInternational(_ scalar: Unicode.Scalar, isQuery: Bool) -> Bool {
        switch scalar.value {
        case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
        case 0xE000...0xF8FF, 0xF0000...0x10FFFF: isQuery && scalar.value & 0xFFFE != 0xFFFE
        case 0x10000...0xDFFFF, 0xE1000...0xEFFFF: scalar.value & 0xFFFE != 0xFFFE
        default: false
        }
    }
}

extension TextReader {
    /// A template of RFC 6570.
    mutating func uriTemplate() -> Bool {
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        guard scalars.allSatisfy({ $0.isASCII || URISyntax.isInternational($0, isQuery: true) }) else { return false }
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "{"):
                guard let end = bytes[place...].firstIndex(of: UInt8(ascii: "}")),
                    Self.isExpression(bytes[(place + 1)..<end])
                else {
                    return false
                }
                place = end
            case UInt8(ascii: "%"):
                let digits = bytes[(place + 1)...].prefix(2)
                guard digits.count == 2, digits.allSatisfy({ hexadecimalValue($0) != nil }) else { return false }
            case 0...0x20, 0x7F: return false
            default: if "}\"<>\\^`|".utf8.contains(byte) { return false }
            }
            place += 1
        }
        return true
    }

    private static func isExpression(_ expression: ArraySlice<UInt8>) -> Bool {
        var body = expression
        if let first = body.first, "+#./;?&=,!@|".utf8.contains(first) { body.removeFirst() }
        return body.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).allSatisfy(isVariable)
    }

    private static func isVariable(_ text: ArraySlice<UInt8>) -> Bool {
        var reader = TextReader(text)
        var isAfterCharacter = false
        while let byte = reader.peek {
            if byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_") {
                isAfterCharacter = true
            } else if byte == UInt8(ascii: "%") {
                let digits = reader.bytes[(reader.place + 1)...].prefix(2)
                guard digits.count == 2, digits.allSatisfy({ hexadecimalValue($0) != nil }) else { return false }
                reader.place += 2
                isAfterCharacter = true
            } else if byte == UInt8(ascii: "."), isAfterCharacter {
                isAfterCharacter = false
            } else {
                break
            }
            reader.place += 1
        }
        guard isAfterCharacter else { return false }
        if reader.accept("*") { return reader.isAtEnd }
        guard reader.accept(":") else { return reader.isAtEnd }
        guard let first = reader.peek, first != UInt8(ascii: "0"), let length = reader.number() else { return false }
        return length < 10_000 && reader.isAtEnd
    }
}
