import Fixtures
import JSON
import Testing

/// Keystrokes and the screen of the real program on a real terminal, for a second thought.
@Suite(.serialized) struct `Walks back from an approval` {
    @Test func `recall within the window and reject, with the seconds shown`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 80, rows: 24)
        try terminal.wait(for: "open the evidence first")
        terminal.press("o")
        try terminal.wait(for: "you may approve it")
        terminal.press("a")
        try terminal.wait(for: "Approve ─")
        terminal.press("y")
        try terminal.wait(for: "Approved: ")
        terminal.press("'")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  4  taker:me                        as dana (declared)
             ▾ team:payables              4 │ Pay Borealis invoice 4003
               ▾ low                      0 │ (◌ PROVISIONAL) approved
            ▌  ◌ 0.41 Pay Boreali… approved │
               ▾ medium                   3 │ [Summary] Payl  Evid  Chec  Trac  Hist  Diff
               ◇ 0.72 Pay ACME invoice … 2h │ ─────────────────────────────────────────────
               ◇ 0.72 Pay ACME invoice … 2h │ Target     erp: bill 4003
               ◇ 0.72 Pay ACME invoice … 3h │ Owner      team payables
               ▾ high                     1 │ Confidence 0.41 (low), below the threshold of
               ◇ 0.95 Pay Cirrus invoic… 3h │            0.90
                                            │ Contract   finance.payment v3, high impact
                                            │
                                            │ What it would write
                                            │ amount   8900
                                            │ currency EUR
                                            │ invoice  4003
                                            │ supplier Borealis
                                            │
                                            │ Before it moves on
                                            │ ✓ The contract is met
                                            │ ✓ Step 'controller' was approved by Dana
                                            │   Reyes                            ↓ 17 more
            /srv/handoffs
            a (approve)  r (reject)  e (escalate)  t (return)  c comment  u recall  ? help
            """#)
        let status = try store.status(of: 4003)
        try terminal.press("u", until: "Recall ─")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  4  taker:me                        as dana (declared)
             ▾ team:payables              4 │ Pay Borealis invoice 4003
               ▾ ┌─ Recall ───────────────────────────────────────────────────────────┐
            ▌  ◌ │ what       Pay Borealis invoice 4003                               │
               ▾ │ to         erp: bill 4003                                          │iff
               ◇ │ at stake   8900                                                    │────
               ◇ │ > amount   8900                                                    │
               ◇ │ > currency EUR                                                     │
               ▾ │ > invoice  4003                                                    │d of
               ◇ │ > supplier Borealis                                                │
                 │ version    2, digest digest-of-4003                                │t
                 │ It is not delivered.                                               │
                 │ Delivery waits until 12:02:00 UTC: 120 s left.                     │
                 │ then       (*) 1 back to review                                    │
                 │            ( ) 2 reject: wrong-amount                              │
                 │            ( ) 3 reject: duplicate                                 │
                 │ note       n writes one                                            │
                 │                                                                    │
                 │ [ esc Go back ]    y Recall                                        │
                 └────────────────────────────────────────────────────────────────────┘
                                            │ ✓ Step 'controller' was approved by Dana
                                            │   Reyes                            ↓ 17 more
            /srv/handoffs
            a (approve)  r (reject)  e (escalate)  t (return)  c comment  u recall  ? help
            """#)
        terminal.press("2 n")
        terminal.type("the amount is not the invoice's")
        terminal.press("enter")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  4  taker:me                        as dana (declared)
             ▾ team:payables              4 │ Pay Borealis invoice 4003
               ▾ ┌─ Recall ───────────────────────────────────────────────────────────┐
            ▌  ◌ │ what       Pay Borealis invoice 4003                               │
               ▾ │ to         erp: bill 4003                                          │iff
               ◇ │ at stake   8900                                                    │────
               ◇ │ > amount   8900                                                    │
               ◇ │ > currency EUR                                                     │
               ▾ │ > invoice  4003                                                    │d of
               ◇ │ > supplier Borealis                                                │
                 │ version    2, digest digest-of-4003                                │t
                 │ It is not delivered.                                               │
                 │ Delivery waits until 12:02:00 UTC: 120 s left.                     │
                 │ then       ( ) 1 back to review                                    │
                 │            (*) 2 reject: wrong-amount                              │
                 │            ( ) 3 reject: duplicate                                 │
                 │ note       the amount is not the invoice's                         │
                 │                                                                    │
                 │ [ esc Go back ]    y Recall                                        │
                 └────────────────────────────────────────────────────────────────────┘
                                            │ ✓ Step 'controller' was approved by Dana
                                            │   Reyes                            ↓ 17 more
            /srv/handoffs
            a (approve)  r (reject)  e (escalate)  t (return)  c comment  u recall  ? help
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
            Recalled: Pay Borealis invoice 4003 — now rejected
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        try store.expect(
            4003, "recalled", by: "dana", on: status, reason: "wrong-amount",
            note: "the amount is not the invoice's")
        #expect(try store.show(4003)["state"] == "rejected")
        #expect(try store.show(4003)["receipt"] == .null)
        try store.leave(terminal)
        _ = try store.verifiedEvents()
    }
}
