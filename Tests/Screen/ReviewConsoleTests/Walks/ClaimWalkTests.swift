import Fixtures
import JSON
import Testing

/// Keystrokes and the screens of two people at the real program, each on a terminal of their own.
@Suite(.serialized) struct `Walks of two people on one store` {
    @Test func `a claim is seen by the other, and a decision over it asks`() throws {
        let store = try WalkStore.ofFive()
        let dana = try store.open(as: "dana", columns: 80, rows: 24)
        let mei = try store.open(as: "mei", columns: 80, rows: 24)
        for terminal in [dana, mei] { try terminal.wait(for: "open the evidence first") }
        mei.press("m")
        try mei.wait(for: "it is yours until 12:10")
        try store.expect(
            dana,
            #"""
             Countersign  1 my queue  5  taker:me                        as dana (declared)
             ▾ team:payables              5 │ Pay Borealis invoice 4003
               ▾ low                      1 │ (◇ PROVISIONAL) Mei Tanaka has it, 10m left
            ▌  ◇@0.41 Pay Borealis invo… 2h │ ✗ open the evidence first: 1 item of 'invoic…
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
                                            │ ○ Step 'controller' needs 1 approv ↓ 18 more
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        let status = try store.status(of: 4003)
        dana.press("o")
        try dana.wait(for: "only over the claim")
        try dana.press("a", until: "Approve ─")
        try store.expect(
            dana,
            #"""
             Countersign  1 my queue  5  taker:me                        as dana (declared)
             ▾ team:payables              5 │ Pay Borealis invoice 4003
               ▾ low                      1 │ (◇ PROVISIONAL) Mei Tanaka has it, 10m left
            ▌  ◇@0.41 Pay Borealis invo… 2h │ ✗ you may approve it only over the claim
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
                 │ claimed by Mei Tanaka until 12:10 UTC: confirming takes it over    │
                 │ note       n writes one                                            │
                 │                                                                    │
                 │ [ esc Go back ]    y Approve                                       │
                 └────────────────────────────────────────────────────────────────────┘
                                            │
                                            │
                                            │
            /srv/handoffs
            a approve  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        dana.press("y")
        try dana.wait(for: "Approved: Pay Borealis invoice 4003")
        try store.expect(4003, "approved", by: "dana", on: status, hasSeenEvidence: true)
        #expect(try store.lastMove(of: 4003)["over_claim"] == "person:mei")
        // The other one is told by whom, and what they had claimed stays before their eyes.
        try store.expect(
            mei,
            #"""
             Countersign  1 my queue  4  taker:me                         as mei (declared)
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
            while you looked: approved by Dana Reyes
            a (approve)  r (reject)  e (escalate)  t (return)  c comment  space fold  ? help
            """#)
        try store.leave(dana)
        try store.leave(mei)
        _ = try store.verifiedEvents()
    }

    @Test func `the loser of a race is told who won and how`() throws {
        let store = try WalkStore.ofFive()
        let dana = try store.open(as: "dana", columns: 120, rows: 40)
        let mei = try store.open(as: "mei", columns: 40, rows: 15)
        try dana.wait(for: "open the evidence first")
        try mei.wait(for: "Pay Borealis")
        let status = try store.status(of: 4003)
        dana.press("r")
        try dana.wait(for: "choose a reason first")
        dana.press("1")
        try dana.wait(for: "(*) 1 wrong-amount")
        try mei.press("r", until: "Reject ─")
        mei.press("2 n")
        mei.type("paid already")
        mei.press("enter")
        try mei.wait(for: "(*) 2 duplicate")
        // Both confirm before either console can have looked at the store again.
        mei.press("y")
        dana.press("y")
        try mei.wait(for: "an answer") {
            $0.shows("Rejected: ") || $0.shows("Somebody was first") || $0.shows("while you")
        }
        try dana.wait(for: "an answer") {
            $0.shows("Rejected: ") || $0.shows("Somebody was first") || $0.shows("while you")
        }
        let winner = try store.lastMove(of: 4003)["by"]?["person"]?.string
        let (loser, reason, name) =
            winner == "mei" ? (dana, "duplicate", "Mei Tanaka") : (mei, "wrong-amount", "Dana Reyes")
        // Where the poll was quicker than the key, the question is withdrawn instead; either way it says who it was.
        #expect(loser.screen.shows(name) && loser.screen.shows("rejected"))
        try store.expect(
            4003, "rejected", by: winner ?? "", on: status, reason: reason,
            note: winner == "mei" ? "paid already" : nil)
        loser.press("enter")
        try loser.wait(for: "the end of the message") { !$0.shows("Somebody was first") }
        try store.leave(dana)
        try store.leave(mei)
        _ = try store.verifiedEvents()
    }
}
