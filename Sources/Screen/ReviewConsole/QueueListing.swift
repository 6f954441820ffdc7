import Handoff
import HandoffStore
import ReviewDesk

/// What a view lists: groups with their counts, and pages of them; answered by the store's indexes, or by what a filter found.
struct QueueListing<Source: ReviewSource> {
    let source: Source
    let view: QueueView
    let matcher: QueryMatcher
    var groups: [QueueGroup]
    private let job: FilterJob?
    /// The groups, to be used again; nil where no index answers the filter.
    private(set) var outline: QueueWindow.Outline?

    /// - Parameters:
    ///   - known: An outline that may still hold.
    ///   - changeCount: The store's change counter before anything was read for this.
    init(
        _ source: Source, _ view: QueueView, _ job: FilterJob?, known: QueueWindow.Outline? = nil, changeCount: Int = -1
    ) throws(DeskError) {
        self.source = source
        self.view = view
        matcher = try source.matcher(view.query)
        self.job = view.query.isIndexed ? nil : job
        guard view.query.isIndexed else {
            groups = job?.groups ?? []
            return
        }
        let day = source.now.day
        if let known, known.changeCount == changeCount, known.day == day, known.grouping == view.grouping,
            known.matcher.choosesSameRuns(as: matcher)
        {
            groups = known.groups
        } else {
            groups = try source.groups(of: view, passing: matcher)
        }
        outline = QueueWindow.Outline(
            groups: groups, grouping: view.grouping, matcher: matcher, day: day, changeCount: changeCount)
    }

    /// A page of a group, nearest to the place first.
    func page(
        _ group: QueueGroup, _ direction: StoreSnapshot.Direction, _ place: QueuePosition?, limit: Int
    ) throws(DeskError) -> [QueueRow] {
        guard limit > 0, group.count > 0 else { return [] }
        if let job { return try source.rows(job.page(group.path, direction, place, limit: limit)) }
        return try source.page(group.runs, view.orderInGroup, within: group.due, direction, place, limit: limit)
    }

    /// The headings over a handoff.
    func path(of row: QueueRow) -> [String] { view.grouping.path(row.cell, due: row.due, today: source.now.day) }

    /// Where a handoff stands in its group.
    func place(of row: QueueRow) -> QueuePosition { row.position(view.orderInGroup.key) }

    /// Whether a handoff belongs to the view.
    func includes(_ row: QueueRow) throws(DeskError) -> Bool { try source.admits(row, matcher) }

    /// The index of a handoff's group; an empty one is put in where there is none.
    mutating func index(of row: QueueRow) -> Int {
        let path = path(of: row)
        if let index = groups.firstIndex(where: { $0.path == path }) { return index }
        let rank = view.grouping == .owner ? Int64(row.cell.bandRank) : view.grouping == .due ? row.due?.day ?? .max : 0
        let group = QueueGroup(path: path, rank: rank, runs: [], count: 0)
        let index = groups.firstIndex { QueueOutline.precedes(group, $0) } ?? groups.count
        groups.insert(group, at: index)
        return index
    }
}
