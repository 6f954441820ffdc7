import Handoff
import HandoffStore

extension Desk: QueueSource {
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

    /// A page of runs as one list, nearest to `key` first.
    package func page(
        _ runs: [QueueRun], _ order: QueueOrder, within bounds: ClosedRange<Double>? = nil,
        _ direction: QueueDirection = .after, _ key: QueuePosition? = nil, limit: Int
    ) throws(DeskError) -> [QueueRow] {
        try read { try readable($0.page(runs, order, within: bounds, direction, key, limit: limit), $0) }
    }

    /// Gives the handoffs of a view one after another until `body` returns false. Pages keep each read short.
    package func forEach(_ view: QueueView, _ body: (QueueRow) throws -> Bool) throws {
        let listing = try QueueListing(candidatesOf: view, self)
        var walk = QueueWalk(listing)
        while walk.group != nil {
            for row in try walk.page(limit: QueueWalk.pageSize) where try listing.includes(row) {
                if try !body(row) { return }
            }
        }
    }
}
