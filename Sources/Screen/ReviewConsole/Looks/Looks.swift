import ReviewFlow
import Terminal

/// The themes that the console offers, and where the choice is kept.
package struct Looks: Sendable {
    /// The themes.
    package let catalogue: ThemeCatalogue
    /// Where the choice is kept.
    package let configuration: UserConfiguration
    /// The name of the theme that the console opens with.
    package let current: String

    /// The themes of a catalogue, one of them in use.
    package init(_ catalogue: ThemeCatalogue, _ configuration: UserConfiguration, current: String) {
        (self.catalogue, self.configuration, self.current) = (catalogue, configuration, current)
    }

    /// The themes as the picker lists them.
    var choices: [ThemePicker.Choice] {
        catalogue.entries.map { entry in
            let origin = entry.file == nil ? "" : ", your own"
            switch entry.theme {
            case .success(let theme):
                return ThemePicker.Choice(name: entry.name, note: theme.variant + origin, problem: nil)
            case .failure(let problem):
                return ThemePicker.Choice(name: entry.name, note: "can't be read", problem: problem.description)
            }
        }
    }
}

/// The choice of a theme: where the cursor goes, the screen follows at once.
struct ThemePicker: Sendable {
    struct Choice: Sendable, Hashable {
        let name: String
        let note: String
        /// What is wrong with it; nil when it can be chosen.
        let problem: String?
    }

    let choices: [Choice]
    /// What the screen looked like before.
    let before: String
    var index: Int

    init(_ choices: [Choice], before: String) {
        self.choices = choices
        self.before = before
        index = choices.firstIndex { $0.name == before } ?? 0
    }
}

extension ConsoleState {
    /// Opens the picker over the themes that there are.
    mutating func take(_ choices: [ThemePicker.Choice]) -> [Effect] {
        guard !choices.isEmpty else {
            notice = Notice(text: "there is no theme to choose", role: .warning)
            return []
        }
        guard dialog == nil, searchEditor == nil, filterLine == nil, commandLine == nil else { return [] }
        dialog = .themes(ThemePicker(choices, before: themeName))
        return []
    }

    /// A key while a theme is chosen.
    mutating func press(_ key: Key, in picker: ThemePicker) -> [Effect] {
        var picker = picker
        let last = picker.choices.count - 1
        let page = max(1, size.height - 8)
        switch key.name {
        case "j", "down": picker.index = min(last, picker.index + 1)
        case "k", "up": picker.index = max(0, picker.index - 1)
        case "pgdn", "ctrl-f": picker.index = min(last, picker.index + page)
        case "pgup", "ctrl-b": picker.index = max(0, picker.index - page)
        case "g", "home": picker.index = 0
        case "G", "end": picker.index = last
        case "enter", "space":
            let choice = picker.choices[picker.index]
            if let problem = choice.problem {
                notice = Notice(text: DisplayText(problem), role: .error)
                return []
            }
            dialog = nil
            themeName = choice.name
            return [.showTheme(choice.name), .keepTheme(choice.name)]
        case "esc", "q", "h", "left":
            dialog = nil
            return [.showTheme(picker.before)]
        default: return []
        }
        dialog = .themes(picker)
        let choice = picker.choices[picker.index]
        if let problem = choice.problem {
            notice = Notice(text: DisplayText(problem), role: .error)
            return []
        }
        return [.showTheme(choice.name)]
    }
}

extension ConsoleView {
    /// Draws the list of themes; the rest of the screen is the preview.
    mutating func draw(_ picker: ThemePicker) {
        let height = min(picker.choices.count, max(1, state.size.height - 7))
        let inner = window("Theme", width: 46, height: height + 1)
        let rows = inner.height - 1
        let top = max(0, min(picker.index - rows / 2, picker.choices.count - rows))
        for offset in 0..<max(0, rows) where picker.choices.indices.contains(top + offset) {
            let choice = picker.choices[top + offset]
            let isSelected = top + offset == picker.index
            let ground: Style.Attributes = isSelected ? .selected : []
            let row = inner.row + offset
            canvas.fill(
                Rectangle(column: inner.column, row: row, width: inner.width, height: 1), style: Style(.text, ground))
            let note = DisplayText(choice.note)
            let name: DisplayText = "\(isSelected ? ">" : " " as DisplayText) \(DisplayText(choice.name))"
            canvas.draw(
                name.truncated(to: inner.width - note.width - 1), column: inner.column, row: row, in: inner,
                style: Style(.text, ground))
            canvas.draw(
                note, column: inner.endColumn - note.width, row: row, in: inner,
                style: Style(choice.problem == nil ? .dim : .error, ground))
        }
        canvas.draw(
            "enter keeps it, esc goes back", column: inner.column, row: inner.endRow - 1, in: inner,
            style: Style(.keyHint))
    }
}
