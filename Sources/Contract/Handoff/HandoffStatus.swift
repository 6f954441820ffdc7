import CivilTime
import JSON

/// Where a handoff stands: what its events, applied in order, have made of it.
///
/// Everything that a decision depends on and the log knows is here, so that the store's row can be rebuilt from the log and
/// compared with it.
package struct HandoffStatus: Sendable, Hashable {
    /// The version; a decision names the one that was on the screen.
    package var version: Int
    /// The state.
    package var state: HandoffState
    /// Who submitted it, and when.
    package var submitter: Actor, submittedAt: Instant
    /// The contract that it is held to.
    package var contract: ContractReference
    /// The system of record and kind of record.
    package var system: String, record: String
    /// Who owns it; nil when that can't be worked out.
    package var owner: Party?
    /// The confidence band.
    package var band: String
    /// The steps it needs.
    package var plan: [PlannedStep]
    /// The open step, while one is open.
    package var step: String?
    /// The digest of this version.
    package var digest: ContentHash
    /// Commitments of its contents.
    package var commitments: Commitments
    /// The commitment of its violations and check results.
    package var findings: ContentHash?
    /// When it was last proposed, when it is due, when it expires, when delivery may begin.
    package var proposedAt: Instant?, due: Instant?, expires: Instant?, deliverable: Instant?
    /// The approvals that count.
    package var approvals: [Approval] = []
    /// Who revised or resubmitted it: they brought it in as much as its submitter did.
    package var revisers: [String] = []
    /// Who edited it: they may not approve it where the contract separates editors.
    package var editors: [String] = []
    /// Whom it is escalated to, and whether delivery was the cause.
    package var escalatedTo: [Party] = [], isDeliveryEscalation = false
    /// Whether a person sent it back: then only its producer brings it in again.
    package var isReturned = false
    /// The last delivery attempt, and what is known of it.
    package var delivery: Delivery?
    /// The commitment of the receipt.
    package var receipt: ContentHash?

    /// One approval.
    package struct Approval: Sendable, Hashable {
        /// The step it counts for.
        package var step: String
        /// Who approved.
        package var person: String
        /// When.
        package var at: Instant
        /// The digest that was on the screen.
        package var digest: ContentHash
    }

    /// What is known of a delivery.
    package struct Delivery: Sendable, Hashable {
        /// The attempt, from 1.
        package var attempt: Int
        /// Where it stands. `retry` was refused for now and nothing was written; `unknown` may have been written.
        package enum Condition: String, Sendable { case running, retry, failed, unknown, executed }
        /// Where it stands.
        package var condition: Condition
        /// The commitment of what the connector said.
        package var message: ContentHash?
    }

    /// What the `submitted` event makes; nil for any other event.
    package init?(_ event: Event) {
        guard event.kind == .submitted, let version = event.version, let state = event.to,
            let contract = event.contract,
            let digest = event.digest, let commitments = event.commitments
        else { return nil }
        self.version = version
        self.state = state
        self.contract = contract
        self.digest = digest
        self.commitments = commitments
        submitter = event.by
        submittedAt = event.at
        system = event.system ?? ""
        record = event.record ?? ""
        band = event.band ?? "unknown"
        plan = []
        admit(event)
    }

    /// Applies a later event.
    package mutating func apply(_ event: Event) {
        if let version = event.version { self.version = version }
        if let to = event.to {
            if state == .escalated, to != .escalated { (escalatedTo, isDeliveryEscalation) = ([], false) }
            state = to
        }
        if let digest = event.digest { self.digest = digest }
        switch event.kind {
        case .submitted: admit(event)
        case .revised, .resubmitted:
            if let person = event.by.person, !revisers.contains(person) { revisers.append(person) }
            admit(event)
        case .approved:
            if let step = event.approvedStep, let person = event.by.person, let decided = event.decidedOn {
                approvals.append(Approval(step: step, person: person, at: event.at, digest: decided.digest))
            }
            step = event.step
            deliverable = event.deliverable
            if state == .approved { (due, expires, delivery) = (nil, nil, nil) }
        case .escalated:
            escalatedTo = event.parties ?? []
            isDeliveryEscalation = event.isAboutDelivery
        case .returned:
            isReturned = true
            (step, due, expires, approvals) = (nil, nil, nil, [])
        case .rejected, .withdrawn: (step, due, expires, deliverable) = (nil, nil, nil, nil)
        case .assigned:
            owner = event.owner ?? owner
            if let plan = event.plan { self.plan = plan }
            if state == .escalated, let parties = event.parties { escalatedTo = parties }
        case .edited:
            if let person = event.by.person, !editors.contains(person) { editors.append(person) }
            approvals = []
            admit(event)
        case .recalled:
            if let plan = event.plan { self.plan = plan }
            // The step that opens again loses its approvals; those of earlier steps stand.
            approvals.removeAll { $0.step == event.step }
            step = event.step
            (due, expires, deliverable, delivery) = (event.due, event.expires, nil, nil)
        case .leased: delivery = Delivery(attempt: event.attempt ?? 1, condition: .running, message: nil)
        case .executed, .attested:
            delivery?.condition = .executed
            receipt = event.attachments["receipt"]
            (step, due, expires) = (nil, nil, nil)
        case .deliveryFailed:
            delivery?.condition = event.reason.flatMap(Delivery.Condition.init(rawValue:)) ?? .unknown
            delivery?.message = event.attachments["message"]
            deliverable = event.deliverable
            if event.to == .escalated {
                escalatedTo = event.parties ?? []
                isDeliveryEscalation = true
            }
        case .created, .configured, .commented: break
        }
    }

    /// What an admission under the contract settles: of a submission, a revision, an edit.
    private mutating func admit(_ event: Event) {
        isReturned = false
        approvals = []
        delivery = nil
        if let contract = event.contract { self.contract = contract }
        if let commitments = event.commitments { self.commitments = commitments }
        if let band = event.band { self.band = band }
        if let system = event.system { self.system = system }
        if let record = event.record { self.record = record }
        owner = event.owner
        plan = event.plan ?? []
        step = event.step
        findings = event.attachments["findings"]
        (due, expires, deliverable) = (event.due, event.expires, event.deliverable)
        proposedAt = state == .draft ? nil : event.at
        if state == .escalated { escalatedTo = event.parties ?? [] }
    }

    /// The planned step that is open.
    package var openStep: PlannedStep? { plan.first { $0.step == step } }

    /// Who approved the open step already.
    package var approversOfOpenStep: [String] { approvals.filter { $0.step == step }.map(\.person) }
}
