import JSON

extension Parser {
    static func int(_ text: String, _ negative: Bool, _ offset: Int) throws(SyntaxError) -> Value {
        let (digits, radix) = digits(text)
        guard let value = Int64((negative ? "-" : "") + digits, radix: radix) else {
            throw SyntaxError("the integer lies beyond 64 bits", at: offset)
        }
        return .int(value)
    }

    static func uint(_ text: String, _ offset: Int) throws(SyntaxError) -> Value {
        let (digits, radix) = digits(text)
        guard let value = UInt64(digits, radix: radix) else {
            throw SyntaxError("the unsigned integer lies beyond 64 bits", at: offset)
        }
        return .uint(value)
    }

    /// A double that keeps its text, so that `decimal(0.1)` is a tenth.
    static func double(_ text: String, _ negative: Bool, _ offset: Int) throws(SyntaxError) -> Value {
        var digits = Substring(text)
        while digits.utf8.count > 1, digits.utf8.first == UInt8(ascii: "0"),
            digits.utf8.dropFirst().first.map(Lexer.isDigit) == true
        { digits.removeFirst() }
        if digits.utf8.first == UInt8(ascii: ".") { digits = "0" + digits }
        let number = JSONNumber((negative ? "-" : "") + digits)
        guard let number, number.double.isFinite else {
            throw SyntaxError("the number lies beyond what a double can hold", at: offset)
        }
        return .number(number)
    }

    private static func digits(_ text: String) -> (Substring, Int) {
        text.utf8.starts(with: "0x".utf8) ? (text.dropFirst(2), 16) : (Substring(text), 10)
    }
}
