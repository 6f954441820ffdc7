import Fixtures
import Handoff
import HandoffStore
import ReviewDesk
import Terminal
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

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

    /// Two consoles: what a key asked for is there before the next one is pressed, or only after all of them.
    private func screens(_ keys: [String], on desk: PaperDesk) -> (quick: TestConsole, slow: TestConsole) {
        var (quick, slow) = (TestConsole(desk, width: 100, height: 23), TestConsole(desk, width: 100, height: 23))
        slow.isHeld = true
        for key in keys {
            press(key, on: &quick)
            press(key, on: &slow)
        }
        while !slow.held.isEmpty { slow.step() }
        return (quick, slow)
    }

    private func press(_ key: String, on console: inout TestConsole) {
        guard key.hasPrefix(":") else { return console.press(key) }
        console.press(":")
        console.type(String(key.dropFirst()))
        console.press("enter")
    }

    /// All but the status line and the keys.
    private func queue(_ console: TestConsole) -> String { console.rows.dropLast(2).joined(separator: "\n") }

    /// Some are in each group, and there are more groups and handoffs than fit in a window.
    private func grouped(_ count: Int) -> PaperDesk {
        let desk = PaperDesk()
        for number in 1...count {
            desk.add(
                number, "Pay invoice \(number)", owner: ["team:payables", "team:credit", "person:mei"][number % 3],
                confidence: ["0.41", "0.72", "0.95"][number / 3 % 3], amount: "\(number * 7919 % 1000).50",
                dueInMinutes: number * 37)
        }
        return desk
    }

    @Test(arguments: [
        "G", "G k", "G k k j", "G g", "G g j", "G pgup", "G k g j j", "G pgup pgup k G k", "1 j", "1 j j k", "2 G k",
        "b j",
        "b j j", "s j", "S j k j", "j j b j", "G b k", "G s k", "space j", "space j j", "Z j", "Z j Z j", "1 b j",
        ":view~2 j",
        ":view~1 j j", ":group~none G k k", ":sort~stake j", "G space k", "pgdn pgdn pgdn k",
        "pgdn pgdn pgdn pgdn pgup j",
        "G home end up", "G k b j s j",
    ])
    func `keys that move go from where the key before them leads, also where that is not there yet`(_ keys: String) {
        let keys = keys.split(separator: " ").map { String($0).replacing("~", with: " ") }
        let (quick, slow) = screens(keys, on: grouped(700))
        #expect(slow.state.cursor == quick.state.cursor && slow.state.view == quick.state.view)
        #expect(queue(slow) == queue(quick))
        #expect(slow.state.dossier?.handoff.id == slow.state.selected)
    }

    @Test(arguments: 0..<40 as Range<UInt64>) func `so do any, in any order`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let all = ["g", "G", "j", "k", "j", "k", "pgdn", "pgup", "space", "Z", "1", "2", "b", "P", "s", "S", ":view 2"]
        let keys = (0..<7).map { _ in all.randomElement(using: &random)! }
        let (quick, slow) = screens(keys, on: grouped(400))
        #expect(slow.state.cursor == quick.state.cursor, "\(keys)")
        #expect(slow.state.view == quick.state.view && slow.state.folded == quick.state.folded, "\(keys)")
    }

    @Test func `the store may change while the end is being read`() {
        let desk = grouped(700)
        var console = TestConsole(desk, width: 100, height: 23)
        console.isHeld = true
        console.press("G k")
        desk.add(9_000, "Pay one more", dueInMinutes: 1)
        console.poll()
        while !console.held.isEmpty { console.step() }
        var quick = TestConsole(desk, width: 100, height: 23)
        quick.press("G k")
        #expect(console.state.cursor == quick.state.cursor)
    }

    @Test func `what decides stays dead until the handoff that it would be on was read`() throws {
        let desk = grouped(700)
        var console = TestConsole(desk, width: 100, height: 23)
        console.isHeld = true
        console.press("G k r 1 y")
        while !console.held.isEmpty { console.step() }
        #expect(console.state.dialog == nil && desk.desk.withLock { $0.asked.isEmpty })
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
        console.press("b P")
        desk.add(41, "Pay invoice 41")
        // Nothing has told the console yet: it looks for itself.
        console.press("b P")
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
