import CivilTime
import Foundation
import GRDB
import Handoff
import JSON

extension StoreTransaction {
    /// What the projection keeps of a handoff beside its status.
    package struct Projection: Sendable {
        /// The handoff.
        package var id: HandoffID
        /// Where it stands after the event.
        package var status: HandoffStatus
        /// The title, the confidence and the record, as submitted.
        package var title: String, confidence: JSONNumber?, reference: String?
        /// The amount at stake, where the contract names one.
        package var stake: JSONNumber?
        /// What makes two handoffs' contents the same.
        package var contentHash: ContentHash
        /// The band's place among the contract's bands.
        package var bandRank: Int

        /// A projection.
        package init(
            id: HandoffID, status: HandoffStatus, title: String, confidence: JSONNumber?, stake: JSONNumber? = nil,
            reference: String?, contentHash: ContentHash, bandRank: Int
        ) {
            self.id = id
            self.status = status
            self.title = title
            self.confidence = confidence
            self.stake = stake
            self.reference = reference
            self.contentHash = contentHash
            self.bandRank = bandRank
        }
    }

    /// Remembers what an agent submitted under a key.
    package func noteKey(agent: String, key: String, handoff: HandoffID, fingerprint: ContentHash) throws {
        try db.run(
            "INSERT OR REPLACE INTO submission_key (agent, key, handoff, fingerprint) VALUES (?, ?, ?, ?)",
            [agent, key, handoff.description, Data(fingerprint.bytes)])
    }

    /// Puts a new handoff into the queue.
    package func insert(_ projection: Projection) throws {
        let status = projection.status
        let place = try place(status, bandRank: projection.bandRank)
        try db.run(
            """
            INSERT INTO handoff (id, slot, state, contract_version, title, due, confidence, confidence_key, stake, stake_key,
                version, digest, submitted_at, step, system, record, reference, content_hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                projection.id.description, place.slot, status.state.rawValue, status.contract.version,
                projection.title, place.due, projection.confidence?.text, Self.key(confidence: projection.confidence),
                projection.stake?.text, Self.key(stake: projection.stake), status.version,
                Data(status.digest.bytes), status.submittedAt.milliseconds, status.step, status.system,
                status.record, projection.reference, Data(projection.contentHash.bytes),
            ])
        try count(place, 1)
    }

    /// Brings a handoff's row up to its new content: after a revision.
    package func replace(_ projection: Projection) throws {
        try db.run(
            """
            UPDATE handoff SET contract_version = ?, title = ?, confidence = ?, confidence_key = ?, stake = ?,
                stake_key = ?, system = ?, record = ?, reference = ?, content_hash = ? WHERE id = ?
            """,
            [
                projection.status.contract.version, projection.title, projection.confidence?.text,
                Self.key(confidence: projection.confidence), projection.stake?.text,
                Self.key(stake: projection.stake), projection.status.system, projection.status.record,
                projection.reference, Data(projection.contentHash.bytes), projection.id.description,
            ])
        try update(projection.id, status: projection.status, bandRank: projection.bandRank)
    }

    /// Moves a handoff in the queue to where it now stands. `bandRank` is that of its contract's band.
    package func update(_ id: HandoffID, status: HandoffStatus, bandRank: Int) throws {
        guard
            let before = try Row.fetchOne(
                db, cached: "SELECT slot, due FROM handoff WHERE id = ?", arguments: [id.description])
        else { throw StoreError.noHandoff(id.description) }
        let place = try place(status, bandRank: bandRank)
        try db.run(
            "UPDATE handoff SET slot = ?, state = ?, due = ?, version = ?, digest = ?, step = ? WHERE id = ?",
            [
                place.slot, status.state.rawValue, place.due, status.version, Data(status.digest.bytes),
                status.step, id.description,
            ])
        let old = Place(slot: before["slot"], due: before["due"])
        guard old != place else { return }
        try count(old, -1)
        try count(place, 1)
    }

    /// What a handoff is counted under.
    struct Place: Hashable {
        let slot: Int64
        let due: Int64

        /// The day that it is due, from 1970 on; nil where nothing is due.
        var day: Int64? { due == QueuePosition.neverDue ? nil : Instant(milliseconds: due).day }
    }

    private func place(_ status: HandoffStatus, bandRank: Int) throws -> Place {
        let arguments: StatementArguments = [
            status.owner?.description ?? "unowned", bandRank, status.band, status.contract.name, status.system,
            status.taker,
        ]
        let sql = """
            SELECT number FROM queue_cell
            WHERE owner = ? AND band_rank = ? AND band = ? AND contract = ? AND system = ? AND taker = ?
            """
        var cell = try Int64.fetchOne(db, cached: sql, arguments: arguments)
        if cell == nil {
            try db.run(
                """
                INSERT INTO queue_cell (owner, band_rank, band, contract, system, taker) VALUES (?, ?, ?, ?, ?, ?)
                """, arguments)
            cell = db.lastInsertedRowID
        }
        return Place(
            slot: QueueRun(cell: cell ?? 0, state: status.state).slot, due: Self.key(due: status.due))
    }

    private func count(_ place: Place, _ change: Int) throws {
        try db.run(
            """
            INSERT INTO queue_count (slot, count) VALUES (?, ?)
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """, [place.slot, change])
        guard let day = place.day else { return }
        try db.run(
            """
            INSERT INTO queue_day (slot, day, count) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """, [place.slot, day, change])
        // Days go by: those with nothing left on them must not pile up.
        if change < 0 {
            try db.run("DELETE FROM queue_day WHERE slot = ? AND day = ? AND count = 0", [place.slot, day])
        }
    }

    static func key(due: Instant?) -> Int64 {
        min(due?.milliseconds ?? QueuePosition.neverDue, QueuePosition.neverDue)
    }

    static func key(confidence: JSONNumber?) -> Double { confidence?.double ?? QueuePosition.noConfidence }

    static func key(stake: JSONNumber?) -> Double { stake?.double ?? QueuePosition.noStake }
}

extension QueueRun {
    /// The run as one number in the store: the cell, then three bits for the state.
    var slot: Int64 { cell << 3 | Self.codes[state, default: 7] }

    init?(slot: Int64) {
        guard let state = Self.states[slot & 7] else { return nil }
        self.init(cell: slot >> 3, state: state)
    }

    // These stand in every store.
    private static let codes: [HandoffState: Int64] = [
        .draft: 0, .proposed: 1, .escalated: 2, .approved: 3, .executed: 4, .rejected: 5,
    ]
    private static let states = Dictionary(uniqueKeysWithValues: codes.map { ($0.value, $0.key) })
}
