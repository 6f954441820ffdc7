import Handoff

extension ReviewSituation {
    /// Whose turn it is: the taker of the open step, or those it is escalated to.
    var takers: [Party] {
        status.state == .escalated ? status.escalatedTo : status.openStep.map { [$0.by] } ?? []
    }

    /// Why this person may give it to nobody; nil when they may.
    package var refusalToAssign: Refusal? {
        // The kind of party makes no difference to who may assign and from which state.
        refusalOfState(.assign(to: .role(""))) ?? refusalOfStranger ?? refusalOfOthers
    }

    private var refusalOfOthers: Refusal? {
        if let person = actor.person, leads.contains(person) { return nil }
        return Refusal("lead", "only a lead of the owning team (\(names(leads))) assigns it")
    }

    /// A lead of the owning team gives the open step to somebody who can take it: separation holds for them too.
    func refusalToAssign(to party: Party) -> Refusal? {
        if let refusal = refusalOfOthers { return refusal }
        let members = people.members(of: party)
        guard !members.isEmpty else { return Refusal("assignee", "there is nobody for \(party) in people.yaml") }
        guard takers != [party] else { return Refusal("assignee", "it is for \(party) already") }
        guard status.state == .proposed else { return nil }
        guard let open = status.openStep else { return Refusal(stepObligation, "no step of it is open") }
        let approvers = status.approversOfOpenStep
        let free = members.filter { separations(of: $0).isEmpty && !approvers.contains($0) }
        let missing = open.quorum - approvers.count
        guard free.count < missing else { return nil }
        if free.isEmpty, let separation = separations(of: members[0]).first {
            return Refusal(
                "separation:\(separation.rawValue)",
                "nobody for \(party) may approve it: \(separation.sentence)")
        }
        return Refusal(
            "assignee", "the step '\(open.step)' needs \(missing) more, and of \(party) may approve: \(names(free))")
    }

    func assign(_ event: inout Event, to party: Party) {
        event.to = status.state
        event.step = status.step
        event.parties = [party]
        event.insteadOf = takers
        guard status.state == .proposed else { return }
        event.plan = status.plan.map { step in
            step.step == status.step ? PlannedStep(step: step.step, by: party, quorum: step.quorum) : step
        }
    }
}
