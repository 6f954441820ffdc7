import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

extension ConsoleView {
    /// Draws the handoff under the cursor: what it is and where it stands, the tabs, and the open tab's text.
    mutating func drawDetail() {
        let area = layout.detail
        guard let selected = state.selected else {
            if let window = state.window, let index = state.cursorIndex { drawSummary(window.lines[index], in: area) }
            return
        }
        guard let dossier = state.dossier, dossier.handoff.id == selected else {
            let title = state.cursorRow.map { DisplayText($0.title) } ?? ""
            canvas.draw(
                title.truncated(to: area.width), column: area.column, row: area.row, in: area, style: Style(.title))
            canvas.draw("reading…", column: area.column, row: area.row + 1, in: area, style: Style(.dim))
            return
        }
        drawHead(dossier)
        drawSheet()
    }

    private mutating func drawHead(_ dossier: Dossier) {
        let head = layout.head
        let title = DisplayText(dossier.handoff.contents.title).truncated(to: head.width)
        canvas.draw(title, column: head.column, row: head.row, in: head, style: Style(.title))
        let (state, role) = status(dossier, width: head.width)
        canvas.draw(
            state.truncated(to: head.width), column: head.column, row: head.row + 1, in: head, style: Style(role))
        drawVerdict(dossier, row: head.row + 2)
        drawTabs(row: layout.tabRow)
        if head.height > 4 { canvas.horizontalLine(column: head.column, row: head.row + 4, length: head.width) }
    }

    // Whether this person may approve, and if not why: seen on every tab, before a key is pressed.
    private mutating func drawVerdict(_ dossier: Dossier, row: Int) {
        let head = layout.head
        guard dossier.handoff.status.state.isPending else { return }
        let found = dossier.refusal(of: .approve)
        let refusal = found.map { found in
            found.obligation == .claim ? "you may approve it only over the claim" : DisplayText(found.message)
        }
        let text: DisplayText = refusal ?? "you may approve it"
        let sign: DisplayText = refusal == nil ? (isUnicode ? "✓ " : "+ ") : (isUnicode ? "✗ " : "x ")
        canvas.draw(
            (sign + text).truncated(to: head.width), column: head.column, row: row, in: head,
            style: Style(refusal == nil ? .ok : .warning))
    }

    private mutating func drawTabs(row: Int) {
        for item in TabLine(state, in: layout.head).items {
            canvas.draw(
                item.text, column: item.columns.lowerBound, row: row, in: layout.head,
                style: item.isOpen ? Style(.accent, .bold) : Style(.dim))
        }
    }

    private mutating func drawSheet() {
        let area = layout.sheet
        let lines = state.sheet.lines
        for offset in 0..<area.height where lines.indices.contains(state.sheetTop + offset) {
            var column = area.column
            for span in lines[state.sheetTop + offset] {
                column = canvas.draw(span.text, column: column, row: area.row + offset, in: area, style: span.style)
            }
        }
        let below = lines.count - state.sheetTop - area.height
        guard below > 0, area.height > 0 else { return }
        // Nothing may look complete that isn't.
        let more: DisplayText = isUnicode ? " ↓ \(below) more " : " \(below) more "
        canvas.draw(more, column: area.endColumn - more.width, row: area.endRow - 1, in: area, style: Style(.keyHint))
    }

    // A heading's own page: what is behind it, so that a folded group says something too.
    private mutating func drawSummary(_ line: QueueLine, in area: Rectangle) {
        let texts: [DisplayText]
        switch line {
        case .heading(let path, let count, let isFolded):
            texts = [
                DisplayText.joined(path.map { DisplayText($0) }, by: ", "), Wording.handoffs(count),
                isFolded ? "space unfolds it" : "space folds it",
            ]
        case .handoff: texts = []
        }
        for (offset, text) in texts.enumerated() {
            canvas.draw(
                text.truncated(to: area.width), column: area.column, row: area.row + offset, in: area,
                style: offset == 0 ? Style(.title) : Style(.dim))
        }
    }
}
