import BigInt

/// A JSON number as it was written.
///
/// Money is not a `Double`: the text is kept, and every reading of it (`int64`, `double`, `decimal`) is explicit.
public struct JSONNumber: Sendable {
    /// The number's text, valid by the grammar of RFC 8259.
    public let text: String

    /// A number from text that the parser has checked.
    init(checked text: String) { self.text = text }

    /// A number from its text; nil when the text is not a JSON number.
    public init?(_ text: String) {
        var parser = JSONParser(Array(text.utf8), limits: .standard)
        guard case .number(let number)? = try? parser.document() else { return nil }
        guard number.text.utf8.count == text.utf8.count else { return nil }
        self = number
    }

    /// An integer, written in decimal digits without a fraction or an exponent.
    public init(_ value: some BinaryInteger) { text = String(value) }

    /// A finite double in the shortest form that reads back as the same double; nil for NaN and infinities.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        text = CanonicalJSON.text(of: value)
    }

    /// True where the text has neither a fraction nor an exponent: of `1` and not of `1.0` or `1e2`.
    public var isWrittenAsInteger: Bool {
        !text.utf8.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
    }

    /// The value, when it was written without fraction and exponent and fits into 64 bits; else nil.
    public var int64: Int64? { isWrittenAsInteger ? Int64(text) : nil }

    /// The nearest double, rounded as IEEE 754 has it; an infinity where the number is too large for one.
    public var double: Double { Double(text) ?? .nan }

    /// The exact value; nil when its exponent is beyond what arithmetic here is bounded to.
    public var decimal: ExactDecimal? { ExactDecimal(self) }

    /// True where the mathematical value is a whole number, as JSON Schema's type `integer` has it: of `1`, `1.0` and `1e2`.
    public var isInteger: Bool { short.map(\.isInteger) ?? (Self.normal(text).exponent >= 0) }

    /// True where dividing by the other leaves no remainder, decided on decimal digits as `multipleOf` of JSON Schema asks for; nothing is
    /// a multiple of zero.
    ///
    /// A number with more digits than arithmetic is bounded to counts as none.
    public func isMultiple(of divisor: JSONNumber) -> Bool {
        if let value = short, let divisor = divisor.short, let answer = value.isMultiple(of: divisor) { return answer }
        guard let value = decimal, let divisor = divisor.decimal else { return false }
        return value.isMultiple(of: divisor)
    }

    /// The digits without leading and trailing zeros, and the power of ten of the last one: equal for equal values.
    ///
    /// Works on the text alone, so that `1e999999999` costs no memory. An exponent too long for an `Int` saturates.
    static func normal(_ text: String) -> (negative: Bool, digits: [UInt8], exponent: Int) {
        var digits: [UInt8] = []
        digits.reserveCapacity(text.utf8.count)
        var negative = false
        var fraction = 0
        var inFraction = false
        var exponent = 0
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "-"): negative = true
            case UInt8(ascii: "."): inFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                var sign = 1
                while let digit = bytes.next() {
                    if digit == UInt8(ascii: "-") {
                        sign = -1
                    } else if digit != UInt8(ascii: "+"), exponent < 1 << 50 {
                        exponent = exponent * 10 + Int(digit - UInt8(ascii: "0"))
                    }
                }
                exponent *= sign
            default:
                if inFraction { fraction += 1 }
                if byte != UInt8(ascii: "0") || !digits.isEmpty { digits.append(byte) }
            }
        }
        exponent -= fraction
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent += 1
        }
        return digits.isEmpty ? (false, [], 0) : (negative, digits, exponent)
    }
}

extension JSONNumber: Hashable {
    /// True for the same mathematical value, however it was written: `1`, `1.0` and `1e0` are equal.
    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if sameText(left.text, right.text) { return true }
        if let a = left.short, let b = right.short, let order = a.compared(to: b) { return order == 0 }
        let (a, b) = (normal(left.text), normal(right.text))
        return a.exponent == b.exponent && a.negative == b.negative && a.digits == b.digits
    }

    /// Feeds the value to a hasher, equal for equal values.
    public func hash(into hasher: inout Hasher) {
        if let short = short?.normal {
            hasher.combine(short.significand)
            hasher.combine(short.exponent)
            return
        }
        let normal = Self.normal(text)
        if let short = ShortDecimal(normal) {
            hasher.combine(short.significand)
            hasher.combine(short.exponent)
            return
        }
        hasher.combine(normal.negative)
        hasher.combine(normal.digits)
        hasher.combine(normal.exponent)
    }
}

extension JSONNumber: Comparable {
    /// The order of the mathematical values, exact whatever their size.
    public static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        if let a = left.short, let b = right.short, let order = a.compared(to: b) { return order < 0 }
        // Rounding keeps the order, so that only numbers with the same nearest double need their digits compared.
        let (x, y) = (left.double, right.double)
        if x != y { return x < y }
        let (a, b) = (normal(left.text), normal(right.text))
        guard a.negative == b.negative else { return a.negative }
        return a.negative ? isSmaller(b, a) : isSmaller(a, b)
    }

    private static func isSmaller(
        _ a: (negative: Bool, digits: [UInt8], exponent: Int), _ b: (negative: Bool, digits: [UInt8], exponent: Int)
    ) -> Bool {
        guard !a.digits.isEmpty, !b.digits.isEmpty else { return a.digits.isEmpty && !b.digits.isEmpty }
        let (aPoint, bPoint) = (a.digits.count + a.exponent, b.digits.count + b.exponent)
        return aPoint == bPoint ? a.digits.lexicographicallyPrecedes(b.digits) : aPoint < bPoint
    }
}
