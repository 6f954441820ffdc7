import CivilTime
import Terminal

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How the clocks go where a person sits.
package struct LocalTime: Sendable {
    /// How far they are ahead of UTC at a moment, in seconds, and what the zone is called then.
    package let zone: @Sendable (Instant) -> (offset: Int64, name: String)

    package init(zone: @escaping @Sendable (Instant) -> (offset: Int64, name: String)) { self.zone = zone }

    /// Clocks that show UTC.
    package static let utc = LocalTime { _ in (0, "UTC") }

    /// Clocks as the operating system sets them for this process.
    package static let system = LocalTime { instant in
        var seconds = time_t(instant.milliseconds / 1_000)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil, let name = parts.tm_zone else { return (0, "UTC") }
        return (Int64(parts.tm_gmtoff), String(cString: name))
    }

    /// A moment as these clocks show it, with the name of the zone: `10:02 CET`.
    package func clock(_ instant: Instant) -> DisplayText {
        let (offset, name) = zone(instant)
        let shown = instant.adding(milliseconds: offset * 1_000).description
        return DisplayText(sanitising: "\(shown.dropFirst(11).prefix(5)) \(name)")
    }
}
