import CivilTime

extension Timestamp: CustomStringConvertible {
    /// A moment from RFC 3339 text with a zone; nil when it is none or lies outside the years 1 to 9999.
    public init?(_ text: String) {
        var reader = RFC3339Reader(text, allowsLowerCase: false)
        guard let date = reader.date(), reader.acceptSeparator(), let time = reader.time(), reader.isAtEnd,
            time.second < 60, time.fractionDigits <= 9
        else { return nil }
        self.init(secondsSince1970: time.seconds(on: date), nanoseconds: Int32(time.nanoseconds))
    }

    /// RFC 3339 text in UTC, with as many digits of the second as are needed.
    public var description: String { "\(CivilDateTime(seconds: seconds))\(fractionText(Int64(nanoseconds)))Z" }
}

/// Nanoseconds as a decimal fraction with its point and without trailing zeros; nothing for none.
func fractionText(_ nanoseconds: Int64) -> String {
    guard nanoseconds != 0 else { return "" }
    var digits = Array(String(1_000_000_000 + nanoseconds).utf8.dropFirst())
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return "." + String(decoding: digits, as: UTF8.self)
}
