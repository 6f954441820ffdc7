import Handoff

/// Many rows to be tagged, at work: it walks through what the view lists, one piece at a time, so that it shows progress and can be
/// stopped between pieces.
package struct TagJob: Sendable {
    /// What is tagged.
    package enum Scope: Sendable {
        /// Everything under a heading, folded or not.
        case group([String])
        /// What is shown between two rows; they themselves are not part of it.
        case range(QueueRow, QueueRow)
        /// What passes a filter.
        case query(QueueQuery)
    }

    private let view: QueueView
    /// What the view's filter found, where no index answers it.
    package let filter: FilterJob?
    /// What is tagged.
    package let scope: Scope
    private let folded: Set<QueuePlace>
    /// Tells it from the ones before it.
    package let number: Int
    /// Whether the tags are taken off instead.
    package private(set) var isUntagging = false
    /// How many were looked at.
    package private(set) var searched = 0
    /// How many of them were newly tagged.
    package var changed = 0
    /// Whether it has looked at everything.
    package private(set) var isComplete = false
    private var next: QueueWalk.Mark?

    package init(_ scope: Scope, _ view: QueueView, _ filter: FilterJob?, folded: Set<QueuePlace>, number: Int) {
        (self.scope, self.view, self.filter, self.folded, self.number) = (scope, view, filter, folded, number)
    }

    /// The same from the beginning, taking the tags off.
    package func untagging(number: Int) -> TagJob {
        var job = TagJob(scope, view, filter, folded: folded, number: number)
        job.isUntagging = true
        return job
    }

    /// What one piece of work found, and how it goes on.
    package struct Piece: Sendable {
        /// How it goes on.
        package let job: TagJob
        /// What it found.
        package let rows: [QueueRow]
    }

    /// Between which groups it works, and from and to which places in the first and the last of them.
    private struct Stretch {
        var groups: Range<Int>
        var start: QueuePosition?, end: QueuePosition?
    }

    /// Looks at some more, until it is told that time is up.
    package func run(_ source: any QueueSource, until isTimeUp: () -> Bool) throws(DeskError) -> Piece {
        var job = self
        var found: [QueueRow] = []
        var listing = try QueueListing(view, found: filter, source)
        let matcher: QueryMatcher? = if case .query(let query) = scope { try source.matcher(query) } else { nil }
        let stretch = stretch(&listing)
        var walk =
            next.map { QueueWalk(listing, from: $0) }
            ?? QueueWalk(listing, at: stretch.groups.lowerBound, stretch.start)
        while stretch.groups.contains(walk.index), let group = walk.group {
            let isLast = walk.index == stretch.groups.upperBound - 1
            for row in try rows(of: group, &walk, limit: matcher?.pageSize ?? QueueWalk.pageSize) {
                if isLast, let end = stretch.end, !view.orderInGroup.precedes(view.place(of: row), end) {
                    // What comes after it is no part of the stretch.
                    walk = QueueWalk(listing, at: stretch.groups.upperBound)
                    break
                }
                job.searched += 1
                if let matcher, !(try source.admits(row, matcher)) { continue }
                found.append(row)
            }
            if isTimeUp() { break }
        }
        job.next = walk.mark
        job.isComplete = !stretch.groups.contains(walk.index)
        return Piece(job: job, rows: found)
    }

    private func stretch(_ listing: inout QueueListing) -> Stretch {
        switch scope {
        case .query: return Stretch(groups: listing.groups.indices)
        case .group(let path):
            let first = listing.groups.firstIndex { $0.path.starts(with: path) } ?? 0
            let count = listing.groups[min(first, listing.groups.count)...].prefix { $0.path.starts(with: path) }.count
            return Stretch(groups: first..<first + count)
        case .range(let one, let other):
            // The second of these may move the place of the first.
            _ = listing.index(of: one)
            let second = listing.index(of: other)
            let first = listing.index(of: one)
            let (from, to) = (view.place(of: one), view.place(of: other))
            let isForward = first == second ? view.orderInGroup.precedes(from, to) : first < second
            return isForward
                ? Stretch(groups: first..<second + 1, start: from, end: to)
                : Stretch(groups: second..<first + 1, start: to, end: from)
        }
    }

    // A range is what is seen: what a folded heading hides is no part of it.
    private func rows(
        of group: QueueGroup, _ walk: inout QueueWalk, limit: Int
    ) throws(DeskError) -> [QueueRow] {
        if case .range = scope,
            group.path.indices.contains(where: { folded.contains(.heading(Array(group.path[...$0]))) })
        {
            walk.leaveGroup()
            return []
        }
        return try walk.page(limit: limit)
    }
}
