import Fixtures
import Foundation
import Testing

/// The program as it is shipped, on a real terminal, over a real store.
@Suite(.serialized) struct `The console on a real terminal` {
    let program = BuiltProgram.path("countersign")
    let store: String

    init() throws {
        store = FileManager.default.temporaryDirectory.appending(path: "console-\(UUID().uuidString)").path
        _ = try run(["demo", "--dir", store, "--no-console"])
    }

    private func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }

    private func open(_ person: String, columns: Int = 100, rows: Int = 30, _ environment: [String: String] = [:])
        throws -> PseudoTerminal
    {
        try PseudoTerminal(
            [program, "--store", store, "--as", person], environment: environment, columns: columns, rows: rows)
    }

    private func removeStore() { try? FileManager.default.removeItem(atPath: store) }

    /// Two people who may both decide on the first handoff of the queue, and its id.
    private func firstPending() throws -> (id: String, title: String, person: String) {
        let line = try #require(
            try run(["list", "--store", store, "--as", "robin", "--state", "proposed", "--json"]).split(separator: "\n")
                .first)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        return (
            object["id"] as! String, object["title"] as! String,
            String((object["owner"] as! String).dropFirst("person:".count))
        )
    }

    @Test func `shows the queue, is left with q, and leaves the terminal as it was`() throws {
        defer { removeStore() }
        let terminal = try open("robin")
        let modes = terminal.modesBefore
        try terminal.wait(for: "PROVISIONAL")
        terminal.type("?")
        try terminal.wait(for: "Approve what is on the screen")
        terminal.type(" \u{1B}")
        try terminal.wait(for: "the help to close") { !$0.shows("Approve what is on the screen") }
        terminal.resize(columns: 40, rows: 15)
        try terminal.wait(for: "one pane") {
            $0.shows("my queue") && !$0.shows("PROVISIONAL") && $0.lines[14].contains("? help")
        }
        terminal.resize(columns: 120, rows: 40)
        try terminal.wait(for: "two panes") { $0.shows("PROVISIONAL") && $0.lines[39].contains("? help") }
        terminal.type("q")
        #expect(try terminal.waitForEnd() == .code(0))
        #expect(!terminal.screen.isAlternate && terminal.modes == modes)
        #expect(terminal.screen.unexpected == [])
    }

    @Test func `what another process does appears by itself, and the cursor stays`() throws {
        defer { removeStore() }
        let (id, title, owner) = try firstPending()
        let terminal = try open("robin")
        let start = String(title.prefix(12))
        try terminal.wait(for: "PROVISIONAL")
        terminal.type("2")
        try terminal.wait(for: "the first handoff") { $0.shows(start) && $0.shows("PROVISIONAL") }
        let before = terminal.screen.lines.firstIndex { $0.hasPrefix("▌") }
        _ = try run(["comment", id, "--note", "looked at", "--store", store, "--as", owner])
        _ = try run(["escalate", id, "--store", store, "--as", owner, "--reason", try escalationReason(id)])
        try terminal.wait(for: "the escalation") {
            $0.shows("while you looked: escalated") && $0.shows("△ PROVISIONAL) escalated")
        }
        #expect(terminal.screen.lines.firstIndex { $0.hasPrefix("▌") } == before)
        terminal.type("q")
        #expect(try terminal.waitForEnd() == .code(0))
        #expect(terminal.screen.unexpected == [])
    }

    private func escalationReason(_ id: String) throws -> String {
        let shown = try run(["show", id, "--store", store, "--as", "robin", "--json"])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? [String: Any])
        let contract = try String(
            contentsOfFile: "\(store)/contracts/\(object["contract"] as! String).yaml", encoding: .utf8)
        let line = try #require(contract.split(separator: "\n").first { $0.contains("escalate: [") })
        return String(line[line.range(of: "escalate: [")!.upperBound...].prefix { $0 != "," && $0 != "]" })
    }

    @Test(arguments: [SIGTERM, SIGHUP]) func `leaves the terminal in order when a signal ends it`(_ number: Int32)
        throws
    {
        defer { removeStore() }
        let terminal = try open("robin")
        let modes = terminal.modesBefore
        try terminal.wait(for: "PROVISIONAL")
        terminal.signal(number)
        #expect(try terminal.waitForEnd() == .signal(number))
        #expect(!terminal.screen.isAlternate && terminal.modes == modes)
    }

    @Test func `works without Unicode and without colours`() throws {
        defer { removeStore() }
        let terminal = try open("robin", ["LC_ALL": "C", "NO_COLOR": "1"])
        try terminal.wait(for: "PROVISIONAL")
        #expect(terminal.screen.lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
        terminal.type("q")
        #expect(try terminal.waitForEnd() == .code(0))
    }
}
