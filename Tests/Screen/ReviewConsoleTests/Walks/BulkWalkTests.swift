import Fixtures
import JSON
import Testing

/// Keystrokes and the screen of the real program on a real terminal, for a decision on many.
@Suite(.serialized) struct `Walks to a decision on many` {
    @Test func `tag by range and by filter, see what will be refused, run, see what became of each`() throws {
        let store = try WalkStore.ofFive()
        for number in [4001, 4002] { try store.run(["evidence", store.ids[number]!, "1"], as: "dana") }
        let statuses = try [4001, 4002].map { try store.status(of: $0) }
        let terminal = try store.open(columns: 120, rows: 40)
        try terminal.wait(for: "open the invoice first")
        // The three of medium confidence by a range, the costly one by a filter.
        terminal.press("j j x j X F")
        try terminal.wait(for: "the line for a filter") { $0.modes.contains(25) }
        terminal.type("amount>50000")
        terminal.press("enter")
        try terminal.wait(for: "4 tagged")
        try store.expect(
            terminal,
            shows: [
                "4 tagged (; decides)",
                " * ◇ 0.72 ?1 Pay ACME invoice 4001",
                " * ◇ 0.72 Pay ACME invoice 4002",
                "▌* ◇ 0.72 Pay ACME invoice 4005",
                " * ◇ 0.95 Pay Cirrus invoice 4004",
                "   ◇ 0.41 Pay Borealis invoice 4003",
                "1 more tagged",
            ])
        terminal.press("; a")
        try store.expect(terminal, picture: "walk-approve-tagged-120x40")
        #expect(try store.show(4001)["state"] == "proposed")
        terminal.press("n")
        terminal.type("checked together")
        terminal.press("enter")
        try terminal.press("y", until: "Approve: what became of each")
        try store.expect(
            terminal,
            shows: [
                "│ 2 done, 2 refused",
                "│ ✓ → approved (◌ PROVISIONAL)  --4001 Pay ACME invoice 4001",
                "│ ✓ → approved (◌ PROVISIONAL)  --4002 Pay ACME invoice 4002",
                "│ ✗ --4005 Pay ACME invoice 4005",
                "│     refused, separation:requester: you can't approve it",
                "│     it may not approve it. Mei Tanaka can",
                "│ ✗ --4004 Pay Cirrus invoice 4004",
                "│     refused, must_view:invoice: open the evidence first",
            ])
        for (number, status) in zip([4001, 4002], statuses) {
            try store.expect(
                number, "approved", by: "dana", on: status, note: "checked together", hasSeenEvidence: true)
        }
        for number in [4003, 4004, 4005] { #expect(try store.show(number)["state"] == "proposed") }
        terminal.press("esc")
        try store.expect(
            terminal,
            shows: [
                "2 tagged (; decides)",
                "▌* ◇ 0.72 Pay ACME invoice 4005",
                " * ◇ 0.95 Pay Cirrus invoice 4004",
            ], not: ["what became of each", "invoice 4001"])
        try store.leave(terminal)
        _ = try store.verifiedEvents()
    }
}
