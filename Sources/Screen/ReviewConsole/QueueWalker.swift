import Handoff
import HandoffStore
import ReviewDesk

/// Makes windows by walking away from the anchor in both directions.
struct QueueWalker<Source: ReviewSource> {
    private let request: QueueWindow.Request
    private var listing: QueueListing<Source>
    private var folded: Set<QueuePlace>

    static func window(_ source: Source, _ request: QueueWindow.Request) throws(DeskError) -> QueueWindow {
        // Read first: a change that comes between is then noticed by the next poll.
        let changeCount = try source.changeCount()
        var walker = QueueWalker(
            request: request,
            listing: try QueueListing(
                source, request.view, request.job, known: request.outline, changeCount: changeCount),
            folded: request.folded)
        var window = QueueWindow(
            request: request, groups: walker.listing.groups, outline: walker.listing.outline, folded: request.folded,
            now: source.now, changeCount: changeCount)
        // The state keeps its own.
        (window.request.job, window.request.outline) = (nil, nil)
        guard let anchor = try walker.anchorLine() else { return window }
        let (after, reachesEnd) = try walker.lines(after: anchor, span: request.below)
        // At the end of the queue the screen shows more of what is above.
        let (before, reachesStart) = try walker.lines(
            before: anchor, span: max(request.above, request.above + request.below - after.count))
        window.lines = before.reversed() + [anchor] + after
        window.anchorIndex = before.count
        window.reachesStart = reachesStart
        window.reachesEnd = reachesEnd
        window.folded = walker.folded
        return window
    }

    private init(request: QueueWindow.Request, listing: QueueListing<Source>, folded: Set<QueuePlace>) {
        self.request = request
        self.listing = listing
        self.folded = folded
    }

    private var groups: [QueueGroup] { listing.groups }

    // MARK: The anchor

    private mutating func anchorLine() throws(DeskError) -> QueueLine? {
        switch request.anchor {
        case .start, .first: return try firstLine()
        case .end: return try lastLine()
        case .heading(let path): return try heading(nearest: path)
        case .handoff(let id):
            guard let row = try listing.source.row(id) else { return try firstLine() }
            return show(row, isGone: !(try listing.includes(row)))
        case .row(let old):
            guard let row = try listing.source.row(old.id) else { return show(old, isGone: true) }
            guard !(try listing.includes(row)) else { return show(row, isGone: false) }
            // It left the queue: it stays where it stood, for as long as the cursor is on it.
            var gone = old
            (gone.state, gone.title, gone.version, gone.digest) = (row.state, row.title, row.version, row.digest)
            return show(gone, isGone: true)
        }
    }

    private func firstLine() throws(DeskError) -> QueueLine? {
        guard let first = groups.first else { return nil }
        if let heading = headings(at: 0).first { return heading }
        return try listing.page(first, .after, nil, limit: 1).first.map { .handoff($0, isGone: false) }
    }

    private func lastLine() throws(DeskError) -> QueueLine? {
        guard let last = groups.last else { return nil }
        if let hidden = fold(over: last) { return line(hidden) }
        let row = try listing.page(last, .before, nil, limit: 1).first
        return row.map { .handoff($0, isGone: false) } ?? (last.path.isEmpty ? nil : line(last.path))
    }

    /// The line of a heading, or of the next one where it has nothing left.
    private func heading(nearest path: [String]) throws(DeskError) -> QueueLine? {
        if let group = groups.first(where: { $0.path.starts(with: path) }) {
            return line(fold(over: group).map { $0.count < path.count ? $0 : path } ?? path)
        }
        guard let outer = path.first, let next = groups.first(where: { outer <= $0.path.first ?? "" }) ?? groups.last,
            let first = next.path.first
        else { return try firstLine() }
        return line([first])
    }

