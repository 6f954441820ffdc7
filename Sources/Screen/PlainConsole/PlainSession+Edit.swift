import ContractEngine
import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// Changing the payload in the person's own editor.
extension PlainSession {
    /// Opens the editor with the payload, or with what was left of the last edit.
    mutating func edit(_ dossier: Dossier, anew: Bool) -> Answer {
        if let refusal = PlainRequest.refusal(of: .action(.edit), dossier) {
            return say("Nothing was edited: \(refusal)")
        }
        let kept = keptEdit.flatMap { $0.id == dossier.handoff.id && !anew ? $0.text : nil }
        keptEdit = nil
        let isOver = dossier.refusal(of: .edit)?.obligation == .claim
        return Answer(effects: [.foreground(.edit(PayloadEditing(dossier), from: kept, overridesClaim: isOver))])
    }

    /// Takes what the editor left.
    mutating func take(_ work: ForegroundWork, _ reply: ForegroundWork.Reply) -> Answer {
        guard case .edit(let editing, _, let isOver) = work else { return Answer() }
        switch reply {
        case .edited(.unchanged): return say("Nothing was changed.")
        case .edited(.givenUp(let text)): return keep(editing.id, text)
        case .edited(.failed(let error, let text)):
            let message = (error as? DeskError)?.message ?? error.localizedDescription
            return say("It was not stored: \(DisplayText(message))") + keep(editing.id, text)
        case .edited(.right(let edit, let result, let text)):
            let dialog = BegunEdit(editing, edit, result, text: text, overridesClaim: isOver, dossier: dossier)
            return ask(PlainQuestion(dialog), lines(of: dialog))
        case .failed(let message): return say("Nothing was edited: \(DisplayText(message))")
        case .note, .shown: return Answer()
        }
    }

    private func lines(of dialog: BegunEdit) -> [DisplayText] {
        let result = dialog.result
        var lines: [DisplayText] = ["Store this edit: is this meant?"]
        lines += SheetWriter.spoken(result.difference, now: now)
        lines += dialog.consequences.map { "\($0.isWarning ? "Warning" : "Then" as DisplayText): \($0.text)." }
        lines += result.violations.map {
            "\($0.severity == .error ? "Error" : "Doubt" as DisplayText): \(DisplayText($0.message)) at \(DisplayText($0.path))"
        }
        return lines
    }

    /// An edit that was not confirmed.
    mutating func drop(_ dialog: BegunEdit) -> Answer {
        keep(dialog.editing.id, dialog.text)
    }

    private mutating func keep(_ id: HandoffID, _ text: String, because error: DeskError? = nil) -> Answer {
        keptEdit = (id, text)
        let why: DisplayText = error.map { ": \(DisplayText($0.message))" } ?? "."
        return Answer(lines: [
            "The edit was not stored\(why)", "'edit' opens it as you left it, 'edit anew' the payload as it is.",
        ])
    }

    /// An edit was stored: what it made is read before anything else is done with it.
    mutating func take(_ id: HandoffID, _ result: EditResult) -> Answer {
        printed = nil
        return say("Edited. Now \(Self.state(result.status.state)), version \(result.status.version).")
            + read(id, .sheet(.summary))
    }

    /// An edit was not stored.
    mutating func take(_ id: HandoffID, _ text: String, _ error: DeskError) -> Answer {
        guard case .conflict(let conflict) = error else { return keep(id, text, because: error) }
        let answer = lost(id, Wording.lines(of: conflict, .edit))
        return keep(id, text) + answer
    }
}
