import Fixtures
import Foundation
import Handoff
import Testing

/// The program as it is shipped, line by line, over a real store.
@Suite(.serialized) struct `The review line by line on a real terminal` {
    let program = BuiltProgram.path("countersign")
    let store = FileManager.default.temporaryDirectory.appending(path: "plain-\(UUID().uuidString)").path

    init() throws { _ = try Command.run(program, ["demo", "--dir", store, "--no-console"]) }

    private func removeStore() { try? FileManager.default.removeItem(atPath: store) }

    private func json(_ arguments: [String]) throws -> [String: Any] {
        let output = try Command.run(program, arguments + ["--json", "--store", store, "--as", "robin"]).output
        let line = try #require(output.split(separator: "\n").first)
        return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test func `on a terminal: list, open, evidence, claim, approve with yes`() throws {
        defer { removeStore() }
        let filter = "contract:finance.payment band:high state:proposed"
        let terminal = try PseudoTerminal(
            [program, "console", "--plain", "--store", store, "--as", "sam"], columns: 160, rows: 60)
        let modes = terminal.modesBefore
        func type(_ line: String, until text: String) throws {
            terminal.type(line + "\n")
            try terminal.wait(for: text)
        }
        try terminal.wait(for: "countersign:")
        try type("filter \(filter)", until: "Filter, \(filter)")
        try type("1", until: "Row 1. Title: ")
        try terminal.wait(for: "You may not approve it: open the evidence first")
        try type("approve", until: "Nothing was decided: open the evidence first")
        try type("evidence", until: "'open' and a number opens an item")
        let count = terminal.screen.lines.count { $0.hasPrefix("Item ") }
        for number in 1...count {
            try type("open \(number)", until: "That was evidence \(number); it counts as viewed.")
        }
        try type("claim", until: "Claimed. It is yours until")
        try type("approve", until: "yes or not:")
        try type("yes", until: "Approved. Now ")
        terminal.type("quit\n")
        #expect(try terminal.waitForEnd() == .code(0))
        #expect(terminal.modes == modes)
        // Nothing but text and line ends came out: no cursor moved.
        #expect(terminal.screen.unexpected == [] && terminal.screen.seen == [])
        #expect(!terminal.output.contains { $0 < 0x20 && $0 != 0x0A && $0 != 0x0D })
    }

    @Test func `on a terminal: the editor opens, its result is printed, and only yes stores it`() throws {
        defer { removeStore() }
        let terminal = try PseudoTerminal(
            [program, "console", "--plain", "--store", store, "--as", "sam"],
            environment: ["EDITOR": "sed -i 's/^due: .*/due: \"2026-12-31\"/'"], columns: 160, rows: 90)
        func type(_ line: String, until text: String) throws {
            terminal.type(line + "\n")
            try terminal.wait(for: text)
        }
        try terminal.wait(for: "countersign:")
        try type("1", until: "Version: 1, digest ")
        try type("edit", until: "> after: /due: \"2026-12-31\"")
        try terminal.wait(for: "yes or not:")
        try type("y", until: "The edit was not stored.")
        // As it was left.
        terminal.type("edit\n")
        try terminal.wait(for: "the question again") { screen in
            screen.lines.count { $0.hasPrefix("yes or not:") } == 2
        }
        try type("yes", until: "Edited. Now proposed, provisional, version 2.")
        terminal.type("\u{4}")
        #expect(try terminal.waitForEnd() == .code(0))
    }

    @Test func `through a pipe: a decision is confirmed with the digest`() throws {
        defer { removeStore() }
        let first = try json(["list", "--state", "proposed", "--limit", "1"])
        let (id, digest) = (first["id"] as! String, first["digest"] as! String)
        func run(_ answer: String) throws -> String {
            let input = "view 2\nfind \(id)\ncomment looked at\n\(answer)\nhistory\nquit\n"
            let ending = try Command.run(
                program, ["console", "--plain", "--store", store, "--as", "robin"], input: Array(input.utf8))
            #expect(ending.code == 0 && ending.errors.isEmpty, "\(ending.errors)")
            return ending.output
        }
        #expect(try run("yes").contains("Nothing was decided."))
        #expect(try run("yes \(digest.prefix(8))").contains("Commented. Now "))
    }
}
