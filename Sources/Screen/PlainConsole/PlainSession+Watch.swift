import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// Learning of what others do to the open handoff.
extension PlainSession {
    /// Looks after the open handoff where the store has changed.
    mutating func watch(_ count: Int) -> Answer {
        guard count != changeCount else { return Answer() }
        changeCount = count
        return printed.map { read($0.id, .watch) } ?? Answer()
    }

    /// Says once that it is not any more what was printed, or that somebody else has it now.
    mutating func watched(_ fresh: Dossier, isChanged: Bool) -> Answer {
        let holder = fresh.claim?.person
        defer { heldBy = holder }
        if isChanged {
            guard said != Printed(fresh) else { return Answer() }
            said = Printed(fresh)
            // What is asked is not what it is any more.
            let isAsked = question?.handoff == fresh.handoff.id
            if isAsked {
                if case .edit(let dialog)? = question?.kind { keptEdit = (dialog.editing.id, dialog.text) }
                question = nil
            }
            let more: DisplayText = isAsked ? "Nothing was decided." : "'summary' prints it as it is now."
            return say("\(change(fresh)) \(more)")
        }
        guard holder != heldBy, holder != context.person else { return Answer() }
        return say(
            self.holder(fresh.claim, name: fresh.claimedBy).map { "The open handoff is \($0)." }
                ?? "The claim on the open handoff has ended.")
    }
}

extension PlainQuestion {
    /// The one that it is about; nil where it is about many.
    fileprivate var handoff: HandoffID? {
        switch kind {
        case .decision(let dialog): dialog.id
        case .edit(let dialog): dialog.editing.id
        case .bulk: nil
        }
    }
}
