import Handoff
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

/// Keystrokes and the screen that they give, side by side.
@Suite struct `Pictures of the console` {
    static func desk(_ person: String = "dana") -> PaperDesk {
        let desk = PaperDesk(person: person)
        desk.add(1, "Pay ACME invoice 4001", unresolved: ["Is the discount of 2 % agreed?"])
        desk.add(2, "Pay ACME invoice 4002", confidence: "0.95", amount: "61000.00", dueInMinutes: 30)
        desk.add(3, "Pay \u{1B}[2J\u{202E}evil\u{202C} 4003", confidence: "0.41", dueInMinutes: -90)
        desk.add(4, "Credit note 日本 4004", owner: "team:credit", confidence: nil, dueInMinutes: nil, state: .escalated)
        desk.add(5, "Pay ACME invoice 4005", dueInMinutes: 3_000, requestedBy: "dana")
        return desk
    }

    func console(_ width: Int, _ height: Int, isUnicode: Bool = true) -> TestConsole {
        TestConsole(Self.desk(), width: width, height: height, isUnicode: isUnicode)
    }

    @Test func `120 columns: queue and handoff side by side`() {
        var console = console(120, 40)
        console.press("j j j j j")
        expect(console, "queue-and-handoff-120x40")
    }

    @Test func `80 columns: the same, and what stands in the way is there before a key is pressed`() {
        let console = console(80, 24)
        expect(console, "queue-and-handoff-80x24")
    }

    @Test func `40 columns: the queue, then the handoff`() {
        var console = console(40, 15)
        expect(console, "queue-40x15")
        console.press("j j j enter")
        expect(console, "handoff-40x15")
        console.press("esc")
        #expect(console.rows[2].contains("unknown"))
    }

    @Test func `a confirmation says what, where to, how much, and which version`() {
        var console = console(80, 24)
        console.press("G o a")
        expect(console, "confirm-approval")
    }

    @Test func `a rejection asks for a reason, on a small screen too`() {
        var console = console(40, 15)
        console.press("j j j r 2")
        expect(console, "reject-40x15")
    }

    @Test func `after a decision the cursor is on the next handoff`() {
        var console = console(80, 24)
        console.press("j j j o a y")
        expect(console, "after-a-decision")
    }

    @Test func `what was decided elsewhere stays under the cursor and says who and how`() throws {
        var console = console(80, 24)
        console.press("j j j j j")
        try console.desk.act(.reject(reason: "duplicate"), on: PaperDesk.id(1), by: "mei", note: "paid last week")
        console.poll()
        console.press("tab tab tab tab tab")
        // The notice of the change goes with the next key; the state stays.
        expect(console, "decided-elsewhere")
    }

    @Test func `folded groups say how much is in them`() {
        var console = console(80, 24)
        console.press("Z")
        expect(console, "folded-groups")
    }

    @Test func `help comes from the table of keys and says what can't be done now`() {
        var console = console(80, 24)
        console.press("?")
        expect(console, "help")
    }

    @Test func `payload and trace are outlines, and texts keep their lines`() {
        var console = console(80, 24)
        console.press("G tab")
        expect(console, "payload")
        console.press("tab tab tab")
        expect(console, "trace")
    }

    @Test func `without Unicode everything is drawn in ASCII`() {
        var console = console(80, 24, isUnicode: false)
        console.press("G")
        expect(console, "queue-and-handoff-in-ascii")
    }

    @Test func `an empty queue says so`() {
        let console = TestConsole(PaperDesk(), width: 40, height: 15)
        expect(console, "empty-queue-40x15")
    }

    @Test func `evidence marks what the checks look for, and the checks are listed with their rules`() {
        var console = console(80, 24)
        console.press("G")
        console.press("o")
        let marked = console.state.sheet.lines.joined().filter { $0.style.attributes.contains(.underline) }
        #expect(marked.map(\.text.description) == ["4002"])
    }
}
