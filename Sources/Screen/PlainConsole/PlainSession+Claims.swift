import ContractEngine
import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// Who works on what.
extension PlainSession {
    /// Who has a handoff, in a row of the list or in a sentence; nil when nobody has.
    func holder(_ claim: Claim?, name: String? = nil) -> DisplayText? {
        guard let claim, claim.isLive(at: now) else { return nil }
        let who: DisplayText = claim.person == context.person ? "you" : DisplayText(name ?? claim.person)
        return "claimed by \(who) until \(Wording.time(claim.until, now))"
    }

    /// Why it can't be claimed now; nil when it can.
    func claim(_ dossier: Dossier) -> Answer {
        if let refusal = dossier.refusal(of: .claim) {
            return say("Nothing was claimed: \(DisplayText(refusal.message))")
        }
        return Answer(
            effects: [
                .desk(.work(.claim(dossier.handoff.id, version: dossier.row.version, digest: dossier.row.digest)))
            ])
    }

    /// Gives one's own claim back. Somebody else's is only ended after a question.
    mutating func release(_ dossier: Dossier) -> Answer {
        if let refusal = dossier.refusal(of: .release) {
            return say("Nothing was released: \(DisplayText(refusal.message))")
        }
        guard dossier.claim?.person != context.person else {
            return Answer(effects: [.desk(.work(.release(dossier.handoff.id)))])
        }
        return ask(PlainRequest(.action(.release)), dossier)
    }

    /// Takes what the desk answers beside decisions.
    mutating func take(_ work: DeskWork, _ reply: DeskWork.Reply) -> Answer {
        switch (work, reply) {
        case (_, .parties(let parties)):
            self.parties = parties
            return Answer()
        case (_, .claimed(let claim)):
            heldBy = claim.person
            return say("Claimed. It is yours until \(Wording.time(claim.until, now)); others see it.")
        case (_, .released):
            heldBy = nil
            return say("Released. It is nobody's now.")
        case (.noteSeen(let seen), .seen(let isPresent)): return take(seen, isPresent)
        case (.noteSeen, .failed(let error)): return say("It does not count as viewed: \(DisplayText(error.message))")
        case (.store(_, let id, _), .stored(let result)): return take(id, result)
        case (.store(_, let id, let text), .failed(let error)): return take(id, text, error)
        case (_, .failed(.conflict(let conflict))):
            return printed.map { lost($0.id, Wording.lines(of: conflict, .edit)) } ?? Answer()
        case (.loadParties, .failed): return Answer()
        case (_, .failed(let error)): return say("That was not done: \(DisplayText(error.message))")
        default: return Answer()
        }
    }
}
