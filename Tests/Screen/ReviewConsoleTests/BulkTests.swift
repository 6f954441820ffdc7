import Fixtures
import Handoff
import HandoffStore
import ReviewDesk
import Terminal
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

@Suite struct `Deciding on many in the console` {
    func console(_ desk: PaperDesk = `Pictures of the console`.desk()) -> TestConsole {
        TestConsole(desk, width: 110, height: 34)
    }

    func status(_ console: TestConsole, _ number: Int) -> HandoffStatus {
        console.desk.desk.withLock { $0.entries[PaperDesk.id(number)]!.handoff.status }
    }

    func asked(_ console: TestConsole) -> [Int] {
        console.desk.desk.withLock { $0.asked.map { Int($0.id.description.suffix(4))! } }
    }

    /// Waits until deciding keys are alive.
    func wait(_ console: inout TestConsole) { console.time += ConsoleState.deadTime }

    /// Five that anybody may approve.
    func easy(_ count: Int = 5) -> PaperDesk {
        let desk = PaperDesk()
        for number in 1...count {
            desk.add(
                number, "Pay \(number)", confidence: "0.9\(number % 10)", amount: "\(number).10",
                dueInMinutes: number, evidence: false)
        }
        return desk
    }

    @Test func `nothing tagged, nothing to decide on`() {
        var console = console()
        console.press(";")
        #expect(console.shows("nothing is tagged"))
        // The key after it is not taken for one that decides on the handoff under the cursor.
        console.press("r")
        #expect(console.state.dialog == nil)
        console.press("R")
        #expect(console.shows("there was no decision on many yet"))
    }

    @Test(arguments: ["esc", "enter", "q", "x", "y"]) func `only a deciding key goes on from the question`(
        _ key: String
    ) {
        var console = console()
        console.press("G x ;")
        #expect(console.shows("1 tagged: decide on all of them"))
        console.press(key)
        #expect(console.state.dialog == nil)
        #expect(asked(console).isEmpty)
    }

    @Test func `the preview says who goes, who is refused and why, the sum, and the lowest confidence`() {
        var console = console()
        console.press("g j j x j j")
        console.press("o h x G o h x")
        console.press("g j j j x j j j X")
        #expect(console.state.tags.count == 5)
        console.press("; a")
        #expect(console.shows("Approve 5 tagged"))
        #expect(console.shows("will go     2 of 5"))
        #expect(console.shows("62,250"))
        #expect(console.shows("lowest 0.41"))
        #expect(console.shows("must_view:invoice: open the evidence first"))
        #expect(console.shows("whoever asked for it"))
        #expect(asked(console).isEmpty)
    }

    @Test(arguments: ["enter", "esc", "q"]) func `the safe choice has the focus`(_ key: String) {
        var console = console(easy())
        console.press("g x ; a")
        wait(&console)
        console.press(key)
        #expect(console.state.dialog == nil)
        #expect(asked(console).isEmpty)
        #expect(console.state.tags.count == 5)
    }

