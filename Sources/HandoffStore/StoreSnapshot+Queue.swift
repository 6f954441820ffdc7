import Foundation
import GRDB
import Handoff
import JSON

extension StoreSnapshot {
    /// The cells after the one with a number. Cells are never removed or changed: who keeps them asks only for new ones.
    public func cells(after number: Int64 = 0) throws -> [QueueCell] {
        try Row.fetchAll(
            db,
            cached: """
                SELECT number, owner, band, band_rank, contract, system, taker FROM queue_cell
                WHERE number > ? ORDER BY number
                """, arguments: [number]
        ).map(QueueCell.init(_:))
    }

    /// How many handoffs are in each run that has any. Read from counts that are kept, never by counting: the cost does not grow
    /// with the number of handoffs.
    public func runCounts() throws -> [(run: QueueRun, count: Int)] {
        try Row.fetchAll(db, cached: "SELECT slot, count FROM queue_count WHERE count > 0")
            .compactMap { row in QueueRun(slot: row[0]).map { ($0, row[1]) } }
    }

    /// How many handoffs of each run are due on each day (in UTC, from 1970-01-01). What is never due is in none.
    public func dayCounts() throws -> [(run: QueueRun, day: Int64, count: Int)] {
        try Row.fetchAll(db, cached: "SELECT slot, day, count FROM queue_day WHERE count > 0")
            .compactMap { row in QueueRun(slot: row[0]).map { ($0, row[1], row[2]) } }
    }

    /// How many handoffs are in each state.
    public func counts() throws -> [HandoffState: Int] {
        try runCounts().reduce(into: [:]) { $0[$1.run.state, default: 0] += $1.count }
    }

    /// Which way a page goes from its key.
    public enum Direction: Sendable { case after, before }

    /// A page of several runs as one list, nearest to `key` first: after it in the order, or before it and backwards. Without a
    /// key it begins at that end.
    ///
    /// - Parameter bounds: Between which keys, both included.
    public func page(
        _ runs: [QueueRun], _ order: QueueOrder, within bounds: ClosedRange<Double>? = nil,
        _ direction: Direction = .after, _ key: QueuePosition? = nil, limit: Int
    ) throws -> [QueueRow] {
        guard limit > 0, !runs.isEmpty else { return [] }
        let walk = RunWalk(
            key: order.key, isRising: (direction == .after) != order.isFalling, from: key, bounds: bounds)
        if runs.count == 1 { return try walk.rows(of: runs[0], db, limit: limit) }
        return try rows(try walk.merged(runs, db, limit: limit))
    }

    /// The rows of these handoffs, in no particular order.
    public func rows(_ ids: [HandoffID]) throws -> [QueueRow] {
        try ids.compactMap { id in
            try Row.fetchOne(
                db,
                cached: """
                    SELECT \(Self.rowColumns) FROM handoff h JOIN queue_cell c ON c.number = h.slot >> 3 WHERE h.id = ?
                    """, arguments: [id.description]
            ).flatMap(QueueRow.init(_:))
        }
    }

    /// The rows of the handoffs with these numbers, in this order.
    public func rows(_ numbers: [Int64]) throws -> [QueueRow] {
        try Row.fetchAll(
            db,
            cached: """
                SELECT \(Self.rowColumns) FROM json_each(?) wanted CROSS JOIN handoff h ON h.number = wanted.value
                JOIN queue_cell c ON c.number = h.slot >> 3
                """, arguments: [Self.list(numbers)]
        ).compactMap(QueueRow.init(_:))
    }

    /// All handoffs by number, a page after a number: for what has to look at each of them.
    public func rows(after number: Int64, limit: Int) throws -> [QueueRow] {
        try Row.fetchAll(
            db,
            cached: """
                SELECT \(Self.rowColumns) FROM handoff h JOIN queue_cell c ON c.number = h.slot >> 3
                WHERE h.number > ? ORDER BY h.number LIMIT ?
                """, arguments: [number, limit]
        ).compactMap(QueueRow.init(_:))
    }

    /// The handoffs that something happened to from one size of the journal to the present one, each once, in no order; nil when
    /// more than `limit` things happened.
    public func changed(since size: Int, limit: Int) throws -> [HandoffID]? {
        let found = try String?.fetchAll(
            db.cachedStatement(sql: "SELECT handoff FROM event WHERE sequence >= ? ORDER BY sequence LIMIT ?"),
            arguments: [size, limit + 1])
        guard found.count <= limit else { return nil }
        return Set(found.compactMap { $0.flatMap(HandoffID.init(_:)) }).sorted()
    }

    static func list(_ numbers: [Int64]) -> String { "[\(numbers.map(String.init).joined(separator: ","))]" }

    static let rowColumns = """
        h.number, h.id, h.slot, h.contract_version, h.title, h.due, h.confidence, h.stake, h.version, h.digest, \
        h.submitted_at, h.step, c.owner, c.band, c.band_rank, c.contract, c.system, c.taker
        """
}

/// A walk along runs from a place on, in one direction.
private struct RunWalk {
    let isRising: Bool
    private let from: QueuePosition
    private let last: Double
    private let column: String
    private let index: String

    init(key: QueueOrder.Key, isRising: Bool, from: QueuePosition?, bounds: ClosedRange<Double>?) {
        self.isRising = isRising
        let bounds = bounds ?? -.infinity ... .infinity
        last = isRising ? bounds.upperBound : bounds.lowerBound
        let start =
            isRising
            ? QueuePosition(key: bounds.lowerBound, number: .min) : QueuePosition(key: bounds.upperBound, number: .max)
        self.from = from.map { isRising ? max($0, start) : min($0, start) } ?? start
        (column, index) =
            switch key {
            case .due: ("due", "handoff_by_due")
            case .confidence: ("confidence_key", "handoff_by_confidence")
            case .age: ("number", "handoff_by_age")
            case .stake: ("stake_key", "handoff_by_stake")
            }
    }

