import Handoff
import HandoffStore
import ReviewDesk

/// A filter that no index answers, at work: what it found so far, in the order of the queue, and where it goes on.
///
/// It works one piece at a time, each of many short reads, so that it shows progress and can be stopped between pieces. Once it is
/// through, it looks only at what has changed since.
struct FilterJob: Sendable {
    /// A group of what was found.
    struct Found: Sendable {
        var group: QueueGroup
        var matches: MatchList
    }

    let view: QueueView
    let number: Int
    /// The groups in which something was found, in the order of the queue.
    private(set) var found: [Found] = []
    /// How many were looked at, of how many.
    private(set) var searched = 0, total = 0
    private(set) var isComplete = false
    /// Whether the person stopped it.
    var isStopped = false
    private var changeCount: Int?
    private var next: (group: QueueGroup, place: QueuePosition?)?

    init(_ view: QueueView, number: Int) {
        self.view = view
        self.number = number
    }

    /// How many were found.
    var count: Int { found.reduce(0) { $0 + $1.matches.count } }

    /// Whether there may be more than were found.
    var isPartial: Bool { !isComplete }

    /// How much was looked at, in hundredths.
    var share: Int { isComplete ? 100 : total == 0 ? 0 : min(99, searched * 100 / total) }

    // Short enough that time is looked at often, where each of them has to be loaded.
    private static func pageSize(_ matcher: QueryMatcher) -> Int { matcher.needsMore ? 50 : 500 }
    private static let mostChanges = 2_000

    /// Looks at some more, until it is told that time is up.
    func run(_ source: some ReviewSource, until isTimeUp: () -> Bool) throws(DeskError) -> FilterJob {
        var job = self
        let matcher = try source.matcher(view.query)
        try job.refresh(source, matcher)
        guard !job.isComplete, !job.isStopped else { return job }
        let groups = try source.groups(of: view, passing: matcher)
        job.total = groups.reduce(0) { $0 + $1.count }
        var index = job.next.map { next in Self.index(of: next.group, in: groups) } ?? 0
        var place = job.next.flatMap { next in
            groups.indices.contains(index) && groups[index].path == next.group.path ? next.place : nil
        }
        let order = view.orderInGroup
        let limit = Self.pageSize(matcher)
        while groups.indices.contains(index) {
            let group = groups[index]
            let rows = try source.page(
                group.runs, order, within: group.bounds(matcher, order), .after, place, limit: limit)
            for row in rows where try source.admits(row, matcher) { job.add(row, to: group) }
            job.searched += rows.count
            place = rows.last?.position(order.key)
            if rows.count < limit {
                index += 1
                place = nil
            }
            job.next = groups.indices.contains(index) ? (groups[index], place) : nil
            if isTimeUp() { break }
        }
        job.isComplete = job.next == nil
        return job
    }

    /// The numbers of a page of a group, nearest to the place first.
    func page(
        _ path: [String], _ direction: StoreSnapshot.Direction, _ place: QueuePosition?, limit: Int
    ) -> [Int64] {
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
        let place = row.position(view.orderInGroup.key)
        if let last = found.indices.last, found[last].group.path == group.path {
            found[last].matches.insert(place)
        } else if let index = found.firstIndex(where: { $0.group.path == group.path }) {
            found[index].matches.insert(place)
        } else {
            var matches = MatchList(view.orderInGroup)
            matches.insert(place)
            let index = found.firstIndex { QueueOutline.precedes(group, $0.group) } ?? found.count
            found.insert(Found(group: group, matches: matches), at: index)
        }
    }

    /// Forgets what it found, to look for all of it again.
    mutating func beginAgain() { (found, searched, next, isComplete) = ([], 0, nil, false) }

    /// Looks again at what has changed since the last time.
    private mutating func refresh(_ source: some ReviewSource, _ matcher: QueryMatcher) throws(DeskError) {
        let present = try source.changeCount()
        defer { changeCount = present }
        guard let changeCount, changeCount != present else { return }
        // No event says whose claim came or went.
        let known = view.query.asksForClaims ? nil : try source.changed(since: changeCount, limit: Self.mostChanges)
        guard let changed = known else { return beginAgain() }
        var rows: [QueueRow] = []
        for id in changed { if let row = try source.row(id) { rows.append(row) } }
        let numbers = Set(rows.map(\.number))
        for index in found.indices { found[index].matches.remove(numbers) }
        let groups = rows.isEmpty ? [] : try source.groups(of: view, passing: matcher)
        for row in rows where try source.admits(row, matcher) {
            let path = view.grouping.path(row.cell, due: row.due, today: source.now.day)
            if let group = groups.first(where: { $0.path == path }), isBehind(row, group) { add(row, to: group) }
        }
        found.removeAll { $0.matches.count == 0 }
    }

    /// Whether the search has passed a place, so that it would not come to it any more.
    private func isBehind(_ row: QueueRow, _ group: QueueGroup) -> Bool {
        guard let next else { return isComplete }
        guard group.path == next.group.path else { return QueueOutline.precedes(group, next.group) }
        return next.place.map { !view.orderInGroup.precedes($0, row.position(view.orderInGroup.key)) } ?? false
    }

    private static func index(of group: QueueGroup, in groups: [QueueGroup]) -> Int {
        groups.firstIndex { $0.path == group.path } ?? groups.firstIndex { QueueOutline.precedes(group, $0) }
            ?? groups.count
    }
}
