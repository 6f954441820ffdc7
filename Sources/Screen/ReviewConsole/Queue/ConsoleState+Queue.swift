import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

extension ConsoleState {
    /// What the next window is to be made around.
    var anchor: QueueWindow.Request.Anchor {
        if let cursorRow, selected == cursorRow.id { return .row(cursorRow) }
        switch cursor {
        case .handoff(let id): return .handoff(id)
        case .heading(let path): return .heading(path)
        case nil: return goal
        }
    }

    /// Asks for another part of the queue than the one that is shown.
    mutating func turn(to anchor: QueueWindow.Request.Anchor) -> Effect {
        isTurning = true
        return loadWindow(anchor)
    }

    /// Asks for the queue around a place: as much of it as the screen shows, or the whole window.
    mutating func loadWindow(_ anchor: QueueWindow.Request.Anchor, isWhole: Bool = false) -> Effect {
        requestNumber += 1
        if cursor == nil { goal = anchor }
        var request = QueueWindow.Request(
            view: view, job: job, folded: folded, anchor: anchor, number: requestNumber)
        if !isWhole {
            let height = min(QueueWindow.span, max(1, ConsoleLayout(self).queue.height))
            request.above = max(0, min(linesAbove, height - 1))
            request.below = height - request.above
        }
        // What is beyond the screen changes nothing on it.
        request.isProgress = isWhole
        request.outline = outlines[view]
        if !isWhole { awaitedWindow = requestNumber }
        return .desk(.loadWindow(request))
    }

    /// Asks for the whole window where only what the screen shows was read.
    private mutating func completeWindow() -> [Effect] {
        guard !isTurning, let window, !window.request.isWhole, !(window.reachesStart && window.reachesEnd) else {
            return []
        }
        // While a filter finds more and more, there is a window after each piece of its work: the screen is enough.
        if let job, job.isPartial, !job.isStopped { return [] }
        return [loadWindow(anchor, isWhole: true)]
    }

    /// Takes a part of the queue that was loaded.
    mutating func take(_ window: QueueWindow, at time: Int64) -> [Effect] {
        guard window.request.number == requestNumber else { return [] }
        awaitedWindow = nil
        (isTurning, goal) = (false, .start)
        isUnreadable = false
        now = window.now
        changeCount = window.changeCount
        folded = window.folded
        self.window = window
        if let outline = window.outline { outlines.put(outline) }
        keepShown(window)
        if isOpening, window.total == 0, view.query.isIndexed, context.views.count > 1, viewNumber == 0 {
            isOpening = false
            notice = Notice(text: "nothing waits for you: these are all that wait for anybody", role: .dim)
            return showView(1)
        }
        if isOpening, mayStillBeFound { return [] }
        // Where a session ended is where the next one begins, as long as there is something to do.
        if isOpening, cursor != nil, isGone(in: window) {
            forgetCursor()
            return [turn(to: .start)]
        }
        isOpening = false
        if let index = cursorIndex {
            if let row = window.lines[index].row { cursorRow = row }
            keepCursorOnScreen()
            let moved = goOn(at: time)
            // A handoff that is found by search or at the beginning has not been read yet.
            guard moved.isEmpty, let selected, dossier?.handoff.id != selected else { return moved + completeWindow() }
            awaitedDossier = selected
            return [.desk(.loadDossier(selected))] + completeWindow()
        }
        let hadCursor = cursor != nil
        guard window.lines.indices.contains(window.anchorIndex) else {
            (cursor, cursorRow, dossier) = (nil, nil, nil)
            forgetMoves()
            return []
        }
        // What was under the cursor is gone: it goes to a heading, and nothing that was typed ahead counts any more.
        if hadCursor { forgetMoves() }
        let effects = moveCursor(to: window.anchorIndex)
        let further = hadCursor ? [] : firstHandoff() + goOn(at: time)
        return (hadCursor ? guardKeys(at: time) : []) + effects + further + completeWindow()
    }

    // MARK: Moves that wait

    /// Whether a key has to wait because where the cursor goes from is not loaded yet. Another arrangement needs no more than that the
    /// cursor is on something.
    func hasToWait(_ action: ConsoleAction) -> Bool {
        isTurning && (cursor == nil || !action.isArranging) || linesOwed != 0 || !movesAhead.isEmpty
    }

