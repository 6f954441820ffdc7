import CivilTime
import Fixtures
import Testing

@Suite struct InstantTests {
    @Test(
        "RFC 3339 text",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1), ("1969-12-31T23:59:59.999Z", -1),
            ("2026-11-22T17:15:28Z", 1_795_367_728_000), ("2026-11-22t17:15:28z", 1_795_367_728_000),
            ("2026-11-22 17:15:28Z", 1_795_367_728_000), ("2026-11-22T18:15:28+01:00", 1_795_367_728_000),
            ("2026-11-22T11:45:28-05:30", 1_795_367_728_000), ("2026-11-22T17:15:28.1239Z", 1_795_367_728_123),
            ("2026-11-22T17:15:28.5Z", 1_795_367_728_500), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000), ("0000-01-01T00:00:00Z", -62_167_219_200_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ])
    func parses(text: String, milliseconds: Int64) throws {
        #expect(try #require(Instant(text)).milliseconds == milliseconds)
    }

    @Test(
        "What is no moment",
        arguments: [
            "", "2026", "2026-11-22", "2026-11-22T17:15:28", "2026-11-22T17:15Z", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
            "2026-04-00T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T23:60:00Z", "2026-11-22T23:00:61Z",
            "2026-11-22T17:15:28.Z", "2026-11-22T17:15:28+1:00", "2026-11-22T17:15:28+24:00",
            "2026-11-22T17:15:28+01:60",
            "2026-11-22T17:15:28Z ", " 2026-11-22T17:15:28Z", "2026-11-22T17:15:28ZZ", "26-11-22T17:15:28Z",
            "2026-11-22T1７:15:28Z", "+026-11-22T17:15:28Z", "2026-11-22T-1:15:28Z", "20261-11-22T17:15:28Z",
        ])
    func refuses(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test func `What is written is read again, and sorts as the moments do`() throws {
        var random = SeededRandom(seed: 7)
        for _ in 0..<3_000 {
            let (left, right) = (Instant.any(&random), Instant.any(&random))
            #expect(Instant(left.description) == left)
            #expect((left < right) == (left.description < right.description))
        }
    }
}

extension Instant {
    /// A moment of the years 0 to 9999.
    fileprivate static func any(_ random: inout some RandomNumberGenerator) -> Instant {
        Instant(milliseconds: .random(in: -62_167_219_200_000...253_402_300_799_999, using: &random))
    }
}
