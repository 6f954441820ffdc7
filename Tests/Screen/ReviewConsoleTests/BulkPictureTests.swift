import Handoff
import Testing

@testable import ReviewConsole

/// The screens of a decision on many, side by side with the keys.
@Suite struct `Pictures of a decision on many` {
    func expect(_ console: TestConsole, _ picture: String, _ place: SourceLocation = #_sourceLocation) {
        #expect(console.screen == picture, "the screen is:\n\(console.screen)", sourceLocation: place)
    }

    @Test func `tags, the question, the preview and the results`() throws {
        var console = TestConsole(`Pictures of the console`.desk(), width: 100, height: 24)
        console.press("j x j j j k k x")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  3 tagged (; decides)  state:pending              as dana (declared)
             ▾ team:credit                        1 │ team:payables, low
               ▾ unknown                          1 │ 1 handoff
               △    ? Credit note 日本 4004         │ space folds it
             ▾ team:payables                      4 │
            ▌  ▾ low                              1 │
               ◇ 0.41 Pay \x1B[2J\u{202E}e… 1h late │
               ▾ medium                           2 │
             * ◇ 0.72 Pay ACME invoice 4001      3h │
             * ◇ 0.72 Pay ACME invoice 4005      2d │
               ▾ high                             1 │
             * ◇ 0.95 Pay ACME invoice 4002     30m │
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
            1 untagged
            a (approve)  r (reject)  e (escalate)  t (return)  c (comment)  o (open evidence)  tab tabs  ? help
            """#)
        console.press(";")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  3 tagged (; decides)  state:pending              as dana (declared)
             ▾ team:credit                        1 │ team:payables, low
               ▾ unknown                          1 │ 1 handoff
               △    ? Credit note 日本 4004         │ space folds it
             ▾ team:payables                      4 │
            ▌  ▾ low                              1 │
               ◇ 0.41 Pay \x1B[2J\u{202E}e… 1h late │
               ▾ medium       ┌─ 3 tagged: decide on all of them ────────────────────────────┐
             * ◇ 0.72 Pay ACME│ a  Approve                                                   │
             * ◇ 0.72 Pay ACME│ r  Reject                                                    │
               ▾ high         │ e  Escalate                                                  │
             * ◇ 0.95 Pay ACME│ t  Return for rework                                         │
                              │ Nothing is decided before you have seen what would go.       │
                              │ any other key goes back                                      │
                              └──────────────────────────────────────────────────────────────┘
                                                    │
                                                    │
                                                    │
                                                    │
                                                    │
                                                    │
                                                    │
            /srv/handoffs
            a (approve)  r (reject)  e (escalate)  t (return)  c (comment)  o (open evidence)  tab tabs  ? help
            """#)
        console.press("r 1")
        for text in [
            "will go     3 of 3", "at stake    63,500 ", "confidence  lowest 0.72", "(*) 1 wrong-amount",
            "[ esc Go back ]    y Reject 3",
        ] {
            #expect(console.shows(text))
        }
        console.time += ConsoleState.deadTime
        try console.desk.act(.reject(reason: "wrong-amount"), on: PaperDesk.id(5), by: "mei")
        console.press("2 y")
        expect(
            console,
            #"""
             Countersign  2 all pending  2  1 tagged (; decides)  state:pending              as dana (declared)
             ▾ team:credit                        1 │ team:payables, low
               ▾ unknown                          1 │ 1 handoff
               △    ? Credit note 日本 4004         │ space folds it
             ▾ team:payables                      1 │
            ▌ ┌─ Reject: what became of each ────────────────────────────────────────────────────────────────┐
              │ 2 done, 1 where somebody was first                                                           │
              │ ✓ → rejected [■ FINAL]  000001 Pay ACME invoice 4001                                         │
              │ ✗ 000005 Pay ACME invoice 4005                                                               │
              │     somebody was first: Mei Tanaka rejected it at 2026-11-22 12:00 UTC, wrong-amount: it is  │
              │     rejected now                                                                             │
              │ ✓ → rejected [■ FINAL]  000002 Pay ACME invoice 4002                                         │
              │                                                                                              │
              │                                                                                              │
              │                                                                                              │
              │                                                                                              │
              │ the end; esc closes, :results shows it again                                                 │
              └──────────────────────────────────────────────────────────────────────────────────────────────┘
                                                    │
                                                    │
                                                    │
                                                    │
            /srv/handoffs
            a (approve)  r (reject)  e (escalate)  t (return)  c (comment)  o (open evidence)  tab tabs  ? help
            """#)
    }

    @Test func `an approval on 80 columns without Unicode: what is refused and why`() {
        var console = TestConsole(`Pictures of the console`.desk(), width: 80, height: 24, isUnicode: false)
        console.press("j x G o h ; a")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  4 tagged (; decides)  state~ as dana (declared)
             - team:credit                1 | Pay ACME invoice 4002
               - unknown                  1 | (p PROVISIONAL) proposed, step 'controller'
             +- Approve 4 tagged ---------------------------------------------------------+
             | will go     1 of 4                                                         |
             | at stake    61,000                                                         |
             | confidence  lowest 0.95                                                    |
             | contract    finance.payment v3 (1)                                         |
             | refused     3                                                              |
             | 2 must_view:invoice: open the evidence first: 1 item of 'invoice' not seen |
             |     000003 Pay \x1B[2J\u{202E}evil\u{202C} 4003                            |
            >|     000001 Pay ACME invoice 4001                                           |
             | 1 separation:requester: you can't approve it: whoever asked for it or sub~ |
             |     000005 Pay ACME invoice 4005                                           |
             | 1 will go: finance.payment v3                                              |
             |     0.95 61,000 000002 Pay ACME invoice 4002                               |
             | note        n writes one, for all                                          |
             | [ esc Go back ]    y Approve 1                                             |
             +----------------------------------------------------------------------------+
                                            |
                                            |
                                            |
            /srv/handoffs
            a approve  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
    }
}
