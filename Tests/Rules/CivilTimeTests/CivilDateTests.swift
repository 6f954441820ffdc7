import CivilTime
import Fixtures
import Foundation
import Testing

@Suite struct CivilDateTests {
    @Test func `Dates agree with the calendar of Foundation`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        var random = SeededRandom(seed: 8)
        for _ in 0..<2_000 {
            let days = Int.random(in: -100_000...1_000_000, using: &random)
            let date = CivilDate(daysSince1970: days)
            let moment = Date(timeIntervalSince1970: Double(days) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: moment)
            #expect((date.year, date.month, date.day) == (parts.year!, parts.month!, parts.day!))
            #expect(date.dayOfWeek == parts.weekday! - 1)
            #expect(date.dayOfYear == calendar.ordinality(of: .day, in: .year, for: moment)! - 1)
            #expect(date.daysSince1970 == days)
            #expect(date.isInCalendar)
        }
    }

    @Test(
        "The calendar's days",
        arguments: [
            (2024, 2, 29, true), (2023, 2, 29, false), (2000, 2, 29, true), (1900, 2, 29, false), (0, 2, 29, true),
            (2026, 4, 30, true), (2026, 4, 31, false), (2026, 12, 31, true), (2026, 1, 32, false), (2026, 1, 0, false),
            (2026, 0, 1, false), (2026, 13, 1, false),
        ])
    func days(year: Int, month: Int, day: Int, isInCalendar: Bool) {
        #expect(CivilDate(year: year, month: month, day: day).isInCalendar == isInCalendar)
    }

    @Test(
        "What clocks show",
        arguments: [
            (0, "1970-01-01T00:00:00"), (-1, "1969-12-31T23:59:59"), (1_795_367_728, "2026-11-22T17:15:28"),
            (-62_167_219_200, "0000-01-01T00:00:00"), (253_402_300_799, "9999-12-31T23:59:59"),
        ])
    func shown(seconds: Int64, text: String) {
        #expect(CivilDateTime(seconds: seconds).description == text)
    }
}
