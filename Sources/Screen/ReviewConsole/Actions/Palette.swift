import ReviewFlow
import Terminal

/// Everything that can be done, found by a few letters.
struct Palette: Sendable {
    /// One thing that can be done.
    struct Entry: Sendable {
        let action: ConsoleAction
        var argument = ""
        var keys: [String] = []
        /// What it is called where that is not the action's name.
        var name: String?
        /// What comes of it where that is not what the action's help says.
        var note: String?

        /// As it is listed and searched.
        var text: String { name ?? (argument.utf8.isEmpty ? action.id : "\(action.id) \(argument)") }
    }

    var editor = LineEditor()
    var selected = 0
    private let entries: [Entry]

    init(_ state: ConsoleState) {
        entries = ConsoleAction.all.filter { $0.id != "palette" }.flatMap { action -> [Entry] in
            let plain = Entry(action: action, keys: state.context.keymap.keys(of: action.id))
            return [plain] + Self.told(action, state)
        }
    }

    /// The same with what was typed into another one.
    init(_ state: ConsoleState, typed other: Palette) {
        self.init(state)
        (editor, selected) = (other.editor, other.selected)
    }

    // What an action can be told, each as an entry of its own; a place in the queue by its name, with what is there.
    private static func told(_ action: ConsoleAction, _ state: ConsoleState) -> [Entry] {
        switch action.id {
        case "filter":
            state.names.places.map { place in
                Entry(
                    action: action, argument: "\(place.filter) -state:final", name: place.name,
                    note: place.open == 1 ? "1 open handoff" : "\(place.open) open handoffs")
            }
        case "view":
            state.context.views.enumerated().map { index, view in
                Entry(
                    action: action, argument: String(index + 1), keys: index < 9 ? [String(index + 1)] : [],
                    name: "view \(view.name)", note: view.query.text)
            }
        // The same places again, to be tagged: who wants that types it.
        case "tag filter": []
        default: (action.argument.map { $0.choices(state) } ?? []).map { Entry(action: action, argument: $0) }
        }
    }

    /// What is found, best first.
    var found: [Entry] {
        let letters = editor.trimmed
        if letters.utf8.isEmpty { return entries }
        return entries.enumerated().compactMap { index, entry -> (Entry, Int, Int)? in
            // A name is found by its letters, what an action does by a whole word or part of one.
            let isMeant =
                entry.argument.utf8.isEmpty
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
