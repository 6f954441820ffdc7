import Fixtures
import Foundation
import JSON
import Testing

@Suite struct ContractCommandTests {
    private static let changed = TestContract.note.replacing("version: 1", with: "version: 2")
        .replacing("threshold: 0.9", with: "threshold: 0.5").replacing(
            "auto_approve: never", with: "auto_approve: above_threshold")

    private func handoff(_ key: String) -> JSONValue {
        [
            "contract": "desk.note", "key": .string(key), "title": "A note", "producer": ["agent": "scribe"],
            "confidence": .number(JSONNumber("0.7")!), "payload": ["number": .string(key), "text": "t"],
            "trace": ["prompt": "p", "model": "m", "workflow": "w", "sources": [["title": "s"]]],
        ]
    }

    @Test func `Two files are compared without a store, and the exit code says what was found`() throws {
        let folder = try TestStore.freshFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in [
            ("old.yaml", TestContract.note), ("new.yaml", Self.changed), ("bad.yaml", "contract: x\nversion: no\n"),
        ] {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        func diff(_ arguments: String...) throws -> Command.Ending {
            try Command.run(TestStore.program, ["contract", "diff"] + arguments, in: folder)
        }
        let plain = try diff("old.yaml", "new.yaml")
        #expect(plain.code == 0 && plain.output.contains("Looser (2)"), "\(plain)")
        #expect(try diff("old.yaml", "new.yaml", "--fail-on", "looser").code == 65)
        #expect(try diff("old.yaml", "new.yaml", "--fail-on", "breaking,stricter").code == 0)
        #expect(try diff("new.yaml", "old.yaml", "--fail-on", "stricter").code == 65)
        #expect(try diff("old.yaml", "new.yaml", "--fail-on", "worse").code == 64)
        #expect(try diff("old.yaml", "gone.yaml").code == 66)
        #expect(try diff("old.yaml", "old.yaml").output.contains("They are the same"))
        let bad = try diff("old.yaml", "bad.yaml")
        #expect(bad.code == 65 && bad.errors.split(separator: "\n").count > 3 && bad.errors.contains("bad.yaml:2"))
        let lines = try diff("old.yaml", "new.yaml", "--json").output.jsonLines
        #expect(lines.map { $0["category"]?.string } == ["looser", "looser"])
        #expect(
            lines.first?["new"]?["line"]?.number?.int64 == 12 && lines.first?["pointer"]?.string == "/review/threshold")
    }

    @Test func `A name is shown with its versions, and one that is not there with those that are`() throws {
        let store = try TestStore()
        try store.submit(handoff("n1"))
        let shown = try store.run(["contract", "show", "desk.note"])
        #expect(shown.code == 0 && shown.output.contains("It is owned by the team desk."))
        #expect(shown.output.contains("1 handoff, 1 pending  (in force)"), "\(shown.output)")
        #expect(try store.run(["contract", "show", "desk.note@1", "--yaml"]).output == TestContract.note)
        let (code, lines) = try store.json(["contract", "show", "desk.note"])
        #expect(code == 0 && lines.first?["versions"]?[0]?["pending"]?.number?.int64 == 1)
        #expect(lines.first?["content"]?["review"]?["threshold"]?.number == JSONNumber("0.9"))
        let missing = try store.run(["contract", "show", "desk.nota"])
        #expect(missing.code == 66 && missing.errors.contains("did you mean desk.note?"))
        #expect(try store.run(["contract", "show", "desk.note@0"]).code == 64)
    }

    @Test func `A name alone is compared with the version that took effect last`() throws {
        let store = try TestStore()
        #expect(try store.run(["contract", "diff", "desk.note"]).code == 66)
        try store.submit(handoff("n1"))
        try store.write(Self.changed, to: "store/contracts/desk.note.yaml")
        let found = try store.run(["contract", "diff", "desk.note"])
        #expect(found.output.contains("version 1 (desk.note@1) -> version 2") && found.output.contains("Looser (2)"))
    }

    @Test func `What a person rejected and would pass now is listed`() throws {
        let store = try TestStore()
        let ids = try store.submit(["n1", "n2", "n3"].map(handoff))
        #expect(try store.run(["reject", ids[1], "--reason", "wrong", "--as", "kim"]).code == 0)
        try store.write(Self.changed, to: "new.yaml")
        let (code, lines) = try store.json(["contract", "backtest", "\(store.folder)/new.yaml", "--since", "1d"])
        let result = try #require(lines.first)
        #expect(code == 0 && result["judged"]?.number?.int64 == 3 && result["partial"]?.bool == false)
        #expect(result["findings"]?["passes_though_rejected"]?["ids"] == [.string(ids[1])])
        let text = try store.run(["contract", "backtest", "\(store.folder)/new.yaml"])
        #expect(
            text.output.contains(
                "1  would pass without a person now, and a person rejected them\n            \(ids[1])"))
        #expect(try store.run(["contract", "backtest", "desk.note", "--since", "soon"]).code == 64)
        try store.write(Self.changed.replacing("role:reviewer", with: "role:king"), to: "bad.yaml")
        let bad = try store.run(["contract", "backtest", "\(store.folder)/bad.yaml"])
        #expect(bad.code == 65 && bad.errors.contains("role:king"))
    }

    @Test func `The way to change a contract works as its page has it`() throws {
        let page = try String(
            contentsOf: SharedData.package.appending(path: "docs/changing-contracts.md"), encoding: .utf8)
        var script = "set -e\n"
        for (index, part) in page.components(separatedBy: "```").enumerated() where !index.isMultiple(of: 2) {
            if part.hasPrefix("sh\n") { script += part.dropFirst(3) }
        }
        let home = try TestStore.freshFolder()
        defer { try? FileManager.default.removeItem(atPath: home) }
        let programs = URL(filePath: TestStore.program).deletingLastPathComponent().path
        let end = try Command.run(
            "/bin/bash", ["-c", script],
            environment: ["HOME": home, "PATH": programs + ":/usr/bin:/bin", "LANG": "C.UTF-8"],
            in: home)
        #expect(end.code == 0, "\(end)")
        #expect(end.output.contains("1  would pass without a person now, and a person rejected them"), "\(end.output)")
        #expect(!end.errors.contains("countersign: "), "\(end.errors)")
        // What the page shows is what is printed, ids and places aside.
        for line in ["Stricter (2)", "Looser (1)", "below the confidence 0.60 a person must review (before: 0.85)"] {
            #expect(end.output.contains(line) && page.contains(line))
        }
    }
}
