import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

extension ConsoleState {
    /// Takes a key press.
    mutating func press(_ key: Key, at time: Int64) -> [Effect] {
        notice = nil
        if key == .stop { return interrupt(at: time) }
        isLeaving = false
        recalling = nil
        // Nobody presses keys on what can't be seen.
        if isTooSmall, key != .goBack, context.keymap.action(of: key.name)?.id != "quit" { return [] }
        // The cursor goes on by itself only as long as nothing else was pressed.
        let owed = (linesOwed, movesAhead)
        forgetMoves()
        if searchEditor != nil { return pressInSearch(key) }
        if let commandLine { return press(key, in: commandLine, at: time) }
        if filterLine != nil { return pressInFilter(key) }
        if let dialog { return press(key, in: dialog, at: time) }
        if let effects = pressInCompare(key) { return effects }
        if case .paste = key {
            notice = Notice(text: "pasted text was ignored: it can't press keys here", role: .warning)
            return []
        }
        let name = prefix.map { $0 + " " + key.name } ?? key.name
        prefix = nil
        if let choices = context.keymap.choices(after: name) {
            prefix = name
            notice = Notice(text: choices, role: .keyHint)
            return []
        }
        guard let action = context.keymap.action(of: name) else {
            notice = Notice(text: "\(DisplayText(name)) does nothing here; ? shows the keys", role: .dim)
            return []
        }
        pressed = key.name
        guard action.section == .moving || action.isArranging else {
            guard bringUpPane(), action.section == .deciding else { return action.perform(&self, at: time) }
            notice = Notice(
                text: "this is the handoff under the cursor: look, then press the key again", role: .warning)
            return []
        }
        (linesOwed, movesAhead) = owed
        guard !hasToWait(action) else {
            movesAhead.append(action)
            return []
        }
        return holdingPane { action.perform(&$0, at: time) }
    }

    private mutating func pressInSearch(_ key: Key) -> [Effect] {
        guard var editor = searchEditor else { return [] }
        switch key {
        case .goBack: searchEditor = nil
        case .named(.enter):
            searchEditor = nil
            return beginSearch(for: editor.trimmed)
        default:
            if key == .named(.backspace), editor.scalars.isEmpty {
                searchEditor = nil
            } else {
                _ = editor.take(key)
                searchEditor = editor
            }
        }
        return []
    }

    mutating func press(_ key: Key, in dialog: Dialog, at time: Int64) -> [Effect] {
        switch dialog {
        case .decision(let decision): return press(key, in: decision, at: time)
        case .message: self.dialog = nil
        case .themes(let picker): return press(key, in: picker)
        case .help(let page): press(key, in: page)
        case .palette(let palette): return press(key, in: palette, at: time)
        case .edit(let edit): return press(key, in: edit, at: time)
        case .bulk(let bulk): return press(key, in: bulk, at: time)
        case .decided(let list): return press(key, in: list)
        case .views(let index):
            let last = context.views.count - 1
            switch key.name {
            case "j", "down": self.dialog = .views(min(last, index + 1))
            case "k", "up": self.dialog = .views(max(0, index - 1))
            case "enter", "space":
                self.dialog = nil
                return showView(index)
            default:
                self.dialog = nil
                if let choice = key.choice { return showView(choice) }
            }
        }
        return []
    }

    mutating func move(by lines: Int) -> [Effect] {
        guard focus == .detail else { return moveCursor(by: lines) }
        sheetTop += lines
        return []
    }

    mutating func movePage(_ pages: Int) -> [Effect] {
        let layout = ConsoleLayout(self)
        guard focus == .detail else { return moveCursor(by: pages * max(1, layout.queue.height - 1)) }
        sheetTop += pages * max(1, layout.sheet.height - 1)
        return []
    }

    mutating func move(toEnd isEnd: Bool) -> [Effect] {
        guard focus == .detail else { return moveCursor(toEnd: isEnd) }
        sheetTop = isEnd ? Int(Int32.max) : 0
        return []
    }

    mutating func scroll(_ halves: Int) -> [Effect] {
        sheetTop += halves * max(1, ConsoleLayout(self).sheet.height / 2)
        return []
    }

    mutating func turn(_ step: Int) -> [Effect] {
        let tabs = TabLine.tabs(self)
        let index = (tabs.firstIndex(of: tab) ?? 0) + step
        return open(tabs[(index % tabs.count + tabs.count) % tabs.count])
    }

    /// Turns to a tab.
    mutating func open(_ tab: Sheet.Tab) -> [Effect] {
        self.tab = tab
        sheetTop = 0
        textSearch.line = nil
        return []
    }

    /// Gives the handoff the keys, or unfolds the group.
    mutating func read() -> [Effect] {
        guard selected != nil else { return fold() }
        focus = .detail
        return []
    }

    /// Gives the handoff the whole screen, and takes it back.
    mutating func enter() -> [Effect] {
        guard selected != nil else { return fold() }
        if isWhole || (focus == .detail && size.width < ConsoleLayout.twoPanes) { return leaveHandoff() }
        (focus, isWhole) = (.detail, true)
        return []
    }

    /// Gives the keys to the queue again.
    mutating func leaveHandoff() -> [Effect] {
        (focus, isWhole) = (.queue, false)
        keepCursorOnScreen()
        return []
    }

    mutating func back() -> [Effect] {
        if bulk.gathering != nil {
            bulk.gathering = nil
            notice = Notice(text: "tagging was stopped: \(Wording.count(tags.count)) tagged", role: .dim)
        } else if search != nil {
            search = nil
            notice = Notice(text: "the search was cancelled", role: .dim)
        } else if let job, job.isPartial, !job.isStopped {
            self.job?.isStopped = true
            notice = Notice(
                text: "the filter was stopped: \(job.share) % searched; ctrl-r goes on", role: .dim)
        } else if isReading, !textSearch.pattern.utf8.isEmpty {
            textSearch = TextSearch()
        } else if focus == .queue, !pattern.utf8.isEmpty {
            pattern = ""
        } else {
            return leaveHandoff()
        }
        return []
    }
}
