import Handoff

/// Why the contract does not let a person do something.
package struct RefusalError: Error, Sendable, Hashable {
    /// What stands in the way.
    package var obligation: Obligation.Kind
    /// What is not possible, why, and who or what would help.
    package var message: String
    /// The claim that stands in the way, where one does.
    package var claim: Claim?

    package init(_ obligation: Obligation.Kind, _ message: String, claim: Claim? = nil) {
        self.obligation = obligation
        self.message = message
        self.claim = claim
    }
}
