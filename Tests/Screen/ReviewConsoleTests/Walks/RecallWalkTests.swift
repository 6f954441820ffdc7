import Fixtures
import JSON
import Testing

/// Keystrokes and the screen of the real program on a real terminal, for a second thought.
@Suite(.serialized) struct `Walks back from an approval` {
    @Test func `recall within the window and reject, with the seconds shown`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 80, rows: 24)
        try terminal.wait(for: "open the invoice first")
        terminal.press("o")
        try terminal.wait(for: "you may approve it")
        terminal.press("a")
        try terminal.wait(for: "Approve as")
        terminal.answer("y")
        try store.expect(terminal, shows: ["Approved: ", "u takes it back until\n12:02:00 UTC"])
        let status = try store.status(of: 4003)
        // The cursor is on the next one by now: one key goes back and asks.
        terminal.answer("u")
        try terminal.wait(for: "Recall ─")
        try store.expect(
            terminal,
            shows: [
                "Version 2, digest digest-of-4003",
                "│ It is not delivered.",
                "│ Delivery waits until 12:02:00 UTC: 120 s left.",
                "│ then       (*) 1 back to review",
                "│            ( ) 2 reject: wrong-amount",
            ])
        terminal.press("2 n")
        terminal.type("the amount is not the invoice's")
        terminal.press("enter")
        try store.expect(
            terminal,
            shows: [
                "│ then       ( ) 1 back to review",
                "│            (*) 2 reject: wrong-amount",
                "│ note       the amount is not the invoice's",
                "│ [ esc Go back ]    y Recall",
            ])
        terminal.answer("y")
        try store.expect(
            terminal,
            shows: [
                "[1 my queue 4]",
                "Recalled: Pay Borealis invoice 4003 — now rejected",
                "▌  ◇ 0.72 ? Pay ACME …4001 2h30 │ Pay ACME invoice 4001",
                "▲ open the invoice first",
            ])
        try store.expect(
            4003, "recalled", by: "dana", on: status, reason: "wrong-amount",
            note: "the amount is not the invoice's", hasSeenEvidence: true)
        #expect(try store.show(4003)["state"] == "rejected")
        #expect(try store.show(4003)["receipt"] == .null)
        try store.leave(terminal)
        _ = try store.verifiedEvents()
    }
}
