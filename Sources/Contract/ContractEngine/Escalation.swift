import Handoff

extension Contract {
    /// Whom an escalation reaches: those who are named, else those whom the contract names, else the owning team's leads.
    func escalationParties(_ named: [Party] = [], owner: Party?, _ people: People) -> [Party] {
        if !named.isEmpty { return named }
        return review.escalateTo.isEmpty ? people.leads(of: owner).map(Party.person) : review.escalateTo
    }
}

extension ReviewSituation {
    /// Whom an escalation goes to when nobody is named.
    package var defaultEscalationParties: [Party] { escalationParties([]) }

    func escalationParties(_ named: [Party]) -> [Party] {
        // Where the contract can't be loaded, there are the leads.
        contract?.escalationParties(named, owner: status.owner, people)
            ?? (named.isEmpty ? leads.map(Party.person) : named)
    }
}
