import Fixtures
import Foundation
import JSON
import Testing

/// Claim, edit, assign and recall through the program.
@Suite struct Rework {
    @Test func `Claim, release, and a decision over a claim`() throws {
        let store = try TestStore()
        let id = try store.submit(TestContract.handoff("a"))
        let now = "2031-01-01T10:00:00Z"
        let claim = try store.json(["claim", id, "--now", now], as: "kim")
        #expect(claim.code == 0)
        #expect(claim.lines[0].memberNames == ["claimed_by", "id", "until"])
        #expect(claim.lines[0]["until"] == "2031-01-01T10:15:00.000Z")
        let shown = try #require(try store.json(["show", id, "--now", now], as: "sam").lines.first)
        #expect(shown["claim"]?["by"] == "person:kim" && shown["version"] == 1)
        #expect(shown["obligations"]?.array?.contains { $0["id"] == "claim" && $0["until"] != nil } == true)
        let refused = try store.json(["approve", id, "--now", now], as: "sam")
        #expect(refused.code == 4)
        #expect(refused.lines[0]["error"]?["obligation"] == "claim" && refused.lines[0]["error"]?["by"] == "person:kim")
        #expect(try store.run(["release", id, "--as", "sam", "--now", now]).code == 4)
        #expect(try store.json(["release", id, "--now", now], as: "dana").lines[0]["released"] == .bool(true))
        #expect(try store.run(["claim", id, "--as", "kim", "--now", now]).code == 0)
        #expect(try store.run(["approve", id, "--as", "sam", "--over-claim", "--now", now]).code == 0)
        #expect(try store.show(id)["history"]?[1]?["over_claim"] == "person:kim")
        #expect(try store.verifiedEvents() == 1 + 3 + 2)
    }

