import Fixtures
import Handoff
import HandoffStore
import ReviewDesk
import Terminal
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

@Suite struct `The queue in the console` {
    func full(_ count: Int) -> PaperDesk {
        let desk = PaperDesk()
        for number in 1...count {
            desk.add(
                number, "Pay invoice \(number)", owner: number % 2 == 0 ? "team:payables" : "team:credit",
                confidence: ["0.30", "0.70", "0.95"][number % 3], dueInMinutes: number)
        }
        return desk
    }

    @Test func `the cursor stays on its handoff whatever comes and goes around it`() throws {
        let desk = full(60)
        var console = TestConsole(desk, width: 100, height: 20)
        console.press("pgdn j j")
        let selected = try #require(console.state.selected)
        let row = try #require(console.rows.firstIndex { $0.hasPrefix("▌") })
        for number in 61...90 {
            desk.add(number, "Pay \(number)", owner: "team:credit", confidence: "0.30", dueInMinutes: -number)
        }
        console.poll()
        #expect(console.state.selected == selected)
        #expect(console.rows.firstIndex { $0.hasPrefix("▌") } == row)
        for number in 1...10 where PaperDesk.id(number) != selected {
            try desk.act(.reject(reason: "duplicate"), on: PaperDesk.id(number), by: "mei")
        }
        console.poll()
        #expect(console.state.selected == selected)
        desk.revise(selected, title: "Elsewhere now", confidence: "0.10")
        console.poll()
        #expect(console.state.selected == selected)
        #expect(console.shows("Elsewhere now"))
    }

    @Test func `a handoff that left the queue goes only when the cursor does`() throws {
        let desk = full(8)
        var console = TestConsole(desk, width: 100, height: 24)
        let selected = try #require(console.state.selected)
        try desk.act(.reject(reason: "duplicate"), on: selected, by: "mei")
        console.poll()
        #expect(console.state.selected == selected)
        #expect(console.rows.contains { $0.hasPrefix("▌") && $0.contains("rejected") })
        console.press("j")
        console.poll()
        #expect(console.state.selected != selected)
        console.send(.changed(-5))
        #expect(!console.rows.contains { $0.contains("rejected ") })
    }

    @Test func `walking down shows every handoff once, in the order of the queue`() {
        let desk = full(400)
        var console = TestConsole(desk, width: 100, height: 24)
        console.press("g")
        var seen: [HandoffID] = []
        var lines = 1
        while true {
            let before = console.state.cursor
            if let id = console.state.selected { seen.append(id) }
            console.press("j")
            if console.state.cursor == before { break }
            lines += 1
        }
        #expect(seen.count == 400)
        #expect(Set(seen).count == 400)
        // 2 owners with 3 groups each.
        #expect(lines == 400 + 2 + 6)
        var back: [HandoffID] = []
        while true {
            let before = console.state.cursor
            if let id = console.state.selected { back.append(id) }
            console.press("k")
            if console.state.cursor == before { break }
        }
        #expect(back == seen.reversed())
    }

    @Test func `a key press reads no more rows of a long queue than of a short one`() {
        func rowsRead(_ count: Int) -> Int {
            let desk = full(count)
            var console = TestConsole(desk, width: 100, height: 24)
            console.press("G g")
            let before = desk.desk.withLock { $0.rowsRead }
            console.press("pgdn pgdn space Z Z G")
            return desk.desk.withLock { $0.rowsRead } - before
        }
        let long = rowsRead(2_400)
        #expect(long <= rowsRead(1_200) + 20)
        #expect(long < 2_400)
    }

    @Test func `folding hides the rows and keeps the count; unfolding brings them back`() {
        var console = TestConsole(full(30), width: 100, height: 30)
        console.press("g space")
        #expect(console.rows[1].contains("▸ team:credit") && console.rows[1].contains("15"))
        #expect(console.rows[2].contains("▾ team:payables"))
        console.press("j j j space")
        #expect(console.rows.contains { $0.contains("▸ low") })
        #expect(console.rows.contains { $0.hasPrefix("▌") && $0.contains("low") })
        console.press("space g space")
        #expect(console.rows[2].contains("▾ low"))
        console.press("Z")
        #expect(console.rows[1].contains("▸ team:credit") && console.rows[2].contains("▸ team:payables"))
        console.press("Z")
        #expect(console.rows[3].contains("Pay invoice"))
    }

