import Foundation
import GRDB
import Handoff

extension SQLiteStore {
    /// Checks what the queue and the outbox say against what the journal makes of each handoff.
    func checkQueue() throws -> JournalVerification.Fault? {
        var last: Int64 = 0
        while true {
            // A page and its handoffs come from one state of the store: others may be at work on it.
            let page = try read { snapshot -> (end: Int64?, fault: JournalVerification.Fault?) in
                let rows = try snapshot.rows(after: last, limit: Self.page / 4)
                for row in rows {
                    guard let message = try snapshot.disagreement(of: row) else { continue }
                    return (nil, JournalVerification.Fault(handoff: row.id.description, message: message))
                }
                return (rows.last?.number, nil)
            }
            if let fault = page.fault { return fault }
            guard let end = page.end else { return try read { try $0.disagreementOfCounts() } }
            last = end
        }
    }
}

extension StoreSnapshot {
    /// In what a row of the queue, or its delivery, says something else than the journal; nil when they agree.
    fileprivate func disagreement(of row: QueueRow) throws -> String? {
        guard let handoff = try handoff(row.id) else {
            return "the queue lists a handoff that the journal does not have"
        }
        let (status, contents) = (handoff.status, handoff.contents)
        let isMoved =
            status.state == row.state && status.version == row.version && status.digest == row.digest
            && status.due == row.due && status.expires == row.expires && status.observed == row.observed
            && status.step == row.step
            && status.submittedAt == row.submittedAt
        let isOwned =
            (status.owner?.description ?? "unowned") == row.owner && status.band == row.band
            && status.system == row.cell.system && status.assigneeText == row.cell.taker
        // Text is compared by its bytes: canonically equivalent is not the same.
        let isNamed =
            contents.title.utf8.elementsEqual(row.title.utf8) && contents.confidence == row.confidence
            && contents.findings.stake == row.stake
            && status.contract.name == row.contract && status.contract.version == row.contractVersion
        guard try isMoved && isOwned && isNamed && isPlaced(handoff, row) else {
            return "the queue says something else of it than the journal"
        }
        let key = try delivery(of: row.id)?.key
        let expected = status.state == .approved ? status.deliveryKey(of: row.id) : nil
        guard key == expected else {
            return expected == nil
                ? "a delivery waits for it, but it is \(status.state.rawValue)"
                : "it is approved, but its delivery is missing or has another key"
        }
        return nil
    }

    /// Whether the columns that no row of a list shows are as the journal has them, and the keys of its orders as its values are.
    private func isPlaced(_ handoff: Handoff, _ listed: QueueRow) throws -> Bool {
        let status = handoff.status
        guard
            let row = try Row.fetchOne(
                db,
                cached: "SELECT state, system, record, confidence_key, stake_key FROM handoff WHERE id = ?",
                arguments: [handoff.id.description]),
            let store = try String.fetchOne(db, cached: "SELECT id FROM store")
        else { return false }
        // The reference stands in no event, but the digest is made over it.
        let digest = Handoff.digest(
            store: store, id: handoff.id, status: status, reference: handoff.contents.reference)
        return row["state"] as String == status.state.rawValue && row["system"] as String == status.system
            && row["record"] as String == status.record && digest == status.digest
            && row["confidence_key"] as Double == listed.position(.confidence).key
            && row["stake_key"] as Double == listed.position(.stake).key
    }

    /// Until a move is carried out, the indexes have the handoff where it moves from, by the same keys.
    private static let falseMove = """
        SELECT 1 FROM queue_move m LEFT JOIN handoff h ON h.number = m.number
        WHERE h.slot IS NOT m.from_slot OR h.due IS NOT m.from_due
            OR h.confidence_key IS NOT m.confidence_key OR h.stake_key IS NOT m.stake_key LIMIT 1
        """

    /// A run whose count is too small would be listed in part: every count has to be that of its rows.
    fileprivate func disagreementOfCounts() throws -> JournalVerification.Fault? {
        let questions = [
            """
            SELECT 1 FROM queue_count c WHERE count != (SELECT count(*) FROM handoff h WHERE h.slot = c.slot) LIMIT 1
            """,
            "SELECT 1 WHERE (SELECT coalesce(sum(count), 0) FROM queue_count) != (SELECT count(*) FROM handoff)",
            """
            SELECT 1 FROM queue_day c WHERE count != (
                SELECT count(*) FROM handoff h
                WHERE h.slot = c.slot AND h.due >= c.day * 86400000 AND h.due < (c.day + 1) * 86400000) LIMIT 1
            """,
            """
            SELECT 1 WHERE (SELECT coalesce(sum(count), 0) FROM queue_day)
                != (SELECT count(*) FROM handoff WHERE due != \(QueuePosition.neverDue))
            """,
        ]
        if try Int.fetchOne(db, cached: Self.falseMove) != nil {
            return JournalVerification.Fault(message: "the queue notes a move from where it has no handoff")
        }
        for question in questions where try Int.fetchOne(db, cached: question) != nil {
            return JournalVerification.Fault(message: "the queue counts other handoffs than it has")
        }
        return nil
    }
}
