/// A day of the proleptic Gregorian calendar, by the algorithms of Howard Hinnant's paper on `chrono`.
package struct CivilDate: Sendable, Hashable, CustomStringConvertible {
    /// The year, the month from 1, the day from 1.
    package let year: Int, month: Int, day: Int

    package init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// A date by its number of days since 1970-01-01.
    package init(daysSince1970 days: Int) {
        // Years are counted from March, so that the leap day is the last one.
        let shifted = days + 719_468
        let era = Int(Int64(shifted).flooredDivision(by: 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayFromMarch = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayFromMarch + 2) / 153
        day = dayFromMarch - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01.
    package var daysSince1970: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = Int(Int64(shifted).flooredDivision(by: 400))
        let yearOfEra = shifted - era * 400
        let dayFromMarch = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayFromMarch - 719_468
    }

    /// True where the calendar has this day.
    package var isInCalendar: Bool { 1...12 ~= month && 1...Self.days(inMonth: month, of: year) ~= day }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// From 0, the first of January.
    package var dayOfYear: Int { daysSince1970 - CivilDate(year: year, month: 1, day: 1).daysSince1970 }

    /// From 0, Sunday.
    package var dayOfWeek: Int {
        // 1970-01-01 was a Thursday.
        let day = (daysSince1970 + 4) % 7
        return day < 0 ? day + 7 : day
    }

    /// `2026-11-22`.
    package var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
}

/// A date and a time of day, as a calendar and a clock on the wall show them.
package struct CivilDateTime: Sendable, Hashable, CustomStringConvertible {
    package let date: CivilDate
    package let hour: Int, minute: Int, second: Int

    /// The reading of a clock so many seconds after it showed 1970-01-01T00:00:00.
    package init(seconds: Int64) {
        let days = seconds.flooredDivision(by: 86_400)
        let rest = Int(seconds - days * 86_400)
        date = CivilDate(daysSince1970: Int(days))
        (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
    }

    /// `2026-11-22T17:15:28`.
    package var description: String { "\(date)T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))" }
}

extension Int64 {
    func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
