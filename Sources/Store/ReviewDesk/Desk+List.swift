import ContractEngine
import Handoff
import HandoffStore
import JSON

/// Which handoffs a list gives, and in which order.
package struct Selection: Sendable {
    /// Only those that a filter wants.
    package var query = QueueQuery.all
    /// Group by group, or all in one order.
    package var grouping = QueueGrouping.owner
    /// The order, in each group.
    package var order = QueueOrder()

    /// All handoffs.
    package init() {}

    /// Only those with one of these values.
    package mutating func narrow(_ field: FilterField.Name, to values: [String]) { query.narrow(field, to: values) }

    /// Only those for which an expression is true.
    package mutating func narrow(to expression: HandoffFilter, source: String) {
        query.narrow(expression, source: source)
    }
}

extension Desk {
    private static let listPage = 500

    /// Whatever the body reads is of one state of the store. Keep it short.
    package func reading<Result>(_ body: () throws(DeskError) -> Result) throws(DeskError) -> Result {
        try read { _ in try body() }
    }

    /// How many handoffs are in each run that has any.
    package func tallies() throws(DeskError) -> [QueueTally] { try read { try $0.tallies() } }

    /// How many handoffs of each run are due on each day.
    package func dayTallies() throws(DeskError) -> [QueueOutline.DayTally] {
        try read { try $0.dayCounts().map { QueueOutline.DayTally(run: $0.run, day: $0.day, count: $0.count) } }
    }

    /// The groups of a view. Their counts are those of its filter, where kept counts answer it, else of all that it has to look at.
    package func outline(_ view: QueueView) throws(DeskError) -> QueueOutline {
        try QueueOutline(view.grouping, try tallies(), passing: try matcher(view.query), today: now.day) {
            () throws(DeskError) in try dayTallies()
        }
    }

    /// A page of runs as one list, nearest to `key` first.
    package func page(
        _ runs: [QueueRun], _ order: QueueOrder, within bounds: ClosedRange<Double>? = nil,
        _ direction: StoreSnapshot.Direction = .after, _ key: QueuePosition? = nil, limit: Int
    ) throws(DeskError) -> [QueueRow] {
        try read { try $0.page(runs, order, within: bounds, direction, key, limit: limit) }
    }

    /// Gives the selected handoffs one after another until `body` returns false. Pages keep each read short.
    package func forEach(_ selection: Selection, _ body: (QueueRow) throws -> Bool) throws {
        let view = QueueView("", selection.query, grouping: selection.grouping, order: selection.order)
        let matcher = try matcher(selection.query)
        for group in try outline(view).groups {
            var last: QueuePosition?
            while true {
                let rows = try page(
                    group.runs, view.orderInGroup, within: group.bounds(matcher, view.orderInGroup), .after, last,
                    limit: Self.listPage)
                for row in rows
                where try matcher.admits(row) && (!matcher.needsMore || matcher.admits(subject(of: row))) {
                    if try !body(row) { return }
                }
                guard rows.count == Self.listPage, let end = rows.last else { break }
                last = end.position(view.orderInGroup.key)
            }
        }
    }
}

extension QueueGroup {
    /// Between which keys everything lies that is in the group and can pass.
    package func bounds(_ matcher: QueryMatcher, _ order: QueueOrder) -> ClosedRange<Double>? {
        guard let due else { return matcher.bounds(order.key) }
        guard let wanted = matcher.bounds(.due) else { return due }
        let low = max(due.lowerBound, wanted.lowerBound)
        return low <= min(due.upperBound, wanted.upperBound) ? low...min(due.upperBound, wanted.upperBound) : low...low
    }
}
