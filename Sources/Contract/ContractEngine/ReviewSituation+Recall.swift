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
    var refusalToRecall: RefusalError? {
        guard status.state == .approved else {
            return RefusalError(
                .state, "it is \(status.state.rawValue): only what is approved and not yet delivered is recalled")
        }
        if status.delivery?.condition == .running {
            return RefusalError(.delivery, "its delivery has begun: it can't be recalled any more")
        }
        if let refusal = refusalOfStranger { return refusal }
        guard let person = actor.person, !recallers.contains(person) else { return nil }
        return RefusalError(
            .recall, "only those who approved it and the owning team's leads (\(names(recallers))) recall it")
    }

    /// Back to the step that was approved last. What was approved without a person has no plan: its contract makes one.
    func recalled(_ judgment: Event.Judgment) -> Event.Recalled {
        let plan = status.plan.isEmpty ? planOfRecalled : nil
        let clock = contract?.clock(from: now)
        return Event.Recalled(
            move: move(to: .proposed), step: plan.map { $0.first?.step } ?? status.plan.last?.step, plan: plan,
            due: clock?.due, expires: clock?.expires, judgment: judgment)
    }

    /// The steps that a person takes in what passed without one: those that apply, or all where that can't be told any more.
    var planOfRecalled: [PlannedStep] {
        guard let contract, let owner = status.owner, let draft else { return [] }
        var examination = Examination(
            of: draft.candidate, under: contract, lists: draft.facts.lists, unreadable: draft.facts.unreadableLists,
            now: status.proposedAt ?? now)
        return examination.stepsAfterAll(draft.facts) ?? contract.wholePlan(owner: owner)
    }

    var recallObligation: Obligation {
        if status.delivery?.condition == .running {
            return Obligation(
                .recall, .blocked, "Its delivery has begun: it can't be recalled any more")
        }
        let who = recallers
        guard let deliverable = status.deliverable, deliverable > now else {
            return Obligation(.recall, .met, "It can be recalled until its delivery begins", who: who)
        }
        return Obligation(
            .recall, .met, "It can be recalled until \(deliverable) at least", who: who, until: deliverable)
    }
}
