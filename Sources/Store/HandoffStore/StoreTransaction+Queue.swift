import CivilTime
import Foundation
import GRDB
import Handoff
import JSON

extension StoreTransaction {
    /// Puts a new handoff into the queue.
    func insert(_ id: HandoffID, _ status: HandoffStatus, _ listing: ListedContents, bandRank: Int) throws {
        let place = try place(status, bandRank: bandRank)
        try db.run(
            """
            INSERT INTO handoff (id, slot, state, contract_version, title, due, confidence, confidence_key, stake, stake_key,
                version, digest, submitted_at, step, system, record, reference, content_hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id.description, place.slot, status.state.rawValue, status.contract.version,
                listing.title, place.due, listing.confidence?.text, Self.key(confidence: listing.confidence),
                listing.stake?.text, Self.key(stake: listing.stake), status.version, Data(status.digest.bytes),
                status.submittedAt.milliseconds, status.step, status.system, status.record, listing.reference,
                Data(listing.contentHash.bytes),
            ])
        try count(place, 1)
    }

    /// Moves a handoff in the queue to where it now stands, with its new contents where they are new. A row that is not what the log
    /// made of the handoff is not moved: somebody has changed it.
    func move(
        _ id: HandoffID, from before: HandoffStatus, to after: HandoffStatus, _ listing: ListedContents?, bandRank: Int
    ) throws {
        guard
            let row = try Row.fetchOne(
                db, cached: "SELECT number, slot, due, state, version, digest FROM handoff WHERE id = ?",
                arguments: [id.description])
        else { throw StoreError.noHandoff(id.description) }
        guard row["state"] == before.state.rawValue, row["version"] == before.version,
            row["digest"] as Data == Data(before.digest.bytes)
        else {
            throw StoreError.inconsistent(
                id.description, reason: "the queue says something else of it than the log")
        }
        let (number, old) = (row["number"] as Int64, Place(slot: row["slot"], due: row["due"]))
        let place = try place(after, bandRank: bandRank)
        try db.run(
            "UPDATE handoff SET slot = ?, state = ?, due = ?, version = ?, digest = ?, step = ? WHERE number = ?",
            [
                place.slot, after.state.rawValue, place.due, after.version, Data(after.digest.bytes), after.step,
                number,
            ])
        if let listing {
            try db.run(
                """
                UPDATE handoff SET contract_version = ?, title = ?, confidence = ?, confidence_key = ?, stake = ?,
                    stake_key = ?, system = ?, record = ?, reference = ?, content_hash = ? WHERE number = ?
                """,
                [
                    after.contract.version, listing.title, listing.confidence?.text,
                    Self.key(confidence: listing.confidence), listing.stake?.text, Self.key(stake: listing.stake),
                    after.system, after.record, listing.reference, Data(listing.contentHash.bytes), number,
                ])
        }
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
            status.assigneeText,
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
