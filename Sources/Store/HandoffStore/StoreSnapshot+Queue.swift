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
        let reader = try StatementReader(db, "SELECT slot, count FROM queue_count WHERE count > 0 ORDER BY slot")
        defer { reader.reset() }
        var cells = CellFinder(self)
        var tallies: [QueueTally] = []
        try moves().counts.adding {
            try reader.step() ? (reader.int64(0), Int(reader.int64(1))) : nil
        } to: {
            guard let run = QueueRun(slot: $0), let cell = try cells.cell(run.cell) else { return }
            tallies.append(QueueTally(cell: cell, state: run.state, count: $1))
        }
        return tallies
    }

    /// How many handoffs of each run are due on each day (in UTC, from 1970-01-01). What is never due is in none.
    package func dayCounts() throws -> [(run: QueueRun, day: Int64, count: Int)] {
        let reader = try StatementReader(
            db, "SELECT slot, day, count FROM queue_day WHERE count > 0 ORDER BY slot, day")
        defer { reader.reset() }
        var days: [(run: QueueRun, day: Int64, count: Int)] = []
        try moves().dayCounts.adding {
            try reader.step() ? (QueueDay(slot: reader.int64(0), day: reader.int64(1)), Int(reader.int64(2))) : nil
        } to: {
            if let run = QueueRun(slot: $0.slot) { days.append((run, $0.day, $1)) }
        }
        return days
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
            key: order.key, isRising: (direction == .after) != order.isFalling, from: key, bounds: bounds,
            besides: try moves())
        if runs.count == 1 { return try rows(try walk.numbers(of: runs[0], db, limit: limit)) }
        return try rows(try walk.numbers(of: runs, db, limit: limit))
    }

    /// The rows of these handoffs, in no particular order.
    package func rows(_ ids: [HandoffID]) throws -> [QueueRow] {
        try rows(
            try ids.compactMap { id in
                try StatementReader(db, "SELECT number FROM handoff WHERE id = ?", [id.description]).first {
                    $0.int64(0)
                }
            })
    }

    /// The rows of the handoffs with these numbers, in this order.
    package func rows(_ numbers: [Int64]) throws -> [QueueRow] {
        let reader = try StatementReader(db, "SELECT \(Self.rowColumns) FROM handoff WHERE number = ?")
        defer { reader.reset() }
        let moves = try moves()
        var cells = CellFinder(self)
        var rows: [QueueRow] = []
        rows.reserveCapacity(numbers.count)
        for number in numbers {
            reader.reset()
            reader.bind(number, at: 1)
            if try reader.step(), let row = try QueueRow(reader, moves, &cells) { rows.append(row) }
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
        let moves = try moves()
        var cells = CellFinder(self)
        var rows: [QueueRow] = []
        while try reader.step() { if let row = try QueueRow(reader, moves, &cells) { rows.append(row) } }
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
        number, id, slot, contract_version, title, due, confidence, stake, version, digest, submitted_at, step, expires, observed,
        currency, failed, unresolved, others, words, hidden, edited, reference
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
    fileprivate init?(_ reader: StatementReader, _ moves: QueueMoves, _ cells: inout CellFinder) throws {
        let number = reader.int64(0)
        let place = moves.place(of: number) ?? QueuePlace(slot: reader.int64(2), due: reader.int64(5))
        guard let id = reader.text(1).flatMap({ HandoffID($0) }), let run = QueueRun(slot: place.slot),
            let digest = reader.hash(9), let cell = try cells.cell(run.cell)
        else { return nil }
        self.init(
            id: id, number: number, cell: cell, contractVersion: Int(reader.int64(3)),
            title: reader.text(4) ?? "", state: run.state, confidence: reader.text(6).flatMap(JSONNumber.init(_:)),
            stake: reader.text(7).flatMap(JSONNumber.init(_:)), version: Int(reader.int64(8)), digest: digest,
            submittedAt: Instant(milliseconds: reader.int64(10)),
            due: place.due == QueuePosition.neverDue ? nil : Instant(milliseconds: place.due),
            expires: reader.isNull(12) ? nil : Instant(milliseconds: reader.int64(12)), step: reader.text(11),
            observed: reader.text(13).flatMap(HandoffState.init(rawValue:)), reference: reader.text(21),
            currency: reader.text(14),
            marks: RowMarks(
                failed: Int(reader.int64(15)), unresolved: Int(reader.int64(16)), others: Int(reader.int64(17)),
                words: Int(reader.int64(18)), hasHidden: reader.int64(19) != 0, isEdited: reader.int64(20) != 0))
    }
}
