/// Reads dates and times from the front of a text, as RFC 3339 writes them.
///
/// It reads all that any of our languages allows; each of them refuses what it has no use for.
package struct RFC3339Reader {
    private let bytes: [UInt8]
    private var place = 0
    private let allowsLowerCase: Bool

    /// A reader of a text; `allowsLowerCase` where `t` and `z` may stand for `T` and `Z`.
    package init(_ text: String, allowsLowerCase: Bool = true) {
        bytes = Array(text.utf8)
        self.allowsLowerCase = allowsLowerCase
    }

    package var isAtEnd: Bool { place == bytes.count }

    /// Goes past a character, if it is the next one.
    package mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard place < bytes.count, UInt32(bytes[place]) == scalar.value else { return false }
        place += 1
        return true
    }

    /// Goes past the `T` between date and time.
    package mutating func acceptSeparator() -> Bool { accept("T") || allowsLowerCase && accept("t") }

    /// `full-date`; nil when the calendar has no such day.
    package mutating func date() -> CivilDate? {
        guard let year = number(4), accept("-"), let month = number(2), accept("-"), let day = number(2) else {
            return nil
        }
        let date = CivilDate(year: year, month: month, day: day)
        return date.isInCalendar ? date : nil
    }

    /// `full-time`: a time of day with its distance from UTC.
    package mutating func time() -> ZonedTime? {
        guard let hour = number(2), accept(":"), let minute = number(2), accept(":"), let second = number(2),
            hour < 24, minute < 60, second <= 60, let fraction = fraction()
        else { return nil }
        let isUTC = accept("Z") || allowsLowerCase && accept("z")
        guard let offset = isUTC ? 0 : offset() else { return nil }
        return ZonedTime(
            hour: hour, minute: minute, second: second, nanoseconds: fraction.nanoseconds,
            fractionDigits: fraction.digits, offset: offset)
    }

    /// `time-numoffset`, in minutes east of UTC: `+01:00`.
    package mutating func offset() -> Int? {
        let isEast = accept("+")
        guard isEast || accept("-"), let hours = number(2), accept(":"), let minutes = number(2), hours < 24,
            minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * (isEast ? 1 : -1)
    }

    private mutating func digit() -> Int? {
        guard place < bytes.count, bytes[place] &- 48 < 10 else { return nil }
        defer { place += 1 }
        return Int(bytes[place] - 48)
    }

    private mutating func number(_ width: Int) -> Int? {
        var value = 0
        for _ in 0..<width {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// An optional fraction; nil when a point has no digit after it.
    private mutating func fraction() -> (nanoseconds: Int, digits: Int)? {
        guard accept(".") else { return (0, 0) }
        var (nanoseconds, digits, unit) = (0, 0, 100_000_000)
        while let digit = digit() {
            nanoseconds += digit * unit
            unit /= 10
            digits += 1
        }
        return digits > 0 ? (nanoseconds, digits) : nil
    }
}

/// A time of day at some distance from UTC.
package struct ZonedTime: Sendable, Hashable {
    /// The second may be 60.
    package let hour: Int, minute: Int, second: Int
    /// Nanoseconds after the second; what the text has beyond them is cut off.
    package let nanoseconds: Int
    /// The number of digits that the fraction was written with.
    package let fractionDigits: Int
    /// Minutes east of UTC.
    package let offset: Int

    /// True in the last minute of a day in UTC, where leap seconds fall.
    package var isLastMinute: Bool { (hour * 60 + minute - offset + 2 * 1_440) % 1_440 == 1_439 }

    /// Seconds from 1970-01-01T00:00:00Z to this time on a day of its own zone, the fraction left out.
    package func seconds(on date: CivilDate) -> Int64 {
        Int64(date.daysSince1970) * 86_400 + Int64(hour * 3_600 + minute * 60 + second - offset * 60)
    }
}
