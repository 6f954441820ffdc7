import BigInt

/// A decimal number of any precision: exact under addition, subtraction and multiplication.
///
/// The value is `significand × 10^exponent`, always in lowest terms. Exponents are bounded, so that aligning two numbers for an
/// addition can't be made to fill memory.
public struct ExactDecimal: Sendable, Hashable {
    let significand: BigInt
    let exponent: Int

    /// The largest absolute exponent and the largest number of digits that are accepted.
    public static let bound = 6_144

    /// Ten to the powers of two, the largest first. Together they reach beyond a product of two numbers within the bound.
    private static let powers = (0...13).reversed().map { (power: 1 << $0, value: BigInt(10).power(1 << $0)) }

    /// The number 0.
    public static let zero = ExactDecimal(significand: 0, exponent: 0)!

    /// A value in lowest terms; nil when it lies outside the bound.
    init?(significand: BigInt, exponent: Int) {
        guard significand != 0 else {
            self.significand = 0
            self.exponent = 0
            return
        }
        var (significand, exponent) = (significand, exponent)
        // Divided by the largest powers of ten first: one zero after the other would take quadratic time. A number ends in no
        // more zeros than its bits do.
        for (power, value) in Self.powers where significand.trailingZeroBitCount >= power {
            let (quotient, remainder) = significand.quotientAndRemainder(dividingBy: value)
            if remainder == 0 { (significand, exponent) = (quotient, exponent + power) }
        }
        guard abs(exponent) <= Self.bound, significand.bitWidth <= Self.bound * 4 else { return nil }
        self.significand = significand
        self.exponent = exponent
    }

    /// The value of a JSON number's text; nil when it is not one or lies outside the bound.
    public init?(_ text: String) {
        guard let number = JSONNumber(text) else { return nil }
        self.init(number)
    }

    /// The exact value of a JSON number; nil when it lies outside the bound.
    public init?(_ number: JSONNumber) {
        let normal = JSONNumber.normal(number.text)
        guard normal.digits.count <= Self.bound, abs(normal.exponent) <= Self.bound else { return nil }
        guard !normal.digits.isEmpty else {
            self = .zero
            return
        }
        guard let magnitude = BigInt(String(decoding: normal.digits, as: UTF8.self)) else { return nil }
        self.init(significand: normal.negative ? -magnitude : magnitude, exponent: normal.exponent)
    }

    /// The exact value of an integer; every one of 64 bits lies within the bound.
    public init(_ value: Int64) { self.init(significand: BigInt(value), exponent: 0)! }

    /// The exact value of a double; nil for NaN, infinities and what lies outside the bound.
    public init?(exactly value: Double) {
        guard value.isFinite else { return nil }
        guard value != 0 else {
            self = .zero
            return
        }
        var significand = BigInt(Int64(value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)))
        let power = Int(value.isNormal ? value.exponent : -1022) - 52
        if power >= 0 {
            significand <<= power
            self.init(significand: value < 0 ? -significand : significand, exponent: 0)
        } else {
            significand *= BigInt(5).power(-power)
            self.init(significand: value < 0 ? -significand : significand, exponent: power)
        }
    }

    /// How many words of 64 bits the value takes in plain notation, about: what arithmetic with it costs.
    public var words: Int { significand.bitWidth / 64 + abs(exponent) / 19 }

    /// True for a whole number: in lowest terms it has no negative exponent.
    public var isInteger: Bool { exponent >= 0 }

    /// The nearest double, rounded as IEEE 754 has it; an infinity where the value is beyond what a double can hold.
    public var double: Double { Double("\(significand)e\(exponent)") ?? .nan }

    /// The sum; nil when it lies outside the bound.
    public func adding(_ other: ExactDecimal) -> ExactDecimal? {
        if significand == 0 { return other }
        if other.significand == 0 { return self }
        guard abs(exponent - other.exponent) <= Self.bound * 2 else { return nil }
        let (a, b, exponent) = Self.aligned(self, other)
        return ExactDecimal(significand: a + b, exponent: exponent)
    }

    /// The difference; nil when it lies outside the bound.
    public func subtracting(_ other: ExactDecimal) -> ExactDecimal? { adding(other.negated) }

    /// The product; nil when it lies outside the bound.
    public func multiplied(by other: ExactDecimal) -> ExactDecimal? {
        ExactDecimal(significand: significand * other.significand, exponent: exponent + other.exponent)
    }

    /// The value with its sign turned.
    public var negated: ExactDecimal { ExactDecimal(significand: -significand, exponent: exponent)! }

    /// True where dividing by the other leaves no remainder; nothing is a multiple of zero.
    public func isMultiple(of other: ExactDecimal) -> Bool {
        guard significand != 0 || other.significand == 0 else { return true }
        // The significand ends in no zero, so that a divisor with a larger exponent can't divide it.
        guard other.significand != 0, exponent >= other.exponent else { return false }
        let divisor = BigInt(other.significand.magnitude)
        // Powers are taken modulo the divisor: written out they would be long.
        let power = BigInt(10).power(BigInt(exponent - other.exponent), modulus: divisor)
        return significand * power % divisor == 0
    }

    private static func aligned(_ left: ExactDecimal, _ right: ExactDecimal) -> (BigInt, BigInt, Int) {
        let exponent = min(left.exponent, right.exponent)
        return (
            left.significand * BigInt(10).power(left.exponent - exponent),
            right.significand * BigInt(10).power(right.exponent - exponent), exponent
        )
    }
}

extension ExactDecimal: Comparable {
    /// The order of the values, exact whatever their exponents.
    public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        // Mostly the magnitudes tell, and aligning numbers that lie far apart is dear.
        let (signs, x, y) = ((left.significand.signum(), right.significand.signum()), left.magnitude, right.magnitude)
        if signs.0 != signs.1 { return signs.0 < signs.1 }
        if x.upperBound < y.lowerBound { return signs.0 > 0 }
        if y.upperBound < x.lowerBound { return signs.0 < 0 }
        let (a, b, _) = aligned(left, right)
        return a < b
    }

    /// Bounds of the power of ten of the first digit.
    private var magnitude: ClosedRange<Int> {
        let bits = significand.magnitude.bitWidth
        return (exponent + (bits - 1) * 30102 / 100_000)...(exponent + bits * 30103 / 100_000 + 1)
    }
}

extension ExactDecimal: CustomStringConvertible {
    /// Plain decimal notation without exponent and trailing zeros: `-12.5`, `1000`.
    public var description: String {
        let digits = String(significand.magnitude)
        let sign = significand < 0 ? "-" : ""
        if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) }
        let places = -exponent
        if digits.utf8.count > places {
            return sign + digits.dropLast(places) + "." + digits.suffix(places)
        }
        return sign + "0." + String(repeating: "0", count: places - digits.utf8.count) + digits
    }
}
