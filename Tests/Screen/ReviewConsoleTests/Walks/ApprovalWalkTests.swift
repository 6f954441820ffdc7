import Fixtures
import Testing

/// Keystrokes and the screen of the real program on a real terminal, with what its store recorded of them.
@Suite(.serialized) struct `Walks to an approval` {
    @Test func `open the evidence, approve, confirm, and the next handoff comes by itself`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 80, rows: 24)
        try store.expect(terminal, picture: "walk-queue-80x24")
        let status = try store.status(of: 4003)
        terminal.press("o")
        try store.expect(
            terminal,
            shows: [
                "▲ you may approve it, 1 warning",
                "[3 Evidence 1/1]",
                "✓ 1. invoice: 4003.txt — text/plain, 44 B,",
                "│ Total: 8900.00 EUR",
            ])
        terminal.press("a")
        try store.expect(
            terminal,
            shows: [
                "┌─ Approve as",
                "│ Pay Borealis invoice 4003",
                "Version 1, digest digest-of-4003",
                "│ This is the last approval: it goes to the system of record.",
                "│ [ esc Go back ]    y Approve",
            ])
        // Nothing is decided before it is confirmed.
        #expect(try store.show(4003)["state"] == "proposed")
        terminal.answer("y")
        try store.expect(
            terminal,
            shows: [
                "[1 my queue 4]",
                "Approved: Pay Borealis invoice 4003 — now approved",
                "▌  ◇ 0.72 ? Pay ACME …4001 2h30 │ Pay ACME invoice 4001",
                "▲ open the invoice first",
            ])
        try store.expect(4003, "approved", by: "dana", on: status, hasSeenEvidence: true)
        #expect(try store.show(4003)["state"] == "approved")
        #expect(try store.show(4001)["state"] == "proposed")
        try store.leave(terminal)
        // A store's first event, its configuration, five submissions, and the one decision.
        #expect(try store.verifiedEvents() > 6)
    }

    @Test func `an approval before the evidence was opened is refused with the key that opens it`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 40, rows: 15)
        try store.expect(
            terminal,
            shows: [
                "▌  ◇ 0.41 Pay Borealis inv…ce 4003 2h00",
                "a (approve)  o open evidence  ? help",
            ])
        terminal.press("a")
        try store.expect(
            terminal,
            shows: [
                "o opens what is missing: open the\nevidence first: 1 item of 'invoice' not\nseen"
            ])
        // Neither does a confirmation confirm what was never asked.
        terminal.press("y")
        try terminal.wait(for: "y does nothing here")
        terminal.press("enter")
        try store.expect(terminal, picture: "walk-handoff-40x15")
        terminal.press("o")
        try store.expect(
            terminal,
            shows: [
                "▲ you may approve it, 1 warning",
                "[3 Evidence 1/1]",
                "│ Total: 8900.00 EUR",
            ])
        let status = try store.status(of: 4003)
        terminal.press("a")
        try store.expect(
            terminal,
            shows: [
                "┌─ Approve as",
                "│ ▲ 0.41 < threshold 0.90",
                "│ [ esc Go back ]    y Approve",
            ])
        // The safe answer is in focus.
        terminal.press("enter")
        try terminal.wait(for: "the question to be gone") { !$0.shows("Approve as") }
        #expect(try store.show(4003)["state"] == "proposed")
        terminal.press("a")
        try terminal.wait(for: "Approve as")
        terminal.press("tab")
        terminal.answer("enter")
        try terminal.wait(for: "Approved: ")
        try store.expect(4003, "approved", by: "dana", on: status, hasSeenEvidence: true)
        try store.leave(terminal)
        _ = try store.verifiedEvents()
    }
}
