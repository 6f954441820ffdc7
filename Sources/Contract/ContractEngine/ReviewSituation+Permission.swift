import Handoff
import JSON

extension ReviewSituation {
    /// Why this person may not do that now, whatever it is told; nil when they may. The console asks this before a key is pressed.
    ///
    /// Another's claim is what stands in the way last: where nothing else does, the person may decide over it.
    package func refusal(of action: Action) -> RefusalError? {
        refusalBesideClaim(of: action) ?? (action == .escalate ? refusal(ofEscalatees: []) : nil)
            ?? refusalOfClaim(action)
    }

    /// Why this person may not decide so; nil when they may.
    package func refusal(of decision: Decision) -> RefusalError? {
        let action = decision.choice.action
        if let refusal = refusalBesideClaim(of: action) ?? refusal(of: decision.choice) ?? refusalOfClaim(action) {
            return refusal
        }
        if action.needsNote, decision.note?.utf8.isEmpty ?? true {
            return RefusalError(.note, "a note is needed to \(action.verb) it")
        }
        if case .attest(let record) = decision.choice, record.utf8.isEmpty {
            return RefusalError(.record, "say which record the system of record holds")
        }
        return nil
    }

    /// Why this person may not give it to that party; nil when they may.
    package func refusalToAssign(to party: Party) -> RefusalError? {
        refusal(of: .assign) ?? refusalOfAssignee(party)
    }

    private func refusalBesideClaim(of action: Action) -> RefusalError? {
        if let refusal = refusalToRead { return refusal }
        if let contract, action == .approve, contract.reference != status.contract {
            return RefusalError(
                .contract, "its contract's version \(status.contract.version) is not the one at hand")
        }
        switch action {
        case .withdraw: return refusalToWithdraw
        case .comment: return refusalOfStranger
        case .assign: return refusalOfState(.assign) ?? refusalOfStranger ?? refusalOfOthersThanLeads
        case .recall: return refusalToRecall
        case .claim: return refusalToClaim
        case .release: return refusalToRelease
        case .edit where status.isDeliveryEscalation:
            return RefusalError(
                .delivery,
                "its delivery failed or is uncertain: state that nothing was written and return it for rework")
        case .approve, .reject, .escalate, .returnForRework, .attest, .edit: break
        }
        if let refusal = refusalOfState(action) ?? refusalOfStranger { return refusal }
        if status.isDeliveryEscalation, action != .attest, !statesNothingWritten {
            return RefusalError(
                .delivery,
                "its delivery failed or is uncertain: attest the record that was written, or state that nothing was written"
            )
        }
        guard contract != nil else {
            return RefusalError(.contract, "its contract can't be loaded; 'countersign contract lint' says why")
        }
        switch action {
        case .approve: return refusalToApprove
        case .edit: return refusalToEdit
        case .reject, .escalate, .returnForRework, .attest: return refusalToDecide(action)
        case .comment, .withdraw, .assign, .recall, .claim, .release: return nil
        }
    }

    /// Why an action may not be told that.
    private func refusal(of choice: Decision.Choice) -> RefusalError? {
        switch choice {
        case .reject(let reason), .recallAndReject(let reason): refusal(of: reason, for: .reject)
        case .escalate(let reason, let parties):
            refusal(of: reason, for: .escalate) ?? refusal(ofEscalatees: parties)
        case .assign(let party): refusalOfAssignee(party)
        case .approve, .returnForRework, .comment, .withdraw, .attest, .recall: nil
        }
    }

    /// Why this person may not change the draft; nil when they may: its submitter and its agent's owner may.
    package var refusalToRevise: RefusalError? {
        guard status.state == .draft || status.state == .proposed else {
            return RefusalError(.state, "it is \(status.state.rawValue) and can't be revised any more")
        }
        if let expires = status.expires, status.state == .proposed, expires <= now {
            return RefusalError(.state, "it expired at \(expires) and can't be revised any more")
        }
        if isSubmitter || actor.person.map(producers.contains) ?? false { return nil }
        return RefusalError(.submitter, "only its submitter or its agent's owner (\(names(producers))) may revise it")
    }

    /// Why an unchanged draft may not be held to its contract again; nil when it may.
    var refusalToResubmit: RefusalError? {
        guard status.state == .draft else {
            return RefusalError(.state, "it is \(status.state.rawValue); only a draft is resubmitted")
        }
        return refusalToRevise
    }

    var isSubmitter: Bool {
        status.submitter.account == actor.account && status.submitter.person == actor.person
    }

    var refusalOfStranger: RefusalError? {
        guard let person = actor.person else {
            return RefusalError(.person, "the account '\(actor.account)' stands for nobody in people.yaml")
        }
        return people.people[person] == nil ? RefusalError(.person, "there is no '\(person)' in people.yaml") : nil
    }

