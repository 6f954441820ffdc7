import CivilTime

/// The six states of a handoff. There is no seventh: what is held is a draft, what waits for delivery is approved.
package enum HandoffState: String, Sendable, Hashable, CaseIterable {
    case draft, proposed, approved, executed, escalated, rejected

    /// What would become of it, where its contract only observes: `would be proposed`.
    package var conditional: String {
        switch self {
        case .draft: "would be held"
        case .approved: "would pass without a person"
        case .proposed, .executed, .escalated, .rejected: "would be \(rawValue)"
        }
    }

    /// Whether nothing more happens to it. Everything else is provisional and never shown as done.
    package var isFinal: Bool { self == .executed || self == .rejected }

    /// Whether a person has to decide on it.
    package var isPending: Bool { self == .proposed || self == .escalated }

    /// Whether what is in this state and expires then has expired: one that waits for a person, or that the clock has rejected.
    package func hasExpired(_ expires: Instant, at now: Instant) -> Bool {
        self == .rejected || (isPending && expires <= now)
    }
}
