import Handoff
import ReviewDesk
import Terminal

/// One thing that a key does. This table alone feeds the key handling, the footer, the help screen and the documentation.
struct ConsoleAction: Sendable {
    enum Section: String, Sendable, CaseIterable {
        case moving = "Moving"
        case reading = "Reading"
        case deciding = "Deciding"
        case finding = "Finding"
        case console = "Console"
    }

    /// Its name.
    let id: String
    /// The keys, the first of which is shown in the footer.
    let keys: [String]
    let section: Section
    /// A word for the footer; nil keeps it out of it.
    let label: StaticString?
    let help: StaticString
    /// Why it can't be done now; nil when it can.
    let whyDisabled: @Sendable (ConsoleState) -> DisplayText?
    let perform: @Sendable (inout ConsoleState, Int64) -> [Effect]

    init(
        _ id: String, _ keys: [String], _ section: Section, label: StaticString? = nil, _ help: StaticString,
        whyDisabled: @escaping @Sendable (ConsoleState) -> DisplayText? = { _ in nil },
        perform: @escaping @Sendable (inout ConsoleState, Int64) -> [Effect]
    ) {
        (self.id, self.keys, self.section, self.label, self.help) = (id, keys, section, label, help)
        (self.whyDisabled, self.perform) = (whyDisabled, perform)
    }

    private static func decision(
        _ id: String, _ key: String, _ action: Dossier.Action, _ label: StaticString, _ help: StaticString
    ) -> ConsoleAction {
        ConsoleAction(id, [key], .deciding, label: label, help, whyDisabled: { $0.refusal(of: action) }) {
            $0.begin(action, at: $1)
        }
    }

    private static func copying(_ part: Copied, _ key: String, _ help: StaticString) -> ConsoleAction {
        ConsoleAction("copy \(part.rawValue)", [key], .reading, help, whyDisabled: { $0.whyNot(copy: part) }) {
            state, _ in state.copy(part)
        }
    }

