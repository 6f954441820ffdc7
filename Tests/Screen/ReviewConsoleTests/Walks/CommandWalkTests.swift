import Fixtures
import Testing

/// Keystrokes and the screen of the real program on a real terminal, for what is typed by its name.
@Suite(.serialized) struct `Walks by the names of actions` {
    @Test func `the palette, and the command line with completion`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 120, rows: 40)
        try terminal.wait(for: "open the evidence first")
        terminal.press("ctrl-p")
        terminal.type("escal")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  5  taker:me                                                                as dana (declared)
             ▾ team:payables                              5 │ Pay Borealis invoice 4003
               ▾ low                                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
            ▌  ◇ ▰▰▱▱ 0.41 Pay Borealis invoice 4003     2h │ ✗ open the evidence first: 1 item of 'invoice' not seen
               ▾ medium                                   3 │ [Summary] Payload  Evidence 1  Checks  Trace  History  Difference
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4001         2h │ ─────────────────────────────────────────────────────────────────────
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4002         2h │ Target     erp: bill 4003
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4005         3h │ Owner      team payables
               ▾ high                                     1 │ Confidence ▰▰▱▱ 0.41 (low), below the threshold of 0.90
               ◇ ▰▰▰▱ 0.95 Pay Cirrus invoice 4004       3h │ Contract   finance.payment v3, high impact
                                                            │ Clock      ▰▰▱▱ due in 2h (14:00 UTC)
                                                            │
                                                            │ What it would write
                                                            │ amount   8900
                                                            │ currency EUR
                                                            │ invoice  4003
                                  ┌─ What do you want to do? ────────────────────────────────────────────────┐
                                  │ > escal                                                                  │
                                  │ > escalate            Escalate it with a reason, to whom you say       e │
                                  │   bulk escalate                                                          │
                                  │   view escalated      state:escalated                                  3 │troller (dana, mei)
                                  └──────────────────────────────────────────────────────────────────────────┘ (1 of 1 left) (dana)
                                                            │
                                                            │ Checks
                                                            │ ✓ passed: known-supplier
                                                            │
                                                            │ Where it comes from
                                                            │ Producer   ap-bot, tern-2
                                                            │ Workflow   ap/intake@12
                                                            │ Asked by   person:sam
                                                            │ Submitted  2026-11-22 10:00 UTC by an account
                                                            │ Key        key-4003
                                                            │ Handoff    id-of-handoff-4003--------
                                                            │ Version    1, digest digest-of-4003
                                                            │
                                                            │
                                                            │
                                                            │
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  m claim  E edit  space fold  enter read  ? help
            """#)
        terminal.press("esc")
        try terminal.wait(for: "the palette to be gone") { !$0.shows("escal ") && $0.lines[38] == store.path }
        terminal.press(":")
        terminal.type("gro")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  5  taker:me                                                                as dana (declared)
             ▾ team:payables                              5 │ Pay Borealis invoice 4003
               ▾ low                                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
            ▌  ◇ ▰▰▱▱ 0.41 Pay Borealis invoice 4003     2h │ ✗ open the evidence first: 1 item of 'invoice' not seen
               ▾ medium                                   3 │ [Summary] Payload  Evidence 1  Checks  Trace  History  Difference
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4001         2h │ ─────────────────────────────────────────────────────────────────────
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4002         2h │ Target     erp: bill 4003
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4005         3h │ Owner      team payables
               ▾ high                                     1 │ Confidence ▰▰▱▱ 0.41 (low), below the threshold of 0.90
               ◇ ▰▰▰▱ 0.95 Pay Cirrus invoice 4004       3h │ Contract   finance.payment v3, high impact
                                                            │ Clock      ▰▰▱▱ due in 2h (14:00 UTC)
                                                            │
                                                            │ What it would write
                                                            │ amount   8900
                                                            │ currency EUR
                                                            │ invoice  4003
                                                            │ supplier Borealis
                                                            │
                                                            │ Before it moves on
                                                            │ ✓ The contract is met
                                                            │ ○ Step 'controller' needs 1 approval by role:controller (dana, mei)
                                                            │ ○ Open the evidence 'invoice' before you approve (1 of 1 left) (dana)
                                                            │
                                                            │ Checks
                                                            │ ✓ passed: known-supplier
                                                            │
                                                            │ Where it comes from
                                                            │ Producer   ap-bot, tern-2
                                                            │ Workflow   ap/intake@12
                                                            │ Asked by   person:sam
                                                            │ Submitted  2026-11-22 10:00 UTC by an account
                                                            │ Key        key-4003
                                                            │ Handoff    id-of-handoff-4003--------
                                                            │ Version    1, digest digest-of-4003
                                                            │
                                                            │
             group              Group by owner, contract, system, due time, nothing
             group-back         The grouping before
            :gro
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  m claim  E edit  space fold  enter read  ? help
            """#)
        terminal.press("tab")
        terminal.type(" d")
        terminal.press("tab enter")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  5  taker:me  by the day it is due, soonest due first                       as dana (declared)
             ▾ today, 2026-11-22                          5 │ Pay Borealis invoice 4003
            ▌  ◇ ▰▰▱▱ 0.41 Pay Borealis invoice 4003     2h │ (◇ PROVISIONAL) proposed, step 'controller'
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4001         2h │ ✗ open the evidence first: 1 item of 'invoice' not seen
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4002         2h │ [Summary] Payload  Evidence 1  Checks  Trace  History  Difference
               ◇ ▰▰▰▱ 0.95 Pay Cirrus invoice 4004       3h │ ─────────────────────────────────────────────────────────────────────
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4005         3h │ Target     erp: bill 4003
                                                            │ Owner      team payables
                                                            │ Confidence ▰▰▱▱ 0.41 (low), below the threshold of 0.90
                                                            │ Contract   finance.payment v3, high impact
                                                            │ Clock      ▰▰▱▱ due in 2h (14:00 UTC)
                                                            │
                                                            │ What it would write
                                                            │ amount   8900
                                                            │ currency EUR
                                                            │ invoice  4003
                                                            │ supplier Borealis
                                                            │
                                                            │ Before it moves on
                                                            │ ✓ The contract is met
                                                            │ ○ Step 'controller' needs 1 approval by role:controller (dana, mei)
                                                            │ ○ Open the evidence 'invoice' before you approve (1 of 1 left) (dana)
                                                            │
                                                            │ Checks
                                                            │ ✓ passed: known-supplier
                                                            │
                                                            │ Where it comes from
                                                            │ Producer   ap-bot, tern-2
                                                            │ Workflow   ap/intake@12
                                                            │ Asked by   person:sam
                                                            │ Submitted  2026-11-22 10:00 UTC by an account
                                                            │ Key        key-4003
                                                            │ Handoff    id-of-handoff-4003--------
                                                            │ Version    1, digest digest-of-4003
                                                            │
                                                            │
                                                            │
                                                            │
            by the day it is due, soonest due first
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  m claim  E edit  space fold  enter read  ? help
            """#)
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