    @Test func `it runs in the order of the tags, each bound to its digest, and ends with a result for each`() {
        var console = console(easy())
        console.press("g x ; a y")
        // What was typed before the preview could be read confirms nothing.
        #expect(asked(console).isEmpty)
        wait(&console)
        console.press("y")
        #expect(asked(console) == [1, 2, 3, 4, 5])
        for number in 1...5 { #expect(status(console, number).state == .approved) }
        #expect(console.shows("5 done"))
        #expect(console.shows("→ approved (◌ PROVISIONAL)  000001 Pay 1"))
        #expect(console.state.tags.isEmpty)
        console.press("esc")
        #expect(console.state.dialog == nil)
        console.press("R")
        #expect(console.shows("Approve: what became of each"))
        let digests = console.desk.desk.withLock { $0.asked.map(\.decision.digest) }
        #expect(digests == (1...5).map { ContentHash(of: "digest \($0) 1".utf8).description })
    }

    @Test func `what goes stands first, with record and amount, and has to be seen to its end`() {
        var console = TestConsole(easy(30), width: 110, height: 24)
        console.press("g x ; a")
        wait(&console)
        #expect(console.shows("30 will go: finance.payment v3"))
        #expect(console.shows("erp: bill"))
        console.press("y")
        #expect(console.shows("see first what will go, to its end: pgdn"))
        #expect(asked(console).isEmpty)
        // The end alone is not all of it.
        console.press("G y")
        #expect(asked(console).isEmpty)
        console.press("g pgdn pgdn pgdn pgdn y")
        #expect(asked(console).count == 30)
    }

    @Test func `evidence that has to be opened is never passed over`() {
        var console = console()
        console.press("j x ; a")
        wait(&console)
        console.press("y")
        #expect(console.shows("nothing of it can be decided"))
        #expect(asked(console).isEmpty)
    }

    @Test func `a rejection asks for the reason once, and tells each`() {
        var console = console()
        console.press("j x ; r")
        wait(&console)
        console.press("y")
        #expect(console.shows("choose a reason first"))
        console.press("2 n")
        console.type("paid twice")
        console.press("enter y")
        for number in [1, 2, 3, 5] {
            let entry = console.desk.desk.withLock { $0.entries[PaperDesk.id(number)]!.history.last! }
            #expect(entry.event.reason == "duplicate")
            #expect(entry.note == "paid twice")
        }
        #expect(console.shows("4 done"))
        #expect(console.shows("rejected [■ FINAL]"))
    }

    @Test func `a return needs a note; an escalation goes to whom the contract names`() {
        var console = console(easy(3))
        console.press("g j j x ; t")
        wait(&console)
        console.press("y")
        #expect(console.shows("write a note first"))
        console.press("n")
        console.type("no")
        console.press("enter y esc")
        #expect(status(console, 1).state == .draft)
        console.press("ctrl-t g x ; e 1")
        wait(&console)
        console.press("y")
        #expect(status(console, 2).escalatedTo == [.person("robin")])
        #expect(console.state.tags.isEmpty)
    }

    @Test func `it can be stopped after the present one, and the rest stays tagged`() {
        var console = console(easy())
        console.press("g x ; a")
        wait(&console)
        console.isHeld = true
        console.press("y")
        console.step()
        console.step()
        #expect(console.shows("3 of 5: Pay 3"))
        #expect(console.shows("2 done"))
        console.press("esc")
        #expect(console.shows("stopping after this one"))
        console.release()
        #expect(asked(console) == [1, 2, 3])
        #expect(console.shows("3 done, 2 not reached"))
        #expect(console.state.tags.inOrder.map(\.title) == ["Pay 4", "Pay 5"])
        console.press("esc q")
        #expect(console.done.contains("quit"))
    }

    @Test func `whoever was first is named with what they did, and the others go on`() throws {
        var console = console(easy(3))
        console.press("g x ; r 1")
        wait(&console)
        try console.desk.act(.reject(reason: "duplicate"), on: PaperDesk.id(2), by: "mei")
        console.press("1 y")
        #expect(console.shows("2 done, 1 where somebody was first"))
        #expect(console.shows("Mei Tanaka rejected it at 2026-11-22 12:00 UTC, duplicate:"))
        #expect(console.state.tags.count == 1)
    }

    @Test func `what changed between tag and preview is left alone`() {
        var console = console(easy(3))
        console.press("g x")
        console.desk.revise(PaperDesk.id(2), title: "Pay somebody else", confidence: "0.99")
        console.press("; a")
        wait(&console)
        #expect(console.shows("will go     2 of 3"))
        #expect(console.shows("changed: it changed since it was tagged"))
        #expect(console.shows("000002 Pay 2"))
        console.press("y")
        #expect(asked(console) == [1, 3])
        #expect(console.shows("2 done, 1 refused"))
    }

    @Test
    func
        `what changes while the question stands is read again, is said, and keeps the confirming key dead for a moment`()
    {
        var console = console(easy(3))
        console.press("g x ; a tab")
        wait(&console)
        #expect(console.shows("will go     3 of 3"))
        console.desk.revise(PaperDesk.id(2), title: "Pay somebody else", confidence: "0.99")
        console.done = []
        console.poll()
        #expect(console.shows("will go     2 of 3") && console.shows("changed: it changed since it was tagged"))
        #expect(console.shows("while this stood, 1 of 3 changed: look again"))
        #expect(console.done == ["flush"])
        // The safe choice has the focus again.
        #expect(console.shows("[ esc Go back ]"))
        console.press("y")
        #expect(asked(console).isEmpty && console.state.bulk.preview != nil)
        console.time += ConsoleState.deadTime - 1
        console.press("y")
        #expect(asked(console).isEmpty)
        console.time += 1
        console.press("y")
        #expect(asked(console) == [1, 3])
    }

    @Test func `what somebody claims while the question stands is not decided over their claim`() {
        var console = console(easy(3))
        console.press("g x ; a")
        wait(&console)
        console.desk.claim(PaperDesk.id(3), by: "mei")
        console.poll()
        #expect(console.shows("will go     2 of 3") && console.shows("while this stood, 1 of 3 changed"))
        wait(&console)
        console.press("y")
        #expect(asked(console) == [1, 2])
    }

    @Test func `a change of what is not tagged says nothing and keeps no key dead`() {
        var console = console(easy(4))
        console.press("x x ; a")
        wait(&console)
        let before = console.screen
        console.done = []
        console.desk.revise(PaperDesk.id(4), title: "Pay somebody else", confidence: "0.95")
        console.poll()
        #expect(console.done.isEmpty && console.state.notice == nil)
        #expect(console.shows("will go     2 of 2") && before.contains("will go     2 of 2"))
        console.press("y")
        #expect(asked(console).count == 2)
    }

    @Test func `what was said for all is kept when the question is made again, and a reason only while it is offered`()
    {
        var console = console(easy(3))
        console.press("g x ; r")
        wait(&console)
        console.press("2 n")
        console.type("paid")
        console.desk.revise(PaperDesk.id(2), title: "Pay somebody else", confidence: "0.99")
        console.poll()
        console.type(" twice")
        console.press("enter")
        #expect(console.shows("(*) 2 duplicate") && console.shows("paid twice"))
        console.desk.revise(PaperDesk.id(1), title: "Pay", confidence: "0.99")
        console.desk.revise(PaperDesk.id(3), title: "Pay", confidence: "0.99")
        console.poll()
        #expect(console.shows("will go     0 of 3") && !console.shows("(*)"))
    }

    @Test func `what changes while it is read again is looked at too, one reading after the other`() {
        var console = console(easy(40))
        console.press("g x ; a")
        wait(&console)
        console.pagesPerPiece = 10
        console.isHeld = true
        func readings() -> Int { console.held.count { if case .desk(.readTagged) = $0 { true } else { false } } }
        console.desk.revise(PaperDesk.id(40), title: "Other", confidence: "0.99")
        console.poll()
        #expect(readings() == 1)
        console.step()
        // The first one was read already.
        console.desk.revise(PaperDesk.id(1), title: "Other", confidence: "0.99")
        console.poll()
        #expect(readings() == 1)
        console.release()
        #expect(console.shows("will go     38 of 40"))
    }

    @Test func `a change while it is read for the first time is seen`() {
        var console = console(easy(40))
        console.press("g x")
        console.pagesPerPiece = 10
        console.isHeld = true
        console.press("; a")
        console.step()
        console.desk.revise(PaperDesk.id(1), title: "Other", confidence: "0.99")
        console.poll()
        console.release()
        #expect(console.shows("will go     39 of 40") && console.shows("while this stood, 1 of 40 changed"))
    }

    @Test func `a question that was left does not come back with what was read again for it`() {
        var console = console(easy(3))
        console.press("g x ; a")
        wait(&console)
        console.isHeld = true
        console.desk.revise(PaperDesk.id(2), title: "Pay somebody else", confidence: "0.99")
        console.poll()
        console.press("esc")
        console.release()
        #expect(console.state.dialog == nil && console.state.bulk.preview == nil)
        #expect(!console.shows("while this stood"))
    }

    @Test func `a store that can't be written stops it`() {
        var console = console(easy(3))
        console.press("g x ; a")
        wait(&console)
        console.desk.desk.withLock { $0.failure = .store(.busy) }
        console.press("y")
        #expect(asked(console) == [1])
        #expect(console.shows("1 not written, 2 not reached"))
    }

    @Test func `reading many says how far it is, and esc stops it`() {
        var console = console(easy(60))
        console.press("g x")
        console.pagesPerPiece = 20
        console.isHeld = true
        console.press("; a")
        console.step()
        #expect(console.shows("reading 20 of 60; esc stops"))
        console.press("y esc")
        console.release()
        #expect(console.state.dialog == nil)
        #expect(console.state.bulk.preview == nil)
        #expect(asked(console).isEmpty)
    }

    @Test func `what was read before it was decided with many is no news`() throws {
        var console = console(easy(3))
        console.press("g x g j j")
        let id = try #require(console.state.selected)
        let before = try console.desk.dossier(id)
        console.press("; a")
        wait(&console)
        console.press("y esc")
        console.send(.desk(.dossier(id, .success(before))))
        console.send(.desk(.dossier(id, .success(try console.desk.dossier(id)))))
        #expect(console.state.dossier?.handoff.status.state == .approved)
        #expect(!console.shows("while you looked"))
    }

    @Test func `sums are exact`() {
        let desk = PaperDesk()
        for (number, amount) in ["0.1", "0.2", "12345678901234567890.03"].enumerated() {
            desk.add(number + 1, "Pay \(number)", amount: amount, evidence: false)
        }
        desk.add(9, "Nothing", amount: "0", evidence: false)
        var console = console(desk)
        console.press("g x ; r")
        #expect(console.shows("12,345,678,901,234,567,890.33"))
    }

    @Test(arguments: [40, 60, 80, 120], [15, 24, 50]) func `it fits every screen`(_ width: Int, _ height: Int) {
        var console = TestConsole(`Pictures of the console`.desk(), width: width, height: height)
        console.press("g j j j x x")
        console.press("g x j x j j j x")
        console.press("; r")
        wait(&console)
        #expect(console.shows("esc Go back"))
        console.press("1 y")
        #expect(asked(console).count > 0)
        #expect(console.shows("done") || width < 40)
        console.press("j j G pgup g")
        #expect(console.state.dialog != nil)
    }

    @Test(arguments: [(40, 8), (80, 13), (120, 10), (30, 24)])
    func `nothing is decided where not all of the question can be seen`(_ width: Int, _ height: Int) {
        var console = TestConsole(`Pictures of the console`.desk(), width: width, height: height)
        console.press("g j j j x ; r 1 y")
        #expect(asked(console).isEmpty && console.state.bulk.preview == nil)
        // Nor where it became so while the question stood.
        console.send(.resized(width: 80, height: 24))
        console.press("; r")
        wait(&console)
        console.press("1")
        console.send(.resized(width: width, height: height))
        console.press("y")
        #expect(asked(console).isEmpty)
        console.send(.resized(width: 80, height: 24))
        console.press("y")
        #expect(!asked(console).isEmpty)
    }

    /// Whatever is tagged, and whatever others do meanwhile, only what was tagged and previewed is decided on.
    @Test(arguments: 0..<40 as Range<UInt64>) func `no decision is sent for what was not tagged`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let desk = PaperDesk()
        for number in 1...12 {
            desk.add(
                number, "Pay \(number)", confidence: Bool.random(using: &random) ? "0.95" : "0.72",
                dueInMinutes: number, evidence: Int.random(in: 0..<4, using: &random) == 0)
        }
        var console = TestConsole(desk, width: 100, height: 30)
        console.isHeld = true
        // What the screen showed of each row whenever it was tagged.
        var seen: Set<String> = []
        var previewed: Set<String> = []
        func name(_ tag: HandoffTag) -> String { "\(tag.id) \(tag.version) \(tag.digest)" }
        var sent = 0
        for _ in 0..<120 {
            switch Int.random(in: 0..<12, using: &random) {
            case 0...2:
                let shown = Set((console.state.window?.lines ?? []).compactMap(\.row).map { name(HandoffTag($0)) })
                let before = Set(console.state.tags.inOrder.map(name))
                console.press(["x", "X", "j", "k"].randomElement(using: &random)!)
                let new = Set(console.state.tags.inOrder.map(name)).subtracting(before)
                #expect(new.isSubset(of: shown))
                seen.formUnion(new)
            case 3:
                desk.revise(PaperDesk.id(Int.random(in: 1...12, using: &random)), title: "Other", confidence: "0.95")
            case 4:
                _ = try? desk.act(
                    .reject(reason: "duplicate"), on: PaperDesk.id(Int.random(in: 1...12, using: &random)), by: "mei")
            case 5: console.poll()
            case 6 where console.state.dialog == nil:
                console.press(["; a", "; r 1"].randomElement(using: &random)!)
            case 7:
                console.time += ConsoleState.deadTime
                if let preview = console.state.bulk.preview, preview.isComplete {
                    previewed.formUnion(preview.shares.flatMap(\.tags).map(name))
                }
                console.press(["1", "y", "y", "esc"].randomElement(using: &random)!)
            default:
                let before = Set(console.state.tags.inOrder.map(name))
                console.step()
                seen.formUnion(Set(console.state.tags.inOrder.map(name)).subtracting(before))
            }
            let asked = desk.desk.withLock { $0.asked }
            for (id, decision) in asked[sent...] {
                let name = "\(id) \(decision.version!) \(decision.digest!)"
                #expect(seen.contains(name))
                #expect(previewed.contains(name))
            }
            sent = asked.count
        }
    }
}
