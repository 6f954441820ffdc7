import Handoff
import Testing

@testable import ReviewConsole

/// Keystrokes and the screen that they give, side by side.
@Suite struct `Pictures of the console` {
    static func desk(_ person: String = "dana") -> PaperDesk {
        let desk = PaperDesk(person: person)
        desk.add(1, "Pay ACME invoice 4001", unresolved: ["Is the discount of 2 % agreed?"])
        desk.add(2, "Pay ACME invoice 4002", confidence: "0.95", amount: "61000.00", dueInMinutes: 30)
        desk.add(3, "Pay \u{1B}[2J\u{202E}evil\u{202C} 4003", confidence: "0.41", dueInMinutes: -90)
        desk.add(4, "Credit note 日本 4004", owner: "team:credit", confidence: nil, dueInMinutes: nil, state: .escalated)
        desk.add(5, "Pay ACME invoice 4005", dueInMinutes: 3_000, requestedBy: "dana")
        return desk
    }

    func console(_ width: Int, _ height: Int, isUnicode: Bool = true) -> TestConsole {
        TestConsole(Self.desk(), width: width, height: height, isUnicode: isUnicode)
    }

    func expect(_ console: TestConsole, _ picture: String, _ place: SourceLocation = #_sourceLocation) {
        #expect(console.screen == picture, "the screen is:\n\(console.screen)", sourceLocation: place)
    }

