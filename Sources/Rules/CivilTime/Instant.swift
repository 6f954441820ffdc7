/// A moment in UTC, in whole milliseconds since 1970. Time is always passed in; nothing here reads a clock.
package struct Instant: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package let milliseconds: Int64

    /// The moment this many milliseconds after 1970-01-01T00:00:00Z.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Whether the left moment is the earlier one.
    package static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    /// The moment this long after.
    package func adding(milliseconds: Int64) -> Instant { Instant(milliseconds: self.milliseconds + milliseconds) }

    /// The day in UTC, counted from 1970-01-01.
    package var day: Int64 { milliseconds.flooredDivision(by: 86_400_000) }

    /// RFC 3339 in UTC with milliseconds: `2026-11-22T17:15:28.000Z`.
    package var description: String {
        let date = CivilDate(daysSince1970: Int(day))
        let time = Int(milliseconds - Int64(date.daysSince1970) * 86_400_000)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let fraction = time % 1_000
        return padded(date.year, 4) + "-" + two(date.month) + "-" + two(date.day) + "T" + two(time / 3_600_000) + ":"
            + two(time / 60_000 % 60) + ":" + two(time / 1_000 % 60) + "." + padded(fraction, 3) + "Z"
    }

    /// A moment from RFC 3339 text; nil when it is not one. Fractions beyond a millisecond are cut off.
    package init?(_ text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2), scanner.take("-"),
            let day = scanner.digits(2), scanner.take("T", "t", " "), let hour = scanner.digits(2), scanner.take(":"),
            let minute = scanner.digits(2), scanner.take(":"), let second = scanner.digits(2)
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard (1...12).contains(month), CivilDate(daysSince1970: date.daysSince1970) == date,
            hour < 24, minute < 60, second < 61
        else { return nil }
        guard let fraction = scanner.fraction(), let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        let seconds = Int64(date.daysSince1970) * 86_400 + Int64(hour * 3_600 + minute * 60 + second - offset * 60)
        milliseconds = seconds * 1_000 + Int64(fraction)
    }
}

/// A day of the proleptic Gregorian calendar, by the algorithms of Howard Hinnant's `chrono` paper.
package struct CivilDate: Sendable, Hashable {
    /// Year, month from 1, day from 1.
    package let year: Int, month: Int, day: Int

    /// A date by its parts.
    package init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// A date by its number of days since 1970-01-01.
    package init(daysSince1970 days: Int) {
        let shifted = days + 719_468
        let era = Int(Int64(shifted).flooredDivision(by: 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01.
    package var daysSince1970: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = Int(Int64(shifted).flooredDivision(by: 400))
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension Int64 {
    func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

private func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

private struct DigitScanner {
    private var bytes: ArraySlice<UInt8>

    init(_ text: String) { bytes = Array(text.utf8)[...] }

    var isAtEnd: Bool { bytes.isEmpty }

    mutating func digits(_ count: Int) -> Int? {
        guard bytes.count >= count else { return nil }
        var value = 0
        for byte in bytes.prefix(count) {
            guard byte &- 48 < 10 else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        bytes = bytes.dropFirst(count)
        return value
    }

    mutating func take(_ choices: Unicode.Scalar...) -> Bool {
        guard let first = bytes.first, choices.contains(where: { $0.value == UInt32(first) }) else { return false }
        bytes = bytes.dropFirst()
        return true
    }

    /// Milliseconds of an optional fraction; nil when a dot has no digit after it.
    mutating func fraction() -> Int? {
        guard take(".") else { return 0 }
        let run = bytes.prefix { $0 &- 48 < 10 }
        guard !run.isEmpty else { return nil }
        bytes = bytes.dropFirst(run.count)
        return (run.prefix(3) + Array(repeating: 48, count: max(0, 3 - run.count))).reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    /// Minutes east of UTC.
    mutating func offset() -> Int? {
        if take("Z", "z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = digits(2), take(":"), let minutes = digits(2), hours < 24, minutes < 60 else {
            return nil
        }
        return sign * (hours * 60 + minutes)
    }
}
