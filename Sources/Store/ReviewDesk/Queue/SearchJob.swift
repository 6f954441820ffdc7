import Handoff

/// A search through what the queue shows: one piece of it at a time, so that it shows progress and can be cancelled between pieces.
package struct SearchJob: Sendable {
    /// The text to find in title, id, contract or owner, whatever its case and accents.
    package let pattern: String
    /// Which way it goes; from the other end it goes on once around.
    package let direction: QueueDirection
    /// Tells it from the searches before it.
    package let number: Int
    private let view: QueueView
    /// What the view's filter found, where no index answers it.
    private let found: FilterJob?
    /// Where it goes on; nil begins at the end of the queue where the direction begins.
    private var mark: QueueWalk.Mark?
    /// How many were looked at.
    package private(set) var searched = 0
    /// How many the view had at the beginning.
    package let total: Int
    /// How often it was asked for again while it was on its way.
    package var repeats = 0
    private var turns = 0

    /// - Parameters:
    ///   - row: The handoff to begin after.
    ///   - today: The day, from 1970-01-01 in UTC.
    package init(
        pattern: String, view: QueueView, job: FilterJob?, direction: QueueDirection, from row: QueueRow?,
        today: Int64, total: Int, number: Int
    ) {
        self.pattern = pattern
        self.view = view
        found = job
        self.direction = direction
        mark = row.map { QueueWalk.Mark(view.heading(of: $0, today: today), view.place(of: $0)) }
        self.total = total
        self.number = number
    }

    /// What a piece of it came to.
    package enum Outcome: Sendable {
        case found(QueueRow)
        case more(SearchJob)
        case nothing
    }

    /// Looks at some more, until it is told that time is up.
    package func run(_ source: any QueueSource, until isTimeUp: () -> Bool) throws(DeskError) -> Outcome {
        var job = self
        let listing = try QueueListing(view, found: found, source)
        guard !listing.groups.isEmpty else { return .nothing }
        let wanted = FoldedText(pattern)
        var walk = QueueWalk(listing, direction, from: mark)
        repeat {
            let rows = try walk.page(limit: QueueWalk.pageSize)
            job.searched += rows.count
            if let found = rows.first(where: { Self.matches($0, wanted) }) { return .found(found) }
            if walk.group == nil {
                walk = QueueWalk(listing, direction)
                job.turns += 1
            }
            // Once around: from the other end on, up to where it began.
            if job.searched >= total || job.turns > 1 { return .nothing }
        } while !isTimeUp()
        job.mark = walk.mark
        return .more(job)
    }

    private static func matches(_ row: QueueRow, _ wanted: FoldedText) -> Bool {
        wanted.isIn(row.title) || wanted.isIn(row.id.description) || wanted.isIn(row.contract) || wanted.isIn(row.owner)
    }
}
