import Handoff

/// Reads a window: the line that it is made around, then what is nearest to that in both directions.
struct WindowReader {
    private let request: QueueWindow.Request
    private var listing: QueueListing
    private var folded: Set<QueuePlace>

    static func window(
        _ source: any QueueSource, _ request: QueueWindow.Request
    ) throws(DeskError) -> QueueWindow {
        // Read first: a change that comes between is then noticed by the next poll.
        let changeCount = try source.changeCount()
        let listing = try QueueListing(
            request.view, found: request.job, source, known: request.outline, changeCount: changeCount)
        var reader = WindowReader(request: request, listing: listing, folded: request.folded)
        var window = QueueWindow(request, groups: listing.groups, now: source.now, changeCount: changeCount)
        window.outline = listing.outline
        guard let anchor = try reader.anchorLine() else { return window }
        let (after, reachesEnd) = try reader.lines(after: anchor, span: request.below)
        // At the end of the queue the screen shows more of what is above.
        let (before, reachesStart) = try reader.lines(
            before: anchor, span: max(request.above, request.above + request.below - after.count))
        window.lines = before.reversed() + [anchor] + after
        window.anchorIndex = before.count
        window.reachesStart = reachesStart
        window.reachesEnd = reachesEnd
        window.folded = reader.folded
        return window
    }

    private init(request: QueueWindow.Request, listing: QueueListing, folded: Set<QueuePlace>) {
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
        let path = listing.heading(of: row).path
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
        var walk: QueueWalk
        // How deep the headings go that stand above what comes next.
        var depth: Int
        switch anchor {
        case .heading(let path, _, let isFolded):
            let first = groups.firstIndex { $0.path.starts(with: path) } ?? 0
            let last = groups.lastIndex { $0.path.starts(with: path) } ?? first
            walk = QueueWalk(listing, at: isFolded ? last + 1 : first)
            depth = isFolded ? 0 : path.count
        case .handoff(let row, _):
            walk = QueueWalk(listing, at: index(of: row), listing.view.place(of: row))
            depth = .max
        }
        while found.count < span, let group = walk.group {
            if walk.place == nil { found += headings(at: walk.index, deeperThan: depth) }
            depth = 0
            try addRows(of: group, &walk, to: &found, span: span, except: anchor)
        }
        return (found, found.count < span)
    }

    private func lines(
        before anchor: QueueLine, span: Int
    ) throws(DeskError) -> (lines: [QueueLine], reachesStart: Bool) {
        var found: [QueueLine] = []
        var walk: QueueWalk
        switch anchor {
        case .heading(let path, _, _):
            let index = groups.firstIndex { $0.path.starts(with: path) } ?? 0
            found += headings(at: index).filter { $0.depth < path.count }.reversed()
            walk = QueueWalk(listing, .before, at: index - 1)
        case .handoff(let row, _):
            walk = QueueWalk(listing, .before, at: index(of: row), listing.view.place(of: row))
        }
        while found.count < span, let group = walk.group {
            let index = walk.index
            try addRows(of: group, &walk, to: &found, span: span, except: anchor)
            if walk.index != index { found += headings(at: index).reversed() }
        }
        return (found, found.count < span)
    }

    private func index(of row: QueueRow) -> Int {
        let path = listing.heading(of: row).path
        return groups.firstIndex { $0.path == path } ?? 0
    }

    /// Adds the next rows of a group, up to `span` lines in all; none of a folded one.
    private func addRows(
        of group: QueueGroup, _ walk: inout QueueWalk, to lines: inout [QueueLine], span: Int, except anchor: QueueLine
    ) throws(DeskError) {
        guard lines.count < span else { return }
        guard fold(over: group) == nil else { return walk.leaveGroup() }
        let anchor = anchor.row?.id
        for row in try walk.page(limit: span - lines.count) where row.id != anchor {
            lines.append(.handoff(row, isGone: false))
        }
    }
}

extension QueueLine {
    /// How deep a heading is: 1 for an outer one.
    fileprivate var depth: Int {
        if case .heading(let path, _, _) = self { path.count } else { .max }
    }
}
