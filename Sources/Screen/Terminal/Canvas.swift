/// A grid of cells to draw on: in tests it is looked at as text, in life a `Screen` paints it.
package struct Canvas: Sendable {
    /// One cell of the grid.
    package struct Cell: Sendable, Hashable {
        /// The character; nil in the right half of a wide one.
        package var content: DisplayText.Cell?
        /// How it looks.
        package var style: Style

        static let blank = Cell(content: DisplayText.Cell(" "), style: .text)
    }

    /// Columns.
    package let width: Int
    /// Rows.
    package let height: Int
    /// Where the text cursor stands, if it is shown.
    package var cursor: (column: Int, row: Int)?
    /// Whether lines and signs beyond ASCII may be drawn.
    package let isUnicode: Bool
    /// The cells, row by row.
    package private(set) var cells: [Cell]
    // The marks over the characters that have any, by the index of their cell: few do.
    private var marks: [Int: [Unicode.Scalar]] = [:]

    /// An empty canvas.
    package init(width: Int, height: Int, isUnicode: Bool = true) {
        self.width = max(0, width)
        self.height = max(0, height)
        self.isUnicode = isUnicode
        cells = Array(repeating: .blank, count: self.width * self.height)
    }

    /// The whole canvas.
    package var bounds: Rectangle { Rectangle(column: 0, row: 0, width: width, height: height) }

    /// The cell at a place inside the bounds.
    package subscript(column: Int, row: Int) -> Cell { cells[row * width + column] }

    /// The marks over the character at a place inside the bounds.
    package func marks(column: Int, row: Int) -> [Unicode.Scalar] { marks(at: row * width + column) }

    var hasMarks: Bool { !marks.isEmpty }

    func marks(at index: Int) -> [Unicode.Scalar] { marks.isEmpty ? [] : marks[index] ?? [] }

    /// Fills a rectangle with spaces.
    package mutating func fill(_ area: Rectangle, style: Style = .text) {
        let area = area.intersection(bounds)
        guard !area.isEmpty else { return }
        let space = DisplayText.Cell(" ")
        for row in area.row..<area.endRow {
            clearHalf(before: area.column, row)
            for column in area.column..<area.endColumn { set(space, at: row * width + column, style) }
            clearHalf(after: area.endColumn, row)
        }
    }

    /// Gives the cells of a rectangle attributes in addition.
    package mutating func add(_ attributes: Style.Attributes, in area: Rectangle) {
        let area = area.intersection(bounds)
        for row in area.row..<area.endRow {
            for column in area.column..<area.endColumn {
                cells[row * width + column].style.attributes.formUnion(attributes)
            }
        }
    }

    /// Draws a text from a place to the right, clipped to the area; gives the column after it.
    ///
    /// Escapes in the text are drawn in the role `escaped`, whatever the style.
    @discardableResult
    package mutating func draw(
        _ text: DisplayText, column: Int, row: Int, in area: Rectangle? = nil, style: Style = .text
    ) -> Int {
        let clip = (area ?? bounds).intersection(bounds)
        guard row >= clip.row, row < clip.endRow else { return column + text.width }
        let escaped = Style(.escaped, style.attributes)
        var column = column
        // The columns that were drawn in, and the character that marks are drawn over; nil when it is not drawn itself.
        var drawn: Range<Int>?
        var base: Int?
        for cell in text.cells {
            if cell.isJoined {
                if let base, cell.part == .mark { marks[base, default: []].append(cell.scalar) }
                continue
            }
            // What joins the last character is drawn with it, and then no more.
            if column >= clip.endColumn { break }
            let end = column + Int(cell.width)
            base = nil
            if column >= clip.column, end <= clip.endColumn {
                let index = row * width + column
                if drawn == nil { clearHalf(before: column, row) }
                let isEllipsis = !isUnicode && cell.scalar == DisplayText.ellipsis.scalar
                set(isEllipsis ? DisplayText.Cell("~") : cell, at: index, cell.isEscaped ? escaped : style)
                if cell.width == 2 { set(nil, at: index + 1, cell.isEscaped ? escaped : style) }
                drawn = (drawn?.lowerBound ?? column)..<end
                base = index
            }
            column = end
        }
        if let drawn { clearHalf(after: drawn.upperBound, row) }
        return column
    }

    // What is left of a wide character that loses one half is a space.
    private mutating func clearHalf(before column: Int, _ row: Int) {
        let index = row * width + column
        if cells[index].content == nil, column > 0 { set(DisplayText.Cell(" "), at: index - 1, cells[index - 1].style) }
    }

    private mutating func clearHalf(after column: Int, _ row: Int) {
        let index = row * width + column
        if column < width, cells[index].content == nil { set(DisplayText.Cell(" "), at: index, cells[index].style) }
    }

    private mutating func set(_ content: DisplayText.Cell?, at index: Int, _ style: Style) {
        cells[index] = Cell(content: content, style: style)
        if !marks.isEmpty { marks[index] = nil }
    }
}

extension Canvas {
    /// Draws a horizontal line.
    package mutating func horizontalLine(column: Int, row: Int, length: Int, style: Style = Style(.border)) {
        draw((isUnicode ? "─" : "-" as DisplayText).repeated(length), column: column, row: row, style: style)
    }

    /// Draws a vertical line.
    package mutating func verticalLine(column: Int, row: Int, length: Int, style: Style = Style(.border)) {
        for offset in 0..<max(0, length) {
            draw(isUnicode ? "│" : "|", column: column, row: row + offset, style: style)
        }
    }

    /// Draws a frame along the inside of an area.
    package mutating func frame(_ area: Rectangle, style: Style = Style(.border)) {
        guard area.width > 1, area.height > 1 else { return }
        let (right, bottom) = (area.endColumn - 1, area.endRow - 1)
        horizontalLine(column: area.column + 1, row: area.row, length: area.width - 2, style: style)
        horizontalLine(column: area.column + 1, row: bottom, length: area.width - 2, style: style)
        verticalLine(column: area.column, row: area.row + 1, length: area.height - 2, style: style)
        verticalLine(column: right, row: area.row + 1, length: area.height - 2, style: style)
        draw(isUnicode ? "┌" : "+", column: area.column, row: area.row, style: style)
        draw(isUnicode ? "┐" : "+", column: right, row: area.row, style: style)
        draw(isUnicode ? "└" : "+", column: area.column, row: bottom, style: style)
        draw(isUnicode ? "┘" : "+", column: right, row: bottom, style: style)
    }

    /// The picture as text, one string per row, without trailing spaces.
    package var rows: [String] {
        (0..<height).map { row in
            var text = String.UnicodeScalarView()
            for column in 0..<width {
                guard let content = self[column, row].content else { continue }
                text.append(content.scalar)
                text.append(contentsOf: marks(column: column, row: row))
            }
            while text.last == " " { text.removeLast() }
            return String(text)
        }
    }

    /// The roles as a picture of the same shape: each cell shows the letter that `letters` gives its style, or a space.
    package func roleRows(_ letters: (Style) -> Character?) -> [String] {
        (0..<height).map { row in
            var line = (0..<width).map { letters(self[$0, row].style) ?? " " }
            while line.last == " " { line.removeLast() }
            return String(line)
        }
    }
}
