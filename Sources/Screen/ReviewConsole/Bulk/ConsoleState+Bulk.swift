import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

/// What goes on with what is tagged.
struct Bulk: Sendable {
    /// The row that was tagged last, and in which view: where a range begins.
    var last: (row: QueueRow, view: QueueView)?
    /// Tagging at work.
    var gathering: TagJob?
    var preview: BulkPreview?
    /// The same read again while it stands, because the store has changed.
    var renewal: BulkPreview?
    /// The store's changes that the preview knows of, or its renewal.
    var changeCount = -1
    /// The changes that the store has by now.
    var presentCount = -1
    /// The decision on many that runs, or the last one.
    var run: BulkRun?
    var isRunning = false
    /// Numbers what is at work, so that what comes too late is known.
    var number = 0

    /// What can be decided on many, by its name, with its key: that of the action on one.
    static let actions: [(name: String, key: Unicode.Scalar, action: Action)] = Action.allCases.filter(\.isForMany).map
    {
        ($0.word, key(of: $0), $0)
    }

    private static func key(of action: Action) -> Unicode.Scalar {
        let keys = ConsoleAction.all.first { $0.id == action.word }?.keys ?? []
        return keys.first?.unicodeScalars.first ?? "?"
    }

    static var names: [String] { actions.map(\.name) }
}

/// A decision on many, from the question what is to be done to the list of what was.
enum BulkDialog: Sendable {
    case choosing
    case preview(BulkForm)
    case running
    /// The results, from this one on.
    case results(Int)
}

extension ConsoleState {
    /// Why a decision on many can't be begun; nil when it can.
    var refusalOfBulk: DisplayText? {
        if bulk.gathering != nil { return "tagging is at work: a moment, or esc stops it" }
        if deciding != nil { return "the last decision is being written" }
        return tags.isEmpty ? "nothing is tagged: x tags" : nil
    }

