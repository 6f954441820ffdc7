import CivilTime
import Handoff
import ReviewDesk
import Terminal
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

/// Who has the keys: the queue or the handoff.
@Suite struct `The focus` {
    private func console(width: Int = 120, height: Int = 40) -> TestConsole {
        let desk = PaperDesk()
        for number in 1...6 { desk.add(number, "Pay ACME invoice \(4000 + number)", dueInMinutes: number * 60) }
        return TestConsole(desk, width: width, height: height)
    }

    @Test(arguments: [true, false]) func `the pane that has the keys is marked, also without colour`(_ isUnicode: Bool)
    {
        let desk = PaperDesk()
        desk.add(1, "Pay ACME invoice 4001")
        var console = TestConsole(desk, width: 100, height: 24, isUnicode: isUnicode)
        let queue = console.screen
        console.press("l")
        let handoff = console.screen
        #expect(handoff != queue && console.shows(isUnicode ? "┃" : "-  p"))
        console.press("esc")
        #expect(console.screen == queue)
    }

    @Test func `digits choose a view in the queue and a tab in the handoff`() {
        var console = console()
        console.press("l 3")
        #expect(console.state.tab == .evidence && console.rows[0].contains("[2 all pending 6]"))
        console.press("esc 1")
        #expect(console.state.tab == .evidence && console.rows[0].contains("[1 my queue 6]"))
        console.press("l 9")
        #expect(console.shows("there are 7 tabs"))
    }

    @Test func `enter gives the handoff the whole screen and takes it back`() {
        var console = console()
        console.press("enter")
        #expect(!console.shows("4002") && !console.shows("│") && console.shows("Pay ACME invoice 4001"))
        console.press("enter")
        #expect(console.shows("4002") && console.state.focus == .queue)
        console.press("enter esc")
        #expect(console.shows("4002") && console.state.focus == .queue)
    }

    @Test func `a search is in the text that has the keys, goes on and goes round`() {
        var console = console(height: 18)
        console.press("l /")
        console.type("controller")
        console.press("enter")
        let first = console.state.textSearch.line
        #expect(first != nil && console.state.pattern.isEmpty)
        console.press("n n n n n n n n n n")
        #expect(console.state.textSearch.line != nil)
        console.press("/")
        console.type("nowhere at all")
        console.press("enter")
        #expect(console.shows("‘nowhere at all’ is not on this tab: Summary"))
        console.press("esc esc /")
        console.type("4003")
        console.press("enter")
        #expect(console.selectedNumber == 3)
    }

    @Test func `a narrow screen shows each tab's number and count`() {
        var console = console(width: 40, height: 15)
        console.press("l")
        #expect(console.shows("[1 Summary] 2P 3E0/1 4C1 5T 6H1"))
    }
}

/// What stands around the rows of the queue.
@Suite struct `The frame of the queue` {
    private let desk = PaperDesk()

    @Test func `a heading says how many are late, what is at stake and who can take them`() {
        desk.add(1, "Pay 1", amount: "1000.50", dueInMinutes: -5)
        desk.add(2, "Pay 2", amount: "2000", dueInMinutes: 90)
        var console = TestConsole(desk, width: 120, height: 30)
        console.press("g")
        for text in [
            "2 handoffs", "1 late", "at stake   3,000.5", "taken by   role:controller", "oldest     came in 1h00",
        ] {
            #expect(console.shows(text), "\(text)")
        }
    }

    @Test func `after a decision the next one is none that somebody else is at`() throws {
        for number in 1...3 { desk.add(number, "Pay \(number)", dueInMinutes: number * 60, evidence: false) }
        desk.desk.withLock {
            $0.entries[PaperDesk.id(2)]!.claim = Claim(
                person: "mei", until: desk.now.adding(milliseconds: 600_000))
        }
        var console = TestConsole(desk, width: 120, height: 30)
        #expect(console.selectedNumber == 1)
        console.press("r 1")
        console.time += 1_000
        console.press("y")
        #expect(console.selectedNumber == 3)
    }

    @Test func `the last decisions say until when they can be recalled, and u recalls`() {
        for number in 1...2 { desk.add(number, "Pay \(number)", dueInMinutes: number * 60, evidence: false) }
        var console = TestConsole(desk, width: 120, height: 30)
        console.press("L")
        #expect(console.shows("you have decided nothing yet"))
        console.press("r 1")
        console.time += 1_000
        console.press("y")
        console.time += 1_000
        console.press("L")
        #expect(console.shows("What you decided last") && console.shows("rejected"))
        console.press("u")
        #expect(console.shows("it can't be recalled any more") && console.selectedNumber == 1)
    }

    @Test func `an empty queue of one's own says what waits for others`() {
        let desk = PaperDesk(person: "robin")
        desk.add(1, "Pay 1")
        var console = TestConsole(desk, width: 100, height: 24, view: 1)
        console.press("1")
        #expect(console.shows("Nothing waits for you. 1 waits for") && console.shows("others: 2"))
    }
}
