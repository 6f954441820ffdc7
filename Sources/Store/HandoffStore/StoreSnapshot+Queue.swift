import CivilTime
import GRDB
import Handoff
import JSON

extension StoreSnapshot {
    /// The cells after the one with a number. Cells are never removed or changed: who keeps them asks only for new ones.
    package func cells(after number: Int64 = 0) throws -> [QueueCell] {
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
    package func tallies() throws -> [QueueTally] {
        let reader = try StatementReader(db, "SELECT slot, count FROM queue_count WHERE count > 0")
        defer { reader.reset() }
        var cells = CellFinder(self)
        var tallies: [QueueTally] = []
        while try reader.step() {
            guard let run = QueueRun(slot: reader.int64(0)), let cell = try cells.cell(run.cell) else { continue }
            tallies.append(QueueTally(cell: cell, state: run.state, count: Int(reader.int64(1))))
        }
        return tallies
    }

    /// How many handoffs of each run are due on each day (in UTC, from 1970-01-01). What is never due is in none.
    package func dayCounts() throws -> [(run: QueueRun, day: Int64, count: Int)] {
        try Row.fetchAll(db, cached: "SELECT slot, day, count FROM queue_day WHERE count > 0")
            .compactMap { row in QueueRun(slot: row[0]).map { ($0, row[1], row[2]) } }
    }

    /// How many handoffs are in each state.
    package func counts() throws -> [HandoffState: Int] {
        try tallies().reduce(into: [:]) { $0[$1.state, default: 0] += $1.count }
    }

    /// A page of several runs as one list, nearest to `key` first: after it in the order, or before it and backwards. Without a
    /// key it begins at that end.
    ///
    /// - Parameter bounds: Between which keys, both included.
    package func page(
        _ runs: [QueueRun], _ order: QueueOrder, within bounds: ClosedRange<Double>? = nil,
        _ direction: QueueDirection = .after, _ key: QueuePosition? = nil, limit: Int
    ) throws -> [QueueRow] {
        guard limit > 0, !runs.isEmpty else { return [] }
        let walk = RunWalk(
            key: order.key, isRising: (direction == .after) != order.isFalling, from: key, bounds: bounds)
        if runs.count == 1 { return try walk.rows(of: runs[0], self, limit: limit) }
        return try rows(try walk.numbers(of: runs, db, limit: limit))
    }

    /// The rows of these handoffs, in no particular order.
    package func rows(_ ids: [HandoffID]) throws -> [QueueRow] {
        try rows(
            try ids.compactMap { id in
                try Int64.fetchOne(db, cached: "SELECT number FROM handoff WHERE id = ?", arguments: [id.description])
            })
    }

    /// The rows of the handoffs with these numbers, in this order.
    package func rows(_ numbers: [Int64]) throws -> [QueueRow] {
        let reader = try StatementReader(db, "SELECT \(Self.rowColumns) FROM handoff WHERE number = ?")
        defer { reader.reset() }
        var cells = CellFinder(self)
        var rows: [QueueRow] = []
        rows.reserveCapacity(numbers.count)
        for number in numbers {
            reader.reset()
            reader.bind(number, at: 1)
            if try reader.step(), let row = try QueueRow(reader, &cells) { rows.append(row) }
        }
        return rows
    }

    /// All handoffs by number, a page after a number: for what has to look at each of them.
    package func rows(after number: Int64, limit: Int) throws -> [QueueRow] {
        let reader = try StatementReader(
            db, "SELECT \(Self.rowColumns) FROM handoff WHERE number > ? ORDER BY number LIMIT ?")
        defer { reader.reset() }
        reader.bind(number, at: 1)
        reader.bind(Int64(limit), at: 2)
        var cells = CellFinder(self)
        var rows: [QueueRow] = []
        while try reader.step() { if let row = try QueueRow(reader, &cells) { rows.append(row) } }
        return rows
    }

    /// The handoffs that something happened to from one size of the journal to the present one, each once, in no order; nil when
    /// more than `limit` things happened.
    package func changed(since size: Int, limit: Int) throws -> [HandoffID]? {
        let found = try String?.fetchAll(
            db.cachedStatement(sql: "SELECT handoff FROM event WHERE sequence >= ? ORDER BY sequence LIMIT ?"),
            arguments: [size, limit + 1])
        guard found.count <= limit else { return nil }
        return Set(found.compactMap { $0.flatMap(HandoffID.init(_:)) }).sorted()
    }

    private static let rowColumns = """
        number, id, slot, contract_version, title, due, confidence, stake, version, digest, submitted_at, step
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
    /// The row that a reader of `rowColumns` stands on.
    fileprivate init?(_ reader: StatementReader, _ cells: inout CellFinder) throws {
        guard let id = reader.text(1).flatMap({ HandoffID($0) }), let run = QueueRun(slot: reader.int64(2)),
            let digest = reader.hash(9), let cell = try cells.cell(run.cell)
        else { return nil }
        let due = reader.int64(5)
        self.init(
            id: id, number: reader.int64(0), cell: cell, contractVersion: Int(reader.int64(3)),
            title: reader.text(4) ?? "", state: run.state, confidence: reader.text(6).flatMap(JSONNumber.init(_:)),
            stake: reader.text(7).flatMap(JSONNumber.init(_:)), version: Int(reader.int64(8)), digest: digest,
            submittedAt: Instant(milliseconds: reader.int64(10)),
            due: due == QueuePosition.neverDue ? nil : Instant(milliseconds: due), step: reader.text(11))
    }
}
