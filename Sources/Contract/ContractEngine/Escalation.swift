import Handoff
import JSON

extension Contract {
    /// Whom an escalation by a rule reaches: those whom the contract names; else the owning team's leads who may take the step; else
    /// whoever may.
    func escalationParties(step: PlannedStep?, owner: Party?, _ people: People, _ edition: Edition) -> [Party] {
        let named = review.escalateTo(step: step?.step)
        if !named.isEmpty { return named }
        let leads = people.leads(of: owner)
        guard edition >= .second else { return leads.map(Party.person) }
        guard let by = step?.by else { return leads.map(Party.person) }
        let entitled = leads.filter { people.isMember($0, of: by) }
        return entitled.isEmpty ? [by] : entitled.map(Party.person)
    }
}

extension ReviewSituation {
    /// Whom an escalation goes to when nobody is named.
    package var defaultEscalationParties: [Party] { escalationParties([]) }

    /// Those who are named; else those whom the contract names and who may approve. Where it can't be loaded, there are the leads.
    func escalationParties(_ named: [Party]) -> [Party] {
        if !named.isEmpty { return named }
        guard edition >= .second, !status.isDeliveryEscalation else { return contractParties }
        return contractParties.filter { people.members(of: $0).contains(where: isFree) }
    }

    private var contractParties: [Party] {
        contract?.escalationParties(step: status.openStep, owner: status.owner, people, edition)
            ?? leads.map(Party.person)
    }

    /// Who has to settle a delivery that failed, or of which nobody knows what it wrote.
    var partiesOfFailedDelivery: [Party] {
        let named = contract?.review.escalateTo ?? []
        return named.isEmpty ? leads.map(Party.person) : named
    }

    /// Why it can't be escalated to these; nil when it can. Without any, to those whom the contract names.
    func refusal(ofEscalatees parties: [Party]) -> RefusalError? {
        if let unknown = parties.first(where: { people.members(of: $0).isEmpty }) {
            return RefusalError(.escalatee, "there is nobody for \(unknown) in people.yaml")
        }
        let reached = (parties.isEmpty ? contractParties : parties).flatMap(people.members(of:))
        guard edition >= .second else {
            return reached.isEmpty
                ? RefusalError(.escalatee, "the contract names nobody to escalate to; say to whom") : nil
        }
        for party in parties where !people.members(of: party).contains(where: isEntitled) {
            let by = (status.openStep.map { [$0.by] } ?? []) + escalateTo
            return RefusalError(
                .entitled,
                "nobody of \(party) may decide it: it can be escalated to "
                    + by.map(\.description).joined(separator: ", "))
        }
        let entitled = reached.filter(isEntitled)
        guard !entitled.contains(where: isFree) else { return nil }
        if let separation = entitled.lazy.compactMap({ separations(of: $0).first }).first {
            return RefusalError(
                .separation(separation),
                "nobody whom it could be escalated to may approve it: \(separation.sentence)")
        }
        return RefusalError(.escalatee, "there is nobody to escalate it to who may approve it; say to whom")
    }
}

extension Contract {
    /// Which of the reasons that were found are those for which it escalates at intake.
    package func escalationReasons(in findings: Findings) -> [String] {
        let conditions = review.escalateWhen
        let isMade = conditions.contains { $0.reasonRule != nil }
        return findings.reasons.filter { reason in
            if conditions.contains(where: { $0.reasonRule == nil && sameText($0.reason, reason) }) { return true }
            return isMade && !review.mandatory.contains { $0.reasonRule == nil && sameText($0.reason, reason) }
        }
    }
}
