import ContractEngine
import Fixtures
import Foundation
import Terminal
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

@Suite struct `Keys, command line, palette and help` {
    private func console(_ width: Int = 100, _ height: Int = 30) -> TestConsole {
        TestConsole(`Pictures of the console`.desk(), width: width, height: height)
    }

    @Test func `every action has a key, a name, a line in the help, an entry in the palette, and all say the same`() {
        let state = console().state
        let help = HelpPage().lines(state, width: 200).map(\.text.description).joined(separator: "\n")
        let palette = Palette(state).found
        var names: Set<String> = []
        var keys: Set<String> = []
        for action in ConsoleAction.all {
            #expect(names.insert(action.name).inserted, "the name '\(action.name)' stands twice")
            #expect(!action.keys.isEmpty, "'\(action.id)' has no key")
            for key in action.keys {
                #expect(keys.insert(key).inserted, "the key '\(key)' stands twice")
                let presses = key.split(separator: " ").map(String.init)
                #expect((1...2).contains(presses.count) && presses.allSatisfy { Key(name: $0) != nil }, "\(key)")
                // The first of two has no meaning of its own, least of all that of a confirmation.
                if presses.count == 2 {
                    #expect(state.context.keymap.action(of: presses[0]) == nil && presses[0] != "y")
                }
                #expect(state.context.keymap.action(of: key)?.id == action.id)
            }
            #expect(help.contains(action.help.description))
            #expect(palette.contains { $0.action.id == action.id && $0.argument.isEmpty } || action.id == "palette")
            #expect(CommandLine.call(action.name)?.action.id == action.id)
            #expect(ConsoleKeys.markdown.contains("`\(action.name)"))
        }
        #expect(ConsoleKeys.markdown.contains("| `a` | `approve` | Approve what is on the screen |"))
    }

    @Test func `the command line does what the key does, completes, and remembers`() {
        var console = console()
        console.press(":")
        console.type("fold-a")
        console.press("tab enter")
        #expect(console.state.folded.count == 2)
        console.press(": up")
        #expect(console.state.commandLine?.editor.text == "fold-all")
        console.press("enter")
        #expect(console.state.folded.isEmpty)
        console.press(":")
        console.type("la")
        console.press("enter")
        #expect(console.selectedNumber == 2)
    }

