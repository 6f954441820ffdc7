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
        // Under the first edition the clock alone said so, and an event's time could be put off behind its expiry.
        if !action.standsAfterExpiry, edition >= .second, let refusal = refusalOfExpired { return refusal }
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
        if let refusal = refusalOfExpired { return refusal }
        if isSubmitter || actor.person.map(producers.contains) ?? false { return nil }
        return RefusalError(.submitter, "only its submitter or its agent's owner (\(names(producers))) may revise it")
    }

    /// What has expired waits for nothing but its clock: a person may still reject or withdraw it.
    private var refusalOfExpired: RefusalError? {
        guard status.state.isPending, let expired = status.expired(at: now) else { return nil }
        return RefusalError(.state, "it expired at \(expired); all that can still be done is to reject or withdraw it")
    }

    /// Why a revision may not take the place of what is there; nil when it may: of what a person has edited, its producer has to
    /// say which version it knows.
    package func refusalToReplace(naming version: Int?) -> RefusalError? {
        guard version == nil, status.isEdited else { return nil }
        return RefusalError(
            .version,
            "a revision of what a person has edited names the version that it replaces: "
                + "\"revises\": {\"id\": \"\(handoff.id)\", \"version\": \(status.version)}")
    }

    /// Why an unchanged draft may not be held to its contract again; nil when it may.
    var refusalToResubmit: RefusalError? {
        guard status.state == .draft else {
            return RefusalError(.state, "it is \(status.state.rawValue); only a draft is resubmitted")
        }
        // What a hold kept out comes in by itself when it is released.
        if actor == .system, isKeptOutByHold { return holds.isEmpty ? nil : RefusalError(.hold, "it is on hold still") }
        return refusalToRevise
    }

    /// Whether it is a draft because something that it is about was on hold when it came in.
    package var isKeptOutByHold: Bool {
        status.state == .draft && !status.isReturned
            && handoff.contents.findings.violations.contains { sameText($0.id, "hold") && $0.severity == .error }
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
        case .draft where status.observed != nil:
            return RefusalError(
                .contract, "its contract only observes: it is kept and judged, and nothing is asked about it")
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
        if let hold = holds.first, completesWithApproval {
            return RefusalError(
                .hold, "\(hold.sentence(people)); your approval would complete it, so it waits for the release")
        }
        if hasApprovedOpenStep(person) {
            return RefusalError(
                .step(status.step), "you approved this step already; it needs somebody else too")
        }
        if let failed = failedChecks.first { return RefusalError(.check(failed.id), failed.sentence) }
        if let item = unviewed.first {
            return RefusalError(
                .mustView(item.role),
                "open the evidence first: \(unviewed.count) item\(unviewed.count == 1 ? "" : "s") of '\(item.role)' not seen"
            )
        }
        return nil
    }

    /// Whether one more approval would be the last one, and all that its contract asks for.
    private var completesWithApproval: Bool {
        guard contract?.states.completeWhen == .approval else { return false }
        guard let open = status.openStep else { return true }
        return open == status.plan.last && countingApprovals.count + 1 >= open.quorum
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
