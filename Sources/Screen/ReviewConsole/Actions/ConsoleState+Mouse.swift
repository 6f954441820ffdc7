import ReviewFlow
import Terminal

extension ConsoleState {
    private static let wheelLines = 3

    /// What the mouse did: it moves and opens, and never decides.
    mutating func take(_ event: MouseEvent, at time: Int64) -> [Effect] {
        guard !isTooSmall else { return [] }
        prefix = nil
        guard searchEditor == nil, filterLine == nil, commandLine == nil else { return [] }
        if dialog != nil { return turnWheel(event) }
        let layout = ConsoleLayout(self)
        let isInQueue = layout.queue.holds(event)
        switch event.kind {
        case .wheelUp, .wheelDown:
            let lines = event.kind == .wheelUp ? -Self.wheelLines : Self.wheelLines
            if isInQueue { return moveCursor(by: lines) }
            if layout.detail.holds(event) { sheetTop += lines }
            return []
        case .click, .doubleClick:
            notice = nil
            if layout.keys.holds(event) { return pressFooter(event, layout.keys.width, at: time) }
            if layout.detail.holds(event), selected != nil { focus = .detail }
            if layout.head.holds(event), event.row == layout.tabRow, dossier?.handoff.id == selected {
                let found = TabLine(self, in: layout.head).items.first { $0.columns.contains(event.column) }
                return found.map { open($0.tab) } ?? []
            }
            guard isInQueue, let window, let cursorIndex else { return [] }
            focus = .queue
            let index = max(0, cursorIndex - linesAbove) + event.row - layout.queue.row
            guard window.lines.indices.contains(index) else { return [] }
            if event.kind == .doubleClick, index == cursorIndex { return read() }
            return moveCursor(to: index)
        }
    }

    // A word at the foot of the screen is its key, unless that decides or leaves.
    private mutating func pressFooter(_ event: MouseEvent, _ width: Int, at time: Int64) -> [Effect] {
        let found = Footer(self, width: width).items.first { ($0.column..<$0.endColumn).contains(event.column) }
        guard let action = found?.action, action.section != .deciding, action.id != "quit" else { return [] }
        return action.perform(&self, at: time)
    }

    // In front of a dialog the wheel is the keys that move.
    private mutating func turnWheel(_ event: MouseEvent) -> [Effect] {
        guard let dialog, event.kind == .wheelUp || event.kind == .wheelDown else { return [] }
        let key = Key.named(event.kind == .wheelUp ? .up : .down)
        switch dialog {
        case .help, .themes: return press(key, at: .max)
        default: return []
        }
    }
}

extension Rectangle {
    fileprivate func holds(_ event: MouseEvent) -> Bool {
        (column..<endColumn).contains(event.column) && (row..<endRow).contains(event.row)
    }
}
