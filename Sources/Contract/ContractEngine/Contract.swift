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
    /// The name that people use.
    package let title: String
    /// How much a mistake costs.
    package let impact: Impact
    /// Whether it is enforced, or only observes.
    package let mode: Mode
    /// The system of record, the kind of record, and the rule that names the record.
    package let system: String, record: String
    package let recordReference: Rule?
    /// The minimum acceptable payload.
    package let payload: Payload
    /// Owner, steps, separation, clock.
    package let review: Review
    /// Completion and rollback.
    package let states: States
    /// Parts of the draft's trace that are required.
    package let trace: [TraceRequirement]
    /// The edition of the rules by which its text is read: that under which this version first took effect.
    package let edition: Edition
    /// What its checks and `deliver_when` read when they are asked again.
    package let readAgain: RuleReading
    /// Whether any of its rules reads which handoffs are related.
    package let readsRelated: Bool

    init(
        reference: ContractReference, title: String, impact: Impact, mode: Mode, system: String, record: String,
        recordReference: Rule?, payload: Payload, review: Review, states: States, trace: [TraceRequirement],
        edition: Edition
    ) {
        self.reference = reference
        self.title = title
        self.impact = impact
        self.mode = mode
        self.system = system
        self.record = record
        self.recordReference = recordReference
        self.payload = payload
        self.review = review
        self.states = states
        self.trace = trace
        self.edition = edition
        readAgain = RuleReading(payload, review)
        readsRelated = Self.rules(payload, review, states).contains { $0.expression.variablesRead.contains("related") }
    }

    private static func rules(_ payload: Payload, _ review: Review, _ states: States) -> [Rule] {
        let owner: Rule? = if case .rule(let rule) = review.owner { rule } else { nil }
        let conditions = review.mandatory + review.escalateWhen
        let found: [Rule?] =
            payload.variables.map(\.rule) + payload.evidence.map(\.when)
            + payload.checks.flatMap { [$0.when, $0.rule, $0.messageRule] }
            + conditions.flatMap { [$0.rule, $0.reasonRule] } + review.sequence.map(\.when)
            + [owner, review.stake, review.deliverWhen, states.rollbackFrom]
        return found.compactMap { $0 }
    }

    /// The names of the lists of related handoffs that its rules read.
    package var relatedNames: [String] { RelatedList.names.sorted() + payload.related.map(\.name) }

    /// Whether values of the payload are held to the formats of its schema.
    package var assertsFormats: Bool { Self.assertsFormats(under: edition) }

    static func assertsFormats(under edition: Edition) -> Bool { edition >= .second }

    /// The names of its checks.
    package var checkNames: [String] { payload.checks.map(\.id) }

    /// The schema of the payload as it is written; null where there is none.
    package var payloadSchema: JSONValue { payload.schemaText }

    /// How much a mistake costs.
    package enum Impact: String, Sendable, CaseIterable { case low, medium, high }

    /// What is done with what a contract makes of a draft. One that observes judges and records everything as if it were enforced,
    /// asks nobody and delivers nothing.
    package enum Mode: String, Sendable, CaseIterable { case enforce, observe }

    /// A part of the trace that can be required.
    package enum TraceRequirement: String, Sendable, CaseIterable { case prompt, model, workflow, sources }

    package struct Payload: Sendable {
        package let schema: Schema?
        /// The schema as it is written.
        package let schemaText: JSONValue
        /// The fields that are money, as the file has them.
        package let money: [Money]
        /// Rules that others read by name, each behind those that it reads itself.
        package let variables: [NamedVariable]
        package let evidence: [EvidenceRule]
        package let checks: [Check]
        /// Lists of handoffs that rules read as `related.NAME`.
        package let related: [Related]
    }

    /// A list of handoffs of the contract with the same key.
    package struct Related: Sendable {
        package let name: String
        package let key: Rule
        /// How long before its proposal they were submitted at the most; nil for ever.
        package let within: ISODuration?
    }

    package struct EvidenceRule: Sendable {
        package let role: String
        package let minimum: Int
        package let media: [String]
        package let when: Rule?
    }

    package struct Check: Sendable {
        package let id: String
        package let when: Rule?
        package let rule: Rule
        /// The words for a failure, where no rule makes them; and the rule that makes them.
        package let message: String, messageRule: Rule?
        package let severity: Findings.Violation.Severity
        /// When it is held again, and on which time; nil on the time of the proposal.
        package let recheck: Recheck?
        /// What it is about, in the handoff.
        package let path: String
        /// The code that it offers to whoever rejects what it fails on.
        package let reason: String?

        /// `now` is the time at which it is held again; `never`, it is held at intake alone.
        package enum Recheck: String, Sendable, CaseIterable { case now, never }

        /// Whether it is held again at each approval and before a delivery.
        package var isRepeated: Bool { severity == .error && recheck != .never }
    }

    /// Who reviews, in which order, on which conditions.
    package struct Review: Sendable {
        package let owner: Owner
        /// Who may decide what is escalated, beside those who may take the open step.
        package let escalateTo: [Party]
        /// Who may read its handoffs, beside those who have a part in their review; nil lets everybody in people.yaml.
        package let visibleTo: [Party]?
        /// Below it a person must review; nil demands a person always.
        package let threshold: JSONNumber?
        /// Names of confidence ranges with their lower bounds, rising.
        package let bands: [(name: String, from: JSONNumber)]
        package let mandatory: [Condition]
        package let escalateWhen: [Condition]
        package let autoApprove: AutoApproval
        package let auditSample: JSONNumber
        /// The approval steps in order.
        package let sequence: [Step]
        /// What becomes of a draft for which no step is meant.
        package let otherwise: Otherwise
        /// Those who may not approve.
        package let separation: [Separation]
        /// Roles of evidence that an approver has to have opened.
        package let mustView: [String]
        /// Reason codes; a code is demanded where there are any.
        package let rejectReasons: [String], escalateReasons: [String]
        package let clock: Clock?
        /// The time between approval and delivery in which it can be taken back.
        package let recallWindow: ISODuration
        /// True where a conflict stops an approval without a person.
        package let refusesConflict: Bool
        /// The time until a claim lapses.
        package let claimLasts: ISODuration
        /// The amount at stake, for display and sorting.
        package let stake: Rule?
        /// Asked before each attempt of a delivery, which waits while it does not hold.
        package let deliverWhen: Rule?

        /// Those to whom a step may be escalated: its own, else those of the contract.
        package func escalateTo(step name: String?) -> [Party] {
            guard let name, let step = sequence.first(where: { sameText($0.name, name) }) else { return escalateTo }
            return step.escalateTo ?? escalateTo
        }
    }

    /// What becomes of a draft for which no step is meant and that may not pass without a person.
    package enum Otherwise: Sendable, Hashable {
        case hold
        case step(String)
    }

    package enum Owner: Sendable {
        case party(Party)
        case rule(Rule)
    }

    package enum AutoApproval: String, Sendable, CaseIterable {
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
        package let by: StepTaker
        package let quorum: Int
        package let when: Rule?
        /// The takers of what is escalated from it; nil for those of the contract.
        package let escalateTo: [Party]?
    }

    package enum StepTaker: Sendable, Hashable, CustomStringConvertible {
        case owner
        case party(Party)

        /// As the contract writes it: `owner`, `role:clerk`.
        package var description: String {
            switch self {
            case .owner: "owner"
            case .party(let party): party.description
            }
        }
    }

    package struct Condition: Sendable {
        package let rule: Rule
        /// The reason for which a person is asked, where no rule makes it; and the rule that makes it.
        package let reason: String, reasonRule: Rule?
    }

    package struct Clock: Sendable {
        package let respondWithin: ISODuration?
        package let remindBefore: ISODuration?
        package let onBreach: OnBreach
        package let expireAfter: ISODuration?
        package let hours: WorkingHours?
    }

    package enum OnBreach: String, Sendable, CaseIterable { case escalate, expire, remind }

    /// What completion means, and how to get back.
    package struct States: Sendable {
        /// The event at which it counts as done.
        package enum Completion: String, Sendable, CaseIterable { case receipt, approval }
        /// The event at which it counts as done.
        package let completeWhen: Completion
        package let rollbackRequired: Bool
        package let rollbackFrom: Rule?
    }
}

/// A CEL rule of a contract and where it stands.
package struct Rule: Sendable {
    package let expression: Expression
    package let line: Int
}
