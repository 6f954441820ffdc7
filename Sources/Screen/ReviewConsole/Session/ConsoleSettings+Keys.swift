import ContractEngine
import ReviewFlow
import Yams

extension ConsoleSettings {
    /// How a person is told of new work while the console is open.
    package struct Notification: Sendable, Hashable {
        /// Whether the terminal's bell rings.
        package var bell = false
        /// A program with its arguments; none for no program.
        package var command: [String] = []
    }
}

extension SettingsReader {
    private static let mostBindings = 200, mostWords = 32

    /// `keys:`, a mapping of an action's name to a key or a list of keys.
    func bindings(_ node: Node) throws(ConfigurationError) -> [Keymap.Binding] {
        let members = try mapping(node, "keys")
        guard members.count <= Self.mostBindings else {
            throw problem("at most \(Self.mostBindings) keys", at: node.mark)
        }
        var bindings: [Keymap.Binding] = []
        for (name, value) in members {
            bindings.append(
                Keymap.Binding(
                    action: name.string, keys: try words(value, "the key of '\(name.string)'"), file: file,
                    line: name.mark?.line ?? 0, column: name.mark?.column ?? 0))
        }
        return bindings
    }

    /// `notify:`, with `bell` and `command`.
    func notification(_ node: Node) throws(ConfigurationError) -> ConsoleSettings.Notification {
        var notification = ConsoleSettings.Notification()
        for (key, value) in try mapping(node, "notify") {
            switch key.string {
            case "bell": notification.bell = try truth(value, "bell")
            case "command":
                notification.command = try words(value, "command")
                // There is no shell that would take a line apart.
                if case .scalar(let line) = value, !line.string.hasPrefix("/"), line.string.contains(" ") {
                    let words = line.string.split(separator: " ").joined(separator: ", ")
                    throw problem("a program and its arguments are a list: [\(words)]", at: value.mark)
                }
                guard let program = notification.command.first, !program.utf8.isEmpty,
                    program.utf8.first == UInt8(ascii: "/") || !program.utf8.contains(UInt8(ascii: "/"))
                else {
                    throw problem("command begins with a program: its name, or its whole path", at: value.mark)
                }
            default: throw unknown(key, among: ["bell", "command"], "notify has bell and command")
            }
        }
        return notification
    }

    /// A key that is not known, with the one that was most likely meant.
    func unknown(_ key: Node.Scalar, among names: [String], _ known: String) -> ConfigurationError {
        let near = Fuzzy.nearest(to: key.string, among: names).map { "; did you mean '\($0)'?" } ?? ""
        return problem("'\(key.string)' is not known here; \(known)\(near)", at: key.mark)
    }

    private func truth(_ node: Node, _ what: String) throws(ConfigurationError) -> Bool {
        switch try scalar(node, what).string {
        case "true": return true
        case "false": return false
        default: throw problem("\(what) is true or false", at: node.mark)
        }
    }

    // A text, or a list of texts.
    private func words(_ node: Node, _ what: String) throws(ConfigurationError) -> [String] {
        guard case .sequence(let items) = node else { return [try scalar(node, what).string] }
        guard items.count <= Self.mostWords else {
            throw problem("at most \(Self.mostWords) in \(what)", at: node.mark)
        }
        var words: [String] = []
        for item in items { words.append(try scalar(item, what).string) }
        return words
    }
}
