import Foundation
import GRDB
import Handoff

/// A walk along runs from a place on, in one direction.
struct RunWalk {
    let isRising: Bool
    private let from: QueuePosition
    private let last: Double
    private let column: String
    private let index: String

    init(key: QueueOrder.Key, isRising: Bool, from: QueuePosition?, bounds: ClosedRange<Double>?) {
        self.isRising = isRising
        // Numbers need no bounds: they are no values of a handoff.
        let bounds = key == .age ? nil : bounds
        let all = bounds ?? -.infinity ... .infinity
        last = isRising ? all.upperBound : all.lowerBound
        let start =
            isRising
            ? QueuePosition(key: all.lowerBound, number: .min) : QueuePosition(key: all.upperBound, number: .max)
        self.from = from.map { isRising ? max($0, start) : min($0, start) } ?? start
        (column, index) =
            switch key {
            case .due: ("due", "handoff_by_due")
            case .confidence: ("confidence_key", "handoff_by_confidence")
            case .age: ("number", "handoff_by_age")
            case .stake: ("stake_key", "handoff_by_stake")
            }
    }

    /// What comes after a place: first what has the same key, then what has a later one. Asked apart, because only then an index
    /// leads to the place: with one comparison of both, all that has the same key would be walked over.
    private enum Part: CaseIterable { case sameKey, laterKey }

    private var parts: [Part] { column == "number" ? [.laterKey] : Part.allCases }

    /// The condition of a part; `?2` and `?3` are the place to go on from, `?4` is the last key.
    private func condition(_ part: Part, slot: String) -> String {
        let (beyond, upTo, order) = isRising ? (">", "<=", "ASC") : ("<", ">=", "DESC")
        switch part {
        case .sameKey:
            return """
                h.slot = \(slot) AND h.\(column) = ?2 AND h.number \(beyond) ?3 AND ?2 \(upTo) ?4
                ORDER BY h.number \(order)
                """
        case .laterKey where column == "number":
            return "h.slot = \(slot) AND h.number \(beyond) ?3 AND ?2 \(upTo) ?4 ORDER BY h.number \(order)"
        case .laterKey:
            return """
                h.slot = \(slot) AND h.\(column) \(beyond) ?2 AND h.\(column) \(upTo) ?4 AND ?3 = ?3
                ORDER BY h.\(column) \(order), h.number \(order)
                """
        }
    }

    private func arguments(_ slot: some DatabaseValueConvertible, _ place: QueuePosition) -> StatementArguments {
        [slot, column == "number" ? 0 : place.key, place.number, last]
    }

    private func ask(
        _ columns: String, of slot: Int64, after place: QueuePosition, _ db: Database, limit: Int
    ) throws -> [Row] {
        var found: [Row] = []
        for part in parts where found.count < limit {
            found += try Row.fetchAll(
                db,
                cached: """
                    SELECT \(columns) FROM handoff h INDEXED BY \(index) JOIN queue_cell c ON c.number = h.slot >> 3
                    WHERE \(condition(part, slot: "?1")) LIMIT ?5
                    """, arguments: arguments(slot, place) + [limit - found.count])
        }
        return found
    }

    /// The rows of one run.
    func rows(of run: QueueRun, _ db: Database, limit: Int) throws -> [QueueRow] {
        try ask(StoreSnapshot.rowColumns, of: run.slot, after: from, db, limit: limit).compactMap(QueueRow.init(_:))
    }

    /// The numbers of the nearest handoffs of several runs, merged. Each run is asked for its first one, and for more only when
    /// its turn comes: the cost is a look at each run and as many looks as the page has rows, wherever in the runs they are.
    func merged(_ runs: [QueueRun], _ db: Database, limit: Int) throws -> [Int64] {
        var heap = RunHeap(isRising: isRising)
        let heads = parts.map { part in
            """
            (SELECT h.number FROM handoff h INDEXED BY \(index) WHERE \(condition(part, slot: "wanted.value")) LIMIT 1)
            """
        }.joined(separator: ", ")
        let found = try Row.fetchAll(
            db,
            cached: """
                SELECT r.slot, h.number, h.\(column) FROM (
                    SELECT wanted.value AS slot, coalesce(\(heads), NULL) AS head FROM json_each(?1) wanted
                ) r CROSS JOIN handoff h ON h.number = r.head
                """, arguments: arguments(StoreSnapshot.list(runs.map(\.slot)), from))
        for row in found {
            heap.insert(RunHeap.Run(slot: row[0], position: QueuePosition(key: row[2], number: row[1])))
        }
        var numbers: [Int64] = []
        numbers.reserveCapacity(limit)
        while numbers.count < limit, var run = heap.first {
            numbers.append(run.position.number)
            if run.waiting.isEmpty, !run.isAtEnd {
                run.chunk = min(run.chunk * 4, limit - numbers.count + 1)
                run.waiting = try ask("h.number, h.\(column)", of: run.slot, after: run.position, db, limit: run.chunk)
                    .map { QueuePosition(key: $0[1], number: $0[0]) }.reversed()
                run.isAtEnd = run.waiting.count < run.chunk
            }
            if let next = run.waiting.popLast() {
                run.position = next
                heap.replaceFirst(by: run)
            } else {
                heap.removeFirst()
            }
        }
        return numbers
    }
}

/// Runs by the place that each has come to, the nearest one first.
struct RunHeap {
    struct Run {
        let slot: Int64
        var position: QueuePosition
        /// What was read ahead of it, the next one last.
        var waiting: [QueuePosition] = []
        var chunk = 1
        var isAtEnd = false

        init(slot: Int64, position: QueuePosition) {
            self.slot = slot
            self.position = position
        }
    }

    private var runs: [Run] = []
    private let isRising: Bool

    init(isRising: Bool) { self.isRising = isRising }

    var first: Run? { runs.first }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        isRising ? runs[left].position < runs[right].position : runs[right].position < runs[left].position
    }

    mutating func insert(_ run: Run) {
        runs.append(run)
        var child = runs.count - 1
        while child > 0, precedes(child, (child - 1) / 2) {
            runs.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func replaceFirst(by run: Run) {
        runs[0] = run
        sink()
    }

    mutating func removeFirst() {
        runs.swapAt(0, runs.count - 1)
        runs.removeLast()
        sink()
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [parent * 2 + 1, parent * 2 + 2] where child < runs.count && precedes(child, least) {
                least = child
            }
            guard least != parent else { return }
            runs.swapAt(parent, least)
            parent = least
        }
    }
}
