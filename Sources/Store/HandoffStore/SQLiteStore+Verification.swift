import CivilTime
import Foundation
import GRDB
import Handoff
import JSON

/// What a check of the journal found.
package struct JournalVerification: Sendable, Hashable {
    /// How many events were checked, and the tree head that they make.
    package var events: Int, root: MerkleHash
    /// The first thing that is wrong; nil when nothing is.
    package var fault: Fault?
    /// Whether it was stopped before its end.
    package var wasStopped = false

    /// One thing that is wrong.
    package struct Fault: Sendable, Hashable {
        /// The event, where one is to blame.
        package var sequence: Int?
        /// The handoff, where one is.
        package var handoff: String?
        /// What is wrong.
        package var message: String
    }
}

extension SQLiteStore {
    static let page = 2_000

    /// Checks every event against its leaf hash and the tree head after it, their order, the tree's nodes, what each event commits
    /// to, every kept content against its commitment, every attachment's presence, and queue and outbox against the journal. Pages
    /// keep each read short.
    package func verifyJournal(
        progress: (Int, Int) -> Bool, evidence: EvidenceVault
    ) throws -> JournalVerification {
        var walk = JournalWalk()
        let total = try read { try $0.journalSize() }
        while walk.fault == nil {
            let count = try read { try walk.take(Self.page, $0) }
            if count == 0 { break }
            guard progress(walk.expected, total) else {
                return JournalVerification(
                    events: walk.expected, root: walk.frontier.root, fault: nil, wasStopped: true)
            }
        }
        var fault = try walk.fault ?? read { try walk.checkHead($0, atLeast: total) }
        if fault == nil { fault = try checkHolds(walk.holds, size: walk.expected) }
        if fault == nil { fault = try checkContents(evidence) }
        if fault == nil { fault = try checkQueue() }
        return JournalVerification(events: walk.expected, root: walk.frontier.root, fault: fault)
    }

    /// What is on hold has to be what the events make of it, where none came in since.
    private func checkHolds(_ holds: [String: Int], size: Int) throws -> JournalVerification.Fault? {
        try read { snapshot in
            guard try snapshot.journalSize() == size else { return nil }
            let rows = try Row.fetchAll(snapshot.db, cached: "SELECT scope, sequence FROM hold")
            let kept = Dictionary(rows.map { ($0[0] as String, $0[1] as Int) }) { first, _ in first }
            return kept == holds ? nil : .init(message: "what is on hold is not what the log makes of it")
        }
    }

    private func checkContents(_ evidence: EvidenceVault) throws -> JournalVerification.Fault? {
        var last: Int64 = 0
        while true {
            let rows = try read {
                try Row.fetchAll(
                    $0.db, cached: "SELECT * FROM content WHERE number > ? ORDER BY number LIMIT ?",
                    arguments: [last, Self.page / 4])
            }
            for row in rows {
                last = row["number"]
                let content = CommittedContent(salt: Array(row["salt"] as Data), content: Array(row["body"] as Data))
                if Data(content.commitment.bytes) != row["commitment"] as Data {
                    return .init(
                        handoff: row["handoff"],
                        message: "the kept \(row["kind"] as String) is not what the journal committed to")
                }
                if row["kind"] == "evidence", let item = evidenceItem(content.content),
                    (try? evidence.get(item.sha256.description)) == nil
                {
                    return .init(handoff: row["handoff"], message: "the evidence \(item.sha256) is missing or damaged")
                }
            }
            if rows.isEmpty { return nil }
        }
    }
}

/// A walk over the journal in order.
private struct JournalWalk {
    var frontier = MerkleFrontier()
    var expected = 0
    var fault: JournalVerification.Fault?
    /// What is on hold by the events so far, and which event says so.
    var holds: [String: Int] = [:]

    mutating func take(_ count: Int, _ snapshot: StoreSnapshot) throws -> Int {
        let rows = try Row.fetchAll(
            snapshot.db,
            cached:
                "SELECT sequence, handoff, body, leaf, root FROM event WHERE sequence >= ? ORDER BY sequence LIMIT ?",
            arguments: [expected, count])
        for row in rows {
            if let message = try check(row, snapshot) {
                fault = .init(sequence: expected, handoff: row["handoff"], message: message)
                return rows.count
            }
            expected += 1
        }
        return rows.count
    }

