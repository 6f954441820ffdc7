import Handoff

extension Contract {
    /// Whether somebody may read its handoffs: whom `visible_to` names, and who may take a step, is escalated to, owns them or leads
    /// the team that does. Without `visible_to` everybody may.
    ///
    /// - Parameter owner: Of one handoff; without it, the owner that the contract names, if no rule has to.
    package func isVisible(to person: String?, _ people: People, owner: Party? = nil) -> Bool {
        guard let visibleTo = review.visibleTo else { return true }
        guard let person else { return false }
        var parties = visibleTo + review.escalateTo
        for step in review.sequence {
            if case .party(let party) = step.by { parties.append(party) }
            parties += step.escalateTo ?? []
        }
        var owner = owner
        if owner == nil, case .party(let named) = review.owner { owner = named }
        if let owner { parties.append(owner) }
        return parties.contains { people.isMember(person, of: $0) } || people.leads(of: owner).contains(person)
    }
}

extension ReviewSituation {
    /// Why this person may not read it; nil when they may. Who submitted it and who answers for its agent may, and to whom it came.
    package var refusalToRead: RefusalError? {
        guard let contract, let visibleTo = contract.review.visibleTo else { return nil }
        if isSubmitter { return nil }
        if let person = actor.person {
            if contract.isVisible(to: person, people, owner: status.owner) || producers.contains(person) { return nil }
            let parties = status.assignees + status.plan.map(\.by)
            if parties.contains(where: { people.isMember(person, of: $0) }) { return nil }
        }
        let names = visibleTo.map(\.description).joined(separator: ", ")
        return RefusalError(
            .entitled, "its contract lets \(names.isEmpty ? "nobody" : names) read it, and those who review it")
    }
}
