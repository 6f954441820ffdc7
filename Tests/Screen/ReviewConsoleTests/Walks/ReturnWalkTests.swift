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
        terminal.press("enter y")
        try terminal.wait(for: "the note to be asked for") { $0.lines[13] == "write a note first" }
        terminal.press("n")
        terminal.type("Which discount?")
        try store.expect(
            terminal,
            #"""
             1 my queue  5       as dana (declared)
             ┌─ Return for rework ────────────────┐
             │ what       Pay Borealis invoice    │
            ▌│            4003                    │
             │ to         erp: bill 4003          │
             │ at stake   8900                    │
             │ > amount   8900                    │
             │ v1, digest digest-of-4003          │
             │ Its producer has to revise it; ap… │
             │ note       Which discount?         │
             │                                    │
             │ enter ends the text, ctrl-e opens  │
             └────────────────────────────────────┘
            /srv/handoffs
            a (approve)  o open evidence  ? help
            """#)
        terminal.press("enter y")
        try store.expect(
            terminal,
            #"""
             1 my queue  4       as dana (declared)
             ▾ team:payables                      4
               ▾ medium                           3
            ▌  ◇ 0.72 Pay ACME invoice 4001      2h
               ◇ 0.72 Pay ACME invoice 4002      2h
               ◇ 0.72 Pay ACME invoice 4005      3h
               ▾ high                             1
               ◇ 0.95 Pay Cirrus invoice 4004    3h




            Returned: Pay Borealis invoice 4003 —
            now draft
            a (approve)  o open evidence  ? help
            """#)
        try store.expect(4003, "returned", by: "dana", on: status, note: "Which discount?")
        #expect(try store.show(4003)["state"] == "draft")
        try store.leave(terminal)
        _ = try store.verifiedEvents()
    }
}
