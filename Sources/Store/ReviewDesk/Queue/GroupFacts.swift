import CivilTime
import Handoff
import JSON

/// What a group of the queue is in sum. However many handoffs are in it, a bounded number of rows is read for this.
package struct GroupFacts: Sendable, Hashable {
    /// What is at stake in one currency; nil where the contract names none.
    package struct Stake: Sendable, Hashable {
        package let currency: String?
        package var sum: ExactDecimal
    }

    /// Its headings, and how many handoffs it has.
    package let path: [String], count: Int
    /// When the oldest of them came in; nil where that would have to be looked for.
    package var oldest: Instant?
    /// How many are late, and whether there may be more.
    package var late = 0, isLateAtLeast = false
    /// What is at stake, by currency, and whether that is only of those that were read.
    package var stakes: [Stake] = [], isStakePartial = false
    /// Who can take what is open on them.
    package var takers: [Party] = []
}

extension QueueSource {
    /// What a group is in sum; nil where no index answers the view's filter, or it is not there.
    package func facts(of path: [String], in view: QueueView) throws(DeskError) -> GroupFacts? {
        guard view.query.isIndexed else { return nil }
        return try reading { () throws(DeskError) in
            let groups = try outline(view).groups.filter { $0.path.starts(with: path) }
            guard !groups.isEmpty else { return nil }
            var facts = GroupFacts(path: path, count: groups.reduce(0) { $0 + $1.count })
            try addRows(of: groups, view, to: &facts)
            let runs = Set(groups.flatMap(\.runs))
            let parties = try tallies().filter { runs.contains($0.run) && $0.state.isPending }.flatMap(\.cell.takers)
            facts.takers = Set(parties).sorted { $0.description < $1.description }
            return facts
        }
    }

    private func addRows(of groups: [QueueGroup], _ view: QueueView, to facts: inout GroupFacts) throws(DeskError) {
        let most = 100
        let isByDay = view.grouping == .due
        let isWhole = facts.count <= most
        let now = now
        var sums: [String: GroupFacts.Stake] = [:]
        var left = most
        for group in groups where left > 0 {
            // Where not all are read, those with the largest amounts are.
            let order = isByDay ? QueueOrder(.due) : QueueOrder(.stake)
            let rows = try page(group.runs, order, within: group.due, .after, nil, limit: left)
            left -= rows.count
            for row in rows {
                if isWhole {
                    facts.oldest = min(facts.oldest ?? row.submittedAt, row.submittedAt)
                    if row.isLate(at: now) { facts.late += 1 }
                }
                guard let stake = row.stake.flatMap({ ExactDecimal($0) }) else { continue }
                let known = sums[row.currency ?? ""]?.sum ?? .zero
                guard let sum = known.adding(stake) else { continue }
                sums[row.currency ?? ""] = GroupFacts.Stake(currency: row.currency, sum: sum)
            }
        }
        facts.stakes = sums.sorted { $0.key < $1.key }.map(\.value)
        facts.isStakePartial = !isWhole
        guard !isWhole, !isByDay else { return }
        let runs = groups.flatMap(\.runs)
        facts.oldest = try page(runs, QueueOrder(.age), within: nil, .after, nil, limit: 1).first?.submittedAt
        let past = -Double.infinity...Double(now.milliseconds - 1)
        let late = try page(runs, QueueOrder(.due), within: past, .after, nil, limit: most)
        facts.late = late.count { $0.isLate(at: now) }
        facts.isLateAtLeast = late.count == most
    }
}

extension QueueRow {
    fileprivate func isLate(at now: Instant) -> Bool { state.isPending && (due.map { $0 < now } ?? false) }
}
