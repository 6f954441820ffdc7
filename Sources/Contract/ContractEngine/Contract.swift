import CivilTime
import CommonExpression
import Handoff
import JSON
import JSONSchema

/// What a valid handoff of one workflow is, and who countersigns it. Made from a contract file by `Contract.load`.
///
/// It never changes, and whatever is decided holds on to it: it is shared, not copied.
package final class Contract: Sendable {
    /// Name, version and digest.
    package let reference: ContractReference
    /// What people call it.
    package let title: String
    /// How much a mistake costs.
    package let impact: Impact
    /// The system of record, the kind of record, and the rule that names the record.
    package let system: String, record: String
    let recordReference: Rule?
    /// The minimum acceptable payload.
    let payload: Payload
    /// Owner, steps, separation, clock.
    package let review: Review
    /// Completion and rollback.
    package let states: States
    /// What has to be known of how the draft came about.
    package let trace: [TraceRequirement]

    init(
        reference: ContractReference, title: String, impact: Impact, system: String, record: String,
        recordReference: Rule?, payload: Payload, review: Review, states: States, trace: [TraceRequirement]
    ) {
        self.reference = reference
        self.title = title
        self.impact = impact
        self.system = system
        self.record = record
        self.recordReference = recordReference
        self.payload = payload
        self.review = review
        self.states = states
        self.trace = trace
    }

    /// The names of its checks.
    package var checkNames: [String] { payload.checks.map(\.id) }

    /// The schema of the payload as it is written; null where there is none.
    package var payloadSchema: JSONValue { payload.schemaText }

    /// How much a mistake costs.
    package enum Impact: String, Sendable, CaseIterable { case low, medium, high }

    /// A part of the trace that can be required.
    package enum TraceRequirement: String, Sendable, CaseIterable { case prompt, model, workflow, sources }

    struct Payload: Sendable {
        let schema: Schema?
        /// The schema as it is written.
        let schemaText: JSONValue
        /// Rules that others read by name, each behind those that it reads itself.
        let variables: [NamedVariable]
        let evidence: [EvidenceRule]
        let checks: [Check]
    }

    struct EvidenceRule: Sendable {
        let role: String
        let minimum: Int
        let media: [String]
        let when: Rule?
    }

    struct Check: Sendable {
        let id: String
        let when: Rule?
        let rule: Rule
        /// What is wrong, where no rule says so; and the rule that says it.
        let message: String, messageRule: Rule?
        let severity: Findings.Violation.Severity
    }

    /// Who reviews, in which order, on which conditions.
    package struct Review: Sendable {
        let owner: Owner
        /// Who takes what is escalated; the leads of the owning team always may.
        package let escalateTo: [Party]
        /// Below it a person must review; nil demands a person always.
        package let threshold: JSONNumber?
        /// Names of confidence ranges with their lower bounds, rising.
        package let bands: [(name: String, from: JSONNumber)]
        let mandatory: [Condition]
        let escalateWhen: [Condition]
        let autoApprove: AutoApproval
        let auditSample: Double
        /// The approval steps in order.
        package let sequence: [Step]
        /// Who may not approve.
        package let separation: [Separation]
        /// Roles of evidence that an approver has to have opened.
        package let mustView: [String]
        /// Reason codes; a code is demanded where there are any.
        package let rejectReasons: [String], escalateReasons: [String]
        let clock: Clock?
        /// Milliseconds between approval and delivery in which it can be taken back.
        package let recallWindow: Int64
        /// Whether a conflict stops an approval without a person.
        let refusesConflict: Bool
        /// Milliseconds until a claim lapses.
        package let claimLasts: Int64
        /// The amount at stake, for display and sorting.
        let stake: Rule?
    }

    enum Owner: Sendable {
        case party(Party)
        case rule(Rule)
    }

    enum AutoApproval: String, Sendable, CaseIterable {
        case never
        case aboveThreshold = "above_threshold"
    }

    /// Someone who may not approve although the step would be theirs.
    package enum Separation: String, Sendable, CaseIterable {
        case requester
        case producerOwner = "producer_owner"
        case editor
        case earlierStep = "earlier_step"
    }

    /// A step as the contract has it.
    package struct Step: Sendable {
        /// Its name.
        package let name: String
        let by: StepTaker
        let quorum: Int
        let when: Rule?
    }

    enum StepTaker: Sendable {
        case owner
        case party(Party)
    }

    struct Condition: Sendable {
        let rule: Rule
        /// Why a person is asked, where no rule says so; and the rule that says it.
        let reason: String, reasonRule: Rule?
    }

    struct Clock: Sendable {
        let respondWithin: Int64?
        let remindBefore: Int64?
        let onBreach: OnBreach
        let expireAfter: Int64?
        let hours: WorkingHours?
    }

    enum OnBreach: String, Sendable, CaseIterable { case escalate, expire, remind }

    /// What completion means, and how to get back.
    package struct States: Sendable {
        /// When it counts as done.
        package enum Completion: String, Sendable, CaseIterable { case receipt, approval }
        /// When it counts as done.
        package let completeWhen: Completion
        let rollbackRequired: Bool
        let rollbackFrom: Rule?
    }
}

/// A CEL rule of a contract and where it stands.
struct Rule: Sendable {
    let expression: Expression
    let line: Int
}
