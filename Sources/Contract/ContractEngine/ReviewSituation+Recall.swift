import CivilTime
import Handoff

extension ReviewSituation {
    /// Who may take an approval back: those who approved it, and the leads of the owning team.
    var recallers: [String] {
        var found: [String] = []
        for id in status.approvals.map(\.person) + leads where !found.contains(id) { found.append(id) }
        return found
    }

    /// Until its delivery takes its lease. What the system of record put off has written nothing and waits again.
    var refusalToRecall: Refusal? {
        guard status.state == .approved else {
            return Refusal(
                "state", "it is \(status.state.rawValue): only what is approved and not yet delivered is recalled")
        }
        if status.delivery?.condition == .running {
            return Refusal("delivery", "its delivery has begun: it can't be recalled any more")
        }
        if let refusal = refusalOfStranger { return refusal }
        guard let person = actor.person, !recallers.contains(person) else { return nil }
        return Refusal(
            "recall", "only those who approved it and the owning team's leads (\(names(recallers))) recall it")
    }

    /// Back to the step that was approved last. What was approved without a person has no plan: the desk puts one in.
    func recall(_ event: inout Event) {
        event.to = .proposed
        event.step = status.plan.last?.step
        (event.due, event.expires) = contract?.clock(from: now) ?? (nil, nil)
    }

    var recallObligation: Obligation {
        if status.delivery?.condition == .running {
            return Obligation(
                id: "recall", state: .blocked, text: "Its delivery has begun: it can't be recalled any more")
        }
        let who = recallers
        guard let deliverable = status.deliverable, deliverable > now else {
            return Obligation(
                id: "recall", state: .met, text: "It can be recalled until its delivery begins", who: who)
        }
        return Obligation(
            id: "recall", state: .met, text: "It can be recalled until \(deliverable) at least", who: who,
            until: deliverable)
    }
}

extension Contract {
    /// The steps that a person takes in what passed without one: those that apply, or all where that can't be told any more.
    package func planOfRecalled(_ candidate: Candidate, owner: Party, facts: Facts, now: Instant) -> [PlannedStep] {
        // A sample below every share leaves nothing to pass without a person.
        let plan = admit(candidate, facts: facts, now: now, sample: -1).plan
        guard plan.isEmpty else { return plan }
        return review.sequence.map { step in
            switch step.by {
            case .owner: PlannedStep(step: step.name, by: owner, quorum: step.quorum)
            case .party(let party): PlannedStep(step: step.name, by: party, quorum: step.quorum)
            }
        }
    }
}
