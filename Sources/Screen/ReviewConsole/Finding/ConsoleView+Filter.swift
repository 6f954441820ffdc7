import ReviewDesk
import ReviewFlow
import Terminal

extension ConsoleView {
    /// Draws what helps while a filter is typed: what is wrong with it, or what completes it, and the language.
    mutating func draw(_ line: FilterLine) {
        let width = boxWidth(84)
        var top: [(text: DisplayText, style: Style)] = []
        if let problem = line.problem {
            top += DisplayText(problem.message).wrapped(to: width).map { ($0, Style(.error)) }
            top += place(of: problem, width: width).map { ($0, .text) }
        } else {
            let completions = line.completions
            if !completions.isEmpty {
                let shown = DisplayText.joined(completions.prefix(40).map { DisplayText($0) }, by: "  ")
                top += ("tab: " + shown).wrapped(to: width, limit: 3).map { ($0, Style(.accent)) }
            }
        }
        let room = max(0, state.size.height - 6 - top.count)
        let help = FilterHelp.lines.prefix(room)
        let inner = window(
            line.isForTags
                ? "Tag what this view lists and: enter tags, esc goes back"
                : "Filter: enter shows, esc leaves it as it is", width: 84,
            height: min(top.count + help.count, state.size.height - 5))
        var row = inner.row
        for line in top {
            canvas.draw(
                line.text.truncated(to: inner.width), column: inner.column, row: row, in: inner, style: line.style)
            row += 1
        }
        for line in help {
            canvas.draw(
                DisplayText(line.example).truncated(to: 24), column: inner.column, row: row, in: inner,
                style: Style(.keyHint))
            canvas.draw(
                DisplayText(line.meaning).truncated(to: inner.width - 26), column: inner.column + 26, row: row,
                in: inner)
            row += 1
        }
    }

    /// The part of the filter around the place, and a caret below it.
    private func place(of problem: FilterError, width: Int) -> [DisplayText] {
        let scalars = Array(problem.text.unicodeScalars)
        let start = max(0, min(problem.place.lowerBound - width / 2, scalars.count - width + 2))
        func display(_ range: Range<Int>) -> DisplayText {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[range.clamped(to: 0..<scalars.count)])
            return DisplayText(String(view))
        }
        let before = display(start..<max(start, problem.place.lowerBound)).width
        let marked = max(1, display(problem.place).width)
        let spaces = DisplayText("").padded(to: before)
        let carets = DisplayText(String(repeating: "^", count: min(marked, max(1, width - before))))
        return [display(start..<max(start, scalars.count)).truncated(to: width), spaces + carets]
    }

    /// Draws the views to switch to.
    mutating func drawViews(_ index: Int) {
        let views = state.context.views
        let room = max(1, state.size.height - 6)
        let first = max(0, min(index - room / 2, views.count - room))
        let inner = window("Views (their number chooses one)", width: 72, height: min(views.count, room))
        for offset in 0..<inner.height where views.indices.contains(first + offset) {
            let view = views[first + offset]
            let isSelected = first + offset == index
            let mark: DisplayText = isSelected ? "> " : "  "
            let number: DisplayText = first + offset < 9 ? "\(first + offset + 1) " : "  "
            let name = DisplayText(view.name).truncated(to: 20).padded(to: 22)
            let filter = DisplayText(view.query.text)
            let text = mark + number + name + filter
            canvas.draw(
                text.truncated(to: inner.width).padded(to: inner.width), column: inner.column, row: inner.row + offset,
                in: inner, style: Style(.text, isSelected ? .selected : []))
        }
    }
}
