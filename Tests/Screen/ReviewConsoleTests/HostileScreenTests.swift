import Fixtures
import Foundation
import Handoff
import ReviewDesk
import Terminal
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

@Suite struct `Whatever comes, the screen stays the console's` {
    static func acts(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x200B...0x200F).contains(scalar.value)
            || (0x2028...0x202E).contains(scalar.value) || (0x2060...0x206F).contains(scalar.value)
            || (0xE0000...0xE0FFF).contains(scalar.value)
    }

    @Test(.enabled(if: SharedData.isThere, "needs ../shared/data"))
    func `hostile text in every field reaches the screen as text only`() throws {
        struct Attack: Decodable { let text: String }
        let attacks = try JSONDecoder().decode([Attack].self, from: SharedData.bytes("hostile/hostile-text.json")).map(
            \.text)
        for (index, text) in attacks.enumerated() {
            let desk = PaperDesk()
            let id = desk.add(
                1, text, unresolved: [text],
                violations: [.init(id: "x", path: "/\(text)", message: text, severity: .error)])
            desk.desk.withLock { desk in
                desk.entries[id]!.handoff.contents.payload = [text: .string(text), "list": [.string(text)]]
                desk.entries[id]!.handoff.contents.trace = ["prompt": .string(text), text: [.string(text)]]
                desk.entries[id]!.handoff.contents.reference = text
            }
            try desk.act(.comment, on: id, by: "mei", note: text)
            var console = TestConsole(desk, width: 80, height: 24)
            for _ in 0..<5 {
                console.press("tab")
                check(console, index)
            }
            console.press("o r n")
            console.send(.key(.paste(text)))
            check(console, index)
            console.press("enter 1 esc /")
            console.send(.key(.paste(text)))
            check(console, index)
            console.press("enter")
            check(console, index)
        }
    }

    private func check(_ console: TestConsole, _ index: Int) {
        let canvas = ConsoleView.picture(of: console.state)
        for row in 0..<canvas.height {
            for column in 0..<canvas.width {
                guard let content = canvas[column, row].content else { continue }
                let marks = canvas.marks(column: column, row: row)
                if Self.acts(content.scalar) || marks.contains(where: Self.acts) || marks.count > 4 {
                    Issue.record("attack \(index) puts \(content.scalar.value) on the screen")
                }
            }
        }
        // The chrome is where it belongs.
        #expect(canvas.rows[0].contains("as dana (declared)"))
        #expect(canvas.rows[23].contains("? help"))
    }

    @Test func `every size can be drawn, with everything open`() {
        let desk = `Pictures of the console`.desk()
        for width in stride(from: 1, through: 130, by: 3) {
            for height in [1, 5, 8, 11, 15, 24, 60] {
                var console = TestConsole(desk, width: width, height: height)
                for keys in ["", "?", "esc f", "esc j j r", "esc e t", "esc enter tab", "tab", "/"] {
                    console.press(keys)
                    let rows = console.rows
                    if rows.count != height || rows.contains(where: { DisplayText(sanitising: $0).width > width }) {
                        Issue.record("\(width)x\(height) after \(keys)")
                    }
                }
            }
        }
    }

    /// A run of random keys, of changes from outside and of replies that come late.
    @Test(arguments: 0..<12) func `nothing is ever decided but what stood on the screen`(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let desk = PaperDesk()
        for number in 1...40 {
            desk.add(
                number, "Pay \(number)",
                owner: ["team:payables", "team:credit", "person:dana"].randomElement(using: &random)!,
                confidence: ["0.2", "0.7", "0.9", nil].randomElement(using: &random)!,
                dueInMinutes: Int.random(in: -100...100, using: &random),
                evidence: Bool.random(using: &random))
        }
        var console = TestConsole(desk, width: 80, height: 24)
        let keys =
            ConsoleAction.all.flatMap(\.keys).filter { $0 != "q" } + [
                "y", "y", "y", "1", "2", "enter", "esc", "a", "r", "x", "j", "j", "k",
            ]
        for _ in 0..<400 {
            console.time += Int64.random(in: 0...400, using: &random)
            switch Int.random(in: 0..<20, using: &random) {
            case 0:
                let id = PaperDesk.id(Int.random(in: 1...40, using: &random))
                try? desk.act(.reject(reason: "duplicate"), on: id, by: "mei")
            case 1: desk.revise(PaperDesk.id(Int.random(in: 1...40, using: &random)), title: "Other", confidence: "0.3")
            case 2: console.poll()
            case 3: console.isHeld = true
            case 4: console.release()
            case 5:
                console.send(
                    .resized(
                        width: Int.random(in: 20...140, using: &random), height: Int.random(in: 8...50, using: &random))
                )
            default:
                let shown = console.state.dossier?.handoff
                let decisions = console.done.filter {
                    $0.hasPrefix("approve") || $0.hasPrefix("reject") || $0.hasPrefix("escalate")
                }.count
                let isDead = console.time < console.state.deadUntil
                console.press(keys.randomElement(using: &random)!)
                let after = console.done.filter {
                    $0.hasPrefix("approve") || $0.hasPrefix("reject") || $0.hasPrefix("escalate")
                }
                if after.count > decisions {
                    #expect(!isDead)
                    #expect(after.count == decisions + 1)
                    #expect(shown.map { after.last!.hasSuffix(String($0.id.description.suffix(2))) } == true)
                }
            }
            _ = console.rows
            if let window = console.state.window, console.state.cursor != nil, !console.isHeld, console.held.isEmpty {
                #expect(window.lines.contains { $0.place == console.state.cursor })
            }
        }
        // What is in the log was decided on the version that preceded it.
        for entry in desk.desk.withLock({ Array($0.entries.values) }) {
            for item in entry.history where item.event.by.person == "dana" && item.event.kind != .commented {
                #expect(item.event.decidedOn?.version == item.event.version.map { $0 - 1 })
            }
        }
    }

    @Test func `a huge payload is cut and says so`() {
        let desk = PaperDesk()
        let id = desk.add(1, "Long")
        desk.desk.withLock { desk in
            desk.entries[id]!.handoff.contents.payload = [
                "text": .string(String(repeating: "line\n", count: 200_000)),
                "list": .array(Array(repeating: 1, count: 50_000)),
            ]
        }
        var console = TestConsole(desk, width: 80, height: 24)
        console.press("tab enter G")
        #expect(console.shows("(cut here: see 'countersign show')"))
        #expect(console.state.sheet.lines.count <= Sheet.mostLines + 2)
    }
}
