import CivilTime
import JSON

/// What each kind of event needs.
extension Event {
    /// A move that raises the version.
    package struct Move: Sendable, Hashable {
        /// The version after the event.
        package var version: Int
        /// The state before it, nil for a submission, and after it.
        package var from: HandoffState?, to: HandoffState
        /// The digest after the event: what the next decision is bound to.
        package var digest: ContentHash

        /// Without its digest, a move is bound when the event is (`Event.Happening.bind`).
        package init(
            version: Int, from: HandoffState?, to: HandoffState, digest: ContentHash = ContentHash(of: [])
        ) {
            self.version = version
            self.from = from
            self.to = to
            self.digest = digest
        }
    }

    /// What a decision was made on.
    package struct Decided: Sendable, Hashable {
        /// The version and digest that were shown.
        package var version: Int, digest: ContentHash
        /// Commitments of the evidence that the person had opened.
        package var viewed: [ContentHash]

        package init(version: Int, digest: ContentHash, viewed: [ContentHash] = []) {
            self.version = version
            self.digest = digest
            self.viewed = viewed
        }
    }

    /// What every decision of a person has.
    package struct Judgment: Sendable, Hashable {
        /// What stood on their screen.
        package var on: Decided
        /// The person who had claimed what somebody else decided on, knowing it.
        package var overClaim: String?
        /// Whether they stated that a failed or uncertain delivery wrote nothing.
        package var statesNothingWritten: Bool
        /// The commitment of what they said.
        package var note: ContentHash?

        package init(
            on: Decided, overClaim: String? = nil, statesNothingWritten: Bool = false, note: ContentHash? = nil
        ) {
            self.on = on
            self.overClaim = overClaim
            self.statesNothingWritten = statesNothingWritten
            self.note = note
        }
    }

    /// What the contract made of a draft.
    package struct Admitted: Sendable, Hashable {
        package var move: Move
        /// The contract that it is held to, the system of record and the kind of record. The reference is the producer's, and
        /// stands in no event but by commitment.
        package var contract: ContractReference, system: String, record: String
        /// Who owns it; nil where nobody could be worked out.
        package var owner: Party?
        /// The confidence band.
        package var band: String
        /// The steps that it needs, fixed at the proposal, and the one that is open.
        package var plan: [PlannedStep], step: String?
        /// Whom it is escalated to; nil where it is not.
        package var parties: [Party]?
        /// When it is due, when it expires, when delivery may begin.
        package var due: Instant?, expires: Instant?, deliverable: Instant?
        /// The state that it would have, where its contract only observes: then it is a draft, and plan and parties are those that it
        /// would have.
        package var observed: HandoffState?
        /// Commitments of what it carries, of what was found, and of its record's name.
        package var commitments: Commitments, findings: ContentHash, reference: ContentHash?
        /// On what the contract lets it pass without a person; nil where it does not.
        package var alone: Alone?

        package init(
            move: Move, contract: ContractReference, system: String, record: String, owner: Party?, band: String,
            plan: [PlannedStep], step: String?, parties: [Party]? = nil, due: Instant? = nil, expires: Instant? = nil,
            deliverable: Instant? = nil, observed: HandoffState? = nil, commitments: Commitments, findings: ContentHash,
            reference: ContentHash? = nil, alone: Alone? = nil
        ) {
            self.move = move
            self.contract = contract
            (self.system, self.record) = (system, record)
            self.owner = owner
            self.band = band
            (self.plan, self.step) = (plan, step)
            self.parties = parties
            (self.due, self.expires, self.deliverable) = (due, expires, deliverable)
            self.observed = observed
            self.commitments = commitments
            (self.findings, self.reference) = (findings, reference)
            self.alone = alone
        }
    }

    /// What the contract lets a draft pass on without a person.
    package struct Alone: Sendable, Hashable {
        /// The confidence that it takes, and that of the draft.
        package var threshold: JSONNumber, confidence: JSONNumber
        /// Whether it was drawn for the audit sample, and goes to a person all the same.
        package var isSampled: Bool

        package init(threshold: JSONNumber, confidence: JSONNumber, isSampled: Bool) {
            (self.threshold, self.confidence) = (threshold, confidence)
            self.isSampled = isSampled
        }

        /// What it says of the draft, as half a sentence.
        package var words: String {
            let numbers = "confidence \(confidence.text), threshold \(threshold.text)"
            return isSampled
                ? "could pass without a person (\(numbers)) and was drawn for the audit sample"
                : "by the contract, without a person (\(numbers); not drawn for the audit sample)"
        }
    }

    /// A reviewer changed the payload.
    package struct Edited: Sendable, Hashable {
        /// What the contract made of the new payload.
        package var admitted: Admitted
        package var judgment: Judgment
        /// The commitment of the change (RFC 6902).
        package var patch: ContentHash

        package init(admitted: Admitted, judgment: Judgment, patch: ContentHash) {
            self.admitted = admitted
            self.judgment = judgment
            self.patch = patch
        }
    }

    /// It was withdrawn, or returned for rework.
    package struct Closed: Sendable, Hashable {
        package var move: Move, judgment: Judgment

        package init(move: Move, judgment: Judgment) {
            self.move = move
            self.judgment = judgment
        }
    }

    /// One approval.
    package struct Approved: Sendable, Hashable {
        /// The states before and after.
        package var from: HandoffState, to: HandoffState
        /// The version and digest after it; nil where more approvals of the same step are needed: what was read of it stays read.
        package var version: Int?, digest: ContentHash?
        package var judgment: Judgment
        /// The step that it counts for; nil where an approved handoff goes out once more.
        package var approvedStep: String?
        /// The step that is open after it, and when delivery may begin.
        package var step: String?, deliverable: Instant?

        package init(
            from: HandoffState, to: HandoffState, version: Int? = nil, digest: ContentHash? = nil, judgment: Judgment,
            approvedStep: String?, step: String? = nil, deliverable: Instant? = nil
        ) {
            (self.from, self.to, self.version, self.digest) = (from, to, version, digest)
            self.judgment = judgment
            (self.approvedStep, self.step, self.deliverable) = (approvedStep, step, deliverable)
        }
    }

