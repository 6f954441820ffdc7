import Fixtures
import Foundation
import Testing

/// While a program of the person's own has the terminal, the console still answers for it.
@Suite(.serialized) struct `The terminal while an editor has it` {
    /// A console whose editor has put the terminal into modes of its own, and that editor's process.
    private func console(
        _ store: WalkStore, modes: String = "raw -echo", script: String = "exec sleep 1000", under shell: Bool = false
    ) throws -> (terminal: PseudoTerminal, editor: pid_t) {
        let process = store.folder + "/process"
        let editor = try store.write(
            "#!/bin/sh\necho $$ > \(process)\nstty \(modes)\nprintf '\\033[?1049h\\033[1;31mEDITING'\n\(script)\n",
            to: "editor", mode: 0o700)
        let environment = ["EDITOR": editor, "SWIFT_BACKTRACE": "enable=no", "HOME": store.folder]
        let command = "\(WalkStore.program) --store \(store.path) --as dana --now \(WalkStore.now)"
        let terminal =
            shell
            ? try PseudoTerminal(
                ["/bin/sh", "-c", "set -m; \(command); echo stopped; read line; fg; echo ended with $?; read line"],
                environment: environment)
            : try store.open(columns: 80, rows: 24, environment: environment)
        try terminal.wait(for: "open the invoice first")
        terminal.press("E")
        try terminal.wait(for: "EDITING")
        let words = try String(contentsOfFile: process, encoding: .utf8)
        return (terminal, pid_t(words.filter(\.isNumber)) ?? -1)
    }

    private func isInOrder(_ terminal: PseudoTerminal, _ place: SourceLocation = #_sourceLocation) {
        #expect(terminal.modes == terminal.modesBefore, sourceLocation: place)
        #expect(!terminal.screen.isAlternate && terminal.screen.style == [], sourceLocation: place)
        #expect(terminal.screen.modes.contains(25), sourceLocation: place)
        #expect(terminal.screen.modes.isDisjoint(with: [1, 1000, 1006, 2004]), sourceLocation: place)
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGUSR1, SIGALRM, SIGSEGV, SIGABRT])
    func `a signal that ends the console ends the editor first`(_ number: Int32) throws {
        let store = try WalkStore.ofFive()
        let (terminal, editor) = try console(store)
        #expect(kill(editor, 0) == 0)
        terminal.signal(number)
        #expect(try terminal.waitForEnd() == .signal(number))
        isInOrder(terminal)
        #expect(kill(editor, 0) == -1 && errno == ESRCH, "the editor goes on")
        #expect(try store.show(4003)["version"] == 1)
    }

    @Test func `an editor that will not end has to`() throws {
        let store = try WalkStore.ofFive()
        let (terminal, editor) = try console(store, script: "trap '' TERM; while :; do sleep 1; done")
        terminal.signal(SIGTERM)
        #expect(try terminal.waitForEnd() == .signal(SIGTERM))
        isInOrder(terminal)
        #expect(kill(editor, 0) == -1 && errno == ESRCH, "the editor goes on")
    }

    @Test func `a lost terminal ends both`() throws {
        let store = try WalkStore.ofFive()
        let (terminal, editor) = try console(store)
        terminal.hangUp()
        #expect(try terminal.waitForEnd(seconds: 10) == .signal(SIGHUP))
        #expect(kill(editor, 0) == -1 && errno == ESRCH, "the editor goes on")
    }

    @Test func `what ends a program from the keyboard ends the editor alone`() throws {
        let store = try WalkStore.ofFive()
        let (terminal, editor) = try console(store, modes: "-echo -icanon")
        terminal.press("ctrl-c")
        try terminal.wait(for: "did not end well")
        #expect(kill(editor, 0) == -1 && errno == ESRCH)
        #expect(terminal.screen.isAlternate && terminal.screen.shows("Pay Borealis invoice 4003"))
        try store.leave(terminal)
    }

    @Test func `Ctrl-Z in the editor stops both, and fg goes on in the editor`() throws {
        let store = try WalkStore.ofFive()
        let script = "read line; sed -i 's/^amount: .*/amount: 77/' \"$1\""
        let (terminal, _) = try console(store, modes: "-echo", script: script, under: true)
        terminal.press("ctrl-z")
        try terminal.wait(for: "stopped")
        terminal.press("enter")
        try terminal.wait(for: "the job to go on") { $0.shows(WalkStore.program) || $0.shows("countersign --store") }
        terminal.press("enter")
        try terminal.wait(for: "/amount: 8900 → 77")
        terminal.press("esc")
        try terminal.wait(for: "the edit was not stored")
        terminal.press("q")
        try terminal.wait(for: "ended with 0")
        #expect(!terminal.screen.isAlternate && terminal.screen.style == [])
    }

    @Test func `a size that changes meanwhile counts when the console is back`() throws {
        let store = try WalkStore.ofFive()
        let script = "read line; sed -i 's/^amount: .*/amount: 77/' \"$1\""
        let (terminal, _) = try console(store, modes: "-echo", script: script)
        for (columns, rows) in [(10, 3), (120, 40)] { terminal.resize(columns: columns, rows: rows) }
        terminal.press("enter")
        try terminal.wait(for: "the question at the new size") {
            $0.shows("/amount: 8900 → 77") && $0.lines[39].contains("? help") && $0.shows("┌─ Store this edit?")
        }
        terminal.resize(columns: 10, rows: 3)
        terminal.resize(columns: 80, rows: 24)
        try terminal.wait(for: "the question at the old size") {
            $0.shows("/amount: 8900 → 77") && $0.lines[23].contains("? help")
        }
        terminal.answer("y")
        try terminal.wait(for: "Edited: now proposed, version 2")
        try store.leave(terminal)
    }
}
