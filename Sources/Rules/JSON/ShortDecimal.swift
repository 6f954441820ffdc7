/// A decimal number of at most 18 digits: nearly every number that is ever written, read without memory.
package struct ShortDecimal: Sendable {
    /// The digits with their sign.
    package let significand: Int64
    /// The power of ten of the last digit.
    package let exponent: Int

    private init(significand: Int64, exponent: Int) {
        self.significand = significand
        self.exponent = exponent
    }

    /// The number that a text of a JSON number without an exponent of its own stands for; nil for any other and for longer ones.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count <= 20 else { return nil }
        var value: Int64 = 0
        var places = 0
        var isFraction = false
        var digits = 0
        for byte in bytes {
            let digit = byte &- UInt8(ascii: "0")
            if digit < 10 {
                digits += value == 0 && digit == 0 ? 0 : 1
                guard digits <= 18 else { return nil }
                value = value &* 10 &+ Int64(digit)
                places += isFraction ? 1 : 0
            } else if byte == UInt8(ascii: ".") {
                isFraction = true
            } else if byte != UInt8(ascii: "-") {
                return nil
            }
        }
        significand = bytes.first == UInt8(ascii: "-") ? -value : value
        exponent = -places
    }

    /// A number in lowest terms; nil when it has more digits.
    init?(_ normal: (negative: Bool, digits: [UInt8], exponent: Int)) {
        guard normal.digits.count <= 18 else { return nil }
        let magnitude = normal.digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        significand = normal.negative ? -magnitude : magnitude
        exponent = normal.exponent
    }

    /// The same value in lowest terms.
    var normal: ShortDecimal {
        guard significand != 0 else { return ShortDecimal(significand: 0, exponent: 0) }
        var (significand, exponent) = (significand, exponent)
        while significand % 10 == 0 { (significand, exponent) = (significand / 10, exponent + 1) }
        return ShortDecimal(significand: significand, exponent: exponent)
    }

    /// Whether the value is an integer.
    package var isInteger: Bool { exponent >= 0 || normal.exponent >= 0 }

    /// The order of two numbers as a sign; nil when it takes more digits to tell.
    package func compared(to other: ShortDecimal) -> Int? {
        guard let (a, b) = Self.aligned(self, other) else { return nil }
        return a < b ? -1 : a > b ? 1 : 0
    }

    /// Whether this is a whole multiple of the other, and nothing is one of zero; nil when it takes more digits to tell.
    package func isMultiple(of divisor: ShortDecimal) -> Bool? {
        guard let (a, b) = Self.aligned(self, divisor) else { return nil }
        return b != 0 && a % b == 0
    }

    private static func aligned(_ left: ShortDecimal, _ right: ShortDecimal) -> (Int64, Int64)? {
        var (a, b) = (left.significand, right.significand)
        var difference = left.exponent - right.exponent
        guard -18...18 ~= difference else { return nil }
        var overflows = false
        while difference > 0, !overflows {
            (a, overflows) = a.multipliedReportingOverflow(by: 10)
            difference -= 1
        }
        while difference < 0, !overflows {
            (b, overflows) = b.multipliedReportingOverflow(by: 10)
            difference += 1
        }
        return overflows ? nil : (a, b)
    }
}

extension JSONNumber {
    /// The value, when it is written without exponent and has at most 18 digits.
    package var short: ShortDecimal? {
        text.utf8.withContiguousStorageIfAvailable { ShortDecimal($0) } ?? nil
    }
}
