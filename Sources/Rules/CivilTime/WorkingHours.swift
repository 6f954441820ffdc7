import Foundation

/// The hours in which a contract's clock runs.
package struct WorkingHours: Sendable {
    package enum Weekday: String, CaseIterable { case mon, tue, wed, thu, fri, sat, sun }

    private let zone: TimeZone
    private let days: Set<Weekday>
    private let from: Int
    private let to: Int

    /// Minutes after midnight in a zone of the IANA database; nil when there is no such zone or no hour is left.
    package init?(zone: String, days: Set<Weekday>, from: Int, to: Int) {
        guard let zone = TimeZone(identifier: zone), !days.isEmpty, from < to else { return nil }
        self.zone = zone
        self.days = days
        self.from = from
        self.to = to
    }

    /// The moment at which this much working time has passed. Ten years of days are looked at, at the most.
    package func adding(milliseconds: Int64, to start: Instant) -> Instant {
        var left = milliseconds
        let local = start.milliseconds + offset(at: start)
        var day = CivilDate(daysSince1970: Int((Double(local) / 86_400_000).rounded(.down))).daysSince1970
        for _ in 0..<3_660 {
            defer { day += 1 }
            // 1970-01-01 was a Thursday.
            let weekday = Weekday.allCases[((day + 3) % 7 + 7) % 7]
            guard days.contains(weekday) else { continue }
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
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000))) * 1_000
    }

    /// A local time as a moment. Asking twice settles the days on which the clocks change.
    private func instant(day: Int, minute: Int) -> Instant {
        let local = Int64(day) * 86_400_000 + Int64(minute) * 60_000
        let guess = Instant(milliseconds: local - offset(at: Instant(milliseconds: local)))
        return Instant(milliseconds: local - offset(at: guess))
    }
}
