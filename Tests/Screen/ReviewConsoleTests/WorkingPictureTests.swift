import Handoff
import Testing

@testable import ReviewConsole

/// Keystrokes and the screen that they give, for what is done beside approve, reject, escalate, return and comment.
@Suite struct `Pictures of claims, recalls, assignments and differences` {
    private func console(_ person: String = "dana", _ width: Int = 80, _ height: Int = 24) -> TestConsole {
        TestConsole(`Pictures of the console`.desk(person), width: width, height: height)
    }

    private func expect(_ console: TestConsole, _ picture: String, _ place: SourceLocation = #_sourceLocation) {
        #expect(console.screen == picture, "the screen is:\n\(console.screen)", sourceLocation: place)
    }

    @Test func `what one has claimed is marked in the queue and in the head`() {
        var console = console()
        console.press("j j j j j m")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  state:pending                as dana (declared)
             ▾ team:credit                1 │ Pay ACME invoice 4001
               ▾ unknown                  1 │ (◇ PROVISIONAL) you have it until 12:10 UTC
               △    ? Credit note 日本 40…  │ ✗ open the evidence first: 1 item of 'invoic…
             ▾ team:payables              4 │ [Summary] Payl  Evid  Chec  Trac  Hist  Diff
               ▾ low                      1 │ ─────────────────────────────────────────────
               ◇ 0.41 Pay \x1B[2J\… 1h late │ Target     erp: bill 4001
               ▾ medium                   2 │ Owner      team payables
            ▌  ◇@0.72 Pay ACME invoice … 3h │ Confidence 0.72 (medium), below the threshold
               ◇ 0.72 Pay ACME invoice … 2d │            of 0.90
               ▾ high                     1 │ Contract   finance.payment v3, high impact
               ◇ 0.95 Pay ACME invoice… 30m │ Clock      due in 3h (15:00 UTC)
                                            │
                                            │ What it would write
                                            │ amount   1250.00
                                            │ currency EUR
                                            │ invoice  4001
                                            │ supplier ACME
                                            │
                                            │ Before it moves on
                                            │ ✓ The contract is met
                                            │ ○ Step 'controller' needs 1 approv ↓ 20 more
            it is yours until 12:10 UTC; others see it
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
    }

    @Test func `a decision over somebody else's claim says whose, until when, and what confirming does`() {
        var console = console()
        console.desk.claim(PaperDesk.id(1), by: "mei")
        console.poll()
        console.press("j j j j j o a")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  state:pending                as dana (declared)
             ▾ team:credit                1 │ Pay ACME invoice 4001
               ▾ unknown                  1 │ (◇ PROVISIONAL) Mei Tanaka has it, 10m left
               △    ? Credit note 日本 40…  │ ✗ you may approve it only over the claim
             ▾ te┌─ Approve ──────────────────────────────────────────────────────────┐
               ▾ │ what       Pay ACME invoice 4001                                   │────
               ◇ │ to         erp: bill 4001                                          │,
               ▾ │ at stake   1250.00                                                 │
            ▌  ◇@│ > amount   1250.00                                                 │
               ◇ │ > currency EUR                                                     │
               ▾ │ > invoice  4001                                                    │
               ◇ │ > supplier ACME                                                    │
                 │ version    1, digest dd7c 4800 5583                                │
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
    }

    @Test func `a recall counts the seconds until delivery`() {
        var console = console()
        console.press("j j j o a y")
        console.desk.desk.withLock {
            $0.entries[PaperDesk.id(3)]!.handoff.status.deliverable = console.desk.now.adding(milliseconds: 90_000)
        }
        console.time += 1_000
        console.press("' u")
        console.send(.time(console.desk.now.adding(milliseconds: 7_000)))
        expect(
            console,
            #"""
             Countersign  2 all pending  4  state:pending                as dana (declared)
             ▾ team:credit                1 │ Pay \x1B[2J\u{202E}evil\u{202C} 4003
               ▾ ┌─ Recall ───────────────────────────────────────────────────────────┐
               △ │ what       Pay \x1B[2J\u{202E}evil\u{202C} 4003                    │
             ▾ te│ to         erp: bill 4003                                          │iff
               ▾ │ at stake   1250.00                                                 │────
            ▌  ◌ │ > amount   1250.00                                                 │
               ▾ │ > currency EUR                                                     │
               ◇ │ > invoice  4003                                                    │d of
               ◇ │ > supplier ACME                                                    │
               ▾ │ version    2, digest 41a2 e3b9 94f5                                │t
               ◇ │ It is not delivered.                                               │
                 │ Delivery waits until 12:01:30 UTC: 83 s left.                      │
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
    }

    @Test func `an assignment offers those who can take it`() {
        var console = console("robin")
        console.press("j j j A")
        console.type("person:")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  state:pending               as robin (declared)
             ▾ team:credit                1 │ Pay \x1B[2J\u{202E}evil\u{202C} 4003
               ▾ unknown                  1 │ (◇ PROVISIONAL) proposed, step 'controller'
               △ ┌─ Assign ───────────────────────────────────────────────────────────┐ntr…
             ▾ te│ what       Pay \x1B[2J\u{202E}evil\u{202C} 4003                    │iff
               ▾ │ to         erp: bill 4003                                          │────
            ▌  ◇ │ at stake   1250.00                                                 │
               ▾ │ > amount   1250.00                                                 │
               ◇ │ > currency EUR                                                     │d of
               ◇ │ > invoice  4003                                                    │
               ▾ │ > supplier ACME                                                    │t
               ◇ │ version    1, digest 4746 775b e688                                │
                 │ It becomes somebody else's turn.                                   │
                 │ person:dana  person:mei  person:robin                              │
                 │ to         person:                                                 │
                 │ note       n writes one                                            │
                 │                                                                    │
                 │ enter ends the text, tab completes                                 │
                 └────────────────────────────────────────────────────────────────────┘
                                            │ Before it moves on
                                            │ ✓ The contract is met
                                            │ ○ Step 'controller' needs 1 approv ↓ 16 more
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
    }

    @Test func `an edit is shown with what follows from it, and stays in the difference`() {
        var console = console()
        console.editor = {
            $0.replacing("amount: 1250.00", with: "amount: 1350.00").replacing("currency: EUR\n", with: "")
        }
        console.press("j j j j j E")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  state:pending                as dana (declared)
             ▾ team:credit                1 │ Pay ACME invoice 4001
               ▾ unknown                  1 │ (◇ PROVISIONAL) proposed, step 'controller'
               △    ? Credit note 日本 40…  │ ✗ open the evidence first: 1 item of 'invoic…
             ▾ team:payables              4 │ [Summary] Payl  Evid  Chec  Trac  Hist  Diff
               ▾ low                      1 │ ─────────────────────────────────────────────
             ┌─ Store this edit? ─────────────────────────────────────────────────────────┐
             │ ~ /amount: 1250.00 → 1350.00                                               │
            ▌│ - /currency: "EUR"                                                         │
             │                                                                            │
             │ What follows                                                               │
             │ • you count as its editor                                                  │
             │ • steps: controller by role:controller                                     │
             │ • owner: team:payables                                                     │
             │                                                                            │
             │ [ esc Go back ]    y Store it      e Edit again                            │
             └────────────────────────────────────────────────────────────────────────────┘
                                            │ supplier ACME
                                            │
                                            │ Before it moves on
                                            │ ✓ The contract is met
                                            │ ○ Step 'controller' needs 1 approv ↓ 18 more
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        console.press("y backtab")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  state:pending                as dana (declared)
             ▾ team:credit                1 │ Pay ACME invoice 4001
               ▾ unknown                  1 │ (◇ PROVISIONAL) proposed, step 'controller'
               △    ? Credit note 日本 40…  │ ✗ open the evidence first: 1 item of 'invoic…
             ▾ team:payables              4 │  Sum  Pay  Evi  Che  Tra  His [Difference]
               ▾ low                      1 │ ─────────────────────────────────────────────
               ◇ 0.41 Pay \x1B[2J\… 1h late │ Version 2, edited by Dana Reyes, 2026-11-22 1
               ▾ medium                   2 │ ~ /amount: 1250.00 → 1350.00
            ▌  ◇ 0.72 Pay ACME invoice … 3h │ - /currency: "EUR"
               ◇ 0.72 Pay ACME invoice … 2d │
               ▾ high                     1 │
               ◇ 0.95 Pay ACME invoice… 30m │
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
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
    }

    @Test func `without an edit or a revision nothing has changed`() {
        var console = console("dana", 80, 10)
        console.press("j j j j j backtab")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  state:pending                as dana (declared)
               ▾ unknown                  1 │ Pay ACME invoice 4001
               △    ? Credit note 日本 40…  │ (◇ PROVISIONAL) proposed, step 'controller'
             ▾ team:payables              4 │ ✗ open the evidence first: 1 item of 'invoic…
               ▾ low                      1 │  Sum  Pay  Evi  Che  Tra  His [Difference]
               ◇ 0.41 Pay \x1B[2J\… 1h late │ Nothing changed since it was submitted.
               ▾ medium                   2 │
            ▌  ◇ 0.72 Pay ACME invoice … 3h │
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
    }
}
