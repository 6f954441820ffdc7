import ReviewFlow
import Terminal

extension ConsoleView {
    /// Draws both sides, scrolled together.
    mutating func drawCompare() {
        guard let compare = state.compare, let sheet = state.compareSheet(isUnicode: isUnicode) else { return }
        let area = state.compareArea
        canvas.fill(Rectangle(column: 0, row: area.row, width: state.size.width, height: area.height))
        let (left, right) = ConsoleState.sides(of: area)
        let columns = [
            (
                Rectangle(column: area.column + 1, row: area.row, width: left, height: area.height), sheet.title,
                sheet.left
            ),
            (
                Rectangle(column: area.column + left + 4, row: area.row, width: right, height: area.height),
                sheet.otherTitle, sheet.right
            ),
        ]
        for (column, title, lines) in columns {
            canvas.draw(
                title.truncated(to: column.width), column: column.column, row: column.row, in: column,
                style: Style(.title))
            canvas.horizontalLine(column: column.column, row: column.row + 1, length: column.width)
            let rows = column.height - 2
            for offset in 0..<max(0, rows) where lines.indices.contains(compare.top + offset) {
                var place = column.column
                for span in lines[compare.top + offset] {
                    place = canvas.draw(
                        span.text, column: place, row: column.row + 2 + offset, in: column, style: span.style)
                }
            }
            let below = lines.count - compare.top - rows
            if below > 0 {
                let more: DisplayText = isUnicode ? " ↓ \(below) more " : " \(below) more "
                canvas.draw(
                    more, column: column.endColumn - more.width, row: column.endRow - 1, in: column,
                    style: Style(.keyHint))
            }
        }
        let back: DisplayText = " esc goes back "
        if back.width < left {
            canvas.draw(back, column: area.column + 1 + left - back.width, row: area.row + 1, style: Style(.keyHint))
        }
        canvas.verticalLine(column: area.column + left + 2, row: area.row, length: area.height)
    }
}
