import CivilTime
import Foundation
import GRDB
import Handoff

extension StoreTransaction {
    /// Notes the keys of a handoff, in place of those that it had.
    func note(_ keys: [RelatedKey], of number: Int64, _ status: HandoffStatus, isNew: Bool) throws {
        if !isNew { try db.run("DELETE FROM related_key WHERE number = ?", [number]) }
        for key in keys {
            try db.run(
                "INSERT INTO related_key (key, standing, at, number) VALUES (?, ?, ?, ?)",
                [key.hash, status.state.standing, status.submittedAt.milliseconds, number])
        }
    }

    /// Notes where a handoff stands now at each of its keys.
    func noteStanding(of number: Int64, from before: HandoffState, to after: HandoffState) throws {
        guard before.standing != after.standing else { return }
        try db.run("UPDATE related_key SET standing = ? WHERE number = ?", [after.standing, number])
    }
}

extension StoreSnapshot {
    /// Handoffs with the same key that were submitted from a time on.
    package func related(
        by key: RelatedKey, since start: Instant?, observing: Bool = false
    ) throws -> RelatedHandoffs {
        var found: [RelatedHandoff] = []
        var isWhole = true
        for standing in 0...HandoffState.lastStanding {
            let isSettled = standing == HandoffState.approved.standing
            let most = isSettled ? Self.mostSettled : Self.mostOthers
            let items = try related(key, standing, start, observing: observing, limit: most + 1)
            if isSettled { isWhole = items.count <= most }
            found += items.prefix(most)
        }
        return RelatedHandoffs(found, isWhole: isWhole)
    }

    private func related(
        _ key: RelatedKey, _ standing: Int, _ start: Instant?, observing: Bool, limit: Int
    ) throws -> [RelatedHandoff] {
        try Row.fetchAll(
            db,
            cached: """
                SELECT h.id, coalesce(h.observed, h.state) AS state, h.stake, h.submitted_at FROM related_key k JOIN handoff h ON h.number = k.number
                WHERE k.key = ? AND k.standing = ? AND k.at >= ? AND (h.observed IS NULL OR ?)
                ORDER BY k.at DESC, k.number DESC LIMIT ?
                """, arguments: [Data(key.hash.bytes), standing, start?.milliseconds ?? .min, observing, limit]
        ).map(Self.related)
    }
}

extension HandoffState {
    /// The order in which related handoffs are read: those that were let through, those that may be, what is held, what is not to be.
    fileprivate var standing: Int {
        switch self {
        case .approved, .executed: 0
        case .proposed, .escalated: 1
        case .draft: 2
        case .rejected: 3
        }
    }

    fileprivate static let lastStanding = 3
}
