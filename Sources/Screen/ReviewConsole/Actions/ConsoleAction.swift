import ContractEngine
import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// The table of actions, in the order of the help screen.
extension ConsoleAction {
    private static func decision(_ action: Action, _ key: String, _ label: StaticString) -> ConsoleAction {
        ConsoleAction(
            action.word, [key], .deciding, label: label, action.help, whyDisabled: { $0.refusal(of: action) }
        ) {
            $0.begin(action, at: $1)
        }
    }

    private static func copying(_ part: Copied, _ key: String, _ help: StaticString) -> ConsoleAction {
        ConsoleAction("copy \(part.rawValue)", [key], .reading, help, whyDisabled: { $0.whyNot(copy: part) }) {
            state, _ in state.copy(part)
        }
    }

    /// Every action.
    static let all: [ConsoleAction] = [
        decision(.approve, "a", "approve"), decision(.reject, "r", "reject"), decision(.escalate, "e", "escalate"),
        decision(.returnForRework, "t", "return"), decision(.comment, "c", "comment"),
        ConsoleAction(
            Action.recall.word, ["u"], .deciding, label: "recall", Action.recall.help, whyDisabled: { $0.whyNotRecall }
        ) { $0.recall(at: $1) }.quiet,
        decision(.attest, "w", "attest").quiet,
        ConsoleAction(
            "nothing written", ["W"], .deciding, label: "nothing written",
            "State that a failed or uncertain delivery wrote nothing, and what is to become of it",
            whyDisabled: { $0.whyNotSettle }
        ) { $0.beginSettlement(at: $1) }.quiet,
        ConsoleAction(
            "bulk", [";"], .deciding,
            argument: Argument(name: "DECISION", choices: { _ in Bulk.names }),
            "Decide on all that is tagged: asks what, then shows what would go"
        ) { state, name, _ in state.beginBulk(name) },
        ConsoleAction(
            "results", ["R"], .deciding, "What became of each of the last decision on many",
            whyDisabled: { $0.bulk.run == nil ? "there was no decision on many yet" : nil }
        ) { state, _ in state.showResults() },
        ConsoleAction(
            "compare", ["="], .reading, "What would be written beside the evidence: each value says where it was found",
            whyDisabled: { $0.whyNotCompare }
        ) { state, _ in state.toggleCompare(.evidence) },
        ConsoleAction(
            "compare others", ["C"], .reading,
            "What would be written beside what another handoff on the record would write",
            whyDisabled: { $0.whyNotCompareOthers }
        ) { state, _ in state.toggleCompare(.other(0)) },
        ConsoleAction(
            "evidence", ["o"], .reading, label: "open evidence", "Open the next item of evidence; it counts as viewed",
            whyDisabled: { $0.dossier == nil ? "the cursor is on no handoff" : nil }
        ) { state, _ in state.openEvidence() },
        ConsoleAction(
            "evidence in pager", ["O"], .reading,
            "Open all evidence in your pager, one after another; other media in your viewer",
            whyDisabled: { $0.dossier == nil ? "the cursor is on no handoff" : nil }
        ) { state, _ in state.pageEvidence() },
        ConsoleAction(
            Action.claim.word, ["m"], .deciding, label: "claim", Action.claim.help,
            whyDisabled: { $0.whyNotClaim }
        ) { $0.toggleClaim(at: $1) }.quiet,
        ConsoleAction(
            Action.edit.word, ["E"], .deciding, label: "edit", Action.edit.help,
            whyDisabled: { $0.refusal(of: .edit) }
        ) { $0.edit(at: $1) }.quiet,
        ConsoleAction(
            Action.assign.word, ["A"], .deciding,
            argument: Argument(name: "PARTY", choices: { $0.parties.map(\.description) }),
            Action.assign.help, whyDisabled: { $0.refusal(of: .assign) }
        ) { state, name, time in state.assign(to: name, at: time) },
        ConsoleAction(
            "back to last", ["'"], .moving, "The handoff that was decided last",
            whyDisabled: { $0.lastDecided == nil ? "nothing was decided yet" : nil }
        ) { state, _ in state.returnToLast() },
        ConsoleAction(
            "decided", ["L"], .moving, "What you decided last, and until when each can be recalled"
        ) { _, _ in [.desk(.loadDecided)] },
        ConsoleAction("down", ["j", "down"], .moving, "Next line") { state, _ in state.move(by: 1) },
        ConsoleAction("up", ["k", "up"], .moving, "Previous line") { state, _ in state.move(by: -1) },
        ConsoleAction("page down", ["pgdn", "ctrl-f"], .moving, "A page down") { state, _ in state.movePage(1) },
        ConsoleAction("page up", ["pgup", "ctrl-b"], .moving, "A page up") { state, _ in state.movePage(-1) },
        ConsoleAction("first", ["g", "home"], .moving, "The first line") { state, _ in state.move(toEnd: false) },
        ConsoleAction("last", ["G", "end"], .moving, "The last line") { state, _ in state.move(toEnd: true) },
        ConsoleAction("fold", ["space", "z"], .moving, label: "fold", "Fold or unfold the group") { state, _ in
            state.fold()
        },
        ConsoleAction("fold all", ["Z"], .moving, "Fold every outer heading, or unfold everything") { state, _ in
            state.foldAll()
        },
        ConsoleAction(
            "read", ["l", "right"], .reading, label: "read",
            "Give the keys to the handoff's text, or unfold the group"
        ) { state, _ in state.read() },
        ConsoleAction(
            "whole screen", ["enter"], .reading, label: "whole screen",
            "The whole screen for the handoff, and back; on a heading, fold or unfold the group"
        ) { state, _ in state.enter() },
        ConsoleAction("back", ["esc", "h", "left"], .reading, "Back to the queue; stops a search or filter") {
            state, _ in
            state.back()
        },
        ConsoleAction("next tab", ["tab", "]"], .reading, label: "tabs", "Next tab") { state, _ in state.turn(1) },
        ConsoleAction("previous tab", ["backtab", "["], .reading, "Previous tab") { state, _ in state.turn(-1) },
        ConsoleAction(
            "form", ["V"], .reading, "Show the payload as an outline, as JSON or as YAML",
            whyDisabled: { $0.tab == .payload ? nil : "this is for the payload: tab turns to it" }
        ) { state, _ in
            state.payloadForm = state.payloadForm.next
            state.sheetTop = 0
            return []
        },
        ConsoleAction("scroll down", ["J", "ctrl-d"], .reading, "Scroll the handoff's text down") { state, _ in
            state.scroll(1)
        },
        ConsoleAction("scroll up", ["K", "ctrl-u"], .reading, "Scroll the handoff's text up") { state, _ in
            state.scroll(-1)
        },
        ConsoleAction(
            "search", ["/"], .finding, label: "search",
            "Search title, id, contract and owner, or the handoff's text where that has the keys; matches are marked"
        ) { state, _ in
            state.searchEditor = LineEditor()
            return []
        },
        ConsoleAction("next match", ["n"], .finding, "Next match") { state, _ in state.findNext(.forward) },
        ConsoleAction("previous match", ["N"], .finding, "Previous match") { state, _ in state.findNext(.backward) },
        ConsoleAction(
            "filter", ["f", "&"], .finding, label: "filter",
            argument: Argument(name: "FILTER", choices: { $0.names.filters }), "Filter: show only the handoffs that …"
        ) { state, text, _ in state.filter(text) },
        ConsoleAction("views", ["v"], .finding, "The views, to choose one") { state, _ in
            state.dialog = .views(state.viewNumber ?? 0)
            return []
        },
        ConsoleAction(
            "view", ["1", "2", "3", "4", "5", "6", "7", "8", "9"], .finding,
            argument: Argument(name: "NAME", choices: { $0.context.views.map(\.name) }),
            "The view of this number or name; the tab of this number where the handoff has the keys"
        ) { state, name, _ in state.showView(named: name) },
        ConsoleAction(
            "group", ["b"], .finding,
            argument: Argument(name: "BY", choices: { _ in QueueGrouping.allCases.map(\.rawValue) }),
            "Group by owner, contract, system, due time, nothing"
        ) { state, by, _ in state.regroup(by: by) },
        ConsoleAction("group back", ["P"], .finding, "The grouping before") { state, _ in state.regroup(-1) },
        ConsoleAction(
            "sort", ["s"], .finding,
            argument: Argument(name: "BY", choices: { _ in QueueOrder.Key.allCases.map(\.rawValue) }),
            "Sort by due time, confidence, age, amount at stake"
        ) { state, by, _ in state.resort(by: by) },
        ConsoleAction("reverse", ["S"], .finding, "Turn the order round") { state, _ in state.reverse() },
        ConsoleAction("help", ["?", "f1"], .console, label: "help", "This help; / searches in it, also for a key") {
            state, _ in
            state.dialog = .help(HelpPage())
            return []
        },
        ConsoleAction("command", [":"], .console, "Type an action's name; tab completes, up brings back") { state, _ in
            state.commandLine = CommandLine()
            return []
        },
        ConsoleAction("palette", ["ctrl-p"], .console, "Find an action, view, owner or contract") {
            state, _ in
            state.dialog = .palette(Palette(state))
            return [.desk(.loadNames)]
        },
        ConsoleAction("refresh", ["ctrl-r"], .console, "Read everything again") { state, _ in
            state.resumeFilter() + state.reload() + [.desk(.checkConfiguration)]
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
        // After the others: where the footer is full, these give way to what is there.
        ConsoleAction(
            "tag", ["x"], .tagging, label: "tag", "Tag or untag the handoff; on a heading, its whole group",
            whyDisabled: { $0.refusalOfTagging }
        ) { state, _ in state.toggleTag() },
        ConsoleAction(
            "tag range", ["X"], .tagging, "Tag what is shown from the last tag to here",
            whyDisabled: { $0.refusalOfTagging }
        ) { state, _ in state.tagRange() },
        ConsoleAction(
            "tag filter", ["F"], .tagging,
            argument: Argument(name: "FILTER", choices: { $0.names.filters }), "Tag what a filter finds in this view",
            whyDisabled: { $0.refusalOfTagging }
        ) { state, text, _ in state.tagFilter(text) },
        ConsoleAction(
            "untag all", ["ctrl-t"], .tagging, "Take off all tags",
            whyDisabled: { $0.tags.isEmpty && $0.bulk.gathering == nil ? "nothing is tagged" : nil }
        ) { state, _ in state.untagAll() },
    ]
}
