import CivilTime
import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

extension ConsoleView {
    /// A heading's own page: what is behind it, so that a folded group says something too.
    mutating func drawGroup(_ line: QueueLine, in area: Rectangle) {
        guard case .heading(let path, let count, let isFolded) = line else { return }
        let facts = state.group.flatMap { $0.path == path ? $0 : nil }
        let title = DisplayText.joined(path.map { Wording.heading([$0], shownView.grouping, now: state.now) }, by: ", ")
        var lines: [(text: DisplayText, style: Style)] = [(title, Style(.title)), (Wording.handoffs(count), .text)]
        if let facts { lines += Wording.lines(of: facts, now: state.now, isUnicode: isUnicode) }
        lines += [("", .text), (isFolded ? "space unfolds it" : "space folds it", Style(.dim))]
        var row = area.row
        for line in lines {
            for text in line.text.wrapped(to: area.width, limit: 6) where row < area.endRow {
                canvas.draw(text, column: area.column, row: row, in: area, style: line.style)
                row += 1
            }
        }
    }
}

extension Wording {
    /// What a group is in sum, line by line.
    static func lines(
        of facts: GroupFacts, now: Instant, isUnicode: Bool
    ) -> [(text: DisplayText, style: Style)] {
        var lines: [(text: DisplayText, style: Style)] = []
        if facts.late > 0 {
            lines.append(
                ("\(count(facts.late, isPartial: facts.isLateAtLeast, isUnicode: isUnicode)) late", Style(.error)))
        }
        if let oldest = facts.oldest {
            lines.append(("oldest     came in \(left(now.milliseconds - oldest.milliseconds)) ago", .text))
        }
        // Amounts in different currencies are never added.
        for (place, stake) in facts.stakes.enumerated() {
            let currency: DisplayText = stake.currency.map { " \(DisplayText($0))" } ?? ", no currency named"
            let lead: DisplayText = place == 0 ? "at stake   " : "           "
            let sign: DisplayText = facts.isStakePartial ? (isUnicode ? "≥ " : ">= ") : ""
            lines.append((lead + sign + amount(stake.sum) + currency, .text))
        }
        let takers = facts.takers.prefix(20).map { DisplayText($0.description) }
        if !takers.isEmpty {
            let more: DisplayText = facts.takers.count > 20 ? " and \(facts.takers.count - 20) more" : ""
            lines.append(("taken by   \(DisplayText.joined(takers, by: ", "))\(more)", .text))
        }
        return lines
    }
}
