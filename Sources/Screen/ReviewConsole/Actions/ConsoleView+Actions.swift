import ReviewFlow
import Terminal

/// The help, the palette and the command line.
extension ConsoleView {
    mutating func draw(_ page: HelpPage) {
        // A page to read stands alone: beside it there would be halves of words.
        canvas.fill(Rectangle(column: 0, row: 1, width: state.size.width, height: state.size.height - 3))
        let lines = page.lines(state, width: boxWidth(HelpPage.width))
        let rows = HelpPage.rows(of: lines.count, height: state.size.height)
        let inner = window("Keys (/ searches, any other key closes)", width: HelpPage.width, height: rows + 1)
        let body = Rectangle(column: inner.column, row: inner.row, width: inner.width, height: inner.height - 1)
        let top = max(0, min(page.scroll, lines.count - body.height))
        for offset in 0..<body.height where lines.indices.contains(top + offset) {
            let line = lines[top + offset]
            canvas.draw(
                line.text.truncated(to: body.width), column: body.column, row: body.row + offset, in: body,
                style: line.style)
        }
        let row = inner.endRow - 1
        if page.isTyping {
            drawInput("/", page.editor, Rectangle(column: inner.column, row: row, width: inner.width, height: 1))
        } else {
            let below = lines.count - top - body.height
            let more: DisplayText = below > 0 ? "\(below) more lines" : "the end"
            let found: DisplayText = page.editor.scalars.isEmpty ? "" : "‘\(DisplayText(page.editor.trimmed))’, "
            canvas.draw(
                (found + more).truncated(to: inner.width), column: inner.column, row: row, in: inner,
                style: Style(.keyHint))
        }
    }

    mutating func draw(_ palette: Palette) {
        let found = palette.found
        let height = min(max(found.count, 1) + 1, max(4, state.size.height - 7), 18)
        let inner = window("What do you want to do?", width: 76, height: height)
        drawInput("> ", palette.editor, Rectangle(column: inner.column, row: inner.row, width: inner.width, height: 1))
        let rows = inner.height - 1
        let top = max(0, min(palette.selected - rows / 2, found.count - rows))
        for offset in 0..<rows where found.indices.contains(top + offset) {
            let entry = found[top + offset]
            let isSelected = top + offset == palette.selected
            let area = Rectangle(column: inner.column, row: inner.row + 1 + offset, width: inner.width, height: 1)
            let why = entry.action.whyDisabled(state)
            let keys = DisplayText(entry.keys.joined(separator: " "))
            let right = keys.truncated(to: 14)
            let note = entry.note.map { DisplayText($0) }
            let help: DisplayText? =
                why.map { "not now: \($0)" } ?? note
                ?? (entry.argument.utf8.isEmpty ? DisplayText(stringLiteral: entry.action.help) : nil)
            let name = DisplayText(entry.text)
            let text: DisplayText = help.map { "\(name.width < 18 ? name.padded(to: 18) : name)  \($0)" } ?? name
            let attributes: Style.Attributes = isSelected ? .selected : []
            canvas.fill(area, style: Style(.text, attributes))
            canvas.draw(
                isSelected ? ">" : " ", column: area.column, row: area.row, in: area, style: Style(.accent, attributes))
            canvas.draw(
                text.truncated(to: area.width - 3 - right.width), column: area.column + 2, row: area.row, in: area,
                style: Style(why == nil ? .text : .dim, attributes))
            canvas.draw(
                right, column: area.endColumn - right.width, row: area.row, in: area, style: Style(.keyHint, attributes)
            )
        }
        if found.isEmpty {
            canvas.draw(
                "nothing is called so", column: inner.column + 2, row: inner.row + 1, in: inner, style: Style(.dim))
        }
    }

    /// The command line, and above it how it could go on.
    mutating func draw(_ line: CommandLine, in area: Rectangle) {
        drawInput(":", line.editor, area)
        let found = line.completions(state)
        let shown = found.prefix(min(CommandLine.mostShown, max(0, area.row - 2)))
        for (offset, completion) in shown.enumerated() {
            let row = area.row - shown.count + offset
            let isLast = offset == shown.count - 1 && found.count > shown.count
            let area = Rectangle(column: 0, row: row, width: area.width, height: 1)
            canvas.fill(area, style: Style(.statusLine))
            let name = DisplayText(completion.line)
            let text: DisplayText =
                isLast
                ? " … and \(found.count - shown.count + 1) more"
                : " \(name.width < 18 ? name.padded(to: 18) : name) \(DisplayText(completion.help))"
            canvas.draw(text.truncated(to: area.width), column: 0, row: row, in: area, style: Style(.statusLine))
        }
    }

    /// A line that is being typed, with something before it.
    mutating func drawInput(_ lead: DisplayText, _ editor: LineEditor, _ area: Rectangle) {
        canvas.fill(area, style: Style(.input))
        let shown = editor.shown(width: area.width - lead.width - 1)
        let column = canvas.draw(lead, column: area.column, row: area.row, in: area, style: Style(.input, .bold))
        canvas.draw(shown.text, column: column, row: area.row, in: area, style: Style(.input))
        canvas.cursor = (column + shown.cursor, area.row)
    }
}
