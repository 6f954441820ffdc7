import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

extension ConsoleView {
    /// Draws the handoff under the cursor: what it is and where it stands, the tabs, and the open tab's text.
    mutating func drawDetail() {
        let area = layout.detail
        guard let selected = state.selected else {
            if let window = state.window, let index = state.cursorIndex { drawGroup(window.lines[index], in: area) }
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

    // The tabs are above what does not change with them, on the row of the queue's first heading.
    private mutating func drawHead(_ dossier: Dossier) {
        let head = layout.head
        drawTabs(row: layout.tabRow)
        if layout.hasRule { canvas.horizontalLine(column: head.column, row: head.row + 1, length: head.width) }
        let row = layout.titleRow
        let title = DisplayText(dossier.handoff.contents.title).shortened(to: head.width)
        canvas.draw(title, column: head.column, row: row, in: head, style: Style(.title))
        if let end = ending(of: dossier) {
            for (offset, line) in end.text.wrapped(to: head.width, limit: 2).enumerated() {
                canvas.draw(line, column: head.column, row: row + 1 + offset, in: head, style: Style(end.role))
            }
            return
        }
        let (state, role) = status(dossier, width: head.width)
        canvas.draw(state.truncated(to: head.width), column: head.column, row: row + 1, in: head, style: Style(role))
        drawVerdict(dossier, row: row + 2)
    }

    /// What became of a handoff with which nothing more happens: who rejected it and why, or where it was written.
    private func ending(of dossier: Dossier) -> (text: DisplayText, role: ThemeRole)? {
        let status = dossier.handoff.status
        guard status.state.isFinal else { return nil }
        let (finality, role) = Wording.finality(status.state, isUnicode: isUnicode)
        return ("\(finality) \(Wording.ending(of: dossier))", role)
    }

    // Whether this person may approve, and if not why: seen on every tab, before a key is pressed.
    private mutating func drawVerdict(_ dossier: Dossier, row: Int) {
        let head = layout.head
        guard dossier.handoff.status.state.isPending else { return }
        let (text, role) = Verdict(dossier).line(isUnicode: isUnicode)
        canvas.draw(text.truncated(to: head.width), column: head.column, row: row, in: head, style: Style(role))
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
            let line = lines[state.sheetTop + offset]
            for span in line {
                column = canvas.draw(span.text, column: column, row: area.row + offset, in: area, style: span.style)
            }
            guard !state.textSearch.pattern.utf8.isEmpty else { continue }
            for range in TextMatches.columns(of: state.textSearch.pattern, in: TextSearch.text(of: line)) {
                let match = Rectangle(
                    column: area.column + range.lowerBound, row: area.row + offset, width: range.count, height: 1)
                canvas.add([.reverse, .bold], in: match)
            }
        }
        let below = lines.count - state.sheetTop - area.height
        guard below > 0, area.height > 0 else { return }
        // Nothing may look complete that isn't.
        let seen = state.seenShare.map { " seen \($0) %: scroll on" as DisplayText } ?? ""
        let more: DisplayText = seen + (isUnicode ? " ↓ \(below) more " : " \(below) more ")
        canvas.draw(more, column: area.endColumn - more.width, row: area.endRow - 1, in: area, style: Style(.keyHint))
    }
}
