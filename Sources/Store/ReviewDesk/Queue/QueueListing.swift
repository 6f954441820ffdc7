import Handoff

/// What a view lists: groups with their counts, and pages of them; answered by the store's indexes, or by what a filter found.
struct QueueListing {
    let source: any QueueSource
    let view: QueueView
    let matcher: QueryMatcher
    let today: Int64
    private(set) var groups: [QueueGroup]
    private let found: FilterJob?
    /// The groups, to be used again; nil where no index answers the filter.
    private(set) var outline: KeptOutline?

    /// What passes a view's filter.
    ///
    /// - Parameters:
    ///   - found: What the filter found, where no index answers it.
    ///   - known: An outline that may still hold.
    ///   - changeCount: The store's change counter before anything was read for this.
    init(
        _ view: QueueView, found: FilterJob?, _ source: any QueueSource, known: KeptOutline? = nil,
        changeCount: Int = -1
    ) throws(DeskError) {
        guard view.query.isIndexed else {
            self.init(view, source, try source.matcher(view.query), found?.groups ?? [], found)
            return
        }
        let matcher = try source.matcher(view.query)
        let day = source.now.day
        if let known, known.holds(for: view, matcher, day: day, changeCount: changeCount) {
            self.init(view, source, matcher, known.groups, nil)
        } else {
            self.init(view, source, matcher, try source.outline(view, passing: matcher).groups, nil)
        }
        outline = KeptOutline(
            groups: groups, grouping: view.grouping, matcher: matcher, day: day, changeCount: changeCount)
    }

    /// All that a view's filter has to look at: where kept counts answer it, that is what passes.
    init(candidatesOf view: QueueView, _ source: any QueueSource) throws(DeskError) {
        let matcher = try source.matcher(view.query)
        self.init(view, source, matcher, try source.outline(view, passing: matcher).groups, nil)
    }

    private init(
        _ view: QueueView, _ source: any QueueSource, _ matcher: QueryMatcher, _ groups: [QueueGroup],
        _ found: FilterJob?
    ) {
        (self.view, self.source, self.matcher, self.groups, self.found) = (view, source, matcher, groups, found)
        today = source.now.day
    }

    /// A page of a group, nearest to the place first.
    func page(
        _ group: QueueGroup, _ direction: QueueDirection, _ place: QueuePosition?, limit: Int
    ) throws(DeskError) -> [QueueRow] {
        guard limit > 0, group.count > 0 else { return [] }
        if let found { return try source.rows(found.page(group.path, direction, place, limit: limit)) }
        let order = view.orderInGroup
        return try source.page(
            group.runs, order, within: group.bounds(matcher, order), direction, place, limit: limit)
    }

    /// What stands over a handoff.
    func heading(of row: QueueRow) -> GroupHeading { view.heading(of: row, today: today) }

    /// Whether a handoff belongs to the view.
    func includes(_ row: QueueRow) throws(DeskError) -> Bool { try source.admits(row, matcher) }

    /// The index of a handoff's group; an empty one is put in where there is none.
    mutating func index(of row: QueueRow) -> Int {
        let heading = heading(of: row)
        if let index = groups.firstIndex(where: { $0.path == heading.path }) { return index }
        let index = groups.firstIndex { heading.precedes($0.heading) } ?? groups.count
        groups.insert(QueueGroup(heading), at: index)
        return index
    }
}
