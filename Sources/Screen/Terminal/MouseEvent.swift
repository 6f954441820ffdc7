/// What a mouse did on the screen.
package struct MouseEvent: Sendable, Hashable {
    /// Which thing it did.
    package enum Kind: Sendable, Hashable {
        case click, doubleClick, wheelUp, wheelDown
    }

    /// What it did.
    package var kind: Kind
    /// Where.
    package var column: Int
    /// Where.
    package var row: Int

    /// A thing done by a mouse.
    package init(_ kind: Kind, column: Int, row: Int) {
        self.kind = kind
        self.column = column
        self.row = row
    }
}

/// Tells a second click from a first one.
struct ClickCounter {
    private var last: (column: Int, row: Int, time: ContinuousClock.Instant)?

    static let doubleClick = Duration.milliseconds(400)

    /// What a press of a button is, by xterm's numbers; nil for what means nothing here.
    mutating func event(button: Int, column: Int, row: Int, at time: ContinuousClock.Instant) -> MouseEvent? {
        // Shift, Alt and Ctrl are bits that change nothing here; the bit of a motion does.
        switch button & ~0b11100 {
        case 64: return MouseEvent(.wheelUp, column: column, row: row)
        case 65: return MouseEvent(.wheelDown, column: column, row: row)
        case 0:
            if let last, last.column == column, last.row == row, time - last.time < Self.doubleClick {
                self.last = nil
                return MouseEvent(.doubleClick, column: column, row: row)
            }
            last = (column, row, time)
            return MouseEvent(.click, column: column, row: row)
        default: return nil
        }
    }
}
