import CivilTime
import ContractEngine
import Handoff
import ReviewFlow
import Terminal

/// Taking back an approval by one key, from wherever the cursor has gone since.
extension ConsoleState {
    /// Notes what can be taken back of a decision; gives the words that say so.
    mutating func noteRecallable(_ id: HandoffID, _ status: HandoffStatus) -> DisplayText {
        if recallable?.id == id { recallable = nil }
        guard status.state == .approved, let until = status.deliverable, until > now else { return "" }
        recallable = (id, until)
        let key = DisplayText(context.keymap.keys(of: Action.recall.word).first ?? ":recall")
        return "; \(key) takes it back until \(Wording.time(until, now, seconds: true))"
    }

    /// The approval that was made last, as long as it is certain that it can be taken back.
    private var lastRecallable: HandoffID? { recallable.flatMap { $0.until > now ? $0.id : nil } }

    /// Why nothing can be taken back now; nil where something can.
    var whyNotRecall: DisplayText? {
        guard let refusal = refusal(of: .recall) else { return nil }
        return lastRecallable == nil ? refusal : nil
    }

    /// Asks about what the cursor is on, and where that can't be taken back, about the approval that was made last.
    mutating func recall(at time: Int64) -> [Effect] {
        if refusal(of: .recall) == nil { return begin(.recall, at: time) }
        guard let id = lastRecallable else { return [] }
        recalling = id
        return go(to: id)
    }
}