    /// It was rejected by a person, or by the clock.
    package struct Rejected: Sendable, Hashable {
        package var move: Move
        /// One of the contract's codes; `expired` by the clock.
        package var reason: String?
        /// Nil by the clock.
        package var judgment: Judgment?

        package init(move: Move, reason: String?, judgment: Judgment?) {
            self.move = move
            self.reason = reason
            self.judgment = judgment
        }
    }

    /// It was handed to somebody who may decide it.
    package struct Escalated: Sendable, Hashable {
        package var move: Move, reason: String?
        package var parties: [Party]
        /// The step that stays open.
        package var step: String?
        package var judgment: Judgment

        package init(move: Move, reason: String?, parties: [Party], step: String?, judgment: Judgment) {
            (self.move, self.reason) = (move, reason)
            self.parties = parties
            self.step = step
            self.judgment = judgment
        }
    }

    /// Something was said of it.
    package enum Comment: Sendable, Hashable {
        /// By a person: the commitment of what.
        case note(ContentHash)
        /// By the system of record, too late to change anything: commitments of the receipt and of a sentence about it.
        case lateReceipt(attempt: Int, receipt: ContentHash, message: ContentHash)
    }

    /// The open step, or the escalation, became somebody else's.
    package struct Assigned: Sendable, Hashable {
        package var move: Move
        /// The step that stays open.
        package var step: String?
        /// Whom it is for now, and whom it was for.
        package var parties: [Party], insteadOf: [Party]
        /// The steps with the new assignee; nil where an escalation was assigned.
        package var plan: [PlannedStep]?
        package var judgment: Judgment

        package init(
            move: Move, step: String?, parties: [Party], insteadOf: [Party], plan: [PlannedStep]?, judgment: Judgment
        ) {
            self.move = move
            self.step = step
            (self.parties, self.insteadOf) = (parties, insteadOf)
            self.plan = plan
            self.judgment = judgment
        }
    }

    /// An approval was taken back.
    package struct Recalled: Sendable, Hashable {
        package var move: Move
        /// The reason, where it was rejected with it.
        package var reason: String?
        /// The step that is open again, the steps where they are new, the clock.
        package var step: String?, plan: [PlannedStep]?, due: Instant?, expires: Instant?
        package var judgment: Judgment

        package init(
            move: Move, reason: String? = nil, step: String? = nil, plan: [PlannedStep]? = nil, due: Instant? = nil,
            expires: Instant? = nil, judgment: Judgment
        ) {
            (self.move, self.reason) = (move, reason)
            (self.step, self.plan, self.due, self.expires) = (step, plan, due, expires)
            self.judgment = judgment
        }
    }

    /// The system of record has it, or the contract is complete with the approval.
    package struct Executed: Sendable, Hashable {
        package var move: Move
        /// The attempt and the commitment of the receipt; nil where the contract is complete with the approval.
        package var delivered: Delivered?

        package struct Delivered: Sendable, Hashable {
            package var attempt: Int, receipt: ContentHash

            package init(attempt: Int, receipt: ContentHash) {
                self.attempt = attempt
                self.receipt = receipt
            }
        }

        package init(move: Move, delivered: Delivered?) {
            self.move = move
            self.delivered = delivered
        }
    }

    /// A delivery did not end with a receipt.
    package struct DeliveryFailed: Sendable, Hashable {
        /// The attempt, from 1, and the commitment of what the connector said.
        package var attempt: Int, message: ContentHash
        package var end: End

        /// What follows.
        package enum End: Sendable, Hashable {
            /// Nothing was written, and it is tried again from then on.
            case retried(from: Instant)
            /// A person has to look. `isUncertain`: it may have been written.
            case escalated(Move, to: [Party], isUncertain: Bool)
        }

        package init(attempt: Int, message: ContentHash, end: End) {
            self.attempt = attempt
            self.message = message
            self.end = end
        }
    }

    /// What would be sent is not what was approved any more: the approvals are void.
    package struct Rendered: Sendable, Hashable {
        package var move: Move
        /// The commitment of what would be sent now; nil where the connector is given the handoff itself.
        package var request: ContentHash?
        /// The step that is open again, the steps where they are new, the clock.
        package var step: String?, plan: [PlannedStep]?, due: Instant?, expires: Instant?

        package init(
            move: Move, request: ContentHash?, step: String?, plan: [PlannedStep]? = nil, due: Instant? = nil,
            expires: Instant? = nil
        ) {
            (self.move, self.request) = (move, request)
            (self.step, self.plan, self.due, self.expires) = (step, plan, due, expires)
        }
    }

    /// A person vouched for the record after an uncertain delivery.
    package struct Attested: Sendable, Hashable {
        package var move: Move, judgment: Judgment
        /// The commitment of which record it is.
        package var receipt: ContentHash

        package init(move: Move, judgment: Judgment, receipt: ContentHash) {
            (self.move, self.judgment) = (move, judgment)
            self.receipt = receipt
        }
    }
}

/// Which version of which contract.
package struct ContractReference: Sendable, Hashable {
    package var name: String
    package var version: Int
    /// SHA-256 of the contract file's bytes.
    package var digest: ContentHash

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

    package init(step: String, by: Party, quorum: Int) {
        self.step = step
        self.by = by
        self.quorum = quorum
    }
}