    /// Asks what is to be decided, or begins with what is named.
    mutating func beginBulk(_ name: String) -> [Effect] {
        // It takes the next key all the same, which is not to decide on what the cursor is on.
        if let refusal = refusalOfBulk {
            dialog = .message(title: "Nothing is decided", lines: [refusal])
            return []
        }
        guard !name.utf8.isEmpty else {
            dialog = .bulk(.choosing)
            return []
        }
        guard let found = Bulk.actions.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
            notice = Notice(
                text: "'\(DisplayText(name))' is none of \(DisplayText(Bulk.names.joined(separator: ", ")))",
                role: .warning)
            return []
        }
        return preview(found.action)
    }

    /// Reads all that is tagged before anything is decided.
    private mutating func preview(_ action: Action) -> [Effect] {
        guard hasRoomToDecide else {
            dialog = nil
            notice = Notice(text: Self.tooSmallToDecide, role: .warning)
            return []
        }
        bulk.number += 1
        let preview = BulkPreview(action, tags.inOrder, number: bulk.number)
        (bulk.preview, bulk.renewal) = (preview, nil)
        (bulk.changeCount, bulk.presentCount) = (changeCount, changeCount)
        dialog = .bulk(.preview(BulkForm()))
        return [.readTagged(preview.reading)]
    }

    /// Takes what was read of the tagged.
    mutating func take(_ number: Int, _ items: [BulkReading.Item], at time: Int64) -> [Effect] {
        guard !items.isEmpty else { return [] }
        if bulk.renewal?.number == number { return takeAgain(items, at: time) }
        guard bulk.preview?.number == number else { return [] }
        bulk.preview?.take(items)
        guard let preview = bulk.preview else { return [] }
        // What was typed before all of it was to be seen confirms nothing.
        return preview.isComplete ? guardKeys(at: time) + renewPreview() : [.readTagged(preview.reading)]
    }

    /// The store has changed: a preview that stands is to say what is so now.
    mutating func notePreviewed(_ count: Int) -> [Effect] {
        bulk.presentCount = count
        return renewPreview()
    }

    /// Reads what is tagged again where the preview that stands may not be right any more. One reading at a time: what changes
    /// meanwhile is looked at after it.
    private mutating func renewPreview() -> [Effect] {
        guard let preview = bulk.preview, preview.isComplete, bulk.renewal == nil,
            bulk.changeCount != bulk.presentCount
        else { return [] }
        bulk.changeCount = bulk.presentCount
        bulk.number += 1
        let renewal = BulkPreview(preview.action, preview.tags, number: bulk.number)
        bulk.renewal = renewal
        return [.readTagged(renewal.reading)]
    }

    /// Takes what was read again. The preview changes only where one of them has, and then it says so.
    private mutating func takeAgain(_ items: [BulkReading.Item], at time: Int64) -> [Effect] {
        bulk.renewal?.take(items)
        guard let fresh = bulk.renewal else { return [] }
        guard fresh.isComplete else { return [.readTagged(fresh.reading)] }
        bulk.renewal = nil
        guard let old = bulk.preview, case .bulk(.preview(var form))? = dialog else { return [] }
        let count = fresh.changes(since: old)
        guard count > 0 else { return renewPreview() }
        let reason = form.chosen.map { old.reasons[$0] }
        form.chosen = reason.flatMap { reason in fresh.reasons.firstIndex { sameText($0, reason) } }
        (form.top, form.isConfirmFocused) = (0, false)
        bulk.preview = fresh
        dialog = .bulk(.preview(form))
        notice = Notice(
            text:
                "while this stood, \(Wording.count(count)) of \(Wording.count(fresh.tags.count)) changed: look again, then decide",
            role: .warning)
        return guardKeys(at: time) + renewPreview()
    }

    mutating func showResults() -> [Effect] {
        dialog = .bulk(bulk.isRunning ? .running : .results(0))
        return []
    }

    // MARK: Keys

    mutating func press(_ key: Key, in dialog: BulkDialog, at time: Int64) -> [Effect] {
        switch dialog {
        case .choosing:
            self.dialog = nil
            guard case .character(let scalar) = key, let found = Bulk.actions.first(where: { $0.key == scalar }) else {
                return []
            }
            return preview(found.action)
        case .preview(let form): return press(key, in: form, at: time)
        case .running:
            if key == .named(.esc) || key == .control("c") { bulk.run?.isStopping = true }
        case .results(let top):
            let last = max(0, (bulk.run?.count ?? 0) - 1)
            if let step = step(key) {
                self.dialog = .bulk(.results(max(0, min(last, top + min(max(step, -last), last)))))
            } else if [.named(.esc), .named(.enter), .character("q"), .control("c")].contains(key) {
                // A key that was meant for the question before them does not take them away.
                self.dialog = nil
            }
        }
        return []
    }

    // How far a key scrolls a list; nil for a key that does not.
    private func step(_ key: Key, page: Int? = nil) -> Int? {
        let page = page ?? max(1, size.height / 2)
        return switch key.name {
        case "j", "down": 1
        case "k", "up": -1
        case "pgdn", "space", "J", "ctrl-d", "ctrl-f": page
        case "pgup", "K", "ctrl-u", "ctrl-b": -page
        case "g", "home": -TagSet.most * 3
        case "G", "end": TagSet.most * 3
        default: nil
        }
    }

    private mutating func press(_ key: Key, in form: BulkForm, at time: Int64) -> [Effect] {
        guard let preview = bulk.preview else {
            dialog = nil
            return []
        }
        var form = form
        defer { if case .bulk(.preview)? = dialog { dialog = .bulk(.preview(form)) } }
        if let field = form.editing {
            switch key {
            case .named(.enter), .named(.esc), .named(.tab): form.editing = nil
            default: _ = field == .note ? form.note.take(key) : form.to.take(key)
            }
            return []
        }
        let reasons = preview.reasons
        switch key {
        case .named(.esc), .character("q"), .control("c"): return leavePreview()
        case .named(.tab), .named(.backtab), .named(.left), .named(.right): form.isConfirmFocused.toggle()
        case .named(.enter): return form.isConfirmFocused ? run(preview, form, at: time) : leavePreview()
        case .character("y"): return run(preview, form, at: time)
        case .character("n"): form.editing = .note
        case .character("t") where preview.action == .escalate: form.editing = .to
        case .character("j"), .character("k"):
            guard !reasons.isEmpty else {
                scroll(&form, preview, key == .character("j") ? 1 : -1)
                break
            }
            let step = key == .character("j") ? 1 : -1
            choose(&form, max(0, min(reasons.count - 1, form.chosen.map { $0 + step } ?? 0)), preview)
        case .character(let scalar) where ("1"..."9").contains(scalar):
            choose(&form, Int(scalar.value) - 0x31, preview)
        default:
            let page = max(1, BulkLayout(preview, form, height: size.height).listRows)
            if let step = step(key, page: page) { scroll(&form, preview, step) }
        }
        return []
    }

    private mutating func choose(_ form: inout BulkForm, _ index: Int, _ preview: BulkPreview) {
        // Which reasons there are is known when all has been read.
        guard preview.isComplete, preview.reasons.indices.contains(index) else { return }
        form.chosen = index
        form.top = 0
    }

    private func scroll(_ form: inout BulkForm, _ preview: BulkPreview, _ step: Int) {
        let layout = BulkLayout(preview, form, height: size.height)
        form.top = max(0, min(layout.listLines - layout.listRows, form.top + step))
    }

    private mutating func leavePreview() -> [Effect] {
        if let preview = bulk.preview, !preview.isComplete {
            notice = Notice(text: "stopped: nothing was decided", role: .dim)
        }
        (bulk.preview, bulk.renewal) = (nil, nil)
        dialog = nil
        return []
    }

    // MARK: Running

    private mutating func run(_ preview: BulkPreview, _ form: BulkForm, at time: Int64) -> [Effect] {
        if let missing = preview.missing(form) {
            notice = Notice(text: missing, role: .warning)
            return []
        }
        guard hasRoomToDecide, BulkLayout(preview, form, height: size.height).isWhole else {
            notice = Notice(text: "too small to decide in: not all that has to be seen fits", role: .warning)
            return []
        }
        guard time >= deadUntil, deciding == nil else {
            notice = Notice(text: "it has just appeared: look at it, then decide", role: .warning)
            return []
        }
        guard let run = BulkRun(preview, form) else { return [] }
        bulk.run = run
        bulk.isRunning = true
        (bulk.preview, bulk.renewal) = (nil, nil)
        dialog = .bulk(.running)
        return sendNext(at: time)
    }

    private mutating func sendNext(at time: Int64) -> [Effect] {
        if let run = bulk.run, let item = run.current {
            deciding = item.tag.id
            return [.decide(run.decision(on: item), item.tag.id)]
        }
        bulk.run?.finish()
        bulk.isRunning = false
        if case .bulk(.running)? = dialog { dialog = .bulk(.results(0)) }
        return guardKeys(at: time) + reload()
    }

    /// The desk's answer to one of many; nil when it is the answer to something else.
    mutating func takeBulk(
        _ id: HandoffID, _ result: Result<HandoffStatus, DeskError>, at time: Int64
    ) -> [Effect]? {
        guard bulk.isRunning, let sent = bulk.run?.sent, sent.tag.id == id else { return nil }
        deciding = nil
        bulk.run?.take(result)
        if case .success(let status) = result { noteWritten(id, status) }
        // Tagged again meanwhile, it is another one.
        if case .success = result, tags[id]?.digest == sent.tag.digest { tags.remove(id) }
        var effects: [Effect] = []
        if id == selected {
            (dossier, evidence) = (nil, [])
            effects.append(.loadDossier(id))
        }
        return effects + sendNext(at: time)
    }
}

