import Handoff
import ReviewDesk
import ReviewFlow
import Terminal
import Testing

@testable import ReviewConsole

/// Keys that come faster than anybody reads.
@Suite struct `Keys in haste` {
    private func console(width: Int = 100) -> TestConsole {
        var console = TestConsole(`Pictures of the console`.desk(), width: width, height: 30)
        console.press("j j j o")
        console.isUnhurried = false
        return console
    }

    private func decisions(_ console: TestConsole) -> Int { console.done.count { $0 != "flush" } }

    private func stands(_ console: inout TestConsole) {
        console.send(.stands(console.state.question.number))
    }

    @Test func `an answer counts a quarter of a second after the question was written`() {
        var console = console()
        console.press("a")
        guard case .decision? = console.state.dialog else {
            Issue.record("no question:\n\(console.screen)")
            return
        }
        // Not written yet, and then not for long enough.
        console.time += 5_000
        console.press("y")
        #expect(console.shows("too soon: nothing was decided"))
        stands(&console)
        console.time += QuestionClock.grace - 1
        console.press("y")
        #expect(console.shows("too soon") && decisions(console) == 0)
        console.time += QuestionClock.burst
        console.press("y")
        #expect(decisions(console) == 1 && console.state.dialog == nil)
    }

    @Test func `what comes in one burst with another key is no answer`() {
        var console = console()
        console.press("a")
        stands(&console)
        console.time += 5_000
        console.press("h y")
        #expect(console.shows("too fast for a hand") && decisions(console) == 0)
        console.time += 100
        console.press("y")
        #expect(decisions(console) == 1)
    }

    @Test func `a comment that comes is to be read before the answer`() throws {
        var console = console()
        console.press("a")
        stands(&console)
        console.time += 5_000
        let number = console.state.question.number
        try console.desk.act(.comment, on: PaperDesk.id(3), by: "mei", note: "Call before you sign.")
        console.poll()
        #expect(console.state.question.number == number + 1)
        console.press("y")
        #expect(decisions(console) == 0)
        // A picture that was on its way before it does not count.
        console.send(.stands(number))
        console.time += QuestionClock.grace
        console.press("y")
        #expect(decisions(console) == 0)
        stands(&console)
        console.time += QuestionClock.grace
        console.press("y")
        #expect(decisions(console) == 1)
    }

    @Test func `the pane follows when keys rest, and until then no key decides`() throws {
        var console = console()
        let before = console.rows.map { String($0.drop { $0 != "│" }) }
        console.press("j")
        #expect(console.state.heldPane != nil)
        #expect(console.rows.map { String($0.drop { $0 != "│" }) } == before)
        console.press("a")
        #expect(console.state.dialog == nil)
        #expect(console.shows("this is the handoff under the cursor: look, then press the key again"))
        #expect(console.state.heldPane == nil)
        console.press("k c")
        #expect(console.state.dialog == nil)
        console.press("c")
        #expect(console.selectedNumber == 3)
        guard case .decision(let dialog)? = console.state.dialog else {
            Issue.record("no question:\n\(console.screen)")
            return
        }
        #expect(dialog.id == console.state.selected)
    }

    @Test func `a pane that is being read decides nothing`() {
        var console = console()
        console.isHeld = true
        console.press("G")
        console.send(.rested)
        #expect(console.state.heldPane == nil)
        console.press("a y")
        #expect(console.state.dialog == nil && decisions(console) == 0)
        console.release()
        #expect(!console.shows("reading…"))
    }

    @Test func `where one pane is shown there is none to hold`() {
        var console = console(width: 60)
        console.press("j")
        #expect(console.state.heldPane == nil)
    }
}
