/// Splits an expression into tokens.
struct Lexer {
    let bytes: [UInt8]
    var place = 0

    init(_ source: String) { bytes = Array(source.utf8) }

    /// All tokens, the last one being the end.
    static func tokens(_ source: String) throws(SyntaxError) -> [Token] {
        var lexer = Lexer(source)
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private mutating func next() throws(SyntaxError) -> Token {
        skipSpace()
        let start = place
        guard let byte = peek() else { return Token(kind: .end, offset: start) }
        if let prefix = stringPrefix() { return Token(kind: try string(prefix), offset: start) }
        if Self.isLetter(byte) { return Token(kind: word(), offset: start) }
        if Self.isDigit(byte) || (byte == UInt8(ascii: ".") && peek(1).map(Self.isDigit) == true) {
            return Token(kind: number(), offset: start)
        }
        if byte == UInt8(ascii: "`") { return Token(kind: try quoted(), offset: start) }
        return Token(kind: .symbol(try symbol()), offset: start)
    }

    func peek(_ ahead: Int = 0) -> UInt8? { place + ahead < bytes.count ? bytes[place + ahead] : nil }

    func text(from start: Int) -> String { String(decoding: bytes[start..<place], as: UTF8.self) }

    private mutating func skipSpace() {
        while let byte = peek() {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0C, 0x0D: place += 1
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                while let byte = peek(), byte != 0x0A { place += 1 }
            default: return
            }
        }
    }

    private mutating func word() -> Token.Kind {
        let start = place
        while let byte = peek(), Self.isLetter(byte) || Self.isDigit(byte) { place += 1 }
        let word = text(from: start)
        switch word {
        case "in": return .symbol(.in)
        case "true": return .symbol(.true)
        case "false": return .symbol(.false)
        case "null": return .symbol(.null)
        default: return .identifier(word)
        }
    }

    private mutating func number() -> Token.Kind {
        let start = place
        if peek() == UInt8(ascii: "0"), peek(1) == UInt8(ascii: "x"), peek(2).map(Self.isHexDigit) == true {
            place += 2
            while let byte = peek(), Self.isHexDigit(byte) { place += 1 }
        } else {
            skipDigits()
            var isDouble = false
            if peek() == UInt8(ascii: "."), peek(1).map(Self.isDigit) == true {
                isDouble = true
                place += 1
                skipDigits()
            }
            if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
                let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
                if peek(1 + sign).map(Self.isDigit) == true {
                    isDouble = true
                    place += 1 + sign
                    skipDigits()
                }
            }
            if isDouble { return .double(text(from: start)) }
        }
        let digits = text(from: start)
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "u") {
            place += 1
            return .uint(digits)
        }
        return .int(digits)
    }

    private mutating func skipDigits() {
        while let byte = peek(), Self.isDigit(byte) { place += 1 }
    }

    private mutating func quoted() throws(SyntaxError) -> Token.Kind {
        let open = place
        place += 1
        let start = place
        while let byte = peek(), byte != UInt8(ascii: "`") {
            guard Self.isLetter(byte) || Self.isDigit(byte) || "._-/ ".utf8.contains(byte) else {
                throw SyntaxError(
                    "a field name in backticks holds only letters, digits, '.', '_', '-', '/' and spaces", at: place)
            }
            place += 1
        }
        guard peek() != nil, place > start else {
            throw SyntaxError("a field name in backticks is not complete", at: open)
        }
        let name = text(from: start)
        place += 1
        return .quoted(name)
    }

    private mutating func symbol() throws(SyntaxError) -> Token.Symbol {
        if let second = peek(1),
            let symbol = Token.Symbol(rawValue: String(decoding: [bytes[place], second], as: UTF8.self))
        {
            place += 2
            return symbol
        }
        if let symbol = Token.Symbol(rawValue: String(decoding: [bytes[place]], as: UTF8.self)) {
            place += 1
            return symbol
        }
        let character =
            String(decoding: bytes[place...].prefix(4), as: UTF8.self).unicodeScalars.first.map(String.init) ?? ""
        throw SyntaxError("unexpected character '\(character)'", at: place)
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
