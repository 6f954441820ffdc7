import Handoff
import JSON

/// Why the contract does not let a person do something. Errors are data; the wording of each is in `message` alone.
public struct Refusal: Error, Sendable, Hashable {
    /// The obligation that stands in the way: `step:controller`, `separation:requester`, `must_view:invoice`, `state`, `reason`.
    public var obligation: String
    /// What is not possible, why, and who or what would help.
    public var message: String
    /// The claim that stands in the way, where one does.
    public var claim: Claim?

    /// A refusal.
    public init(_ obligation: String, _ message: String, claim: Claim? = nil) {
        self.obligation = obligation
        self.message = message
        self.claim = claim
    }
}
