extension PatternParser {
    enum Escape {
        case scalar(UInt32)
        case set(ScalarSet)
        case assertion(Assertion)
    }

    /// Reads what begins with a backslash.
    mutating func escape(inClass: Bool) throws(PatternError) -> Escape {
        let start = place
        place += 1
        guard let scalar = peek else { throw error("the pattern ends after a backslash", at: start) }
        place += 1
        if let shared = try sharedEscape(scalar, openedAt: start) { return shared }
        if !inClass {
            if scalar == "b" { return .assertion(.wordBoundary) }
            if scalar == "B" { return .assertion(.noWordBoundary) }
        }
        return switch dialect {
        case .ecmaScript: try ecmaScriptEscape(scalar, inClass: inClass, openedAt: start)
        case .re2: try re2Escape(scalar, inClass: inClass, openedAt: start)
        }
    }

    private mutating func sharedEscape(_ scalar: Unicode.Scalar, openedAt start: Int) throws(PatternError) -> Escape? {
        let space = dialect == .ecmaScript ? ScalarSet.ecmaScriptSpace : .re2Space
        switch scalar {
        case "d": return .set(.digits)
        case "D": return .set(ScalarSet.digits.inverted)
        case "w": return .set(.word)
        case "W": return .set(ScalarSet.word.inverted)
        case "s": return .set(space)
        case "S": return .set(space.inverted)
        case "p", "P": return .set(try property(isNegated: scalar == "P", openedAt: start))
        case "f": return .scalar(0x0C)
        case "n": return .scalar(0x0A)
        case "r": return .scalar(0x0D)
        case "t": return .scalar(0x09)
        case "v": return .scalar(0x0B)
        default: return nil
        }
    }

    private mutating func ecmaScriptEscape(
        _ scalar: Unicode.Scalar, inClass: Bool, openedAt start: Int
    ) throws(PatternError) -> Escape {
        switch scalar {
        case "b": return .scalar(0x08)
        case "c":
            guard let letter = peek, letter.isASCII, letter.properties.isAlphabetic else {
                throw error("\\c is followed by a letter", at: start)
            }
            place += 1
            return .scalar(letter.value & 31)
        case "0":
            if let next = peek, "0"..."9" ~= next { throw error("there are no octal escapes here", at: start) }
            return .scalar(0)
        case "1"..."9", "k":
            throw error("back-references are not supported: no search that follows them is bounded in time", at: start)
        case "x":
            guard let value = hexadecimal(digits: 2) else {
                throw error("\\x is followed by two hexadecimal digits", at: start)
            }
            return .scalar(value)
        case "u": return .scalar(try unicodeEscape(openedAt: start))
        case "-" where inClass: return .scalar(scalar.value)
        case "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/": return .scalar(scalar.value)
        default:
            throw error(
                "there is no escape \\\(shown(scalar)); a character without a meaning of its own is written bare",
                at: start)
        }
    }

    private mutating func unicodeEscape(openedAt start: Int) throws(PatternError) -> UInt32 {
        if accept("{") {
            guard let value = bracedHexadecimal() else {
                throw error("\\u{…} takes the hexadecimal number of a code point", at: start)
            }
            return value
        }
        guard let high = hexadecimal(digits: 4) else {
            throw error("\\u is followed by four hexadecimal digits", at: start)
        }
        let after = place
        if 0xD800..<0xDC00 ~= high, accept("\\u"), let low = hexadecimal(digits: 4), 0xDC00..<0xE000 ~= low {
            return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
        }
        place = after
        return high
    }

    private mutating func re2Escape(
        _ scalar: Unicode.Scalar, inClass: Bool, openedAt start: Int
    ) throws(PatternError) -> Escape {
        switch scalar {
        case "A" where !inClass: return .assertion(.textStart)
        case "z" where !inClass: return .assertion(.textEnd)
        case "a": return .scalar(0x07)
        case "x":
            let value = accept("{") ? bracedHexadecimal() : hexadecimal(digits: 2)
            guard let value else {
                throw error("\\x is followed by two hexadecimal digits or a number in braces", at: start)
            }
            return .scalar(value)
        case "0": return .scalar(octal(from: 0))
        case "1"..."7":
            guard let next = peek, "0"..."7" ~= next else { throw error("RE2 has no back-references", at: start) }
            return .scalar(octal(from: scalar.value - 0x30))
        case _ where scalar.isASCII && (!ScalarSet.word.contains(scalar.value) || scalar == "_"):
            return .scalar(scalar.value)
        default: throw error("there is no escape \\\(shown(scalar))", at: start)
        }
    }

    private mutating func octal(from first: UInt32) -> UInt32 {
        var value = first
        for _ in 0..<2 {
            guard let digit = peek, "0"..."7" ~= digit else { break }
            value = value * 8 + digit.value - 0x30
            place += 1
        }
        return value
    }

    private mutating func hexadecimal(digits: Int) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = peek.flatMap({ Character($0).hexDigitValue }), peek?.isASCII == true else { return nil }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }

    /// The digits after an opening brace, and the closing one.
    private mutating func bracedHexadecimal() -> UInt32? {
        var value: UInt32?
        while let scalar = peek, scalar.isASCII, let digit = Character(scalar).hexDigitValue {
            value = (value ?? 0) << 4 | UInt32(digit)
            guard let value, value <= ScalarSet.last else { return nil }
            place += 1
        }
        return accept("}") ? value : nil
    }

    /// The property after `\p` or `\P`.
    private mutating func property(isNegated: Bool, openedAt start: Int) throws(PatternError) -> ScalarSet {
        var name = ""
        if accept("{") {
            while let scalar = peek, scalar != "}" {
                name.unicodeScalars.append(scalar)
                place += 1
            }
            guard accept("}") else { throw error("there is no } for this property", at: start) }
        } else if dialect == .re2, let scalar = peek {
            name = String(scalar)
            place += 1
        } else {
            throw error("\\p is followed by a property in braces", at: start)
        }
        var isNegated = isNegated
        if dialect == .re2, name.utf8.first == UInt8(ascii: "^") {
            name.removeFirst()
            isNegated.toggle()
        }
        let set = try members(of: name, openedAt: start)
        return isNegated ? set.inverted : set
    }

    private mutating func members(of property: String, openedAt start: Int) throws(PatternError) -> ScalarSet {
        if let known = properties[property] { return known }
        guard properties.count < Self.mostProperties else {
            throw error("the pattern names more than \(Self.mostProperties) Unicode properties", at: start)
        }
        guard let set = dialect == .re2 ? ScalarSet.re2Property(property) : ScalarSet.property(property) else {
            throw error("there is no Unicode property of this name", at: start)
        }
        properties[property] = set
        return set
    }
}

extension ScalarSet {
    /// RE2 knows categories by their short names, and scripts by theirs.
    fileprivate static func re2Property(_ name: String) -> ScalarSet? {
        if name == "Any" { return .all }
        return name.utf8.count <= 2 ? property(name) : script(name)
    }
}
