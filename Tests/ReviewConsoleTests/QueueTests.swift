import Fixtures
import Handoff
import HandoffStore
import ReviewDesk
import Terminal
import Testing

@testable import ReviewConsole

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

    @Test func `shows the handoffs of another state`() throws {
        let desk = full(6)
        try desk.act(.reject(reason: "duplicate"), on: PaperDesk.id(2), by: "mei")
        var console = TestConsole(desk, width: 100, height: 24)
        console.press("f 7")
        #expect(console.shows("1 rejected"))
        #expect(console.selectedNumber == 2)
        #expect(console.shows("[■ FINAL] rejected"))
        console.press("f g j j j j j j j j enter")
        #expect(console.rows[0].contains("rejected"))
        console.press("f j enter")
        #expect(console.shows("6 all"))
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

    @Test func `every key of the table means one thing, and has a name and a help`() {
        var seen: Set<String> = []
        for action in ConsoleAction.all {
            #expect(!action.keys.isEmpty)
            #expect(action.help.utf8CodeUnitCount > 3)
            for key in action.keys {
                let presses = key.split(separator: " ").map(String.init)
                #expect(!presses.isEmpty && presses.allSatisfy { Key(name: $0) != nil }, "\(key)")
                // The first of two has no meaning of its own, least of all that of a confirmation.
                if presses.count == 2 { #expect(ConsoleAction.byKey[presses[0]] == nil && presses[0] != "y") }
                #expect(seen.insert(key).inserted, "\(key) means two things")
            }
        }
        #expect(ConsoleKeys.markdown.contains("| `a` | Approve what is on the screen |"))
    }
}
