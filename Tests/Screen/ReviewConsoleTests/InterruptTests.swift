import ReviewFlow
import Terminal
import Testing

@testable import ReviewConsole

@Suite struct `Ctrl-C in the console` {
    private func console() -> TestConsole { TestConsole(`Pictures of the console`.desk(), width: 100, height: 30) }

    @Test(arguments: ["f", "/", ":"]) func `cancels the line that is being typed`(_ key: String) {
        var console = console()
        console.press(key)
        console.type("zzqx")
        #expect(console.shows("zzqx"))
        console.press("ctrl-c")
        #expect(!console.shows("zzqx") && console.done.isEmpty)
        #expect(
            console.state.filterLine == nil && console.state.searchEditor == nil && console.state.commandLine == nil)
        // It was about the line: nothing is half way to the end.
        console.press("ctrl-c")
        #expect(console.done.isEmpty && console.shows("ctrl-c again leaves"))
    }

    @Test func `cancels a note and leaves the question as it is`() {
        var console = console()
        console.press("j j j r 1 n")
        console.type("halfway typed")
        console.press("ctrl-c")
        #expect(!console.shows("halfway typed"))
        guard case .decision(let decision)? = console.state.dialog else {
            Issue.record("the question is gone")
            return
        }
        #expect(decision.editing == nil && decision.note.text == "" && decision.chosen == 0)
        console.press("ctrl-c")
        #expect(console.state.dialog == nil && console.done.isEmpty)
    }

    @Test func `at the queue leaves when it is pressed again, and only then`() {
        var console = console()
        console.press("ctrl-c j ctrl-c")
        #expect(console.done.isEmpty)
        console.press("ctrl-c")
        #expect(console.done == ["quit"])
    }

    @Test(arguments: ["?", "v", "ctrl-p"]) func `closes what stands in front`(_ key: String) {
        var console = console()
        console.press(key)
        #expect(console.state.dialog != nil)
        console.press("ctrl-c")
        #expect(console.state.dialog == nil && console.done.isEmpty && !console.shows("again leaves"))
    }
}
