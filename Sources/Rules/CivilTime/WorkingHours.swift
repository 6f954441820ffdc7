/// The hours of the week in which a clock runs.
package struct WorkingHours: Sendable, Hashable {
    package enum Weekday: String, Sendable, CaseIterable { case mon, tue, wed, thu, fri, sat, sun }

    package let zone: Zone
    package let days: Set<Weekday>
    /// Minutes after midnight.
    package let from: Int, to: Int

    /// The hours between two times of day, in minutes after midnight; nil when no hour is left.
    package init?(zone: Zone, days: Set<Weekday>, from: Int, to: Int) {
        guard !days.isEmpty, from < to else { return nil }
        self.zone = zone
        self.days = days
        self.from = from
        self.to = to
    }

    /// Its days in the order of the week.
    package var weekdays: [Weekday] { Weekday.allCases.filter(days.contains) }

    /// Its beginning and its end, as a clock shows them: `08:00`.
    package var opens: String { Self.shown(from) }
    package var closes: String { Self.shown(to) }

    private static func shown(_ minutes: Int) -> String { "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))" }

    /// The moment at which this much working time has passed. Ten years of days are looked at, at the most.
    package func adding(milliseconds: Int64, to start: Instant) -> Instant {
        var left = milliseconds
        let local = start.adding(milliseconds: offset(at: start))
        for day in local.day..<local.day + 3_660 {
            let weekday = CivilDate(daysSince1970: Int(day)).dayOfWeek
            guard days.contains(Weekday.allCases[(weekday + 6) % 7]) else { continue }
            let opens = max(instant(day: day, minute: from), start)
            let closes = instant(day: day, minute: to)
            guard opens < closes else { continue }
            let length = closes.milliseconds - opens.milliseconds
            if left <= length { return opens.adding(milliseconds: left) }
            left -= length
        }
        return start.adding(milliseconds: milliseconds)
    }

    private func offset(at instant: Instant) -> Int64 {
        zone.offset(at: instant.milliseconds.flooredDivision(by: 1_000)) * 1_000
    }

    /// A local time as a moment. Asking twice settles the days on which the clocks change.
    private func instant(day: Int64, minute: Int) -> Instant {
        let local = day * 86_400_000 + Int64(minute) * 60_000
        let guess = Instant(milliseconds: local - offset(at: Instant(milliseconds: local)))
        return Instant(milliseconds: local - offset(at: guess))
    }
}
