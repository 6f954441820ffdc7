import Handoff

/// A decision on a handoff as a person asks for it.
package struct Decision: Sendable, Hashable {
    /// What is to be done.
    package var choice: Choice
    /// What the producer and the next reviewer are told.
    package var note: String?
    /// The version and digest that stood on the screen; nil leaves that unchecked.
    package var version: Int?, digest: String?
    /// Whether the person states that a failed or uncertain delivery wrote nothing.
    package var statesNothingWritten = false
    /// Whether the person decides although somebody else has claimed the handoff.
    package var overridesClaim = false

    package init(_ choice: Choice, note: String? = nil, version: Int? = nil, digest: String? = nil) {
        self.choice = choice
        self.note = note
        self.version = version
        self.digest = digest
    }

    /// An action with what it is told.
    package enum Choice: Sendable, Hashable {
        case approve
        case reject(reason: String?)
        case escalate(reason: String?, to: [Party])
        case returnForRework
        case comment
        case withdraw
        /// A person vouches for the record after an uncertain delivery.
        case attest(record: String)
        /// The open step, or the escalation, becomes somebody else's.
        case assign(to: Party)
        /// What is approved and not yet on its way is reviewed again, or rejected.
        case recall, recallAndReject(reason: String?)

        /// What it does.
        package var action: Action {
            switch self {
            case .approve: .approve
            case .reject: .reject
            case .escalate: .escalate
            case .returnForRework: .returnForRework
            case .comment: .comment
            case .withdraw: .withdraw
            case .attest: .attest
            case .assign: .assign
            case .recall, .recallAndReject: .recall
            }
        }
    }
}
