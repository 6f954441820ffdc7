import ReviewFlow
import Terminal

extension ConsoleState {
    /// How many lines of the command line are remembered.
    private static let longestHistory = 100

    /// A key on the command line.
    mutating func press(_ key: Key, in line: CommandLine, at time: Int64) -> [Effect] {
        var line = line
        switch key {
        case .goBack, .stop:
            commandLine = nil
            return []
        case .named(.enter):
            commandLine = nil
            return run(line.editor.trimmed, at: time)
        case .named(.tab): line.complete(self)
        case .named(.up), .control("p"): line.recall(-1, commandHistory)
        case .named(.down), .control("n"): line.recall(1, commandHistory)
        case .named(.backspace) where line.editor.scalars.isEmpty:
            commandLine = nil
            return []
        default: _ = line.editor.take(key)
        }
        commandLine = line
        return []
    }

    /// Does what a line says.
    mutating func run(_ text: String, at time: Int64) -> [Effect] {
        guard !text.utf8.isEmpty else { return [] }
        commandHistory.removeAll { $0 == text }
        commandHistory = commandHistory.suffix(Self.longestHistory - 1) + [text]
        guard let call = CommandLine.call(text) else {
            let name = text.prefix { $0 != " " }
            let near = Fuzzy.nearest(to: String(name), among: ConsoleAction.all.map(\.name))
            let hint = near.map { "; did you mean '\(DisplayText($0))'?" as DisplayText } ?? "; ? lists them all"
            notice = Notice(text: "there is no action '\(DisplayText(String(name)))'\(hint)", role: .warning)
            return []
        }
        guard call.action.argument != nil || call.argument.utf8.isEmpty else {
            notice = Notice(text: "'\(DisplayText(call.action.name))' takes nothing after its name", role: .warning)
            return []
        }
        return call.action.perform(&self, call.argument, at: time)
    }

    /// A key in the palette.
    mutating func press(_ key: Key, in palette: Palette, at time: Int64) -> [Effect] {
        var palette = palette
        switch key {
        case .goBack, .stop:
            dialog = nil
            return []
        case .named(.enter):
            dialog = nil
            let found = palette.found
            guard found.indices.contains(palette.selected) else { return [] }
            let entry = found[palette.selected]
            return entry.action.perform(&self, entry.argument, at: time)
        default:
            _ = palette.take(key)
            dialog = .palette(palette)
            return []
        }
    }

    /// A key in the help.
    mutating func press(_ key: Key, in page: HelpPage) {
        var page = page
        if page.isTyping {
            switch key {
            case .named(.enter): page.isTyping = false
            case .goBack:
                page.isTyping = false
                page.editor = LineEditor()
            default: _ = page.editor.take(key)
            }
            page.scroll = 0
            dialog = .help(page)
            return
        }
        let lines = page.lines(self, width: ConsoleView.boxWidth(HelpPage.width, on: size.width)).count
        let most = lines - HelpPage.rows(of: lines, height: size.height)
        switch key.name {
        case "j", "down": page.scroll += 1
        case "k", "up": page.scroll -= 1
        case "pgdn", "space": page.scroll += size.height / 2
        case "pgup": page.scroll -= size.height / 2
        case "g", "home": page.scroll = 0
        case "G", "end": page.scroll = most
        case "/": page.isTyping = true
        default:
            dialog = nil
            return
        }
        page.scroll = max(0, min(page.scroll, most))
        dialog = .help(page)
    }
}
