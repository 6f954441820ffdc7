import Handoff
import HandoffStore
import ReviewDesk
import Terminal
import Testing

@testable import ReviewConsole

@Suite struct `The part of the queue that is loaded` {
    private func desk(_ count: Int) -> PaperDesk {
        let desk = PaperDesk()
        for number in 1...count { desk.add(number, "Pay invoice \(number)", dueInMinutes: number) }
        return desk
    }

    private func console(_ desk: PaperDesk) -> TestConsole {
        var console = TestConsole(desk, width: 100, height: 23)
        console.press("b b b b")
        #expect(console.state.view.grouping == .none)
        // A view that was shown is not waited for: here each is one that was not.
        console.state.shown = ShownWindows()
        return console
    }

    @Test func `a view begins with what the screen shows, and the rest follows`() throws {
        let desk = desk(300)
        var console = TestConsole(desk, width: 100, height: 23)
        console.isHeld = true
        console.press("1")
        console.step()
        let first = try #require(console.state.window)
        #expect(!first.request.isWhole && first.lines.count <= 22)
        let before = console.screen
        while !console.held.isEmpty { console.step() }
        let whole = try #require(console.state.window)
        #expect(whole.request.isWhole && whole.lines.count > 100)
        // The rest changes nothing that is seen.
        #expect(
            console.rows.filter { $0.contains("Pay invoice") }
                == before.split(separator: "\n").map(String.init).filter { $0.contains("Pay invoice") })
    }

    @Test func `a page down before the rest is there arrives where it should`() {
        var slow = console(desk(300))
        var quick = console(desk(300))
        for key in ["pgdn", "pgdn", "k"] { quick.press(key) }
        slow.isHeld = true
        slow.press("S S")
        slow.press("pgdn pgdn k")
        while !slow.held.isEmpty { slow.step() }
        // The last key comes before the rest: from then on the cursor goes nowhere by itself.
        #expect(slow.state.linesOwed == 0)
        slow.isHeld = false
        slow = console(desk(300))
        slow.isHeld = true
        slow.press("S S")
        slow.step()
        slow.press("pgdn pgdn")
        while !slow.held.isEmpty { slow.step() }
        slow.isHeld = false
        slow.press("k")
        #expect(slow.state.selected == quick.state.selected)
    }

    @Test func `the cursor goes on only as long as nothing else was pressed`() throws {
        var console = console(desk(300))
        console.isHeld = true
        console.press("S S")
        console.step()
        console.press("pgdn pgdn")
        let reached = try #require(console.state.selected)
        #expect(console.state.linesOwed > 0)
        console.press("c")
        while !console.held.isEmpty { console.step() }
        #expect(console.state.selected == reached)
    }

    @Test func `a decision typed while the cursor still goes on is for nothing but what stood there`() throws {
        var console = console(desk(300))
        console.isHeld = true
        console.press("S S")
        console.step()
        console.press("pgdn pgdn")
        console.isHeld = false
        let asked = console.state.selected
        console.press("a y")
        console.release()
        #expect(console.desk.desk.withLock { $0.asked }.allSatisfy { $0.id == asked })
    }

    @Test func `a filter for claims sees them come and go, although they are no events`() throws {
        var console = TestConsole(desk(6), width: 100, height: 23)
        console.press("j m f")
        console.type("claim:me")
        console.press("enter")
        #expect(console.state.job?.count == 1)
        console.press("m")
        console.poll()
        #expect(console.state.job?.count == 0)
    }

    @Test func `matches that are asked for faster than they are found are all gone through`() {
        var quick = console(desk(300))
        var slow = console(desk(300))
        for index in 0...1 {
            var console = index == 0 ? quick : slow
            console.press("/")
            console.type("invoice 2")
            console.press("enter")
            console.isHeld = index == 1
            console.press("n n n")
            while !console.held.isEmpty { console.step() }
            if index == 0 { quick = console } else { slow = console }
        }
        #expect(quick.selectedNumber == slow.selectedNumber)
        #expect(slow.state.search == nil)
    }

    @Test func `headings of a view that was shown are counted anew as soon as the store changes`() throws {
        let desk = desk(40)
        var console = TestConsole(desk, width: 100, height: 23)
        #expect(console.rows.contains { $0.contains("▾ medium") && $0.contains(" 40 ") })
        console.press("b B")
        desk.add(41, "Pay invoice 41")
        // Nothing has told the console yet: it looks for itself.
        console.press("b B")
        #expect(console.rows.contains { $0.contains("▾ medium") && $0.contains(" 41 ") })
    }

    @Test func `the screen keeps the arrangement that it shows until the other one is read`() {
        var console = TestConsole(desk(40), width: 120, height: 23)
        console.isHeld = true
        let before = console.rows[0..<20]
        console.press("s")
        #expect(console.rows[0..<20] == before)
        console.release()
        #expect(console.rows[0].contains("lowest confidence first"))
    }
}
