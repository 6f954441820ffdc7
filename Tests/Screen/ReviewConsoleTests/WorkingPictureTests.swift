import Handoff
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

/// Keystrokes and the screen that they give, for what is done beside approve, reject, escalate, return and comment.
@Suite struct `Pictures of claims, recalls, assignments and differences` {
    private func console(_ person: String = "dana", _ width: Int = 80, _ height: Int = 24) -> TestConsole {
        TestConsole(`Pictures of the console`.desk(person), width: width, height: height)
    }

    @Test func `what one has claimed is marked in the queue and in the head`() {
        var console = console()
        console.press("j j j j j m")
        expect(console, "own-claim")
    }

    @Test func `a decision over somebody else's claim says whose, until when, and what confirming does`() {
        var console = console()
        console.desk.claim(PaperDesk.id(1), by: "mei")
        console.poll()
        console.press("j j j j j o a")
        expect(console, "approve-over-a-claim")
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
        expect(console, "recall")
    }

    @Test func `an assignment offers those who can take it`() {
        var console = console("robin")
        console.press("j j j A")
        console.type("person:")
        expect(console, "assign")
    }

    @Test func `an edit is shown with what follows from it, and stays in the difference`() {
        var console = console()
        console.editor = {
            $0.replacing("amount: 1250.00", with: "amount: 1350.00").replacing("currency: EUR\n", with: "")
        }
        console.press("j j j j j E")
        expect(console, "edit-preview")
        console.press("y backtab")
        expect(console, "edit-in-the-difference")
    }

    @Test func `without an edit or a revision nothing has changed`() {
        var console = console("dana", 80, 10)
        console.press("j j j j j backtab")
        expect(console, "no-difference")
    }
}
