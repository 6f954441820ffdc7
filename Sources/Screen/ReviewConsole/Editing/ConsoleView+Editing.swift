import ReviewFlow
import Terminal

extension ConsoleView {
    mutating func draw(_ dialog: BegunEdit) {
        let lines = dialog.lines(width: BegunEdit.inner(state.size.width), state.now, isUnicode)
        let height = BegunEdit.textHeight(lines.count, state.size.height)
        let inner = window("Store this edit?", width: 78, height: height + 2)
        for offset in 0..<height where lines.indices.contains(dialog.scroll + offset) {
            var column = inner.column
            for span in lines[dialog.scroll + offset] {
                column = canvas.draw(span.text, column: column, row: inner.row + offset, in: inner, style: span.style)
            }
        }
        let below = lines.count - dialog.scroll - height
        if below > 0 {
            let more: DisplayText = isUnicode ? " ↓ \(below) more " : " \(below) more "
            canvas.draw(
                more, column: inner.endColumn - more.width, row: inner.endRow - 2, in: inner, style: Style(.keyHint))
        }
        drawChoices(
            [
                ("esc Go back", !dialog.isConfirmFocused), ("y Store it", dialog.isConfirmFocused),
                ("e Edit again", false),
            ], inner, inner.endRow - 1)
    }

    /// Draws what can be answered, the focused answer in brackets; gives the column after it.
    @discardableResult
    mutating func drawChoices(
        _ choices: [(text: DisplayText, isFocused: Bool)], _ inner: Rectangle, _ row: Int
    ) -> Int {
        var column = inner.column
        for choice in choices {
            column = canvas.draw(
                choice.isFocused ? "[ \(choice.text) ]" : "  \(choice.text)  ", column: column, row: row, in: inner,
                style: Style(.text, choice.isFocused ? [.selected, .bold] : []))
            column += 2
        }
        return column
    }
}
