import Handoff
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

/// The screens of a decision on many, side by side with the keys.
@Suite struct `Pictures of a decision on many` {

    @Test func `tags, the question, the preview and the results`() throws {
        var console = TestConsole(`Pictures of the console`.desk(), width: 100, height: 24)
        console.press("j x j j j k k x")
        expect(console, "tagged")
        console.press(";")
        expect(console, "decide-on-tagged")
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
        expect(console, "results-of-tagged")
    }

    @Test func `an approval on 80 columns without Unicode: what is refused and why`() {
        var console = TestConsole(`Pictures of the console`.desk(), width: 80, height: 24, isUnicode: false)
        console.press("j x G o h ; a")
        expect(console, "approve-tagged-in-ascii")
    }
}
