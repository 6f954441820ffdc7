#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A moment as the clocks of a place show it: what people read, never what is stored or compared.
package struct LocalTime: Sendable, Hashable {
    /// Its date in that place.
    package let year: Int, month: Int, day: Int
    package let hour: Int, minute: Int
    /// What the place calls its time at that moment: `CET`, `UTC`.
    package let zone: String

    /// A moment where this program runs: `TZ`, else the system's zone.
    package init(_ instant: Instant) {
        var seconds = time_t(instant.milliseconds.flooredDivision(by: 1000))
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else {
            self.init(instant, secondsEast: 0, zone: "UTC")
            return
        }
        self.init(
            instant, secondsEast: Int64(parts.tm_gmtoff), zone: parts.tm_zone.map { String(cString: $0) } ?? "")
    }

    /// A moment so many seconds east of UTC.
    package init(_ instant: Instant, secondsEast: Int64, zone: String) {
        let local = instant.adding(milliseconds: secondsEast * 1000)
        let date = CivilDate(daysSince1970: Int(local.day))
        let minutes = Int((local.milliseconds - local.day * 86_400_000) / 60_000)
        (year, month, day) = (date.year, date.month, date.day)
        (hour, minute) = (minutes / 60, minutes % 60)
        self.zone = zone
    }

    /// `13:04`.
    package var clock: String { "\(Self.two(hour)):\(Self.two(minute))" }

    /// `2026-12-01`.
    package var date: String { "\(year)-\(Self.two(month))-\(Self.two(day))" }

    /// `13:04 CET`.
    package var clockWithZone: String { zone.isEmpty ? clock : "\(clock) \(zone)" }

    /// The clock alone on the day of `now`; else with the date: `2026-12-02 13:04`.
    package func brief(on now: LocalTime) -> String { date == now.date ? clock : "\(date) \(clock)" }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
