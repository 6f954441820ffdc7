/// A part of the screen in cells.
package struct Rectangle: Sendable, Hashable {
    /// The leftmost column.
    package var column: Int
    /// The topmost row.
    package var row: Int
    /// How many columns.
    package var width: Int
    /// How many rows.
    package var height: Int

    /// A rectangle; a negative size counts as none.
    package init(column: Int, row: Int, width: Int, height: Int) {
        self.column = column
        self.row = row
        self.width = max(0, width)
        self.height = max(0, height)
    }

    /// The first column to its right.
    package var endColumn: Int { column + width }
    /// The first row below it.
    package var endRow: Int { row + height }
    /// Whether it has no cell.
    package var isEmpty: Bool { width == 0 || height == 0 }

    /// What both share.
    package func intersection(_ other: Rectangle) -> Rectangle {
        let column = max(column, other.column)
        let row = max(row, other.row)
        return Rectangle(
            column: column, row: row, width: min(endColumn, other.endColumn) - column,
            height: min(endRow, other.endRow) - row
        )
    }

    /// The rectangle without a margin.
    package func inset(columns: Int = 0, rows: Int = 0) -> Rectangle {
        Rectangle(column: column + columns, row: row + rows, width: width - 2 * columns, height: height - 2 * rows)
    }

    /// Splits off columns at the left.
    package func splitLeft(_ columns: Int) -> (left: Rectangle, rest: Rectangle) {
        let columns = min(max(0, columns), width)
        return (
            Rectangle(column: column, row: row, width: columns, height: height),
            Rectangle(column: column + columns, row: row, width: width - columns, height: height)
        )
    }

    /// Splits off rows at the top.
    package func splitTop(_ rows: Int) -> (top: Rectangle, rest: Rectangle) {
        let rows = min(max(0, rows), height)
        return (
            Rectangle(column: column, row: row, width: width, height: rows),
            Rectangle(column: column, row: row + rows, width: width, height: height - rows)
        )
    }

    /// A rectangle of a size in the middle of this one.
    package func centred(width wanted: Int, height wantedHeight: Int) -> Rectangle {
        let (width, height) = (min(wanted, width), min(wantedHeight, height))
        return Rectangle(
            column: column + (self.width - width) / 2, row: row + (self.height - height) / 2, width: width,
            height: height
        )
    }
}
