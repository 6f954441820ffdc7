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
            for (offset, line) in emptiness.wrapped(to: area.width - 2, limit: area.height).enumerated() {
                canvas.draw(line, column: 1, row: area.row + offset, in: area, style: Style(.dim))
            }
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
        // What waits elsewhere is one key away.
        let others = state.viewNumber == 0 ? state.viewCounts.dropFirst().first ?? nil : nil
        if state.viewNumber == 0, state.context.views.first == QueueView.builtIn.first {
            guard let others, others > 0 else { return "Nothing waits for you." }
            return
                "Nothing waits for you. \(Wording.count(others)) \(others == 1 ? "waits" : "wait" as DisplayText) for others: 2"
        }
        let filter = DisplayText(state.view.query.text)
        return filter.isEmpty ? "there is no handoff" : "nothing is \(filter)"
    }

    private mutating func draw(_ line: QueueLine, in area: Rectangle, isSelected: Bool) {
        // Where the handoff has the keys, the row says only which one it is.
        let ground: Style.Attributes = isSelected && hasFocus ? .selected : isSelected ? .bold : []
        if isSelected, hasFocus { canvas.fill(area, style: Style(.text, .selected)) }
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
            let sign: DisplayText = isUnicode ? (hasFocus ? "▌" : "▏") : hasFocus ? ">" : "-"
            canvas.draw(sign, column: area.column, row: area.row, in: area, style: Style(.accent, ground))
        }
    }

    /// Whether the queue has the keys.
    private var hasFocus: Bool { state.focus == .queue }

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
        let columns = RowColumns(area, isWide: state.size.width >= ConsoleLayout.wide)
        canvas.draw(
            Wording.sign(row.state, isUnicode: isUnicode), column: area.column + 3, row: area.row, in: area,
            style: Style(Wording.role(row.state), ground))
        markClaim(row.id, in: area, ground)
        canvas.draw(
            Wording.confidence(row.confidence), column: columns.confidence, row: area.row, in: area,
            style: Style(Wording.role(band: row.band), ground))
        let start = max(columns.title, draw(row.marks, in: area, columns, ground))
        let (end, endRole) = trailer(row, isGone: isGone)
        var stop = area.endColumn - end.width - 2
        if let place = columns.end {
            canvas.draw(
                end.paddedLeft(to: place.count), column: place.lowerBound, row: area.row, in: area,
                style: Style(endRole, ground))
            stop = drawTarget(row, in: area, columns, ground)
        } else {
            canvas.draw(
                end, column: area.endColumn - end.width - 1, row: area.row, in: area, style: Style(endRole, ground))
        }
        let room = stop - start
        // No column takes more than six characters, so what is not read of a long title would not be seen. Its end is.
        let title = DisplayText(sanitising: row.title, limit: 2_000).shortened(to: room)
        canvas.draw(title, column: start, row: area.row, in: area, style: Style(isGone ? .dim : .text, ground))
        mark(title, at: start, row: area.row)
    }

    /// Draws what says: look; gives the column after it.
    private mutating func draw(
        _ marks: RowMarks, in area: Rectangle, _ columns: RowColumns, _ ground: Style.Attributes
    ) -> Int {
        let signs = Wording.signs(marks, isUnicode: isUnicode)
        guard !signs.isEmpty else { return columns.title }
        var column = columns.marks
        // Where not all of them fit with a space between, they stand closer; where there is little room, without their counts.
        let isLoose = columns.hasCounts && signs.reduce(-1) { $0 + $1.text.width + 1 } <= columns.mostMarks
        let hasCounts = columns.hasCounts && signs.reduce(0) { $0 + $1.text.width } <= columns.mostMarks
        for sign in signs.prefix(hasCounts ? signs.count : columns.mostMarks) {
            let text = hasCounts ? sign.text : sign.text.prefix(1)
            column = canvas.draw(
                text, column: column, row: area.row, in: area, style: Style(sign.role, ground.union(.bold)))
            if isLoose { column += 1 }
        }
        return isLoose ? column : column + 1
    }

    /// Draws the record and what is at stake; gives the column at which the title has to end.
    private mutating func drawTarget(
        _ row: QueueRow, in area: Rectangle, _ columns: RowColumns, _ ground: Style.Attributes
    ) -> Int {
        guard let record = columns.record, let stake = columns.stake else { return area.endColumn }
        let target = row.reference.map { DisplayText($0) } ?? "(new)"
        canvas.draw(
            target.shortened(to: record.count), column: record.lowerBound, row: area.row, in: area,
            style: Style(row.reference == nil ? .dim : .text, ground))
        if let amount = row.stake {
            canvas.draw(
                Wording.amount(amount, row.currency).paddedLeft(to: stake.count), column: stake.lowerBound,
                row: area.row, in: area,
                style: Style(.text, ground))
        }
        return record.lowerBound - 1
    }

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
        if isGone || row.state.isFinal { return (DisplayText(row.state.rawValue), Wording.role(row.state)) }
        if row.state.isPending, row.expired(at: state.now) != nil { return ("expired", .error) }
        if let observed = row.observed { return (DisplayText(observed.conditional), .dim) }
        switch shownView.orderInGroup.key {
        case .stake where state.size.width < ConsoleLayout.wide:
            return (row.stake.map { Wording.amount($0, row.currency).truncated(to: 18) } ?? "", .text)
        case .age: return (Wording.left(state.now.milliseconds - row.submittedAt.milliseconds), .dim)
        case .due, .confidence, .stake: break
        }
        guard let due = row.due else { return ("", .dim) }
        let left = due.milliseconds - state.now.milliseconds
        return left < 0
            ? ("\(Wording.span(left)) late", .error) : (Wording.left(left), left < 3_600_000 ? .warning : .dim)
    }
}