    @Test func `the command line shows how a name could go on`() {
        var console = console(60, 12)
        console.press(":")
        console.type("pa")
        #expect(
            Array(console.rows.suffix(5)) == [
                " page-down          A page down",
                " page-up            A page up",
                " palette            Find an action, view, owner or contract",
                ":pa",
                "a (approve)  r (reject)  e (escalate)  t (return)  ? help",
            ])
    }

    @Test(arguments: [
        ("aprove", "did you mean 'approve'?"), ("quit now", "'quit' takes nothing after its name"),
        ("zzzzzz", "? lists them all"),
    ])
    func `a name that is none says so`(_ line: String, _ answer: String) {
        var console = console()
        console.press(":")
        console.type(line)
        console.press("enter")
        #expect(console.shows(answer))
        #expect(console.done.isEmpty)
    }

    @Test func `a decision by its name is confirmed as one by its key`() {
        var console = console()
        console.press("j j j o :")
        console.type("approve")
        console.press("enter")
        #expect(console.shows("[ esc Go back ]"))
        #expect(console.done.isEmpty)
        console.press("y")
        #expect(console.done.contains("approve 03"))
    }

    @Test func `the palette finds by a few letters and says what can't be done`() {
        var console = console()
        console.press("ctrl-p")
        console.type("esc")
        #expect(console.shows("> escalate"))
        #expect(console.shows("not now: "))
        for _ in 0..<3 { console.press("backspace") }
        console.type("foldal")
        console.press("enter")
        #expect(console.state.dialog == nil)
        #expect(console.state.folded.count == 2)
    }

    @Test func `the palette leads to every view, owner and contract, with how much is open there`() throws {
        var console = console()
        try console.desk.act(.reject(reason: "duplicate"), on: PaperDesk.id(3), by: "mei")
        func choose(_ letters: String) {
            console.press("ctrl-p")
            console.type(letters)
        }
        choose("owner pay")
        #expect(console.shows("> owner team:payables"))
        let open = console.desk.desk.withLock { desk in
            desk.entries.values.filter {
                $0.handoff.status.owner == .team("payables") && !$0.handoff.status.state.isFinal
            }.count
        }
        #expect(console.shows("\(open) open handoff"))
        console.press("enter")
        #expect(console.state.view.query.text == "owner:team:payables -state:final")
        #expect(console.state.window?.total == open)
        choose("contract fin")
        #expect(console.shows("> contract finance.payment"))
        console.press("enter")
        #expect(console.state.view.query.text == "contract:finance.payment -state:final")
        choose("view escal")
        #expect(console.shows("> view escalated") && console.shows("state:escalated"))
        console.press("enter")
        #expect(console.state.view.name == "escalated")
        for view in console.state.context.views {
            choose("view \(view.name)")
            #expect(console.shows("> view \(view.name)"))
            console.press("esc")
        }
    }

    @Test func `the help is searched by words and by keys`() {
        var console = console()
        console.press("? /")
        console.type("evidence")
        console.press("enter")
        #expect(console.shows("Open the next item of evidence"))
        #expect(!console.shows("Next line"))
        console.press("/")
        for _ in 0..<8 { console.press("backspace") }
        console.type("K")
        console.press("enter")
        #expect(console.shows("Scroll the handoff's text up"))
        #expect(!console.shows("Open the next item of evidence"))
        console.press("x")
        #expect(console.state.dialog == nil)
    }

    @Test(arguments: 40...130) func `the help is whole at every width: nothing is cut, and nothing stands beside it`(
        _ width: Int
    ) throws {
        // So high that all of it is seen at once.
        var console = console(width, 240)
        console.press("?")
        let body = Array(console.rows[1..<238])
        let top = try #require(body.firstIndex { $0.contains("┌") })
        let bottom = try #require(body.firstIndex { $0.contains("└") })
        let left = body[top].prefix { $0 != "┌" }.count
        let inside = min(HelpPage.width, width - 2) - 2
        #expect(body[..<top].allSatisfy(isBlank) && body[(bottom + 1)...].allSatisfy(isBlank))
        for row in body[(top + 1)..<bottom] {
            #expect(row.count == left + inside + 2 && isBlank(String(row.prefix(left))))
            #expect(row.dropFirst(left).first == "│" && row.last == "│")
        }
        let words = body[(top + 1)..<bottom].flatMap { $0.dropFirst(left + 1).dropLast().split(separator: " ") }
        let text = words.joined(separator: " ")
        for action in ConsoleAction.all {
            #expect(
                text.contains(
                    "\(console.state.context.keymap.keys(of: action.id).joined(separator: " ")) \(action.help)"))
            if let why = action.whyDisabled(console.state) { #expect(text.contains("\(action.help) not now: \(why)")) }
        }
        #expect(text.hasSuffix(" the end"))
    }

    @Test(arguments: [(40, 12), (60, 24), (118, 40), (130, 24)])
    func `the help can be read from its first line to its last`(
        _ width: Int, _ height: Int
    ) throws {
        var (low, high) = (console(width, height), console(width, 240))
        high.press("?")
        func lines(_ console: TestConsole) -> [String] {
            console.rows.filter { $0.contains("│") }.dropLast().map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let all = lines(high)
        low.press("?")
        var read = lines(low)
        while !low.shows("│ the end") {
            low.press("j")
            read.append(try #require(lines(low).last))
            try #require(read.count <= all.count)
        }
        #expect(read == all)
        // The last line is the last one: from there the first key up scrolls.
        let end = low.screen
        low.press("G")
        #expect(low.screen == end)
        low.press("k")
        #expect(low.screen != end)
    }

    private func isBlank(_ row: String) -> Bool { row.allSatisfy { $0 == " " } }

    @Test func `keys can be bound and unbound, and everything shows it`() throws {
        let keymap = try Keymap([
            .init(action: "approve", keys: ["f3", "f2"]), .init(action: "fold-all", keys: []),
            .init(action: "scroll-down", keys: ["Z"]),
        ])
        var console = console()
        console.state = ConsoleState(.init(store: "/", person: "dana", isDeclared: true, keymap: keymap))
        #expect(keymap.action(of: "a") == nil)
        #expect(keymap.action(of: "f2")?.id == "approve")
        #expect(keymap.action(of: "Z")?.id == "scroll down")
        #expect(HelpPage().lines(console.state, width: 200).contains { $0.text.description.hasPrefix("f3 f2 ") })
        #expect(HelpPage().lines(console.state, width: 200).contains { $0.text.description.hasPrefix(":fold-all ") })
    }

    @Test(arguments: [
        ([("approv", ["A"])], "did you mean 'approve'?"),
        ([("approve", ["ctrl-alt-x"])], "there is no key 'ctrl-alt-x'"),
        ([("approve", ["A"]), ("reject", ["A"])], "the key 'A' is bound to 'approve' already, on line 1"),
        ([("approve", ["e"])], "'e' is the only key of 'escalate'"),
        ([("quit", [])], "'quit' has to have a key"),
    ])
    func `bindings that contradict are errors with their line`(_ bindings: [(String, [String])], _ message: String) {
        let made = Result { () throws(ConfigurationError) in
            try Keymap(bindings.enumerated().map { .init(action: $1.0, keys: $1.1, line: $0 + 1, column: 3) })
        }
        guard case .failure(let error) = made else {
            Issue.record("it was taken")
            return
        }
        #expect(error.problems.contains { $0.message.contains(message) && $0.line > 0 }, "\(error.problems)")
    }

    @Test func `whatever is typed there, the line, the palette and the help hold`() {
        var random = SeededRandom(seed: 7)
        var console = console(60, 15)
        let keys = [
            "a", "é", "日", "space", "tab", "up", "down", "backspace", "left", "home", "ctrl-w", "pgdn", "enter", "/",
            "esc",
        ]
        for opener in [":", "ctrl-p", "?"] {
            for _ in 0..<300 {
                console.press(opener)
                for _ in 0..<Int.random(in: 0...6, using: &random) {
                    console.press(keys.randomElement(using: &random)!)
                    #expect(console.rows.count == 15)
                }
                console.press("esc esc esc")
                if console.done.contains("quit") { console.done = [] }
            }
        }
    }
}
