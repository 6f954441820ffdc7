import CivilTime
import Foundation
import GRDB
import Handoff

/// A delivery that waits or runs.
package struct OutboxEntry: Sendable, Hashable {
    /// The handoff.
    package var handoff: HandoffID
    /// The idempotency key: the same for every attempt of one approval.
    package var key: String
    /// When it may begin.
    package var notBefore: Instant
    /// How many attempts there were.
    package var attempts: Int
    /// Until when a process holds it, and which.
    package var leaseUntil: Instant?, leaseHolder: String?
}

extension StoreTransaction {
    /// Puts an approved handoff out for delivery.
    package func enqueue(_ id: HandoffID, system: String, key: String, notBefore: Instant) throws {
        try db.run(
            "INSERT OR REPLACE INTO outbox (handoff, system, key, not_before, attempt) VALUES (?, ?, ?, ?, 0)",
            [id.description, system, key, notBefore.milliseconds])
    }

    /// Takes the lease on a delivery; false when another process has it, or the delivery is gone or not yet due.
    package func lease(_ id: HandoffID, holder: String, until: Instant, now: Instant) throws -> Bool {
        try db.run(
            """
            UPDATE outbox SET lease_until = ?, lease_holder = ?, attempt = attempt + 1
            WHERE handoff = ? AND lease_until IS NULL AND not_before <= ?
            """, [until.milliseconds, holder, id.description, now.milliseconds])
        return db.changesCount == 1
    }

    /// Gives a delivery back, to be tried again.
    package func putOff(_ id: HandoffID, until: Instant) throws {
        try db.run(
            "UPDATE outbox SET lease_until = NULL, lease_holder = NULL, not_before = ? WHERE handoff = ?",
            [until.milliseconds, id.description])
    }

    /// Takes a handoff out of the outbox: delivered, failed for good, recalled.
    package func dequeue(_ id: HandoffID) throws {
        try db.run("DELETE FROM outbox WHERE handoff = ?", [id.description])
    }
}

extension StoreSnapshot {
    /// Deliveries to one system whose time has come and that nobody holds, and those whose holder's lease has run out. Asked by
    /// system, so that one without a connector never stands before the others.
    package func dueDeliveries(to system: String, now: Instant, limit: Int) throws -> [OutboxEntry] {
        try Row.fetchAll(
            db,
            cached: """
                SELECT * FROM outbox WHERE system = ? AND not_before <= ? AND (lease_until IS NULL OR lease_until <= ?)
                ORDER BY not_before LIMIT ?
                """, arguments: [system, now.milliseconds, now.milliseconds, limit]
        ).compactMap(OutboxEntry.init(_:))
    }

    /// The delivery of one handoff, if one waits or runs.
    package func delivery(of id: HandoffID) throws -> OutboxEntry? {
        try Row.fetchOne(db, cached: "SELECT * FROM outbox WHERE handoff = ?", arguments: [id.description])
            .flatMap(OutboxEntry.init(_:))
    }
}

extension OutboxEntry {
    fileprivate init?(_ row: Row) {
        guard let id = HandoffID(row["handoff"]) else { return nil }
        self.init(
            handoff: id, key: row["key"], notBefore: Instant(milliseconds: row["not_before"]), attempts: row["attempt"],
            leaseUntil: (row["lease_until"] as Int64?).map { Instant(milliseconds: $0) },
            leaseHolder: row["lease_holder"])
    }
}
