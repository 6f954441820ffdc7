import CivilTime
import Fixtures
import Foundation
import GRDB
import Handoff
import JSON
import Testing

@testable import HandoffStore

@Suite struct JournalTests {
    private let folder: TemporaryStore

    init() throws {
        folder = try TemporaryStore()
        var random = SeededRandom(seed: 4)
        try folder.store.write { transaction in
            for index in 0..<12 {
                var draft = Draft(&random)
                draft.reference = "r\(index)"
                try transaction.submit(draft)
            }
        }
    }

    @Test(
        "No event is changed, removed or put between",
        arguments: [
            "UPDATE event SET body = x'00' WHERE sequence = 3", "UPDATE event SET sequence = 99 WHERE sequence = 3",
            "DELETE FROM event", "DELETE FROM event WHERE sequence = 12",
            "INSERT INTO event (sequence, body, leaf, root) VALUES (99, x'', x'', x'')",
            "INSERT INTO event (sequence, body, leaf, root) VALUES (3, x'', x'', x'')",
            "INSERT OR REPLACE INTO event (sequence, body, leaf, root) VALUES (3, x'', x'', x'')",
            "INSERT INTO event (body, leaf, root) VALUES (x'', x'', x'')",
        ])
    func appendOnly(sql: String) throws {
        #expect(throws: (any Error).self) { try folder.run(sql) }
        #expect(try folder.verify().fault == nil)
    }

    @Test func `Events are numbered without a gap, and the head is that of the tree over them`() throws {
        let rows = try folder.store.read { try Row.fetchAll($0.db, cached: "SELECT * FROM event ORDER BY sequence") }
        #expect(rows.map { $0["sequence"] as Int } == Array(0..<13))
        var leaves: [MerkleHash] = []
        for row in rows {
            leaves.append(MerkleTree.leafHash(of: row["body"] as Data))
            #expect(row["leaf"] as Data == Data(leaves.last!.bytes))
            #expect(row["root"] as Data == Data(MerkleTree.root(of: leaves).bytes))
            #expect(try Event(decoding: row["body"] as Data).sequence == row["sequence"] as Int)
        }
        let verification = try folder.verify()
        #expect(verification.events == 13 && verification.root == MerkleTree.root(of: leaves))
        #expect(try folder.store.read { try $0.journalSize() } == 13)
    }

    @Test func `An event keeps the time that it was given, and its number is the order`() throws {
        for (number, time) in [9_000, 3_000, 9_500, 1].enumerated() {
            try folder.store.write { try $0.configure(number, at: Instant(milliseconds: Int64(time))) }
        }
        let times = try folder.store.read { snapshot in
            try Data.fetchAll(snapshot.db, cached: "SELECT body FROM event WHERE handoff IS NULL ORDER BY sequence")
                .dropFirst().map { try Event(decoding: $0).at.milliseconds }
        }
        #expect(times == [9_000, 3_000, 9_500, 1])
        #expect(try folder.verify().fault == nil)
    }