    @Test func `a search goes round the whole queue, and n and N go on`() {
        let desk = full(30)
        desk.add(31, "Credit NOTE zürich", owner: "team:payables", confidence: "0.95")
        desk.add(32, "second credit note", owner: "team:credit", confidence: "0.30")
        var console = TestConsole(desk, width: 100, height: 24)
        console.press("/")
        console.type("Credit no")
        console.press("enter")
        #expect(console.selectedNumber == 32)
        console.press("n")
        #expect(console.selectedNumber == 31)
        console.press("n")
        #expect(console.selectedNumber == 32)
        console.press("N")
        #expect(console.selectedNumber == 31)
        console.press("/")
        console.type("ZÜRICH")
        console.press("enter")
        #expect(console.selectedNumber == 31)
        console.press("/")
        console.type("nowhere")
        console.press("enter")
        #expect(console.shows("no handoff with ‘nowhere’"))
        #expect(console.selectedNumber == 31)
    }

    @Test func `a search unfolds where it finds something`() {
        let desk = full(30)
        var console = TestConsole(desk, width: 100, height: 24)
        console.press("Z /")
        console.type("invoice 18")
        console.press("enter")
        #expect(console.selectedNumber == 18)
        #expect(console.rows.contains { $0.hasPrefix("▌") && $0.contains("Pay invoice 18") })
    }

    @Test func `a long search works in pieces, shows how far it is, and can be cancelled`() {
        let desk = full(6_000)
        var console = TestConsole(desk, width: 100, height: 24)
        console.isHeld = true
        console.press("/")
        console.type("nowhere")
        console.press("enter")
        let first = console.held
        console.held = []
        for message in first { console.send(message) }
        #expect(console.shows("searching ‘nowhere’:"))
        #expect(console.shows("esc cancels"))
        console.press("esc")
        #expect(console.shows("the search was cancelled"))
        console.release()
        #expect(!console.shows("searching"))
    }

    @Test func `a digit shows another view, and v lists them`() throws {
        let desk = full(6)
        try desk.act(.reject(reason: "duplicate"), on: PaperDesk.id(2), by: "mei")
        var console = TestConsole(desk, width: 100, height: 24)
        console.press("6")
        #expect(console.rows[0].contains("[6 done 1]"))
        #expect(console.selectedNumber == 2)
        #expect(console.shows("[■ FINAL] rejected"))
        console.press("v")
        #expect(console.shows("> 6 done"))
        console.press("k k enter")
        #expect(console.rows[0].contains("[4 held 0]"))
        #expect(console.shows("nothing is state:draft"))
        console.press("v 2")
        #expect(console.rows[0].contains("[2 all pending 5]"))
        console.press("9")
        #expect(console.shows("there are 6 views"))
    }

    @Test func `it opens on my queue; where that is empty, on what waits for anybody`() {
        let desk = full(6)
        var console = TestConsole(desk, width: 100, height: 24, view: 1)
        #expect(console.rows[0].contains("[1 my queue 6]"))
        console = TestConsole(desk, width: 100, height: 24, view: 1)
        let stranger = PaperDesk(person: "robin")
        stranger.add(1, "Pay invoice 1")
        console = TestConsole(stranger, width: 100, height: 24, view: 1)
        #expect(console.rows[0].contains("[2 all pending 1]"))
        #expect(console.shows("nothing waits for you"))
        // Later it stays where one goes.
        console.press("1")
        #expect(console.rows[0].contains("[1 my queue 0]"))
    }

    @Test func `groupings and orders keep the cursor on its handoff and every handoff in the list`() throws {
        let desk = full(60)
        for number in 61...70 {
            desk.add(
                number, "Late \(number)", amount: "\(number)000.5", dueInMinutes: number % 3 == 0 ? nil : -number * 60)
        }
        var console = TestConsole(desk, width: 120, height: 40)
        console.press("pgdn j j")
        let selected = try #require(console.state.selected)
        for key in ["b", "s", "b", "s", "S", "b", "s", "b", "s", "S", "P", "b", "b"] {
            console.press(key)
            #expect(console.state.selected == selected, "\(key)")
            let window = try #require(console.state.window)
            #expect(window.total == 70)
            var seen: Set<HandoffID> = []
            var rows: [QueueRow] = []
            for line in window.lines {
                if let row = line.row {
                    #expect(seen.insert(row.id).inserted)
                    rows.append(row)
                } else {
                    rows = []
                }
                let order = console.state.view.orderInGroup
                if rows.count > 1 {
                    let pair = rows.suffix(2).map { $0.position(order.key) }
                    #expect(order.precedes(pair[0], pair[1]), "\(key)")
                }
            }
            #expect(seen.count == 70)
        }
        #expect(console.state.view.grouping == .owner)
    }

