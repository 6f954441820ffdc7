import CivilTime
import Foundation
import GRDB
import Handoff

extension StoreSchema {
    /// What a row of the queue says beside its place: when it expires, and what would have become of it where its contract only
    /// observes. What was seen counts for a draft, by the commitment of its payload. What is on hold, by the event that says so.
    static let marks = """
        ALTER TABLE handoff ADD COLUMN expires INTEGER;
        ALTER TABLE handoff ADD COLUMN observed TEXT;

        ALTER TABLE viewed RENAME TO viewed_by_digest;
        CREATE TABLE viewed (
            handoff TEXT NOT NULL, person TEXT NOT NULL, payload BLOB NOT NULL, sha256 BLOB NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (handoff, person, payload, sha256)
        ) WITHOUT ROWID;

        CREATE TABLE hold (scope TEXT PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID;
        """
}

extension StoreTransaction {
    /// When what waits for a person expires stands in the journal alone, as does what the clock has rejected.
    func markExpiry() throws {
        let ids = try String.fetchCursor(
            db, sql: "SELECT id FROM handoff WHERE state IN \(HandoffState.pendingInSQL) OR state = 'rejected'")
        while let text = try ids.next() {
            // What can't be read is not marked: it is not shown either.
            guard let id = HandoffID(text), let expires = (try? snapshot.status(of: id))?.expires else { continue }
            try db.run("UPDATE handoff SET expires = ? WHERE id = ?", [expires.milliseconds, text])
        }
    }

    /// What was opened at a digest was opened beside the payload that the handoff had then. Of what can't be read any more nothing
    /// counts as opened: it has to be looked at again.
    func moveToViewsByDraft() throws {
        for text in try String.fetchAll(db, sql: "SELECT DISTINCT handoff FROM viewed_by_digest") {
            guard let id = HandoffID(text), let payloads = (try? snapshot.events(of: id))?.payloads else { continue }
            let rows = try Row.fetchAll(db, sql: "SELECT * FROM viewed_by_digest WHERE handoff = ?", arguments: [text])
            for row in rows {
                guard let digest = ContentHash(bytes: row["digest"] as Data), let payload = payloads[digest] else {
                    continue
                }
                try db.run(
                    "INSERT OR IGNORE INTO viewed (handoff, person, payload, sha256, at) VALUES (?, ?, ?, ?, ?)",
                    [text, row["person"] as String, payload, [UInt8](row["sha256"] as Data), row["at"] as Int64])
            }
        }
    }
}
