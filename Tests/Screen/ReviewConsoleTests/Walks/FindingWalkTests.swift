import Fixtures
import Testing

/// Keystrokes and the screen of the real program on a real terminal, for finding one's way.
@Suite(.serialized) struct `Walks through the queue` {
    @Test func `filter, search, group, sort and views`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 80, rows: 24)
        try terminal.wait(for: "open the evidence first")
        terminal.press("f")
        try store.expect(
            terminal,
            #"""
             Countersign  1 my queue  5  taker:me                        as dana (declared)
             ┌─ Filter: enter shows, esc leaves it as it is ──────────────────────────────┐
             │ tab: state:  taker:  owner:  band:  contract:  system:  due<  age<         │
            ▌│ confidence<  amount<  title~  id:  step:  text~  has:  claim:  agent:      │
             │ requester:                                                                 │
             │ state:pending             its state; pending is proposed or escalated      │
             │ taker:me                  who can take what is open on it                  │
             │ owner:team:sales          who owns it; me is you, your teams and roles     │
             │ band:low                  its confidence band                              │
             │ contract:finance.payment  the contract it is held to                       │
             │ system:erp                the system of record                             │
             │ due<1h                    when it is due: within a time from now, or by a… │
             │ age>2d                    how long ago it came in                          │
             │ confidence<0.6            the confidence it states                         │
             │ amount>1000               the amount at stake, where its contract names o… │
             │ title~refund              a text in its title                              │
             │ id:01KAPX                 how its id begins                                │
             │ step:controller           the step that is open                            │
             │ text~refund               a text in its title, payload or evidence; a wor… │
             │ has:violations            what it carries                                  │
             └────────────────────────────────────────────────────────────────────────────┘
                                            │ ○ Step 'controller' needs 1 approv ↓ 15 more
            filter › taker:me
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        terminal.type("ban")
        terminal.press("tab")
        terminal.type("med")
        try terminal.wait(for: "the names in the store") { $0.shows("tab: band:medium") }
        terminal.press("tab")
        try terminal.wait(for: "the completion") { $0.lines[22] == "filter › taker:me band:medium" }
        terminal.press("enter")
        try store.expect(
            terminal,
            #"""
             Countersign  filter  3  taker:me band:medium                as dana (declared)
             ▾ team:payables              3 │ Pay ACME invoice 4001
               ▾ medium                   3 │ (◇ PROVISIONAL) proposed, step 'controller'
            ▌  ◇ 0.72 Pay ACME invoice … 2h │ ✗ open the evidence first: 1 item of 'invoic…
               ◇ 0.72 Pay ACME invoice … 2h │ [Summary] Payl  Evid  Chec  Trac  Hist  Diff
               ◇ 0.72 Pay ACME invoice … 3h │ ─────────────────────────────────────────────
                                            │ Target     erp: bill 4001
                                            │ Owner      team payables
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
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        // What is typed as no filter says why, and hides nothing.
        terminal.press("f")
        terminal.type(" bant:low")
        terminal.press("enter")
        try store.expect(
            terminal,
            #"""
             Countersign  filter  3  taker:me band:medium                as dana (declared)
             ┌─ Filter: enter shows, esc leaves it as it is ──────────────────────────────┐
             │ there is no field 'bant'; did you mean 'band'?                             │
            ▌│ taker:me band:medium  bant:low                                             │
             │                       ^^^^                                                 │
             │ state:pending             its state; pending is proposed or escalated      │
             │ taker:me                  who can take what is open on it                  │
             │ owner:team:sales          who owns it; me is you, your teams and roles     │
             │ band:low                  its confidence band                              │
             │ contract:finance.payment  the contract it is held to                       │
             │ system:erp                the system of record                             │
             │ due<1h                    when it is due: within a time from now, or by a… │
             │ age>2d                    how long ago it came in                          │
             │ confidence<0.6            the confidence it states                         │
             │ amount>1000               the amount at stake, where its contract names o… │
             │ title~refund              a text in its title                              │
             │ id:01KAPX                 how its id begins                                │
             │ step:controller           the step that is open                            │
             │ text~refund               a text in its title, payload or evidence; a wor… │
             │ has:violations            what it carries                                  │
             └────────────────────────────────────────────────────────────────────────────┘
                                            │ ○ Step 'controller' needs 1 approv ↓ 18 more
            filter › taker:me band:medium  bant:low
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        terminal.press("esc")
        try terminal.wait(for: "the line to be gone") { !$0.shows("bant:low") }
        terminal.press("2")
        try terminal.wait(for: "the other view") { $0.shows("all pending  5") && $0.shows("open the evidence first") }
        terminal.press("/")
        terminal.type("acme")
        terminal.press("enter")
        try terminal.wait(for: "the first match") { $0.lines[1].hasSuffix("Pay ACME invoice 4001") }
        terminal.press("n")
        try store.expect(
            terminal,
            #"""
             Countersign  2 all pending  5  state:pending                as dana (declared)
             ▾ team:payables              5 │ Pay ACME invoice 4002
               ▾ low                      1 │ (◇ PROVISIONAL) proposed, step 'controller'
               ◇ 0.41 Pay Borealis invo… 2h │ ✗ open the evidence first: 1 item of 'invoic…
               ▾ medium                   3 │ [Summary] Payl  Evid  Chec  Trac  Hist  Diff
               ◇ 0.72 Pay ACME invoice … 2h │ ─────────────────────────────────────────────
            ▌  ◇ 0.72 Pay ACME invoice … 2h │ Target     erp: bill 4002
               ◇ 0.72 Pay ACME invoice … 3h │ Owner      team payables
               ▾ high                     1 │ Confidence 0.72 (medium), below the threshold
               ◇ 0.95 Pay Cirrus invoic… 3h │            of 0.90
                                            │ Contract   finance.payment v3, high impact
                                            │ Clock      due in 2h (14:45 UTC)
                                            │
                                            │ What it would write
                                            │ amount   310.5
                                            │ currency EUR
                                            │ invoice  4002
                                            │ supplier ACME
                                            │
                                            │ Before it moves on
                                            │ ✓ The contract is met
                                            │ ○ Step 'controller' needs 1 approv ↓ 15 more
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        terminal.press("b")
        try terminal.wait(for: "by contract")
        terminal.press("s")
        try store.expect(
            terminal,
            #"""
             Countersign  2 all pending  5  state:pending  by contract,… as dana (declared)
             ▾ finance.payment            5 │ Pay ACME invoice 4002
               ◇ 0.41 Pay Borealis invo… 2h │ (◇ PROVISIONAL) proposed, step 'controller'
               ◇ 0.72 Pay ACME invoice … 2h │ ✗ open the evidence first: 1 item of 'invoic…
            ▌  ◇ 0.72 Pay ACME invoice … 2h │ [Summary] Payl  Evid  Chec  Trac  Hist  Diff
               ◇ 0.72 Pay ACME invoice … 3h │ ─────────────────────────────────────────────
               ◇ 0.95 Pay Cirrus invoic… 3h │ Target     erp: bill 4002
                                            │ Owner      team payables
                                            │ Confidence 0.72 (medium), below the threshold
                                            │            of 0.90
                                            │ Contract   finance.payment v3, high impact
                                            │ Clock      due in 2h (14:45 UTC)
                                            │
                                            │ What it would write
                                            │ amount   310.5
                                            │ currency EUR
                                            │ invoice  4002
                                            │ supplier ACME
                                            │
                                            │ Before it moves on
                                            │ ✓ The contract is met
                                            │ ○ Step 'controller' needs 1 approv ↓ 15 more
            by contract, lowest confidence first
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        terminal.press("v")
        try store.expect(
            terminal,
            #"""
             Countersign  2 all pending  5  state:pending  by contract,… as dana (declared)
             ▾ finance.payment            5 │ Pay ACME invoice 4002
               ◇ 0.41 Pay Borealis invo… 2h │ (◇ PROVISIONAL) proposed, step 'controller'
               ◇ 0.72 Pay ACME invoice … 2h │ ✗ open the evidence first: 1 item of 'invoic…
            ▌  ◇ 0.72 Pay ACME invoice … 2h │ [Summary] Payl  Evid  Chec  Trac  Hist  Diff
               ◇ 0.72 Pay ACME invoice … 3h │ ─────────────────────────────────────────────
               ◇ 0.95 Pay Cirrus invoic… 3h │ Target     erp: bill 4002
                ┌─ Views (their number chooses one) ───────────────────────────────────┐
                │   1 my queue              taker:me                                   │old
                │ > 2 all pending           state:pending                              │
                │   3 escalated             state:escalated                            │
                │   4 held                  state:draft                                │
                │   5 undelivered           state:approved                             │
                │   6 done                  state:final                                │
                └──────────────────────────────────────────────────────────────────────┘
                                            │ currency EUR
                                            │ invoice  4002
                                            │ supplier ACME
                                            │
                                            │ Before it moves on
                                            │ ✓ The contract is met
                                            │ ○ Step 'controller' needs 1 approv ↓ 15 more
            /srv/handoffs
            a (approve)  r reject  e escalate  t return  c comment  o open evidence  ? help
            """#)
        terminal.press("4")
        try terminal.wait(for: "held")
        try store.leave(terminal)
    }
}
