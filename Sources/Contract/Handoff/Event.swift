import CivilTime
import JSON

/// One thing that happened, as it stands in the log for good: canonical JSON, a leaf of the Merkle tree.
///
/// It holds commitments, names from the contract and people.yaml, and times; never a producer's text. Members that don't apply
/// are left out of the JSON. The format is described in `docs/formats.md` and never changes its meaning.
package struct Event: Sendable, Hashable {
    /// What happened. The states before and after tell the rest.
    package enum Kind: String, Sendable, CaseIterable {
        case created, configured
        case submitted, revised, resubmitted, withdrawn
        case approved, rejected, escalated, returned, commented, edited, assigned, recalled
        case leased, executed, deliveryFailed = "delivery_failed", attested
    }

    /// The place in the log, from 0.
    package var sequence: Int = 0
    /// When, never before the event before it.
    package var at: Instant
    /// What happened.
    package var kind: Kind
    /// Who did it.
    package var by: Actor
    /// The handoff, for all but `created` and `configured`.
    package var handoff: HandoffID?
    /// The handoff's version after the event.
    package var version: Int?
    /// The states before and after.
    package var from: HandoffState?, to: HandoffState?
    /// The contract that the handoff is held to.
    package var contract: ContractReference?
    /// The system of record and the kind of record; the reference is the producer's and stands in no event.
    package var system: String?, record: String?
    /// Who owns the handoff after the event; nil in a submission means that nobody could be worked out.
    package var owner: Party?
    /// The confidence band.
    package var band: String?
    /// The steps that this handoff needs, fixed at the proposal.
    package var plan: [PlannedStep]?
    /// The step that is open after the event, or the one that was approved.
    package var step: String?, approvedStep: String?
    /// The digest of the handoff after the event.
    package var digest: ContentHash?
    /// What stood on the screen of who decided.
    package var decidedOn: Decided?
    /// The reason code.
    package var reason: String?
    /// Whom it was escalated or assigned to.
    package var parties: [Party]?
    /// Whose turn it was before an assignment.
    package var insteadOf: [Party]?
    /// The person who had claimed what somebody else decided on, knowing it.
    package var overClaim: String?
    /// Whether an escalation came of a failed or uncertain delivery.
    package var isAboutDelivery: Bool = false
    /// Whether the person stated that a failed or uncertain delivery wrote nothing.
    package var statesNothingWritten: Bool = false
    /// When it is due, when it expires, when delivery may begin.
    package var due: Instant?, expires: Instant?, deliverable: Instant?
    /// The attempt of a delivery, from 1.
    package var attempt: Int?
    /// Commitments of the handoff's contents, where the event sets them.
    package var commitments: Commitments?
    /// Commitments of other contents by their name: note, findings, receipt, message, patch.
    package var attachments: [String: ContentHash] = [:]
    /// The name and digest of a configuration file that took effect.
    package var file: String?, fileDigest: ContentHash?
    /// The store's id, and whether people say themselves who they are: fixed at its creation.
    package var store: String?, isDeclared: Bool?

    /// What a decision was made on.
    package struct Decided: Sendable, Hashable {
        /// The version and digest that were shown.
        package var version: Int, digest: ContentHash
        /// Commitments of the evidence that the person had opened.
        package var viewed: [ContentHash]

        /// What a decision was made on.
        package init(version: Int, digest: ContentHash, viewed: [ContentHash] = []) {
            self.version = version
            self.digest = digest
            self.viewed = viewed
        }
    }

    /// An event without details.
    package init(_ kind: Kind, at: Instant, by: Actor, handoff: HandoffID? = nil) {
        self.kind = kind
        self.at = at
        self.by = by
        self.handoff = handoff
    }
}

/// Which version of which contract.
package struct ContractReference: Sendable, Hashable {
    /// The contract's name.
    package var name: String
    /// Its version.
    package var version: Int
    /// SHA-256 of the contract file's bytes.
    package var digest: ContentHash

    /// A reference.
    package init(name: String, version: Int, digest: ContentHash) {
        self.name = name
        self.version = version
        self.digest = digest
    }
}

/// A step of the approval sequence that applies to one handoff.
package struct PlannedStep: Sendable, Hashable {
    /// The step's name in the contract.
    package var step: String
    /// Who may take it; `owner` is already replaced.
    package var by: Party
    /// How many different people have to approve.
    package var quorum: Int

    /// A step.
    package init(step: String, by: Party, quorum: Int) {
        self.step = step
        self.by = by
        self.quorum = quorum
    }
}
