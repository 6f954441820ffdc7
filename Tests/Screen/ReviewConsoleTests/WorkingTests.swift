import CivilTime
import Foundation
import Handoff
import JSON
import ReviewDesk
import Terminal
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

@Suite struct `Claims, recalls, assignments and edits in the console` {
    func console(as person: String = "dana", view: Int = 2) -> TestConsole {
        TestConsole(`Pictures of the console`.desk(person), width: 100, height: 30, view: view)
    }

    func status(_ console: TestConsole, _ number: Int) -> HandoffStatus {
        console.desk.desk.withLock { $0.entries[PaperDesk.id(number)]!.handoff.status }
    }

    func claim(_ console: TestConsole, _ number: Int) -> String? {
        console.desk.desk.withLock { $0.entries[PaperDesk.id(number)]!.claim?.person }
    }

    @Test func `one key claims, the same key gives it back`() {
        var console = console()
        console.press("j j j m")
        #expect(claim(console, 3) == "dana")
        #expect(console.shows("you have it until 12:10 UTC"))
        console.press("m")
        #expect(claim(console, 3) == nil)
        #expect(!console.shows("you have it"))
    }

    @Test func `somebody else's claim can't be taken; a lead may end it after a question`() {
        var console = console()
        console.desk.claim(PaperDesk.id(3), by: "mei")
        console.poll()
        console.press("j j j m")
        #expect(claim(console, 3) == "mei")
        #expect(console.shows("Mei Tanaka has it until"))
        var lead = self.console(as: "robin")
        lead.desk.claim(PaperDesk.id(3), by: "mei")
        lead.poll()
        lead.press("j j j m")
        #expect(claim(lead, 3) == "mei")
        lead.press("y")
        #expect(claim(lead, 3) == nil)
    }

    @Test func `a decision on somebody else's claim warns, and confirming takes it over`() {
        var console = console()
        console.desk.claim(PaperDesk.id(3), by: "mei")
        console.poll()
        console.press("j j j o a")
        #expect(console.shows("claimed by Mei Tanaka until 12:10 UTC: confirming takes it over"))
        #expect(status(console, 3).state == .proposed)
        console.press("y")
        #expect(status(console, 3).state == .approved)
    }

    @Test func `a claim goes from the screen at the moment at which it lapses`() {
        var console = console()
        console.press("j j j")
        let begin = console.desk.now
        func later(_ milliseconds: Int64) -> Instant { begin.adding(milliseconds: milliseconds) }
        #expect(console.state.patience(from: begin) == ConsoleState.configurationAge)
        console.desk.claim(PaperDesk.id(3), by: "mei")
        console.poll()
        #expect(console.shows("Mei Tanaka has it") && console.shows("◇@"))
        // It has ten minutes; the console waits no longer than to its end.
        #expect(console.state.patience(from: begin) == ConsoleState.configurationAge)
        #expect(console.state.patience(from: later(590_000)) == 10_000)
        #expect(console.state.patience(from: later(599_999)) == 1)
        #expect(console.state.patience(from: later(600_500)) == 0)
        console.send(.time(later(599_999)))
        #expect(console.shows("Mei Tanaka has it") && console.shows("◇@"))
        console.isHeld = true
        console.send(.time(later(600_000)))
        #expect(!console.shows("Mei Tanaka has it") && !console.shows("◇@"))
        #expect(console.state.patience(from: later(600_000)) == ConsoleState.configurationAge)
        // What may be done now is read again.
        let isReadAgain = console.held.contains {
            if case .desk(.dossier(PaperDesk.id(3), _)) = $0 { true } else { false }
        }
        #expect(isReadAgain)
    }

    @Test func `a claim that lapses on another line of the queue is waited for too`() {
        var console = console()
        console.press("j j j")
        console.desk.claim(PaperDesk.id(1), by: "mei")
        console.poll()
        #expect(console.selectedNumber == 3 && console.shows("◇@"))
        let end = console.desk.now.adding(milliseconds: 600_000)
        #expect(console.state.patience(from: end.adding(milliseconds: -300)) == 300)
        console.isHeld = true
        console.send(.time(end))
        #expect(!console.shows("◇@"))
    }

