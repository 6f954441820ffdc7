import CivilTime

/// Two times of one clock between which it can hardly have run as clocks do.
package struct ClockJump: Sendable, Hashable {
    /// The time of the last event, and the one after it.
    package let last: Instant, next: Instant

    /// How far back an event may lie and still be in order: whoever waits for the store has read the clock before.
    package static let mostBack: Int64 = 60_000
    /// How long a store may rest before its next event is remarked on.
    package static let mostAhead: Int64 = 31 * 86_400_000

    /// The jump between two times; nil where there is none.
    package init?(from last: Instant, to next: Instant) {
        let gap = next.milliseconds.subtractingReportingOverflow(last.milliseconds)
        guard gap.overflow || gap.partialValue < -Self.mostBack || gap.partialValue > Self.mostAhead else { return nil }
        (self.last, self.next) = (last, next)
    }

    package var goesBack: Bool { next < last }
}
