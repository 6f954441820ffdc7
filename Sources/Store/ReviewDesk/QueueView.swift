import CivilTime
import Handoff

/// By what a queue is divided under headings.
package enum QueueGrouping: String, Sendable, CaseIterable {
    case owner, contract, system, due, none

    /// The headings over a handoff, the outermost first.
    ///
    /// - Parameter today: The day, from 1970-01-01 in UTC.
    package func path(_ cell: QueueCell, due: Instant?, today: Int64) -> [String] {
        switch self {
        case .owner: [cell.owner, cell.band]
        case .contract: [cell.contract]
        case .system: [cell.system]
        case .due: [Self.heading(day: due?.day, today: today)]
        case .none: []
        }
    }

    /// The heading of what is due before today; of what is never due.
    package static let overdue = "overdue", notDue = "not due"

    /// The heading of a day.
    static func heading(day: Int64?, today: Int64) -> String {
        guard let day else { return notDue }
        return day < today ? overdue : String(Instant(milliseconds: day * 86_400_000).description.prefix(10))
    }
}

/// A way to look at the queue: which handoffs, under which headings, in which order.
package struct QueueView: Sendable, Hashable {
    /// What it is called.
    package var name: String
    /// Which handoffs.
    package var query: QueueQuery
    /// Under which headings.
    package var grouping: QueueGrouping
    /// The order that was asked for.
    package var order: QueueOrder

    /// A view.
    package init(
        _ name: String, _ query: QueueQuery, grouping: QueueGrouping = .owner, order: QueueOrder = QueueOrder()
    ) {
        self.name = name
        self.query = query
        self.grouping = grouping
        self.order = order
    }

    /// The order inside a group: days are always in the order of time.
    package var orderInGroup: QueueOrder {
        grouping == .due ? QueueOrder(.due, isReversed: order.key == .due && order.isReversed) : order
    }

    /// The views that are always there, in the order of their numbers.
    package static let builtIn: [QueueView] = [
        ("my queue", "taker:me"), ("all pending", "state:pending"), ("escalated", "state:escalated"),
        ("held", "state:draft"), ("undelivered", "state:approved"), ("done", "state:final"),
    ].map { QueueView($0.0, (try? QueueQuery($0.1)) ?? .all) }
}

extension QueueOrder {
    /// An order as it is written: `due`, `confidence`, `age` or `stake` (also `amount`), with a minus before it when it is turned
    /// round; nil for anything else.
    package init?(text: String) {
        let isReversed = text.hasPrefix("-")
        let name = isReversed ? String(text.dropFirst()) : text
        guard let key = Key(rawValue: name) ?? (name == "amount" ? .stake : nil) else { return nil }
        self.init(key, isReversed: isReversed)
    }

    /// The words for an order.
    package static var wordings: String {
        Key.allCases.map(\.rawValue).joined(separator: ", ") + ", turned round with a minus"
    }
}

/// A group of the queue: what stands under one heading, or one inner heading.
package struct QueueGroup: Sendable, Hashable {
    /// Its headings, the outermost first; none where nothing is grouped. No two groups of an outline have the same.
    package var path: [String]
    /// The order among the groups of one outer heading.
    package var rank: Int64
    /// The runs that it is made of.
    package var runs: [QueueRun]
    /// Between which keys of the due time, both included; nil for all.
    package var due: ClosedRange<Double>?
    /// How many handoffs it has.
    package var count: Int

    /// A group.
    package init(path: [String], rank: Int64 = 0, runs: [QueueRun], due: ClosedRange<Double>? = nil, count: Int) {
        self.path = path
        self.rank = rank
        self.runs = runs
        self.due = due
        self.count = count
    }
}

/// The groups of a view in their order, as far as kept counts tell them.
package struct QueueOutline: Sendable, Hashable {
    /// The groups.
    package var groups: [QueueGroup] = []

    /// How many handoffs they have.
    package var total: Int { groups.reduce(0) { $0 + $1.count } }

    /// How many handoffs of a run are due on a day.
    package struct DayTally: Sendable, Hashable {
        /// The run, the day from 1970-01-01 in UTC, the number.
        package var run: QueueRun, day: Int64, count: Int

        /// A tally.
        package init(run: QueueRun, day: Int64, count: Int) {
            self.run = run
            self.day = day
            self.count = count
        }
    }

    /// No groups.
    package init() {}

    /// The groups of those tallies that pass.
    ///
    /// - Parameter days: Is asked for when days are grouped.
    package init(
        _ grouping: QueueGrouping, _ tallies: [QueueTally], passing matcher: QueryMatcher, today: Int64,
        days: () throws(DeskError) -> [DayTally]
    ) throws(DeskError) {
        let tallies = tallies.filter { $0.count > 0 && matcher.admits($0.cell, $0.state) }
        var gathered = GatheredGroups()
        if grouping == .due {
            let runs = tallies.map(\.run)
            let wanted = Set(runs)
            var left = tallies.reduce(0) { $0 + $1.count }
            for tally in try days() where tally.count > 0 && wanted.contains(tally.run) {
                let isOver = tally.day < today
                let start = Double(tally.day * 86_400_000)
                gathered.add(
                    [QueueGrouping.heading(day: tally.day, today: today)], rank: isOver ? .min : tally.day,
                    isOver ? -.infinity...Double(today * 86_400_000 - 1) : start...(start + 86_399_999), tally.count)
                left -= tally.count
            }
            let never = Double(QueuePosition.neverDue)
            if left > 0 { gathered.add([QueueGrouping.notDue], rank: .max, never...never, left) }
            for index in gathered.groups.indices { gathered.groups[index].runs = runs }
        } else {
            for tally in tallies {
                let index = gathered.add(
                    grouping.path(tally.cell, due: nil, today: today),
                    rank: grouping == .owner ? Int64(tally.cell.bandRank) : 0, nil, tally.count)
                gathered.groups[index].runs.append(tally.run)
            }
        }
        groups = gathered.groups
        groups.sort(by: Self.precedes)
    }

    /// Outer headings by name, inner ones and days by their rank.
    package static func precedes(_ left: QueueGroup, _ right: QueueGroup) -> Bool {
        // No more than one heading is above the last one.
        let (outer, other) = (left.path.dropLast().first ?? "", right.path.dropLast().first ?? "")
        if outer != other { return outer < other }
        if left.rank != right.rank { return left.rank < right.rank }
        return (left.path.last ?? "") < (right.path.last ?? "")
    }
}

/// Groups as they are found, each known by its headings.
private struct GatheredGroups {
    var groups: [QueueGroup] = []
    private var indices: [[String]: Int] = [:]

    /// Counts some more into a group; gives its index.
    @discardableResult
    mutating func add(_ path: [String], rank: Int64, _ due: ClosedRange<Double>?, _ count: Int) -> Int {
        if let index = indices[path] {
            groups[index].count += count
            // The same band may have another place under another contract: the lowest counts.
            groups[index].rank = min(groups[index].rank, rank)
            return index
        }
        indices[path] = groups.count
        groups.append(QueueGroup(path: path, rank: rank, runs: [], due: due, count: count))
        return groups.count - 1
    }
}
