import Handoff
import Terminal
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

@Suite struct `Looks, mouse and copies` {
    static let choices = [
        ThemePicker.Choice(name: "broken", note: "can't be read", problem: "broken.yaml:3: unknown key"),
        ThemePicker.Choice(name: "dark", note: "dark", problem: nil),
        ThemePicker.Choice(name: "light", note: "light", problem: nil),
    ]

    func console(_ width: Int = 100, _ height: Int = 24) -> TestConsole {
        var console = TestConsole(`Pictures of the console`.desk(), width: width, height: height)
        console.state.themeName = "dark"
        return console
    }

    @Test func `the theme under the cursor is shown at once, enter keeps it`() {
        var console = console()
        console.press("T")
        #expect(console.done == ["themes?"])
        console.send(.themes(Self.choices))
        #expect(console.shows("> dark") && console.shows("enter keeps it"))
        console.press("j")
        #expect(console.done.last == "show light")
        console.press("enter")
        #expect(console.done.suffix(2) == ["show light", "keep light"])
        #expect(!console.shows("enter keeps it") && console.state.themeName == "light")
    }

    @Test func `esc brings the theme back that was there`() {
        var console = console()
        console.send(.themes(Self.choices))
        console.press("j esc")
        #expect(console.done == ["show light", "show dark"])
        #expect(console.state.themeName == "dark" && !console.shows("enter keeps it"))
    }

    @Test func `a broken theme says what is wrong, and can't be kept`() {
        var console = console()
        console.send(.themes(Self.choices))
        console.press("k")
        #expect(console.shows("broken.yaml:3: unknown key") && console.done.isEmpty)
        console.press("enter")
        #expect(console.shows("> broken") && console.done.isEmpty)
    }

    @Test func `the picker fits on a small screen and follows a resize`() {
        var console = console()
        console.send(.themes((0..<40).map { ThemePicker.Choice(name: "theme-\($0)", note: "dark", problem: nil) }))
        console.press("G")
        console.send(.resized(width: 40, height: 15))
        #expect(console.shows("> theme-39") && console.shows("enter keeps it"))
        #expect(console.rows.count == 15)
    }

    @Test func `a dialog follows a resize, and what was typed stays`() {
        var console = console()
        console.press("j j j j j r n")
        console.type("typed before")
        console.send(.resized(width: 40, height: 15))
        #expect(console.shows("Reject") && console.shows("typed before"))
        console.send(.resized(width: 120, height: 40))
        #expect(console.shows("Reject") && console.shows("typed before"))
    }

    @Test func `a click selects, two open, the wheel scrolls, and nothing decides`() throws {
        var console = console()
        console.press("M")
        #expect(console.done == ["mouse true"])
        let row = try #require(console.rows.firstIndex { $0.contains("4002") })
        console.send(.mouse(MouseEvent(.click, column: 6, row: row)))
        #expect(console.selectedNumber == 2 && console.state.focus == .queue)
        console.send(.mouse(MouseEvent(.doubleClick, column: 6, row: row)))
        #expect(console.selectedNumber == 2 && console.state.focus == .detail)
        let before = console.state.sheetTop
        console.send(.mouse(MouseEvent(.wheelDown, column: 80, row: 12)))
        #expect(console.state.sheetTop == before + 3)
        console.send(.mouse(MouseEvent(.wheelUp, column: 6, row: 12)))
        #expect(console.selectedNumber != 2)
        for place in [(0, 0), (99, 23), (500, 500), (-1, -1)] {
            console.send(.mouse(MouseEvent(.click, column: place.0, row: place.1)))
        }
        console.press("a")
        console.send(.mouse(MouseEvent(.click, column: 40, row: 12)))
        console.send(.mouse(MouseEvent(.doubleClick, column: 40, row: 12)))
        console.press("M")
        #expect(console.done.allSatisfy { $0.hasPrefix("mouse") })
    }

    @Test func `a click on a tab opens it, on a key at the foot presses it unless it decides`() throws {
        var console = console()
        console.press("j j j M")
        func click(_ text: String, _ row: Int) throws {
            let line = console.rows[row]
            let place = try #require(line.range(of: text)?.lowerBound)
            console.send(.mouse(MouseEvent(.click, column: line.distance(from: line.startIndex, to: place), row: row)))
        }
        let tabs = try #require(console.rows.firstIndex { $0.contains("[1 Summary]") })
        for (number, tab) in [(4, "Checks"), (2, "Payload"), (6, "History"), (3, "Evidence"), (1, "Summary")] {
            try click(String(tab.prefix(4)), tabs)
            #expect(console.rows[tabs].contains("[\(number) \(tab)"))
        }
        let foot = console.rows.count - 1
        for key in ["approve", "reject", "escalate"] {
            try click(key, foot)
            #expect(console.state.dialog == nil)
        }
        try click("open evidence", foot)
        #expect(console.shows("invoice 3"))
        try click("help", foot)
        #expect(console.shows("Deciding"))
        #expect(console.done.allSatisfy { $0.hasPrefix("mouse") })
    }

    @Test func `a notice that does not fit its row takes more rows`() {
        var console = console()
        console.send(.resized(width: 40, height: 15))
        console.press("j j j a")
        #expect(
            console.rows.suffix(4) == [
                "o opens what is missing: open the", "evidence first: 1 item of 'invoice' not", "seen",
                "a (approve)  o open evidence  ? help",
            ])
    }

    @Test func `id, record and link are copied by two keys`() {
        var console = console()
        console.press("Y")
        #expect(console.shows("i copy id, r copy record, l copy link"))
        console.press("i")
        #expect(console.done.last == "copy \(console.state.selected!)")
        console.press("Y r")
        #expect(console.done.last == "copy erp: bill 4004")
        console.press("Y l")
        #expect(console.shows("it has no link"))
        console.send(.copied("text", false))
        #expect(console.shows("this terminal takes no copies: text"))
        console.press("Y j")
        #expect(console.shows("Y j does nothing here") && console.selectedNumber == 4)
    }

    @Test func `the next handoff is there before anybody asks, and is read again`() {
        var console = console()
        console.press("j j j j j")
        #expect(console.selectedNumber == 1)
        console.isHeld = true
        console.press("j")
        // Nothing was answered yet.
        #expect(console.selectedNumber == 5 && console.state.dossier?.handoff.id == console.state.selected)
        #expect(!console.shows("reading…"))
        console.release()
        #expect(console.state.dossier?.handoff.id == console.state.selected)
    }

    @Test func `what was read ahead is thrown away when the store changes`() {
        var console = console()
        console.press("j j j j j j")
        #expect(console.state.shelf[PaperDesk.id(1)] != nil)
        console.isHeld = true
        console.desk.revise(PaperDesk.id(1), title: "Another title", confidence: "0.72")
        console.poll()
        #expect(console.state.shelf[PaperDesk.id(1)] == nil)
    }
}
