import Handoff

extension Contract {
    /// The errors for which a contract that loads refuses its handoffs: a system or person that is not there.
    package func missingReferences(people: People, systems: [String: SystemOfRecord]) -> [String] {
        var missing: [String] = []
        if systems[system] == nil { missing.append("the system '\(system)' is not in systems.yaml") }
        var parties = review.escalateTo
        if case .party(let owner) = review.owner { parties.append(owner) }
        for step in review.sequence {
            if case .party(let party) = step.by { parties.append(party) }
            parties += step.escalateTo ?? []
        }
        for party in parties where !people.knows(party) {
            missing.append("there is no \(party) in people.yaml")
        }
        return missing
    }
}
