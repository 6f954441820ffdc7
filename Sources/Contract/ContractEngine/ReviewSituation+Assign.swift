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
        if let refusal = refusalOfOutsider(party) { return refusal }
        if edition < .second, status.state == .escalated || status.isDeliveryEscalation { return nil }
        if status.isDeliveryEscalation { return nil }
        guard let open = status.openStep else { return RefusalError(.step(status.step), "no step of it is open") }
        let entitled = members.filter(isInRange)
        let free = entitled.filter(isFree)
        // What is escalated takes one approval of whom it is given to.
        let missing = status.state == .escalated ? 1 : open.quorum - countingApprovals.count
        guard free.count < missing else { return nil }
        if free.isEmpty, let separation = separations(of: entitled[0]).first {
            return RefusalError(
                .separation(separation), "nobody for \(party) may approve it: \(separation.sentence)")
        }
        return RefusalError(
            .assignee, "the step '\(open.step)' needs \(missing) more, and of \(party) may approve: \(names(free))")
    }

    func assigned(to party: Party, _ judgment: Event.Judgment) -> Event.Assigned {
        // Who may take the step stays as the plan says; the first edition wrote the assignee into it.
        let plan = status.plan.map { step in
            let by = step.step == status.step ? party : status.assignments[step.step]?.to.first ?? step.by
            return PlannedStep(step: step.step, by: by, quorum: step.quorum)
        }
        return Event.Assigned(
            move: move(to: status.state), step: status.step, parties: [party], insteadOf: status.assignees,
            plan: edition < .second && status.state == .proposed ? plan : nil, judgment: judgment)
    }
}
