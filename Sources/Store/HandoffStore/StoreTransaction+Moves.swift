import GRDB
import Handoff

extension StoreTransaction {
    /// Notes where a handoff stands now. When many moves are noted, they are carried out.
    func note(_ move: QueueMove) throws {
        try db.run(
            """
            INSERT OR REPLACE INTO queue_move (number, from_slot, from_due, slot, due, confidence_key, stake_key)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                move.number, move.from.slot, move.from.due, move.to.slot, move.to.due, move.confidence, move.stake,
            ])
        let count = try StatementReader(db, "SELECT count(*) FROM queue_move").first { $0.int64(0) } ?? 0
        guard count >= QueueMoves.most else { return }
        try carryOut(try snapshot.moves())
        try db.run("DELETE FROM queue_move")
    }

    /// Carries out the move of one handoff, if one is noted: for what changes its place in a way that is not noted.
    func carryOutMove(of number: Int64) throws {
        guard let move = try snapshot.moves().byNumber[number] else { return }
        try carryOut(QueueMoves([move]))
        try db.run("DELETE FROM queue_move WHERE number = ?", [number])
    }

    /// Brings the indexes and the counts up to these moves.
    private func carryOut(_ moves: QueueMoves) throws {
        for move in moves.byNumber.values.sorted(by: { $0.number < $1.number }) {
            try db.run(
                "UPDATE handoff SET slot = ?, due = ? WHERE number = ?", [move.to.slot, move.to.due, move.number])
        }
        for (slot, change) in moves.counts.changes { try count(change, in: slot) }
        for (day, change) in moves.dayCounts.changes { try count(change, on: day) }
    }
}
