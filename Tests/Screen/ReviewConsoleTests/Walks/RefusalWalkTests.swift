import Fixtures
import JSON
import Testing

/// Keystrokes and the screen of the real program on a real terminal, for decisions that are no approval.
@Suite(.serialized) struct `Walks to a rejection and an escalation` {
    @Test func `reject with a reason by its number and a note`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 80, rows: 24)
        try terminal.wait(for: "Pay Borealis invoice 4003")
        try terminal.wait(for: "the evidence to be missed") { $0.shows("open the evidence first") }
        let status = try store.status(of: 4003)
        terminal.press("r")
        try terminal.wait(for: "choose a reason first")
        // Without a reason nothing is confirmed.
        terminal.press("y")
        try terminal.wait(for: "the reason to be asked for") { $0.lines[22] == "choose a reason first" }
        terminal.press("2 n")
        terminal.type("paid on 12 November, bill 3977 – “twice”")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  5  taker:me                        as dana (declared)
             ▾ team:payables              5 │ Pay Borealis invoice 4003
               ▾ low                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
            ▌  ◇ ┌─ Reject ───────────────────────────────────────────────────────────┐oic…
               ▾ │ what       Pay Borealis invoice 4003                               │iff
               ◇ │ to         erp: bill 4003                                          │────
               ◇ │ at stake   8900                                                    │
               ◇ │ > amount   8900                                                    │
               ▾ │ > currency EUR                                                     │d of
               ◇ │ > invoice  4003                                                    │
                 │ > supplier Borealis                                                │t
                 │ version    1, digest digest-of-4003                                │
                 │ This is final: nothing is written to the system of record.         │
                 │ reason     ( ) 1 wrong-amount                                      │
                 │            (*) 2 duplicate                                         │
                 │ note       paid on 12 November, bill 3977 – “twice”                │
                 │                                                                    │
                 │ enter ends the text, ctrl-e opens your editor                      │
                 └────────────────────────────────────────────────────────────────────┘
                                            │ Before it moves on
                                            │ ✓ The contract is met
                                            │ ○ Step 'controller' needs 1 approv ↓ 15 more
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        terminal.press("enter")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  5  taker:me                        as dana (declared)
             ▾ team:payables              5 │ Pay Borealis invoice 4003
               ▾ low                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
            ▌  ◇ ┌─ Reject ───────────────────────────────────────────────────────────┐oic…
               ▾ │ what       Pay Borealis invoice 4003                               │iff
               ◇ │ to         erp: bill 4003                                          │────
               ◇ │ at stake   8900                                                    │
               ◇ │ > amount   8900                                                    │
               ▾ │ > currency EUR                                                     │d of
               ◇ │ > invoice  4003                                                    │
                 │ > supplier Borealis                                                │t
                 │ version    1, digest digest-of-4003                                │
                 │ This is final: nothing is written to the system of record.         │
                 │ reason     ( ) 1 wrong-amount                                      │
                 │            (*) 2 duplicate                                         │
                 │ note       paid on 12 November, bill 3977 – “twice”                │
                 │                                                                    │
                 │ [ esc Go back ]    y Reject                                        │
                 └────────────────────────────────────────────────────────────────────┘
                                            │ Before it moves on
                                            │ ✓ The contract is met
                                            │ ○ Step 'controller' needs 1 approv ↓ 15 more
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        terminal.press("y")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  4  taker:me                        as dana (declared)
             ▾ team:payables              4 │ Pay ACME invoice 4001
               ▾ medium                   3 │ (◇ PROVISIONAL) proposed, step 'controller'
            ▌  ◇ 0.72 Pay ACME invoice … 2h │ ✗ open the evidence first: 1 item of 'invoic…
               ◇ 0.72 Pay ACME invoice … 2h │ [Summary] Payl  Evid  Chec  Trac  Hist  Diff
               ◇ 0.72 Pay ACME invoice … 3h │ ─────────────────────────────────────────────
               ▾ high                     1 │ Target     erp: bill 4001
               ◇ 0.95 Pay Cirrus invoic… 3h │ Owner      team payables
                                            │ Confidence 0.72 (medium), below the threshold
                                            │            of 0.90
                                            │ Contract   finance.payment v3, high impact
                                            │ Clock      due in 2h (14:30 UTC)
                                            │
                                            │ What it would write
                                            │ amount   1250
                                            │ currency EUR
                                            │ invoice  4001
                                            │ supplier ACME
                                            │
                                            │ Before it moves on
                                            │ ✓ The contract is met
                                            │ ○ Step 'controller' needs 1 approv ↓ 18 more
            Rejected: Pay Borealis invoice 4003 — now rejected
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
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
        try terminal.wait(for: "open the evidence first")
        terminal.press("G")
        try terminal.wait(for: "Pay Cirrus invoice 4004")
        try terminal.wait(for: "the last handoff") { $0.lines[1].hasSuffix("Pay Cirrus invoice 4004") }
        let status = try store.status(of: 4004)
        try terminal.press("e", until: "Escalate ─")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  5  taker:me                                                                as dana (declared)
             ▾ team:payables                              5 │ Pay Cirrus invoice 4004
               ▾ low                                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
               ◇ ▰▰▱▱ 0.41 Pay Borealis invoice 4003     2h │ ✗ open the evidence first: 1 item of 'invoice' not seen
               ▾ medium                                   3 │ [Summary] Payload  Evidence 1  Checks  Trace  History  Difference
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4001         2h │ ─────────────────────────────────────────────────────────────────────
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4002         2h │ Target     erp: bill 4004
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4005         3h │ Owner      team payables
               ▾ high                                     1 │ Confidence ▰▰▰▱ 0.95 (high), reaches the threshold of 0.90
            ▌  ◇ ▰▰▰▱ 0.95 Pay Cirrus invoice 4004       3h │ Contract   finance.payment v3, high impact
                                                            │ Clock      ▰▰▰▱ due in 3h (15:00 UTC)
                                     ┌─ Escalate ─────────────────────────────────────────────────────────┐
                                     │ what       Pay Cirrus invoice 4004                                 │
                                     │ to         erp: bill 4004                                          │
                                     │ at stake   61000                                                   │
                                     │ > amount   61000                                                   │
                                     │ > currency EUR                                                     │
                                     │ > invoice  4004                                                    │
                                     │ > supplier Cirrus                                                  │
                                     │ version    1, digest digest-of-4004                                │
                                     │ It leaves this step until the escalation is decided.               │controller (dana, mei)
                                     │ reason     ( ) 1 over-limit                                        │
                                     │            ( ) 2 unclear                                           │ove (1 of 1 left) (dana)
                                     │ to         person:robin                                            │
                                     │ note       n writes one                                            │
                                     │                                                                    │
                                     │ [ esc Go back ]    y Escalate    choose a reason first             │
                                     └────────────────────────────────────────────────────────────────────┘
                                                            │ Producer   ap-bot, tern-2
                                                            │ Workflow   ap/intake@12
                                                            │ Asked by   person:sam
                                                            │ Submitted  2026-11-22 11:00 UTC by an account
                                                            │ Key        key-4004
                                                            │ Handoff    id-of-handoff-4004--------
                                                            │ Version    1, digest digest-of-4004
                                                            │
                                                            │
                                                            │
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  m claim  E edit  space fold  enter read  ? help
            """#)
        terminal.press("1 t")
        try terminal.wait(for: "enter ends the text")
        for _ in "person:robin" { terminal.press("backspace") }
        terminal.type("somebody")
        terminal.press("enter y")
        try terminal.wait(for: "the one to be asked for") { $0.lines[38].hasPrefix("say to whom") }
        terminal.press("t")
        for _ in "somebody" { terminal.press("backspace") }
        terminal.type("person:mei")
        terminal.press("enter")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  5  taker:me                                                                as dana (declared)
             ▾ team:payables                              5 │ Pay Cirrus invoice 4004
               ▾ low                                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
               ◇ ▰▰▱▱ 0.41 Pay Borealis invoice 4003     2h │ ✗ open the evidence first: 1 item of 'invoice' not seen
               ▾ medium                                   3 │ [Summary] Payload  Evidence 1  Checks  Trace  History  Difference
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4001         2h │ ─────────────────────────────────────────────────────────────────────
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4002         2h │ Target     erp: bill 4004
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4005         3h │ Owner      team payables
               ▾ high                                     1 │ Confidence ▰▰▰▱ 0.95 (high), reaches the threshold of 0.90
            ▌  ◇ ▰▰▰▱ 0.95 Pay Cirrus invoice 4004       3h │ Contract   finance.payment v3, high impact
                                                            │ Clock      ▰▰▰▱ due in 3h (15:00 UTC)
                                     ┌─ Escalate ─────────────────────────────────────────────────────────┐
                                     │ what       Pay Cirrus invoice 4004                                 │
                                     │ to         erp: bill 4004                                          │
                                     │ at stake   61000                                                   │
                                     │ > amount   61000                                                   │
                                     │ > currency EUR                                                     │
                                     │ > invoice  4004                                                    │
                                     │ > supplier Cirrus                                                  │
                                     │ version    1, digest digest-of-4004                                │
                                     │ It leaves this step until the escalation is decided.               │controller (dana, mei)
                                     │ reason     (*) 1 over-limit                                        │
                                     │            ( ) 2 unclear                                           │ove (1 of 1 left) (dana)
                                     │ to         person:mei                                              │
                                     │ note       n writes one                                            │
                                     │                                                                    │
                                     │ [ esc Go back ]    y Escalate                                      │
                                     └────────────────────────────────────────────────────────────────────┘
                                                            │ Producer   ap-bot, tern-2
                                                            │ Workflow   ap/intake@12
                                                            │ Asked by   person:sam
                                                            │ Submitted  2026-11-22 11:00 UTC by an account
                                                            │ Key        key-4004
                                                            │ Handoff    id-of-handoff-4004--------
                                                            │ Version    1, digest digest-of-4004
                                                            │
                                                            │
                                                            │
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  m claim  E edit  space fold  enter read  ? help
            """#)
        terminal.press("y")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  4  taker:me                                                                as dana (declared)
             ▾ team:payables                              4 │ Pay ACME invoice 4005
               ▾ low                                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
               ◇ ▰▰▱▱ 0.41 Pay Borealis invoice 4003     2h │ ✗ you can't approve it: whoever asked for it or submitted it may not…
               ▾ medium                                   3 │ [Summary] Payload  Evidence 1  Checks  Trace  History  Difference
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4001         2h │ ─────────────────────────────────────────────────────────────────────
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4002         2h │ Target     erp: bill 4005
            ▌  ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4005         3h │ Owner      team payables
                                                            │ Confidence ▰▰▰▱ 0.72 (medium), below the threshold of 0.90
                                                            │ Contract   finance.payment v3, high impact
                                                            │ Clock      ▰▰▰▱ due in 3h (15:30 UTC)
                                                            │
                                                            │ What it would write
                                                            │ amount   1250
                                                            │ currency EUR
                                                            │ invoice  4005
                                                            │ supplier ACME
                                                            │
                                                            │ Before it moves on
                                                            │ ✓ The contract is met
                                                            │ ○ Step 'controller' needs 1 approval by role:controller (mei)
                                                            │ ✗ You may not approve it: whoever asked for it or submitted it may
                                                            │   not approve it (mei)
                                                            │ ○ Open the evidence 'invoice' before you approve (1 of 1 left) (dana)
                                                            │
                                                            │ Checks
                                                            │ ✓ passed: known-supplier
                                                            │
                                                            │ Where it comes from
                                                            │ Producer   ap-bot, tern-2
                                                            │ Workflow   ap/intake@12
                                                            │ Asked by   person:dana
                                                            │ Submitted  2026-11-22 11:30 UTC by an account
                                                            │ Key        key-4005
                                                            │ Handoff    id-of-handoff-4005--------
                                                            │ Version    1, digest digest-of-4005
                                                            │
                                                            │
            Escalated: Pay Cirrus invoice 4004 — now escalated
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  m claim  E edit  space fold  enter read  ? help
            """#)
        try store.expect(4004, "escalated", by: "dana", on: status, reason: "over-limit")
        #expect(try store.lastMove(of: 4004)["parties"] == ["person:mei"])
        try store.leave(terminal)
        _ = try store.verifiedEvents()
    }
}
