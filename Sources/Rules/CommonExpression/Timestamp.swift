/// A moment between the years 1 and 9999, to the nanosecond.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Seconds since 1970-01-01T00:00:00Z.
    public let seconds: Int64
    /// Nanoseconds after that second, from 0 to 999,999,999.
    public let nanoseconds: Int32

    /// The seconds of the first and the last moment.
    static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// A moment from seconds and nanoseconds that are known to lie in the range.
    init(seconds: Int64, nanoseconds: Int32) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// A moment; nil when it lies outside the years 1 to 9999.
    public init?(secondsSince1970 seconds: Int64, nanoseconds: Int32 = 0) {
        guard Self.range.contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else { return nil }
        self.init(seconds: seconds, nanoseconds: nanoseconds)
    }

    /// The order in time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// The moment later (or, with the sign −1, earlier) by a duration; nil outside the range.
    func adding(_ duration: Duration, _ sign: Int128 = 1) -> Timestamp? {
        guard let span = duration.wholeNanoseconds else { return nil }
        let total = Int128(seconds) * 1_000_000_000 + Int128(nanoseconds) + sign * Int128(span)
        let (quotient, remainder) = total.quotientAndRemainder(dividingBy: 1_000_000_000)
        let borrows = remainder < 0
        return Timestamp(
            secondsSince1970: Int64(quotient) - (borrows ? 1 : 0),
            nanoseconds: Int32(remainder) + (borrows ? 1_000_000_000 : 0)
        )
    }

    /// The time that passed since another moment; nil when a duration can't hold it.
    func since(_ other: Timestamp) -> Duration? {
        let span = Int128(seconds - other.seconds) * 1_000_000_000 + Int128(nanoseconds - other.nanoseconds)
        return Int64(exactly: span).map { .nanoseconds($0) }
    }
}
