import CivilTime

/// A person has taken a handoff to work on it, and others are shown so. It lapses by itself.
///
/// A claim is a row, not an event: it decides nothing and does not change the handoff's version. What the journal keeps is the
/// decision of somebody else over a claim that they were shown.
package struct Claim: Sendable, Hashable {
    /// Who has it: the id of a person.
    package var person: String
    /// When it lapses.
    package var until: Instant

    /// A claim.
    package init(person: String, until: Instant) {
        self.person = person
        self.until = until
    }

    /// Whether it still counts.
    package func isLive(at now: Instant) -> Bool { now < until }
}
