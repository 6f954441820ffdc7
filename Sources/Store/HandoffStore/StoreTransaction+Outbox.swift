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
    /// Brings the outbox up to what the events made of a handoff: out for delivery, leased, put off, or gone from it.
    func writeOutbox(_ change: Commit.Change, _ after: HandoffStatus) throws {
        guard after.state == .approved else {
            if change.before?.state == .approved {
                try db.run("DELETE FROM outbox WHERE handoff = ?", [change.id.description])
            }
            return
        }
        if let lease = change.lease { return try hold(change.id, lease) }
        if change.before?.approvedDigest != after.approvedDigest || change.before?.state != .approved {
            guard let key = after.deliveryKey(of: change.id), let moment = after.deliverable else { return }
            try db.run(
                "INSERT OR REPLACE INTO outbox (handoff, system, key, not_before, attempt) VALUES (?, ?, ?, ?, 0)",
                [change.id.description, after.system, key, moment.milliseconds])
        } else if after.delivery?.condition == .retry, let moment = after.deliverable {
            try db.run(
                "UPDATE outbox SET lease_until = NULL, lease_holder = NULL, not_before = ? WHERE handoff = ?",
                [moment.milliseconds, change.id.description])
        }
    }

    /// Takes the lease on a delivery, which nobody has.
    private func hold(_ id: HandoffID, _ lease: DeliveryLease) throws {
        try db.run(
            """
            UPDATE outbox SET lease_until = ?, lease_holder = ?, attempt = attempt + 1
            WHERE handoff = ? AND lease_until IS NULL
            """, [lease.until.milliseconds, lease.holder, id.description])
        guard db.changesCount == 1 else {
            throw StoreError.unusable(
                path: SQLiteStore.fileName, reason: "the delivery of \(id) is held by somebody else already")
        }
    }
}

extension StoreSnapshot {
    /// Deliveries to one system whose time has come and that nobody holds, and those whose holder's lease has run out. Asked by
    /// system, so that one without a connector never stands before the others.
    package func dueDeliveries(
        to system: String, now: Instant, after place: (time: Instant, id: HandoffID)? = nil, limit: Int
    ) throws -> [OutboxEntry] {
        try Row.fetchAll(
            db,
            cached: """
                SELECT * FROM outbox WHERE system = ? AND not_before <= ? AND (lease_until IS NULL OR lease_until <= ?)
                AND (not_before, handoff) > (?, ?) ORDER BY not_before, handoff LIMIT ?
                """,
            arguments: [
                system, now.milliseconds, now.milliseconds, place?.time.milliseconds ?? .min,
                place?.id.description ?? "",
                limit,
            ]
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
