import Handoff

/// A filter that no index answers, at work: what it found so far, in the order of the queue, and where it goes on.
///
/// It works one piece at a time, each of many short reads, so that it shows progress and can be stopped between pieces. Once it is
/// through, it looks only at what has changed since.
package struct FilterJob: Sendable {
    /// A group of what was found.
    private struct Found {
        var group: QueueGroup
        var matches: MatchList
    }

    /// The view whose filter it is.
    package let view: QueueView
    /// Tells it from the filters before it.
    package let number: Int
    /// The groups in which something was found, in the order of the queue.
    private var found: [Found] = []
    private var searched = 0
    /// How many there are to be looked at.
    package private(set) var total = 0
    /// Whether it has looked at everything.
    package private(set) var isComplete = false
    /// Whether the person stopped it.
    package var isStopped = false
    private var changeCount: Int?
    private var next: QueueWalk.Mark?

    package init(_ view: QueueView, number: Int) {
        self.view = view
        self.number = number
    }

    /// How many were found.
    package var count: Int { found.reduce(0) { $0 + $1.matches.count } }

    /// Whether there may be more than were found.
    package var isPartial: Bool { !isComplete }

    /// How much was looked at, in hundredths.
    package var share: Int { isComplete ? 100 : total == 0 ? 0 : min(99, searched * 100 / total) }

    private static let mostChanges = 2_000

    /// Looks at some more, until it is told that time is up.
    package func run(_ source: any QueueSource, until isTimeUp: () -> Bool) throws(DeskError) -> FilterJob {
        var job = self
        let present = try source.changeCount()
        if (isComplete || isStopped) && changeCount == present { return job }
        let listing = try QueueListing(candidatesOf: view, source)
        try job.refresh(listing, changeCount: present)
        guard !job.isComplete, !job.isStopped else { return job }
        job.total = listing.groups.reduce(0) { $0 + $1.count }
        var walk = QueueWalk(listing, from: job.next)
        while let group = walk.group {
            let rows = try walk.page(limit: listing.matcher.pageSize)
            for row in rows where try listing.includes(row) { job.add(row, to: group) }
            job.searched += rows.count
            if isTimeUp() { break }
        }
        job.next = walk.mark
        job.isComplete = job.next == nil
        return job
    }

    /// The numbers of a page of a group, nearest to the place first.
    func page(_ path: [String], _ direction: QueueDirection, _ place: QueuePosition?, limit: Int) -> [Int64] {
        found.first { $0.group.path == path }?.matches.page(direction, place, limit: limit) ?? []
    }

    /// The groups of what was found.
    var groups: [QueueGroup] {
        found.map { found in
            var group = found.group
            group.count = found.matches.count
            return group
        }
    }

    private mutating func add(_ row: QueueRow, to group: QueueGroup) {
        let place = view.place(of: row)
        if let last = found.indices.last, found[last].group.path == group.path {
            found[last].matches.insert(place)
        } else if let index = found.firstIndex(where: { $0.group.path == group.path }) {
            found[index].matches.insert(place)
        } else {
            var matches = MatchList(view.orderInGroup)
            matches.insert(place)
            let index = found.firstIndex { group.heading.precedes($0.group.heading) } ?? found.count
            found.insert(Found(group: group, matches: matches), at: index)
        }
    }

    /// Forgets what it found, to look for all of it again.
    package mutating func beginAgain() { (found, searched, next, isComplete) = ([], 0, nil, false) }

    /// Looks again at what has changed since the last time.
    private mutating func refresh(_ listing: QueueListing, changeCount present: Int) throws(DeskError) {
        defer { changeCount = present }
        guard let changeCount, changeCount != present else { return }
        // No event says whose claim came or went.
        let source = listing.source
        let known = view.query.asksForClaims ? nil : try source.changed(since: changeCount, limit: Self.mostChanges)
        guard let changed = known else { return beginAgain() }
        var rows: [QueueRow] = []
        for id in changed { if let row = try source.row(id) { rows.append(row) } }
        let numbers = Set(rows.map(\.number))
        for index in found.indices { found[index].matches.remove(numbers) }
        for row in rows where try listing.includes(row) {
            let heading = listing.heading(of: row)
            if let group = listing.groups.first(where: { $0.path == heading.path }), isBehind(row, group) {
                add(row, to: group)
            }
        }
        found.removeAll { $0.matches.count == 0 }
    }

    /// Whether the search has passed a place, so that it would not come to it any more.
    private func isBehind(_ row: QueueRow, _ group: QueueGroup) -> Bool {
        guard let next else { return isComplete }
        guard group.path == next.heading.path else { return group.heading.precedes(next.heading) }
        return next.place.map { !view.orderInGroup.precedes($0, view.place(of: row)) } ?? false
    }
}

extension QueryMatcher {
    /// How many rows are looked at in one read: few where each has to be loaded, so that time is looked at often.
    var pageSize: Int { needsMore ? 50 : QueueWalk.pageSize }
}
