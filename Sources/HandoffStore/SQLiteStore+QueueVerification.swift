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
                return (rows.last?.position.number, nil)
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
        let (standing, contents) = (handoff.standing, handoff.contents)
        let isMoved =
            standing.state == row.state && standing.version == row.version && standing.digest == row.digest
            && standing.due == row.due && standing.step == row.step && standing.submittedAt == row.submittedAt
        let isOwned = (standing.owner?.description ?? "unowned") == row.owner && standing.band == row.band
        // Text is compared by its bytes: canonically equivalent is not the same.
        let isNamed =
            contents.title.utf8.elementsEqual(row.title.utf8) && contents.confidence == row.confidence
            && standing.contract.name == row.contract && standing.contract.version == row.contractVersion
        guard try isMoved && isOwned && isNamed && isPlaced(handoff) else {
            return "the queue says something else of it than the journal"
        }
        let key = try delivery(of: row.id)?.key
        let expected = standing.state == .approved ? "\(row.id)-\(standing.digest)" : nil
        guard key == expected else {
            return expected == nil
                ? "a delivery waits for it, but it is \(standing.state.rawValue)"
                : "it is approved, but its delivery is missing or has another key"
        }
        return nil
    }

    /// Whether the columns that no row of a list shows are as the journal has them.
    private func isPlaced(_ handoff: Handoff) throws -> Bool {
        let standing = handoff.standing
        guard
            let row = try Row.fetchOne(
                db, cached: "SELECT pending, system, record FROM handoff WHERE id = ?",
                arguments: [handoff.id.description]),
            let store = try String.fetchOne(db, cached: "SELECT id FROM store")
        else { return false }
        // The reference stands in no event, but the digest is made over it.
        let digest = Handoff.digest(
            store: store, id: handoff.id, standing: standing, reference: handoff.contents.reference)
        return row["pending"] as Bool == standing.state.isPending && row["system"] as String == standing.system
            && row["record"] as String == standing.record && digest == standing.digest
    }

    /// A group whose count is too small is not listed: every count has to be that of its rows.
    fileprivate func disagreementOfCounts() throws -> JournalVerification.Fault? {
        let wrong = try Int.fetchOne(
            db,
            cached: """
                SELECT 1 FROM queue_count c WHERE count != (
                    SELECT count(*) FROM handoff h WHERE h.state = c.state AND h.queue_group = c.queue_group) LIMIT 1
                """)
        let counted = try Int.fetchOne(db, cached: "SELECT coalesce(sum(count), 0) FROM queue_count")
        let rows = try Int.fetchOne(db, cached: "SELECT count(*) FROM handoff")
        return wrong == nil && counted == rows
            ? nil : JournalVerification.Fault(message: "the queue counts other handoffs than it has")
    }
}
