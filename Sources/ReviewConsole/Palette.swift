import Terminal

/// Everything that can be done, found by a few letters.
struct Palette: Sendable {
    /// One thing that can be done.
    struct Entry: Sendable {
        let action: ConsoleAction
        let argument: String
        let keys: [String]

        /// As it is listed and searched.
        var text: String { argument.isEmpty ? action.id : "\(action.id) \(argument)" }
    }

    var editor = LineEditor()
    var selected = 0
    private let entries: [Entry]

    init(_ state: ConsoleState) {
        entries = ConsoleAction.all.filter { $0.id != "palette" }.flatMap { action -> [Entry] in
            let plain = Entry(action: action, argument: "", keys: state.context.keymap.keys(of: action.id))
            let told = action.argument.map { $0.choices(state) } ?? []
            return [plain] + told.map { Entry(action: action, argument: $0, keys: []) }
        }
    }

    /// What is found, best first.
    var found: [Entry] {
        let letters = editor.trimmed
        if letters.utf8.isEmpty { return entries }
        return entries.enumerated().compactMap { index, entry -> (Entry, Int, Int)? in
            // A name is found by its letters, what an action does by a whole word or part of one.
            let isMeant =
                entry.argument.isEmpty
                && entry.action.help.description.lowercased().contains(letters.lowercased())
            return (Fuzzy.score(letters, in: entry.text) ?? (isMeant ? 0 : nil)).map { (entry, $0, index) }
        }.sorted { ($0.1, $1.2) > ($1.1, $0.2) }.map(\.0)
    }

    /// Takes a key; false when it means nothing here.
    mutating func take(_ key: Key) -> Bool {
        switch key.name {
        case "down", "ctrl-n", "tab": selected = min(selected + 1, max(0, found.count - 1))
        case "up", "ctrl-p", "backtab": selected = max(0, selected - 1)
        case "pgdn": selected = min(selected + 10, max(0, found.count - 1))
        case "pgup": selected = max(0, selected - 10)
        default:
            guard editor.take(key) else { return false }
            selected = 0
        }
        return true
    }
}