    /// The cursor goes nowhere by itself any more.
    mutating func forgetMoves() { (linesOwed, movesAhead) = (0, []) }

    /// Makes the moves that were waiting, up to one that has to wait in turn.
    private mutating func goOn(at time: Int64) -> [Effect] {
        let moves = movesAhead
        let owed = linesOwed
        forgetMoves()
        var effects = owed == 0 ? [] : moveCursor(by: owed)
        for (index, move) in moves.enumerated() {
            guard !hasToWait(move) else {
                movesAhead = Array(moves[index...])
                break
            }
            effects += move.perform(&self, at: time)
        }
        return effects
    }

    /// Whether the cursor is to be on a heading that a filter at work has not come to yet.
    private var mayStillBeFound: Bool {
        guard case .heading? = cursor, cursorIndex == nil, let job else { return false }
        return job.isPartial && !job.isStopped
    }

    /// Whoever presses a key does not wait any more for a filter to come to the heading that they were on.
    mutating func beginAnew() -> [Effect] {
        guard isOpening, window != nil, mayStillBeFound else { return [] }
        isOpening = false
        forgetCursor()
        return [turn(to: .start)]
    }

    /// Whether what the cursor is on has left the queue.
    private func isGone(in window: QueueWindow) -> Bool {
        guard let index = cursorIndex else { return true }
        if case .handoff(_, let isGone) = window.lines[index] { return isGone }
        return false
    }

    /// At the beginning the cursor goes past the headings to the first handoff.
    private mutating func firstHandoff() -> [Effect] {
        guard let window, window.request.anchor == .start,
            let index = window.lines.firstIndex(where: { $0.row != nil }), index < 10
        else { return [] }
        linesAbove = index
        return moveCursor(to: index)
    }

    /// Puts the cursor on a line of the window.
    mutating func moveCursor(to index: Int) -> [Effect] {
        linesOwed = 0
        guard let window, window.lines.indices.contains(index) else { return [] }
        let line = window.lines[index]
        linesAbove += index - (cursorIndex ?? index)
        guard line.place != cursor else {
            keepCursorOnScreen()
            return []
        }
        cursor = line.place
        cursorRow = line.row
        keepCursorOnScreen()
        dossier = selected.flatMap { shelf[$0] }
        awaitedDossier = dossier == nil ? selected : nil
        evidence = []
        sheetTop = 0
        var effects: [Effect] = selected.map { [.desk(.loadDossier($0))] } ?? loadGroup()
        if isNearEdge(index, of: window) { effects.append(loadWindow(anchor, isWhole: true)) }
        return effects
    }

    private func isNearEdge(_ index: Int, of window: QueueWindow) -> Bool {
        // Where only what the screen shows was read, the rest is on its way.
        let margin = window.request.isWhole ? QueueWindow.span / 3 : 1
        return (!window.reachesStart && index < margin) || (!window.reachesEnd && index >= window.lines.count - margin)
    }

    /// The cursor's place on the screen follows from how many lines are above it; both ends of the queue are kept at the edges.
    mutating func keepCursorOnScreen() {
        let height = max(1, ConsoleLayout(self).queue.height)
        guard let window, let index = cursorIndex else { return }
        linesAbove = max(0, min(linesAbove, height - 1))
        if linesAbove > index { linesAbove = index }
        let below = window.lines.count - 1 - index
        if linesAbove + below < height - 1 { linesAbove = min(index, height - 1 - below) }
    }

    /// Asks what the group under the cursor is in sum.
    func loadGroup() -> [Effect] {
        guard case .heading(let path)? = cursor, view.query.isIndexed else { return [] }
        return [.desk(.loadGroup(path, view))]
    }

    /// Moves by lines; the cursor stops at both ends.
    mutating func moveCursor(by lines: Int) -> [Effect] {
        guard let window, let index = cursorIndex else { return [] }
        let wanted = index + lines
        let reached = max(0, min(window.lines.count - 1, wanted))
        let isLoaded = wanted == reached || (wanted < 0 ? window.reachesStart : window.reachesEnd)
        let owed = isLoaded ? 0 : linesOwed + wanted - reached
        let effects = moveCursor(to: reached)
        // What is not loaded yet is gone on to when it is.
        linesOwed = owed
        return effects
    }

