import Fixtures
import Foundation
import HandoffStore
import Testing

/// However the console ends, it goes on at the same view and handoff.
@Suite(.serialized) struct `A walk that goes on where it ended` {
    private func open(_ store: WalkStore, options: [String] = [], editor: String = "true") throws -> PseudoTerminal {
        try store.open(columns: 100, rows: 24, environment: ["HOME": store.folder, "EDITOR": editor], options: options)
    }

    /// Moves from where it begins: to another view, grouped and sorted in another way, and down in it.
    private func move(_ terminal: PseudoTerminal) throws {
        try terminal.wait(for: "open the invoice first")
        terminal.press("2 :")
        terminal.type("group none")
        terminal.press("enter :")
        terminal.type("sort stake")
        terminal.press("enter")
        try terminal.wait(for: "the other order") { $0.lines[1].contains("Pay Cirrus i") }
        terminal.press("g")
        try terminal.wait(for: "the first one") { $0.lines[1].hasPrefix("▌") }
        terminal.press("j j j")
        try terminal.wait(for: "the fourth one") { isThere($0) }
    }

    private func movedConsole(_ store: WalkStore, options: [String] = [], editor: String = "true") throws
        -> PseudoTerminal
    {
        let terminal = try open(store, options: options, editor: editor)
        try move(terminal)
        return terminal
    }

    private func isThere(_ screen: VirtualScreen) -> Bool {
        screen.lines[0].contains("[2 all pending 5]")
            && screen.lines[4].hasPrefix("▌") && screen.lines[4].contains("Pay ACME inv")
            && screen.lines[3].contains("│ Pay ACME invoice 4001") && screen.shows("erp: bill 4001")
    }

    /// How often the terminal was taken.
    private func beginnings(_ terminal: PseudoTerminal) -> Int {
        String(decoding: terminal.output, as: UTF8.self).ranges(of: "\u{1B}[?1049h").count
    }

    /// Opens it once more, and looks whether it is at the same place.
    private func expectThere(_ store: WalkStore) throws {
        let terminal = try open(store)
        try terminal.wait(for: "the same place") { isThere($0) }
        try store.leave(terminal)
    }

    @Test func `when its terminal is lost`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try movedConsole(store)
        terminal.hangUp()
        #expect(try terminal.waitForEnd(seconds: 10) == .signal(SIGHUP))
        try expectThere(store)
    }

    @Test(arguments: [SIGHUP, SIGTERM, SIGINT]) func `when a signal asks for its end`(_ number: Int32) throws {
        let store = try WalkStore.ofFive()
        let terminal = try movedConsole(store)
        terminal.signal(number)
        #expect(try terminal.waitForEnd() == .signal(number))
        try expectThere(store)
    }

    @Test func `when its terminal is lost and nobody is told`() throws {
        let store = try WalkStore.ofFive()
        let command = "\(WalkStore.program) --store \(store.path) --as dana --now \(WalkStore.now)"
        let terminal = try PseudoTerminal(
            ["/bin/sh", "-c", "trap '' HUP; exec \(command)"], environment: ["HOME": store.folder], columns: 100)
        try move(terminal)
        terminal.hangUp()
        #expect(try terminal.waitForEnd(seconds: 10) == .code(0))
        try expectThere(store)
    }

    @Test func `when its terminal is lost while Ctrl-Z keeps it`() throws {
        let store = try WalkStore.ofFive()
        let command = "\(WalkStore.program) --store \(store.path) --as dana --now \(WalkStore.now)"
        // A shell whose window is closed tells its jobs, and wakes them to hear it.
        let terminal = try PseudoTerminal(
            ["/bin/sh", "-c", "set -m; \(command); echo stopped; read line; kill -HUP %1; fg"],
            environment: ["HOME": store.folder], columns: 100)
        try move(terminal)
        terminal.press("ctrl-z")
        try terminal.wait(for: "stopped")
        let pictures = beginnings(terminal)
        terminal.press("enter")
        #expect(try terminal.waitForEnd() == .code(128 + SIGHUP))
        // It did not take the terminal once more only to leave it.
        #expect(beginnings(terminal) == pictures)
        #expect(terminal.modes == terminal.modesBefore)
        try expectThere(store)
    }

    @Test func `when its terminal is lost in an editor`() throws {
        let store = try WalkStore.ofFive()
        let editor = try store.write("#!/bin/sh\necho EDITING\nexec sleep 1000\n", to: "editor", mode: 0o700)
        let terminal = try movedConsole(store, editor: editor)
        terminal.press("E")
        try terminal.wait(for: "EDITING")
        terminal.hangUp()
        #expect(try terminal.waitForEnd(seconds: 10) == .signal(SIGHUP))
        try expectThere(store)
    }

    @Test func `when its terminal is lost while a decision waits for the store`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try movedConsole(store, options: ["--wait", "600"])
        terminal.press("r")
        try terminal.wait(for: "choose a reason first")
        terminal.press("1")
        try terminal.wait(for: "(*) 1 wrong-amount")
        try SQLiteStore.open(in: store.path).write { _ in
            terminal.answer("y")
            try terminal.wait(for: "it is not written yet")
            terminal.hangUp()
            #expect(try terminal.waitForEnd(seconds: 10) == .signal(SIGHUP))
        }
        #expect(try store.show(4001)["state"] == "proposed")
        try expectThere(store)
    }

    @Test func `when it is killed, if the cursor rested there`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try movedConsole(store)
        let id = try #require(store.ids[4001])
        let file = store.folder + "/.local/state/countersign/session.json"
        try terminal.wait(for: "the place to be written down") { _ in
            (try? String(contentsOfFile: file, encoding: .utf8))?.contains(id) ?? false
        }
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        terminal.signal(SIGKILL)
        #expect(try terminal.waitForEnd() == .signal(SIGKILL))
        try expectThere(store)
    }
}
