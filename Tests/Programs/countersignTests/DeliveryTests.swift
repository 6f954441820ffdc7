import Fixtures
import Foundation
import JSON
import Testing

@Suite struct `Delivering` {
    private static let contract = TestContract.make(
        "desk.note", steps: "[{ step: desk, by: role:reviewer }]", system: "tickets")

    /// A store whose system of record is a shell script.
    private func store(_ script: String?, timeout: String = "PT30S") throws -> TestStore {
        let store = try TestStore(contracts: ["desk.note": Self.contract])
        try store.write(
            "systems:\n  tickets: { kind: ticketing, connector: { type: exec, command: [./connectors/run], timeout: \(timeout) } }\n",
            to: "store/systems.yaml")
        if let script { try store.write("#!/bin/sh\n\(script)\n", to: "store/connectors/run", mode: 0o700) }
        return store
    }

    /// Handoffs that are approved and wait for their delivery.
    private func approved(_ count: Int, in store: TestStore) throws -> [String] {
        let ids = try store.submit(TestContract.handoffs(count))
        for id in ids { #expect(try store.run(["approve", id, "--as", "kim"]).code == 0) }
        return ids
    }

    /// Takes the request, and notes its key in a file of the store.
    private static let note = #"key=$(sed 's/.*"key":"\([^"]*\)".*/\1/' | tee -a keys | tail -n 1)"#
    private static let good =
        note + "\n"
        + #"echo '{"status": "executed", "record": {"id": "T-'$(echo "$key" | cut -c 1-26)'", "url": "https://t.example/1"}}'"#

    private func keys(_ store: TestStore) -> [String] {
        let text = try? String(contentsOfFile: store.path + "/work/tickets/keys", encoding: .utf8)
        return (text ?? "").split(separator: "\n").map(String.init)
    }

    @Test func `Each approved handoff reaches its system once, also when two deliver at once`() throws {
        let store = try store(Self.good)
        let ids = try approved(8, in: store)
        let waiting = try store.submit(TestContract.handoff("waiting"))
        let digests = try ids.map { try store.show($0)["digest"]?.string ?? "" }
        let endings = try (0..<2).map { _ in try store.start(["deliver", "--json"]) }.map { $0.wait() }
        #expect(endings.allSatisfy { $0.code == 0 }, "\(endings)")
        let told = try endings.flatMap { try $0.output.jsonLines }
        #expect(told.compactMap { $0["id"]?.string }.sorted() == ids.sorted())
        #expect(told.allSatisfy { $0["state"] == "executed" && $0["outcome"] == "executed" })
        // The key names the handoff and the digest that was approved.
        #expect(keys(store).sorted() == zip(ids, digests).map { "\($0)-\($1)" }.sorted())
        for id in ids {
            let shown = try store.show(id)
            #expect(shown["state"] == "executed")
            #expect(shown["final"] == .bool(true))
            #expect(shown["receipt"]?["record"]?["id"]?.string == "T-\(id)")
        }
        #expect(try store.show(waiting)["state"] == "proposed")
        #expect(try store.run(["deliver"]).output.isEmpty)
        #expect(keys(store).count == 8)
        _ = try store.verifiedEvents()
    }

    /// A connector that does not say that it wrote the record, and what has to be seen of it.
    struct Bad: Sendable, CustomTestStringConvertible {
        let name: String, script: String?
        var timeout = "PT30S"
        let condition: String, says: String
        var testDescription: String { name }
    }

    static let bad: [Bad] = [
        Bad(
            name: "it says that it failed", script: #"echo '{"status": "failed", "message": "the queue is closed"}'"#,
            condition: "failed", says: "the queue is closed"),
        Bad(
            name: "it says that it does not know", script: #"echo '{"status": "unknown", "message": "no answer"}'"#,
            condition: "unknown", says: "no answer"),
        Bad(name: "it fails", script: "echo oh no >&2; exit 3", condition: "unknown", says: "exit code 3"),
        Bad(name: "it hangs", script: "sleep 600", timeout: "PT1S", condition: "unknown", says: "longer than"),
        Bad(
            name: "it hangs after its answer",
            script: #"echo '{"status": "executed", "record": {"id": "1"}}'; sleep 600"#,
            timeout: "PT1S", condition: "unknown", says: "longer than"),
        Bad(
            name: "it prints garbage", script: "head -c 300 /dev/urandom; echo", condition: "unknown",
            says: "no valid answer"),
        Bad(name: "it prints nothing", script: "true", condition: "unknown", says: "printed nothing"),
        Bad(
            name: "it prints without end", script: "yes '{\"status\": \"executed\"}'", condition: "unknown",
            says: "printed more than"),
        Bad(
            name: "it says executed and exits otherwise",
            script: #"echo '{"status": "executed", "record": {"id": "1"}}'; exit 1"#,
            condition: "unknown", says: "exit code 1"),
        Bad(
            name: "it names no record", script: #"echo '{"status": "executed"}'"#, condition: "unknown",
            says: "names no record.id"),
        Bad(name: "it is killed", script: "kill -9 $$", condition: "unknown", says: "signal 9"),
        Bad(
            name: "it answers with text that acts",
            script: #"printf '{"status": "failed", "message": "\\u001b]0;x\\u0007\\u202e"}'"#,
            condition: "failed", says: "x"),
    ]

    @Test(arguments: bad) func `What went wrong is seen, and nothing passes for executed`(_ bad: Bad) throws {
        let store = try store(bad.script, timeout: bad.timeout)
        let id = try approved(1, in: store)[0]
        let delivered = try store.json(["deliver"])
        #expect(delivered.code == 65)
        #expect(delivered.lines.count == 1)
        #expect(delivered.lines.first?["outcome"]?.string == bad.condition)

        let shown = try store.show(id, as: "dana")
        #expect(shown["state"] == "escalated")
        #expect(shown["final"] == .bool(false))
        #expect(shown["receipt"] == .null)
        #expect(shown["delivery"]?["condition"]?.string == bad.condition)
        #expect(shown["delivery"]?["attempt"] == 1)
        let message = shown["history"]?.array?.last?["message"]?.string ?? ""
        #expect(message.contains(bad.says), "\(message)")
        let obligation = shown["obligations"]?.array?.first { $0["id"] == "delivery" }
        #expect(obligation?["state"] == "open")
        #expect(obligation?["who"] == ["person:dana"])
        // It isn't tried again by itself, and nobody passes it on unknowingly.
        #expect(try store.json(["deliver"]).lines.isEmpty)
        let unstated = try store.json(["approve", id], as: "dana")
        #expect(unstated.code == 4)
        #expect(unstated.lines.first?["error"]?["obligation"] == "delivery")
        #expect(try store.json(["attest", id, "--record", "T-1", "--note", "looked"], as: "kim").code == 4)

        // It was written after all: somebody vouches for it.
        let attested = try store.json(["attest", id, "--record", "T-1", "--note", "looked it up"], as: "dana")
        #expect(attested.lines.first?["state"] == "executed")
        let receipt = try store.show(id)["receipt"]
        #expect(receipt?["record"]?["id"] == "T-1")
        #expect(receipt?["attested"] == .bool(true))
        _ = try store.verifiedEvents()
    }

    @Test func `When nothing was written it is delivered again under another key, or ends`() throws {
        let store = try store(Self.note + "; exit 3")
        let ids = try approved(3, in: store)
        #expect(try store.json(["deliver"]).lines.count == 3)
        func state(_ arguments: [String]) throws -> JSONValue? {
            try store.json(arguments + ["--nothing-written"], as: "dana").lines.first?["state"]
        }
        #expect(try state(["reject", ids[1], "--reason", "wrong"]) == "rejected")
        #expect(try state(["return", ids[2], "--note", "another queue"]) == "draft")
        #expect(try state(["approve", ids[0]]) == "approved")
        try store.write("#!/bin/sh\n\(Self.good)\n", to: "store/connectors/run", mode: 0o700)
        #expect(try store.json(["deliver"]).lines.compactMap { $0["state"]?.string } == ["executed"])
        #expect(try store.show(ids[0])["state"] == "executed")
        #expect(Set(keys(store)).count == 4)
        #expect(try store.show(ids[0])["history"]?.array?.contains { $0["nothing_written"] == .bool(true) } == true)
        _ = try store.verifiedEvents()
    }

    @Test func `What is put off is tried again under the same key, five times at most`() throws {
        let store = try store(Self.note + #"; echo '{"status": "retry", "message": "busy now"}'"#)
        let id = try approved(1, in: store)[0]
        var now = try #require(Date.now.addingTimeInterval(1) as Date?)
        for attempt in 1...5 {
            let told = try store.json(["deliver", "--now", now.ISO8601Format()])
            #expect(told.lines.first?["outcome"] == "retry", "attempt \(attempt)")
            let shown = try store.show(id)
            #expect(shown["delivery"]?["attempt"]?.number?.int64 == Int64(attempt))
            #expect(shown["history"]?.array?.last?["message"] == "busy now")
            #expect(shown["state"]?.string == (attempt < 5 ? "approved" : "escalated"))
            #expect(shown["delivery"]?["condition"]?.string == (attempt < 5 ? "retry" : "failed"))
            // Not before its time.
            #expect(try store.json(["deliver", "--now", now.ISO8601Format()]).lines.isEmpty)
            now += 3_600
        }
        #expect(keys(store).count == 5)
        #expect(Set(keys(store)).count == 1)
    }

    @Test func `A delivery whose process was killed is uncertain, and never made twice`() throws {
        let store = try store(Self.note + "; touch started; sleep 600", timeout: "PT20S")
        let id = try approved(1, in: store)[0]
        let worker = try store.start(["deliver"])
        while !FileManager.default.fileExists(atPath: store.path + "/work/tickets/started") {
            worker.runUntil(lines: 1, orMilliseconds: 20)
        }
        _ = worker.kill()
        #expect(try store.show(id)["delivery"]?["condition"] == "running")
        #expect(try store.json(["deliver"]).lines.isEmpty)
        // The lease runs out: nobody knows what became of it.
        let later = Date.now.addingTimeInterval(600).ISO8601Format()
        #expect(try store.json(["deliver", "--now", later]).code == 65)
        let shown = try store.show(id)
        #expect(shown["state"] == "escalated")
        #expect(shown["delivery"]?["condition"] == "unknown")
        #expect(keys(store).count == 1)
    }

    @Test func `Without a connector it stays approved and says that somebody has to copy it`() throws {
        let store = try store(nil)
        try store.write("systems:\n  tickets: { kind: ticketing }\n", to: "store/systems.yaml")
        let id = try approved(1, in: store)[0]
        let ending = try store.run(["deliver"])
        #expect(ending.code == 0)
        #expect(ending.errors.contains("1 approved handoff not yet delivered"))
        let shown = try store.show(id)
        #expect(shown["state"] == "approved")
        #expect(shown["obligations"]?.array?.contains { $0["id"] == "delivery" && $0["state"] == "blocked" } == true)
    }

    @Test func `What is not what was approved is not delivered`() throws {
        guard Python.isThere else { return }
        let store = try store(Self.good)
        let id = try approved(1, in: store)[0]
        try Python.run(
            """
            import sqlite3, sys
            c = sqlite3.connect(sys.argv[1], isolation_level=None)
            c.execute("UPDATE content SET body = CAST(replace(body, 'A text', 'A test') AS BLOB) WHERE kind = 'payload'")
            """, [store.path + "/countersign.sqlite"])
        let delivered = try store.json(["deliver"])
        #expect(delivered.code == 65 && delivered.lines.first?["outcome"] == "stopped")
        #expect(delivered.lines.first?["message"]?.string?.contains("its payload is damaged") == true)
        #expect(try store.json(["list", "--state", "escalated"]).lines.count == 1)
        for command in [["show", id], ["approve", id, "--nothing-written"]] {
            let ending = try store.run(command + ["--as", "dana"])
            #expect(ending.code == 65 && ending.errors.contains("its payload is damaged"), "\(ending.errors)")
        }
        #expect(keys(store).isEmpty)
    }

    @Test func `While its connector can't be used a handoff waits, is told of, and then goes out`() throws {
        let store = try store(nil)
        let id = try approved(1, in: store)[0]
        for _ in 0..<3 {
            let ending = try store.run(["deliver"])
            #expect(ending.code == 74 && ending.errors.contains("connectors/run"), "\(ending.errors)")
            #expect(try store.json(["deliver"]).lines.first?["error"]?["code"] == 74)
        }
        #expect(
            try store.json(["contract", "lint"]).lines.contains {
                $0["message"]?.string?.contains("connectors/run") == true
            })
        let waiting = try store.show(id)
        #expect(waiting["state"] == "approved" && waiting["delivery"] == .null)
        try store.write("#!/bin/sh\n\(Self.good)\n", to: "store/connectors/run", mode: 0o700)
        let ending = try store.json(["deliver"])
        #expect(ending.code == 0 && ending.lines.compactMap { $0["state"]?.string } == ["executed"])
        #expect(
            try store.json(["contract", "lint"]).lines.allSatisfy {
                $0["message"]?.string?.contains("connectors/run") != true
            })
    }