    @Test func `the filter line completes, says what is wrong, and shows what is wanted`() {
        var console = TestConsole(full(30), width: 110, height: 40)
        console.press("f")
        #expect(console.shows("filter › state:pending"))
        #expect(console.shows("due<1h") && console.shows("when it is due"))
        console.type("ow")
        #expect(console.shows("tab: owner:"))
        console.press("tab")
        console.type("team:c")
        console.press("tab")
        #expect(console.shows("filter › state:pending owner:team:credit"))
        console.type(" bnd:low")
        console.press("enter")
        #expect(console.shows("there is no field 'bnd'; did you mean 'band'?"))
        #expect(console.rows.contains { $0.contains("│ ") && $0.contains("^^^ ") })
        console.press("backspace backspace backspace backspace backspace backspace")
        console.type("and:low")
        console.press("enter")
        #expect(console.rows[0].contains("[filter 5]  state:pending owner:team:credit band:low"))
        #expect(console.state.window?.total == 5)
        console.press("f ctrl-u enter")
        #expect(console.state.window?.total == 30)
        console.press("f")
        console.type("owner:")
        console.press("esc")
        #expect(console.state.filterLine == nil && console.state.window?.total == 30)
    }

    @Test func `a filter that no index answers shows what it has so far, can be stopped, and goes on`() {
        let desk = full(3_000)
        var console = TestConsole(desk, width: 110, height: 24)
        console.isHeld = true
        console.pagesPerPiece = 1
        console.press("f ctrl-u")
        console.type("title~9")
        console.press("enter")
        console.step()
        #expect(console.rows[0].contains("≥ "))
        console.step()
        console.step()
        #expect(console.shows("searched; esc stops"))
        #expect(console.shows("▾ team:credit"), "\(console.screen)")
        let partial = console.state.job?.count ?? 0
        #expect(partial > 0)
        // Keys work as ever.
        console.press("j j")
        console.step()
        #expect(console.state.selected != nil)
        console.press("esc")
        #expect(console.shows("the filter was stopped"))
        for _ in 0..<5 { console.step() }
        let stopped = console.state.job?.count ?? 0
        console.step()
        #expect(console.state.job?.count == stopped && console.rows[0].contains("≥ "))
        console.press("ctrl-r")
        while !console.held.isEmpty { console.step() }
        let expected = (1...3_000).filter { String($0).contains("9") }.count
        #expect(console.state.job?.isComplete == true)
        #expect(console.state.window?.total == expected)
        #expect(
            console.rows[0].contains(
                "[filter \(Wording.count(expected).cells.map { String($0.scalar) }.joined())]  title~9"))
    }

    @Test func `what changes while a filter is on comes and goes with it`() throws {
        let desk = full(40)
        var console = TestConsole(desk, width: 110, height: 40)
        console.press("f")
        console.type("title~invoice confidence<0.6")
        console.press("enter")
        let count = try #require(console.state.window?.total)
        desk.add(50, "Pay invoice 50", owner: "team:credit", confidence: "0.20", dueInMinutes: 1)
        desk.add(51, "Pay something else", owner: "team:credit", confidence: "0.20")
        console.poll()
        #expect(console.state.window?.total == count + 1)
        #expect(console.shows("Pay invoice 50") && !console.shows("something else"))
        try desk.act(.reject(reason: "duplicate"), on: PaperDesk.id(50), by: "mei")
        console.poll()
        #expect(console.state.window?.total == count)
        desk.revise(PaperDesk.id(3), title: "Elsewhere", confidence: "0.10")
        console.poll()
        #expect(console.state.window?.total == count - 1)
        #expect(!console.rows[0].contains("≥"))
    }

    @Test func `what was searched for is marked, and hides nothing`() {
        let desk = full(8)
        desk.add(9, "Crédit note ÉTÉ", owner: "team:credit", confidence: "0.30", dueInMinutes: 1)
        var console = TestConsole(desk, width: 110, height: 30)
        console.press("/")
        console.type("credit note")
        console.press("enter")
        #expect(console.selectedNumber == 9)
        #expect(console.state.window?.total == 9)
        let row = console.rows.firstIndex { $0.hasPrefix("▌") } ?? 0
        let marked = TextMatches.columns(of: console.state.pattern, in: DisplayText("Crédit note ÉTÉ"))
        #expect(marked == [0..<11])
        let canvas = ConsoleView.picture(of: console.state)
        let styles = (0..<110).map { canvas[$0, row].style.attributes.contains(.reverse) }
        #expect(styles.enumerated().filter(\.element).map(\.offset) == Array(10..<21))
        console.press("esc")
        let after = ConsoleView.picture(of: console.state)
        #expect(!(0..<110).contains { after[$0, row].style.attributes.contains(.reverse) })
    }

    @Test func `a store that can't be read says so and is read again later`() {
        let desk = full(4)
        var console = TestConsole(desk, width: 100, height: 24)
        desk.desk.withLock { $0.failure = .store(.busy) }
        console.press("ctrl-r")
        #expect(console.shows("another process holds the store"))
        #expect(console.shows("Pay invoice 1"))
        desk.desk.withLock { $0.failure = nil }
        console.press("ctrl-r")
        #expect(!console.shows("another process holds the store"))
    }
}
