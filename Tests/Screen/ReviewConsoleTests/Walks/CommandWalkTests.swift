import Fixtures
import Testing

/// Keystrokes and the screen of the real program on a real terminal, for what is typed by its name.
@Suite(.serialized) struct `Walks by the names of actions` {
    @Test func `the palette, and the command line with completion`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 120, rows: 40)
        try terminal.wait(for: "open the invoice first")
        terminal.press("ctrl-p")
        terminal.type("escal")
        try store.expect(
            terminal,
            shows: [
                "│ > escal ",
                "│ > escalate            Escalate it with a reason, to whom you say       e │",
                "│   bulk escalate",
                "│   view escalated      state:escalated",
            ])
        terminal.press("esc")
        try terminal.wait(for: "the palette to be gone") { !$0.shows("escal ") && $0.lines[38] == store.path }
        terminal.press(":")
        terminal.type("gro")
        try store.expect(
            terminal,
            shows: [
                " group              Group by owner, contract, system, due time, nothing\n group-back         The grouping before\n:gro\n"
            ])
        terminal.press("tab")
        terminal.type(" d")
        terminal.press("tab enter")
        try store.expect(
            terminal,
            shows: [
                "by the day it is due, soonest due first",
                "▾ today, 2026-11-22                          5",
                "▌  ◇ 0.41 Pay Borealis invoice 4003        2h00",
            ])
        // The last line comes back with a key.
        terminal.press(": up")
        try terminal.wait(for: "the line before") { $0.lines[38] == ":group due" }
        terminal.press("esc")
        try terminal.wait(for: "the line to be gone") { $0.lines[38] == store.path }
        terminal.press(":")
        terminal.type("aprove")
        terminal.press("enter")
        try terminal.wait(for: "did you mean 'approve'?")
        try store.leave(terminal)
    }
}
