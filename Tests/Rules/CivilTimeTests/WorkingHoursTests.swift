import CivilTime
import Fixtures
import Testing

@Suite struct WorkingHoursTests {
    private static let weekdays: Set<WorkingHours.Weekday> = [.mon, .tue, .wed, .thu, .fri]

    private func berlin(_ from: Int = 8 * 60, _ to: Int = 18 * 60, days: Set<WorkingHours.Weekday> = weekdays) throws
        -> WorkingHours
    {
        let zone = try #require(Zone(named: "Europe/Berlin"))
        return try #require(WorkingHours(zone: zone, days: days, from: from, to: to))
    }

    @Test(
        "Four hours of work later",
        arguments: [
            ("2026-11-23T08:00:00+01:00", "2026-11-23T12:00:00+01:00"),
            ("2026-11-23T05:00:00+01:00", "2026-11-23T12:00:00+01:00"),
            ("2026-11-23T14:00:00+01:00", "2026-11-23T18:00:00+01:00"),
            ("2026-11-23T16:30:00+01:00", "2026-11-24T10:30:00+01:00"),
            ("2026-11-23T18:00:00+01:00", "2026-11-24T12:00:00+01:00"),
            ("2026-11-27T16:00:00+01:00", "2026-11-30T10:00:00+01:00"),
            ("2026-11-28T12:00:00+01:00", "2026-11-30T12:00:00+01:00"),
            ("2026-11-29T23:59:59+01:00", "2026-11-30T12:00:00+01:00"),
            // The clocks go forward on Sunday 2026-03-29 and back on Sunday 2026-10-25.
            ("2026-03-27T16:00:00+01:00", "2026-03-30T10:00:00+02:00"),
            ("2026-10-23T16:00:00+02:00", "2026-10-26T10:00:00+01:00"),
            ("2026-12-31T17:00:00+01:00", "2027-01-01T11:00:00+01:00"),
        ])
    func fourHours(start: String, end: String) throws {
        let (start, end) = (try #require(Instant(start)), try #require(Instant(end)))
        #expect(try berlin().adding(milliseconds: 4 * 3_600_000, to: start) == end)
    }

    @Test func `The days of the clock changes have 23 and 25 hours`() throws {
        let hours = try berlin(0, 24 * 60, days: [.sun, .mon])
        for (start, length) in [
            ("2026-03-29T00:00:00+01:00", 23), ("2026-10-25T00:00:00+02:00", 25), ("2026-11-22T00:00:00+01:00", 24),
        ] {
            let start = try #require(Instant(start))
            #expect(
                hours.adding(milliseconds: Int64(length) * 3_600_000, to: start)
                    == start.adding(milliseconds: Int64(length) * 3_600_000))
            // One hour more falls on Monday, which begins at once.
            #expect(
                hours.adding(milliseconds: Int64(length + 1) * 3_600_000, to: start)
                    == start.adding(milliseconds: Int64(length + 1) * 3_600_000))
        }
        let sundays = try berlin(1 * 60, 4 * 60, days: [.sun])
        // From 01:00 to 04:00 there are two hours on the day in spring and four on the day in autumn.
        #expect(
            sundays.adding(milliseconds: 2 * 3_600_000, to: Instant("2026-03-29T01:00:00+01:00")!)
                == Instant("2026-03-29T04:00:00+02:00"))
        #expect(
            sundays.adding(milliseconds: 4 * 3_600_000, to: Instant("2026-10-25T01:00:00+02:00")!)
                == Instant("2026-10-25T04:00:00+01:00"))
    }

    @Test func `Time adds up, and always ends within the hours`() throws {
        let hours = try berlin()
        var random = SeededRandom(seed: 5)
        for _ in 0..<200 {
            let start = Instant(milliseconds: .random(in: 1_750_000_000_000...1_800_000_000_000, using: &random))
            let (first, second) = (
                Int64.random(in: 1...90_000_000, using: &random), Int64.random(in: 1...90_000_000, using: &random)
            )
            let middle = hours.adding(milliseconds: first, to: start)
            let end = hours.adding(milliseconds: first + second, to: start)
            #expect(hours.adding(milliseconds: second, to: middle) == end)
            #expect(middle > start && end > middle)
            #expect(hours.adding(milliseconds: 0, to: end) == end)
        }
    }

    @Test func `An unknown zone, no day and no hour make no working hours`() throws {
        #expect(Zone(named: "Europe/Atlantis") == nil)
        let berlin = try #require(Zone(named: "Europe/Berlin"))
        #expect(WorkingHours(zone: berlin, days: [], from: 0, to: 1) == nil)
        #expect(WorkingHours(zone: berlin, days: [.mon], from: 60, to: 60) == nil)
    }
}