    @Test func `An action that fails leaves nothing behind`() throws {
        struct Stop: Error {}
        let before = try folder.verify()
        var random = SeededRandom(seed: 9)
        let draft = Draft(&random)
        #expect(throws: Stop.self) {
            try folder.store.write { transaction in
                try transaction.submit(draft)
                throw Stop()
            }
        }
        #expect(try folder.verify() == before)
        #expect(try folder.store.read { try $0.handoff(draft.id) } == nil)
    }

    @Test func `What was acknowledged is there for whoever opens the store next, and is synced`() throws {
        #expect(try folder.store.synchronousOfWriter() == 2)
        let again = try SQLiteStore.open(in: folder.directory)
        #expect(try again.synchronousOfWriter() == 2)
        #expect(again.identity == folder.store.identity)
        #expect(try again.read { try $0.journalSize() } == 13)
    }

    /// What somebody who can write the file may try, and what the verification says of it.
    @Test(
        "What was tampered with is found",
        arguments: [
            (
                "UPDATE event SET body = CAST(replace(CAST(body AS TEXT), 'proposed', 'approved') AS BLOB) WHERE sequence = 5",
                "its bytes"
            ),
            ("UPDATE event SET leaf = zeroblob(32) WHERE sequence = 5", "its bytes"),
            ("UPDATE event SET root = zeroblob(32) WHERE sequence = 5", "tree head"),
            ("DELETE FROM event WHERE sequence = 5", "missing"), ("DELETE FROM event WHERE sequence = 12", "missing"),
            ("DELETE FROM event WHERE sequence = 0", "missing"),
            ("UPDATE event SET handoff = 'x' WHERE sequence = 5", "another's place"),
            ("UPDATE tree_node SET hash = zeroblob(32) WHERE level = 1 AND position = 2", "tree over"),
            ("DELETE FROM tree_node WHERE level = 2", "tree over"),
            ("UPDATE journal SET size = 12", "head"), ("UPDATE journal SET frontier = zeroblob(100)", "head"),
            ("DELETE FROM journal", "head"),
            ("UPDATE content SET body = CAST('\"Pay more\"' AS BLOB) WHERE kind = 'title'", "kept title"),
            ("UPDATE content SET salt = zeroblob(32) WHERE kind = 'payload'", "kept payload"),
            ("UPDATE handoff SET state = 'approved' WHERE number = 3", "something else"),
            ("UPDATE handoff SET version = 2 WHERE number = 3", "something else"),
            ("UPDATE handoff SET digest = zeroblob(32) WHERE number = 3", "something else"),
            ("UPDATE handoff SET due = 7 WHERE number = 3", "something else"),
            ("UPDATE handoff SET step = 'cfo' WHERE number = 3", "something else"),
            ("UPDATE handoff SET title = 'Pay less' WHERE number = 3", "something else"),
            ("UPDATE handoff SET reference = 'other' WHERE number = 3", "something else"),
            ("UPDATE queue_cell SET contract = 'other'", "something else"),
            ("UPDATE queue_cell SET system = 'other'", "something else"),
            ("UPDATE queue_cell SET taker = 'person:kim'", "something else"),
            ("UPDATE queue_cell SET owner = 'person:kim'", "something else"),
            ("DELETE FROM handoff WHERE number = 3", "the queue does not have"),
            ("UPDATE handoff SET id = '7ZZZZZZZZZZZZZZZZZZZZZZZZZ' WHERE number = 3", "the queue does not have"),
            ("DELETE FROM content WHERE kind = 'payload'", "payload that it commits to is missing"),
            ("UPDATE queue_count SET count = count - 1", "counts other"),
            ("UPDATE handoff SET slot = slot | 7 WHERE number = 3", "in a place that there is not"),
            ("UPDATE handoff SET slot = slot & ~7 WHERE number = 3", "something else"),
            ("UPDATE handoff SET confidence_key = 0.1 WHERE number = 3", "something else"),
            ("UPDATE handoff SET stake_key = 7 WHERE number = 3", "something else"),
            ("INSERT INTO queue_day VALUES (9, 9, 9)", "counts other"),
            (
                "INSERT INTO queue_move SELECT number, slot, due, slot + 1, due, confidence_key, stake_key FROM handoff",
                "something else"
            ),
            (
                "INSERT INTO queue_move SELECT number, slot, due, slot, 7, confidence_key, stake_key FROM handoff",
                "something else"
            ),
            (
                "INSERT INTO queue_move SELECT number, slot + 8, due, slot, due, confidence_key, stake_key FROM handoff",
                "notes a move"
            ),
            (
                "INSERT INTO queue_move SELECT number, slot, due, slot, due, 7, stake_key FROM handoff WHERE number = 3",
                "notes a move"
            ),
            ("INSERT INTO queue_move VALUES (999, 9, 9, 9, 9, 0, 0)", "notes a move"),
            ("UPDATE handoff SET confidence = '0.99' WHERE number = 3", "something else"),
            (
                "INSERT INTO outbox VALUES ((SELECT id FROM handoff WHERE number = 3), 'erp', 'k', 1, 0, NULL, NULL)",
                "a delivery waits"
            ),
        ])
    func tampering(sql: String, word: String) throws {
        let guards = try folder.store.read {
            try String.fetchAll($0.db, cached: "SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        }
        try folder.run(
            "DROP TRIGGER event_is_never_changed", "DROP TRIGGER event_is_never_removed",
            "DROP TRIGGER event_comes_last", sql)
        for sql in guards { try folder.run(sql) }
        let fault = try #require(try folder.verify().fault)
        #expect(fault.message.contains(word), "\(fault)")
    }

    @Test func `The verification can be stopped`() throws {
        let stopped = try folder.store.verifyJournal(progress: { _, _ in false }, evidence: folder.vault)
        #expect(stopped.wasStopped && stopped.fault == nil)
    }

    @Test func `An event after the whole tree was made again has another head`() throws {
        let before = try folder.verify().root
        try folder.store.write { try $0.configure(1, at: Instant(milliseconds: 1)) }
        #expect(try folder.verify().root != before)
    }
}

@Suite struct UnreadableTests {
    /// Somebody who can write the file changes an event so that it is none of this program's, and the log still verifies as a tree.
    @Test(
        "A handoff with an event that can't be read is not shown, and others are",
        arguments: [
            ("\"kind\":\"submitted\"", "\"kind\":\"suspended\""), ("\"quorum\":1", "\"quorum\":0"),
            ("role:cfo", "roll:cfo"), ("\"to\":\"proposed\"", "\"to\":\"settled\""),
            ("\"plan\":[", "\"plan\":[7,"), ("\"seq\"", "\"suspended_by\":\"kim\",\"seq\""),
        ])
    func unreadable(old: String, new: String) throws {
        let folder = try TemporaryStore()
        var random = SeededRandom(seed: 6)
        var (first, second) = (Draft(&random), Draft(&random))
        first.step = PlannedStep(step: "s", by: .role("cfo"), quorum: 1)
        second.step = first.step
        try folder.store.write { transaction in for draft in [first, second] { try transaction.submit(draft) } }
        let sequence = try folder.store.read { try $0.events(of: first.id)[0].sequence }
        try folder.run(
            "DROP TRIGGER event_is_never_changed",
            "UPDATE event SET body = CAST(replace(CAST(body AS TEXT), '\(old)', '\(new)') AS BLOB) WHERE sequence = \(sequence)"
        )
        let error = #expect(throws: StoreError.self) { try folder.store.read { try $0.handoff(first.id) } }
        guard case .unreadable(sequence, let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.isEmpty)
        #expect(try folder.store.read { try $0.handoff(second.id) } != nil)
    }

    @Test func `A program that was open when a later one moved the store on neither reads nor writes it`() throws {
        let folder = try TemporaryStore()
        try folder.run("PRAGMA user_version = \(StoreSchema.version + 1)")
        let path = folder.directory + "/" + SQLiteStore.fileName
        #expect(throws: StoreError.tooNew(path: path)) { try folder.store.read { try $0.journalSize() } }
        #expect(throws: StoreError.tooNew(path: path)) {
            try folder.store.write { try $0.configure(1, at: .init(milliseconds: 1)) }
        }
        #expect(throws: StoreError.tooNew(path: path)) { try SQLiteStore.open(in: folder.directory) }
    }

    @Test func `An edition of the rules that this program does not know stops it`() throws {
        let folder = try TemporaryStore()
        #expect(try folder.store.read { try $0.edition() } == .present)
        try folder.run("INSERT INTO edition VALUES (99, 1)")
        #expect(throws: StoreError.self) { try folder.store.read { try $0.edition() } }
    }
}

