import CivilTime
import Handoff
import ReviewDesk

/// Something that a person wants to be told of.
struct News: Sendable, Hashable {
    enum Kind: String, Sendable { case escalated, due }
    let kind: Kind
    let id: HandoffID
}

/// Finds what is new for the person since the console began: escalations to them, and what of theirs is due.
struct NewsFinder: Sendable {
    private var changeCount: Int?
    private var last: Instant?
    private var known: Set<News> = []

    private static let mostChanges = 500, mostDue = 50, mostKnown = 10_000

    /// What is new since the last look; the first one only says where it begins.
    mutating func look(_ source: some QueueSource) throws(DeskError) -> [News] {
        let (count, now) = (try source.changeCount(), source.now)
        guard let changeCount, let last else {
            (self.changeCount, self.last) = (count, now)
            known = Set(try escalated(source).map { News(kind: .escalated, id: $0) })
            return []
        }
        var found: [News] = []
        if count != changeCount { found = try escalated(source).map { News(kind: .escalated, id: $0) } }
        if now > last { found += try due(source, after: last, until: now).map { News(kind: .due, id: $0) } }
        (self.changeCount, self.last) = (count, max(now, last))
        let fresh = found.filter { !known.contains($0) }
        // What is no longer escalated may be escalated again, and is news then.
        let stillEscalated = Set(found)
        if count != changeCount { known = known.filter { $0.kind == .due || stillEscalated.contains($0) } }
        if known.count > Self.mostKnown { known = [] }
        known.formUnion(fresh)
        return fresh
    }

    private func escalated(_ source: some QueueSource) throws(DeskError) -> [HandoffID] {
        try rows(source, "taker:me state:escalated", QueueOrder(.age, isReversed: true), nil, Self.mostChanges)
    }

    private func due(_ source: some QueueSource, after: Instant, until: Instant) throws(DeskError) -> [HandoffID] {
        let span = Double(after.milliseconds + 1)...Double(max(after.milliseconds + 1, until.milliseconds))
        return try rows(source, "taker:me state:pending", QueueOrder(.due), span, Self.mostDue)
    }

    private func rows(
        _ source: some QueueSource, _ filter: String, _ order: QueueOrder, _ bounds: ClosedRange<Double>?, _ limit: Int
    ) throws(DeskError) -> [HandoffID] {
        guard let query = try? QueueQuery(filter) else { return [] }
        let view = QueueView("news", query, grouping: .none, order: order)
        return try source.first(limit, of: view, within: bounds).map(\.id)
    }
}
