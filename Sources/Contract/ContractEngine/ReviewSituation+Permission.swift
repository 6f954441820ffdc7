import Handoff
import JSON

extension ReviewSituation {
    /// Why this person may not do that now; nil when they may. The console asks this before a key is pressed.
    ///
    /// Another's claim is what stands in the way last: where nothing else does, the person may decide over it.
    package func refusal(of intent: Intent) -> Refusal? { refusalBesideClaim(of: intent) ?? refusalOfClaim(intent) }

    private func refusalBesideClaim(of intent: Intent) -> Refusal? {
        if let contract, case .approve = intent, contract.reference != status.contract {
            return Refusal("contract", "its contract's version \(status.contract.version) is not the one at hand")
        }
        switch intent {
        case .withdraw: return refusalToWithdraw
        case .comment: return refusalOfStranger
        case .assign(let party): return refusalOfState(intent) ?? refusalOfStranger ?? refusalToAssign(to: party)
        case .recall: return refusalToRecall
        case .recallAndReject(let reason):
            return refusalToRecall ?? refusal(of: reason, among: contract?.review.rejectReasons ?? [], "reject")
        case .edit where status.isDeliveryEscalation:
            return Refusal(
                "delivery",
                "its delivery failed or is uncertain: state that nothing was written and return it for rework")
        case .approve, .reject, .escalate, .returnForRework, .attest, .edit: break
        }
        if let refusal = refusalOfState(intent) ?? refusalOfStranger { return refusal }
        if status.isDeliveryEscalation, intent != .attest, !statesNothingWritten {
            return Refusal(
                "delivery",
                "its delivery failed or is uncertain: attest the record that was written, or state that nothing was written"
            )
        }
        guard contract != nil else {
            return Refusal("contract", "its contract can't be loaded; 'countersign contract lint' says why")
        }
        switch intent {
        case .approve: return refusalToApprove
        case .reject(let reason):
            return refusalToDecide(intent) ?? refusal(of: reason, among: contract?.review.rejectReasons ?? [], "reject")
        case .escalate(let reason, let parties):
            return refusalToDecide(intent) ?? refusal(
                of: reason, among: contract?.review.escalateReasons ?? [], "escalate")
                ?? refusal(ofParties: parties)
        case .returnForRework, .attest: return refusalToDecide(intent)
        case .edit: return refusalToEdit
        case .comment, .withdraw, .assign, .recall, .recallAndReject: return nil
        }
    }

    /// Why this person may not change the draft; nil when they may: its submitter and its agent's owner may.
    package var refusalToRevise: Refusal? {
        guard status.state == .draft || status.state == .proposed else {
            return Refusal("state", "it is \(status.state.rawValue) and can't be revised any more")
        }
        if let expires = status.expires, status.state == .proposed, expires <= now {
            return Refusal("state", "it expired at \(expires) and can't be revised any more")
        }
        if isSubmitter || actor.person.map(producers.contains) ?? false { return nil }
        return Refusal("submitter", "only its submitter or its agent's owner (\(names(producers))) may revise it")
    }

    /// Whom an escalation goes to when nobody is named.
    package var defaultEscalationParties: [Party] { escalationParties([]) }

    private var isSubmitter: Bool {
        status.submitter.account == actor.account && status.submitter.person == actor.person
    }

    /// Whom an escalation goes to: those named, else the contract's, else the owner's leads.
    func escalationParties(_ named: [Party]) -> [Party] {
        if !named.isEmpty { return named }
        if let parties = contract?.review.escalateTo, !parties.isEmpty { return parties }
        return leads.map(Party.person)
    }

    var refusalOfStranger: Refusal? {
        guard let person = actor.person else {
            return Refusal("person", "the account '\(actor.account)' stands for nobody in people.yaml")
        }
        return people.people[person] == nil ? Refusal("person", "there is no '\(person)' in people.yaml") : nil
    }

