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

    private static let keyColumns = 16

    /// The lines for what is looked for: actions whose key it is, or whose name or help contains it.
    func lines(_ state: ConsoleState) -> [Line] {
        let wanted = editor.trimmed
        var lines: [Line] = []
        for section in ConsoleAction.Section.allCases {
            let actions = ConsoleAction.all.filter { $0.section == section && matches($0, wanted, state) }
            guard !actions.isEmpty else { continue }
            if !lines.isEmpty { lines.append(Line(text: "", style: .text)) }
            lines.append(Line(text: DisplayText(section.rawValue), style: Style(.groupHeader)))
            for action in actions { lines += self.lines(of: action, state) }
        }
        return lines.isEmpty
            ? [Line(text: "Nothing here is called so, and no key does it.", style: Style(.dim))] : lines
    }

    private func lines(of action: ConsoleAction, _ state: ConsoleState) -> [Line] {
        let keys = state.context.keymap.keys(of: action.id)
        let shown = keys.isEmpty ? ":" + action.name : keys.joined(separator: " ")
        let lead = DisplayText(shown)
        let help = DisplayText(stringLiteral: action.help)
        var lines = [
            Line(
                text: (lead.width < Self.keyColumns ? lead.padded(to: Self.keyColumns) : lead + " ") + help,
                style: .text)
        ]
        if let why = action.whyDisabled(state) {
            lines.append(
                Line(text: "\(DisplayText("").padded(to: Self.keyColumns))not now: \(why)", style: Style(.dim)))
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
