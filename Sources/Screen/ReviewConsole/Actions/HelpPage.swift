import ReviewFlow
import Terminal

/// The help: every action with its keys, what it does, and why it can't be done now. It can be searched, also for a key.
struct HelpPage: Sendable {
    var scroll = 0
    /// What is looked for.
    var editor = LineEditor()
    var isTyping = false

    /// One line.
    struct Line: Sendable {
        let text: DisplayText
        let style: Style
    }

    /// The widest it gets: longer lines are hard to read.
    static let width = 96

    /// How many lines are seen at once on a screen of a height. Below them it says how many more there are.
    static func rows(of lines: Int, height: Int) -> Int { min(max(lines, 5), max(1, height - 6)) }

    /// The lines for what is looked for: actions whose key it is, or whose name or help contains it. None is wider than the width.
    func lines(_ state: ConsoleState, width: Int) -> [Line] {
        let wanted = editor.trimmed
        var lines: [Line] = []
        for section in ConsoleAction.Section.allCases {
            let actions = ConsoleAction.all.filter { $0.section == section && matches($0, wanted, state) }
            guard !actions.isEmpty else { continue }
            if !lines.isEmpty { lines.append(Line(text: "", style: .text)) }
            lines.append(Line(text: DisplayText(section.rawValue), style: Style(.groupHeader)))
            for action in actions { lines += self.lines(of: action, state, width) }
        }
        guard lines.isEmpty else { return lines }
        let nothing: DisplayText = "Nothing here is called so, and no key does it."
        return nothing.wrapped(to: width).map { Line(text: $0, style: Style(.dim)) }
    }

    private func lines(of action: ConsoleAction, _ state: ConsoleState, _ width: Int) -> [Line] {
        // The keys stand in a column of their own; where they are too many for it, on lines of their own.
        let column = min(16, width / 3)
        let indent = DisplayText("").padded(to: column)
        let keys = state.context.keymap.keys(of: action.id)
        let shown = keys.isEmpty ? ":" + action.name : keys.joined(separator: " ")
        let lead = DisplayText(shown)
        let isBeside = lead.width < column
        var lines = isBeside ? [] : lead.wrapped(to: width).map { Line(text: $0, style: .text) }
        for (index, text) in DisplayText(stringLiteral: action.help).wrapped(to: width - column).enumerated() {
            let start = index == 0 && isBeside ? lead.padded(to: column) : indent
            lines.append(Line(text: start + text, style: .text))
        }
        if let why = action.whyDisabled(state) {
            let reason: DisplayText = "not now: \(why)"
            lines += reason.wrapped(to: width - column).map { Line(text: indent + $0, style: Style(.dim)) }
        }
        return lines
    }

    private func matches(_ action: ConsoleAction, _ wanted: String, _ state: ConsoleState) -> Bool {
        guard !wanted.utf8.isEmpty else { return true }
        let keys = state.context.keymap.keys(of: action.id)
        // A single sign is a key that somebody wonders about; a word is looked for everywhere.
        if wanted.unicodeScalars.count == 1 || Key(name: wanted) != nil { return keys.contains(wanted) }
        let text = [action.id, action.name, action.help.description, keys.joined(separator: " ")].joined(separator: " ")
        return text.lowercased().contains(wanted.lowercased())
    }
}
