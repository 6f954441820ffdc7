import Handoff

/// What stands over a group of the queue, and where among the groups it comes.
package struct GroupHeading: Sendable, Hashable {
    /// The headings, the outermost first; none where nothing is grouped. No two groups of a view have the same.
    package var path: [String]
    /// The order among the groups of one outer heading.
    package var rank: Int64

    /// A heading.
    package init(_ path: [String], rank: Int64 = 0) {
        self.path = path
        self.rank = rank
    }

    /// Outer headings by name, inner ones and days by their rank.
    package func precedes(_ other: GroupHeading) -> Bool {
        // No more than one heading is above the last one.
        let (outer, otherOuter) = (path.dropLast().first ?? "", other.path.dropLast().first ?? "")
        if outer != otherOuter { return outer < otherOuter }
        if rank != other.rank { return rank < other.rank }
        return (path.last ?? "") < (other.path.last ?? "")
    }
}

/// A group of the queue: what stands under one heading, or one inner heading.
package struct QueueGroup: Sendable, Hashable {
    /// What stands over it.
    package var heading: GroupHeading
    /// The runs that it is made of.
    package var runs: [QueueRun] = []
    /// Between which keys of the due time, both included; nil for all.
    package var due: ClosedRange<Double>?
    /// How many handoffs it has.
    package var count = 0

    /// A group that has nothing yet.
    init(_ heading: GroupHeading, due: ClosedRange<Double>? = nil) {
        self.heading = heading
        self.due = due
    }

    /// Its headings, the outermost first.
    package var path: [String] { heading.path }

    /// Between which keys everything lies that is in the group and can pass.
    func bounds(_ matcher: QueryMatcher, _ order: QueueOrder) -> ClosedRange<Double>? {
        guard let due else { return matcher.bounds(order.key) }
        guard let wanted = matcher.bounds(.due) else { return due }
        let low = max(due.lowerBound, wanted.lowerBound)
        return low <= min(due.upperBound, wanted.upperBound) ? low...min(due.upperBound, wanted.upperBound) : low...low
    }
}

/// The groups of a view in their order, as far as kept counts tell them.
package struct QueueOutline: Sendable, Hashable {
    /// The groups.
    package private(set) var groups: [QueueGroup] = []

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

    /// The groups of those tallies that pass.
    ///
    /// - Parameter days: Is asked for when days are grouped.
    init(
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
                gathered.add(.due(on: tally.day, today: today), Self.keys(of: tally.day, today: today), tally.count)
                left -= tally.count
            }
            if left > 0 { gathered.add(.due(on: nil, today: today), Self.keys(of: nil, today: today), left) }
            for index in gathered.groups.indices { gathered.groups[index].runs = runs }
        } else {
            for tally in tallies {
                let index = gathered.add(grouping.heading(tally.cell, due: nil, today: today), nil, tally.count)
                gathered.groups[index].runs.append(tally.run)
            }
        }
        groups = gathered.groups
        groups.sort { $0.heading.precedes($1.heading) }
    }

    /// The keys of the due time that stand under the heading of a day.
    private static func keys(of day: Int64?, today: Int64) -> ClosedRange<Double> {
        let never = Double(QueuePosition.neverDue)
        guard let day else { return never...never }
        if day < today { return -.infinity...Double(today * 86_400_000 - 1) }
        return Double(day * 86_400_000)...Double(day * 86_400_000 + 86_399_999)
    }
}

/// Groups as they are found, each known by its headings.
private struct GatheredGroups {
    var groups: [QueueGroup] = []
    private var indices: [[String]: Int] = [:]

    /// Counts some more into a group; gives its index.
    @discardableResult
    mutating func add(_ heading: GroupHeading, _ due: ClosedRange<Double>?, _ count: Int) -> Int {
        let index = indices[heading.path] ?? groups.count
        if index == groups.count {
            indices[heading.path] = index
            groups.append(QueueGroup(heading, due: due))
        }
        groups[index].count += count
        // The same band may have another place under another contract: the lowest counts.
        groups[index].heading.rank = min(groups[index].heading.rank, heading.rank)
        return index
    }
}
