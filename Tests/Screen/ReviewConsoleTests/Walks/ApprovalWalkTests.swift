import Fixtures
import Testing

/// Keystrokes and the screen of the real program on a real terminal, with what its store recorded of them.
@Suite(.serialized) struct `Walks to an approval` {
    @Test func `open the evidence, approve, confirm, and the next handoff comes by itself`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 80, rows: 24)
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  5  taker:me                        as dana (declared)
             ▾ team:payables              5 │ Pay Borealis invoice 4003
               ▾ low                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
            ▌  ◇ 0.41 Pay Borealis invo… 2h │ ✗ open the evidence first: 1 item of 'invoic…
               ▾ medium                   3 │ [Summary] Payl  Evid  Chec  Trac  Hist  Diff
               ◇ 0.72 Pay ACME invoice … 2h │ ─────────────────────────────────────────────
               ◇ 0.72 Pay ACME invoice … 2h │ Target     erp: bill 4003
               ◇ 0.72 Pay ACME invoice … 3h │ Owner      team payables
               ▾ high                     1 │ Confidence 0.41 (low), below the threshold of
               ◇ 0.95 Pay Cirrus invoic… 3h │            0.90
                                            │ Contract   finance.payment v3, high impact
                                            │ Clock      due in 2h (14:00 UTC)
                                            │
                                            │ What it would write
                                            │ amount   8900
                                            │ currency EUR
                                            │ invoice  4003
                                            │ supplier Borealis
                                            │
                                            │ Before it moves on
                                            │ ✓ The contract is met
                                            │ ○ Step 'controller' needs 1 approv ↓ 15 more
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        let status = try store.status(of: 4003)
        terminal.press("o")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  5  taker:me                        as dana (declared)
             ▾ team:payables              5 │ Pay Borealis invoice 4003
               ▾ low                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
            ▌  ◇ 0.41 Pay Borealis invo… 2h │ ✓ you may approve it
               ▾ medium                   3 │  Sum  Pay [Evidence 1] Che  Tra  His  Dif
               ◇ 0.72 Pay ACME invoice … 2h │ ─────────────────────────────────────────────
               ◇ 0.72 Pay ACME invoice … 2h │ ✓ 1. invoice: 4003.txt — text/plain, 44 B,
               ◇ 0.72 Pay ACME invoice … 3h │   opened
               ▾ high                     1 │ │ Invoice 4003 of Borealis
               ◇ 0.95 Pay Cirrus invoic… 3h │ │ Total: 8900.00 EUR
                                            │
                                            │
                                            │
                                            │
                                            │
                                            │
                                            │
                                            │
                                            │
                                            │
                                            │
                                            │
            /srv/handoffs
            a approve  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        terminal.press("a")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  5  taker:me                        as dana (declared)
             ▾ team:payables              5 │ Pay Borealis invoice 4003
               ▾ low                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
            ▌  ◇ 0.41 Pay Borealis invo… 2h │ ✓ you may approve it
               ▾ ┌─ Approve ──────────────────────────────────────────────────────────┐
               ◇ │ what       Pay Borealis invoice 4003                               │────
               ◇ │ to         erp: bill 4003                                          │,
               ◇ │ at stake   8900                                                    │
               ▾ │ > amount   8900                                                    │
               ◇ │ > currency EUR                                                     │
                 │ > invoice  4003                                                    │
                 │ > supplier Borealis                                                │
                 │ version    1, digest digest-of-4003                                │
                 │ This is the last approval: it goes to the system of record.        │
                 │ note       n writes one                                            │
                 │                                                                    │
                 │ [ esc Go back ]    y Approve                                       │
                 └────────────────────────────────────────────────────────────────────┘
                                            │
                                            │
                                            │
                                            │
            /srv/handoffs
            a approve  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        // Nothing is decided before it is confirmed.
        #expect(try store.show(4003)["state"] == "proposed")
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
            Approved: Pay Borealis invoice 4003 — now approved
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
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
            #"""
             1 my queue  5       as dana (declared)
             ▾ team:payables                      5
               ▾ low                              1
            ▌  ◇ 0.41 Pay Borealis invoice 4003  2h
               ▾ medium                           3
               ◇ 0.72 Pay ACME invoice 4001      2h
               ◇ 0.72 Pay ACME invoice 4002      2h
               ◇ 0.72 Pay ACME invoice 4005      3h
               ▾ high                             1
               ◇ 0.95 Pay Cirrus invoice 4004    3h



            /srv/handoffs
            a (approve)  o open evidence  ? help
            """#)
        terminal.press("a")
        try store.expect(
            terminal,
            #"""
             1 my queue  5       as dana (declared)
             ▾ team:payables                      5
               ▾ low                              1
            ▌  ◇ 0.41 Pay Borealis invoice 4003  2h
               ▾ medium                           3
               ◇ 0.72 Pay ACME invoice 4001      2h
               ◇ 0.72 Pay ACME invoice 4002      2h
               ◇ 0.72 Pay ACME invoice 4005      3h
               ▾ high                             1
               ◇ 0.95 Pay Cirrus invoice 4004    3h

            o opens what is missing: open the
            evidence first: 1 item of 'invoice' not
            seen
            a (approve)  o open evidence  ? help
            """#)
        // Neither does a confirmation confirm what was never asked.
        terminal.press("y")
        try terminal.wait(for: "y does nothing here")
        terminal.press("enter")
        try store.expect(
            terminal,
            #"""
             1 my queue  5       as dana (declared)
            Pay Borealis invoice 4003
            (◇ PROVISIONAL) proposed, step 'control…
            ✗ open the evidence first: 1 item of 'i…
            [Summary] Pay  Evi  Che  Tra  His  Dif
            Target     erp: bill 4003
            Owner      team payables
            Confidence 0.41 (low), below the
                       threshold of 0.90
            Contract   finance.payment v3, high
                       impact
            Clock      due in 2h (14:00 UTC)
                                          ↓ 24 more
            /srv/handoffs
            a (approve)  o open evidence  ? help
            """#)
        terminal.press("o")
        try store.expect(
            terminal,
            #"""
             1 my queue  5       as dana (declared)
            Pay Borealis invoice 4003
            (◇ PROVISIONAL) proposed, step 'control…
            ✓ you may approve it
             Su  Pa [Evidence 1] Ch  Tr  Hi  Di
            ✓ 1. invoice: 4003.txt — text/plain, 44
              B, opened
            │ Invoice 4003 of Borealis
            │ Total: 8900.00 EUR




            /srv/handoffs
            a approve  r reject  e escalate  ? help
            """#)
        let status = try store.status(of: 4003)
        terminal.press("a")
        try store.expect(
            terminal,
            #"""
             1 my queue  5       as dana (declared)
            P┌─ Approve ──────────────────────────┐
            (│ what       Pay Borealis invoice    │…
            ✓│            4003                    │
             │ to         erp: bill 4003          │
            ✓│ at stake   8900                    │
             │ > amount   8900                    │
            ││ v1, digest digest-of-4003          │
            ││ This is the last approval: it goe… │
             │ note       n writes one            │
             │                                    │
             │ [ esc Go back ]    y Approve       │
             └────────────────────────────────────┘
            /srv/handoffs
            a approve  r reject  e escalate  ? help
            """#)
        // The safe answer is in focus.
        terminal.press("enter")
        try terminal.wait(for: "the question to be gone") { !$0.shows("Approve ─") }
        #expect(try store.show(4003)["state"] == "proposed")
        terminal.press("a")
        try terminal.wait(for: "Approve ─")
        terminal.press("tab enter")
        try terminal.wait(for: "Approved: ")
        try store.expect(4003, "approved", by: "dana", on: status, hasSeenEvidence: true)
        try store.leave(terminal)
        _ = try store.verifiedEvents()
    }
}
