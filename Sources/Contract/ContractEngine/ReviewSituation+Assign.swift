import Handoff

extension ReviewSituation {
    var refusalOfOthersThanLeads: RefusalError? {
        if let person = actor.person, leads.contains(person) { return nil }
        return RefusalError(.lead, "only a lead of the owning team (\(names(leads))) assigns it")
    }

    /// A lead of the owning team gives the open step to somebody who can take it: separation holds for them too.
    func refusalOfAssignee(_ party: Party) -> RefusalError? {
        let members = people.members(of: party)
        guard !members.isEmpty else { return RefusalError(.assignee, "there is nobody for \(party) in people.yaml") }
        guard status.assignees != [party] else { return RefusalError(.assignee, "it is for \(party) already") }
        guard status.state == .proposed else { return nil }
        guard let open = status.openStep else { return RefusalError(.step(status.step), "no step of it is open") }
        let approvers = status.approversOfOpenStep
        let free = members.filter { separations(of: $0).isEmpty && !approvers.contains($0) }
        let missing = open.quorum - approvers.count
        guard free.count < missing else { return nil }
        if free.isEmpty, let separation = separations(of: members[0]).first {
            return RefusalError(
                .separation(separation), "nobody for \(party) may approve it: \(separation.sentence)")
        }
        return RefusalError(
            .assignee, "the step '\(open.step)' needs \(missing) more, and of \(party) may approve: \(names(free))")
    }

    func assigned(to party: Party, _ judgment: Event.Judgment) -> Event.Assigned {
        let plan = status.plan.map { step in
            step.step == status.step ? PlannedStep(step: step.step, by: party, quorum: step.quorum) : step
        }
        return Event.Assigned(
            move: move(to: status.state), step: status.step, parties: [party], insteadOf: status.assignees,
            plan: status.state == .proposed ? plan : nil, judgment: judgment)
    }
}
