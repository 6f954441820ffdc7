import ContractEngine
import Handoff
import JSON
import ReviewDesk
import ReviewFlow
import Terminal

extension Bulk {
    /// The key with which something is decided on many: that of the action on one.
    static func key(of action: Action) -> Unicode.Scalar {
        let keys = ConsoleAction.all.first { $0.id == action.word }?.keys ?? []
        return keys.first?.unicodeScalars.first ?? "?"
    }
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
        guard let action = Bulk.actions.first(where: { sameText($0.word, name) }) else {
            notice = Notice(
                text: "'\(DisplayText(name))' is none of \(DisplayText(Bulk.names.joined(separator: ", ")))",
                role: .warning)
            return []
        }
        return preview(action)
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
        dialog = .bulk(.preview(BulkForm(seen: 0)))
        return [.desk(.readTagged(preview.reading))]
    }

    /// Takes what was read of the tagged.
    mutating func take(_ number: Int, _ items: [BulkReading.Item], at time: Int64) -> [Effect] {
        guard !items.isEmpty else { return [] }
        if bulk.renewal?.number == number { return takeAgain(items, at: time) }
        guard bulk.preview?.number == number else { return [] }
        bulk.preview?.take(items)
        guard let preview = bulk.preview else { return [] }
        // What was typed before all of it was to be seen confirms nothing.
        return preview.isComplete ? guardKeys(at: time) + renewPreview() : [.desk(.readTagged(preview.reading))]
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
        return [.desk(.readTagged(renewal.reading))]
    }

    /// Takes what was read again. The preview changes only where one of them has, and then it says so.
    private mutating func takeAgain(_ items: [BulkReading.Item], at time: Int64) -> [Effect] {
        bulk.renewal?.take(items)
        guard let fresh = bulk.renewal else { return [] }
        guard fresh.isComplete else { return [.desk(.readTagged(fresh.reading))] }
        bulk.renewal = nil
        guard let old = bulk.preview, case .bulk(.preview(var form))? = dialog else { return [] }
        let count = fresh.changes(since: old)
        guard count > 0 else { return renewPreview() }
        let reason = form.chosen.map { old.reasons[$0] }
        form.chosen = reason.flatMap { reason in fresh.reasons.firstIndex { sameText($0, reason) } }
        (form.top, form.seen, form.isConfirmFocused) = (0, 0, false)
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
            guard case .character(let scalar) = key,
                let action = Bulk.actions.first(where: { Bulk.key(of: $0) == scalar })
            else { return [] }
            return preview(action)
        case .preview(let form): return press(key, in: form, at: time)
        case .running:
            if key == .goBack || key == .stop { bulk.run?.isStopping = true }
        case .results(let top):
            let last = max(0, (bulk.run?.count ?? 0) - 1)
            if let step = step(key) {
                self.dialog = .bulk(.results(max(0, min(last, top + min(max(step, -last), last)))))
            } else if [.goBack, .named(.enter), .leave, .stop].contains(key) {
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
            case .named(.enter), .goBack, .named(.tab): form.editing = nil
            default: _ = field == .note ? form.note.take(key) : form.to.take(key)
            }
            return []
        }
        let reasons = preview.reasons
        switch key {
        case .goBack, .leave, .stop: return leavePreview()
        case .named(.tab), .named(.backtab), .named(.left), .named(.right): form.isConfirmFocused.toggle()
        case .named(.enter): return form.isConfirmFocused ? run(preview, form, at: time) : leavePreview()
        case .confirm: return run(preview, form, at: time)
        case .note: form.editing = .note
        case .toWhom where preview.action == .escalate: form.editing = .to
        case .character("j"), .character("k"):
            guard !reasons.isEmpty else {
                scroll(&form, preview, key == .character("j") ? 1 : -1)
                break
            }
            let step = key == .character("j") ? 1 : -1
            choose(&form, max(0, min(reasons.count - 1, form.chosen.map { $0 + step } ?? 0)), preview)
        default:
            if let choice = key.choice { choose(&form, choice, preview) }
            let page = max(1, BulkLayout(preview, form, view: view.name, height: size.height).listRows)
            if let step = step(key, page: page) { scroll(&form, preview, step) }
        }
        return []
    }

    private mutating func choose(_ form: inout BulkForm, _ index: Int, _ preview: BulkPreview) {
        // Which reasons there are is known when all has been read.
        guard preview.isComplete, preview.reasons.indices.contains(index) else { return }
        form.chosen = index
        (form.top, form.seen) = (0, 0)
    }

    private func scroll(_ form: inout BulkForm, _ preview: BulkPreview, _ step: Int) {
        let layout = BulkLayout(preview, form, view: view.name, height: size.height)
        form.top = max(0, min(layout.listLines - layout.listRows, form.top + step))
    }

    /// What stands on the screen of what would go counts as seen, from the first line on without a gap.
    mutating func noteListStands() {
        guard case .bulk(.preview(var form))? = dialog, let preview = bulk.preview, preview.isComplete else { return }
        let layout = BulkLayout(preview, form, view: view.name, height: size.height)
        let top = max(0, min(form.top, layout.listLines - layout.listRows))
        guard layout.isWhole, top <= form.seen else { return }
        form.seen = max(form.seen, top + layout.listRows)
        dialog = .bulk(.preview(form))
    }

    /// How much of the list of what would go has been seen; nil where there is none.
    var listSeen: Int? { if case .bulk(.preview(let form))? = dialog { form.seen } else { nil } }

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
        guard hasRoomToDecide, BulkLayout(preview, form, view: view.name, height: size.height).isWhole else {
            notice = Notice(text: "too small to decide in: not all that has to be seen fits", role: .warning)
            return []
        }
        guard time >= deadUntil, deciding == nil else {
            notice = Notice(text: "it has just appeared: look at it, then decide", role: .warning)
            return []
        }
        guard isAnswerable(at: time) else { return [] }
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
            return [.desk(.decide(run.decision(on: item), item.tag.id))]
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
            effects.append(.desk(.loadDossier(id)))
        }
        return effects + sendNext(at: time)
    }
}
