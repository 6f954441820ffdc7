import Fixtures
import JSON
import Testing

/// Keystrokes and the screen of the real program on a real terminal, for decisions that are no approval.
@Suite(.serialized) struct `Walks to a rejection and an escalation` {
    @Test func `reject with a reason by its number and a note`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 80, rows: 24)
        try terminal.wait(for: "Pay Borealis invoice 4003")
        try terminal.wait(for: "the evidence to be missed") { $0.shows("open the invoice first") }
        let status = try store.status(of: 4003)
        terminal.press("r")
        try terminal.wait(for: "choose a reason first")
        // Without a reason nothing is confirmed.
        terminal.answer("y")
        try terminal.wait(for: "the reason to be asked for") { $0.lines[22] == "choose a reason first" }
        terminal.press("2 n")
        terminal.type("paid on 12 November, bill 3977 – “twice”")
        try store.expect(
            terminal,
            shows: [
                "Version 1, digest digest-of-4003",
                "│ This is final: nothing is written to the system of record.",
                "│            (*) 2 duplicate",
                "│ note       paid on 12 November, bill 3977 – “twice”",
                "│ enter ends the text, ctrl-e opens your editor",
            ])
        terminal.press("enter")
        try store.expect(
            terminal,
            shows: [
                "│            (*) 2 duplicate",
                "│ note       paid on 12 November, bill 3977 – “twice”",
                "│ [ esc Go back ]    y Reject   ",
            ])
        terminal.answer("y")
        try store.expect(
            terminal,
            shows: [
                "[1 my queue 4]",
                "Rejected: Pay Borealis invoice 4003 — now rejected",
                "▌  ◇ 0.72 ? Pay ACME …4001 2h30 │ Pay ACME invoice 4001",
                "▲ open the invoice first",
            ])
        try store.expect(
            4003, "rejected", by: "dana", on: status, reason: "duplicate",
            note: "paid on 12 November, bill 3977 – “twice”")
        #expect(try store.show(4003)["final"] == .bool(true))
        try store.leave(terminal)
        _ = try store.verifiedEvents()
    }

    @Test func `escalate with a reason, and to whom one says`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 120, rows: 40)
        try terminal.wait(for: "open the invoice first")
        terminal.press("G")
        try terminal.wait(for: "Pay Cirrus invoice 4004")
        try terminal.wait(for: "the last handoff") { $0.lines[3].hasSuffix("Pay Cirrus invoice 4004") }
        let status = try store.status(of: 4004)
        try terminal.press("e", until: "Escalate ─")
        try store.expect(
            terminal,
            shows: [
                "Version 1, digest digest-of-4004",
                "│ It leaves this step until the escalation is decided.",
                "│ to         person:robin",
                "│ [ esc Go back ]    y Escalate    choose a reason first",
            ])
        terminal.press("1 t")
        try terminal.wait(for: "enter ends the text")
        for _ in "person:robin" { terminal.press("backspace") }
        terminal.type("somebody")
        terminal.press("enter")
        terminal.answer("y")
        try terminal.wait(for: "the one to be asked for") { $0.lines[38].hasPrefix("say to whom") }
        terminal.press("t")
        for _ in "somebody" { terminal.press("backspace") }
        terminal.type("person:mei")
        terminal.press("enter")
        try store.expect(
            terminal,
            shows: [
                "│ reason     (*) 1 over-limit",
                "│ to         person:mei",
                "│ [ esc Go back ]    y Escalate   ",
            ], not: ["choose a reason first"])
        terminal.answer("y")
        try store.expect(
            terminal,
            shows: [
                "[1 my queue 4]",
                "Escalated: Pay Cirrus invoice 4004 — now escalated",
                "▌  ◇ 0.72 Pay ACME invoice 4005",
            ])
        try store.expect(4004, "escalated", by: "dana", on: status, reason: "over-limit")
        #expect(try store.lastMove(of: 4004)["parties"] == ["person:mei"])
        try store.leave(terminal)
        _ = try store.verifiedEvents()
    }
}
