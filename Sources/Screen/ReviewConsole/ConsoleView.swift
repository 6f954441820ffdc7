import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// Draws a state: a pure function from the state to the picture.
struct ConsoleView {
    private(set) var state: ConsoleState
    let layout: ConsoleLayout
    /// The view whose handoffs stand on the screen: the wanted one as soon as it was read.
    let shownView: QueueView
    /// Who has taken which of the handoffs in the window.
    let claims: [HandoffID: Claim]
    var canvas: Canvas

    /// The picture of a state.
    static func picture(of state: ConsoleState) -> Canvas {
        var view = ConsoleView(
            state: state, layout: ConsoleLayout(state), shownView: state.window?.request.view ?? state.view,
            claims: state.window?.claims ?? [:],
            canvas: Canvas(width: state.size.width, height: state.size.height, isUnicode: state.context.isUnicode))
        view.draw()
        return view.canvas
    }

    var isUnicode: Bool { state.context.isUnicode }

    private mutating func draw() {
        guard !state.isTooSmall else {
            canvas.draw("the terminal is too small", column: 0, row: 0)
            canvas.draw("20x8 are needed", column: 0, row: 1)
            return
        }
        drawTitle()
        if !layout.queue.isEmpty { drawQueue() }
        if let divider = layout.divider {
            drawDivider(divider)
        }
        // What the pane shows, and what can be done with it, belong together.
        let present = state
        state = state.paneState
        if !layout.detail.isEmpty { drawDetail() }
        if state.compare != nil { drawCompare() }
        drawKeys()
        state = present
        drawStatus()
        if let line = state.filterLine { draw(line) }
        if let dialog = state.dialog { draw(dialog) }
    }

    /// A line that is filled from edge to edge.
    mutating func bar(_ area: Rectangle, _ left: DisplayText, _ right: DisplayText = "", _ style: Style) {
        canvas.fill(area, style: style)
        let end = area.endColumn - right.width
        let room = right.isEmpty ? area.width : max(0, end - area.column - 1)
        canvas.draw(left.truncated(to: room), column: area.column, row: area.row, in: area, style: style)
        if right.width < area.width { canvas.draw(right, column: end, row: area.row, in: area, style: style) }
    }

    // The line between the panes belongs to the one that has the keys: heavy where that is the handoff.
    private mutating func drawDivider(_ column: Int) {
        let (row, length) = (layout.detail.row, layout.detail.height)
        guard state.isReading else { return canvas.verticalLine(column: column, row: row, length: length) }
        for offset in 0..<length {
            canvas.draw(isUnicode ? "┃" : "|", column: column, row: row + offset, style: Style(.accent, .bold))
        }
    }

    private mutating func drawTitle() {
        let line = TitleLine(state, shownView, width: layout.title.width)
        bar(layout.title, "", line.right, Style(.statusLine))
        var column = layout.title.column
        for part in line.left {
            column = canvas.draw(
                part.text, column: column, row: layout.title.row, in: layout.title,
                style: Style(.statusLine, part.isBold ? .bold : []))
        }
    }

