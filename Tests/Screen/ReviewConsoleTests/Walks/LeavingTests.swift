import Fixtures
import Foundation
import Testing

/// Whatever ends the console, the terminal is as it was, and the exit status says what it was.
@Suite(.serialized) struct `The terminal after the console` {
    static func isInOrder(_ terminal: PseudoTerminal, _ place: SourceLocation = #_sourceLocation) {
        let screen = terminal.screen
        #expect(terminal.modes == terminal.modesBefore, sourceLocation: place)
        #expect(!screen.isAlternate, "the alternate screen is still shown", sourceLocation: place)
        #expect(screen.modes.contains(25), "the cursor is hidden", sourceLocation: place)
        #expect(screen.modes.isDisjoint(with: [1, 1000, 1006, 2004]), "\(screen.modes)", sourceLocation: place)
        #expect(screen.style == [], "characters are not plain", sourceLocation: place)
        #expect(screen.unexpected == [], sourceLocation: place)
        // Not only as it happens to be: each was given back.
        for sequence in ["?1049l", "?25h", "?2004l", "?1006l", "?1000l"] {
            let bytes = Array("\u{1B}[\(sequence)".utf8)
            #expect(terminal.output.suffix(400).contains(bytes), "\(sequence) did not come", sourceLocation: place)
        }
    }

    /// A console with a question open, the mouse on and a cursor shown: the most that there is to give back.
    private func busyConsole(_ store: WalkStore) throws -> PseudoTerminal {
        let terminal = try store.open(columns: 80, rows: 24, environment: ["SWIFT_BACKTRACE": "enable=no"])
        try terminal.wait(for: "open the invoice first")
        terminal.press("M r n")
        terminal.type("half a note")
        try terminal.wait(for: "half a note")
        #expect(terminal.screen.modes.isSuperset(of: [1000, 1006, 1049, 2004]))
        #expect(terminal.modes != terminal.modesBefore)
        return terminal
    }

    /// What ends a process that does nothing about it.
    private static let ending: [Int32] = {
        var all = [
            SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGPIPE, SIGVTALRM, SIGPROF, SIGXCPU, SIGXFSZ,
            SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS,
        ]
        #if os(Linux)
            all += [SIGIO, SIGPWR, SIGSTKFLT]
        #endif
        return all
    }()

    @Test(arguments: ending)
    func `is in order when a signal ends it`(_ number: Int32) throws {
        let store = try WalkStore.ofFive()
        let terminal = try busyConsole(store)
        terminal.signal(number)
        #expect(try terminal.waitForEnd() == .signal(number))
        Self.isInOrder(terminal)
        #expect(try store.show(4003)["state"] == "proposed")
    }

