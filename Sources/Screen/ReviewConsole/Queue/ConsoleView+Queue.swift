import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

extension ConsoleView {
    /// Draws the queue around the cursor.
    mutating func drawQueue() {
        let area = layout.queue
        guard let window = state.window else {
            canvas.draw(
                state.isUnreadable ? "the store can't be read" : "reading…", column: 1, row: area.row, in: area,
                style: Style(.dim))
            return
        }
        guard !window.lines.isEmpty else {
            canvas.draw(emptiness.truncated(to: area.width - 2), column: 1, row: area.row, in: area, style: Style(.dim))
            return
        }
        let index = state.cursorIndex ?? window.anchorIndex
        let top = max(0, index - state.linesAbove)
        for offset in 0..<area.height where window.lines.indices.contains(top + offset) {
            let line = window.lines[top + offset]
            let row = Rectangle(column: area.column, row: area.row + offset, width: area.width, height: 1)
            draw(line, in: row, isSelected: line.place == state.cursor)
        }
    }

    private var emptiness: DisplayText {
        if let job = state.job, job.isPartial { return job.isStopped ? "nothing was found so far" : "searching…" }
        let filter = DisplayText(state.view.query.text)
        return filter.isEmpty ? "there is no handoff" : "nothing is \(filter)"
    }

    private mutating func draw(_ line: QueueLine, in area: Rectangle, isSelected: Bool) {
        let ground: Style.Attributes = isSelected ? .selected : []
        if isSelected { canvas.fill(area, style: Style(.text, .selected)) }
        switch line {
        case .heading(let path, let count, let isFolded):
            let isInner = path.count > 1
            heading(
                "\(fold(isFolded))\(Wording.heading(path, shownView.grouping, now: state.now))", count: count,
                indent: isInner ? 2 : 0, area,
                Style(isInner ? Wording.role(band: path.last ?? "") : .groupHeader, ground))
        case .handoff(let row, let isGone): draw(row, isGone: isGone, in: area, ground)
        }
        // The cursor is marked by a sign as well, for screens without colours.
        if isSelected {
            canvas.draw(
                isUnicode ? "▌" : ">", column: area.column, row: area.row, in: area, style: Style(.accent, ground))
        }
    }

    private func fold(_ isFolded: Bool) -> DisplayText {
        isUnicode ? (isFolded ? "▸ " : "▾ ") : (isFolded ? "+ " : "- ")
    }

    private mutating func heading(_ name: DisplayText, count: Int, indent: Int, _ area: Rectangle, _ style: Style) {
        let number = Wording.count(count, isPartial: state.job?.isPartial ?? false, isUnicode: isUnicode)
        let room = area.width - indent - number.width - 3
        canvas.draw(name.truncated(to: room), column: area.column + 1 + indent, row: area.row, in: area, style: style)
        canvas.draw(number, column: area.endColumn - number.width - 1, row: area.row, in: area, style: style)
    }

    private mutating func draw(_ row: QueueRow, isGone: Bool, in area: Rectangle, _ ground: Style.Attributes) {
        if !state.tags.isEmpty, let tag = state.tags[row.id] {
            // What has changed since it was tagged is no longer what would be decided on.
            let isSame = tag.isOf(row)
            canvas.draw(
                isSame ? "*" : "!", column: area.column + 1, row: area.row, in: area,
                style: Style(isSame ? .accent : .warning, ground.union(.bold)))
        }
        let sign = Wording.sign(row.state, isUnicode: isUnicode)
        let role: ThemeRole = row.state.isFinal ? .final : row.state == .escalated ? .warning : .provisional
        canvas.draw(sign, column: area.column + 3, row: area.row, in: area, style: Style(role, ground))
        markClaim(row.id, in: area, ground)
        let confidence = row.confidence?.double
        var start = 5
        if area.width >= Self.widthForBars {
            // Nothing stated is no bar at all, not an empty one.
            let bar = confidence.map { Meter.bar($0, width: 4, isUnicode: isUnicode) } ?? ""
            canvas.draw(
                bar, column: area.column + start, row: area.row, in: area,
                style: Style(Wording.role(band: row.band), ground))
            start += 5
        }
        canvas.draw(
            Wording.confidence(confidence), column: area.column + start, row: area.row, in: area,
            style: Style(Wording.role(band: row.band), ground))
        let (end, endRole) = trailer(row, isGone: isGone)
        start += 5
        let room = area.width - start - end.width - 2
        // No column takes more than six characters, so what is not read of a long title would not be seen.
        let title = DisplayText(sanitising: row.title, limit: 6 * max(1, room + 1)).truncated(to: room)
        canvas.draw(
            title, column: area.column + start, row: area.row, in: area, style: Style(isGone ? .dim : .text, ground))
        mark(title, at: area.column + start, row: area.row)
        canvas.draw(end, column: area.endColumn - end.width - 1, row: area.row, in: area, style: Style(endRole, ground))
    }

    /// From this width on there is room for bars beside the numbers; a title of some length goes before them.
    private static let widthForBars = 46
    private static let widthForClocks = 56

    /// Marks what was searched for.
    private mutating func mark(_ title: DisplayText, at column: Int, row: Int) {
        guard !state.pattern.utf8.isEmpty else { return }
        for range in TextMatches.columns(of: state.pattern, in: title) {
            canvas.add(
                [.reverse, .bold],
                in: Rectangle(column: column + range.lowerBound, row: row, width: range.count, height: 1))
        }
    }

    // What became of it where that matters, else what the queue is sorted by, else when it is due.
    private func trailer(_ row: QueueRow, isGone: Bool) -> (DisplayText, ThemeRole) {
        if isGone { return (DisplayText(row.state.rawValue), row.state.isFinal ? .final : .provisional) }
        if row.state.isPending, row.expired(at: state.now) != nil { return ("expired", .error) }
        if let observed = row.observed { return (DisplayText(observed.conditional), .dim) }
        switch shownView.orderInGroup.key {
        case .stake: return (row.stake.map { DisplayText($0.text).truncated(to: 14) } ?? "", .text)
        case .age: return (Wording.span(state.now.milliseconds - row.submittedAt.milliseconds), .dim)
        case .due, .confidence: break
        }
        guard let due = row.due else { return ("", .dim) }
        let left = due.milliseconds - state.now.milliseconds
        let bar: DisplayText =
            layout.queue.width >= Self.widthForClocks
            ? "\(Wording.clock(due, row.submittedAt, state.now, isUnicode: isUnicode)) " : ""
        return left < 0
            ? ("\(bar)\(Wording.span(left)) late", .error)
            : ("\(bar)\(Wording.span(left))", left < 3_600_000 ? .warning : .dim)
    }
}
