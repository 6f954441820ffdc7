import ReviewFlow
import Terminal

/// The line on which an action is typed by its name, with what it is told.
struct CommandLine: Sendable {
    var editor = LineEditor()
    /// How far back in the history the line is; nil for what is being typed.
    private var place: Int?
    private var typed = ""

    /// An action with what it is told.
    struct Call: Sendable {
        let action: ConsoleAction
        let argument: String
    }

    /// How a name could go on.
    struct Completion: Sendable, Hashable {
        /// The whole line.
        let line: String
        /// What it does.
        let help: String
    }

    /// Most completions that are shown.
    static let mostShown = 8

    /// What the line says; nil when no action is called so. A name may be shortened as long as one action alone begins so.
    static func call(_ text: String) -> Call? {
        let (name, argument) = split(text)
        let exact = ConsoleAction.all.first { $0.name == name }
        let begun = ConsoleAction.all.filter { $0.name.hasPrefix(name) }
        guard let action = exact ?? (begun.count == 1 && !name.isEmpty ? begun[0] : nil) else { return nil }
        return Call(action: action, argument: argument)
    }

    private static func split(_ text: String) -> (name: String, argument: String) {
        let trimmed = text.drop { $0 == " " }
        guard let space = trimmed.firstIndex(of: " ") else { return (String(trimmed), "") }
        return (String(trimmed[..<space]), String(trimmed[space...].drop { $0 == " " }))
    }

    /// How the line could go on.
    func completions(_ state: ConsoleState) -> [Completion] {
        let text = editor.text
        let (name, argument) = Self.split(text)
        if text.contains(" "), let action = ConsoleAction.all.first(where: { $0.name == name }) {
            guard let wanted = action.argument else { return [] }
            return wanted.choices(state).filter { $0.hasPrefix(argument) }
                .map { Completion(line: "\(name) \($0)", help: "") }
        }
        return ConsoleAction.all.filter { $0.name.hasPrefix(name) }
            .map { Completion(line: $0.name, help: $0.help.description) }
    }

    /// Completes as far as all completions agree; what is complete gets a space where it can be told something.
    mutating func complete(_ state: ConsoleState) {
        let found = completions(state)
        guard var common = found.first?.line else { return }
        for other in found.dropFirst() {
            common = String(zip(common, other.line).prefix { $0 == $1 }.map(\.0))
        }
        guard common.utf8.count >= editor.text.utf8.count else { return }
        let isWhole = found.count == 1
        let action = ConsoleAction.all.first { $0.name == common }
        editor = LineEditor(isWhole && action?.argument != nil ? common + " " : common)
    }

    /// Goes back in the history, or forward to what was being typed.
    mutating func recall(_ step: Int, _ history: [String]) {
        let wanted = (place ?? history.count) + step
        guard wanted >= 0, wanted <= history.count else { return }
        if place == nil { typed = editor.text }
        place = wanted == history.count ? nil : wanted
        editor = LineEditor(place.map { history[$0] } ?? typed)
    }
}
