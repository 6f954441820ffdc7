import Fixtures
import Foundation
import JSON
import Testing

@Suite struct `Working from the command line` {
    private static let two = TestContract.make(
        "desk.two", steps: "[{ step: desk, by: role:reviewer }, { step: control, by: role:controller }]")

    private func store() throws -> TestStore {
        try TestStore(contracts: ["desk.note": TestContract.note, "desk.two": Self.two])
    }

    private func terminal(_ store: TestStore, _ arguments: [String]) throws -> PseudoTerminal {
        try PseudoTerminal(
            [TestStore.program] + arguments + ["--store", store.path], columns: 120, rows: 30, folder: store.folder)
    }

    // MARK: What is approved

    @Test func `An approval says what was approved, and is of that alone`() throws {
        let store = try store()
        let id = try store.submit(TestContract.handoff("a", contract: "desk.two", changing: [("title", "Note a")]))
        let before = try store.show(id)
        let (code, lines) = try store.json(["approve", id], as: "kim")
        #expect(code == 0)
        let subject = try #require(lines.first?["decided_on"])
        #expect(subject["title"] == "Note a" && subject["version"] == 1 && subject["digest"] == before["digest"])
        #expect(subject["target"] == before["target"])
        let decided = try store.show(id)["history"]?.array?.last?["decided_on"]
        #expect(decided?["digest"] == before["digest"])
        let plain = try store.run(["approve", id, "--as", "pat"])
        #expect(plain.code == 0)
        let digest = try store.json(["list"]).lines.first?["digest"]?.string ?? ""
        for part in ["Note a", "version 2", "digest "] { #expect(plain.output.contains(part), "\(plain.output)") }
        #expect(!plain.output.contains(digest), "it is the digest that was approved, not the one after it")
    }

    /// What a person types at the question, and whether it is a yes.
    static let answers: [(typed: String, isYes: Bool)] = [
        ("y\n", true), ("yes\n", true), ("YES\n", true), ("n\n", false), ("\n", false), ("yess\n", false),
        ("\u{4}", false),
        ("what\n", false),
    ]

    @Test(arguments: answers) func `On a terminal it asks, and a clear yes alone approves`(
        _ answer: (typed: String, isYes: Bool)
    ) throws {
        let store = try store()
        let id = try store.submit(TestContract.handoff("a", changing: [("title", "Pay the taxi")]))
        let digest = try store.show(id)["digest"]?.string ?? ""
        let terminal = try terminal(store, ["approve", id, "--as", "kim"])
        try terminal.wait(for: "Approve it? [y/N]")
        #expect(terminal.screen.shows("Pay the taxi") && terminal.screen.shows(digest))
        #expect(try store.show(id)["state"] == "proposed", "nothing is decided before the answer")
        terminal.type(answer.typed)
        #expect(try terminal.waitForEnd() == .code(answer.isYes ? 0 : 1))
        #expect(try store.show(id)["state"] == (answer.isYes ? "approved" : "proposed"))
    }

    @Test func `What changed while the question stood is not approved`() throws {
        let store = try store()
        let id = try store.submit(TestContract.handoff("a"))
        let terminal = try terminal(store, ["approve", id, "--as", "kim"])
        try terminal.wait(for: "Approve it?")
        let revised = TestContract.handoff(
            "a", changing: [("title", "Another"), ("revises", ["id": .string(id), "version": 1])])
        #expect(try store.run(["submit"], input: [revised].asLines).code == 0)
        terminal.type("y\n")
        #expect(try terminal.waitForEnd() == .code(5))
        #expect(try store.show(id)["state"] == "proposed")
    }

    @Test func `Who names what they saw, or says --yes, is not asked, and who may not is told at once`() throws {
        let store = try store()
        let ids = try store.submit(TestContract.handoffs(5))
        let digest = try store.show(ids[1])["digest"]?.string ?? ""
        let calls: [([String], PseudoTerminal.End)] = [
            (["approve", ids[0], "--if-version", "1"], .code(0)), (["approve", ids[1], "--digest", digest], .code(0)),
            (["approve", ids[2], "--yes"], .code(0)), (["recall", ids[2], "--yes", "--note", "no"], .code(0)),
            (["reject", ids[3], "--reason", "wrong"], .code(0)), (["approve", ids[4], "--as", "pat"], .code(4)),
        ]
        for (call, end) in calls {
            let terminal = try terminal(store, call + (call.contains("--as") ? [] : ["--as", "kim"]))
            #expect(try terminal.waitForEnd() == end, "\(call): \(terminal.screen.text)")
            #expect(!terminal.screen.shows("[y/N]"), "\(call)")
        }
    }

    // MARK: Names of handoffs

    @Test func `A handoff is named by its producer's key where one handoff has it`() throws {
        let store = try store()
        let id = try store.submit(TestContract.handoff("inv-1"))
        let other = try store.submit(TestContract.handoff("inv-2"))
        for command in ["show", "why", "evidence"] {
            #expect(try store.run([command, "inv-1"]).code == 0, "\(command)")
        }
        #expect(try store.json(["show", "inv-1"]).lines.first?["id"]?.string == id)
        #expect(try store.run(["show", "INV-1"]).code == 66, "a key is what its producer wrote")
        #expect(try store.run(["show", "inv"]).code == 66, "and not the beginning of it")
        #expect(try store.run(["claim", "inv-2", "--as", "kim"]).code == 0)
        #expect(try store.run(["comment", "inv-2", "--note", "n", "--as", "kim"]).code == 0)
        #expect(try store.run(["approve", "inv-2", "--as", "kim"]).code == 0)
        #expect(try store.show(other)["state"] == "approved")
        // Another agent with the same key: nobody can tell which is meant.
        let twin = try store.submit(
            TestContract.handoff("inv-1", changing: [("producer", ["agent": "other"])]))
        #expect(try store.run(["approve", "inv-1", "--as", "kim"]).code == 66)
        #expect(try store.run(["approve", twin, "--as", "kim"]).code == 0)
    }

    @Test func `A key that looks like another's id catches nobody's decision`() throws {
        let store = try store()
        let id = try store.submit(TestContract.handoff("honest"))
        let prefix = String(id.prefix(20))
        let whole = try store.submit(TestContract.handoff(id))
        let part = try store.submit(TestContract.handoff(prefix))
        #expect(try store.json(["show", id]).lines.first?["id"]?.string == id, "a whole id is that handoff's")
        #expect(try store.run(["approve", prefix, "--as", "kim"]).code == 66, "two are meant")
        #expect(try store.run(["approve", id, "--as", "kim"]).code == 0)
        for other in [whole, part] { #expect(try store.show(other)["state"] == "proposed") }
    }

    @Test func `Pending is what waits for a person`() throws {
        let store = try store()
        let ids = try store.submit(TestContract.handoffs(4))
        #expect(try store.run(["escalate", ids[1], "--reason", "unclear", "--as", "kim"]).code == 0)
        #expect(try store.run(["approve", ids[2], "--as", "kim"]).code == 0)
        func states(_ text: String) throws -> [String] {
            try store.json(["list", "--state", text]).lines.compactMap { $0["state"]?.string }.sorted()
        }
        #expect(try states("pending") == ["escalated", "proposed", "proposed"])
        #expect(try states("pending,approved") == ["approved", "escalated", "proposed", "proposed"])
        #expect(try states("approved, escalated") == ["approved", "escalated"])
        #expect(try states("pending,proposed") == ["escalated", "proposed", "proposed"])
        #expect(try store.run(["list", "--state", "pending,nowhere"]).code == 64)
    }

    // MARK: Warnings

    @Test func `Every command says what is wrong with people.yaml and does its work`() throws {
        let store = try store()
        try store.submit(TestContract.handoff("a"))
        let (second, third) = (try store.submit(TestContract.handoff("b")), try store.submit(TestContract.handoff("c")))
        try store.write(
            TestStore.people.replacing("lead: person:dana", with: "leads: person:dana"), to: "store/people.yaml")
        let line =
            TestStore.people.split(separator: "\n").firstIndex { $0.contains("lead: person") }.map { $0 + 1 } ?? 0
        for call in [
            ["list"], ["show", "a"], ["why", "a"], ["evidence", "a"], ["claim", "a", "--as", "kim"],
            ["release", "a", "--as", "kim"],
            ["approve", "a", "--as", "kim"], ["reject", second, "--reason", "wrong", "--as", "kim"],
            ["comment", third, "--note", "n", "--as", "kim"],
            ["deliver"], ["audit", "verify"], ["contract", "show", "desk.note"],
        ] {
            let ending = try store.run(call)
            #expect(ending.code == 0, "\(call): \(ending.errors)")
            #expect(ending.errors.contains("people.yaml:\(line):"), "\(call): \(ending.errors)")
            #expect(ending.errors.split(separator: "\n").count { $0.contains("people.yaml") } == 1, "\(call)")
        }
        for call in [["contract", "lint"], ["contract", "lint", "desk.note"]] {
            let (code, lines) = try store.json(call)
            #expect(code == 65)
            #expect(
                lines.contains { $0["file"] == "people.yaml" && $0["line"]?.number?.int64 == Int64(line) }, "\(lines)")
        }
        try store.write(TestStore.people, to: "store/people.yaml")
        #expect(try store.run(["list"]).errors.isEmpty)
    }

    @Test func `A clock that jumped is said with the command that it was noticed in`() throws {
        let store = try store()
        try store.submit(TestContract.handoff("a"))
        let ahead = try store.run(["comment", "a", "--note", "n", "--as", "kim", "--now", "2099-01-01T00:00:00Z"])
        #expect(ahead.code == 0 && ahead.errors.contains("2099-01-01"), "\(ahead.errors)")
        let back = try store.run(["comment", "a", "--note", "n", "--as", "kim"])
        #expect(back.code == 0 && back.errors.contains("before the last event"), "\(back.errors)")
        #expect(try store.run(["comment", "a", "--note", "n", "--as", "kim"]).errors.isEmpty)
    }

    // MARK: Evidence

    @Test func `Evidence counts as viewed when it was printed, and not before`() throws {
        let viewed = TestContract.make(
            "desk.viewed", steps: "[{ step: desk, by: role:reviewer }]", review: "  must_view: [source]",
            evidence: "[{ role: source, min: 1 }]")
        let store = try TestStore(contracts: ["desk.viewed": viewed])
        let items: JSONValue = [
            ["role": "source", "name": "1.txt", "media": "text/plain", "text": "one"],
            ["role": "source", "name": "2.bin", "media": "application/pdf", "base64": "AAEC"],
        ]
        let id = try store.submit(TestContract.handoff("v", contract: "desk.viewed", changing: [("evidence", items)]))
        func isApproved() throws -> Bool { try store.run(["approve", id, "--as", "kim"]).code == 0 }
        func shell(_ command: String) throws -> Command.Ending {
            try Command.run(
                "/bin/sh", ["-c", command, "sh", TestStore.program, id, store.path],
                environment: ["PATH": "/usr/bin:/bin"])
        }
        #expect(try shell(#""$1" evidence "$2" 1 --as kim --store "$3" > /dev/full"#).code == 74)
        #expect(try store.run(["evidence", id, "2", "--as", "kim"]).output == "\0\u{1}\u{2}")
        #expect(try !isApproved(), "the first one never reached anybody")
        #expect(try store.run(["evidence", id, "--as", "kim"]).code == 0)
        #expect(try !isApproved(), "a list of what there is shows nothing of it")
        #expect(try store.run(["evidence", id, "1.txt", "--as", "kim"]).output == "one")
        #expect(try isApproved())
        // On a terminal, what is no text is not shown, and does not count.
        let other = try store.submit(
            TestContract.handoff("w", contract: "desk.viewed", changing: [("evidence", items)]))
        let terminal = try terminal(store, ["evidence", other, "2.bin", "--as", "kim"])
        try terminal.wait(for: "doesn't count as viewed")
        #expect(try terminal.waitForEnd() == .code(0))
        #expect(try store.run(["evidence", other, "1", "--as", "kim"]).code == 0)
        #expect(try store.run(["approve", other, "--as", "kim"]).code == 4)
    }

    // MARK: What was recorded

    @Test(arguments: ["> /dev/full", "| true"])
    func `An answer that can't be written does not hide that the decision stands`(_ reader: String) throws {
        let store = try store()
        let id = try store.submit(TestContract.handoff("a"))
        // The reader is gone before anything is written.
        let script = #"{ sleep 0.3; "$1" approve "$2" --as kim --store "$3"; echo "code $?" >&2; } "# + reader
        let ending = try Command.run(
            "/bin/sh", ["-c", script, "sh", TestStore.program, id, store.path], environment: ["PATH": "/usr/bin:/bin"])
        #expect(ending.errors.contains("what you decided is recorded"), "\(ending.errors)")
        #expect(ending.errors.contains("code 74"))
        #expect(try store.show(id)["state"] == "approved")
    }

    private static let strace = "/usr/bin/strace"

    /// A call of the operating system that fails, from which time on, and what may then be said.
    static let failures: [(call: String, error: String, from: Int, says: String)] = [
        ("fdatasync", "EIO", 1, "nothing was recorded"), ("fdatasync", "EIO", 2, "it is not known"),
        ("fdatasync", "EIO", 3, "it is not known"), ("pwrite64", "ENOSPC", 1, "nothing was recorded"),
        ("pwrite64", "ENOSPC", 9, "nothing was recorded"), ("pwrite64", "ENOSPC", 12, "nothing was recorded"),
        ("pwrite64", "EIO", 12, "disk I/O error"),
    ]

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: strace), "needs strace"), arguments: failures)
    func `A disk that fails is never said to have recorded nothing when it may have`(
        _ failure: (call: String, error: String, from: Int, says: String)
    ) throws {
        let store = try store()
        let id = try store.submit(TestContract.handoff("a"))
        let ending = try Command.run(
            Self.strace,
            [
                "-f", "-o", "/dev/null", "-e", "trace=\(failure.call)", "-e",
                "inject=\(failure.call):error=\(failure.error):when=\(failure.from)+", TestStore.program, "approve", id,
                "--as", "kim", "--store", store.path,
            ])
        #expect(ending.code == 74 && ending.errors.contains(failure.says), "\(ending.errors)")
        let isRecorded = try store.show(id)["state"] == "approved"
        if ending.errors.contains("nothing was recorded") { #expect(!isRecorded) }
        #expect(
            ending.errors.contains("nothing was recorded") != ending.errors.contains("it is not known"),
            "one of the two is said: \(ending.errors)")
        _ = try store.verifiedEvents()
    }
}
