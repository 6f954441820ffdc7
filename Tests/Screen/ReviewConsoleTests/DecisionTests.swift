import Handoff
import ReviewDesk
import Terminal
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

@Suite struct `Deciding in the console` {
    func console() -> TestConsole { TestConsole(`Pictures of the console`.desk(), width: 100, height: 30) }

    /// The state of a handoff, and how many decisions were made on it.
    func status(_ console: TestConsole, _ number: Int) -> HandoffStatus {
        console.desk.desk.withLock { $0.entries[PaperDesk.id(number)]!.handoff.status }
    }

    @Test func `one key begins, one key confirms, and it is bound to what was drawn`() {
        var console = console()
        console.press("j j j o")
        #expect(console.selectedNumber == 3)
        #expect(status(console, 3).state == .proposed)
        console.press("a")
        #expect(status(console, 3).state == .proposed)
        console.press("y")
        #expect(status(console, 3).state == .approved)
        let decided = console.desk.desk.withLock { $0.entries[PaperDesk.id(3)]!.history.last!.event.decidedOn }
        #expect(decided?.version == 1)
        #expect(decided?.digest == ContentHash(of: "digest 3 1".utf8))
        #expect(console.selectedNumber == 1)
    }

    @Test(arguments: ["enter", "esc", "q"]) func `the safe choice has the focus`(_ key: String) {
        var console = console()
        console.press("j j j o a \(key)")
        #expect(status(console, 3).state == .proposed)
        #expect(console.state.dialog == nil)
        #expect(!console.done.contains("quit"))
    }

    @Test func `enter confirms only after the focus was moved there`() {
        var console = console()
        console.press("j j j o a tab enter")
        #expect(status(console, 3).state == .approved)
    }

    @Test func `what may not be done says why and begins nothing`() {
        var console = console()
        console.press("j j j a")
        #expect(console.state.dialog == nil)
        #expect(console.shows("open the evidence first"))
        console.press("j j a")
        #expect(console.selectedNumber == 1)
        console.press("j a")
        #expect(console.selectedNumber == 5)
        #expect(console.shows("whoever asked for it or submitted it may not approve it"))
    }

    @Test func `opening evidence counts as viewed, and what it kept from approving is gone`() {
        var console = console()
        console.press("j j j")
        #expect(console.shows("Open the evidence 'invoice' before you approve"))
        console.press("o")
        #expect(console.shows("invoice 3"))
        #expect(console.shows("you may approve it"))
        console.press("backtab backtab")
        #expect(console.shows("You have opened the evidence 'invoice'"))
    }

