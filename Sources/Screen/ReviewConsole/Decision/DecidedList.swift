import CivilTime
import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// What the person decided last, newest first, and the one under the cursor.
struct DecidedList: Sendable {
    let decisions: [PersonalDecision]
    var selected = 0

    var current: PersonalDecision? { decisions.indices.contains(selected) ? decisions[selected] : nil }
}

extension ConsoleState {
    /// Shows what the person decided last.
    mutating func take(_ result: Result<[PersonalDecision], DeskError>) -> [Effect] {
        switch result {
        case .success(let decisions):
            if decisions.isEmpty {
                notice = Notice(text: "you have decided nothing yet", role: .dim)
            } else if dialog == nil {
                dialog = .decided(DecidedList(decisions: decisions))
            }
        case .failure(let error): notice = Notice(text: DisplayText(error.message), role: .error)
        }
        return []
    }

    /// A key while one's last decisions are shown.
    mutating func press(_ key: Key, in list: DecidedList) -> [Effect] {
        var list = list
        let last = list.decisions.count - 1
        let page = max(1, size.height - 8)
        switch key.name {
        case "j", "down": list.selected = min(last, list.selected + 1)
        case "k", "up": list.selected = max(0, list.selected - 1)
        case "pgdn", "space", "J": list.selected = min(last, list.selected + page)
        case "pgup", "K": list.selected = max(0, list.selected - page)
        case "g", "home": list.selected = 0
        case "G", "end": list.selected = last
        case "enter", "u":
            dialog = nil
            guard let current = list.current else { return [] }
            if key.name == "u" {
                guard current.recallableUntil.map({ $0 > now }) ?? false else {
                    notice = Notice(text: "it can't be recalled any more", role: .warning)
                    return go(to: current.row.id)
                }
                recalling = current.row.id
            }
            return go(to: current.row.id)
        default:
            dialog = nil
            return []
        }
        dialog = .decided(list)
        return []
    }
}

extension ConsoleView {
    /// Draws one's last decisions: what, when, until when each can be recalled, on what.
    mutating func draw(_ list: DecidedList) {
        let rows = max(1, min(list.decisions.count, state.size.height - 8))
        let inner = window("What you decided last", width: 110, height: rows + 1)
        let top = max(0, min(list.selected - rows / 2, list.decisions.count - rows))
        for offset in 0..<rows where list.decisions.indices.contains(top + offset) {
            let decision = list.decisions[top + offset]
            let isSelected = top + offset == list.selected
            let area = Rectangle(column: inner.column, row: inner.row + offset, width: inner.width, height: 1)
            let ground: Style.Attributes = isSelected ? .selected : []
            if isSelected { canvas.fill(area, style: Style(.text, ground)) }
            let until = decision.recallableUntil.flatMap { $0 > state.now ? $0 : nil }
            let end: DisplayText =
                until.map { "u until \(state.context.localTime.clock($0))" } ?? DisplayText(decision.row.state.rawValue)
            let reason: DisplayText = decision.reason.map { " (\(DisplayText($0)))" } ?? ""
            let ago = Wording.left(state.now.milliseconds - decision.at.milliseconds)
            let mark: DisplayText = isSelected ? "> " : "  "
            let lead: DisplayText =
                "\(mark)\(ago.paddedLeft(to: 6)) ago  \(DisplayText(decision.action.done))\(reason)  "
            let room = max(0, area.width - lead.width - end.width - 1)
            let title = DisplayText(sanitising: decision.row.title, limit: 2_000).shortened(to: room)
            canvas.draw(lead + title, column: area.column, row: area.row, in: area, style: Style(.text, ground))
            canvas.draw(
                end, column: area.endColumn - end.width, row: area.row, in: area,
                style: Style(until == nil ? Wording.role(decision.row.state) : .accent, ground))
        }
        canvas.draw(
            DisplayText("enter goes there, u recalls, any other key closes").truncated(to: inner.width),
            column: inner.column, row: inner.endRow - 1, in: inner, style: Style(.keyHint))
    }
}
