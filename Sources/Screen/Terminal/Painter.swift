import CNcurses

/// Hands the cells of one picture to curses: those that differ from the last picture.
struct Painter {
    /// Characters of one column beside each other: they are handed over at once, for a picture has thousands of them.
    private struct Run {
        var row = 0, column = 0
        var cells: [terminal_cell] = []
    }

    private var run = Run()
    // Whether no wide character is or was in the row. curses takes the rest of one that a run covers in part for the end of the
    // character that was put before the run, and clears that.
    private var takesRuns = false
    // The style that was met last, for the next cell mostly has it too, and the look that the last cell got.
    private var style: Style?
    private var look = ScreenColours.Number(pair: 0, attributes: 0, ground: 0)
    private var lastLook = ScreenColours.Number(pair: 0, attributes: 0, ground: 0)

    /// Puts a canvas in the place of the last one; of the whole of it where there is none of its size.
    mutating func put(
        _ canvas: Canvas, over last: Canvas?, columns: Int, rows: Int, _ colours: inout ScreenColours
    ) {
        let hasMarks = canvas.hasMarks || last?.hasMarks ?? false
        canvas.cells.withUnsafeBufferPointer { cells in
            (last?.cells ?? []).withUnsafeBufferPointer { old in
                for row in 0..<rows {
                    let line = row * canvas.width..<row * canvas.width + columns
                    takesRuns = !old.isEmpty && !Self.hasWide(old[line]) && !Self.hasWide(cells[line])
                    for column in 0..<columns {
                        let index = row * canvas.width + column
                        let marks = hasMarks ? canvas.marks(at: index) : []
                        if !old.isEmpty, old[index] == cells[index], !hasMarks || last?.marks(at: index) == marks {
                            continue
                        }
                        guard let content = cells[index].content else { continue }
                        put(content, marks, cells[index].style, column: column, row: row, &colours)
                    }
                    putRun()
                }
            }
        }
    }

    private static func hasWide(_ cells: Slice<UnsafeBufferPointer<Canvas.Cell>>) -> Bool {
        cells.contains { $0.content == nil }
    }

    private mutating func put(
        _ content: DisplayText.Cell, _ marks: [Unicode.Scalar], _ style: Style, column: Int, row: Int,
        _ colours: inout ScreenColours
    ) {
        if self.style != style { (self.style, look) = (style, colours.number(of: style)) }
        let value = content.scalar.value
        guard takesRuns, marks.isEmpty, content.width == 1, value <= 0x7E || terminal_character_width(value) == 1,
            !content.scalar.isRegionalIndicator
        else {
            putRun()
            putRare(content, marks, column: column, row: row)
            return
        }
        if column != run.column + run.cells.count || row != run.row { putRun() }
        var look = look
        if run.cells.isEmpty {
            (run.column, run.row) = (column, row)
        } else if value == 0x20, look.isSameGround(as: lastLook) {
            // A space takes the look of what is before it where nobody can tell: the terminal is told of fewer colours.
            look = lastLook
        }
        lastLook = look
        run.cells.append(terminal_cell(scalar: value, attributes: look.attributes, pair: look.pair))
    }

    private mutating func putRun() {
        guard !run.cells.isEmpty else { return }
        terminal_put_run(Int32(run.row), Int32(run.column), run.cells, Int32(run.cells.count))
        run.cells.removeAll(keepingCapacity: true)
    }

    // What is wide or beside it, has marks, or is not known to the C library.
    private func putRare(_ content: DisplayText.Cell, _ marks: [Unicode.Scalar], column: Int, row: Int) {
        // The halves of a flag are letters in squares to some terminals and one wide picture to others; as letters they are safe.
        let isHalfOfFlag = content.scalar.isRegionalIndicator
        let base = isHalfOfFlag ? content.scalar.value - 0x1F1E6 + 0x41 : content.scalar.value
        // Where the C library knows a character by another width, curses and the grid would disagree about every cell after it.
        let width = terminal_character_width(base)
        if base > 0x7E, width != Int32(content.width) {
            for offset in 0..<Int(content.width) {
                put([offset == 0 ? (width == 1 ? base : 0x3F) : 0x20], column: column + offset, row: row)
            }
            return
        }
        let marks = base > 0x7E ? marks.filter { terminal_character_width($0.value) == 0 } : marks
        put([base] + marks.map(\.value), column: column, row: row)
    }

    private func put(_ scalars: [UInt32], column: Int, row: Int) {
        terminal_put(Int32(row), Int32(column), scalars, Int32(scalars.count), look.attributes, look.pair)
    }
}