    /// The conditions and the order of one run's part; `?1` is the slot, `?2` and `?3` the place to go on from, `?4` the last key.
    private func condition(slot: String) -> String {
        let (beyond, upTo, order) = isRising ? (">", "<=", "ASC") : ("<", ">=", "DESC")
        // The number is its own key: one comparison finds the place.
        if column == "number" {
            return """
                h.slot = \(slot) AND h.number \(beyond) ?3 AND h.number \(upTo) ?4 AND ?2 = ?2
                ORDER BY h.number \(order)
                """
        }
        return """
            h.slot = \(slot) AND (h.\(column), h.number) \(beyond) (?2, ?3) AND h.\(column) \(upTo) ?4
            ORDER BY h.\(column) \(order), h.number \(order)
            """
    }

    private func arguments(_ slot: some DatabaseValueConvertible, _ place: QueuePosition) -> StatementArguments {
        // With the number as the key there is nothing else to compare.
        [slot, column == "number" ? 0 : place.key, place.number, last]
    }

    /// The rows of one run.
    func rows(of run: QueueRun, _ db: Database, limit: Int) throws -> [QueueRow] {
        try Row.fetchAll(
            db,
            cached: """
                SELECT \(StoreSnapshot.rowColumns) FROM handoff h INDEXED BY \(index)
                JOIN queue_cell c ON c.number = h.slot >> 3 WHERE \(condition(slot: "?1")) LIMIT ?5
                """, arguments: arguments(run.slot, from) + [limit]
        ).compactMap(QueueRow.init(_:))
    }

    /// The numbers of the nearest handoffs of several runs, merged. Each run is asked for its first one, and for more only when
    /// its turn comes: the cost is a look at each run and as many looks as the page has rows, wherever in the runs they are.
    func merged(_ runs: [QueueRun], _ db: Database, limit: Int) throws -> [Int64] {
        var heap = RunHeap(isRising: isRising)
        let heads = try Row.fetchAll(
            db,
            cached: """
                SELECT wanted.value, (SELECT h.number FROM handoff h INDEXED BY \(index)
                    WHERE \(condition(slot: "wanted.value")) LIMIT 1) AS head
                FROM json_each(?1) wanted
                """, arguments: arguments(StoreSnapshot.list(runs.map(\.slot)), from))
        let numbers = heads.compactMap { $0[1] as Int64? }
        let keys = try keys(of: numbers, db)
        for row in heads {
            guard let number = row[1] as Int64?, let key = keys[number] else { continue }
            heap.insert(RunHeap.Run(slot: row[0], position: QueuePosition(key: key, number: number)))
        }
        var found: [Int64] = []
        found.reserveCapacity(limit)
        while found.count < limit, var run = heap.first {
            found.append(run.position.number)
            if run.waiting.isEmpty, !run.isAtEnd {
                run.chunk = min(run.chunk * 4, limit - found.count + 1)
                run.waiting = try positions(of: run.slot, after: run.position, db, limit: run.chunk).reversed()
                run.isAtEnd = run.waiting.count < run.chunk
            }
            if let next = run.waiting.popLast() {
                run.position = next
                heap.replaceFirst(by: run)
            } else {
                heap.removeFirst()
            }
        }
        return found
    }

    private func keys(of numbers: [Int64], _ db: Database) throws -> [Int64: Double] {
        if column == "number" { return Dictionary(numbers.map { ($0, Double($0)) }) { first, _ in first } }
        let rows = try Row.fetchAll(
            db,
            cached: """
                SELECT h.number, h.\(column) FROM json_each(?) wanted CROSS JOIN handoff h ON h.number = wanted.value
                """, arguments: [StoreSnapshot.list(numbers)])
        return Dictionary(rows.map { ($0[0], $0[1]) }) { first, _ in first }
    }

    private func positions(
        of slot: Int64, after place: QueuePosition, _ db: Database, limit: Int
    ) throws -> [QueuePosition] {
        try Row.fetchAll(
            db,
            cached: """
                SELECT h.number, h.\(column) FROM handoff h INDEXED BY \(index)
                WHERE \(condition(slot: "?1")) LIMIT ?5
                """, arguments: arguments(slot, place) + [limit]
        ).map { QueuePosition(key: $0[1], number: $0[0]) }
    }
}

/// Runs by the place that each has come to, the nearest one first.
private struct RunHeap {
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

extension QueueCell {
    fileprivate init(_ row: Row) {
        self.init(
            number: row[0], owner: row[1], band: row[2], bandRank: row[3], contract: row[4], system: row[5],
            taker: row[6])
    }
}

extension QueueRow {
    // By place: names would be looked up for every row.
    init?(_ row: Row) {
        guard let id = HandoffID(row[1]), let run = QueueRun(slot: row[2]),
            let digest = ContentHash(bytes: row[9] as Data)
        else { return nil }
        let due: Int64 = row[5]
        self.init(
            id: id, number: row[0],
            cell: QueueCell(
                number: run.cell, owner: row[12], band: row[13], bandRank: row[14], contract: row[15], system: row[16],
                taker: row[17]),
            contractVersion: row[3], title: row[4], state: run.state,
            confidence: (row[6] as String?).flatMap(JSONNumber.init(_:)),
            stake: (row[7] as String?).flatMap(JSONNumber.init(_:)), version: row[8], digest: digest,
            submittedAt: Instant(milliseconds: row[10]),
            due: due == QueuePosition.neverDue ? nil : Instant(milliseconds: due), step: row[11])
    }
}