    /// Goes to the first or the last line of the queue.
    mutating func moveCursor(toEnd isEnd: Bool) -> [Effect] {
        guard let window else { return [] }
        let isLoaded = isEnd ? window.reachesEnd : window.reachesStart
        if isLoaded { return moveCursor(to: isEnd ? window.lines.count - 1 : 0) }
        forgetCursor()
        linesAbove = isEnd ? Int(Int32.max) : 0
        return [turn(to: isEnd ? .end : .first)]
    }

    mutating func forgetCursor() {
        (cursor, cursorRow, dossier, evidence, linesOwed) = (nil, nil, nil, [], 0)
    }

    /// Folds or unfolds what the cursor is on; on a handoff, the group around it.
    mutating func fold() -> [Effect] {
        guard let window, let index = cursorIndex else { return [] }
        var place = window.lines[index].place
        if let row = window.lines[index].row {
            let path = view.grouping.path(row.cell, due: row.due, today: now.day)
            guard !path.isEmpty else { return [] }
            place = .heading(path)
        }
        if folded.contains(place) {
            folded.remove(place)
        } else {
            folded.insert(place)
            if let heading = window.index(of: place) {
                let effects = moveCursor(to: heading)
                return effects + [turn(to: anchor)]
            }
            if case .heading(let path) = place {
                forgetCursor()
                return [turn(to: .heading(path))]
            }
        }
        return [turn(to: anchor)]
    }

    /// Folds every outer heading, or unfolds everything.
    mutating func foldAll() -> [Effect] {
        guard let window else { return [] }
        if folded.isEmpty {
            let outer = window.groups.compactMap(\.path.first)
            guard let first = outer.first else { return [] }
            folded = Set(outer.map { .heading([$0]) })
            let place = cursorRow.flatMap { view.grouping.path($0.cell, due: $0.due, today: now.day).first } ?? first
            forgetCursor()
            return [turn(to: .heading([place]))]
        }
        folded = []
        return [turn(to: anchor)]
    }

    // MARK: Search

    /// Looks for the pattern from the cursor on.
    mutating func find(_ direction: SearchDirection) -> [Effect] {
        guard !pattern.utf8.isEmpty else {
            notice = Notice(text: "nothing was searched for yet: / begins a search", role: .dim)
            return []
        }
        guard let window else {
            notice = Notice(text: "the queue is being read: n searches then", role: .dim)
            return []
        }
        let toward: QueueDirection = direction == .forward ? .after : .before
        // What is pressed while one is on its way goes on from where that arrives.
        if let search, search.direction == toward, search.pattern == pattern {
            self.search?.repeats = min(search.repeats + 1, 100)
            return []
        }
        searchNumber += 1
        let job = SearchJob(
            pattern: pattern, view: view, job: job, direction: toward,
            from: searchStart, today: now.day, total: window.total, number: searchNumber)
        search = job
        return [.desk(.search(job))]
    }

    enum SearchDirection { case forward, backward }

    // From a heading on, the first handoff below it is the nearest.
    private var searchStart: QueueRow? {
        if let cursorRow { return cursorRow }
        guard let window, let index = cursorIndex else { return nil }
        return window.lines[..<index].last { $0.row != nil }?.row
    }

    mutating func take(_ job: SearchJob, _ outcome: SearchJob.Outcome) -> [Effect] {
        guard let search, search.number == job.number else { return [] }
        switch outcome {
        case .more(var next):
            next.repeats = search.repeats
            self.search = next
            return [.desk(.search(next))]
        case .nothing:
            self.search = nil
            notice = Notice(text: "no handoff with ‘\(DisplayText(pattern))’", role: .warning)
            return []
        case .found(let row):
            self.search = nil
            let effects = moveCursor(to: row)
            guard search.repeats > 0 else { return effects }
            let next = find(job.direction == .after ? .forward : .backward)
            self.search?.repeats = search.repeats - 1
            return effects + next
        }
    }

    private mutating func moveCursor(to row: QueueRow) -> [Effect] {
        let place = QueuePlace.handoff(row.id)
        if let index = window?.index(of: place) { return moveCursor(to: index) }
        forgetCursor()
        (cursor, cursorRow) = (place, row)
        linesAbove = ConsoleLayout(self).queue.height / 2
        return [turn(to: .row(row)), .desk(.loadDossier(row.id))]
    }
}
