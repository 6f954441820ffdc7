import CivilTime
import Terminal

/// How the clocks go where a person sits: passed in, so that a picture is the same everywhere.
package struct LocalClock: Sendable {
    /// A moment as these clocks show it.
    package let time: @Sendable (Instant) -> LocalTime

    /// Clocks that show UTC.
    package static let utc = LocalClock { LocalTime($0, secondsEast: 0, zone: "UTC") }

    /// Clocks as the operating system sets them for this process.
    package static let system = LocalClock { LocalTime($0) }

    /// A moment as these clocks show it, with the name of the zone: `10:02 CET`.
    package func clock(_ instant: Instant) -> DisplayText { DisplayText(sanitising: time(instant).clockWithZone) }
}
