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
    package var findings: ContentHash
    /// When it was last proposed, when it is due, when it expires, when delivery may begin. Of what the clock has rejected, when it
    /// did expire.
    package var proposedAt: Instant?, due: Instant?, expires: Instant?, deliverable: Instant?
    /// To whom a lead gave a step, by its name. Who may take the step stays as its plan says: an assignment chooses among them.
    package var assignments: [String: Assignment] = [:]
    /// The approvals that count.
    package var approvals: [Approval] = []
    /// Who revised or resubmitted it: they brought it in as much as its submitter did.
    package var revisers: [Actor] = []
    /// Who edited it: they may not approve it where the contract separates editors.
    package var editors: [Actor] = []
    /// Whether what it holds is what a person made of it, and not its producer.
    package var isEdited = false
    /// How many notes, reasons and comments people wrote.
    package var words = 0
    /// Whom it is escalated to, and whether delivery was the cause.
    package var escalatedTo: [Party] = [], isDeliveryEscalation = false
    /// Who escalated it, or gave what was escalated to somebody else; nil where a rule or a delivery did.
    package var escalatedBy: Actor?
    /// The state that it would have, where its contract only observes; nil where it is enforced.
    package var observed: HandoffState?
    /// Whether a person sent it back: then only its producer brings it in again.
    package var isReturned = false
    /// The digest that it was approved at last: what is delivered.
    package var approvedDigest: ContentHash?
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
        /// The account that they did it from.
        package var account: String
        /// When.
        package var at: Instant
        /// The digest that was on the screen.
        package var digest: ContentHash
        /// Who had given them the step, or escalated the handoff to them.
        package var assignedBy: Actor?, escalatedBy: Actor?

        /// Who approved.
        package var actor: Actor { Actor(person: person, account: account) }
    }

    /// A step in the hands of somebody whom a lead chose.
    package struct Assignment: Sendable, Hashable {
        /// Whom it is for, and who says so.
        package var to: [Party], by: Actor

        package init(to: [Party], by: Actor) {
            self.to = to
            self.by = by
        }
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

    /// The status that a submission makes.
    package init(submitted admitted: Event.Admitted, at: Instant, by: Actor) {
        version = admitted.move.version
        state = admitted.move.to
        digest = admitted.move.digest
        (submitter, submittedAt) = (by, at)
        contract = admitted.contract
        (system, record, band) = (admitted.system, admitted.record, admitted.band)
        plan = []
        commitments = admitted.commitments
        findings = admitted.findings
        admit(admitted, at: at)
        if state == .approved { approvedDigest = digest }
    }

    /// Folds an event into the status of its handoff: nil before its submission.
    ///
    /// Throws where the event can't come after those before it: what makes no sense is not folded.
    package static func fold(_ status: inout HandoffStatus?, _ event: Event) throws(EventError) {
        guard case .handoff(_, let happening) = event.subject else { return }
        if status == nil {
            guard case .submitted(let admitted) = happening else {
                throw EventError("a handoff begins with its submission", sequence: event.sequence)
            }
            status = HandoffStatus(submitted: admitted, at: event.at, by: event.by)
        } else if case .submitted = happening {
            throw EventError("a handoff is submitted once", sequence: event.sequence)
        } else {
            status?.apply(happening, at: event.at, by: event.by)
        }
    }

    /// Applies a later event.
    package mutating func apply(_ happening: Event.Happening, at: Instant, by: Actor) {
        if by.person != nil, happening.words != nil { words += 1 }
        let escalator = state == .escalated ? escalatedBy : nil
        if let move = happening.move { self.move(move) }
        switch happening {
        case .submitted: break
        case .revised(let admitted), .resubmitted(let admitted):
            if by.person != nil, !revisers.contains(by) { revisers.append(by) }
            if case .revised = happening { isEdited = false }
            admit(admitted, at: at)
        case .edited(let edited):
            if by.person != nil, !editors.contains(by) { editors.append(by) }
            isEdited = true
            admit(edited.admitted, at: at)
        case .approved(let approved):
            if let step = approved.approvedStep, let person = by.person {
                approvals.append(
                    Approval(
                        step: step, person: person, account: by.account, at: at, digest: approved.judgment.on.digest,
                        assignedBy: assignments[step]?.by, escalatedBy: escalator))
            }
            (step, deliverable) = (approved.step, approved.deliverable)
            if state == .approved { (due, expires, delivery) = (nil, nil, nil) }
        case .escalated(let escalated):
            (escalatedTo, isDeliveryEscalation) = (escalated.parties, false)
            escalatedBy = by
        case .returned:
            isReturned = true
            (step, due, expires, approvals) = (nil, nil, nil, [])
        case .rejected(let rejected):
            (step, due, deliverable) = (nil, nil, nil)
            if rejected.judgment != nil { expires = nil }
        case .withdrawn: (step, due, expires, deliverable) = (nil, nil, nil, nil)
        case .assigned(let assigned):
            if state == .escalated {
                (escalatedTo, escalatedBy) = (assigned.parties, by)
            } else if let step {
                assignments[step] = Assignment(to: assigned.parties, by: by)
            }
        case .recalled(let recalled):
            if let plan = recalled.plan { (self.plan, assignments) = (plan, [:]) }
            // The step that opens again loses its approvals; those of earlier steps stand.
            approvals.removeAll { $0.step == recalled.step }
            step = recalled.step
            (due, expires, deliverable, delivery) = (recalled.due, recalled.expires, nil, nil)
        case .rendered(let rendered):
            if let plan = rendered.plan { (self.plan, assignments) = (plan, [:]) }
            commitments.request = rendered.request
            (approvals, step) = ([], rendered.step)
            (due, expires, deliverable, delivery) = (rendered.due, rendered.expires, nil, nil)
        case .leased(let attempt): delivery = Delivery(attempt: attempt, condition: .running, message: nil)
        case .executed(let executed): complete(executed.delivered?.receipt)
        case .attested(let attested): complete(attested.receipt)
        case .deliveryFailed(let failed):
            delivery?.condition = failed.condition
            delivery?.message = failed.message
            switch failed.end {
            case .retried(let moment): deliverable = moment
            case .escalated(_, to: let parties, isUncertain: _):
                deliverable = nil
                (escalatedTo, isDeliveryEscalation) = (parties, true)
            }
        case .commented: break
        }
        if case .approved = state, happening.move?.to == .approved { approvedDigest = digest }
    }

    private mutating func move(_ move: Event.Move) {
        version = move.version
        if state == .escalated, move.to != .escalated {
            (escalatedTo, isDeliveryEscalation, escalatedBy) = ([], false, nil)
        }
        state = move.to
        digest = move.digest
    }

    private mutating func complete(_ receipt: ContentHash?) {
        delivery?.condition = .executed
        self.receipt = receipt
        (step, due, expires) = (nil, nil, nil)
    }

    /// What an admission under the contract settles: of a submission, a revision, an edit.
    private mutating func admit(_ admitted: Event.Admitted, at: Instant) {
        isReturned = false
        observed = admitted.observed
        approvals = []
        delivery = nil
        contract = admitted.contract
        commitments = admitted.commitments
        (band, system, record) = (admitted.band, admitted.system, admitted.record)
        (owner, plan, step, findings) = (admitted.owner, admitted.plan, admitted.step, admitted.findings)
        assignments = [:]
        (due, expires, deliverable) = (admitted.due, admitted.expires, admitted.deliverable)
        proposedAt = state == .draft ? nil : at
        if state == .escalated { escalatedTo = admitted.parties ?? [] }
    }

    /// The planned step that is open.
    package var openStep: PlannedStep? { plan.first { $0.step == step } }

    /// When it expired: it waits for a person and its time is over, or the clock has rejected it.
    package func expired(at now: Instant) -> Instant? { expires.flatMap { state.hasExpired($0, at: now) ? $0 : nil } }

    /// Who approved the open step already.
    package var approversOfOpenStep: [String] { approvals.filter { $0.step == step }.map(\.person) }

    /// Whom the open step is for: whom a lead gave it to, else whoever may take it.
    package var takersOfOpenStep: [Party] {
        guard let open = openStep else { return [] }
        return assignments[open.step]?.to ?? [open.by]
    }

    /// The idempotency key of its delivery: the same for every attempt of one approval. Nil before it was approved.
    package func deliveryKey(of id: HandoffID) -> String? { approvedDigest.map { "\(id)-\($0)" } }

    /// Whom it waits for: whom the open step is for, or whom it is escalated to.
    package var assignees: [Party] {
        switch state {
        case .proposed: takersOfOpenStep
        case .escalated: escalatedTo
        case .draft, .approved, .executed, .rejected: []
        }
    }
}