    @Test func `evidence counts once it stood on the screen, not when it came`() {
        var console = console()
        console.press("j j j")
        for keys in ["o tab", "o ?"] {
            console.isHeld = true
            console.press(keys)
            console.isHeld = false
            for message in console.held { console.send(message) }
            console.held = []
            console.press("esc")
            if keys == "o tab" { #expect(console.shows("open the invoice first")) }
        }
        #expect(console.shows("invoice 3") && console.shows("you may approve it"))
        // Where there is no room for it, it does not count either, and the key shows it again where there is.
        console.press("j j")
        #expect(console.selectedNumber == 1)
        console.send(.resized(width: 100, height: 9))
        console.press("o")
        console.send(.resized(width: 100, height: 30))
        console.press("backtab")
        console.send(.time(console.state.now))
        console.press("o")
        #expect(console.shows("invoice 1") && console.shows("you may approve it"))
    }

    @Test func `a decision that is being written is not let go by the answer to something else`() {
        var console = console()
        console.press("j j j r 1")
        console.isHeld = true
        console.press("y")
        #expect(console.state.deciding == PaperDesk.id(3))
        let failure = DeskError.usage("it can't be read")
        for work in [DeskWork.readEvidence(PaperDesk.id(3), 0), .loadParties, .tellTime] {
            console.send(.desk(.worked(work, .failed(failure))))
            #expect(console.shows("it can't be read") && console.state.dialog == nil)
        }
        console.send(.desk(.worked(.release(PaperDesk.id(1)), .released)))
        console.press("q")
        #expect(console.state.deciding == PaperDesk.id(3) && !console.done.contains("quit"))
    }

    @Test func `a rejection needs a reason and takes a note`() {
        var console = console()
        console.press("j j j r y")
        #expect(console.shows("choose a reason first"))
        #expect(status(console, 3).state == .proposed)
        console.press("2 n")
        console.type("y paid twice")
        console.press("enter y")
        #expect(status(console, 3).state == .rejected)
        let entry = console.desk.desk.withLock { $0.entries[PaperDesk.id(3)]!.history.last! }
        #expect(entry.event.reason == "duplicate")
        #expect(entry.note == "y paid twice")
    }

    @Test func `an escalation says to whom, and refuses what is no party`() {
        var console = console()
        console.press("j j j e 1")
        #expect(console.shows("person:robin"))
        console.press("t ctrl-u")
        console.type("somebody")
        console.press("enter y")
        #expect(console.shows("say to whom"))
        #expect(status(console, 3).state == .proposed)
        console.press("t ctrl-u")
        console.type("person:mei")
        console.press("enter y")
        #expect(status(console, 3).state == .escalated)
        #expect(status(console, 3).escalatedTo == [.person("mei")])
    }

    @Test func `returning and commenting need a note; a comment leaves the cursor where it is`() {
        var console = console()
        console.press("j j j t enter y")
        #expect(console.shows("write a note first"))
        #expect(status(console, 3).state == .proposed)
        console.press("esc c")
        console.type("who knows this supplier?")
        console.press("enter y")
        #expect(console.selectedNumber == 3)
        #expect(status(console, 3).state == .proposed)
        console.press("t")
        console.type("the lines are missing")
        console.press("enter y")
        #expect(status(console, 3).state == .draft)
        #expect(console.selectedNumber == 1)
    }

    @Test func `a paste never presses keys, but may fill a note`() {
        var console = console()
        console.press("j j j o")
        console.send(.key(.paste("ay")))
        #expect(console.state.dialog == nil)
        console.press("a")
        console.send(.key(.paste("y")))
        #expect(status(console, 3).state == .proposed)
        console.press("n")
        console.send(.key(.paste("seen\nby me")))
        console.press("enter y")
        #expect(console.desk.desk.withLock { $0.entries[PaperDesk.id(3)]!.history.last!.note } == "seen by me")
    }

    @Test func `a lost race says who won and how, and records nothing`() throws {
        var console = console()
        console.press("j j j o a")
        try console.desk.act(.reject(reason: "duplicate"), on: PaperDesk.id(3), by: "mei")
        console.press("y")
        #expect(console.shows("Somebody was first"))
        #expect(console.shows("Mei Tanaka rejected it at 2026-11-22 12:00 UTC."))
        #expect(console.shows("Reason: duplicate."))
        #expect(console.shows("Your decision to approve it was not recorded."))
        #expect(console.selectedNumber == 3)
        #expect(status(console, 3).version == 2)
        console.press("x")
        #expect(console.shows("[■ FINAL] rejected"))
    }

    @Test func `when what is under the cursor changes, deciding keys are dead for a moment`() {
        var console = console()
        console.press("j j j o")
        console.desk.revise(PaperDesk.id(3), title: "Pay somebody else", confidence: "0.99")
        console.poll()
        #expect(console.selectedNumber == 3)
        #expect(console.shows("while you looked: revised by apbot"))
        #expect(console.done.contains("flush"))
        console.press("a")
        #expect(console.state.dialog == nil)
        #expect(console.shows("look again"))
        console.time += ConsoleState.deadTime - 1
        console.press("r")
        #expect(console.state.dialog == nil)
        console.time += 1
        console.press("r")
        #expect(console.state.dialog != nil)
    }

    @Test func `a confirmation that is open closes when its handoff changes`() {
        var console = console()
        console.press("j j j o a")
        console.desk.revise(PaperDesk.id(3), title: "Pay somebody else", confidence: "0.99")
        console.poll()
        #expect(console.state.dialog == nil)
        console.press("y")
        #expect(status(console, 3).version == 2)
        #expect(status(console, 3).state == .proposed)
    }

    @Test func `a change that the console has not read yet is refused by the desk`() {
        var console = console()
        console.press("j j j o a")
        console.desk.revise(PaperDesk.id(3), title: "Pay somebody else", confidence: "0.99")
        console.press("y")
        #expect(console.shows("Somebody was first"))
        #expect(status(console, 3).state == .proposed)
    }

    @Test func `nothing is decided while the handoff is still being read, or another decision is being written`() {
        var console = console()
        console.isHeld = true
        console.press("j a")
        #expect(console.state.dialog == nil)
        console.release()
        console.press("j j o a")
        console.isHeld = true
        console.press("y a q")
        #expect(console.state.dialog == nil)
        #expect(!console.done.contains("quit"))
        console.release()
        #expect(status(console, 3).state == .approved)
        #expect(console.done.filter { $0.hasPrefix("approve") }.count == 1)
    }

    @Test func `after a decision, typed-ahead keys decide nothing`() {
        var console = console()
        console.press("j j j o a y")
        #expect(console.done.contains("flush"))
        console.press("r 1 y")
        #expect(status(console, 1).state == .proposed)
        console.time += ConsoleState.deadTime
        console.press("r 1 y")
        #expect(status(console, 1).state == .rejected)
    }

    @Test(arguments: [(19, 7), (10, 3)]) func `where nothing can be seen, no key decides`(_ width: Int, _ height: Int) {
        let desk = PaperDesk()
        desk.add(1, "Pay invoice 1", evidence: false)
        var console = TestConsole(desk, width: width, height: height)
        console.press("a y j o")
        #expect(console.state.dialog == nil && desk.desk.withLock { $0.asked.isEmpty })
        console.press("q")
        #expect(console.done.contains("quit"))
    }

    @Test func `a question that would not fit is not asked, and not answered either`() {
        let desk = PaperDesk()
        desk.add(1, "Pay invoice 1", evidence: false)
        var console = TestConsole(desk, width: 30, height: 10)
        console.press("a")
        #expect(console.state.dialog == nil && console.shows("too small to decide"))
        console.send(.resized(width: 80, height: 24))
        console.press("a")
        console.send(.resized(width: 30, height: 10))
        console.press("y")
        #expect(desk.desk.withLock { $0.asked.isEmpty })
    }

    @Test func `a producer's names can't pass for the question's own`() {
        let desk = PaperDesk()
        desk.add(1, "Pay invoice 1", evidence: false)
        var console = TestConsole(desk, width: 100, height: 30)
        console.press("a")
        #expect(console.rows.contains { $0.contains("│   amount") })
        #expect(console.rows.count { $0.contains("│ note ") } == 1)
        // Where there is no room for the lines around them, a sign stands before each.
        console.send(.resized(width: 80, height: 14))
        #expect(
            console.rows.contains { $0.contains("│ > amount") } && console.rows.count { $0.contains("│ note ") } == 1)
    }

