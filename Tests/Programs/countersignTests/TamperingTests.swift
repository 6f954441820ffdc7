import Fixtures
import Foundation
import JSON
import Testing

@Suite(.enabled(if: Python.isThere, "needs python3")) struct `A store that was tampered with` {
    /// A change that somebody makes to the database with a tool of their own: Python over `c`, a cursor, and `n`, an event in the middle.
    struct Change: Sendable, CustomTestStringConvertible {
        let name: String, python: String
        /// Whether the event in the middle is the first that is wrong.
        var namesEvent = false
        /// What the message says of it.
        var says = ""
        var testDescription: String { name }
    }

    static let changes: [Change] = [
        Change(
            name: "one byte of an event",
            python: """
                b = bytearray(c.execute('SELECT body FROM event WHERE sequence = ?', (n,)).fetchone()[0]); b[len(b) // 2] ^= 1
                c.execute('UPDATE event SET body = ? WHERE sequence = ?', (bytes(b), n))
                """, namesEvent: true),
        Change(
            name: "an event with its own leaf hash made anew",
            python: """
                b = c.execute('SELECT body FROM event WHERE sequence = ?', (n,)).fetchone()[0].replace(b'"kind":"', b'"kind":"x')
                leaf = hashlib.sha256(b'\\0' + b).digest()
                c.execute('UPDATE event SET body = ?, leaf = ? WHERE sequence = ?', (b, leaf, n))
                """, namesEvent: true),
        Change(
            name: "an event removed", python: "c.execute('DELETE FROM event WHERE sequence = ?', (n,))",
            namesEvent: true),
        Change(
            name: "an event removed and those after it moved up",
            python: """
                c.execute('DELETE FROM event WHERE sequence = ?', (n,))
                c.execute('UPDATE event SET sequence = -sequence WHERE sequence > ?', (n,))
                c.execute('UPDATE event SET sequence = -sequence - 1 WHERE sequence < 0')
                c.execute('UPDATE journal SET size = size - 1')
                """, namesEvent: true),
        Change(
            name: "the last event removed",
            python: "c.execute('DELETE FROM event WHERE sequence = (SELECT max(sequence) FROM event)')", says: "missing"
        ),
        Change(
            name: "the last event removed, and its count",
            python: """
                c.execute('DELETE FROM event WHERE sequence = (SELECT max(sequence) FROM event)')
                c.execute('UPDATE journal SET size = size - 1')
                """, says: "missing"),
        Change(
            name: "two events in each other's place",
            python: """
                for a, b in ((n, -1), (n + 1, n), (-1, n + 1)):
                    c.execute('UPDATE event SET sequence = ? WHERE sequence = ?', (b, a))
                """, namesEvent: true),
        Change(
            name: "an event given to another handoff",
            python: "c.execute(\"UPDATE event SET handoff = '01ARZ3NDEKTSV4RRFFQ69G5FAV' WHERE sequence = ?\", (n,))",
            namesEvent: true),
        Change(
            name: "a tree head", python: "c.execute('UPDATE event SET root = zeroblob(32) WHERE sequence = ?', (n,))",
            namesEvent: true),
        Change(
            name: "a node of the tree",
            python: "c.execute('UPDATE tree_node SET hash = zeroblob(32) WHERE level = 1 AND position = 2')",
            says: "tree"),
        Change(
            name: "a payload",
            python:
                "c.execute(\"UPDATE content SET body = CAST(replace(body, 'A text', 'A test') AS BLOB) WHERE kind = 'payload'\")",
            says: "payload"),
        Change(
            name: "a salt", python: "c.execute(\"UPDATE content SET salt = zeroblob(32) WHERE kind = 'title'\")",
            says: "title"),
        Change(
            name: "a content removed", python: "c.execute(\"DELETE FROM content WHERE kind = 'payload'\")",
            says: "payload"),
        Change(
            name: "a content with another commitment",
            python: """
                row = c.execute("SELECT number, salt FROM content WHERE kind = 'note'").fetchone()
                body = b'"another note"'; made = hashlib.sha256(b'countersign-commitment-v1\\0' + row[1] + body).digest()
                c.execute('UPDATE content SET body = ?, commitment = ? WHERE number = ?', (body, made, row[0]))
                """, says: "note"),
        Change(
            name: "a state in the queue", python: "c.execute(\"UPDATE handoff SET state = 'executed'\")", says: "queue"),
        Change(
            name: "a title in the queue", python: "c.execute(\"UPDATE handoff SET title = 'Pay nobody'\")",
            says: "queue"),
        Change(
            name: "a confidence in the queue", python: "c.execute(\"UPDATE handoff SET confidence = '1'\")",
            says: "queue"),
        Change(
            name: "a reference in the queue", python: "c.execute(\"UPDATE handoff SET reference = 'other'\")",
            says: "queue"),
        Change(
            name: "a digest in the queue", python: "c.execute('UPDATE handoff SET digest = zeroblob(32)')",
            says: "queue"),
        Change(
            name: "an open step in the queue", python: "c.execute(\"UPDATE handoff SET step = 'nobody'\")",
            says: "queue"),
        Change(
            name: "a contract in the queue", python: "c.execute(\"UPDATE queue_cell SET contract = contract || 'x'\")",
            says: "queue"),
        Change(
            name: "an owner in the queue", python: "c.execute(\"UPDATE queue_cell SET owner = owner || 'x'\")",
            says: "queue"),
        Change(
            name: "a place in the queue", python: "c.execute('UPDATE handoff SET slot = slot + 8')", says: "queue"
        ),
        Change(
            name: "a handoff hidden from the queue",
            python: "c.execute(\"DELETE FROM handoff WHERE title = 'Note n2'\")", says: "queue"),
        Change(
            name: "a group of the queue hidden", python: "c.execute('UPDATE queue_count SET count = 0')", says: "queue"),
        Change(name: "a delivery removed", python: "c.execute('DELETE FROM outbox')", says: "deliver"),
        Change(
            name: "a contract's text",
            python:
                "c.execute(\"UPDATE configuration SET body = CAST(replace(body, 'reviewer', 'operator') AS BLOB) WHERE file LIKE 'contracts/%'\")",
            says: "contracts/desk.note.yaml"),
        sql("a contract's version", "UPDATE configuration SET version = 9 WHERE version = 1", says: "version"),
        sql("the edition of a configuration", "UPDATE configuration SET edition = 1", says: "edition"),
        sql(
            "a version of a file that never took effect",
            "INSERT INTO configuration (digest, file, version, body) VALUES (zeroblob(32), 'people.yaml', NULL, x'')",
            says: "people.yaml"),
        sql(
            "another version in force",
            "UPDATE configuration_in_force SET digest = zeroblob(32) WHERE file = 'people.yaml'", says: "people.yaml"),
        sql(
            "a file no longer in force", "DELETE FROM configuration_in_force WHERE file = 'systems.yaml'",
            says: "in force"),
        sql("an edition", "UPDATE edition SET sequence = 3", says: "edition"),
        sql("an earlier edition", "INSERT INTO edition VALUES (1, 0)", says: "edition"),
        sql("the store's identity", "UPDATE store SET declared = 0", says: "identity"),
        sql("the store's id", "UPDATE store SET id = '01ARZ3NDEKTSV4RRFFQ69G5FAV'", says: "id"),
        sql("when the store was made", "UPDATE store SET created = '2020-01-01T00:00:00.000Z'", says: "store"),
        sql("the time of the last event", "UPDATE journal SET last_at = last_at + 1", says: "time"),
        sql(
            "a node over what is not there", "INSERT INTO tree_node VALUES (1, 5000, zeroblob(32))", says: "tree"),
        sql("a content's kind", "UPDATE content SET kind = 'note' WHERE kind = 'trace'", says: "trace"),
        sql(
            "a content of another handoff",
            "UPDATE content SET handoff = (SELECT max(id) FROM handoff) WHERE kind = 'title'", says: "title"),
        sql(
            "a content that nothing commits to",
            "INSERT INTO content (commitment, handoff, kind, salt, body) SELECT randomblob(32), id, 'note', x'', x'' FROM handoff LIMIT 1",
            says: "note"),
        sql(
            "something of a handoff that is not there",
            "INSERT INTO claim VALUES ('01ARZ3NDEKTSV4RRFFQ69G5FAV', 'kim', 1)", says: "the log does not have"),
        sql("a key removed", "DELETE FROM submission_key WHERE key = 'n3'", says: "key"),
        sql("a key's fingerprint", "UPDATE submission_key SET fingerprint = zeroblob(32)", says: "key"),
        sql(
            "a key that leads to another handoff", "UPDATE submission_key SET handoff = (SELECT max(id) FROM handoff)",
            says: "key"),
        sql(
            "a key that nothing came under",
            "INSERT INTO submission_key SELECT agent, 'next', handoff, fingerprint FROM submission_key LIMIT 1",
            says: "key"),
        sql("when a delivery may begin", "UPDATE outbox SET not_before = not_before - 1", says: "delivery"),
        sql("where a delivery goes", "UPDATE outbox SET system = 'elsewhere'", says: "elsewhere"),
        sql("a delivery's attempts", "UPDATE outbox SET attempt = attempt + 1", says: "attempts"),
        sql("a delivery's key", "UPDATE outbox SET key = key || 'x'", says: "key"),
        sql("a delivery that is held", "UPDATE outbox SET lease_until = 1", says: "held"),
        sql(
            "a delivery of what was not approved",
            "INSERT INTO outbox (handoff, system, key, not_before, attempt) SELECT id, system, 'k', 0, 0 FROM handoff WHERE state = 'proposed' LIMIT 1",
            says: "proposed"),
        sql(
            "a claim on what is decided",
            "INSERT INTO claim SELECT id, 'kim', 99999999999999 FROM handoff WHERE state = 'rejected'", says: "claim"),
        sql("the record of a handoff", "UPDATE handoff SET record = 'x'", says: "queue"),
        sql("what makes contents the same", "UPDATE handoff SET content_hash = zeroblob(32)", says: "queue"),
        sql("the place of a band", "UPDATE queue_cell SET band_rank = band_rank + 1", says: "queue"),
        sql("a trigger dropped", "DROP TRIGGER event_is_never_removed", says: "event_is_never_removed"),
        Change(
            name: "a trigger that lets everything pass",
            python: """
                c.execute('DROP TRIGGER event_is_never_changed')
                c.execute('CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN SELECT 1; END')
                """, says: "event_is_never_changed"),
        sql(
            "a trigger that nobody knows",
            "CREATE TRIGGER helpful AFTER INSERT ON event BEGIN UPDATE outbox SET not_before = 0; END", says: "helpful"),
        sql("an index dropped", "DROP INDEX handoff_by_age", says: "handoff_by_age"),
    ]

    /// A change by one statement.
    private static func sql(_ name: String, _ statement: String, says: String) -> Change {
        Change(name: name, python: "c.execute(\"\"\"\(statement)\"\"\")", says: says)
    }

    /// A store with twelve handoffs, some of them decided, and evidence.
    private func store() throws -> TestStore {
        let store = try TestStore()
        let evidence: JSONValue = [["role": "source", "name": "s.txt", "media": "text/plain", "text": "the source"]]
        let ids = try store.submit(
            (0..<12).map { TestContract.handoff("n\($0)", changing: [("evidence", evidence)]) })
        for id in ids.prefix(2) { #expect(try store.run(["approve", id, "--as", "kim"]).code == 0) }
        #expect(try store.run(["reject", ids[2], "--reason", "wrong", "--note", "the note", "--as", "kim"]).code == 0)
        return store
    }

    private func change(_ store: TestStore, _ python: String) throws {
        try Python.run(
            """
            import sqlite3, hashlib, sys
            db = sqlite3.connect(sys.argv[1], isolation_level=None); c = db.cursor()
            triggers = c.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'").fetchall()
            guarded = 'TRIGGER' not in sys.argv[2]
            if guarded:
                for name, _ in triggers: c.execute('DROP TRIGGER ' + name)
            n = 7
            exec(sys.argv[2])
            if guarded:
                for _, made in triggers: c.execute(made)
            """, [store.path + "/countersign.sqlite", python])
    }

    @Test func `Untouched, it verifies`() throws {
        let store = try store()
        let (code, lines) = try store.json(["audit", "verify"])
        #expect(code == 0)
        #expect(lines.first?["ok"] == .bool(true))
        #expect(lines.first?["fault"] == .null)
        #expect(lines.first?["events"]?.number?.int64 == 19)
        try change(store, "c.execute('SELECT 1')")
        #expect(try store.json(["audit", "verify"]).lines == lines)
    }

    @Test(arguments: changes) func `The first thing that is wrong is named`(_ change: Change) throws {
        let store = try store()
        try self.change(store, change.python)
        let (code, lines) = try store.json(["audit", "verify"])
        #expect(code == 65)
        let fault = try #require(lines.first?["fault"])
        #expect(lines.first?["ok"] == .bool(false))
        if change.namesEvent { #expect(fault["event"] == 7, "\(fault)") }
        if !change.says.isEmpty { #expect(fault["message"]?.string?.contains(change.says) == true, "\(fault)") }
        let plain = try store.run(["audit", "verify"])
        #expect(plain.code == 65)
        #expect(plain.errors.contains(fault["message"]?.string ?? "no message"))
    }

    @Test func `Evidence that was changed or removed is named`() throws {
        for removes in [false, true] {
            let store = try store()
            let root = store.path + "/evidence/sha256"
            let name = try #require(
                try FileManager.default.subpathsOfDirectory(atPath: root).first { $0.utf8.count > 60 })
            try FileManager.default.removeItem(atPath: "\(root)/\(name)")
            if !removes { try Data("the sauce?".utf8).write(to: URL(filePath: "\(root)/\(name)")) }
            let (code, lines) = try store.json(["audit", "verify"])
            #expect(code == 65)
            #expect(
                lines.first?["fault"]?["message"]?.string?.contains(String(name.suffix(64))) == true,
                "\(String(describing: lines.first))")
        }
    }

    @Test func `The journal refuses to be changed`() throws {
        let store = try store()
        for statement in [
            "UPDATE event SET body = x'00' WHERE sequence = 3", "UPDATE event SET handoff = NULL", "DELETE FROM event",
            "DELETE FROM event WHERE sequence = 18",
            "INSERT INTO event (sequence, body, leaf, root) VALUES (99, x'', x'', x'')",
            "INSERT OR REPLACE INTO event (sequence, body, leaf, root) VALUES (3, x'', x'', x'')",
        ] {
            let said = try Python.run(
                """
                import sqlite3, sys
                try: sqlite3.connect(sys.argv[1], isolation_level=None).execute(sys.argv[2]); print('done')
                except sqlite3.IntegrityError as error: print(error)
                """, [store.path + "/countersign.sqlite", statement])
            #expect(said == "the journal is append-only\n", "\(statement)")
        }
        #expect(try store.verifiedEvents() == 19)
    }
}
