import Handoff
import HandoffStore
import ReviewDesk

/// A search through what the queue shows: one piece of it at a time, so that it shows progress and can be cancelled between pieces.
struct SearchJob: Sendable {
    /// The text to find in title, id, contract or owner, whatever its case and accents.
    var pattern: String
    var view: QueueView
    /// What the view's filter found, where no index answers it.
    var job: FilterJob?
    var direction: StoreSnapshot.Direction
    /// The group and place to go on from; nil begins at the end of the queue where the direction begins.
    private var group: [String]?
    private var place: QueuePosition?
    /// How many were looked at.
    var searched = 0
    /// How many the view had at the beginning.
    var total: Int
    var number: Int
    /// How often it was asked for again while it was on its way.
    var repeats = 0
    private var turns = 0

    init(
        pattern: String, view: QueueView, job: FilterJob?, direction: StoreSnapshot.Direction, from row: QueueRow?,
        today: Int64, total: Int, number: Int
    ) {
        self.pattern = pattern
        self.view = view
        self.job = job
        self.direction = direction
        group = row.map { view.grouping.path($0.cell, due: $0.due, today: today) }
        place = row?.position(view.orderInGroup.key)
        self.total = total
        self.number = number
    }

    enum Outcome: Sendable {
        case found(QueueRow)
        case more(SearchJob)
        case nothing
    }

    private static let pageSize = 500

    /// Looks at some more, until it is told that time is up.
    func run(_ source: some ReviewSource, until isTimeUp: () -> Bool) throws(DeskError) -> Outcome {
        var job = self
        let listing = try QueueListing(source, view, self.job)
        let groups = listing.groups
        guard !groups.isEmpty else { return .nothing }
        let start = direction == .after ? 0 : groups.count - 1
        var index = job.group.flatMap { group in groups.firstIndex { $0.path == group } } ?? start
        let wanted = FoldedText(pattern)
        repeat {
            let rows = try listing.page(groups[index], direction, job.place, limit: Self.pageSize)
            job.searched += rows.count
            if let found = rows.first(where: { Self.matches($0, wanted) }) { return .found(found) }
            if rows.count == Self.pageSize, let last = rows.last {
                job.place = listing.place(of: last)
            } else {
                index += direction == .after ? 1 : -1
                job.place = nil
                // Once around: from the other end on, up to where it began.
                if !groups.indices.contains(index) {
                    index = start
                    job.turns += 1
                }
            }
            job.group = groups[index].path
            if job.searched >= job.total || job.turns > 1 { return .nothing }
        } while !isTimeUp()
        return .more(job)
    }

    private static func matches(_ row: QueueRow, _ wanted: FoldedText) -> Bool {
        wanted.isIn(row.title) || wanted.isIn(row.id.description) || wanted.isIn(row.contract) || wanted.isIn(row.owner)
    }
}