    @Test func `Edit by patch, by JSON, and by YAML`() throws {
        let store = try TestStore()
        let id = try store.submit(TestContract.handoff("a"))
        let patch = Array(#"[{"op": "replace", "path": "/text", "value": "Better"}]"#.utf8)
        let edited = try store.json(["edit", id, "--patch", "-", "--if-version", "1"], as: "kim", input: patch)
        #expect(edited.code == 0)
        #expect(
            edited.lines[0].memberNames == [
                "digest", "id", "owner", "patch", "state", "step", "version", "violations",
            ])
        #expect(edited.lines[0]["version"] == 2 && edited.lines[0]["state"] == "proposed")
        #expect(try store.json(["edit", id, "--patch", "-", "--if-version", "1"], as: "sam", input: patch).code == 5)
        try store.write(#"{"number": "a", "text": "Best", "amount": 1.5}"#, to: "p.json")
        #expect(try store.run(["edit", id, "--payload", "p.json", "--as", "kim"]).code == 0)
        try store.write("number: a\ntext: |-\n  Two\n  lines\n", to: "p.yaml")
        #expect(try store.run(["edit", id, "--payload", "p.yaml", "--as", "kim", "--note", "shorter"]).code == 0)
        let shown = try store.show(id)
        #expect(shown["payload"] == ["number": "a", "text": "Two\nlines"])
        #expect(shown["edits"]?.array?.count == 3 && shown["edits"]?[2]?["note"] == "shorter")
        #expect(try store.run(["show", id]).output.contains("Edited by reviewers"))
        #expect(try store.run(["approve", id, "--as", "kim"]).code == 4)
        #expect(try store.run(["approve", id, "--as", "sam"]).code == 0)
        #expect(try store.verifiedEvents() == 1 + 3 + 5)
    }

    @Test func `What is wrong with an edit ends it with its code, and nothing is stored`() throws {
        let store = try TestStore()
        let id = try store.submit(TestContract.handoff("a"))
        func code(_ arguments: String..., input: String = "") throws -> Int32 {
            try store.run(["edit", id, "--as", "kim"] + arguments, input: Array(input.utf8)).code
        }
        #expect(try code() == 64)
        #expect(try code("--patch", "-", "--payload", "-") == 64)
        #expect(try code("--patch", "-", input: "[") == 65)
        #expect(try code("--patch", "gone.json") == 65)
        #expect(try code("--patch", "-", input: "[]") == 64)
        #expect(try code("--payload", "-", input: "a: [") == 65)
        #expect(try code("--patch", "-", input: #"[{"op": "remove", "path": "/gone"}]"#) == 65)
        let refused = try store.json(
            ["edit", id, "--patch", "-"], as: "kim", input: Array(#"[{"op": "remove", "path": "/text"}]"#.utf8))
        #expect(refused.code == 4)
        #expect(refused.lines[0]["error"]?["violations"]?[0]?["id"] == "schema")
        #expect(try store.verifiedEvents() == 1 + 3 + 1)
    }

    @Test func `Assign and recall`() throws {
        let store = try TestStore(contracts: [
            "desk.note": TestContract.note.replacing("recall_window: PT0S", with: "recall_window: PT1H")
        ])
        let id = try store.submit(TestContract.handoff("a"))
        #expect(try store.run(["assign", id, "--to", "person:sam", "--as", "kim"]).code == 4)
        #expect(try store.run(["assign", id, "--to", "sam", "--as", "dana"]).code == 64)
        #expect(try store.run(["assign", id, "--to", "person:pat", "--as", "dana"]).code == 4, "the step is not pat's")
        #expect(try store.json(["assign", id, "--to", "person:sam"], as: "dana").lines[0]["version"] == 2)
        #expect(try store.run(["approve", id, "--as", "kim"]).code == 4)
        #expect(try store.run(["approve", id, "--as", "sam"]).code == 0)
        let recall = try store.json(["why", id], as: "sam").lines[0]
        #expect(recall["can"]?["recall"] == .bool(true))
        #expect(recall["obligations"]?.array?.contains { $0["id"] == "recall" && $0["until"] != nil } == true)
        #expect(try store.run(["recall", id, "--reason", "wrong", "--as", "sam"]).code == 64)
        #expect(try store.json(["recall", id], as: "sam").lines[0]["state"] == "proposed")
        #expect(try store.run(["approve", id, "--as", "sam"]).code == 0)
        #expect(
            try store.json(["recall", id, "--reject", "--reason", "wrong"], as: "dana").lines[0]["state"] == "rejected")
        #expect(try store.run(["recall", id, "--as", "sam"]).code == 5)
        #expect(try store.verifiedEvents() == 1 + 3 + 6)
    }

    @Test func `Of a delivery and a recall exactly one wins`() throws {
        let store = try TestStore()
        let ids = try store.submit(TestContract.handoffs(12))
        for id in ids {
            #expect(try store.run(["approve", id, "--as", "kim"]).code == 0)
            let running = [try store.start(["deliver"]), try store.start(["recall", id, "--as", "kim"])]
            let endings = running.map { $0.wait() }
            #expect(endings[0].code == 0)
            let shown = try store.show(id)
            let isRecalled = endings[1].code == 0
            #expect(isRecalled || endings[1].code == 5, "\(endings[1])")
            #expect(shown["state"] == (isRecalled ? "proposed" : "executed"))
            #expect((shown["receipt"] == .null) == isRecalled)
        }
        _ = try store.verifiedEvents()
        let ledger = (try? String(contentsOfFile: store.path + "/ledger.jsonl", encoding: .utf8)) ?? ""
        let executed = try store.json(["list", "--state", "executed"]).lines.count
        #expect(ledger.split(separator: "\n").count == executed)
    }

    @Test func `An edit or a recall that is cut off is there as a whole or not at all`() throws {
        let store = try TestStore(contracts: [
            "desk.note": TestContract.note.replacing("recall_window: PT0S", with: "recall_window: PT1H")
        ])
        var random = SeededRandom(seed: 0xED17)
        for id in try store.submit(TestContract.handoffs(12)) {
            let patch: [UInt8] = Array(#"[{"op": "replace", "path": "/text", "value": "Cut"}]"#.utf8)
            var rest: [UInt8]? = patch
            let edit = try store.start(["edit", id, "--patch", "-", "--as", "kim", "--json"]) {
                defer { rest = nil }
                return rest
            }
            edit.runUntil(lines: 1, orMilliseconds: Int.random(in: 0...120, using: &random))
            let isTold = edit.kill().output.hasSuffix("\n")
            let shown = try store.show(id)
            let isEdited = shown["version"] == 2
            #expect(isEdited || !isTold)
            #expect(shown["payload"]?["text"] == (isEdited ? "Cut" : "A text"))
            #expect(try store.run(["approve", id, "--as", "sam"]).code == 0)
            let recall = try store.start(["recall", id, "--as", "sam", "--json"])
            recall.runUntil(lines: 1, orMilliseconds: Int.random(in: 0...120, using: &random))
            let isRecalledForSure = recall.kill().output.hasSuffix("\n")
            let state = try store.show(id)["state"]
            #expect(state == "proposed" || (state == "approved" && !isRecalledForSure))
        }
        _ = try store.verifiedEvents()
    }

    // MARK: The editor

    private func session(_ script: String, _ id: String, _ store: TestStore) throws -> PseudoTerminal {
        let editor = try store.write("#!/bin/sh\n\(script)\n", to: "editor", mode: 0o700)
        return try PseudoTerminal(
            [TestStore.program, "edit", id, "--as", "kim", "--store", store.path],
            environment: ["VISUAL": editor, "TMPDIR": store.folder], columns: 120, rows: 40, folder: store.folder)
    }

    @Test func `In an editor, errors stand above their lines, and the difference is asked about`() throws {
        let store = try TestStore()
        let id = try store.submit(TestContract.handoff("a"))
        // First it breaks the contract, then the YAML; the third time it is right.
        let terminal = try session(
            """
            cp "$1" seen.$(ls seen.* 2>/dev/null | wc -l)
            case $(ls seen.* | wc -l) in
            1) sed -i '/^text:/d' "$1" ;;
            2) echo 'text: [' >> "$1" ;;
            *) sed -i '/^text:/d' "$1"; echo 'text: "Better, \\u202Ewith care"' >> "$1" ;;
            esac
            """, id, store)
        try terminal.wait(for: "text")
        try terminal.wait(for: "Edit again?")
        terminal.type("y\n")
        try terminal.wait(for: "line 10: this is not YAML")
        terminal.type("\n")
        try terminal.wait(for: "Store this edit?")
        #expect(terminal.screen.shows("~ /text:"))
        terminal.type("y\n")
        #expect(try terminal.waitForEnd() == .code(0))
        #expect(try store.show(id)["payload"]?["text"] == "Better, \u{202E}with care")
        let first = try String(contentsOfFile: store.folder + "/seen.0", encoding: .utf8)
        #expect(first.contains("# (string; required)\ntext: A text\n") && first.contains("# Note a\n"))
        let second = try String(contentsOfFile: store.folder + "/seen.1", encoding: .utf8)
        #expect(second.hasPrefix("#! 1 thing is wrong: !#\n#! /payload: text is missing [schema] !#\n# Note a\n"))
        let third = try String(contentsOfFile: store.folder + "/seen.2", encoding: .utf8)
        #expect(third.hasPrefix("#! 1 thing is wrong; it stands above line 10 !#\n# Note a\n"))
        #expect(third.split(separator: "\n", omittingEmptySubsequences: false)[9].hasPrefix("#! this is not YAML: "))
        #expect(!third.contains("[schema]"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: store.folder).allSatisfy {
                !$0.hasPrefix("countersign-")
            })
    }

    @Test func `A text that comes too late is kept as it was read`() throws {
        let store = try TestStore()
        let id = try store.submit(TestContract.handoff("a"))
        // Wrong the first time; what was wrong is left standing the second time.
        let terminal = try session(
            """
            case $(ls seen 2>/dev/null) in
            '') touch seen; sed -i 's/^text: .*/text: 1/' "$1" ;;
            *) grep -q '#! .*schema. !#' "$1" && sed -i 's/^text: .*/text: Mine/' "$1" ;;
            esac
            """, id, store)
        try terminal.wait(for: "Edit again?")
        terminal.type("y\n")
        try terminal.wait(for: "Store this edit?")
        let patch = Array(#"[{"op": "replace", "path": "/text", "value": "Theirs"}]"#.utf8)
        #expect(try store.run(["edit", id, "--patch", "-", "--as", "sam"], input: patch).code == 0)
        terminal.type("y\n")
        #expect(try terminal.waitForEnd() == .code(5))
        #expect(terminal.screen.shows("your text is in "))
        let folder = try #require(
            try FileManager.default.contentsOfDirectory(atPath: store.folder).first { $0.hasPrefix("countersign-") })
        let kept = try String(contentsOfFile: "\(store.folder)/\(folder)/\(id).yaml", encoding: .utf8)
        #expect(kept.contains("\ntext: Mine\n") && !kept.contains("#!"))
    }

    @Test(
        "Without a change, without a yes, and with an editor that fails nothing is stored",
        arguments: [
            ("true", nil as String?, 0 as Int32), ("false", nil, 64), ("sed -i 's/A text/B/' \"$1\"", "n\nn\n", 0),
        ])
    func nothingStored(script: String, answer: String?, code: Int32) throws {
        let store = try TestStore()
        let id = try store.submit(TestContract.handoff("a"))
        let terminal = try session(script, id, store)
        if let answer {
            try terminal.wait(for: "Store this edit?")
            terminal.type(answer)
        }
        #expect(try terminal.waitForEnd() == .code(code))
        #expect(try store.verifiedEvents() == 1 + 3 + 1)
    }
}