    @Test func `A connector that can't be used holds up no other system`() throws {
        let store = try store(nil)
        _ = try approved(1, in: store)
        try store.write(
            TestContract.make("desk.other", steps: "[{ step: desk, by: role:reviewer }]", system: "books"),
            to: "store/contracts/desk.other.yaml")
        try store.write(
            """
            systems:
              tickets: { kind: ticketing, connector: { type: exec, command: [./connectors/run] } }
              books: { kind: erp, connector: { type: file, path: books.jsonl } }

            """, to: "store/systems.yaml")
        let other = try store.submit(TestContract.handoff("other", changing: [("contract", "desk.other")]))
        #expect(try store.run(["approve", other, "--as", "kim"]).code == 0)
        let ending = try store.json(["deliver"])
        #expect(ending.code == 74 && ending.lines.contains { $0["state"] == "executed" && $0["id"]?.string == other })
        #expect(try store.show(other)["state"] == "executed")
    }

    @Test func `One failure among others shows in the exit code`() throws {
        let store = try store(
            """
            case $(cat) in *'"key":"n1"'*|*'Note n1'*) echo '{"status": "failed", "message": "closed"}' ;;
            *) echo '{"status": "executed", "record": {"id": "T-1"}}' ;; esac
            """)
        _ = try approved(3, in: store)
        let ending = try store.json(["deliver"])
        #expect(ending.code == 65)
        #expect(ending.lines.compactMap { $0["state"]?.string }.sorted() == ["escalated", "executed", "executed"])
        #expect(try store.json(["deliver"]).code == 0)
    }
}
