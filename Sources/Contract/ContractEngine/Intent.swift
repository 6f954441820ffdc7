import Handoff
import JSON

/// What somebody wants to do with a handoff.
package enum Intent: Sendable, Hashable {
    case approve
    case reject(reason: String?)
    case escalate(reason: String?, to: [Party])
    case returnForRework
    case comment
    case withdraw
    /// A person vouches for the record after an uncertain delivery.
    case attest
    /// The payload is changed by who reviews it.
    case edit
    /// The open step, or the escalation, becomes somebody else's.
    case assign(to: Party)
    /// What is approved and not yet on its way is reviewed again, or rejected.
    case recall, recallAndReject(reason: String?)

    /// The verb, for messages.
    package var verb: String {
        switch self {
        case .approve: "approve"
        case .reject: "reject"
        case .escalate: "escalate"
        case .returnForRework: "return"
        case .comment: "comment on"
        case .withdraw: "withdraw"
        case .attest: "attest"
        case .edit: "edit"
        case .assign: "assign"
        case .recall, .recallAndReject: "recall"
        }
    }
}
