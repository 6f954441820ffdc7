import CivilTime
import Testing

@Suite struct RFC3339ReaderTests {
    @Test(
        "Times of day",
        arguments: [
            ("08:30:06Z", 30_606, 0, 0, 0), ("08:30:06.5Z", 30_606, 500_000_000, 1, 0),
            ("23:59:60z", 86_400, 0, 0, 0), ("00:00:00.1234567891+05:45", 0, 123_456_789, 10, 345),
            ("12:00:00.000-08:00", 43_200, 0, 3, -480),
        ])
    func time(text: String, seconds: Int, nanoseconds: Int, digits: Int, offset: Int) throws {
        var reader = RFC3339Reader(text)
        let read = reader.time()
        let time = try #require(read)
        #expect(reader.isAtEnd)
        #expect(time.hour * 3_600 + time.minute * 60 + time.second == seconds)
        #expect((time.nanoseconds, time.fractionDigits, time.offset) == (nanoseconds, digits, offset))
    }

    @Test(
        "What is no time of day",
        arguments: [
            "", "08:30Z", "08:30:06", "24:00:00Z", "00:60:00Z", "00:00:61Z", "8:30:06Z", "08:30:06.Z", "08:30:06 Z",
            "08:30:06+24:00", "08:30:06+00:60", "08:30:06+0100", "08-30-06Z", "08:30:0٦Z",
        ])
    func refuses(text: String) {
        var reader = RFC3339Reader(text)
        let time = reader.time()
        #expect(time == nil)
    }

    @Test func `Lower case is refused where it is not allowed`() {
        var strict = RFC3339Reader("t08:30:06z", allowsLowerCase: false)
        let isSeparated = strict.acceptSeparator()
        #expect(!isSeparated)
        var strictTime = RFC3339Reader("08:30:06z", allowsLowerCase: false)
        let none = strictTime.time()
        #expect(none == nil)
        var lenient = RFC3339Reader("t08:30:06z")
        let (hasSeparator, time) = (lenient.acceptSeparator(), lenient.time())
        #expect(hasSeparator && time != nil)
    }

    @Test(
        "The last minute of a day in UTC",
        arguments: [
            ("23:59:60Z", true), ("23:59:00Z", true), ("01:29:60+01:30", true), ("15:59:60-08:00", true),
            ("22:59:60Z", false), ("23:59:60+01:00", false), ("00:00:00Z", false),
        ])
    func lastMinute(text: String, isLast: Bool) throws {
        var reader = RFC3339Reader(text)
        let read = reader.time()
        let time = try #require(read)
        #expect(time.isLastMinute == isLast)
    }

    @Test func `What follows is left for the next reading`() throws {
        var reader = RFC3339Reader("2026-11-22, at 08:30:06Z")
        let date = reader.date()
        #expect(date == CivilDate(year: 2026, month: 11, day: 22))
        let (comma, letter, space) = (reader.accept(","), reader.accept("a"), reader.accept(" "))
        #expect(comma && !letter && space && !reader.isAtEnd)
    }
}
