import JSON

/// A number to be written out with a given number of places, rounded half to even.
enum DecimalText {
    /// A number by its exact value, and by the shortest text that stands for it.
    case finite(ExactDecimal, shortest: String)
    /// `NaN` or an infinity.
    case special(String)

    /// The number with as many digits as it needs.
    var text: String {
        switch self {
        case .finite(_, let shortest): shortest
        case .special(let text): text
        }
    }

    /// The number with that many places after the point.
    func fixed(_ places: Int) -> String {
        guard case .finite(let exact, _) = self else { return text }
        let (negative, whole, fraction) = Self.parts(exact)
        let (digits, carried) = Self.rounded(whole + fraction, keeping: whole.count + places)
        let point = whole.count + (carried ? 1 : 0)
        let sign = negative ? "-" : ""
        return sign + Self.string(digits[..<point]) + (places > 0 ? "." + Self.string(digits[point...]) : "")
    }

    /// The number with one digit before the point and an exponent of at least two digits.
    func scientific(_ places: Int) -> String {
        guard case .finite(let exact, _) = self else { return text }
        let (negative, whole, fraction) = Self.parts(exact)
        let all = whole + fraction
        let first = all.firstIndex { $0 != UInt8(ascii: "0") }
        var exponent = first.map { whole.count - 1 - $0 } ?? 0
        var (digits, carried) = Self.rounded(Array(all[(first ?? 0)...]), keeping: places + 1)
        if carried {
            exponent += 1
            digits.removeLast()
        }
        let power = abs(exponent)
        let sign = negative ? "-" : ""
        let mantissa = Self.string(digits[..<1]) + (places > 0 ? "." + Self.string(digits[1...]) : "")
        return "\(sign)\(mantissa)e\(exponent < 0 ? "-" : "+")\(power < 10 ? "0" : "")\(power)"
    }

    private static func parts(_ exact: ExactDecimal) -> (negative: Bool, whole: [UInt8], fraction: [UInt8]) {
        let text = exact.description.utf8
        let negative = text.first == UInt8(ascii: "-")
        let digits = negative ? text.dropFirst() : text[...]
        let whole = digits.prefix { $0 != UInt8(ascii: ".") }
        return (negative, Array(whole), Array(digits.dropFirst(whole.count + 1)))
    }

    /// The first digits, rounded, filled up with zeros; whether rounding made one digit more.
    private static func rounded(_ digits: [UInt8], keeping count: Int) -> (digits: [UInt8], carried: Bool) {
        guard digits.count > count else {
            return (digits + Array(repeating: UInt8(ascii: "0"), count: count - digits.count), false)
        }
        var kept = Array(digits[..<count])
        let half = UInt8(ascii: "5")
        let isOdd = kept.last.map { $0 & 1 == 1 } ?? false
        let isBeyondHalf = digits[count] == half && digits[(count + 1)...].contains { $0 != UInt8(ascii: "0") }
        guard digits[count] > half || isBeyondHalf || (digits[count] == half && isOdd) else { return (kept, false) }
        var place = count - 1
        while place >= 0, kept[place] == UInt8(ascii: "9") {
            kept[place] = UInt8(ascii: "0")
            place -= 1
        }
        if place >= 0 {
            kept[place] += 1
            return (kept, false)
        }
        return ([UInt8(ascii: "1")] + kept, true)
    }

    private static func string(_ digits: some Sequence<UInt8>) -> String {
        String(decoding: Array(digits), as: UTF8.self)
    }
}
