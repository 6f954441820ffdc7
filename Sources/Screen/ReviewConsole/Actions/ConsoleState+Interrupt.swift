import ReviewFlow
import Terminal

/// Ctrl-C takes back what is being typed and nothing else. Where nothing is typed it closes what stands in front, and at the queue it
/// asks to be pressed again: a habit of the hand ends nobody's work.
extension ConsoleState {
    /// What Ctrl-C does now.
    mutating func interrupt(at time: Int64) -> [Effect] {
        // Where nothing can be asked, nothing is.
        let isAgain = isLeaving || isTooSmall
        isLeaving = false
        if searchEditor != nil || commandLine != nil || filterLine != nil {
            (searchEditor, commandLine, filterLine) = (nil, nil, nil)
            notice = Notice(text: "what was typed is cancelled", role: .dim)
            return []
        }
        if let dialog { return interrupt(dialog, at: time) }
        guard isAgain else {
            isLeaving = true
            notice = Notice(text: "ctrl-c again leaves, and nothing is lost", role: .warning)
            return []
        }
        guard deciding == nil else {
            notice = Notice(text: "the decision is being written: a moment", role: .warning)
            return []
        }
        return [.quit]
    }

    private mutating func interrupt(_ dialog: Dialog, at time: Int64) -> [Effect] {
        switch dialog {
        case .decision(var decision):
            guard let field = decision.editing else { break }
            decision.clear(field)
            self.dialog = .decision(decision)
            notice = Notice(text: "what was typed is cancelled; the question stands", role: .dim)
            return []
        case .bulk(.preview(var form)):
            guard let field = form.editing else { break }
            form.clear(field)
            self.dialog = .bulk(.preview(form))
            notice = Notice(text: "what was typed is cancelled; the question stands", role: .dim)
            return []
        // It stops after the present one.
        case .bulk: return press(.stop, in: dialog, at: time)
        case .edit, .themes: return press(.goBack, in: dialog, at: time)
        case .views, .message, .help, .palette, .decided: break
        }
        if case .bulk(.preview)? = self.dialog { return press(.goBack, in: dialog, at: time) }
        self.dialog = nil
        return []
    }
}
