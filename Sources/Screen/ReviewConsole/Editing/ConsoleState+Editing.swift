import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// What leaves the screen to the person's own programs: editors for payloads and notes, a pager for evidence.
extension ConsoleState {
    /// Opens the payload in the editor.
    mutating func edit(at time: Int64) -> [Effect] {
        guard isReady(at: time), let dossier else { return [] }
        let kept = keptEdit.flatMap { $0.id == dossier.handoff.id ? $0.text : nil }
        return [
            .foreground(
                .edit(
                    PayloadEditing(dossier), from: kept,
                    overridesClaim: dossier.refusal(of: .edit)?.obligation == .claim))
        ]
    }

    /// A key while it is asked whether an edit is to be stored.
    mutating func press(_ key: Key, in dialog: BegunEdit, at time: Int64) -> [Effect] {
        var dialog = dialog
        switch key.name {
        case Key.confirm.name: return store(dialog, at: time)
        case "enter":
            if dialog.isConfirmFocused { return store(dialog, at: time) }
            return drop(dialog)
        case Key.goBack.name, Key.leave.name: return drop(dialog)
        case "e":
            self.dialog = nil
            return [.foreground(.edit(dialog.editing, from: dialog.text, overridesClaim: dialog.overridesClaim))]
        case "tab", "backtab", "left", "right": dialog.isConfirmFocused.toggle()
        case "j", "down": dialog.scroll += 1
        case "k", "up": dialog.scroll -= 1
        case "pgdn", "space": dialog.scroll += size.height / 2
        case "pgup": dialog.scroll -= size.height / 2
        default: break
        }
        let most = dialog.lines(width: BegunEdit.inner(size.width), now, context.isUnicode).count
        dialog.scroll = max(0, min(dialog.scroll, most - BegunEdit.textHeight(most, size.height)))
        self.dialog = .edit(dialog)
        return []
    }

    private mutating func drop(_ edit: BegunEdit) -> [Effect] {
        dialog = nil
        keptEdit = (edit.editing.id, edit.text)
        notice = Notice(text: "the edit was not stored; E opens it again as you left it", role: .dim)
        return []
    }

    private mutating func store(_ dialog: BegunEdit, at time: Int64) -> [Effect] {
        guard time >= deadUntil, deciding == nil else {
            notice = Notice(text: "it has just changed: look again, then decide", role: .warning)
            return []
        }
        self.dialog = nil
        deciding = dialog.editing.id
        notice = Notice(text: "writing the edit…", role: .dim)
        return [.desk(.work(.store(dialog.edit, dialog.editing.id, text: dialog.text)))]
    }

    /// An edit was stored: what it made is looked at before anything else is done with it.
    mutating func take(_ id: HandoffID, _ result: EditResult, at time: Int64) -> [Effect] {
        deciding = nil
        keptEdit = nil
        noteWritten(id, result.status)
        notice = Notice(
            text:
                "Edited: now \(DisplayText(result.status.state.rawValue)), version \(result.status.version)",
            role: .ok)
        guard id == selected else { return reload() }
        (dossier, evidence) = (nil, [])
        return guardKeys(at: time) + reload()
    }

    /// What another program left.
    mutating func take(_ work: ForegroundWork, _ reply: ForegroundWork.Reply) -> [Effect] {
        switch (work, reply) {
        case (.edit(let editing, _, let overridesClaim), .edited(let end)):
            switch end {
            case .unchanged:
                keptEdit = nil
                notice = Notice(text: "nothing was changed", role: .dim)
            case .failed(let error, let text):
                keptEdit = (editing.id, text)
                let message = (error as? DeskError)?.message ?? error.localizedDescription
                dialog = .message(
                    title: "The edit was not stored",
                    lines: [DisplayText(message), "E opens it again as you left it."])
                return reload()
            case .givenUp(let text):
                keptEdit = (editing.id, text)
                notice = Notice(text: "the edit was not stored; E opens it again as you left it", role: .dim)
            case .right(let edit, let result, let text):
                dialog = .edit(
                    BegunEdit(
                        editing, edit, result, text: text, overridesClaim: overridesClaim, dossier: dossier))
            }
        case (.note(let id, _), .note(let text)):
            guard case .decision(var open)? = dialog, open.id == id else { break }
            open.note = LineEditor(text)
            open.editing = nil
            dialog = .decision(open)
        case (.show(let content, let id, let index), .shown): return takeShown(content, id, index) + pageNext(of: id)
        case (_, .failed(let message)): notice = Notice(text: DisplayText(message), role: .error)
        default: break
        }
        return []
    }

    // MARK: Evidence in a pager

    /// Opens the item of evidence that was opened last, else the next one, in the person's pager or viewer.
    mutating func pageEvidence() -> [Effect] {
        guard let dossier, let id = selected, dossier.handoff.id == id else { return [] }
        guard !dossier.handoff.contents.evidence.isEmpty else {
            notice = Notice(text: "it has no evidence", role: .dim)
            return []
        }
        let items = dossier.handoff.contents.evidence
        let open = evidenceIndex.flatMap { index in evidence.contains { $0.index == index } ? index : nil }
        // What was not seen yet, the one that stands there first; where all were, the one that stands there once more.
        let rest = items.indices.filter { $0 != open && !dossier.viewed.contains(items[$0].sha256) }
        toPage = (open.map { [$0] } ?? []) + rest
        if toPage.isEmpty { toPage = Array(items.indices) }
        return pageNext(of: id)
    }

    /// Opens the next of those that are opened one after another.
    mutating func pageNext(of id: HandoffID) -> [Effect] {
        guard id == selected, !toPage.isEmpty else { return [] }
        return [.desk(.work(.readEvidence(id, toPage.removeFirst())))]
    }
}
