import CivilTime
import Foundation
import GRDB
import Handoff
import JSON

/// One action on the store: what it writes is committed together when the `write` that it belongs to ends.
package struct StoreTransaction {
    let db: Database

    init(_ db: Database) { self.db = db }

    /// The state of the store as this action sees it.
    package var snapshot: StoreSnapshot { StoreSnapshot(db) }

    /// The time of an event that happens now: never before the event before it.
    package func time(_ now: Instant) throws -> Instant {
        max(now, Instant(milliseconds: try Int64.fetchOne(db, cached: "SELECT last_at FROM journal") ?? .min))
    }

    /// Appends an event to the journal: its canonical bytes, their leaf hash, and the tree head that they make.
    package func append(_ event: Event) throws -> Event {
        let row = try Row.fetchOne(db, cached: "SELECT size, frontier FROM journal")
        guard var frontier = row.map({ MerkleFrontier(bytes: $0["frontier"] as Data) }) ?? MerkleFrontier() else {
            throw StoreError.unusable(
                path: SQLiteStore.fileName, reason: "its journal's head is damaged; run 'countersign audit verify'")
        }
        var event = event
        event.sequence = row?["size"] ?? 0
        event.at = try time(event.at)
        let body = event.canonicalBytes
        let leaf = MerkleTree.leafHash(of: body)
        for node in frontier.append(leaf) where node.level > 0 {
            try db.run(
                "INSERT INTO tree_node (level, position, hash) VALUES (?, ?, ?)",
                [node.level, Int64(node.index), Data(node.hash.bytes)])
        }
        try db.run(
            "INSERT INTO event (sequence, handoff, body, leaf, root) VALUES (?, ?, ?, ?, ?)",
            [event.sequence, event.handoff?.description, Data(body), Data(leaf.bytes), Data(frontier.root.bytes)])
        try db.run(
            "INSERT OR REPLACE INTO journal (only, size, frontier, last_at) VALUES (1, ?, ?, ?)",
            [event.sequence + 1, Data(frontier.bytes), event.at.milliseconds])
        return event
    }

    /// Keeps a content beside the log.
    package func keep(_ content: CommittedContent, kind: String, handoff: HandoffID) throws {
        try db.run(
            "INSERT INTO content (commitment, handoff, kind, salt, body) VALUES (?, ?, ?, ?, ?)",
            [
                Data(content.commitment.bytes), handoff.description, kind, Data(content.salt), Data(content.content),
            ])
    }

    /// Notes that a version of a configuration file is in force; returns whether it was not before.
    package func enforce(file: String, digest: ContentHash, version: Int?, body: [UInt8]) throws -> Bool {
        let inForce = try Data.fetchOne(
            db, cached: "SELECT digest FROM configuration_in_force WHERE file = ?", arguments: [file])
        let digest = Data(digest.bytes)
        if inForce == digest { return false }
        try db.run(
            "INSERT OR IGNORE INTO configuration (digest, file, version, body) VALUES (?, ?, ?, ?)",
            [digest, file, version, Data(body)])
        try db.run("INSERT OR REPLACE INTO configuration_in_force (file, digest) VALUES (?, ?)", [file, digest])
        return true
    }

    /// Notes that a person has opened an item of evidence while the handoff had this digest. A row, not an event.
    package func noteViewed(_ id: HandoffID, by person: String, digest: ContentHash, item: ContentHash, at: Instant)
        throws
    {
        try db.run(
            "INSERT OR IGNORE INTO viewed (handoff, person, digest, sha256, at) VALUES (?, ?, ?, ?, ?)",
            [id.description, person, Data(digest.bytes), Data(item.bytes), at.milliseconds])
    }

    /// Counts work that named a contract which does not exist.
    package func countUnmanaged(contract: String, agent: String, workflow: String, at: Instant) throws {
        try db.run(
            """
            INSERT INTO unmanaged (contract, agent, workflow, count, last_at) VALUES (?, ?, ?, 1, ?)
            ON CONFLICT DO UPDATE SET count = count + 1, last_at = excluded.last_at
            """, [contract, agent, workflow, at.milliseconds])
    }
}