    @Test func `120 columns: queue and handoff side by side`() {
        var console = console(120, 40)
        console.press("j j j j j")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  state:pending                                                        as dana (declared)
             ▾ team:credit                                1 │ Pay ACME invoice 4001
               ▾ unknown                                  1 │ (◇ PROVISIONAL) proposed, step 'controller'
               △         ? Credit note 日本 4004            │ ✗ open the evidence first: 1 item of 'invoice' not seen
             ▾ team:payables                              4 │ [Summary] Payload  Evidence 1  Checks  Trace  History  Difference
               ▾ low                                      1 │ ─────────────────────────────────────────────────────────────────────
               ◇ ▰▰▱▱ 0.41 Pay \x1B[2J\u{202E}evil… 1h late │ Target     erp: bill 4001
               ▾ medium                                   2 │ Owner      team payables
            ▌  ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4001         3h │ Confidence ▰▰▰▱ 0.72 (medium), below the threshold of 0.90
               ◇ ▰▰▰▱ 0.72 Pay ACME invoice 4005         2d │ Contract   finance.payment v3, high impact
               ▾ high                                     1 │ Clock      ▰▰▰▱ due in 3h (15:00 UTC)
               ◇ ▰▰▰▱ 0.95 Pay ACME invoice 4002        30m │
                                                            │ What it would write
                                                            │ amount   1250.00
                                                            │ currency EUR
                                                            │ invoice  4001
                                                            │ supplier ACME
                                                            │
                                                            │ Before it moves on
                                                            │ ✓ The contract is met
                                                            │ ○ Step 'controller' needs 1 approval by role:controller (dana, mei)
                                                            │ ○ Open the evidence 'invoice' before you approve (1 of 1 left) (dana)
                                                            │
                                                            │ Unresolved: needs your judgment
                                                            │ • Is the discount of 2 % agreed?
                                                            │
                                                            │ Checks
                                                            │ ✓ passed: lines-add-up
                                                            │
                                                            │ Where it comes from
                                                            │ Producer   ap-bot, tern-2
                                                            │ Workflow   ap/intake@12
                                                            │ Asked by   person:sam
                                                            │ Submitted  2026-11-22 11:00 UTC by apbot
                                                            │ Key        key-1
                                                            │ Handoff    01KAPXH2X80000000000000001
                                                            │ Version    1, digest dd7c 4800 5583
                                                            │
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  m claim  E edit  space fold  enter read  ? help
            """#)
    }

    @Test func `80 columns: the same, and what stands in the way is there before a key is pressed`() {
        let console = console(80, 24)
        expect(
            console,
            #"""
             Countersign  2 all pending  5  state:pending                as dana (declared)
             ▾ team:credit                1 │ Credit note 日本 4004
               ▾ unknown                  1 │ (△ PROVISIONAL) escalated, step 'controller'
            ▌  △    ? Credit note 日本 40…  │ ✗ you can't approve it: it is escalated to R…
             ▾ team:payables              4 │ [Summary] Payl  Evid  Chec  Trac  Hist  Diff
               ▾ low                      1 │ ─────────────────────────────────────────────
               ◇ 0.41 Pay \x1B[2J\… 1h late │ Target     erp: bill 4004
               ▾ medium                   2 │ Owner      team credit
               ◇ 0.72 Pay ACME invoice … 3h │ Confidence not stated: below every threshold
               ◇ 0.72 Pay ACME invoice … 2d │ Contract   finance.payment v3, high impact
               ▾ high                     1 │
               ◇ 0.95 Pay ACME invoice… 30m │ What it would write
                                            │ amount   1250.00
                                            │ currency EUR
                                            │ invoice  4004
                                            │ supplier ACME
                                            │
                                            │ Before it moves on
                                            │ ✓ The contract is met
                                            │ ○ Step 'controller' needs 1 approval by
                                            │   role:controller (robin)
                                            │ ○ It is escalated and waits for a  ↓ 15 more
            /srv/handoffs
            a (approve)  r (reject)  e (escalate)  t (return)  c comment  space fold  ? help
            """#)
    }

    @Test func `40 columns: the queue, then the handoff`() {
        var console = console(40, 15)
        expect(
            console,
            #"""
             2 all pending  5    as dana (declared)
             ▾ team:credit                        1
               ▾ unknown                          1
            ▌  △    ? Credit note 日本 4004
             ▾ team:payables                      4
               ▾ low                              1
               ◇ 0.41 Pay \x1B[2J\u{202E}e… 1h late
               ▾ medium                           2
               ◇ 0.72 Pay ACME invoice 4001      3h
               ◇ 0.72 Pay ACME invoice 4005      2d
               ▾ high                             1
               ◇ 0.95 Pay ACME invoice 4002     30m

            /srv/handoffs
            a (approve)  r (reject)  q quit  ? help
            """#)
        console.press("j j j enter")
        expect(
            console,
            #"""
             2 all pending  5    as dana (declared)
            Pay \x1B[2J\u{202E}evil\u{202C} 4003
            (◇ PROVISIONAL) proposed, step 'control…
            ✗ open the evidence first: 1 item of 'i…
            [Summary] Pay  Evi  Che  Tra  His  Dif
            Target     erp: bill 4003
            Owner      team payables
            Confidence 0.41 (low), below the
                       threshold of 0.90
            Contract   finance.payment v3, high
                       impact
            Clock      1h late (10:30 UTC)
                                          ↓ 24 more
            /srv/handoffs
            a (approve)  o open evidence  ? help
            """#)
        console.press("esc")
        #expect(console.rows[2].contains("unknown"))
    }

    @Test func `a confirmation says what, where to, how much, and which version`() {
        var console = console(80, 24)
        console.press("G o a")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  state:pending                as dana (declared)
             ▾ team:credit                1 │ Pay ACME invoice 4002
               ▾ unknown                  1 │ (◇ PROVISIONAL) proposed, step 'controller'
               △    ? Credit note 日本 40…  │ ✓ you may approve it
             ▾ te┌─ Approve ──────────────────────────────────────────────────────────┐
               ▾ │ what       Pay ACME invoice 4002                                   │────
               ◇ │ to         erp: bill 4002                                          │,
               ▾ │ at stake   61000.00                                                │
               ◇ │ > amount   61000.00                                                │
               ◇ │ > currency EUR                                                     │
               ▾ │ > invoice  4002                                                    │
            ▌  ◇ │ > supplier ACME                                                    │
                 │ version    1, digest 7469 72cd 0351                                │
                 │ Then step 'cfo' by role:cfo.                                       │
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
    }

    @Test func `a rejection asks for a reason, on a small screen too`() {
        var console = console(40, 15)
        console.press("j j j r 2")
        expect(
            console,
            #"""
             2 all pending  5    as dana (declared)
             ┌─ Reject ───────────────────────────┐
             │ what       Pay                     │
             │            \x1B[2J\u{202E}evil\u{… │
             │ to         erp: bill 4003          │
             │ v1, digest 4746 775b e688          │
            ▌│ This is final: nothing is written… │
             │ reason     ( ) 1 wrong-amount      │
             │            (*) 2 duplicate         │
             │ note       n writes one            │
             │                                    │
             │ [ esc Go back ]    y Reject        │
             └────────────────────────────────────┘
            /srv/handoffs
            a (approve)  o open evidence  ? help
            """#)
    }

    @Test func `after a decision the cursor is on the next handoff`() {
        var console = console(80, 24)
        console.press("j j j o a y")
        expect(
            console,
            #"""
             Countersign  2 all pending  4  state:pending                as dana (declared)
             ▾ team:credit                1 │ Pay ACME invoice 4001
               ▾ unknown                  1 │ (◇ PROVISIONAL) proposed, step 'controller'
               △    ? Credit note 日本 40…  │ ✗ open the evidence first: 1 item of 'invoic…
             ▾ team:payables              3 │ [Summary] Payl  Evid  Chec  Trac  Hist  Diff
               ▾ medium                   2 │ ─────────────────────────────────────────────
            ▌  ◇ 0.72 Pay ACME invoice … 3h │ Target     erp: bill 4001
               ◇ 0.72 Pay ACME invoice … 2d │ Owner      team payables
               ▾ high                     1 │ Confidence 0.72 (medium), below the threshold
               ◇ 0.95 Pay ACME invoice… 30m │            of 0.90
                                            │ Contract   finance.payment v3, high impact
                                            │ Clock      due in 3h (15:00 UTC)
                                            │
                                            │ What it would write
                                            │ amount   1250.00
                                            │ currency EUR
                                            │ invoice  4001
                                            │ supplier ACME
                                            │
                                            │ Before it moves on
                                            │ ✓ The contract is met
                                            │ ○ Step 'controller' needs 1 approv ↓ 18 more
            Approved: Pay \x1B[2J\u{202E}evil\u{202C} 4003 — now approved
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
    }

    @Test func `what was decided elsewhere stays under the cursor and says who and how`() throws {
        var console = console(80, 24)
        console.press("j j j j j")
        try console.desk.act(.reject(reason: "duplicate"), on: PaperDesk.id(1), by: "mei", note: "paid last week")
        console.poll()
        console.press("tab tab tab tab tab")
        // The notice of the change goes with the next key; the state stays.
        expect(
            console,
            #"""
             Countersign  2 all pending  4  state:pending                as dana (declared)
             ▾ team:credit                1 │ Pay ACME invoice 4001
               ▾ unknown                  1 │ [■ FINAL] rejected
               △    ? Credit note 日本 40…  │
             ▾ team:payables              3 │  Summ  Payl  Evid  Chec  Trac [History] Diff
               ▾ low                      1 │ ─────────────────────────────────────────────
               ◇ 0.41 Pay \x1B[2J\… 1h late │ 2026-11-22 12:00 UTC  rejected, reason
               ▾ medium                   1 │                       duplicate → rejected by
            ▌  ■ 0.72 Pay ACME in… rejected │                       Mei Tanaka
               ◇ 0.72 Pay ACME invoice … 2d │                       paid last week
               ▾ high                     1 │ 2026-11-22 11:00 UTC  submitted → proposed by
               ◇ 0.95 Pay ACME invoice… 30m │                       apbot
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
            a (approve)  r (reject)  e (escalate)  t (return)  c comment  space fold  ? help
            """#)
    }

    @Test func `folded groups say how much is in them`() {
        var console = console(80, 24)
        console.press("Z")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  state:pending                as dana (declared)
            ▌▸ team:credit                1 │ team:credit
             ▸ team:payables              4 │ 1 handoff
                                            │ space unfolds it
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
                                            │
                                            │
                                            │
                                            │
                                            │
                                            │
            /srv/handoffs
            a (approve)  r (reject)  e (escalate)  t (return)  c (comment)  tab tabs  ? help
            """#)
    }

    @Test func `help comes from the table of keys and says what can't be done now`() {
        var console = console(80, 24)
        console.press("?")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  state:pending                as dana (declared)
             ┌─ Keys (/ searches, any other key closes) ──────────────────────────────────┐
             │ Deciding                                                                   │
             │ a               Approve what is on the screen                              │
             │                 not now: you can't approve it: it is escalated to Robin    │
             │                 Castle                                                     │
             │ r               Reject it with a reason: final                             │
             │                 not now: you can't reject it: it is escalated to Robin     │
             │                 Castle                                                     │
             │ e               Escalate it with a reason, to whom you say                 │
             │                 not now: it is escalated; you can't escalate it from there │
             │ t               Return it to its producer for rework, with a note          │
             │                 not now: you can't return it: it is escalated to Robin     │
             │                 Castle                                                     │
             │ c               Comment on it; changes nothing else                        │
             │ u               Take an approval back before its delivery begins           │
             │                 not now: it is escalated: only what is approved and not    │
             │                 yet delivered is recalled                                  │
             │ w               It was written: name the record that an uncertain delivery │
             │                 made                                                       │
             │ 81 more lines                                                              │
             └────────────────────────────────────────────────────────────────────────────┘
            /srv/handoffs
            a (approve)  r (reject)  e (escalate)  t (return)  c comment  space fold  ? help
            """#)
    }

    @Test func `payload and trace are outlines, and texts keep their lines`() {
        var console = console(80, 24)
        console.press("G tab")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  state:pending                as dana (declared)
             ▾ team:credit                1 │ Pay ACME invoice 4002
               ▾ unknown                  1 │ (◇ PROVISIONAL) proposed, step 'controller'
               △    ? Credit note 日本 40…  │ ✗ open the evidence first: 1 item of 'invoic…
             ▾ team:payables              4 │  Summ [Payload] Evid  Chec  Trac  Hist  Diff
               ▾ low                      1 │ ─────────────────────────────────────────────
               ◇ 0.41 Pay \x1B[2J\… 1h late │ amount: 61000.00
               ▾ medium                   2 │ currency: EUR
               ◇ 0.72 Pay ACME invoice … 3h │ invoice: 4002
               ◇ 0.72 Pay ACME invoice … 2d │ supplier: ACME
               ▾ high                     1 │
            ▌  ◇ 0.95 Pay ACME invoice… 30m │ V shows it as JSON
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
        console.press("tab tab tab")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  state:pending                as dana (declared)
             ▾ team:credit                1 │ Pay ACME invoice 4002
               ▾ unknown                  1 │ (◇ PROVISIONAL) proposed, step 'controller'
               △    ? Credit note 日本 40…  │ ✗ open the evidence first: 1 item of 'invoic…
             ▾ team:payables              4 │  Summ  Payl  Evid  Chec [Trace] Hist  Diff
               ▾ low                      1 │ ─────────────────────────────────────────────
               ◇ 0.41 Pay \x1B[2J\… 1h late │ Agent      ap-bot
               ▾ medium                   2 │ Model      tern-2
               ◇ 0.72 Pay ACME invoice … 3h │ Workflow   ap/intake@12
               ◇ 0.72 Pay ACME invoice … 2d │
               ▾ high                     1 │ Prompt
            ▌  ◇ 0.95 Pay ACME invoice… 30m │ Pay what is due.
                                            │ Ask when in doubt.
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

    @Test func `without Unicode everything is drawn in ASCII`() {
        var console = console(80, 24, isUnicode: false)
        console.press("G")
        expect(
            console,
            #"""
             Countersign  2 all pending  5  state:pending                as dana (declared)
             - team:credit                1 | Pay ACME invoice 4002
               - unknown                  1 | (p PROVISIONAL) proposed, step 'controller'
               e    ? Credit note 日本 40~  | x open the evidence first: 1 item of 'invoic~
             - team:payables              4 | [Summary] Payl  Evid  Chec  Trac  Hist  Diff
               - low                      1 | ---------------------------------------------
               p 0.41 Pay \x1B[2J\~ 1h late | Target     erp: bill 4002
               - medium                   2 | Owner      team payables
               p 0.72 Pay ACME invoice ~ 3h | Confidence 0.95 (high), reaches the threshold
               p 0.72 Pay ACME invoice ~ 2d |            of 0.90
               - high                     1 | Contract   finance.payment v3, high impact
            >  p 0.95 Pay ACME invoice~ 30m | Clock      due in 30m (12:30 UTC)
                                            |
                                            | What it would write
                                            | amount   61000.00
                                            | currency EUR
                                            | invoice  4002
                                            | supplier ACME
                                            |
                                            | Before it moves on
                                            | + The contract is met
                                            | o Step 'controller' needs 1 approval 16 more
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
    }

    @Test func `an empty queue says so`() {
        let console = TestConsole(PaperDesk(), width: 40, height: 15)
        expect(
            console,
            #"""
             2 all pending  0    as dana (declared)
             nothing is state:pending











            /srv/handoffs
            a (approve)  r (reject)  q quit  ? help
            """#)
    }

    @Test func `evidence marks what the checks look for, and the checks are listed with their rules`() {
        var console = console(80, 24)
        console.press("G")
        console.press("o")
        let marked = console.state.sheet.lines.joined().filter { $0.style.attributes.contains(.underline) }
        #expect(marked.map(\.text.description) == ["4002"])
    }
}
