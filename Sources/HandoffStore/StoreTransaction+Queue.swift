import Foundation
import GRDB
import Handoff
import JSON

extension StoreTransaction {
    /// What the projection keeps of a handoff beside its standing.
    public struct Projection: Sendable {
        /// The handoff.
        public var id: HandoffID
        /// Where it stands after the event.
        public var standing: Standing
        /// The title, the confidence and the record, as submitted.
        public var title: String, confidence: JSONNumber?, reference: String?
        /// What makes two handoffs' contents the same.
        public var contentHash: ContentHash
        /// The band's place among the contract's bands.
        public var bandRank: Int

        /// A projection.
        public init(
            id: HandoffID, standing: Standing, title: String, confidence: JSONNumber?, reference: String?,
            contentHash: ContentHash, bandRank: Int
        ) {
            self.id = id
            self.standing = standing
            self.title = title
            self.confidence = confidence
            self.reference = reference
            self.contentHash = contentHash
            self.bandRank = bandRank
        }
    }

    /// Remembers what an agent submitted under a key.
    public func noteKey(agent: String, key: String, handoff: HandoffID, fingerprint: ContentHash) throws {
        try db.run(
            "INSERT OR REPLACE INTO submission_key (agent, key, handoff, fingerprint) VALUES (?, ?, ?, ?)",
            [agent, key, handoff.description, Data(fingerprint.bytes)])
    }

    /// Puts a new handoff into the queue.
    public func insert(_ projection: Projection) throws {
        let standing = projection.standing
        let group = try group(standing, bandRank: projection.bandRank)
        try db.run(
            """
            INSERT INTO handoff (id, contract, contract_version, title, state, pending, queue_group,
                due, confidence, version, digest, submitted_at, step, system, record, reference, content_hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                projection.id.description, standing.contract.name, standing.contract.version,
                projection.title, standing.state.rawValue, standing.state.isPending, group,
                standing.due?.milliseconds ?? Int64.max, projection.confidence?.text, standing.version,
                Data(standing.digest.bytes), standing.submittedAt.milliseconds, standing.step, standing.system,
                standing.record, projection.reference, Data(projection.contentHash.bytes),
            ])
        try count(group, standing.state, 1)
    }

    /// Brings a handoff's row up to its new content: after a revision.
    public func replace(_ projection: Projection) throws {
        try db.run(
            """
            UPDATE handoff SET contract = ?, contract_version = ?, title = ?, confidence = ?, system = ?, record = ?,
                reference = ?, content_hash = ? WHERE id = ?
            """,
            [
                projection.standing.contract.name, projection.standing.contract.version, projection.title,
                projection.confidence?.text, projection.standing.system, projection.standing.record,
                projection.reference,
                Data(projection.contentHash.bytes), projection.id.description,
            ])
        try update(projection.id, standing: projection.standing, bandRank: projection.bandRank)
    }

    /// Moves a handoff in the queue to where it now stands. `bandRank` is that of its contract's band.
    public func update(_ id: HandoffID, standing: Standing, bandRank: Int) throws {
        guard
            let before = try Row.fetchOne(
                db, cached: "SELECT state, queue_group FROM handoff WHERE id = ?", arguments: [id.description])
        else { throw StoreError.noHandoff(id.description) }
        let group = try group(standing, bandRank: bandRank)
        try db.run(
            """
            UPDATE handoff SET state = ?, pending = ?, queue_group = ?, due = ?, version = ?, digest = ?, step = ? WHERE id = ?
            """,
            [
                standing.state.rawValue, standing.state.isPending, group, standing.due?.milliseconds ?? Int64.max,
                standing.version, Data(standing.digest.bytes), standing.step, id.description,
            ])
        if let state = HandoffState(rawValue: before["state"]) { try count(before["queue_group"], state, -1) }
        try count(group, standing.state, 1)
    }

    private func group(_ standing: Standing, bandRank: Int) throws -> Int64 {
        let arguments: StatementArguments = [standing.owner?.description ?? "unowned", bandRank, standing.band]
        let sql = "SELECT number FROM queue_group WHERE owner = ? AND band_rank = ? AND band = ?"
        if let number = try Int64.fetchOne(db, cached: sql, arguments: arguments) { return number }
        try db.run("INSERT INTO queue_group (owner, band_rank, band) VALUES (?, ?, ?)", arguments)
        return db.lastInsertedRowID
    }

    private func count(_ group: Int64, _ state: HandoffState, _ change: Int) throws {
        try db.run(
            """
            INSERT INTO queue_count (queue_group, state, count) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """, [group, state.rawValue, change])
    }
}
