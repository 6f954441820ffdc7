import CivilTime
import Testing

@Suite struct ZoneTests {
    /// 2026-01-01 and 2026-07-01, at noon in UTC.
    private static let winter: Int64 = 1_767_268_800, summer: Int64 = 1_782_907_200

    @Test(
        "Distances from UTC",
        arguments: [
            ("UTC", 0, 0), ("Z", 0, 0), ("+11:00", 39_600, 39_600), ("02:00", 7_200, 7_200), ("-00:30", -1_800, -1_800),
            ("+23:59", 86_340, 86_340), ("Europe/Berlin", 3_600, 7_200), ("America/New_York", -18_000, -14_400),
            ("Asia/Kathmandu", 20_700, 20_700),
        ])
    func distance(text: String, winter: Int64, summer: Int64) throws {
        let zone = try #require(Zone(text))
        #expect(zone.offset(at: Self.winter) == winter)
        #expect(zone.offset(at: Self.summer) == summer)
        #expect(zone.name == text)
    }

    @Test(
        "What is no zone",
        arguments: [
            "", "+", "+24:00", "24:00", "+01:60", "+1:00", "+01:00 ", "Europe/Atlantis", "Europe/Berlin\u{301}",
            "../etc/localtime", String(repeating: "a", count: 65),
        ])
    func refuses(text: String) {
        #expect(Zone(text) == nil)
    }
}