    func refusalOfState(_ action: Action) -> RefusalError? {
        let state = status.state
        let isAllowed =
            switch action {
            case .approve, .returnForRework, .edit, .assign, .claim: state.isPending
            case .reject: state.isPending || state == .draft
            case .escalate: state == .proposed
            case .attest: state == .escalated && status.isDeliveryEscalation
            case .recall: state == .approved
            case .comment, .withdraw, .release: true
            }
        guard !isAllowed else { return nil }
        switch state {
        case .draft:
            return RefusalError(
                .contract, "it is a draft that does not meet its contract yet; its producer has to revise it")
        case .executed, .rejected: return RefusalError(.state, "it is \(state.rawValue), and that is final")
        case .approved: return RefusalError(.state, "it is approved already and waits for its delivery")
        case .escalated, .proposed:
            return RefusalError(.state, "it is \(state.rawValue); you can't \(action.verb) it from there")
        }
    }

    private var refusalToWithdraw: RefusalError? {
        guard !status.state.isFinal, status.state != .approved else {
            return RefusalError(.state, "it is \(status.state.rawValue) and can't be withdrawn any more")
        }
        // Who drafted it can't vouch for what the system of record holds.
        if status.isDeliveryEscalation {
            return RefusalError(
                .delivery, "its delivery failed or is uncertain: \(names(escalatees)) settles what was written first")
        }
        if isSubmitter || actor.person.map(producers.contains) ?? false { return nil }
        return RefusalError(
            .submitter, "only its submitter or its agent's owner (\(names(producers))) may withdraw it")
    }

    private func refusalToDecide(_ action: Action) -> RefusalError? {
        guard let person = actor.person else { return refusalOfStranger }
        // A draft has no open step: only the owning team's leads reject it.
        let may = status.state == .draft ? leads : deciders + leads
        if may.contains(person) { return nil }
        return RefusalError(.step(status.step), "you can't \(action.verb) it: \(whoseTurn)")
    }

    private var refusalToApprove: RefusalError? {
        guard let person = actor.person else { return refusalOfStranger }
        guard deciders.contains(person) else {
            return RefusalError(.step(status.step), "you can't approve it: \(whoseTurn)")
        }
        // Without an open step an approval would be the last one.
        guard status.openStep != nil || status.isDeliveryEscalation else {
            return RefusalError(.step(status.step), "no step of it is open; escalate it or return it for rework")
        }
        if let separation = separations(of: person).first(where: {
            !status.isDeliveryEscalation || $0 != .earlierStep
        }) {
            return RefusalError(
                .separation(separation), "you can't approve it: \(separation.sentence). \(names(eligible)) can")
        }
        if hasApprovedOpenStep(person) {
            return RefusalError(
                .step(status.step), "you approved this step already; it needs somebody else too")
        }
        if let item = unviewed.first {
            return RefusalError(
                .mustView(item.role),
                "open the evidence first: \(unviewed.count) item\(unviewed.count == 1 ? "" : "s") of '\(item.role)' not seen"
            )
        }
        return nil
    }

    /// A reason stands in the journal in the open, so it is one of the contract's codes and never a free text.
    private func refusal(of reason: String?, for action: Action) -> RefusalError? {
        let codes = contract?.review.reasons(for: action) ?? []
        guard let reason else {
            return codes.isEmpty
                ? nil
                : RefusalError(.reason, "a reason is needed to \(action.verb): \(codes.joined(separator: ", "))")
        }
        guard !codes.contains(where: { sameText($0, reason) }) else { return nil }
        let known = codes.isEmpty ? "it has none, say it in the note" : codes.joined(separator: ", ")
        return RefusalError(
            .reason, "'\(reason)' is none of the contract's reasons to \(action.verb): \(known)")
    }

    /// Whom the open step is for, and who says so: `role:clerk`, `person:ben, to whom Liv gave it`.
    var takersInWords: String {
        let parties = status.takersOfOpenStep.map(\.description).joined(separator: ", ")
        guard let step = status.step, let assignment = status.assignments[step] else { return parties }
        return "\(parties), to whom \(name(of: assignment.by)) gave it"
    }

    func name(of actor: Actor) -> String { actor.person.map(people.name(of:)) ?? actor.account }

    /// Who has to act now, as a half sentence.
    var whoseTurn: String {
        switch status.state {
        case .escalated: "it is escalated to \(names(escalatees))"
        case .proposed:
            status.openStep.map {
                "the open step '\($0.step)' is for \(takersInWords) (\(names(eligible)))"
            } ?? "no step is open"
        case .draft: "it is held until its producer revises it"
        case .approved, .executed, .rejected: "it is \(status.state.rawValue)"
        }
    }
}