    @Test func `what a filter found by a claim is not found any more once that has lapsed`() {
        var console = console()
        console.desk.claim(PaperDesk.id(3), by: "mei")
        console.press("f")
        for _ in 0..<20 { console.press("backspace") }
        console.type("claim:any")
        console.press("enter")
        #expect(console.state.job?.count == 1)
        // The store says nothing of it.
        console.desk.desk.withLock { $0.entries[PaperDesk.id(3)]?.claim = nil }
        console.send(.time(console.desk.now.adding(milliseconds: 600_000)))
        #expect(console.state.job?.count == 0)
    }

    @Test func `an approval is taken back, and the cursor is on it`() {
        var console = console()
        console.press("j j j o a y")
        #expect(status(console, 3).state == .approved)
        #expect(console.selectedNumber == 1)
        console.press("'")
        #expect(console.selectedNumber == 3)
        console.time += 1_000
        console.press("u y")
        #expect(status(console, 3).state == .proposed)
        #expect(console.selectedNumber == 3)
        #expect(console.shows("Recalled"))
    }

    @Test func `the way back is taken also while the queue is still being read`() {
        var console = console()
        console.press("j j j o a")
        console.isHeld = true
        console.press("y")
        // The decision is answered, the queue without what was decided not yet.
        console.step()
        console.press("'")
        console.release()
        #expect(console.selectedNumber == 3)
        #expect(console.state.dossier?.handoff.status.state == .approved)
        // It is her own decision that she sees there.
        #expect(!console.shows("while you looked"))
    }

    @Test func `a search that begins meanwhile takes nothing from the queue that is being read`() throws {
        var console = console()
        console.press("j j j")
        try console.desk.act(.reject(reason: "duplicate"), on: PaperDesk.id(1), by: "mei")
        console.isHeld = true
        console.poll()
        console.press("/")
        console.type("4002")
        console.press("enter")
        while !console.held.isEmpty { console.step() }
        #expect(console.selectedNumber == 2)
        #expect(console.state.window?.total == 4)
        #expect(!console.shows("Pay ACME invoice 4001"))
    }

    @Test func `a search before the queue is there says so`() {
        var console = console()
        console.isHeld = true
        console.press("1 /")
        console.type("4002")
        console.press("enter")
        #expect(console.shows("the queue is being read: n searches then"))
        while !console.held.isEmpty { console.step() }
        console.press("n")
        while !console.held.isEmpty { console.step() }
        #expect(console.selectedNumber == 2)
    }

    @Test func `an approval is taken back and rejected`() {
        var console = console()
        console.press("j j j o a y '")
        console.time += 1_000
        console.press("u 3 y")
        #expect(status(console, 3).state == .rejected)
        let event = console.desk.desk.withLock { $0.entries[PaperDesk.id(3)]!.history.last!.event }
        #expect(event.kind == .recalled)
        #expect(event.reason == "duplicate")
    }

    @Test func `the seconds until delivery are counted`() {
        var console = console()
        console.press("j j j o a y")
        console.desk.desk.withLock {
            $0.entries[PaperDesk.id(3)]!.handoff.status.deliverable = console.desk.now.adding(milliseconds: 90_000)
        }
        console.time += 1_000
        console.press("' u")
        #expect(console.state.countsSeconds)
        #expect(console.shows("Delivery waits until 12:01:30 UTC: 90 s left."))
        console.send(.time(console.desk.now.adding(milliseconds: 30_500)))
        #expect(console.shows("60 s left."))
        console.send(.time(console.desk.now.adding(milliseconds: 90_000)))
        #expect(console.shows("Its delivery may begin at any moment."))
    }

    @Test func `a lead gives the open step to somebody, completed by tab`() {
        var console = console(as: "robin")
        console.press("j j j A")
        console.type("person:m")
        console.press("tab enter y")
        #expect(status(console, 3).assignees == [.person("mei")])
    }

    @Test func `who can't take it is not offered, and says why`() {
        var console = console(as: "robin")
        console.press("j j j A")
        console.type("person:sam")
        #expect(console.shows("nobody of person:sam is entitled to the step 'controller'"))
        console.press("enter y")
        #expect(status(console, 3).assignees == [.role("controller")])
        console.press("esc :")
        console.type("assign person:mei")
        console.press("enter y")
        #expect(status(console, 3).assignees == [.person("mei")])
    }

    @Test func `an edit shows what it changes and is stored by y only`() {
        var console = console()
        console.editor = { $0.replacing("amount: 1250.00", with: "amount: 1350.00") }
        console.press("j j j E")
        #expect(console.shows("~ /amount: 1250.00 → 1350.00"))
        console.press("enter")
        #expect(status(console, 3).version == 1)
        console.press("E y")
        #expect(status(console, 3).version == 2)
        #expect(console.shows("Edited: now proposed, version 2"))
        console.press("backtab")
        #expect(console.shows("~ /amount: 1250.00 → 1350.00"))
    }

