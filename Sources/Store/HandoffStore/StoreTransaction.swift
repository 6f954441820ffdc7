import CivilTime
import Foundation
import GRDB
import Handoff
import JSON

/// One action on the store: what it commits is on the disk together when the `write` that it belongs to ends.
package struct StoreTransaction {
    let db: Database

    init(_ db: Database) { self.db = db }

    /// The state of the store as this action sees it.
    package var snapshot: StoreSnapshot { StoreSnapshot(db) }

    /// Writes events, contents, the queue's row and counts, outbox and claim together. The row is what the events make of the
    /// handoff, so the queue can't drift from the log. Gives the status of the handoff afterwards.
    @discardableResult
    package func commit(_ commit: Commit) throws -> HandoffStatus? {
        var journal = try JournalHead(db)
        if let began = commit.began, case .edition(let edition) = began.subject, try snapshot.edition() < edition {
            _ = try journal.append(began, db)
        }
        for file in commit.files where try enforce(file) { _ = try journal.append(file.event, db) }
        var after: HandoffStatus?
        if let change = commit.change { after = try write(change, &journal) }
        if let hold = commit.hold { try write(hold, &journal) }
        try journal.write(db)
        if let claim = commit.claim { try write(claim) }
        for view in commit.views { try write(view) }
        if let unmanaged = commit.unmanaged { try write(unmanaged) }
        return after
    }

    private func write(_ change: Commit.Change, _ journal: inout JournalHead) throws -> HandoffStatus? {
        for content in change.contents { try keep(content, change.id) }
        var status = change.before
        for event in change.events {
            let appended = try journal.append(event, db)
            do throws(EventError) {
                try HandoffStatus.fold(&status, appended)
            } catch {
                throw StoreError(error)
            }
        }
        guard let after = status else { return nil }
        if let key = change.key { try note(key, change.id) }
        let record = change.before != nil && change.listing != nil ? try namedRecord(of: change.id) : nil
        if let before = change.before {
            // Neither a comment nor a lease nor one approval of several moves anything in the queue.
            if after.version != before.version || change.listing != nil {
                try move(change.id, from: before, to: after, change.listing, bandRank: change.bandRank)
            }
        } else if let listing = change.listing {
            try insert(change.id, after, listing, bandRank: change.bandRank)
        }
        try writeMarks(change, after, before: record)
        try writeOutbox(change, after)
        // Nobody works on what waits for no decision, or on what was just decided.
        if change.before != nil, !after.state.isPending || change.events.contains(where: \.isDecision) {
            try endClaim(on: change.id)
        }
        return after
    }

    /// Keeps a content; one that is about the store has no handoff.
    func keep(_ content: KeptContent, _ id: HandoffID?) throws {
        try db.run(
            "INSERT INTO content (commitment, handoff, kind, salt, body) VALUES (?, ?, ?, ?, ?)",
            [
                content.commitment, id?.description ?? "", content.kind.rawValue, content.content.salt,
                content.content.content,
            ])
    }

    /// Puts a version of a configuration file in force; false where it is already.
    private func enforce(_ file: ConfigurationVersion) throws -> Bool {
        if try snapshot.digestInForce(of: file.file) == file.digest { return false }
        try db.run(
            "INSERT OR IGNORE INTO configuration (digest, file, version, body, edition) VALUES (?, ?, ?, ?, ?)",
            [file.digest, file.file, file.version, file.body, try snapshot.edition().rawValue])
        try db.run(
            "INSERT OR REPLACE INTO configuration_in_force (file, digest) VALUES (?, ?)", [file.file, file.digest])
        return true
    }

    private func note(_ key: SubmissionKey, _ id: HandoffID) throws {
        try db.run(
            "INSERT OR REPLACE INTO submission_key (agent, key, handoff, fingerprint) VALUES (?, ?, ?, ?)",
            [key.agent, key.key, id.description, key.fingerprint])
    }

    private func write(_ view: EvidenceView) throws {
        try db.run(
            "INSERT OR IGNORE INTO viewed (handoff, person, payload, sha256, at) VALUES (?, ?, ?, ?, ?)",
            [
                view.id.description, view.person, view.payload, view.item, view.at.milliseconds,
            ])
    }

    private func write(_ work: UnmanagedWork) throws {
        try db.run(
            """
            INSERT INTO unmanaged (contract, agent, workflow, count, last_at) VALUES (?, ?, ?, 1, ?)
            ON CONFLICT DO UPDATE SET count = count + 1, last_at = excluded.last_at
            """, [work.contract, work.agent, work.workflow, work.at.milliseconds])
    }
}

extension Event {
    /// Whether a person decided: whoever had claimed the handoff is done with it.
    fileprivate var isDecision: Bool { happening?.judgment != nil }
}