@Suite struct OpeningTests {
    @Test func `A file of the first version opens, and is brought up to date`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "first-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let first = try #require(StoreSchema.migrator.migrations.first)
        do {
            let queue = try DatabaseQueue(path: directory + "/" + SQLiteStore.fileName)
            try StoreSchema.migrator.migrate(queue, upTo: first)
            try queue.write {
                try $0.run("INSERT INTO store VALUES ('01ARZ3NDEKTSV4RRFFQ69G5FAV', 1, '2026-01-01T00:00:00.000Z')")
            }
        }
        let store = try SQLiteStore.open(in: directory)
        #expect(store.identity.isDeclared)
        var random = SeededRandom(seed: 1)
        let draft = Draft(&random)
        try store.write { _ = try $0.submit(draft) }
        #expect(try store.read { try $0.handoff(draft.id)?.status.state } == .proposed)
    }

    @Test func `A file of a later version is refused`() throws {
        let folder = try TemporaryStore()
        try folder.run("INSERT INTO grdb_migrations VALUES ('from the future')")
        #expect(throws: StoreError.tooNew(path: folder.directory + "/" + SQLiteStore.fileName)) {
            try SQLiteStore.open(in: folder.directory)
        }
    }

    @Test func `What is no store is told as such`() throws {
        let folder = try TemporaryStore()
        #expect(throws: StoreError.noStore("/nowhere")) { try SQLiteStore.open(in: "/nowhere") }
        #expect(throws: StoreError.exists(folder.directory)) {
            try SQLiteStore.create(in: folder.directory, TemporaryStore.created)
        }
        let path = folder.directory + "/other"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data(repeating: 65, count: 8_192).write(to: URL(filePath: path + "/" + SQLiteStore.fileName))
        let error = try #require(throws: StoreError.self) { try SQLiteStore.open(in: path) }
        guard case .unusable(_, let reason) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(reason.contains("no database"))
        try Data().write(to: URL(filePath: path + "/" + SQLiteStore.fileName))
        let empty = try #require(throws: StoreError.self) { try SQLiteStore.open(in: path) }
        guard case .unusable = empty else {
            Issue.record("\(empty)")
            return
        }
    }

    @Test func `While another process writes, a write waits no longer than it was told to`() throws {
        let folder = try TemporaryStore()
        let impatient = try SQLiteStore.open(in: folder.directory, wait: 0.01)
        try folder.store.write { _ in
            #expect(throws: StoreError.busy) { try impatient.write { _ in } }
            let size = try impatient.read { try $0.journalSize() }
            #expect(size == 1, "reading goes on")
        }
        try impatient.write { _ in }
    }
}
