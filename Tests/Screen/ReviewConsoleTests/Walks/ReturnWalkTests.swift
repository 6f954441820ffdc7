import Fixtures
import JSON
import Testing

/// Keystrokes and the screen of the real program on a real terminal, for what goes back to its producer.
@Suite(.serialized) struct `Walks to a return` {
    @Test func `return for rework with a note`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 40, rows: 15)
        try terminal.wait(for: "Pay Borealis")
        let status = try store.status(of: 4003)
        try terminal.press("t", until: "Return for rework ─")
        terminal.press("enter")
        terminal.answer("y")
        try terminal.wait(for: "the note to be asked for") { $0.lines[13] == "write a note first" }
        terminal.press("n")
        terminal.type("Which discount?")
        try store.expect(
            terminal,
            shows: [
                "│ ▲ 0.41 < threshold 0.90",
                "│ note   Which discount?",
                "│ enter ends the text",
            ])
        terminal.press("enter")
        terminal.answer("y")
        try store.expect(
            terminal,
            shows: [
                "[1 my queue 4]",
                "Returned: Pay Borealis invoice 4003 —\nnow draft",
            ])
        try store.expect(4003, "returned", by: "dana", on: status, note: "Which discount?")
        #expect(try store.show(4003)["state"] == "draft")
        try store.leave(terminal)
        _ = try store.verifiedEvents()
    }
}
