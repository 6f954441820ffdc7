import ContractEngine
import ReviewFlow
import Terminal

/// Which key does what: the table of actions, with what the user's configuration changes.
struct Keymap: Sendable {
    /// A line of the configuration: an action's name and the keys that it gets instead of its own; none unbinds it.
    struct Binding: Sendable {
        var action: String
        var keys: [String]
        /// The file, the line and the column where it stands.
        var file: String, line: Int, column: Int

        init(action: String, keys: [String], file: String = "config.yaml", line: Int = 0, column: Int = 0) {
            (self.action, self.keys, self.file, self.line, self.column) = (action, keys, file, line, column)
        }
    }

    private var actions: [String: ConsoleAction] = [:]
    private var keysByAction: [String: [String]] = [:]
    /// The keys that do nothing alone, but with another one after them.
    private var prefixes: Set<String> = []

    private static let confirming: Set<String> = ["y", "enter"]
    /// What a terminal sends as something else.
    private static let unheard: Set<String> = ["ctrl-m", "ctrl-i", "ctrl-j", "ctrl-[", "ctrl-h"]
    /// What a terminal doesn't send, but acts on.
    private static let kept: Set<String> = ["ctrl-c", "ctrl-z", "ctrl-\\"]

    /// The keys of the table.
    static let standard = Keymap()

    private init() {
        for action in ConsoleAction.all { bind(action, to: action.keys) }
    }

    /// The keys of the table with changes. A key that would do two things is an error, and so is an action without any way to it.
    init(_ bindings: [Binding]) throws(ConfigurationError) {
        var problems: [Problem] = []
        var changed: [String: Binding] = [:]
        func note(_ binding: Binding, _ message: String) {
            problems.append(
                Problem(file: binding.file, line: binding.line, column: binding.column, message))
        }
        for binding in bindings {
            guard let action = ConsoleAction.all.first(where: { $0.name == binding.action }) else {
                let names = Fuzzy.nearest(to: binding.action, among: ConsoleAction.all.map(\.name))
                note(
                    binding, "there is no action '\(binding.action)'" + (names.map { "; did you mean '\($0)'?" } ?? ""))
                continue
            }
            for key in binding.keys where action.section == .deciding && Self.confirming.contains(key) {
                note(binding, "'\(key)' confirms a decision: it can't begin one too")
            }
            for key in binding.keys where Self.unheard.contains(key) {
                note(binding, "a terminal can't tell '\(key)' from enter, tab, esc or backspace")
            }
            for key in binding.keys where Self.kept.contains(key) {
                note(binding, "'\(key)' interrupts or stops a program: a terminal keeps it for itself")
            }
            for key in binding.keys where !Self.isKey(key) {
                note(binding, "there is no key '\(key)': keys are called like x, X, space, ctrl-x, alt-x, f5, pgdn")
            }
            changed[action.id] = binding
        }
        // Bound keys take what they want from the table; two bindings for one key contradict each other.
        var taken: [String: Binding] = [:]
        for binding in bindings {
            for key in binding.keys {
                if let first = taken[key], first.action != binding.action {
                    note(binding, "the key '\(key)' is bound to '\(first.action)' already, on line \(first.line)")
                }
                taken[key] = binding
            }
        }
        for action in ConsoleAction.all {
            if let binding = changed[action.id] {
                bind(action, to: binding.keys)
            } else {
                let rest = action.keys.filter { taken[$0] == nil }
                bind(action, to: rest)
                if rest.isEmpty, let key = action.keys.first, let binding = taken[key] {
                    note(
                        binding,
                        "'\(key)' is the only key of '\(action.name)': bind that to another one too, or unbind it with []"
                    )
                }
            }
        }
        // A key that waits for another one does nothing alone.
        for prefix in prefixes.sorted() {
            guard let alone = actions[prefix] else { continue }
            let binding = bindings.first { binding in
                binding.keys.contains { $0 == prefix || $0.hasPrefix(prefix + " ") }
            }
            let message = "the key '\(prefix)' of '\(alone.name)' begins another one: one of them has to go"
            note(binding ?? Binding(action: alone.name, keys: []), message)
        }
        for name in ["help", "quit", "command"] where keys(of: name).isEmpty {
            let binding = changed[name] ?? Binding(action: name, keys: [])
            note(binding, "'\(name)' has to have a key")
        }
        guard problems.isEmpty else { throw ConfigurationError(problems) }
    }

    private mutating func bind(_ action: ConsoleAction, to keys: [String]) {
        keysByAction[action.id] = keys
        for key in keys {
            actions[key] = action
            if let space = key.firstIndex(of: " ") { prefixes.insert(String(key[..<space])) }
        }
    }

    /// What a key does, or two keys after each other: `Y i`.
    func action(of key: String) -> ConsoleAction? { actions[key] }

    /// What can follow a first key; nil when it is none.
    func choices(after first: String) -> DisplayText? {
        guard prefixes.contains(first) else { return nil }
        let choices = ConsoleAction.all.flatMap { action in
            keys(of: action.id).filter { $0.hasPrefix(first + " ") }.map { key in
                "\(DisplayText(String(key.dropFirst(first.utf8.count + 1)))) \(DisplayText(action.id))" as DisplayText
            }
        }
        if choices.isEmpty { return nil }
        return "\(DisplayText(first)) and then: \(DisplayText.joined(choices, by: ", "))"
    }

    /// Whether a name is that of a key, or of two after each other, written as the key that is pressed calls itself.
    private static func isKey(_ name: String) -> Bool {
        let parts = name.split(separator: " ", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count) && parts.allSatisfy { Key(name: String($0))?.name == String($0) }
    }

    /// The keys of an action; the first of them stands in the footer.
    func keys(of id: String) -> [String] { keysByAction[id] ?? [] }
}
