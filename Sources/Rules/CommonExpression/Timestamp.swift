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

/// A date and a time of day as a calendar and a clock show them.
struct CivilTime {
    /// From 1.
    var year: Int64
    /// From 1.
    var month: Int64
    /// From 1.
    var day: Int64
    var hour: Int64
    var minute: Int64
    var second: Int64
    /// From 0, the first of January.
    var dayOfYear: Int64
    /// From 0, Sunday.
    var dayOfWeek: Int64

    /// The civil time of seconds since 1970 in UTC, in the proleptic Gregorian calendar.
    init(_ seconds: Int64) {
        let days = Self.floorDivided(seconds, 86_400)
        let rest = seconds - days * 86_400
        (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
        // Years are counted from March, so that the leap day is the last one.
        let shifted = days + 719_468
        let era = Self.floorDivided(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayFromMarch = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayFromMarch + 2) / 153
        day = dayFromMarch - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        dayOfYear = days - Self.days(year: year, month: 1, day: 1)
        dayOfWeek = (days % 7 + 11) % 7
    }

    /// The days since 1970-01-01.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = floorDivided(year, 400)
        let yearOfEra = year - era * 400
        let dayFromMarch = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayFromMarch - 719_468
    }

    static func daysInMonth(_ month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func floorDivided(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
    }
}