    @Test func `what was read before one's own edit and comes after it is not looked at`() throws {
        var console = console()
        console.editor = { $0.replacing("amount: 1250.00", with: "amount: 1350.00") }
        let before = try console.desk.dossier(PaperDesk.id(3))
        console.press("j j j E y")
        console.send(.desk(.dossier(PaperDesk.id(3), .success(before))))
        console.poll()
        #expect(console.state.dossier?.handoff.status.version == 2)
        #expect(console.shows("Edited: now proposed, version 2") && !console.shows("while you looked"))
    }

    @Test func `what breaks the contract never reaches the question`() {
        var console = console()
        var texts: [String] = []
        console.editor = { text in
            texts.append(text)
            return text.replacing("amount: 1250.00", with: "amount: -1")
        }
        console.press("j j j E")
        #expect(console.state.dialog == nil)
        #expect(console.shows("the edit was not stored"))
        #expect(texts.count == 1)
    }

    @Test func `an edit that comes too late is kept for the next time`() throws {
        var console = console()
        console.editor = { $0.replacing("amount: 1250.00", with: "amount: 1350.00") }
        console.press("j j j E")
        console.desk.revise(PaperDesk.id(3), title: "Pay less", confidence: "0.50")
        console.poll()
        #expect(console.state.dialog == nil)
        #expect(console.shows("while you looked"))
        console.time += 1_000
        console.editor = { $0 }
        console.press("E")
        #expect(console.shows("~ /amount: 1250.00 → 1350.00"))
    }

    @Test func `a note is written in the editor`() {
        var console = console()
        console.editor = { $0 + "two\nlines" }
        console.press("j j j c ctrl-e y")
        let entry = console.desk.desk.withLock { $0.entries[PaperDesk.id(3)]!.history.last! }
        #expect(entry.note == "two\nlines")
    }

    @Test func `an uncertain delivery is attested with the record and how it was checked`() {
        var console = console()
        console.desk.failDelivery(of: PaperDesk.id(3))
        console.poll()
        for _ in 0..<12 where console.selectedNumber != 3 { console.press("j") }
        console.press("a")
        #expect(console.state.dialog == nil)
        console.press("w enter enter y")
        #expect(console.shows("say which record it is"))
        #expect(status(console, 3).state == .escalated)
        console.press("r")
        console.type("ERP-77")
        console.press("enter")
        console.type("seen in the ledger")
        console.press("enter y")
        #expect(status(console, 3).state == .executed)
    }

    @Test func `where nothing was written, the desk's ways on are offered`() {
        var console = console()
        console.desk.failDelivery(of: PaperDesk.id(3))
        console.poll()
        for _ in 0..<12 where console.selectedNumber != 3 { console.press("j") }
        console.press("W")
        #expect(console.shows("Nothing was written"))
        console.press("y")
        #expect(console.shows("choose one first"))
        console.press("j y")
        #expect(console.shows("write a note first"))
        console.press("n")
        console.type("the ledger has no such bill")
        console.press("enter y")
        #expect(status(console, 3).state == .draft)
    }

    @Test func `evidence goes to a program of its own and counts as viewed`() {
        var console = console()
        console.press("j j j O")
        #expect(console.shown.map(\.text) == ["invoice 3, number 4003"])
        #expect(console.shows("you may approve it"))
        console.press("O")
        #expect(console.shown.count == 2)
    }

    @Test func `an editor runs without a shell on a file that is private and goes away`() throws {
        let file = try PrivateFile(name: "note.txt", bytes: "apples".utf8)
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        try ForegroundProgram.editor(["VISUAL": "sed -i s/apples/pears/", "EDITOR": "false"]).open(file)
        #expect(try file.text() == "pears")
        try ForegroundProgram.editor(["EDITOR": "sed -i 's/pears/two words/'"]).open(file)
        #expect(try file.text() == "two words")
        #expect(throws: DeskError.self) { try ForegroundProgram.editor(["EDITOR": "false"]).open(file) }
        #expect(throws: DeskError.self) { try ForegroundProgram.editor(["EDITOR": "/no/such/editor"]).open(file) }
        file.remove()
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }
}
