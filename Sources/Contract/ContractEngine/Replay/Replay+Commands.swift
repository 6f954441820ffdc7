import CivilTime
import Handoff
import JSON

extension Replay {
    /// What a person said is kept beside the log; that they said something is what the rules ask.
    private static let said = "said"
    /// Salts are the record's: what is made here is compared without them.
    static let unsalted = RandomSource { 0 }

    /// Everything that decided then whether the actor might act, and what came of it.
    ///
    /// Claims and what was opened are rows, not events: a decision says of both what it relied on.
    func situation(_ handoff: Handoff, _ event: Event, _ contract: Contract, _ past: PastFacts) -> ReviewSituation {
        let judgment = event.happening?.judgment
        let seen = Set(judgment?.on.viewed ?? [])
        let items = zip(handoff.contents.evidence, handoff.status.commitments.evidence)
        var situation = ReviewSituation(
            store: store, handoff: handoff, contract: contract, people: past.people,
            actor: Actor(person: event.by.person, account: event.by.account),
            viewed: Set(items.filter { seen.contains($0.1) }.map(\.0.sha256)), hasConnector: true, now: event.at)
        (situation.edition, situation.isDeclared) = (past.edition, isDeclared)
        situation.holds = past.holds.filter { $0.scope.covers(handoff) }
        situation.claim = judgment?.overClaim.map { Claim(person: $0, until: Instant(milliseconds: .max)) }
        return situation
    }

    /// The commands that a later event of a handoff can have come from.
    func attempts(
        _ event: Event, _ happening: Event.Happening, _ situation: ReviewSituation, _ draft: PastDraft?,
        _ contract: Contract, _ past: PastFacts
    ) throws -> [Attempt] {
        switch happening {
        case .submitted: return []
        case .revised: return try renewals(.revision, event, situation, draft, contract, past)
        case .resubmitted: return try renewals(.resubmission, event, situation, draft, contract, past)
        case .edited(let edited): return try edits(edited, event, situation, draft, contract, past)
        case .approved(let approved): return decisions([.approve], approved.judgment, situation)
        case .withdrawn(let closed): return decisions([.withdraw], closed.judgment, situation)
        case .returned(let closed): return decisions([.returnForRework], closed.judgment, situation)
        case .rejected(let rejected):
            guard let judgment = rejected.judgment else { return expiries(situation) }
            return decisions([.reject(reason: rejected.reason)], judgment, situation)
        case .escalated(let escalated):
            // Whom it reaches when nobody is named follows from the contract.
            return decisions(
                [
                    .escalate(reason: escalated.reason, to: []),
                    .escalate(reason: escalated.reason, to: escalated.parties),
                ], escalated.judgment, situation)
        case .commented(.note):
            return [{ try Self.decide(Decision(.comment, note: Self.said), situation) }]
        case .assigned(let assigned):
            return decisions(assigned.parties.map { .assign(to: $0) }, assigned.judgment, situation)
        case .recalled(let recalled):
            var situation = situation
            if situation.status.plan.isEmpty { situation.draft = try draftOfRecalled(event, situation, contract, past) }
            let choice: Decision.Choice =
                recalled.move.to == .rejected ? .recallAndReject(reason: recalled.reason) : .recall
            return decisions([choice], recalled.judgment, situation)
        case .attested(let attested):
            return decisions([.attest(record: Self.said)], attested.judgment, situation)
        case .leased, .executed, .deliveryFailed, .commented(.lateReceipt), .rendered:
            return deliveries(happening, situation)
        }
    }

    private func decisions(
        _ choices: [Decision.Choice], _ judgment: Event.Judgment, _ situation: ReviewSituation
    ) -> [Attempt] {
        choices.map { choice in
            var decision = Decision(choice, note: judgment.note.map { _ in Self.said })
            decision.statesNothingWritten = judgment.statesNothingWritten
            decision.overridesClaim = judgment.overClaim != nil
            return { try Self.decide(decision, situation) }
        }
    }

    private static func decide(_ decision: Decision, _ situation: ReviewSituation) throws -> Outcome {
        do throws(RefusalError) {
            let ruling = try situation.ruling(on: decision, using: unsalted)
            return .made(ruling, reference: situation.handoff.contents.reference, .certain)
        } catch {
            return .refused(error)
        }
    }

    private func expiries(_ situation: ReviewSituation) -> [Attempt] {
        [
            {
                guard let ruling = situation.rulingOfExpiry(using: Self.unsalted) else { return .nothing }
                return .made(ruling, reference: situation.handoff.contents.reference, .certain)
            }
        ]
    }
}
