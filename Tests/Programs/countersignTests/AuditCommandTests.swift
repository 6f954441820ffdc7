import Fixtures
import Foundation
import JSON
import Testing

@Suite struct `countersign audit verify` {
    private func store() throws -> (TestStore, [String]) {
        let store = try TestStore()
        let ids = try store.submit(TestContract.handoffs(3))
        #expect(try store.run(["approve", ids[0], "--as", "kim"]).code == 0)
        return (store, ids)
    }

    @Test func `It says what was replayed, and takes a head that it printed`() throws {
        let (store, ids) = try store()
        let (code, lines) = try store.json(["audit", "verify"])
        let said = try #require(lines.first)
        #expect(code == 0 && said["ok"] == true && said["replayed"] == 4 && said["checked"] == said["events"])
        #expect(said["not_replayable"] == ["erased": 0, "related": 0] && said["earlier_edition"] == 0)
        let head = "\(said["events"]?.number?.text ?? ""):\(said["root"]?.string ?? "")"
        #expect(try store.run(["approve", ids[1], "--as", "kim"]).code == 0)
        for option in ["--head", "--since"] {
            let (code, lines) = try store.json(["audit", "verify", option, head])
            #expect(code == 0 && lines.first?["ok"] == true, "\(option)")
            #expect(lines.first?["checked"] == (option == "--since" ? 1 : lines.first?["events"]))
            let other = head.replacing(/:../, with: ":00")
            let (wrong, named) = try store.json(["audit", "verify", option, other])
            #expect(wrong == 65 && named.first?["fault"]?["message"]?.string?.contains("noted") == true)
        }
        let plain = try store.run(["audit", "verify", "--since", "1d"])
        #expect(plain.code == 0 && plain.output.contains("Replayed: 5 events"))
    }

    @Test(arguments: [
        ["--head", "12"], ["--head", "x:y"], ["--head", "-1:00"], ["--since", "yesterday"], ["--since", "1:00"],
    ])
    func `What is neither a head nor a time is a usage error`(_ arguments: [String]) throws {
        let (store, _) = try store()
        let ending = try store.run(["audit", "verify"] + arguments)
        #expect(ending.code == 64 && ending.errors.contains(arguments[0]), "\(ending)")
    }

    @Test(.enabled(if: Python.isThere, "needs python3")) func `All faults are named where all are asked for`() throws {
        let (store, ids) = try store()
        try Python.run(
            """
            import sqlite3, sys
            c = sqlite3.connect(sys.argv[1], isolation_level=None)
            c.execute("DELETE FROM submission_key WHERE key = 'n1'")
            c.execute("UPDATE content SET kind = 'note' WHERE kind = 'trace' AND handoff = ?", (sys.argv[2],))
            """, [store.path + "/countersign.sqlite", ids[2]])
        let (code, one) = try store.json(["audit", "verify"])
        #expect(code == 65 && one.first?["faults"]?.array?.count == 1)
        let (all, lines) = try store.json(["audit", "verify", "--all"])
        #expect(all == 65 && lines.first?["faults"]?.array?.count == 2)
        let plain = try store.run(["audit", "verify", "--all"])
        #expect(plain.code == 65 && plain.output.isEmpty)
        #expect(plain.errors.split(separator: "\n").filter { $0.contains("does not verify") }.count == 2)
    }
}
