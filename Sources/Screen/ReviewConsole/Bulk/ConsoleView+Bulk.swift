import ContractEngine
import Handoff
import JSON
import ReviewDesk
import ReviewFlow
import Terminal

extension ConsoleView {
    /// Draws a decision on many.
    mutating func draw(_ dialog: BulkDialog) {
        switch dialog {
        case .choosing: drawBulkChoice()
        case .preview(let form): if let preview = state.bulk.preview { draw(preview, form) }
        case .running: if let run = state.bulk.run { drawRunning(run) }
        case .results(let top): if let run = state.bulk.run { drawResults(run, top) }
        }
    }

    private var tagged: DisplayText { "\(Wording.count(state.tags.count)) tagged" }

    private mutating func drawBulkChoice() {
        let inner = window("\(tagged): decide on all of them", width: 64, height: Bulk.actions.count + 2)
        for (offset, action) in Bulk.actions.enumerated() {
            let key = DisplayText(String(Bulk.key(of: action)))
            canvas.draw(key, column: inner.column, row: inner.row + offset, in: inner, style: Style(.keyHint))
            canvas.draw(
                Wording.verb(action), column: inner.column + 3, row: inner.row + offset, in: inner)
        }
        canvas.draw(
            DisplayText("Nothing is decided before you have seen what would go.").truncated(to: inner.width),
            column: inner.column, row: inner.endRow - 2, in: inner, style: Style(.dim))
        canvas.draw(
            "any other key goes back", column: inner.column, row: inner.endRow - 1, in: inner, style: Style(.keyHint))
    }

    // MARK: Before it runs

    private mutating func draw(_ preview: BulkPreview, _ form: BulkForm) {
        let title: DisplayText =
            "\(Wording.verb(preview.action)) \(Wording.count(preview.tags.count)) tagged"
        guard preview.isComplete else {
            let inner = window(title, width: 64, height: 3)
            let text: DisplayText =
                "reading \(Wording.count(preview.read)) of \(Wording.count(preview.tags.count)); esc stops"
            canvas.draw(text, column: inner.column, row: inner.row, in: inner, style: Style(.accent))
            canvas.draw(
                "nothing is decided yet", column: inner.column, row: inner.row + 1, in: inner, style: Style(.dim))
            return
        }
        let reason = form.chosen.map { preview.reasons[$0] }
        let facts = Wording.facts(of: preview, reason, view: state.view.name)
        let layout = BulkLayout(preview, form, view: state.view.name, height: state.size.height)
        let (listLines, listRows, reasonRows) = (layout.listLines, layout.listRows, layout.reasonRows)
        let inner = window(title, width: 96, height: layout.height)
        var row = inner.row
        for fact in facts {
            canvas.draw(fact.name, column: inner.column, row: row, in: inner, style: Style(.dim))
            canvas.draw(
                fact.value.truncated(to: inner.width - 12), column: inner.column + 12, row: row, in: inner,
                style: Style(fact.role))
            row += 1
        }
        let top = max(0, min(form.top, listLines - listRows))
        let lines = Wording.lines(
            of: preview, reason, from: top, limit: listRows, width: inner.width, view: state.view.name,
            isUnicode: isUnicode)
        for (offset, line) in lines.enumerated() {
            canvas.draw(
                line.text.truncated(to: inner.width), column: inner.column, row: row + offset, in: inner,
                style: line.style)
        }
        row += listRows
        let below = listLines - top - listRows
        if below > 0, listRows > 0 {
            let more: DisplayText = " \(Wording.count(below)) more: pgdn "
            canvas.draw(more, column: inner.endColumn - more.width, row: row - 1, in: inner, style: Style(.keyHint))
        }
        drawBulkReasons(
            preview, form, Rectangle(column: inner.column, row: row, width: inner.width, height: reasonRows))
        row += reasonRows
        if preview.action == .escalate {
            drawBulkField(
                "to", form.to, hint: "t says to whom; else each to whom its contract names",
                isEditing: form.editing == .to, inner, row)
            row += 1
        }
        drawBulkField("note", form.note, hint: "n writes one, for all", isEditing: form.editing == .note, inner, row)
        drawBulkConfirm(preview, form, inner, inner.endRow - 1)
    }

