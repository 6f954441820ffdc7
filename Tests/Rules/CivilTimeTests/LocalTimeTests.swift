import Testing

@testable import CivilTime

@Suite struct LocalTimeTests {
    @Test(arguments: [
        ("2026-12-01T12:04:00Z", 3_600, "CET", "13:04", "2026-12-01"),
        ("2026-12-31T23:30:00Z", 3_600, "CET", "00:30", "2027-01-01"),
        ("2026-03-01T00:10:00Z", -12_600, "NST", "20:40", "2026-02-28"),
        ("1969-12-31T23:59:59Z", 0, "UTC", "23:59", "1969-12-31"),
    ]) func `a moment is shown as the clocks of a place show it`(
        utc: String, secondsEast: Int64, zone: String, clock: String, date: String
    ) throws {
        let local = LocalTime(try #require(Instant(utc)), secondsEast: secondsEast, zone: zone)
        #expect(local.clock == clock && local.date == date && local.clockWithZone == "\(clock) \(zone)")
    }

    @Test func `the date stands there on another day only`() throws {
        let now = LocalTime(try #require(Instant("2026-12-01T10:00:00Z")), secondsEast: 0, zone: "UTC")
        let later = LocalTime(try #require(Instant("2026-12-02T10:00:00Z")), secondsEast: 0, zone: "UTC")
        #expect(now.brief(on: now) == "10:00" && later.brief(on: now) == "2026-12-02 10:00")
    }
}
