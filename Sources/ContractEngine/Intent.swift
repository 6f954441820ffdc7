import Handoff
import JSON

/// What somebody wants to do with a handoff.
public enum Intent: Sendable, Hashable {
    case approve
    case reject(reason: String?)
    case escalate(reason: String?, to: [Party])
    case returnForRework
    case comment
    case withdraw
    /// A person vouches for the record after an uncertain delivery.
    case attest

    /// The verb, for messages.
    public var verb: String {
        switch self {
        case .approve: "approve"
        case .reject: "reject"
        case .escalate: "escalate"
        case .returnForRework: "return"
        case .comment: "comment on"
        case .withdraw: "withdraw"
        case .attest: "attest"
        }
    }
}
