import Fixtures
import Foundation
import JSON
import Testing

@Suite struct `Holding` {
    private let store: TestStore

    init() throws { store = try TestStore() }

    @Test func `a hold stops what comes in and what goes out, says so everywhere, and is released by name`() throws {
        let id = try store.submit(TestContract.handoff("a"))
        #expect(try store.run(["approve", id, "--as", "kim"]).code == 0)
        let reason = "it books everything twice"
        let held = try store.json(["hold", "producer:scribe", "--reason", reason], as: "ravi")
        #expect(held.code == 0 && held.lines.first?["hold"] == "producer:scribe")
        #expect(held.lines.first?["by"] == "person:ravi" && held.lines.first?["reason"]?.string == reason)
        #expect(try store.json(["hold"]).lines == held.lines)
        let listed = try store.run(["hold"])
        #expect(listed.output.contains("the producer 'scribe' is on hold since") && listed.output.contains(reason))

        let late = try store.json(["submit"], input: [TestContract.handoff("b")].asLines)
        #expect(late.code == 3 && late.lines.first?["state"] == "draft")
        #expect(late.lines.first?["violations"]?[0]?["id"] == "hold")
        let delivered = try store.run(["deliver"])
        #expect(delivered.output.isEmpty && delivered.errors.contains(reason) && delivered.code == 0)
        #expect(try store.show(id)["state"] == "approved")
        #expect(try store.run(["why", id, "--as", "kim"]).output.contains("is on hold since"))
        #expect(try store.run(["show", id]).output.contains(reason))

        let released = try store.json(["hold", "--release", "scribe", "--note", "mended"], as: "ravi")
        #expect(released.code == 0 && released.lines.first?["admitted"] == 1)
        #expect(try store.json(["hold"]).lines.isEmpty)
        let second = try #require(late.lines.first?["id"]?.string)
        #expect(try store.show(second)["state"] == "proposed")
        #expect(try store.run(["deliver"]).output.contains("executed"))
        _ = try store.verifiedEvents()
    }

    @Test func `who may not is refused with 4, and a call that makes no sense ends with 64 or 66`() throws {
        for (arguments, person, code) in [
            (["hold", "everything", "--reason", "r"], "kim", 4), (["hold", "everything", "--reason", "r"], "dana", 4),
            (["hold", "contract:desk.note", "--reason", "r"], "kim", 4),
            (["hold", "everything"], "ravi", 64), (["hold", "desk.note", "--reason", "r"], "ravi", 64),
            (["hold", "--reason", "r"], "ravi", 64), (["hold", "everything", "--note", "n"], "ravi", 64),
            (["hold", "everything", "--release", "everything"], "ravi", 64),
            (["hold", "contract:desk.nite", "--reason", "r"], "ravi", 66),
            (["hold", "--release", "scribe"], "ravi", 66), (["hold", "--release", "everything"], "ravi", 4),
        ] {
            let (ended, lines) = try store.json(arguments, as: person)
            #expect(ended == Int32(code), "\(arguments) by \(person)")
            #expect(lines.first?["error"]?["code"]?.number?.int64 == Int64(code))
        }
        #expect(try store.json(["hold"]).lines.isEmpty)
        #expect(try store.run(["hold", "contract:desk.note", "--reason", "r", "--as", "dana"]).code == 0)
    }

    @Test func `the words of a hold act on no terminal`() throws {
        #expect(try store.run(["hold", "everything", "--reason", "a\u{1B}[2Jb\nc", "--as", "ravi"]).code == 0)
        let listed = try store.run(["hold"]).output
        #expect(!listed.contains("\u{1B}") && listed.split(separator: "\n").count == 1)
    }
}

@Suite struct `Being late` {
    private static let contract = TestContract.make(
        "desk.late", steps: "[{ step: desk, by: role:reviewer }]",
        review: "  clock: { respond_within: PT1H, expire_after: PT2H, on_breach: remind }")

    @Test func `what expired is said before anybody tries, and a late rejection stands`() throws {
        let store = try TestStore(contracts: ["desk.late": Self.contract])
        let (begin, late) = (["--now", "2026-03-02T09:00:00Z"], ["--now", "2026-03-02T11:30:00Z"])
        let lines = [
            TestContract.handoff("a", contract: "desk.late"), TestContract.handoff("b", contract: "desk.late"),
        ].asLines
        let ids = try store.json(["submit"] + begin, input: lines).lines.compactMap { $0["id"]?.string }
        try #require(ids.count == 2)
        for arguments in [["why", ids[0], "--as", "kim"], ["show", ids[0]], ["list"]] {
            #expect(
                try store.run(arguments + late).output.contains("expired at 2026-03-02T11:00:00.000Z"), "\(arguments)")
            #expect(try !store.run(arguments + begin).output.contains("expired"), "\(arguments)")
        }
        let why = try store.json(["why", ids[0]] + late, as: "kim").lines.first
        #expect(why?["can"]?["approve"] == .bool(false) && why?["can"]?["reject"] == .bool(true))
        #expect(try store.json(["list"] + late).lines.first?["expires_at"] == "2026-03-02T11:00:00.000Z")
        let refused = try store.json(["approve", ids[0]] + late, as: "kim")
        #expect(refused.code == 5 && refused.lines.first?["error"]?["expired_at"] == "2026-03-02T11:00:00.000Z")
        #expect(try store.run(["reject", ids[1], "--reason", "wrong", "--as", "kim"] + late).code == 0)
        #expect(try store.show(ids[1])["history"]?.array?.last?["by"]?["person"] == "kim")
        _ = try store.verifiedEvents()
    }
}

@Suite struct `Observing` {
    private static let contract = TestContract.note.replacingOccurrences(of: "impact:", with: "mode: observe\nimpact:")

    @Test func `a contract that observes asks nobody, and list says what would have become of it`() throws {
        let store = try TestStore(contracts: ["desk.note": Self.contract])
        let taken = try store.json(["submit"], input: [TestContract.handoff("a")].asLines)
        #expect(taken.code == 0 && taken.lines.first?["observed"] == "proposed")
        let id = try #require(taken.lines.first?["id"]?.string)
        let broken = TestContract.handoff("b", changing: [("payload", ["number": "b"])])
        #expect(try store.json(["submit"], input: [broken].asLines).code == 3)
        #expect(try store.run(["list"]).output.contains("observed: would be proposed"))
        #expect(try store.run(["list"]).output.contains("observed: would be held"))
        #expect(try store.json(["list", "--state", "proposed,escalated,approved"]).lines.isEmpty)
        #expect(try store.show(id)["observed"] == "proposed")
        #expect(try store.json(["approve", id], as: "kim").code == 4)
        #expect(try store.run(["deliver"]).output.isEmpty)
        #expect(try store.run(["contract", "show", "desk.note"]).output.contains("It only observes"))
        _ = try store.verifiedEvents()
    }
}