    @Test func `is in order when a key of the keyboard ends it`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try busyConsole(store)
        terminal.press("\u{1C}")
        #expect(try terminal.waitForEnd() == .signal(SIGQUIT))
        Self.isInOrder(terminal)
    }

    @Test func `Ctrl-C takes back what is typed, then the question, and at the queue asks before it leaves`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try busyConsole(store)
        terminal.press("ctrl-c")
        try terminal.wait(for: "the note to be gone") { !$0.modes.contains(25) && $0.shows("Reject ─") }
        terminal.press("ctrl-c")
        try terminal.wait(for: "the end of the question") { !$0.shows("Reject ─") }
        terminal.press("ctrl-c")
        try terminal.wait(for: "ctrl-c again leaves")
        terminal.press("j")
        try terminal.wait(for: "another key") { !$0.shows("ctrl-c again leaves") }
        terminal.press("ctrl-c")
        try terminal.wait(for: "ctrl-c again leaves")
        terminal.press("ctrl-c")
        #expect(try terminal.waitForEnd() == .code(0))
        Self.isInOrder(terminal)
        #expect(try store.show(4003)["state"] == "proposed")
    }

    @Test func `is in order when the person leaves`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try busyConsole(store)
        terminal.press("esc")
        try terminal.wait(for: "the end of the note") { !$0.modes.contains(25) }
        terminal.press("esc")
        try terminal.wait(for: "the end of the question") { !$0.shows("Reject ─") }
        terminal.press("q")
        #expect(try terminal.waitForEnd() == .code(0))
        Self.isInOrder(terminal)
    }

    @Test func `a lost terminal ends it at once`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try busyConsole(store)
        terminal.hangUp()
        #expect(try terminal.waitForEnd(seconds: 10) == .signal(SIGHUP))
        #expect(try store.show(4003)["state"] == "proposed")
    }

    @Test func `a lost terminal ends it also where nobody is told`() throws {
        let store = try WalkStore.ofFive()
        let command = "trap '' HUP; exec \(WalkStore.program) --store \(store.path) --as dana --now \(WalkStore.now)"
        let terminal = try PseudoTerminal(["/bin/sh", "-c", command], environment: ["HOME": store.folder])
        try terminal.wait(for: "open the invoice first")
        terminal.hangUp()
        #expect(try terminal.waitForEnd(seconds: 10) == .code(0))
    }

    @Test func `what was ignored before it began stays so, after an editor too`() throws {
        let store = try WalkStore.ofFive()
        let command = "\(WalkStore.program) --store \(store.path) --as dana --now \(WalkStore.now)"
        let terminal = try PseudoTerminal(
            ["/bin/sh", "-c", "trap '' INT QUIT USR1; exec \(command)"],
            environment: ["HOME": store.folder, "EDITOR": "true"])
        try terminal.wait(for: "open the invoice first")
        for number in [SIGINT, SIGQUIT, SIGUSR1] { terminal.signal(number) }
        terminal.press("E")
        try terminal.wait(for: "nothing was changed")
        for number in [SIGINT, SIGQUIT, SIGUSR1] { terminal.signal(number) }
        terminal.press("j")
        try terminal.wait(for: "team:payables, medium")
        try store.leave(terminal)
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGUSR1])
    func `a terminal that takes nothing any more holds up no end`(_ number: Int32) throws {
        let store = try WalkStore.ofFive()
        let terminal = try busyConsole(store)
        terminal.hold()
        terminal.press("ctrl-l x")
        terminal.signal(number)
        #expect(try terminal.waitForEnd() == .signal(number))
        #expect(terminal.modes == terminal.modesBefore)
    }

    @Test func `Ctrl-Z gives it to the shell, and fg draws the screen anew`() throws {
        let store = try WalkStore.ofFive()
        let console = "\(WalkStore.program) --store \(store.path) --as dana --now \(WalkStore.now)"
        let terminal = try PseudoTerminal(
            ["/bin/sh", "-c", "set -m; \(console); echo stopped; read line; fg; echo ended with $?; read line"],
            environment: ["HOME": store.folder])
        try terminal.wait(for: "open the invoice first")
        terminal.press("M o")
        try terminal.wait(for: "you may approve it")
        terminal.press("a")
        // A picture may be read in two pieces: it is whole when its last line is there.
        try terminal.wait(for: "the whole question") { $0.shows("Approve as") && $0.shows("─┘") }
        let picture = terminal.screen.text
        terminal.press("ctrl-z")
        try terminal.wait(for: "stopped")
        Self.isInOrder(terminal)
        // Another size by the time that it goes on.
        terminal.resize(columns: 70, rows: 20)
        terminal.resize(columns: 80, rows: 24)
        terminal.press("enter")
        try terminal.wait(for: "the same screen") { $0.isAlternate && $0.text == picture }
        #expect(terminal.screen.modes.isSuperset(of: [1000, 1006, 2004]))
        terminal.press("esc")
        try terminal.wait(for: "the end of the question") { !$0.shows("Approve as") }
        terminal.press("q")
        try terminal.wait(for: "ended with 0")
        Self.isInOrder(terminal)
    }

    @Test func `a question stays what it is through every size`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try busyConsole(store)
        let picture = terminal.screen.text
        for (columns, rows) in [(40, 15), (10, 3), (1, 1), (200, 60), (80, 2), (3, 24)] {
            terminal.resize(columns: columns, rows: rows)
            // A key that changes nothing shows that the size has come and that it still answers.
            terminal.type("x")
            terminal.press("backspace")
        }
        terminal.resize(columns: 80, rows: 24)
        try terminal.wait(for: "the same screen") { $0.text == picture }
        terminal.press("enter 2")
        try terminal.wait(for: "(*) 2 duplicate")
        let status = try store.status(of: 4003)
        terminal.answer("y")
        try terminal.wait(for: "Rejected: ")
        try store.expect(4003, "rejected", by: "dana", on: status, reason: "duplicate", note: "half a note")
        terminal.press("M")
        try terminal.wait(for: "the mouse is off")
        try store.leave(terminal)
    }
}

extension Collection<UInt8> {
    /// Whether these bytes stand in it one after the other.
    fileprivate func contains(_ bytes: [UInt8]) -> Bool {
        let own = Array(self)
        return own.indices.contains { own[$0...].starts(with: bytes) }
    }
}