    func refusalOfState(_ intent: Intent) -> Refusal? {
        let state = status.state
        let isAllowed =
            switch intent {
            case .approve, .returnForRework, .edit, .assign: state.isPending
            case .reject: state.isPending || state == .draft
            case .escalate: state == .proposed
            case .attest: state == .escalated && status.isDeliveryEscalation
            case .recall, .recallAndReject: state == .approved
            case .comment, .withdraw: true
            }
        guard !isAllowed else { return nil }
        switch state {
        case .draft:
            return Refusal(
                "contract", "it is a draft that does not meet its contract yet; its producer has to revise it")
        case .executed, .rejected: return Refusal("state", "it is \(state.rawValue), and that is final")
        case .approved: return Refusal("state", "it is approved already and waits for its delivery")
        case .escalated, .proposed:
            return Refusal("state", "it is \(state.rawValue); you can't \(intent.verb) it from there")
        }
    }

    private var refusalToWithdraw: Refusal? {
        guard !status.state.isFinal, status.state != .approved else {
            return Refusal("state", "it is \(status.state.rawValue) and can't be withdrawn any more")
        }
        // Who drafted it can't vouch for what the system of record holds.
        if status.isDeliveryEscalation {
            return Refusal(
                "delivery", "its delivery failed or is uncertain: \(names(escalatees)) settles what was written first")
        }
        if isSubmitter || actor.person.map(producers.contains) ?? false { return nil }
        return Refusal("submitter", "only its submitter or its agent's owner (\(names(producers))) may withdraw it")
    }

    private func refusalToDecide(_ intent: Intent) -> Refusal? {
        guard let person = actor.person else { return refusalOfStranger }
        // A draft has no open step: only the owning team's leads reject it.
        let may = status.state == .draft ? leads : deciders + leads
        if may.contains(person) { return nil }
        return Refusal(stepObligation, "you can't \(intent.verb) it: \(whoseTurn)")
    }

    private var refusalToApprove: Refusal? {
        guard let person = actor.person else { return refusalOfStranger }
        guard deciders.contains(person) else { return Refusal(stepObligation, "you can't approve it: \(whoseTurn)") }
        // Without an open step an approval would be the last one.
        guard status.openStep != nil || status.isDeliveryEscalation else {
            return Refusal(stepObligation, "no step of it is open; escalate it or return it for rework")
        }
        if let separation = separations(of: person).first(where: {
            !status.isDeliveryEscalation || $0 != .earlierStep
        }) {
            return Refusal(
                "separation:\(separation.rawValue)",
                "you can't approve it: \(separation.sentence). \(names(eligible)) can")
        }
        if status.approversOfOpenStep.contains(person) {
            return Refusal(stepObligation, "you approved this step already; it needs somebody else too")
        }
        if let item = unviewed.first {
            return Refusal(
                "must_view:\(item.role)",
                "open the evidence first: \(unviewed.count) item\(unviewed.count == 1 ? "" : "s") of '\(item.role)' not seen"
            )
        }
        return nil
    }

    /// A reason stands in the journal in the open, so it is one of the contract's codes and never a free text.
    private func refusal(of reason: String?, among codes: [String], _ verb: String) -> Refusal? {
        guard let reason else {
            return codes.isEmpty
                ? nil : Refusal("reason", "a reason is needed to \(verb): \(codes.joined(separator: ", "))")
        }
        guard !codes.contains(where: { sameText($0, reason) }) else { return nil }
        let known = codes.isEmpty ? "it has none, say it in the note" : codes.joined(separator: ", ")
        return Refusal("reason", "'\(reason)' is none of the contract's reasons to \(verb): \(known)")
    }

    private func refusal(ofParties parties: [Party]) -> Refusal? {
        if let unknown = parties.first(where: { people.members(of: $0).isEmpty }) {
            return Refusal("escalatee", "there is nobody for \(unknown) in people.yaml")
        }
        return escalationParties(parties).flatMap(people.members(of:)).isEmpty
            ? Refusal("escalatee", "the contract names nobody to escalate to; say to whom") : nil
    }

    var stepObligation: String { status.step.map { "step:\($0)" } ?? "step" }

    /// Who has to act now, as a half sentence.
    var whoseTurn: String {
        switch status.state {
        case .escalated: "it is escalated to \(names(escalatees))"
        case .proposed:
            status.openStep.map { "the open step '\($0.step)' is for \($0.by) (\(names(eligible)))" }
                ?? "no step is open"
        case .draft: "it is held until its producer revises it"
        case .approved, .executed, .rejected: "it is \(status.state.rawValue)"
        }
    }
}
