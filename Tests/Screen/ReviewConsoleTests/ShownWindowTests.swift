import CivilTime
import Fixtures
import Handoff
import ReviewDesk
import Terminal
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

@Suite struct `A view that was shown before` {
    private func desk(_ count: Int = 60) -> PaperDesk {
        let desk = PaperDesk()
        for number in 1...count {
            desk.add(
                number, "Pay invoice \(number)", confidence: number.isMultiple(of: 2) ? "0.2" : "0.9",
                dueInMinutes: number)
        }
        return desk
    }

    @Test(arguments: ["s s s s", "b b b b b", "P b", "2 1 2 3", "S S"])
    func `stands on the screen again before the desk has answered`(_ keys: String) {
        var quick = TestConsole(desk(), width: 100, height: 23)
        quick.press("j j")
        // To where it was, and once more the same way.
        quick.press(keys)
        var slow = quick
        quick.press(keys)
        slow.isHeld = true
        for key in keys.split(separator: " ") {
            slow.press(String(key))
            #expect(!slow.shows("reading…"), "\(key)")
        }
        #expect(slow.screen == quick.screen)
        // What the desk answers changes nothing of it.
        while !slow.held.isEmpty { slow.step() }
        #expect(slow.screen == quick.screen)
        #expect(slow.state.window?.request.number == slow.state.requestNumber)
    }

    @Test func `is read anew when the store has changed, although nobody has said so yet`() {
        let desk = desk(6)
        var console = TestConsole(desk, width: 100, height: 23)
        console.press("s s s s")
        desk.add(7, "Pay invoice 7", dueInMinutes: 7)
        console.press("s")
        #expect(console.shows("Pay invoice 7"))
        console.press("s s s")
        #expect(console.shows("Pay invoice 7"))
    }

    @Test func `is not shown from memory once the screen shows something newer`() throws {
        let desk = desk(6)
        var console = TestConsole(desk, width: 100, height: 23)
        console.press("s S")
        try desk.act(.comment, on: PaperDesk.id(3), by: "mei", note: "seen")
        console.poll()
        console.isHeld = true
        let before = try #require(console.state.window)
        console.press("S")
        #expect(console.state.window?.request.number == before.request.number)
        #expect(console.state.awaitsDesk)
    }

    @Test func `is asked for where the cursor is on what it did not hold`() {
        var console = TestConsole(desk(900), width: 100, height: 23)
        console.press("b b b b")
        #expect(console.state.view.grouping == .none)
        console.press("S S G")
        console.isHeld = true
        let number = console.selectedNumber
        console.press("S")
        #expect(console.state.awaitsDesk && number != nil)
        while !console.held.isEmpty { console.step() }
        #expect(console.selectedNumber == number)
    }

    @Test func `is remembered only as long as nothing else was shown for long`() {
        var shown = ShownWindows()
        let views = QueueGrouping.allCases.flatMap { grouping in
            [QueueOrder.Key.due, .age].map { QueueView("", .all, grouping: grouping, order: QueueOrder($0)) }
        }
        for view in views { shown.put(window(view, changeCount: 1)) }
        #expect(views.filter { shown[$0] == nil } == Array(views.prefix(2)))
        shown.put(window(views[0], changeCount: 2))
        #expect(views.filter { shown[$0] != nil } == [views[0]])
    }

    private func window(_ view: QueueView, changeCount: Int) -> QueueWindow {
        QueueWindow(
            .init(view: view, job: nil, folded: [], anchor: .start, number: 1), now: Instant(milliseconds: 0),
            changeCount: changeCount)
    }
}

@Suite struct `What the desk is asked for` {
    @Test func `waits for the picture where nobody waits for the answer`() throws {
        let desk = PaperDesk()
        for number in 1...40 { desk.add(number, "Pay \(number)", dueInMinutes: number) }
        var console = TestConsole(desk, width: 100, height: 23)
        console.isHeld = true
        let first = try #require(console.state.selected)
        #expect(!console.state.isAwaited(.lookAhead(first)))
        #expect(!console.state.isAwaited(.loadDossier(first)))
        console.press("G")
        let last = try #require(console.state.selected)
        #expect(console.state.isAwaited(.loadDossier(last)) && console.state.awaitsDesk)
        var request = try #require(console.state.window?.request)
        request.isProgress = true
        #expect(!console.state.isAwaited(.loadWindow(request)))
        // Lines that the cursor is to go on to are waited for.
        console.state.linesOwed = 1
        #expect(console.state.isAwaited(.loadWindow(request)))
        request.isProgress = false
        #expect(console.state.isAwaited(.loadWindow(request)))
        #expect(console.state.isAwaited(.loadNames))
    }

    @Test func `is drawn only where it may say something else than the screen`() throws {
        let desk = PaperDesk()
        for number in 1...3 { desk.add(number, "Pay \(number)", dueInMinutes: number, evidence: true) }
        var console = TestConsole(desk, width: 100, height: 23)
        let id = try #require(console.state.selected)
        func read() throws -> Message { .desk(.dossier(id, .success(try desk.dossier(id)))) }
        #expect(!console.state.changesPicture(.desk(.ahead(nil))))
        #expect(!console.state.changesPicture(try read()))
        // What is not the handoff under the cursor, or could not be read, is looked at.
        #expect(
            console.state.changesPicture(.desk(.dossier(PaperDesk.id(2), .success(try desk.dossier(PaperDesk.id(2)))))))
        #expect(console.state.changesPicture(.desk(.dossier(id, .failure(.store(.noHandoff(id.description)))))))
        try desk.act(.comment, on: id, by: "mei", note: "seen")
        #expect(console.state.changesPicture(try read()))
        console.send(try read())
        #expect(!console.state.changesPicture(try read()))
        _ = try desk.claim(id, version: nil, digest: nil)
        #expect(console.state.changesPicture(try read()))
        console.send(try read())
        console.press("o")
        let seen = try #require(console.state.dossier)
        #expect(seen.viewed.count == 1)
        desk.revise(id, title: "Other", confidence: "0.3")
        #expect(console.state.changesPicture(try read()))
    }
}
