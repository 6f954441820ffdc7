import Handoff
import ReviewDesk
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
        let standing = dossier.handoff.standing
        let (finality, role) = Wording.finality(standing.state, isUnicode: isUnicode)
        var column = canvas.draw(finality, column: head.column, row: head.row + 1, in: head, style: Style(role))
        let step: DisplayText =
            standing.state.isPending ? standing.step.map { ", step '\(DisplayText($0))'" } ?? "" : ""
        column = canvas.draw(
            " \(DisplayText(standing.state.rawValue))\(step)", column: column, row: head.row + 1, in: head,
            style: Style(role))
        drawTabs(row: head.row + 2)
        canvas.horizontalLine(column: head.column, row: head.row + 3, length: head.width)
    }

    private mutating func drawTabs(row: Int) {
        let head = layout.head
        let isNarrow = Sheet.Tab.allCases.reduce(0) { $0 + $1.name.width + 2 } + 8 > head.width
        var column = head.column
        for tab in Sheet.Tab.allCases {
            let isOpen = tab == state.tab
            let count = tab == .evidence ? state.dossier?.handoff.contents.evidence.count ?? 0 : 0
            var name: DisplayText = count > 0 ? "\(tab.name) \(count)" : tab.name
            if isNarrow, !isOpen { name = name.truncated(to: 4) }
            column = canvas.draw(
                isOpen ? "[\(name)]" : " \(name) ", column: column, row: row, in: head,
                style: isOpen ? Style(.accent, .bold) : Style(.dim))
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
        case .owner(let name, let count, let isFolded):
            texts = [
                "\(DisplayText(name))", "\(Wording.count(count)) handoffs",
                isFolded ? "space unfolds it" : "space folds it",
            ]
        case .group(let group, let isFolded):
            texts = [
                "\(DisplayText(group.owner)), confidence \(DisplayText(group.band))",
                "\(Wording.count(group.count)) handoffs",
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
