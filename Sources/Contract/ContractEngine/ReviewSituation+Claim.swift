import Handoff

extension ReviewSituation {
    /// Why this person may not take the handoff to work on it; nil when they may. Who has it may prolong.
    package var refusalToClaim: RefusalError? {
        if let refusal = refusalOfState(.claim) ?? refusalOfStranger { return refusal }
        guard let person = actor.person, deciders.contains(person) else {
            return RefusalError(.step(status.step), "you can't claim it: \(whoseTurn)")
        }
        guard let claim = claimOfAnother else { return nil }
        let help = leads.isEmpty ? "" : "; \(names(leads)) can release it"
        return RefusalError(.claim, "\(people.name(of: claim.person)) has it until \(claim.until)\(help)", claim: claim)
    }

    /// Why this person may not end the claim; nil when they may: who has it, and a lead of the owning team.
    package var refusalToRelease: RefusalError? {
        if let refusal = refusalOfStranger { return refusal }
        guard liveClaim != nil else { return RefusalError(.claim, "nobody has claimed it") }
        guard let claim = claimOfAnother, let person = actor.person, !leads.contains(person) else { return nil }
        return RefusalError(
            .claim,
            "\(people.name(of: claim.person)) has it until \(claim.until); only \(names(leads)) can release it",
            claim: claim)
    }

    /// Who has it now.
    package var liveClaim: Claim? { claim.flatMap { $0.isLive(at: now) ? $0 : nil } }

    var claimOfAnother: Claim? { liveClaim.flatMap { $0.person == actor.person ? nil : $0 } }

    func refusalOfClaim(_ action: Action) -> RefusalError? {
        guard action.isStoppedByClaim, !overridesClaim, let claim = claimOfAnother else { return nil }
        return RefusalError(
            .claim,
            "\(people.name(of: claim.person)) has it until \(claim.until): say that you \(action.verb) it over their claim",
            claim: claim)
    }

    var claimObligation: [Obligation] {
        guard status.state.isPending, let claim = liveClaim else { return [] }
        let isOwn = claim.person == actor.person
        let text =
            isOwn
            ? "You have claimed it until \(claim.until)"
            : "\(people.name(of: claim.person)) has claimed it until \(claim.until): who decides before, decides over the claim"
        return [
            Obligation(
                .claim, isOwn ? .met : .open, text, who: isOwn ? [] : [claim.person], until: claim.until)
        ]
    }
}
