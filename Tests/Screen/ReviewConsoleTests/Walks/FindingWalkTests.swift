import Fixtures
import Testing

/// Keystrokes and the screen of the real program on a real terminal, for finding one's way.
@Suite(.serialized) struct `Walks through the queue` {
    @Test func `filter, search, group, sort and views`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 80, rows: 24)
        try terminal.wait(for: "open the invoice first")
        terminal.press("f")
        try store.expect(
            terminal,
            shows: [
                "┌─ Filter: enter shows, esc leaves it as it is ─",
                "│ state:pending             its state; pending is proposed or escalated",
                "│ due<1h                    when it is due",
                "filter › taker:me",
            ])
        terminal.type("ban")
        terminal.press("tab")
        terminal.type("med")
        try terminal.wait(for: "the names in the store") { $0.shows("tab: band:medium") }
        terminal.press("tab")
        try terminal.wait(for: "the completion") { $0.lines[22] == "filter › taker:me band:medium" }
        terminal.press("enter")
        try store.expect(
            terminal,
            shows: [
                "[filter 3]  taker:me band:medium",
                "▾ medium                   3",
            ], not: ["Pay Borealis", "Pay Cirrus"])
        // What is typed as no filter says why, and hides nothing.
        terminal.press("f")
        terminal.type(" bant:low")
        terminal.press("enter")
        try store.expect(
            terminal,
            shows: [
                "[filter 3]  taker:me band:medium",
                "│ there is no field 'bant'; did you mean 'band'?",
                "│ taker:me band:medium  bant:low",
                "│                       ^^^^",
            ])
        terminal.press("esc")
        try terminal.wait(for: "the line to be gone") { !$0.shows("bant:low") }
        terminal.press("2")
        try terminal.wait(for: "the other view") {
            $0.shows("[2 all pending 5]") && $0.shows("open the invoice first")
        }
        terminal.press("/")
        terminal.type("acme")
        terminal.press("enter")
        try terminal.wait(for: "the first match") { $0.lines[3].hasSuffix("Pay ACME invoice 4001") }
        terminal.press("n")
        try store.expect(
            terminal,
            shows: [
                "▌  ◇ 0.72 Pay ACME i… 4002 2h45 │", "▲ 0.72 stated, below 0.90",
            ])
        terminal.press("b")
        try terminal.wait(for: "by contract")
        terminal.press("s")
        try store.expect(
            terminal,
            shows: [
                "by contract, lowest confidence first",
                "▾ finance.payment            5",
                "▌  ◇ 0.72 Pay ACME i… 4002 2h45 │",
            ])
        terminal.press("v")
        try store.expect(
            terminal,
            shows: [
                "┌─ Views (their number chooses one) ─",
                "│ > 2 all pending           state:pending",
                "│   4 held                  state:draft",
            ])
        terminal.press("4")
        try terminal.wait(for: "held")
        try store.leave(terminal)
    }
}