    private mutating func check(_ row: Row, _ snapshot: StoreSnapshot) throws -> String? {
        let sequence: Int = row["sequence"]
        guard sequence == expected else { return "it is missing: the next one there is number \(sequence)" }
        let body: Data = row["body"]
        let leaf = MerkleTree.leafHash(of: body)
        guard Data(leaf.bytes) == row["leaf"] as Data else { return "its bytes are not those that were recorded" }
        for node in frontier.append(leaf) where node.level > 0 {
            let kept = try Data.fetchOne(
                snapshot.db, cached: "SELECT hash FROM tree_node WHERE level = ? AND position = ?",
                arguments: [node.level, Int64(node.index)])
            guard kept == Data(node.hash.bytes) else { return "the tree over the events up to here was changed" }
        }
        guard Data(frontier.root.bytes) == row["root"] as Data else {
            return "the tree head after it is another one: an event before it was changed, removed or moved"
        }
        let event: Event
        do throws(EventError) {
            event = try Event(decoding: body)
        } catch {
            return error.reason
        }
        guard event.canonicalBytes.elementsEqual(body) else { return "it is not written as an event is" }
        guard event.sequence == sequence, event.handoff?.description == row["handoff"] as String? else {
            return "it stands in another's place"
        }
        switch event.subject {
        case .held(let scope, reason: _): holds[scope.description] = sequence
        case .released(let scope, note: _): holds[scope.description] = nil
        case .created, .configured, .edition, .handoff: break
        }
        return try checkReferences(event, snapshot)
    }

    /// What the event stands for has to be there: the contents that it commits to, the file that it put in force, the queue's row.
    private func checkReferences(_ event: Event, _ snapshot: StoreSnapshot) throws -> String? {
        for (name, commitment) in event.contents {
            let found = try Int.fetchOne(
                snapshot.db, cached: "SELECT 1 FROM content WHERE commitment = ?",
                arguments: [Data(commitment.bytes)])
            if found == nil { return "the \(name) that it commits to is missing" }
        }
        switch event.subject {
        case .configured(let file, let digest, _):
            let bytes = try snapshot.configuration(digest)
            guard bytes.map(ContentHash.init(of:)) == digest else {
                return "the version of \(file) that took effect with it is missing or was changed"
            }
        case .created(let store, let isDeclared, let edition):
            guard try snapshot.editions().contains(where: { $0.edition == edition && $0.from == event.sequence }) else {
                return "the store does not know that edition \(edition.rawValue) of the rules holds from here on"
            }
            let row = try Row.fetchOne(snapshot.db, cached: "SELECT id, declared FROM store")
            guard row?["id"] == store, row?["declared"] == isDeclared else {
                return "the store now has another id or another kind of identity than it was made with"
            }
        case .edition(let edition):
            guard try snapshot.editions().contains(where: { $0.edition == edition && $0.from == event.sequence }) else {
                return "the store does not know that edition \(edition.rawValue) of the rules holds from here on"
            }
        case .handoff(let id, .submitted):
            let found = try Int.fetchOne(
                snapshot.db, cached: "SELECT 1 FROM handoff WHERE id = ?", arguments: [id.description])
            if found == nil { return "the queue does not have the handoff that came in with it" }
        case .held, .released, .handoff: break
        }
        return nil
    }

    /// The kept head has to be that of the events: the last ones could have been cut off.
    func checkHead(_ snapshot: StoreSnapshot, atLeast total: Int) throws -> JournalVerification.Fault? {
        guard let row = try Row.fetchOne(snapshot.db, cached: "SELECT size, frontier FROM journal") else {
            return .init(message: "the journal has no head")
        }
        let size: Int = row["size"]
        // Events that came in since the walk ended are checked by the next walk.
        if size > expected,
            try Int.fetchOne(
                snapshot.db, cached: "SELECT count(*) FROM event WHERE sequence >= ?", arguments: [expected]) ?? 0 > 0
        {
            return nil
        }
        guard size == expected, Data(frontier.bytes) == row["frontier"] as Data else {
            return .init(
                sequence: expected,
                message: "it is missing: the journal's head knows \(size) events, and there are \(expected)")
        }
        return nil
    }
}

extension Event {
    /// Every content that the event commits to, by what it is.
    fileprivate var contents: [(String, ContentHash)] {
        var contents = attachments.map { ($0.kind.rawValue, $0.commitment) }
        if let commitments = happening?.admitted?.commitments {
            contents += [
                ("title", commitments.title), ("payload", commitments.payload), ("trace", commitments.trace),
                ("unresolved", commitments.unresolved), ("envelope", commitments.envelope),
            ]
            contents += commitments.evidence.map { ("evidence", $0) }
        }
        return contents
    }
}

private func evidenceItem(_ bytes: [UInt8]) -> EvidenceItem? {
    (try? JSONValue(parsing: bytes)).flatMap(EvidenceItem.init(_:))
}

extension StoreSnapshot {
    /// Whether the content behind a commitment is there and is what was committed to.
    package func isIntact(_ commitment: ContentHash) throws -> Bool {
        guard
            let row = try Row.fetchOne(
                db, cached: "SELECT salt, body FROM content WHERE commitment = ?", arguments: [Data(commitment.bytes)])
        else { return false }
        let content = CommittedContent(salt: Array(row["salt"] as Data), content: Array(row["body"] as Data))
        return content.commitment == commitment
    }
}
