import Fixtures
import JSON
import Testing

@Suite struct `Shapes of JSON` {
    private static let listed = [
        "band", "confidence", "contract", "contract_version", "digest", "due_at", "expires_at", "final", "id",
        "observed",
        "owner", "stake", "state",
        "step",
        "submitted_at", "title", "version",
    ]

    @Test func `List, show, why, decisions and errors have the members that they promise`() throws {
        let store = try TestStore(contracts: [
            "desk.note": TestContract.make(
                "desk.note", steps: "[{ step: desk, by: role:reviewer }]",
                review:
                    "  must_view: [source]\n  clock: { respond_within: PT4H, remind_before: PT1H, on_breach: escalate }",
                evidence: "[{ role: source, min: 1 }]")
        ])
        let id = try store.submit(
            TestContract.handoff(
                "a",
                changing: [
                    ("evidence", [["role": "source", "name": "s.txt", "media": "text/plain", "text": "the source"]]),
                    ("unresolved", ["Is it so?"]),
                    ("checks", [["id": "own", "result": "passed", "message": "looked"]]),
                ]))
        let line = try #require(try store.json(["list"]).lines.first)
        #expect(line.memberNames == Self.listed)
        #expect(line["final"] == .bool(false))

        let shown = try store.show(id, as: "kim")
        #expect(
            Set(shown.memberNames).isSuperset(
                of: Self.listed + [
                    "checks", "obligations", "violations", "payload", "evidence", "trace", "unresolved", "history",
                    "receipt",
                ]))
        #expect(shown["receipt"] == .null)
        for check in shown["checks"]?.array ?? [] {
            #expect(check.memberNames == ["id", "message", "result", "source"])
        }
        #expect(shown["checks"]?.array?.contains { $0["id"] == "own" && $0["source"] == "producer" } == true)
        for obligation in shown["obligations"]?.array ?? [] {
            #expect(obligation.memberNames == ["id", "state", "text", "who"])
            #expect(["met", "open", "blocked"].contains(obligation["state"]?.string))
        }
        #expect(try store.json(["why", id], as: "kim").lines.first?["can"]?["approve"] == .bool(false))

        let refusal = try store.json(["approve", id], as: "kim")
        #expect(refusal.code == 4)
        #expect(refusal.lines.first?["error"]?.memberNames == ["code", "message", "obligation"])
        #expect(refusal.lines.first?["error"]?["obligation"] == "must_view:source")

        #expect(try store.run(["evidence", id, "source", "--as", "kim"]).output == "the source")
        let approval = try store.json(["approve", id, "--if-version", "1"], as: "kim")
        #expect(approval.code == 0)
        #expect(approval.lines.first?.memberNames == ["decided_on", "digest", "id", "state", "step", "version"])
        #expect(
            approval.lines.first?["decided_on"]?.memberNames == ["digest", "stake", "target", "title", "version"])
        #expect(approval.lines.first?["state"] == "approved")

        let late = try store.json(["approve", id, "--if-version", "1"], as: "sam")
        #expect(late.code == 5)
        let error = try #require(late.lines.first?["error"])
        #expect(Set(error.memberNames).isSuperset(of: ["at", "by", "code", "message", "what"]))
        #expect(error["by"] == "person:kim")
        #expect(error["what"] == "approved")
    }

    @Test func `Under --json a mistake in the call is JSON too`() throws {
        let store = try TestStore()
        for arguments in [["approve"], ["list", "--colour"], ["nonsense"], ["list", "--limit", "many"]] {
            let (code, lines) = try store.json(arguments)
            #expect(code == 64, "\(arguments)")
            #expect(lines.count == 1)
            #expect(lines.first?["error"]?["code"] == 64)
            #expect(lines.first?["error"]?["message"]?.string?.isEmpty == false)
        }
        let help = try store.run(["list", "--json", "--help"])
        #expect(help.code == 0)
        #expect(help.output.contains("USAGE"))
    }
}
