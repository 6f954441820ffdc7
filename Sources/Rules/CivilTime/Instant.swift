/// A moment in UTC, in whole milliseconds since 1970. Time is always passed in; nothing here reads a clock.
package struct Instant: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Orders moments from early to late.
    package static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    /// The moment so many milliseconds later.
    package func adding(milliseconds: Int64) -> Instant { Instant(milliseconds: self.milliseconds + milliseconds) }

    /// The day in UTC, counted from 1970-01-01.
    package var day: Int64 { milliseconds.flooredDivision(by: 86_400_000) }

    /// RFC 3339 in UTC with milliseconds: `2026-11-22T17:15:28.000Z`.
    package var description: String {
        let seconds = milliseconds.flooredDivision(by: 1_000)
        return "\(CivilDateTime(seconds: seconds)).\(padded(Int(milliseconds - seconds * 1_000), 3))Z"
    }

    /// A moment from RFC 3339 text; nil when it is not one.
    ///
    /// A space may stand for the `T`. Fractions beyond a millisecond are cut off. A second 60 is the first one of the next minute.
    package init?(_ text: String) {
        var reader = RFC3339Reader(text)
        guard let date = reader.date(), reader.acceptSeparator() || reader.accept(" "), let time = reader.time(),
            reader.isAtEnd
        else { return nil }
        milliseconds = time.seconds(on: date) * 1_000 + Int64(time.nanoseconds / 1_000_000)
    }
}
