import JSON

extension TextReader {
    mutating func ipv4() -> Bool {
        for part in 0..<4 {
            if part > 0, !accept(".") { return false }
            let start = place
            guard let value = number(), value < 256 else { return false }
            if place - start > 1, bytes[start] == UInt8(ascii: "0") { return false }
        }
        return true
    }

    mutating func uuid() -> Bool {
        for (part, length) in [8, 4, 4, 4, 12].enumerated() {
            if part > 0, !accept("-") { return false }
            for _ in 0..<length {
                guard let byte = peek, hexadecimalValue(byte) != nil else { return false }
                place += 1
            }
        }
        return isAtEnd
    }

    mutating func relativePointer() -> Bool {
        let start = place
        guard number() != nil, place - start == 1 || bytes[start] != UInt8(ascii: "0") else { return false }
        if accept("+") || accept("-") {
            guard let first = peek, first != UInt8(ascii: "0"), number() != nil else { return false }
        }
        if accept("#") { return isAtEnd }
        return JSONPointer(parsing: String(decoding: bytes[place...], as: UTF8.self)) != nil
    }
}

/// IPv6 addresses as RFC 4291 writes them, without a zone.
enum IPv6 {
    static func accepts(_ text: Substring.UTF8View) -> Bool {
        let bytes = Array(text)
        let gap = bytes.indices.dropLast().first {
            bytes[$0] == UInt8(ascii: ":") && bytes[$0 + 1] == UInt8(ascii: ":")
        }
        guard let at = gap else { return groups(bytes[...], endsAddress: true) == 8 }
        guard let before = groups(bytes[..<at], endsAddress: false),
            let after = groups(bytes[(at + 2)...], endsAddress: true)
        else { return false }
        return before + after <= 7
    }

    /// How many groups of 16 bits there are, divided by colons; nil when it is something else.
    private static func groups(_ bytes: ArraySlice<UInt8>, endsAddress: Bool) -> Int? {
        guard !bytes.isEmpty else { return 0 }
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var count = 0
        for (index, part) in parts.enumerated() {
            if endsAddress, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                var reader = TextReader(part)
                guard reader.ipv4(), reader.isAtEnd else { return nil }
                count += 2
            } else {
                guard 1...4 ~= part.count, part.allSatisfy({ hexadecimalValue($0) != nil }) else { return nil }
                count += 1
            }
        }
        return count
    }
}

/// Addresses of mail as RFC 5321 writes them, and as RFC 6531 extends them.
enum Mailbox {
    static func accepts(_ text: String, international: Bool) -> Bool {
        let bytes = Array(text.utf8)
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at > 0 else { return false }
        return accepts(local: bytes[..<at], international) && accepts(domain: bytes[(at + 1)...], international)
    }

    private static func accepts(local: ArraySlice<UInt8>, _ international: Bool) -> Bool {
        if local.first == UInt8(ascii: "\"") { return accepts(quoted: local, international) }
        return local.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty
                && atom.allSatisfy { byte in
                    byte.isLetter || byte.isDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
                        || (international && byte >= 0x80)
                }
        }
    }

    private static func accepts(quoted: ArraySlice<UInt8>, _ international: Bool) -> Bool {
        guard quoted.count >= 2, quoted.last == UInt8(ascii: "\"") else { return false }
        var isEscaped = false
        for byte in quoted.dropFirst().dropLast() {
            guard 0x20..<0x7F ~= byte || (international && byte >= 0x80) else { return false }
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                return false
            }
        }
        return !isEscaped
    }

    private static func accepts(domain: ArraySlice<UInt8>, _ international: Bool) -> Bool {
        guard domain.first == UInt8(ascii: "[") else {
            let text = String(decoding: domain, as: UTF8.self)
            guard international, !domain.allSatisfy({ $0 < 0x80 }) else { return Hostname.accepts(text) }
            return domain.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
                !label.isEmpty && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") || $0 >= 0x80 }
            }
        }
        guard domain.last == UInt8(ascii: "]") else { return false }
        let literal = String(decoding: domain.dropFirst().dropLast(), as: UTF8.self)
        if literal.utf8.starts(with: "IPv6:".utf8) { return IPv6.accepts(literal.utf8.dropFirst(5)) }
        var reader = TextReader(literal)
        return reader.ipv4() && reader.isAtEnd
    }
}
