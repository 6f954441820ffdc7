/// The six states of a handoff. There is no seventh: what is held is a draft, what waits for delivery is approved.
package enum HandoffState: String, Sendable, Hashable, CaseIterable {
    case draft, proposed, approved, executed, escalated, rejected

    /// Whether nothing more happens to it. Everything else is provisional and never shown as done.
    package var isFinal: Bool { self == .executed || self == .rejected }

    /// Whether a person has to decide on it.
    package var isPending: Bool { self == .proposed || self == .escalated }
}
