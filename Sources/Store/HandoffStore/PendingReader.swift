import GRDB
import Handoff

/// Reads what is pending in the order in which it is due, from an index alone.
struct PendingReader {
    private let reader: StatementReader
    private let moves: QueueMoves

    /// - Parameters:
    ///   - isSameKey: Whether what is due at the moment of the place is wanted, or what is due later.
    ///   - moves: Handoffs that are not where the index has them.
    init(_ db: Database, isRising: Bool, isSameKey: Bool, besides moves: QueueMoves) throws {
        self.moves = moves
        let (beyond, upTo, order) = isRising ? (">", "<=", "ASC") : ("<", ">=", "DESC")
        let condition =
            isSameKey
            ? "due = ?1 AND number \(beyond) ?2 AND ?1 \(upTo) ?3" : "due \(beyond) ?1 AND due \(upTo) ?3 AND ?2 = ?2"
        reader = try StatementReader(
            db,
            """
            SELECT number, due, slot FROM handoff INDEXED BY handoff_pending_by_due
            WHERE \(QueueRun.isPendingInSQL) AND \(condition)
            ORDER BY due \(order), number \(order) LIMIT ?4
            """)
    }

    func begin(after place: QueuePosition, last: Double, limit: Int) {
        reader.bind(place.key, at: 1)
        reader.bind(place.number, at: 2)
        reader.bind(last, at: 3)
        reader.bind(Int64(limit + moves.byNumber.count), at: 4)
    }

    /// The next one and its run; nil at the end.
    func next() throws -> (position: QueuePosition, slot: Int64)? {
        while try reader.step() {
            let position = QueuePosition(key: reader.double(1), number: reader.int64(0))
            if !moves.contains(position.number) { return (position, reader.int64(2)) }
        }
        return nil
    }

    func reset() { reader.reset() }
}
