import Foundation
import GRDB
import Handoff
import JSON

extension StoreSnapshot {
    /// The groups of the queue with their counts, by owner and then from the lowest confidence up. Read from counts that are
    /// kept, never by counting: the cost does not grow with the number of handoffs.
    public func groups(_ filter: QueueFilter) throws -> [QueueGroup] {
        let (condition, arguments): (String, StatementArguments) =
            switch filter {
            case .pending: ("state IN ('proposed', 'escalated')", [])
            case .state(let state): ("state = ?", [state.rawValue])
            case .all: ("1", [])
            }
        return try Row.fetchAll(
            db,
            cached: """
                SELECT g.number, g.owner, g.band, g.band_rank, sum(c.count) AS total
                FROM queue_count c JOIN queue_group g ON g.number = c.queue_group
                WHERE \(condition) GROUP BY g.number HAVING total > 0 ORDER BY g.owner, g.band_rank, g.band
                """, arguments: arguments
        ).map {
            QueueGroup(
                number: $0["number"], owner: $0["owner"], band: $0["band"], bandRank: $0["band_rank"],
                count: $0["total"])
        }
    }

    /// How many handoffs are in each state.
    public func counts() throws -> [HandoffState: Int] {
        var counts: [HandoffState: Int] = [:]
        for row in try Row.fetchAll(db, cached: "SELECT state, sum(count) AS total FROM queue_count GROUP BY state") {
            if let state = HandoffState(rawValue: row["state"]) { counts[state] = row["total"] }
        }
        return counts
    }

    /// Which way a page goes from its key.
    public enum Direction: Sendable { case after, before }

    /// A page of one group, nearest to `key` first: after it in the order of the queue, or before it and backwards. Without a
    /// key it begins at that end of the group.
    public func page(
        _ filter: QueueFilter, group: Int64, _ direction: Direction = .after, _ key: QueuePosition? = nil, limit: Int
    ) throws -> [QueueRow] {
        let (table, condition, first): (String, String, StatementArguments) =
            switch filter {
            case .pending: ("handoff_in_queue", "pending = 1 AND", [])
            case .state(let state): ("handoff_by_state", "state = ? AND", [state.rawValue])
            case .all: ("handoff_by_group", "", [])
            }
        let key =
            key
            ?? (direction == .after ? QueuePosition(due: .min, number: .min) : QueuePosition(due: .max, number: .max))
        let (comparison, order) = direction == .after ? (">", "ASC") : ("<", "DESC")
        return try Row.fetchAll(
            db,
            cached: """
                SELECT \(Self.rowColumns) FROM handoff INDEXED BY \(table) JOIN queue_group g ON g.number = queue_group
                WHERE \(condition) queue_group = ? AND (due, handoff.number) \(comparison) (?, ?)
                ORDER BY due \(order), handoff.number \(order) LIMIT ?
                """, arguments: first + [group, key.due, key.number, limit]
        ).compactMap(QueueRow.init(_:))
    }

    /// The rows of these handoffs, in no particular order.
    public func rows(_ ids: [HandoffID]) throws -> [QueueRow] {
        try ids.compactMap { id in
            try Row.fetchOne(
                db,
                cached: """
                    SELECT \(Self.rowColumns) FROM handoff JOIN queue_group g ON g.number = queue_group WHERE id = ?
                    """, arguments: [id.description]
            ).flatMap(QueueRow.init(_:))
        }
    }

    /// All handoffs by number, a page after a number: for what has to look at each of them.
    public func rows(after number: Int64, limit: Int) throws -> [QueueRow] {
        try Row.fetchAll(
            db,
            cached: """
                SELECT \(Self.rowColumns) FROM handoff JOIN queue_group g ON g.number = queue_group
                WHERE handoff.number > ? ORDER BY handoff.number LIMIT ?
                """, arguments: [number, limit]
        ).compactMap(QueueRow.init(_:))
    }

    private static let rowColumns = """
        handoff.number, id, contract, contract_version, title, state, queue_group, due, confidence, version, digest, \
        submitted_at, step, g.owner, g.band
        """
}

extension QueueRow {
    init?(_ row: Row) {
        guard let id = HandoffID(row["id"]), let state = HandoffState(rawValue: row["state"]),
            let digest = ContentHash(bytes: row["digest"] as Data)
        else { return nil }
        let due: Int64 = row["due"]
        self.init(
            id: id, group: row["queue_group"], position: QueuePosition(due: due, number: row["number"]),
            contract: row["contract"], contractVersion: row["contract_version"], title: row["title"], state: state,
            owner: row["owner"], confidence: (row["confidence"] as String?).flatMap(JSONNumber.init(_:)),
            band: row["band"],
            version: row["version"], digest: digest, submittedAt: Instant(milliseconds: row["submitted_at"]),
            due: due == .max ? nil : Instant(milliseconds: due), step: row["step"])
    }
}
