import Handoff

/// Who is entitled to what, by whatever route it came to them.
///
/// Under the first edition an assignment or an escalation made its addressee a taker. Since the second it chooses among those whom
/// the step's `by` and the contract's `escalate_to` name, and nobody else's approval counts.
extension ReviewSituation {
    /// Whether the step binds whoever it comes to.
    private var binds: Bool { edition >= .second }

    /// Who may take the open step, separation not yet considered.
    private var takers: [String] {
        let chosen = members(of: status.takersOfOpenStep)
        guard binds, let by = status.openStep?.by else { return chosen }
        return chosen.filter { people.isMember($0, of: by) }
    }

    /// Who may decide on it while it is escalated.
    var escalatees: [String] {
        guard binds else { return people.escalatees(status.escalatedTo, owner: status.owner) }
        let named = members(of: status.escalatedTo)
        guard status.isDeliveryEscalation else { return named.filter(isEntitled) }
        // Somebody always can settle what a delivery wrote: it falls to the leads, or to the owner.
        if !named.isEmpty { return named }
        return leads.isEmpty ? status.owner.map(people.members(of:)) ?? [] : leads
    }

    /// To whom the contract lets the open step be escalated.
    var escalateTo: [Party] { contract?.review.escalateTo(step: status.step) ?? [] }

    /// Who may decide in the present state.
    var deciders: [String] {
        switch status.state {
        case .proposed: takers
        case .escalated: escalatees
        case .draft, .approved, .executed, .rejected: []
        }
    }

    /// The parties among whom it may be assigned or escalated: whoever may take the open step, and whom the contract lets it be
    /// escalated to.
    private var range: [Party] {
        var range = status.openStep.map { [$0.by] } ?? []
        if status.state == .escalated || status.isDeliveryEscalation { range += escalateTo }
        if status.isDeliveryEscalation { range += status.plan.map(\.by) + leads.map(Party.person) }
        return range
    }

    /// Whether somebody is in the open step's `by`, or in the `escalate_to` of the step, else of the contract.
    func isEntitled(_ person: String) -> Bool {
        let parties = (status.openStep.map { [$0.by] } ?? []) + escalateTo
        return parties.contains { people.isMember(person, of: $0) }
    }

    /// The approvals of the open step that count towards its quorum: of those who are still entitled to it.
    var countingApprovals: [HandoffStatus.Approval] {
        let approvals = status.approvals.filter { $0.step == status.step }
        return binds ? approvals.filter { isEntitled($0.person) } : approvals
    }

    /// Whether somebody, under whatever name and from whichever account, approved the open step already.
    func hasApprovedOpenStep(_ person: String) -> Bool {
        status.approvals.contains { $0.step == status.step && isSame(person, as: $0.actor) }
    }

    /// Whether a person is the one who acted then. An account is one person's, whatever their entry in people.yaml is called; where
    /// people say themselves who they are, all of them share one.
    func isSame(_ person: String, as other: Actor) -> Bool {
        if other.person == person { return true }
        guard binds, !isDeclared else { return false }
        if person == actor.person, other.account == actor.account { return true }
        return people.people[person]?.accounts.contains(other.account) ?? false
    }

    /// Who could approve the open step now.
    var eligible: [String] { deciders.filter(isFree) }

    /// Whether neither separation nor an approval of theirs keeps somebody from approving.
    func isFree(_ person: String) -> Bool { separations(of: person).isEmpty && !hasApprovedOpenStep(person) }

    /// Why a party can't be chosen among those entitled; nil when somebody of it is.
    func refusalOfOutsider(_ party: Party) -> RefusalError? {
        guard binds, !people.members(of: party).contains(where: isInRange) else { return nil }
        let allowed = range.map(\.description).joined(separator: ", ")
        let step = status.openStep.map { "the step '\($0.step)'" } ?? "it"
        return RefusalError(
            .entitled,
            "nobody of \(party) is entitled to \(step): "
                + (allowed.isEmpty ? "no step of it is open" : "it is for \(allowed)"))
    }

    func isInRange(_ person: String) -> Bool { !binds || range.contains { people.isMember(person, of: $0) } }

    /// By which party the actor may do that: the one that the step or the escalation names, or the team that they lead.
    func reliedOn(for action: Action) -> [Party] {
        guard binds, let person = actor.person else { return [] }
        let given: [Party]
        switch action {
        case .comment, .withdraw, .claim, .release: return []
        case .assign, .recall: given = []
        case .approve, .reject, .escalate, .returnForRework, .edit, .attest:
            let by = status.openStep.map { [$0.by] } ?? []
            given = status.state == .escalated ? status.escalatedTo + by : by
        }
        if let party = given.first(where: { people.isMember(person, of: $0) }) { return [party] }
        // A lead acts for the team that owns it.
        guard leads.contains(person), let owner = status.owner else { return [] }
        return [owner]
    }

    private func members(of parties: [Party]) -> [String] {
        var found: [String] = []
        for id in parties.flatMap(people.members(of:)) where !found.contains(id) { found.append(id) }
        return found
    }
}
