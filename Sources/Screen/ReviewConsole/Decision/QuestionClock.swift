import Handoff
import ReviewFlow
import Terminal

/// For how long a question has stood on the screen. Nobody answers what they can't have read.
struct QuestionClock: Sendable {
    /// What is asked, by what makes it another question.
    struct Asked: Sendable, Hashable {
        /// Which dialog it is, and on what it is.
        var kind: String
        var id: HandoffID?
        var digest: ContentHash?
        /// How many events there are of the handoff: a comment that comes is to be read first.
        var events = 0
        /// Which of its pictures, where there are several after each other.
        var part = 0
        /// The first line of it that stands there.
        var top = 0
    }

    /// Numbers the questions; another one begins with whatever changes what is asked.
    private(set) var number = 0
    private(set) var asked: Asked?
    private var since: Int64?

    /// How long it has to have stood before an answer counts, in milliseconds.
    static let grace: Int64 = 250
    /// Keys that follow each other faster than this, in milliseconds, were not pressed one by one.
    static let burst: Int64 = 25

    /// This is asked now.
    mutating func ask(_ next: Asked?) {
        guard next != asked else { return }
        (asked, since) = (next, nil)
        number += 1
    }

    /// The question of this number stands on the screen.
    mutating func noteStands(_ number: Int, at time: Int64) {
        if number == self.number, asked != nil, since == nil { since = time }
    }

    /// Whether an answer counts.
    func isRipe(at time: Int64) -> Bool { since.map { time >= $0 + Self.grace } ?? false }
}

extension ConsoleState {
    /// What is asked that `y` answers; nil where nothing is.
    var asked: QuestionClock.Asked? {
        switch dialog {
        case .decision(let decision)?:
            let events = dossier.flatMap { $0.handoff.id == decision.id ? $0.history.count : nil }
            return .init(
                kind: decision.heading?.description ?? decision.action.word, id: decision.id, digest: decision.digest,
                events: events ?? 0)
        case .edit(let edit)?:
            let events = dossier.flatMap { $0.handoff.id == edit.editing.id ? $0.history.count : nil }
            return .init(kind: "edit", id: edit.editing.id, events: events ?? 0)
        case .bulk(.preview)?:
            guard let preview = bulk.preview, preview.isComplete else { return nil }
            guard case .bulk(.preview(let form))? = dialog else { return nil }
            return .init(kind: "bulk", events: form.chosen ?? -1, part: preview.number, top: form.top)
        case .bulk?, nil, .views?, .decided?, .message?, .help?, .palette?, .themes?: return nil
        }
    }

    /// Whether an answer to what is asked counts now; where it doesn't, the notice says why.
    mutating func isAnswerable(at time: Int64) -> Bool {
        guard question.isRipe(at: time) else {
            notice = Notice(text: "too soon: nothing was decided; read it, then press the key again", role: .warning)
            return false
        }
        guard !isBurst else {
            notice = Notice(text: "too fast for a hand: nothing was decided; press the key again", role: .warning)
            return false
        }
        return true
    }
}
