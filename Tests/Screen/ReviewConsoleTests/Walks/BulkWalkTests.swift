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
        try terminal.wait(for: "open the evidence first")
        // The three of medium confidence by a range, the costly one by a filter.
        terminal.press("j j x j X F")
        try terminal.wait(for: "the line for a filter") { $0.modes.contains(25) }
        terminal.type("amount>50000")
        terminal.press("enter")
        try terminal.wait(for: "4 tagged")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  5  4 tagged (; decides)  taker:me                                          as dana (declared)
             ▾ team:payables                              5 │ Pay ACME invoice 4005
               ▾ low                                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
               ◇ ▰▰▱▱ 0.41 Pay Borealis invoice 4003     2h │ ✗ you can't approve it: whoever asked for it or submitted it may not…
               ▾ medium                                   3 │ [Summary] Payload  Evidence 1  Checks  Trace  History  Difference
             * ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4001         2h │ ─────────────────────────────────────────────────────────────────────
             * ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4002         2h │ Target     erp: bill 4005
            ▌* ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4005         3h │ Owner      team payables
               ▾ high                                     1 │ Confidence ▰▰▰▱ 0.72 (medium), below the threshold of 0.90
             * ◇ ▰▰▰▱ 0.95 Pay Cirrus invoice 4004       3h │ Contract   finance.payment v3, high impact
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
            1 more tagged
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  m claim  E edit  space fold  enter read  ? help
            """#)
        terminal.press("; a")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  5  4 tagged (; decides)  taker:me                                          as dana (declared)
             ▾ team:payables                              5 │ Pay ACME invoice 4005
               ▾ low                                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
               ◇ ▰▰▱▱ 0.41 Pay Borealis invoice 4003     2h │ ✗ you can't approve it: whoever asked for it or submitted it may not…
               ▾ medium                                   3 │ [Summary] Payload  Evidence 1  Checks  Trace  History  Difference
             * ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4001         2h │ ─────────────────────────────────────────────────────────────────────
             * ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4002         2h │ Target     erp: bill 4005
            ▌* ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4005         3h │ Owner      team payables
               ▾ high                                     1 │ Confidence ▰▰▰▱ 0.72 (medium), below the threshold of 0.90
             * ◇ ▰▰▰▱ 0.95 Pay Cirrus invoice 4004       3h │ Contract   finance.payment v3, high impact
                                                            │ Clock      ▰▰▰▱ due in 3h (15:30 UTC)
                        ┌─ Approve 4 tagged ───────────────────────────────────────────────────────────────────────────┐
                        │ will go     2 of 4                                                                           │
                        │ at stake    1,560.5                                                                          │
                        │ confidence  lowest 0.72                                                                      │
                        │ contract    finance.payment v3 (2)                                                           │
                        │ refused     2                                                                                │
                        │ 1 separation:requester: you can't approve it: whoever asked for it or submitted it may not … │
                        │     --4005 Pay ACME invoice 4005                                                             │
                        │ 1 must_view:invoice: open the evidence first: 1 item of 'invoice' not seen                   │
                        │     --4004 Pay Cirrus invoice 4004                                                           │ei)
                        │ 2 will go: finance.payment v3                                                                │d it may
                        │     0.72 1,250 --4001 Pay ACME invoice 4001                                                  │
                        │     0.72 310.5 --4002 Pay ACME invoice 4002                                                  │eft) (dana)
                        │ note        n writes one, for all                                                            │
                        │ [ esc Go back ]    y Approve 2                                                               │
                        └──────────────────────────────────────────────────────────────────────────────────────────────┘
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
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  m claim  E edit  space fold  enter read  ? help
            """#)
        #expect(try store.show(4001)["state"] == "proposed")
        terminal.press("n")
        terminal.type("checked together")
        terminal.press("enter")
        try terminal.press("y", until: "Approve: what became of each")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  3  2 tagged (; decides)  taker:me                                          as dana (declared)
             ▾ team:payables                              3 │ Pay ACME invoice 4005
               ▾ low                                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
               ◇ ▰▰▱▱ 0.41 Pay Borealis invoice 4003     2h │ ✗ you can't approve it: whoever asked for it or submitted it may not…
               ▾ medium                                   1 │ [Summary] Payload  Evidence 1  Checks  Trace  History  Difference
            ▌* ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4005         3h │ ─────────────────────────────────────────────────────────────────────
               ▾ high                                     1 │ Target     erp: bill 4005
             * ◇ ▰▰▰▱ 0.95 Pay Cirrus invoice 4004       3h │ Owner      team payables
                                                            │ Confidence ▰▰▰▱ 0.72 (medium), below the threshold of 0.90
                                                            │ Contract   finance.payment v3, high impact
                                                            │ Clock      ▰▰▰▱ due in 3h (15:30 UTC)
                        ┌─ Approve: what became of each ───────────────────────────────────────────────────────────────┐
                        │ 2 done, 2 refused                                                                            │
                        │ ✓ → approved (◌ PROVISIONAL)  --4001 Pay ACME invoice 4001                                   │
                        │ ✓ → approved (◌ PROVISIONAL)  --4002 Pay ACME invoice 4002                                   │
                        │ ✗ --4005 Pay ACME invoice 4005                                                               │
                        │     refused, separation:requester: you can't approve it: whoever asked for it or submitted   │
                        │     it may not approve it. Mei Tanaka can                                                    │
                        │ ✗ --4004 Pay Cirrus invoice 4004                                                             │
                        │     refused, must_view:invoice: open the evidence first: 1 item of 'invoice' not seen        │
                        │                                                                                              │ei)
                        │                                                                                              │d it may
                        │                                                                                              │
                        │                                                                                              │eft) (dana)
                        │                                                                                              │
                        │ the end; esc closes, :results shows it again                                                 │
                        └──────────────────────────────────────────────────────────────────────────────────────────────┘
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
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  m claim  E edit  space fold  enter read  ? help
            """#)
        for (number, status) in zip([4001, 4002], statuses) {
            try store.expect(
                number, "approved", by: "dana", on: status, note: "checked together", hasSeenEvidence: true)
        }
        for number in [4003, 4004, 4005] { #expect(try store.show(number)["state"] == "proposed") }
        terminal.press("esc")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  3  2 tagged (; decides)  taker:me                                          as dana (declared)
             ▾ team:payables                              3 │ Pay ACME invoice 4005
               ▾ low                                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
               ◇ ▰▰▱▱ 0.41 Pay Borealis invoice 4003     2h │ ✗ you can't approve it: whoever asked for it or submitted it may not…
               ▾ medium                                   1 │ [Summary] Payload  Evidence 1  Checks  Trace  History  Difference
            ▌* ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4005         3h │ ─────────────────────────────────────────────────────────────────────
               ▾ high                                     1 │ Target     erp: bill 4005
             * ◇ ▰▰▰▱ 0.95 Pay Cirrus invoice 4004       3h │ Owner      team payables
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
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  m claim  E edit  space fold  enter read  ? help
            """#)
        try store.leave(terminal)
        _ = try store.verifiedEvents()
    }
}