    /// Every action, in the order of the help screen.
    static let all: [ConsoleAction] = [
        decision("approve", "a", .approve, "approve", "Approve what is on the screen"),
        decision("reject", "r", .reject, "reject", "Reject it with a reason: final"),
        decision("escalate", "e", .escalate, "escalate", "Escalate it with a reason, to whom you say"),
        decision("return", "t", .returnForRework, "return", "Return it to its producer for rework, with a note"),
        decision("comment", "c", .comment, "comment", "Comment on it; changes nothing else"),
        ConsoleAction(
            "evidence", ["o"], .reading, label: "open evidence", "Open the next item of evidence; it counts as viewed",
            whyDisabled: { $0.dossier == nil ? "the cursor is on no handoff" : nil }
        ) { state, _ in state.openEvidence() },
        ConsoleAction("down", ["j", "down"], .moving, "Next line") { state, _ in state.move(by: 1) },
        ConsoleAction("up", ["k", "up"], .moving, "Previous line") { state, _ in state.move(by: -1) },
        ConsoleAction("page down", ["pgdn", "ctrl-f"], .moving, "A page down") { state, _ in state.movePage(1) },
        ConsoleAction("page up", ["pgup", "ctrl-b"], .moving, "A page up") { state, _ in state.movePage(-1) },
        ConsoleAction("first", ["g", "home"], .moving, "The first line") { state, _ in state.move(toEnd: false) },
        ConsoleAction("last", ["G", "end"], .moving, "The last line") { state, _ in state.move(toEnd: true) },
        ConsoleAction("fold", ["space", "z"], .moving, label: "fold", "Fold or unfold the group") { state, _ in
            state.fold()
        },
        ConsoleAction("fold all", ["Z"], .moving, "Fold every owner, or unfold everything") { state, _ in
            state.foldAll()
        },
        ConsoleAction(
            "read", ["enter", "l", "right"], .reading, label: "read", "Go to the handoff's text, or unfold the group"
        ) {
            state, _ in state.enter()
        },
        ConsoleAction("back", ["esc", "h", "left"], .reading, "Back to the queue; cancels a search") { state, _ in
            state.back()
        },
        ConsoleAction("next tab", ["tab", "]"], .reading, label: "tabs", "Next tab") { state, _ in state.turn(1) },
        ConsoleAction("previous tab", ["backtab", "["], .reading, "Previous tab") { state, _ in state.turn(-1) },
        ConsoleAction("scroll down", ["J", "ctrl-d"], .reading, "Scroll the handoff's text down") { state, _ in
            state.scroll(1)
        },
        ConsoleAction("scroll up", ["K", "ctrl-u"], .reading, "Scroll the handoff's text up") { state, _ in
            state.scroll(-1)
        },
        ConsoleAction("search", ["/"], .finding, label: "search", "Search title, id, contract and owner") { state, _ in
            state.searchEditor = LineEditor()
            return []
        },
        ConsoleAction("next match", ["n"], .finding, "Next match") { state, _ in state.find(.forward) },
        ConsoleAction("previous match", ["N"], .finding, "Previous match") { state, _ in state.find(.backward) },
        ConsoleAction("filter", ["f"], .finding, label: "filter", "Show the handoffs of another state") { state, _ in
            state.dialog = .filter(QueueFilter.choices.firstIndex(of: state.filter) ?? 0)
            return []
        },
        ConsoleAction("help", ["?", "f1"], .console, label: "help", "This help") { state, _ in
            state.dialog = .help(scroll: 0)
            return []
        },
        ConsoleAction("refresh", ["ctrl-r"], .console, "Read everything again") { state, _ in
            state.reload() + [.checkConfiguration]
        },
        ConsoleAction("redraw", ["ctrl-l"], .console, "Draw the screen again") { _, _ in [.redraw] },
        ConsoleAction("theme", ["T"], .console, "Another theme: the screen shows the one under the cursor") { _, _ in
            [.listThemes]
        },
        ConsoleAction(
            "mouse", ["M"], .console,
            "Mouse on or off: a click selects, two open, the wheel scrolls; off, the terminal selects text itself"
        ) { state, _ in
            state.takesMouse.toggle()
            state.notice = .init(
                text: state.takesMouse ? "the mouse is on; M gives it back" : "the mouse is off", role: .ok)
            return [.takeMouse(state.takesMouse)]
        },
        copying(.id, "Y i", "Copy the handoff's id to the terminal's clipboard"),
        copying(.record, "Y r", "Copy the system of record, and which record"),
        copying(.link, "Y l", "Copy the link of what was written, else of its first source"),
        ConsoleAction(
            "quit", ["q"], .console, label: "quit", "Leave; nothing is lost",
            whyDisabled: { $0.deciding == nil ? nil : "the decision is being written: a moment" }
        ) { _, _ in [.quit] },
    ]

    /// The first keys of those that come in twos, with what can follow.
    static let prefixes: [String: DisplayText] = {
        var table: [String: DisplayText] = [:]
        for action in all {
            for key in action.keys where key.utf8.count > 1 && key.contains(" ") {
                let parts = key.split(separator: " ")
                let choice: DisplayText = "\(DisplayText(String(parts[1]))) \(DisplayText(action.id))"
                let first = String(parts[0])
                table[first] = table[first].map { "\($0), \(choice)" } ?? "\(DisplayText(first)) and then: \(choice)"
            }
        }
        return table
    }()

    /// The action of a key.
    static let byKey: [String: ConsoleAction] = {
        var table: [String: ConsoleAction] = [:]
        for action in all {
            for key in action.keys { table[key] = action }
        }
        return table
    }()
}

/// The console's keys, as the documentation shows them.
public enum ConsoleKeys {
    /// A Markdown table of every key, by section.
    public static var markdown: String {
        var text = """
            # Keys of the console

            The footer shows the keys that matter where you are, `?` all of them. A key in parentheses would do nothing now; pressing
            it says why.

            Before a decision is written, the console repeats what, how much, where to and the digest, with the safe choice in
            focus: `y` confirms, `esc`, `enter` and `q` go back. A digit chooses the reason, `n` writes a note, and `t` says to
            whom an escalation goes.

            """
        for section in ConsoleAction.Section.allCases {
            text += "\n## \(section.rawValue)\n\n| key | does |\n| --- | --- |\n"
            for action in ConsoleAction.all where action.section == section {
                let keys = action.keys.map { "`\($0)`" }.joined(separator: ", ")
                text += "| \(keys) | \(action.help) |\n"
            }
        }
        return text
    }
}
