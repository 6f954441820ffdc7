import Fixtures
import Foundation
import JSON
import Testing

@Suite struct `Listing` {
    private let store: TestStore

    init() throws { store = try TestStore() }

    private func onTerminal(_ arguments: [String], columns: Int = 100) throws -> String {
        let terminal = try PseudoTerminal(
            [TestStore.program, "list", "--store", store.path] + arguments, columns: columns, rows: 24)
        #expect(try terminal.waitForEnd() == .code(0))
        return terminal.screen.text
    }

    @Test func `on a terminal a list is a table whose ids can be used`() throws {
        let ids = try store.submit(TestContract.handoffs(3))
        let lines = try onTerminal([]).split(separator: "\n").map(String.init)
        let heading = try #require(lines.first)
        #expect(heading.hasPrefix("ID") && heading.contains("STATE") && heading.contains("TITLE"))
        let title = try #require(heading.range(of: "TITLE")).lowerBound.utf16Offset(in: heading)
        for line in lines[1...3] {
            let id = try #require(line.split(separator: " ").first)
            #expect(id.utf8.count < 26 && ids.filter { $0.hasPrefix(id) }.count == 1)
            #expect(Array(line.utf16)[title - 1] == 0x20 && Array(line.utf16)[title] != 0x20)
            #expect(try store.show(String(id))["title"] != nil)
        }
        #expect(lines[4].contains("3 handoffs"))
    }

    @Test func `elsewhere it is a line each, with the whole id`() throws {
        let ids = try store.submit(TestContract.handoffs(2))
        let lines = try store.run(["list"]).output.split(separator: "\n")
        #expect(lines.count == 2 && lines.allSatisfy { line in ids.contains { line.hasPrefix($0) } })
    }

    @Test func `a hostile title breaks no row and acts on nothing`() throws {
        var handoff = TestContract.handoff("a").object ?? JSONObject()
        handoff["title"] = .string("one\u{1B}[2J\ntwo\u{202E}three")
        _ = try store.submit(.object(handoff))
        let text = try onTerminal([])
        #expect(text.contains("one") && text.contains("two") && text.contains("1 handoff"))
        #expect(text.split(separator: "\n").count == 3)
    }

    @Test func `what a person decided on is listed by name, the last first`() throws {
        let ids = try store.submit(TestContract.handoffs(3))
        #expect(try store.run(["approve", ids[0], "--as", "kim"]).code == 0)
        #expect(try store.run(["approve", ids[2], "--as", "kim"]).code == 0)
        for name in ["kim", "person:kim"] {
            let lines = try store.json(["list", "--decided-by", name]).lines
            #expect(lines.compactMap { $0["id"]?.string } == [ids[2], ids[0]])
        }
        #expect(try store.json(["list", "--decided-by", "me", "--limit", "1"], as: "kim").lines.count == 1)
        #expect(try onTerminal(["--decided-by", "kim"], columns: 140).contains("approved"))
        #expect(try store.run(["list", "--decided-by", "nobody"]).code == 64)
    }

    @Test func `a word that somebody said is found`() throws {
        let ids = try store.submit(TestContract.handoffs(2))
        let said = try store.run(["comment", ids[1], "--note", "Ask Zürich first", "--as", "kim"])
        #expect(said.output.contains("your comment is recorded"))
        #expect(try store.json(["list", "text~zurich"]).lines.compactMap { $0["id"]?.string } == [ids[1]])
    }

    @Test func `a delivery says what it did, or that nothing was due`() throws {
        #expect(try store.run(["deliver"]).errors.contains("nothing was due"))
        let id = try store.submit(TestContract.handoff("a"))
        #expect(try store.run(["approve", id, "--as", "kim"]).code == 0)
        #expect(try store.run(["deliver"]).errors.contains("1 executed"))
    }
}
