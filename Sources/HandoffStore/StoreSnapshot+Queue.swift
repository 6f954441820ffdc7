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