extension BulkPreview {
    /// The decision on each of them, but for its reason; nil for what is decided on one alone.
    func choice(to parties: [Party]) -> Decision.Choice? {
        switch action {
        case .reject: .reject(reason: nil)
        case .escalate: .escalate(reason: nil, to: parties)
        case .returnForRework: .returnForRework
        case .approve: .approve
        case .comment, .claim, .release, .edit, .assign, .recall, .attest, .withdraw: nil
        }
    }

    /// Why it can't run yet; nil when it can.
    func missing(_ form: BulkForm) -> DisplayText? {
        if !isComplete { return "still reading: a moment" }
        if !reasons.isEmpty, form.chosen == nil { return "choose a reason first" }
        if split(by: form.chosen.map { reasons[$0] }).going.isEmpty { return "nothing of it can be decided" }
        if action.needsNote, form.note.trimmed.utf8.isEmpty { return "write a note first" }
        if action == .escalate, form.parties == nil { return "say to whom as person:NAME, team:NAME or role:NAME" }
        return nil
    }
}

extension Wording {
    /// Who was first, with what, in a sentence.
    static func conflict(_ conflict: DeskError.Conflict) -> DisplayText {
        if let expired = conflict.expired {
            return "it expired at \(moment(expired)): it is \(DisplayText(conflict.state.rawValue)) now"
        }
        guard let event = conflict.event else { return "it is not what it was when it was tagged" }
        let what = DisplayText(event.kind.words)
        let reason = event.reason.map { ", \(DisplayText($0))" as DisplayText } ?? ""
        let state = DisplayText(conflict.state.rawValue)
        return "\(DisplayText(conflict.by)) \(what) it at \(moment(event.at))\(reason): it is \(state) now"
    }
}