    private mutating func drawStatus() {
        let area = layout.status
        if let editor = state.searchEditor {
            drawInput("/", editor, area)
        } else if let line = state.commandLine {
            draw(line, in: area)
        } else if let line = state.filterLine {
            let what: DisplayText = line.isForTags ? "tag" : "filter"
            drawInput(what + (isUnicode ? " › " : " > "), line.editor, area)
        } else if let seconds = state.waitingSeconds {
            let what: DisplayText = state.deciding == nil ? "" : "it is not written yet: "
            let long: DisplayText = seconds == 0 ? "" : ", \(seconds) s"
            let text: DisplayText =
                state.waitsToWrite ? "\(what)waiting for the store, which is busy\(long)" : "still reading\(long)"
            canvas.draw(text.truncated(to: area.width), column: 0, row: area.row, in: area, style: Style(.warning))
        } else if let notice = state.notice {
            draw(notice, in: area)
        } else if state.isUnreadable {
            canvas.draw(
                DisplayText("the store can't be read: trying again; what is shown may be old").truncated(
                    to: area.width),
                column: 0, row: area.row, in: area, style: Style(.error))
        } else if let job = state.bulk.gathering {
            canvas.draw(
                Wording.progress(of: job, tagged: state.tags.count).truncated(to: area.width), column: 0, row: area.row,
                in: area, style: Style(.accent))
        } else if let search = state.search {
            let share = search.total == 0 ? 100 : min(100, search.searched * 100 / search.total)
            let text: DisplayText =
                "searching ‘\(DisplayText(search.pattern))’: \(share) % of \(Wording.count(search.total)); esc cancels"
            canvas.draw(text, column: 0, row: area.row, in: area, style: Style(.accent))
        } else if let job = state.job, job.isPartial {
            let found = Wording.count(job.count)
            let text: DisplayText =
                job.isStopped
                ? "stopped: \(found) so far, \(job.share) % searched; ctrl-r goes on"
                : "filtering: \(found) so far, \(job.share) % of \(Wording.count(job.total)) searched; esc stops"
            canvas.draw(text.truncated(to: area.width), column: 0, row: area.row, in: area, style: Style(.accent))
        } else if let first = state.holds.first {
            let more: DisplayText = state.holds.count == 1 ? "" : " (and \(state.holds.count - 1) more on hold)"
            canvas.draw(
                (DisplayText(first).truncated(to: max(0, area.width - more.width)) + more).truncated(to: area.width),
                column: 0, row: area.row, in: area, style: Style(.warning))
        } else if let warning = state.clockWarning {
            canvas.draw(warning.truncated(to: area.width), column: 0, row: area.row, in: area, style: Style(.error))
        } else if state.configurationErrors > 0 {
            let text: DisplayText =
                "\(state.configurationErrors) error\(state.configurationErrors == 1 ? "" : "s" as DisplayText) in the store's configuration: see 'countersign contract lint'"
            canvas.draw(text.truncated(to: area.width), column: 0, row: area.row, in: area, style: Style(.error))
        } else {
            let doing: DisplayText = state.context.delivers ? "  delivering what is approved" : ""
            canvas.draw(
                (DisplayText(state.context.store) + doing).truncated(to: area.width), column: 0, row: area.row,
                in: area,
                style: Style(.dim))
        }
    }

    /// A sentence that does not fit takes rows from what is above it: half of a reason is none.
    private mutating func draw(_ notice: ConsoleState.Notice, in area: Rectangle) {
        // What a dialog shows is not covered, and a notice behind it would lose its beginning.
        let room = state.dialog == nil ? max(1, min(Self.longestNotice, state.size.height / 4)) : 1
        let lines = notice.text.wrapped(to: area.width - 1)
        let rows = min(lines.count, room)
        guard rows > 0 else { return }
        let top = area.row - rows + 1
        canvas.fill(Rectangle(column: 0, row: top, width: area.width, height: rows))
        for (offset, line) in lines.prefix(rows).enumerated() {
            let isCut = offset == rows - 1 && lines.count > rows
            let text = isCut ? (line + " …").truncated(to: area.width - 1) : line
            canvas.draw(text, column: 0, row: top + offset, in: layout.whole, style: Style(notice.role))
        }
    }

    /// How many rows a notice takes at most.
    private static let longestNotice = 4

    private mutating func drawKeys() {
        let area = layout.keys
        for item in Footer(state, width: area.width).items {
            let column = canvas.draw(
                item.sign, column: item.column, row: area.row, in: area, style: Style(item.isEnabled ? .keyHint : .dim))
            canvas.draw(
                item.word, column: column + 1, row: area.row, in: area, style: Style(item.isEnabled ? .text : .dim))
        }
    }
}
