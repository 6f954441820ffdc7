import ReviewFlow
import Terminal

/// Where everything is on the screen: a pure function of the size and of what has the focus.
struct ConsoleLayout: Sendable, Hashable {
    /// Below this width only one pane is shown at a time.
    static let twoPanes = 72

    let whole: Rectangle
    let title: Rectangle
    /// The rows of the queue; empty when only the detail pane is shown.
    let queue: Rectangle
    /// The column between the panes; nil when there is one.
    let divider: Int?
    /// The whole detail pane; empty when only the queue is shown.
    let detail: Rectangle
    /// What stands at the top of the detail pane whatever is scrolled: tabs, title, state, what the person may do.
    let head: Rectangle
    /// The scrolled part of the detail pane.
    let sheet: Rectangle
    let status: Rectangle
    let keys: Rectangle

    /// From this width on record and stake have columns of their own in the queue.
    static let wide = 140

    /// The row with the names of the tabs.
    var tabRow: Int { head.row }
    /// Whether there is a line below the tabs.
    var hasRule: Bool { head.height > 4 }
    /// The row with the title.
    var titleRow: Int { head.row + (hasRule ? 2 : 1) }

    /// - Parameter isWhole: Whether the handoff has the whole screen.
    init(width: Int, height: Int, focus: ConsoleState.Focus, isWhole: Bool = false) {
        let whole = Rectangle(column: 0, row: 0, width: width, height: height)
        self.whole = whole
        let (title, belowTitle) = whole.splitTop(1)
        let (body, foot) = belowTitle.splitTop(max(0, height - 3))
        self.title = title
        (status, keys) = foot.splitTop(1)
        if isWhole, width >= Self.twoPanes {
            queue = Rectangle(column: 0, row: body.row, width: body.width, height: 0)
            divider = nil
            detail = Rectangle(column: 1, row: body.row, width: body.width - 2, height: body.height)
        } else if width >= Self.twoPanes {
            // The queue takes two fifths; with columns of its own for record and stake, a little more than half.
            let left = width < Self.wide ? min(max(30, width * 2 / 5), 56) : min(width * 11 / 20, 120)
            let (queue, rest) = body.splitLeft(left)
            self.queue = queue
            divider = rest.column
            detail = Rectangle(column: rest.column + 2, row: rest.row, width: rest.width - 3, height: rest.height)
        } else if focus == .queue {
            queue = body
            divider = nil
            detail = Rectangle(column: 0, row: body.row, width: body.width, height: 0)
        } else {
            queue = Rectangle(column: 0, row: body.row, width: body.width, height: 0)
            divider = nil
            detail = body
        }
        // On a low screen the line below the tabs gives way to the text.
        (head, sheet) = detail.splitTop(height < 20 ? 4 : 5)
    }

    init(_ state: ConsoleState) {
        self.init(width: state.size.width, height: state.size.height, focus: state.focus, isWhole: state.isWhole)
    }
}
