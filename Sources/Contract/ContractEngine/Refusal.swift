import Handoff
import JSON

/// Why the contract does not let a person do something. Errors are data; the wording of each is in `message` alone.
package struct Refusal: Error, Sendable, Hashable {
    /// The obligation that stands in the way: `step:controller`, `separation:requester`, `must_view:invoice`, `state`, `reason`.
    package var obligation: String
    /// What is not possible, why, and who or what would help.
    package var message: String
    /// The claim that stands in the way, where one does.
    package var claim: Claim?

    /// A refusal.
    package init(_ obligation: String, _ message: String, claim: Claim? = nil) {
        self.obligation = obligation
        self.message = message
        self.claim = claim
    }
}