    private mutating func drawBulkReasons(_ preview: BulkPreview, _ form: BulkForm, _ area: Rectangle) {
        guard area.height > 0, !preview.reasons.isEmpty else { return }
        canvas.draw("reason", column: area.column, row: area.row, in: area, style: Style(.dim))
        let first = max(0, min((form.chosen ?? 0) - area.height / 2, preview.reasons.count - area.height))
        for offset in 0..<area.height where preview.reasons.indices.contains(first + offset) {
            let isChosen = first + offset == form.chosen
            let number: DisplayText = first + offset < 9 ? "\(first + offset + 1)" : " "
            let mark: DisplayText = isChosen ? "(*)" : "( )"
            let text: DisplayText = "\(mark) \(number) \(DisplayText(preview.reasons[first + offset]))"
            canvas.draw(
                text.truncated(to: area.width - 12),
                column: area.column + 12, row: area.row + offset, in: area,
                style: isChosen ? Style(.accent, .bold) : .text)
        }
    }

    private mutating func drawBulkField(
        _ name: DisplayText, _ editor: LineEditor, hint: DisplayText, isEditing: Bool, _ inner: Rectangle, _ row: Int
    ) {
        canvas.draw(name, column: inner.column, row: row, in: inner, style: Style(.dim))
        let field = Rectangle(column: inner.column + 12, row: row, width: inner.width - 12, height: 1)
        if isEditing {
            drawInput("", editor, field)
        } else if editor.scalars.isEmpty {
            canvas.draw(hint.truncated(to: field.width), column: field.column, row: row, in: field, style: Style(.dim))
        } else {
            let shown = editor.shown(width: field.width - 1).text
            canvas.draw(shown.truncated(to: field.width), column: field.column, row: row, in: field)
        }
    }

    private mutating func drawBulkConfirm(_ preview: BulkPreview, _ form: BulkForm, _ inner: Rectangle, _ row: Int) {
        if form.editing != nil {
            canvas.draw("enter ends the text", column: inner.column, row: row, in: inner, style: Style(.keyHint))
            return
        }
        let going = preview.split(by: form.chosen.map { preview.reasons[$0] }).going.reduce(0) { $0 + $1.tags.count }
        let choices: [(text: DisplayText, isFocused: Bool)] = [
            ("esc Go back", !form.isConfirmFocused),
            ("y \(Wording.verb(preview.action)) \(Wording.count(going))", form.isConfirmFocused),
        ]
        var column = inner.column
        for choice in choices.prefix(going == 0 ? 1 : 2) {
            column = canvas.draw(
                choice.isFocused ? "[ \(choice.text) ]" : "  \(choice.text)  ", column: column, row: row, in: inner,
                style: Style(.text, choice.isFocused ? [.selected, .bold] : []))
            column += 2
        }
        if let missing = preview.missing(form) {
            canvas.draw(
                missing.truncated(to: inner.endColumn - column), column: column, row: row, in: inner, style: Style(.dim)
            )
        }
    }

    // MARK: While it runs, and after

    private mutating func drawRunning(_ run: BulkRun) {
        let inner = window(Wording.verb(run.action), width: 64, height: 4)
        let number = Wording.count(min(run.answered + 1, run.items.count))
        let now = run.sent.map { DisplayText($0.tag.title) } ?? ""
        let lines: [(DisplayText, Style)] = [
            ("\(number) of \(Wording.count(run.items.count)): \(now)", Style(.accent)), (run.summary, .text),
            (
                run.isStopping ? "stopping after this one…" : "esc stops after the present one",
                Style(run.isStopping ? .warning : .keyHint)
            ),
        ]
        for (offset, line) in lines.enumerated() {
            canvas.draw(
                line.0.truncated(to: inner.width), column: inner.column,
                row: inner.row + offset + (offset == 2 ? 1 : 0),
                in: inner, style: line.1)
        }
    }

    private mutating func drawResults(_ run: BulkRun, _ top: Int) {
        let height = max(4, min(run.count * 3 + 2, state.size.height - 5))
        let inner = window("\(Wording.verb(run.action)): what became of each", width: 96, height: height)
        canvas.draw(
            run.summary.truncated(to: inner.width), column: inner.column, row: inner.row, in: inner,
            style: Style(.text, .bold))
        var row = inner.row + 1
        var index = top
        // A result whose reason would not fit is left to the next page whole.
        while index < run.count {
            let lines = Wording.lines(of: run[index], width: inner.width, isUnicode: isUnicode)
            guard index == top || row + lines.count <= inner.endRow - 1 else { break }
            for line in lines.prefix(inner.endRow - 1 - row) {
                canvas.draw(
                    line.text.truncated(to: inner.width), column: inner.column, row: row, in: inner, style: line.style)
                row += 1
            }
            index += 1
        }
        let rest = run.count - index
        let more: DisplayText = rest > 0 ? "\(Wording.count(rest)) more: j, pgdn; " : "the end; "
        canvas.draw(
            (more + "esc closes, :results shows it again").truncated(to: inner.width), column: inner.column,
            row: inner.endRow - 1, in: inner, style: Style(.keyHint))
    }
}
