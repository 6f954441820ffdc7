import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

extension BulkPreview {
    /// The decision on each of them, but for its reason; nil for what is decided on one alone.
    package func choice(to parties: [Party]) -> Decision.Choice? {
        switch action {
        case .reject: .reject(reason: nil)
        case .escalate: .escalate(reason: nil, to: parties)
        case .returnForRework: .returnForRework
        case .approve: .approve
        case .comment, .claim, .release, .edit, .assign, .recall, .attest, .withdraw: nil
        }
    }

    /// Why it can't run yet; nil when it can.
    package func missing(_ form: BulkForm) -> DisplayText? {
        if !isComplete { return "still reading: a moment" }
        if !reasons.isEmpty, form.chosen == nil { return "choose a reason first" }
        if split(by: form.chosen.map { reasons[$0] }).going.isEmpty { return "nothing of it can be decided" }
        let lines = Wording.goingLength(of: self, form.chosen.map { reasons[$0] })
        if form.seen < lines { return "see first what will go, to its end: pgdn (\(form.seen) of \(lines) lines)" }
        if action.needsNote, form.note.trimmed.utf8.isEmpty { return "write a note first" }
        if action == .escalate, form.parties == nil { return "say to whom as person:NAME, team:NAME or role:NAME" }
        return nil
    }
}
