import JSON

/// One thing that happened, as it stands in the log for good: canonical JSON, a leaf of the Merkle tree.
///
/// It holds commitments, names from the contract and people.yaml, and times; never a producer's text. Members that don't apply
/// are left out of the JSON. The format is described in `docs/formats.md` and never changes its meaning.
public struct Event: Sendable, Hashable {
    /// What happened. The states before and after tell the rest.
    public enum Kind: String, Sendable, CaseIterable {
        case created, configured
        case submitted, revised, resubmitted, withdrawn
        case approved, rejected, escalated, returned, commented, edited, assigned, recalled
        case leased, executed, deliveryFailed = "delivery_failed", attested
    }

    /// The place in the log, from 0.
    public var sequence: Int = 0
    /// When, never before the event before it.
    public var at: Instant
    /// What happened.
    public var kind: Kind
    /// Who did it.
    public var by: Actor
    /// The handoff, for all but `created` and `configured`.
    public var handoff: HandoffID?
    /// The handoff's version after the event.
    public var version: Int?
    /// The states before and after.
    public var from: HandoffState?, to: HandoffState?
    /// The contract that the handoff is held to.
    public var contract: ContractReference?
    /// The system of record and the kind of record; the reference is the producer's and stands in no event.
    public var system: String?, record: String?
    /// Who owns the handoff after the event; nil in a submission means that nobody could be worked out.
    public var owner: Party?
    /// The confidence band.
    public var band: String?
    /// The steps that this handoff needs, fixed at the proposal.
    public var plan: [PlannedStep]?
    /// The step that is open after the event, or the one that was approved.
    public var step: String?, approvedStep: String?
    /// The digest of the handoff after the event.
    public var digest: ContentHash?
    /// What stood on the screen of who decided.
    public var decidedOn: Decided?
    /// The reason code.
    public var reason: String?
    /// Whom it was escalated or assigned to.
    public var parties: [Party]?
    /// Whose turn it was before an assignment.
    public var insteadOf: [Party]?
    /// The person who had claimed what somebody else decided on, knowing it.
    public var overClaim: String?
    /// Whether an escalation came of a failed or uncertain delivery.
    public var isAboutDelivery: Bool = false
    /// Whether the person stated that a failed or uncertain delivery wrote nothing.
    public var statesNothingWritten: Bool = false
    /// When it is due, when it expires, when delivery may begin.
    public var due: Instant?, expires: Instant?, deliverable: Instant?
    /// The attempt of a delivery, from 1.
    public var attempt: Int?
    /// Commitments of the handoff's contents, where the event sets them.
    public var commitments: Commitments?
    /// Commitments of other contents by their name: note, findings, receipt, message, patch.
    public var attachments: [String: ContentHash] = [:]
    /// The name and digest of a configuration file that took effect.
    public var file: String?, fileDigest: ContentHash?
    /// The store's id, and whether people say themselves who they are: fixed at its creation.
    public var store: String?, isDeclared: Bool?

    /// What a decision was made on.
    public struct Decided: Sendable, Hashable {
        /// The version and digest that were shown.
        public var version: Int, digest: ContentHash
        /// Commitments of the evidence that the person had opened.
        public var viewed: [ContentHash]

        /// What a decision was made on.
        public init(version: Int, digest: ContentHash, viewed: [ContentHash] = []) {
            self.version = version
            self.digest = digest
            self.viewed = viewed
        }
    }

    /// An event without details.
    public init(_ kind: Kind, at: Instant, by: Actor, handoff: HandoffID? = nil) {
        self.kind = kind
        self.at = at
        self.by = by
        self.handoff = handoff
    }
}

/// Which version of which contract.
public struct ContractReference: Sendable, Hashable {
    /// The contract's name.
    public var name: String
    /// Its version.
    public var version: Int
    /// SHA-256 of the contract file's bytes.
    public var digest: ContentHash

    /// A reference.
    public init(name: String, version: Int, digest: ContentHash) {
        self.name = name
        self.version = version
        self.digest = digest
    }
}

/// A step of the approval sequence that applies to one handoff.
public struct PlannedStep: Sendable, Hashable {
    /// The step's name in the contract.
    public var step: String
    /// Who may take it; `owner` is already replaced.
    public var by: Party
    /// How many different people have to approve.
    public var quorum: Int

    /// A step.
    public init(step: String, by: Party, quorum: Int) {
        self.step = step
        self.by = by
        self.quorum = quorum
    }
}
