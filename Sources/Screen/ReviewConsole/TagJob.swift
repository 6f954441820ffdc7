import Handoff
import HandoffStore
import ReviewDesk

/// Many rows to be tagged, at work: it walks through what the view lists, one piece at a time, so that it shows progress and can be
/// stopped between pieces.
struct TagJob: Sendable {
    enum Scope: Sendable {
        /// Everything under a heading, folded or not.
        case group([String])
        /// What is shown between two rows; they themselves are not part of it.
        case range(QueueRow, QueueRow)
        /// What passes a filter.
        case query(QueueQuery)
    }

    let view: QueueView
    /// What the view's filter found, where no index answers it.
    let filter: FilterJob?
    let scope: Scope
    let folded: Set<QueuePlace>
    let number: Int
    /// Whether the tags are taken off instead.
    var isUntagging = false
    /// How many were looked at, and how many of them were newly tagged.
    private(set) var searched = 0
    var changed = 0
    private(set) var isComplete = false
    private var next: (group: QueueGroup, place: QueuePosition?)?

    init(_ scope: Scope, _ view: QueueView, _ filter: FilterJob?, folded: Set<QueuePlace>, number: Int) {
        (self.scope, self.view, self.filter, self.folded, self.number) = (scope, view, filter, folded, number)
    }

    /// The same from the beginning, taking the tags off.
    func untagging(number: Int) -> TagJob {
        var job = TagJob(scope, view, filter, folded: folded, number: number)
        job.isUntagging = true
        return job
    }

    /// What one piece of work found, and how it goes on.
    struct Piece: Sendable {
        var job: TagJob
        var rows: [QueueRow]
    }

    /// Between which groups it works, and from and to which places in the first and the last of them.
    private struct Stretch {
        var groups: Range<Int>
        var start: QueuePosition?, end: QueuePosition?
    }

    /// Looks at some more, until it is told that time is up.
    func run(_ source: some ReviewSource, until isTimeUp: () -> Bool) throws(DeskError) -> Piece {
        var piece = Piece(job: self, rows: [])
        var listing = try QueueListing(source, view, filter)
        let matcher: QueryMatcher? = if case .query(let query) = scope { try source.matcher(query) } else { nil }
        let stretch = stretch(&listing)
        let order = view.orderInGroup
        // Short enough that time is looked at often, where each of them has to be loaded.
        let limit = matcher?.needsMore ?? false ? 50 : 500
        var index = stretch.groups.lowerBound
        var place = stretch.start
        if let next {
            // A group that has emptied since is gone on from where it stood.
            let known = listing.groups.firstIndex { $0.path == next.group.path }
            index =
                known ?? listing.groups.firstIndex { QueueOutline.precedes(next.group, $0) } ?? listing.groups.count
            place = known == nil ? nil : next.place
        }
        while stretch.groups.contains(index) {
            let group = listing.groups[index]
            var rows = passes(group) ? try listing.page(group, .after, place, limit: limit) : []
            let isLast = rows.count < limit
            if index == stretch.groups.upperBound - 1, let end = stretch.end {
                rows = rows.filter { order.precedes(listing.place(of: $0), end) }
            }
            for row in rows {
                if let matcher, !(try source.admits(row, matcher)) { continue }
                piece.rows.append(row)
            }
            piece.job.searched += rows.count
            place = rows.last.map { listing.place(of: $0) }
            if isLast || rows.count < limit {
                index += 1
                place = nil
            }
            piece.job.next = listing.groups.indices.contains(index) ? (listing.groups[index], place) : nil
            if isTimeUp() { break }
        }
        piece.job.isComplete = !stretch.groups.contains(index)
        return piece
    }

    private func stretch<Source>(_ listing: inout QueueListing<Source>) -> Stretch {
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
            let (from, to) = (listing.place(of: one), listing.place(of: other))
            let isForward = first == second ? view.orderInGroup.precedes(from, to) : first < second
            return isForward
                ? Stretch(groups: first..<second + 1, start: from, end: to)
                : Stretch(groups: second..<first + 1, start: to, end: from)
        }
    }

    // A range is what is seen: what a folded heading hides is no part of it.
    private func passes(_ group: QueueGroup) -> Bool {
        guard case .range = scope else { return true }
        return !group.path.indices.contains { folded.contains(.heading(Array(group.path[...$0]))) }
    }
}
