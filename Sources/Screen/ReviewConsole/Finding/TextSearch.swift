import ReviewFlow
import Terminal

/// What is looked for in the text of the handoff.
struct TextSearch: Sendable {
    var pattern = ""
    /// The line that was gone to last.
    var line: Int?

    /// The next line with the pattern, in a direction, past the end once round; nil where there is none.
    func next(in lines: [[Sheet.Span]], from start: Int, by step: Int) -> Int? {
        guard !lines.isEmpty, !pattern.utf8.isEmpty else { return nil }
        for distance in 0..<lines.count {
            let index = ((start + distance * step) % lines.count + lines.count) % lines.count
            if !TextMatches.columns(of: pattern, in: Self.text(of: lines[index])).isEmpty { return index }
        }
        return nil
    }

    /// A line of a sheet as one text.
    static func text(of line: [Sheet.Span]) -> DisplayText { line.reduce(DisplayText()) { $0 + $1.text } }
}

extension ConsoleState {
    /// Whether keys are for the handoff's text.
    var isReading: Bool { focus == .detail && selected != nil }

    /// Looks for what was typed in the text that has the focus, or in the queue.
    mutating func beginSearch(for typed: String) -> [Effect] {
        guard isReading else {
            if !typed.utf8.isEmpty { pattern = typed }
            return find(.forward)
        }
        if !typed.utf8.isEmpty { textSearch = TextSearch(pattern: typed) }
        return findInText(.forward)
    }

    /// Goes to the next match where the focus is.
    mutating func findNext(_ direction: SearchDirection) -> [Effect] {
        isReading ? findInText(direction) : find(direction)
    }

    private mutating func findInText(_ direction: SearchDirection) -> [Effect] {
        guard !textSearch.pattern.utf8.isEmpty else {
            notice = Notice(text: "nothing was searched for in it yet: / begins a search", role: .dim)
            return []
        }
        let step = direction == .forward ? 1 : -1
        let start = textSearch.line.map { $0 + step } ?? sheetTop
        guard let found = textSearch.next(in: sheet.lines, from: start, by: step) else {
            notice = Notice(
                text: "‘\(DisplayText(textSearch.pattern))’ is not on this tab: \(tab.name)", role: .warning)
            return []
        }
        if let last = textSearch.line, (found - last) * step <= 0 {
            notice = Notice(text: found == last ? "this is the only line with it" : "round the end", role: .dim)
        }
        textSearch.line = found
        let height = max(1, ConsoleLayout(self).sheet.height)
        if !(sheetTop..<sheetTop + height - 1).contains(found) { sheetTop = max(0, found - height / 3) }
        return []
    }
}
