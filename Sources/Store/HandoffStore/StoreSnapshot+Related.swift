import CivilTime
import Foundation
import GRDB
import Handoff
import JSON

extension StoreSnapshot {
    /// How many that were let through are read at most, and how many others: who submits many can't push the former out.
    static let mostSettled = 1_000, mostOthers = 100

    /// Handoffs on the same record.
    ///
    /// - Parameter observing: Whether those that are only observed are among them, in the state that they would have: for what is
    ///   only observed itself. To all others they are not there.
    package func onRecord(
        system: String, record: String, reference: String, observing: Bool = false
    ) throws -> RelatedHandoffs {
        try related("system = ? AND record = ? AND reference = ?", [system, record, reference], observing: observing)
    }

    /// Handoffs on the same record as this one, itself among them; none where it has no record yet.
    package func sharingRecord(with id: HandoffID) throws -> RelatedHandoffs {
        let row = try Row.fetchOne(
            db, cached: "SELECT system, record, reference FROM handoff WHERE id = ?", arguments: [id.description])
        guard let row, let reference = row["reference"] as String? else { return RelatedHandoffs() }
        return try onRecord(system: row["system"], record: row["record"], reference: reference)
    }

    /// Handoffs with the same contract and payload.
    package func withContent(_ hash: ContentHash, observing: Bool = false) throws -> RelatedHandoffs {
        try related("content_hash = ?", [Data(hash.bytes)], observing: observing)
    }

    /// These handoffs as they stand now.
    package func related(_ ids: [HandoffID]) throws -> [RelatedHandoff] {
        try ids.compactMap { id in
            try Row.fetchOne(
                db, cached: "SELECT \(Self.relatedColumns) FROM handoff WHERE id = ?", arguments: [id.description]
            ).map(Self.related)
        }
    }

    private static let standing = "coalesce(observed, state)"
    private static let relatedColumns = "id, \(standing) AS state, stake, submitted_at"
    private static let isThere = "(observed IS NULL OR ?)"
    private static let settled = "('approved', 'executed')"

    private func related(
        _ condition: String, _ arguments: StatementArguments, observing: Bool
    ) throws -> RelatedHandoffs {
        var items = try Row.fetchAll(
            db,
            cached: """
                SELECT \(Self.relatedColumns) FROM handoff WHERE \(condition) AND \(Self.isThere) AND \(Self.standing) IN \(Self.settled)
                ORDER BY number LIMIT \(Self.mostSettled + 1)
                """, arguments: arguments + [observing]
        ).map(Self.related)
        let isWhole = items.count <= Self.mostSettled
        if !isWhole { items.removeLast() }
        items += try Row.fetchAll(
            db,
            cached: """
                SELECT \(Self.relatedColumns) FROM handoff WHERE \(condition) AND \(Self.isThere) AND \(Self.standing) NOT IN \(Self.settled)
                ORDER BY \(Self.standing) IN \(HandoffState.pendingInSQL) DESC, \(Self.standing) = 'draft' DESC, number LIMIT \(Self.mostOthers)
                """, arguments: arguments + [observing]
        ).map(Self.related)
        return RelatedHandoffs(items, isWhole: isWhole)
    }

    static func related(_ row: Row) throws -> RelatedHandoff {
        guard let id = HandoffID(row["id"]), let state = HandoffState(rawValue: row["state"]) else {
            throw StoreError.inconsistent(row["id"], reason: "its row in the queue can't be read")
        }
        return RelatedHandoff(
            id: id, state: state, stake: (row["stake"] as String?).flatMap(JSONNumber.init(_:)),
            at: Instant(milliseconds: row["submitted_at"]))
    }
}
