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
            """#)
        console.press(";")
        expect(
            console,
            #"""
            """#)
        console.press("r 1")
        expect(
            console,
            #"""
            """#)
        console.time += ConsoleState.deadTime
        try console.desk.act(.reject(reason: "wrong-amount"), on: PaperDesk.id(5), by: "mei")
        console.press("2 y")
        expect(
            console,
            #"""
            """#)
    }

    @Test func `an approval on 80 columns without Unicode: what is refused and why`() {
        var console = TestConsole(`Pictures of the console`.desk(), width: 80, height: 24, isUnicode: false)
        console.press("j x G o h ; a")
        expect(
            console,
            #"""
            """#)
    }
}
