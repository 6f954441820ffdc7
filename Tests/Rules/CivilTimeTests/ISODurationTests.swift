import CivilTime
import Testing

@Suite struct ISODurationTests {
    @Test(
        "Durations",
        arguments: [
            ("PT0S", 0), ("PT30S", 30), ("PT4H", 14_400), ("P2D", 172_800), ("P1W", 604_800), ("P1DT12H30M", 131_400),
            ("PT90M", 5_400), ("P1W2DT3H4M5S", 788_645), ("PT1H1S", 3_601),
        ])
    func reads(text: String, seconds: Int64) throws {
        #expect(try #require(ISODuration(text)).milliseconds == seconds * 1_000)
    }

    @Test(
        "What is no duration of a fixed length",
        arguments: [
            "", "P", "PT", "4H", "P4H", "PT4D", "P1Y", "P1M", "P1DT", "PT1S1M", "PT1H1H", "P-1D", "-P1D", "PT1.5H",
            "pt4h",
            "PT4h", " PT4H", "PT4H ", "PT4", "PTH", "P1D2W", "PT1234567890S", "P１D", "PT4H\u{0301}", "P1DT4HT1M",
        ])
    func refuses(text: String) {
        #expect(ISODuration(text) == nil)
    }

    @Test func `Durations of one length are equal, and keep how they were written`() throws {
        let (minutes, hour) = (try #require(ISODuration("PT60M")), try #require(ISODuration("PT1H")))
        #expect(minutes == hour && Set([minutes, hour]).count == 1)
        #expect("\(minutes) \(hour)" == "PT60M PT1H")
        let day = try #require(ISODuration("P1D"))
        #expect(hour < day)
    }
}
