import Fixtures
import Foundation
import JSON
import Testing

/// What another language makes of a store, from the description of its formats alone.
@Suite(.enabled(if: Python.isThere, "needs python3")) struct `Recomputed in Python` {
    private static let script = SharedData.package.appending(path: "Tests/Programs/countersignTests/recompute.py").path

    private func recompute(_ path: String) throws -> JSONValue {
        let ending = try Command.run(Python.path!, [Self.script, path + "/countersign.sqlite"])
        guard ending.code == 0 else { throw TestStore.Unexpected(ending) }
        return try JSONValue(parsing: ending.output)
    }

    /// Checks that both say the same of the tree and of every handoff's digest.
    private func compare(_ store: TestStore) throws {
        let found = try recompute(store.path)
        let verified = try #require(try store.json(["audit", "verify"]).lines.first)
        #expect(found["events"] == verified["events"])
        #expect(found["root"] == verified["root"])
        #expect(found["faults"] == [])
        let listed = try store.json(["list"]).lines
        #expect(found["digests"]?.object?.count == listed.count)
        for line in listed {
            #expect(found["digests"]?[line["id"]?.string ?? ""] == line["digest"], "\(line)")
        }
        // Title, payload, trace, unresolved, envelope, findings at least.
        #expect(found["commitments"]?.number?.int64 ?? 0 >= Int64(6 * listed.count))
    }

    @Test func `A store with every kind of move gives the same digests and tree heads`() throws {
        let store = try TestStore()
        let evidence: JSONValue = [["role": "source", "name": "s.txt", "media": "text/plain", "text": "the source"]]
        let odd: JSONValue = [
            "number": "n1", "text": "\u{1F600}\u{0000}\u{202E}\"\\\u{E9}", "double": .number(try number("1e21")),
            "zero": .number(try number("-0.0")),
            "small": .number(try number("1E-7")), "third": .number(try number("0.3333333333333333")), "\u{FB33}": 1,
            "\u{1F602}": 2, "\u{E4}": 3, "": [],
        ]
        let ids = try store.submit(
            (0..<13).map { TestContract.handoff("n\($0)", changing: [("evidence", evidence)]) }
                + [TestContract.handoff("odd", changing: [("payload", odd), ("unresolved", ["what?"])])])
        #expect(ids.count == 14)
        func act(_ arguments: String...) throws { #expect(try store.run(arguments).code == 0, "\(arguments)") }
        try act("approve", ids[0], "--as", "kim", "--note", "fine")
        try act("reject", ids[1], "--as", "kim", "--reason", "wrong")
        try act("escalate", ids[2], "--as", "kim", "--reason", "unclear")
        try act("return", ids[3], "--as", "kim", "--note", "again")
        try act("resubmit", ids[3])
        try act("comment", ids[4], "--as", "kim", "--note", "hm")
        try act("withdraw", ids[5])
        try act("deliver")
        try act("approve", ids[13], "--as", "sam")
        try act("claim", ids[9], "--as", "kim")
        let patch = try store.write(#"[{"op": "add", "path": "/more", "value": [1.50, "\u202e"]}]"#, to: "patch.json")
        try act("edit", ids[9], "--patch", patch, "--as", "sam", "--over-claim", "--note", "more")
        try act("assign", ids[10], "--to", "person:sam", "--as", "dana")
        try act("approve", ids[10], "--as", "sam")
        try act("recall", ids[10], "--as", "sam")
        try act("escalate", ids[11], "--as", "kim", "--reason", "unclear")
        try act("assign", ids[11], "--to", "person:sam", "--as", "dana")
        try act("edit", ids[11], "--patch", patch, "--as", "sam")
        try act("approve", ids[12], "--as", "kim")
        try act("recall", ids[12], "--reject", "--reason", "wrong", "--as", "dana")
        let revised = TestContract.handoff(
            "n6", changing: [("title", "Better"), ("revises", ["key": "n6", "version": 1])])
        #expect(try store.run(["submit"], input: [revised].asLines).code == 0)
        try compare(store)
    }

    @Test func `The demo's store gives the same digests and tree heads`() throws {
        let store = try TestStore()
        try FileManager.default.removeItem(atPath: store.path)
        #expect(try Command.run(TestStore.program, ["demo", "--dir", store.path, "--no-console"]).code == 0)
        try compare(store)
    }

    @Test func `It finds what was changed`() throws {
        let store = try TestStore()
        _ = try store.submit(TestContract.handoffs(3))
        try Python.run(
            """
            import sqlite3, sys
            c = sqlite3.connect(sys.argv[1], isolation_level=None)
            c.execute("UPDATE content SET body = CAST(replace(body, 'A text', 'A test') AS BLOB) WHERE kind = 'payload'")
            """, [store.path + "/countersign.sqlite"])
        #expect(try recompute(store.path)["faults"]?.array?.count == 3)
    }

    private func number(_ text: String) throws -> JSONNumber { try #require(try JSONValue(parsing: text).number) }
}