    private mutating func show(_ row: QueueRow, isGone: Bool) -> QueueLine {
        let path = listing.path(of: row)
        for depth in 0...path.count { folded.remove(.heading(Array(path.prefix(depth)))) }
        _ = listing.index(of: row)
        return .handoff(row, isGone: isGone)
    }

    // MARK: Headings

    private func line(_ path: [String]) -> QueueLine {
        let count = groups.reduce(0) { $0 + ($1.path.starts(with: path) ? $1.count : 0) }
        return .heading(path, count: count, isFolded: folded.contains(.heading(path)))
    }

    /// The outermost folded heading over a group.
    private func fold(over group: QueueGroup) -> [String]? {
        guard !folded.isEmpty else { return nil }
        return group.path.indices.lazy.map { Array(group.path[...$0]) }.first { folded.contains(.heading($0)) }
    }

    /// The headings that begin with a group, down to the first folded one, deeper than `depth`.
    private func headings(at index: Int, deeperThan depth: Int = 0) -> [QueueLine] {
        guard groups.indices.contains(index) else { return [] }
        let path = groups[index].path
        let end = fold(over: groups[index])?.count ?? path.count
        guard depth < end else { return [] }
        return (depth + 1...end).map { Array(path.prefix($0)) }
            .filter { index == 0 || !groups[index - 1].path.starts(with: $0) }.map(line)
    }

    // MARK: Lines

    private func lines(
        after anchor: QueueLine, span: Int
    ) throws(DeskError) -> (lines: [QueueLine], reachesEnd: Bool) {
        var found: [QueueLine] = []
        var index: Int
        switch anchor {
        case .heading(let path, _, let isFolded):
            index = groups.firstIndex { $0.path.starts(with: path) } ?? 0
            if isFolded {
                index = (groups.lastIndex { $0.path.starts(with: path) } ?? index) + 1
            } else {
                found += headings(at: index, deeperThan: path.count)
                found += try rows(at: index, .after, nil, limit: span)
                index += 1
            }
        case .handoff(let row, _):
            index = self.index(of: row)
            found += try rows(at: index, .after, listing.place(of: row), limit: span)
                .filter { $0.row?.id != row.id }
            index += 1
        }
        while found.count < span, groups.indices.contains(index) {
            found += headings(at: index)
            found += try rows(at: index, .after, nil, limit: span - found.count)
            index += 1
        }
        return (found, found.count < span)
    }

    private func lines(
        before anchor: QueueLine, span: Int
    ) throws(DeskError) -> (lines: [QueueLine], reachesStart: Bool) {
        var found: [QueueLine] = []
        var index: Int
        switch anchor {
        case .heading(let path, _, _):
            index = groups.firstIndex { $0.path.starts(with: path) } ?? 0
            found += headings(at: index).filter { $0.depth < path.count }.reversed()
        case .handoff(let row, _):
            index = self.index(of: row)
            found += try rows(at: index, .before, listing.place(of: row), limit: span)
                .filter { $0.row?.id != row.id }
            if found.count < span { found += headings(at: index).reversed() }
        }
        index -= 1
        while found.count < span, groups.indices.contains(index) {
            found += try rows(at: index, .before, nil, limit: span - found.count)
            if found.count < span { found += headings(at: index).reversed() }
            index -= 1
        }
        return (found, found.count < span)
    }

    private func index(of row: QueueRow) -> Int {
        let path = listing.path(of: row)
        return groups.firstIndex { $0.path == path } ?? 0
    }

    private func rows(
        at index: Int, _ direction: StoreSnapshot.Direction, _ place: QueuePosition?, limit: Int
    ) throws(DeskError) -> [QueueLine] {
        guard fold(over: groups[index]) == nil else { return [] }
        return try listing.page(groups[index], direction, place, limit: limit).map { .handoff($0, isGone: false) }
    }
}

extension QueueLine {
    /// How deep a heading is: 1 for an outer one.
    fileprivate var depth: Int {
        if case .heading(let path, _, _) = self { path.count } else { .max }
    }
}
