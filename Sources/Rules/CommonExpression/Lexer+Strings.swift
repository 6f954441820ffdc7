extension Lexer {
    /// What stands before the opening quote.
    struct StringPrefix {
        var isRaw = false
        var isBytes = false
        var length = 0
    }

    /// The prefix of a string literal, when one begins here.
    func stringPrefix() -> StringPrefix? {
        var prefix = StringPrefix()
        while let byte = peek(prefix.length) {
            switch byte {
            case UInt8(ascii: "r"), UInt8(ascii: "R"):
                guard !prefix.isRaw else { return nil }
                prefix.isRaw = true
            case UInt8(ascii: "b"), UInt8(ascii: "B"):
                guard !prefix.isBytes else { return nil }
                prefix.isBytes = true
            case UInt8(ascii: "\""), UInt8(ascii: "'"): return prefix
            default: return nil
            }
            prefix.length += 1
        }
        return nil
    }

    mutating func string(_ prefix: StringPrefix) throws(SyntaxError) -> Token.Kind {
        let start = place
        place += prefix.length
        let quote = bytes[place]
        let isTriple = peek(1) == quote && peek(2) == quote
        place += isTriple ? 3 : 1
        var content: [UInt8] = []
        while true {
            guard let byte = peek() else { throw SyntaxError("a string is not closed", at: start) }
            if byte == quote {
                if !isTriple {
                    place += 1
                    break
                }
                if peek(1) == quote, peek(2) == quote {
                    place += 3
                    break
                }
            }
            if !isTriple, byte == 0x0A || byte == 0x0D { throw SyntaxError("a string is not closed", at: start) }
            if byte == UInt8(ascii: "\\"), !prefix.isRaw {
                try escape(into: &content, isBytes: prefix.isBytes)
            } else {
                content.append(byte)
                place += 1
            }
        }
        return prefix.isBytes ? .bytes(content) : .string(String(decoding: content, as: UTF8.self))
    }

    private mutating func escape(into content: inout [UInt8], isBytes: Bool) throws(SyntaxError) {
        let start = place
        place += 1
        guard let letter = peek() else { throw SyntaxError("a string is not closed", at: start) }
        place += 1
        switch letter {
        case UInt8(ascii: "a"): content.append(0x07)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "v"): content.append(0x0B)
        case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            content.append(letter)
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            try append(try code(2, radix: 16, start), to: &content, isBytes: isBytes, start)
        case UInt8(ascii: "u") where !isBytes:
            try append(try code(4, radix: 16, start), to: &content, isBytes: false, start)
        case UInt8(ascii: "U") where !isBytes:
            try append(try code(8, radix: 16, start), to: &content, isBytes: false, start)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            place -= 1
            try append(try code(3, radix: 8, start), to: &content, isBytes: isBytes, start)
        default: throw SyntaxError("unknown escape in a string", at: start)
        }
    }

    private mutating func code(_ width: Int, radix: Int, _ start: Int) throws(SyntaxError) -> UInt32 {
        let end = place + width
        guard end <= bytes.count, bytes[place..<end].allSatisfy(Self.isHexDigit),
            let code = UInt32(String(decoding: bytes[place..<end], as: UTF8.self), radix: radix)
        else { throw SyntaxError("an escape in a string is not complete", at: start) }
        place = end
        return code
    }

    private func append(
        _ code: UInt32, to content: inout [UInt8], isBytes: Bool, _ start: Int
    ) throws(SyntaxError) {
        if isBytes {
            content.append(UInt8(truncatingIfNeeded: code))
        } else if let scalar = Unicode.Scalar(code) {
            content.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        } else {
            throw SyntaxError("an escape in a string names no Unicode character", at: start)
        }
    }
}