    @Test func `one's own decision is no news, also where the cursor has nowhere to go`() {
        let desk = PaperDesk()
        desk.add(1, "Pay invoice 1", evidence: false)
        var console = TestConsole(desk, width: 100, height: 30)
        console.press("a y")
        console.poll()
        #expect(console.shows("Approved: Pay invoice 1"))
        #expect(!console.shows("while you looked"))
    }

    @Test(arguments: [false, true]) func `what was read before one's own decision and comes after it is not looked at`(
        _ isAhead: Bool
    ) throws {
        let desk = PaperDesk()
        desk.add(1, "Pay invoice 1", evidence: false)
        var console = TestConsole(desk, width: 100, height: 30)
        let before = try desk.dossier(PaperDesk.id(1))
        console.press("a y")
        console.send(.desk(isAhead ? .ahead(before) : .dossier(PaperDesk.id(1), .success(before))))
        #expect(console.shows("Approved: Pay invoice 1"))
        #expect(console.state.dossier?.handoff.status.state == .approved)
        #expect(console.state.shelf[PaperDesk.id(1)]?.handoff.status.state == .approved)
        console.send(.desk(.dossier(PaperDesk.id(1), .success(try desk.dossier(PaperDesk.id(1))))))
        #expect(!console.shows("while you looked"))
    }

    @Test func `a recall is no news either, whenever what was read before it comes`() throws {
        var console = console()
        console.press("j j j o a y '")
        console.time += ConsoleState.deadTime
        let before = try console.desk.dossier(PaperDesk.id(3))
        console.press("u y")
        console.send(.desk(.dossier(PaperDesk.id(3), .success(before))))
        #expect(status(console, 3).state == .proposed)
        #expect(console.state.dossier?.handoff.status.state == .proposed)
        #expect(console.shows("Recalled") && !console.shows("while you looked"))
    }

    @Test func `what oneself changed in another console is said to be one's own, and what somebody else did is theirs`()
        throws
    {
        var console = console()
        console.press("j j j o")
        try console.desk.act(.escalate(reason: "unclear", to: [.person("dana")]), on: PaperDesk.id(3), by: "dana")
        console.poll()
        #expect(console.shows("changed by yourself elsewhere: escalated"))
        #expect(!console.shows("while you looked"))
        // It has changed all the same.
        console.press("r")
        #expect(console.state.dialog == nil && console.shows("look again"))
        console.desk.revise(PaperDesk.id(3), title: "Pay somebody else", confidence: "0.99")
        try console.desk.act(.reject(reason: "duplicate"), on: PaperDesk.id(3), by: "dana")
        console.poll()
        #expect(console.shows("while you looked: revised by apbot"))
    }

    @Test func `two people, two consoles, one handoff: each approves what is theirs`() {
        let desk = `Pictures of the console`.desk()
        var console = TestConsole(desk, width: 100, height: 30)
        console.press("G o a y")
        #expect(status(console, 2).state == .proposed)
        #expect(status(console, 2).step == "cfo")
        #expect(console.shows("now waits for step '"))
    }
}
