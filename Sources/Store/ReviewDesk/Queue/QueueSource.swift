import CivilTime
import Handoff

/// What a queue is read from: counts that are kept, pages that an index gives, and single rows. No call costs more in a large store.
package protocol QueueSource: Sendable {
    /// The time.
    var now: Instant { get }
    /// Whatever the body reads is of one state of the store. It has to be short.
    func reading<Result>(_ body: () throws(DeskError) -> Result) throws(DeskError) -> Result
    /// A number that grows with every change.
    func changeCount() throws(DeskError) -> Int
    /// The handoffs that something happened to since the change counter had a value; nil when that is too much to say.
    func changed(since count: Int, limit: Int) throws(DeskError) -> [HandoffID]?
    /// How many handoffs are in each run that has any.
    func tallies() throws(DeskError) -> [QueueTally]
    /// How many handoffs of each run are due on each day.
    func dayTallies() throws(DeskError) -> [QueueOutline.DayTally]
    /// A query, ready for the actor at this moment.
    func matcher(_ query: QueueQuery) throws(DeskError) -> QueryMatcher
    /// A handoff as a filter looks at it.
    func subject(of row: QueueRow) -> FilterSubject
    /// A page of runs as one list, nearest to the key first.
    func page(
        _ runs: [QueueRun], _ order: QueueOrder, within bounds: ClosedRange<Double>?, _ direction: QueueDirection,
        _ key: QueuePosition?, limit: Int
    ) throws(DeskError) -> [QueueRow]
    /// The rows of the handoffs with these numbers, in this order.
    func rows(_ numbers: [Int64]) throws(DeskError) -> [QueueRow]
    /// The row of a handoff as it is now.
    func row(_ id: HandoffID) throws(DeskError) -> QueueRow?
    /// Who has which of these handoffs.
    func claims(on ids: [HandoffID]) throws(DeskError) -> [HandoffID: Claim]
}

extension QueueSource {
    /// Reads what is there: nothing changes meanwhile.
    package func reading<Result>(_ body: () throws(DeskError) -> Result) throws(DeskError) -> Result { try body() }

    /// The part of the queue that is asked for, with who has taken what of it, all of one state of the store.
    package func window(_ request: QueueWindow.Request) throws(DeskError) -> QueueWindow {
        try reading { () throws(DeskError) in
            var window = try WindowReader.window(self, request)
            window.claims = try claims(on: window.lines.compactMap { $0.row?.id })
            return window
        }
    }

    /// The groups of a view. Their counts are those of its filter, where kept counts answer it, else of all that it has to look at.
    package func outline(_ view: QueueView) throws(DeskError) -> QueueOutline {
        try outline(view, passing: matcher(view.query))
    }

    func outline(_ view: QueueView, passing matcher: QueryMatcher) throws(DeskError) -> QueueOutline {
        try QueueOutline(view.grouping, try tallies(), passing: matcher, today: now.day) { () throws(DeskError) in
            try dayTallies()
        }
    }

    /// How many handoffs each of these views has; nil where no kept count says it.
    package func counts(of views: [QueueView]) throws(DeskError) -> [Int?] {
        let tallies = try tallies()
        var counts: [Int?] = []
        for view in views {
            guard view.query.isIndexed else {
                counts.append(nil)
                continue
            }
            let matcher = try matcher(view.query)
            counts.append(tallies.reduce(0) { $0 + (matcher.admits($1.cell, $1.state) ? $1.count : 0) })
        }
        return counts
    }

    /// The first handoffs of a view that kept counts answer, group by group.
    ///
    /// - Parameter bounds: Between which keys of the view's order, both included.
    package func first(
        _ limit: Int, of view: QueueView, within bounds: ClosedRange<Double>? = nil
    ) throws(DeskError) -> [QueueRow] {
        var rows: [QueueRow] = []
        for group in try outline(view).groups where rows.count < limit {
            rows += try page(
                group.runs, view.orderInGroup, within: bounds ?? group.due, .after, nil, limit: limit - rows.count)
        }
        return rows
    }

    /// Whether a handoff passes, all of it considered. What can't be looked into does not pass.
    func admits(_ row: QueueRow, _ matcher: QueryMatcher) throws(DeskError) -> Bool {
        guard matcher.admits(row) else { return false }
        guard matcher.needsMore else { return true }
        do {
            return try matcher.admits(subject(of: row))
        } catch let error as DeskError {
            throw error
        } catch {
            return false
        }
    }

    /// The names that complete a filter, of these contracts too.
    package func filterNames(contracts: [String]) throws(DeskError) -> FilterNames {
        FilterNames(try tallies(), contracts: contracts)
    }
}
