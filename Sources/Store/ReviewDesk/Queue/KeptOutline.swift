/// The groups of a view as they were at a change counter of the store, to be taken again as long as that has not changed.
package struct KeptOutline: Sendable {
    let groups: [QueueGroup]
    let grouping: QueueGrouping
    let matcher: QueryMatcher
    let day: Int64
    let changeCount: Int

    /// Whether the groups are those of a view at a moment.
    func holds(for view: QueueView, _ matcher: QueryMatcher, day: Int64, changeCount: Int) -> Bool {
        changeCount == self.changeCount && day == self.day && view.grouping == grouping
            && matcher.choosesSameRuns(as: self.matcher)
    }
}

/// Outlines of views that were shown, so that going back to one costs no counting.
package struct KeptOutlines: Sendable {
    private var outlines: [KeptOutline] = []
    private static let most = 20

    /// None yet.
    package init() {}

    /// The outline that was read last of this query and grouping.
    package subscript(view: QueueView) -> KeptOutline? {
        outlines.last { $0.grouping == view.grouping && $0.matcher.query == view.query }
    }

    /// Keeps one; those from before a change of the store are forgotten.
    package mutating func put(_ outline: KeptOutline) {
        outlines.removeAll {
            $0.changeCount != outline.changeCount
                || $0.grouping == outline.grouping && $0.matcher.query == outline.matcher.query
        }
        outlines = outlines.suffix(Self.most - 1) + [outline]
    }
}
