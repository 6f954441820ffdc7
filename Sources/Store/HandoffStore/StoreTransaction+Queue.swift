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
                listing.stake?.text, Self.key(stake: listing.stake), status.version, status.digest,
                status.submittedAt.milliseconds, status.step, status.system, status.record, listing.reference,
                listing.contentHash,
            ])
        if !listing.keys.isEmpty { try note(listing.keys, of: db.lastInsertedRowID, status, isNew: true) }
        try count(1, in: place.slot)
        if let day = place.onDay { try count(1, on: day) }
    }

    /// Moves a handoff in the queue to where it now stands, with its new contents where they are new. A row that is not what the log
    /// made of the handoff is not moved: somebody has changed it.
    ///
    /// The row says at once what the handoff is. Where the indexes have it, it is moved later, unless its contents are new.
    func move(
        _ id: HandoffID, from before: HandoffStatus, to after: HandoffStatus, _ listing: ListedContents?, bandRank: Int
    ) throws {
        guard let listed = try listed(id) else { throw StoreError.noHandoff(id.description) }
        guard listed.state == before.state.rawValue, listed.version == before.version, listed.digest == before.digest
        else {
            throw StoreError.inconsistent(
                id.description, reason: "the queue says something else of it than the log")
        }
        let number = listed.move.number
        let place = try place(after, bandRank: bandRank)
        try db.run(
            "UPDATE handoff SET state = ?, version = ?, digest = ?, step = ? WHERE number = ?",
            [after.state.rawValue, after.version, after.digest, after.step, number])
        if listed.move.to != place { try note(listed.move.onward(to: place)) }
        guard let listing else { return try noteStanding(of: number, from: before.state, to: after.state) }
        try note(listing.keys, of: number, after, isNew: false)
        try carryOutMove(of: number)
        try db.run(
            """
            UPDATE handoff SET contract_version = ?, title = ?, confidence = ?, confidence_key = ?, stake = ?,
                stake_key = ?, system = ?, record = ?, reference = ?, content_hash = ? WHERE number = ?
            """,
            [
                after.contract.version, listing.title, listing.confidence?.text,
                Self.key(confidence: listing.confidence), listing.stake?.text, Self.key(stake: listing.stake),
                after.system, after.record, listing.reference, listing.contentHash, number,
            ])
    }

    /// A row as a move to where it stands, and what else has to be as the log has it.
    private func listed(
        _ id: HandoffID
    ) throws -> (move: QueueMove, state: String?, version: Int64, digest: ContentHash?)? {
        let sql = """
            SELECT h.number, h.slot, h.due, h.confidence_key, h.stake_key, m.slot, m.due, state, version, digest
            FROM handoff h LEFT JOIN queue_move m ON m.number = h.number WHERE id = ?
            """
        return try StatementReader(db, sql, [id.description]).first { row in
            let indexed = QueuePlace(slot: row.int64(1), due: row.int64(2))
            let moved = row.isNull(5) ? nil : QueuePlace(slot: row.int64(5), due: row.int64(6))
            let move = QueueMove(
                number: row.int64(0), from: indexed, to: moved ?? indexed, confidence: row.double(3),
                stake: row.double(4))
            return (move, row.text(7), row.int64(8), row.hash(9))
        }
    }

    /// Brings what a row says beside its place up to what the events made of the handoff.
    ///
    /// - Parameter record: What the row named as its record before.
    func writeMarks(_ change: Commit.Change, _ after: HandoffStatus, before record: NamedRecord?) throws {
        let id = change.id
        try writeExpiry(change, after)
        if after.words != change.before?.words ?? 0 || after.isEdited != change.before?.isEdited ?? false {
            try write(after.words, isEdited: after.isEdited, on: id)
        }
        if change.listing != nil {
            let kept = Dictionary(change.contents.map { ($0.commitment, $0.content.content) }) { first, _ in first }
            let marks = try ContentMarks(after) { try kept[$0] ?? snapshot.body($0) }
            if let marks { try write(marks, on: id) }
        }
        if change.listing != nil || after.state != change.before?.state { try countOthers(of: id, before: record) }
    }

    private func writeExpiry(_ change: Commit.Change, _ after: HandoffStatus) throws {
        guard after.expires != change.before?.expires || after.observed != change.before?.observed else { return }
        try db.run(
            "UPDATE handoff SET expires = ?, observed = ? WHERE id = ?",
            [after.expires?.milliseconds, after.observed?.rawValue, change.id.description])
    }

    private func place(_ status: HandoffStatus, bandRank: Int) throws -> QueuePlace {
        let values: [(any BoundValue)?] = [
            status.owner?.description ?? "unowned", bandRank, status.band, status.contract.name, status.system,
            status.assigneeText,
        ]
        let sql = """
            SELECT number FROM queue_cell
            WHERE owner = ? AND band_rank = ? AND band = ? AND contract = ? AND system = ? AND taker = ?
            """
        var cell = try StatementReader(db, sql, values).first { $0.int64(0) }
        if cell == nil {
            try db.run(
                """
                INSERT INTO queue_cell (owner, band_rank, band, contract, system, taker) VALUES (?, ?, ?, ?, ?, ?)
                """, values)
            cell = db.lastInsertedRowID
        }
        return QueuePlace(
            slot: QueueRun(cell: cell ?? 0, state: status.state).slot, due: Self.key(due: status.due))
    }

    func count(_ change: Int, in slot: Int64) throws {
        try db.run(
            """
            INSERT INTO queue_count (slot, count) VALUES (?, ?)
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """, [slot, change])
    }

    func count(_ change: Int, on day: QueueDay) throws {
        try db.run(
            """
            INSERT INTO queue_day (slot, day, count) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """, [day.slot, day.day, change])
        // Days go by: those with nothing left on them must not pile up.
        if change < 0 {
            try db.run("DELETE FROM queue_day WHERE slot = ? AND day = ? AND count = 0", [day.slot, day.day])
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
    var slot: Int64 { cell << 3 | Self.code(state) }

    init?(slot: Int64) {
        guard let state = Self.states[Int(slot & 7)] else { return nil }
        self.init(cell: slot >> 3, state: state)
    }

    // These stand in every store.
    private static func code(_ state: HandoffState) -> Int64 {
        switch state {
        case .draft: 0
        case .proposed: 1
        case .escalated: 2
        case .approved: 3
        case .executed: 4
        case .rejected: 5
        }
    }

    /// The state of each code, of eight.
    private static let states: [HandoffState?] = (0..<8).map { number in
        HandoffState.allCases.first { code($0) == number }
    }

    /// Whether a slot is one of what is pending, in the words of the index that holds those alone.
    static let isPendingInSQL: String = {
        let pending = HandoffState.allCases.filter(\.isPending).map(code).sorted().map(String.init)
        return "slot & 7 IN (\(pending.joined(separator: ", ")))"
    }()
}
