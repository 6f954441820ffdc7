import ContractEngine
import Handoff
import JSON
import ReviewDesk
import ReviewFlow
import Terminal

extension ConsoleState {
    /// Why an action can't be begun now; nil when it can.
    func refusal(of action: Action) -> DisplayText? {
        guard selected != nil else { return "the cursor is on no handoff" }
        guard let dossier, dossier.handoff.id == selected else { return "the handoff is being read" }
        guard let refusal = BegunDecision.refusal(of: action, dossier) else { return nil }
        let message = DisplayText(refusal.message)
        if refusal.obligation.isMustView { return "o opens what is missing: \(message)" }
        if refusal.obligation == .delivery, dossier.handoff.status.isDeliveryEscalation {
            return "\(message) (w attests, W states)"
        }
        return message
    }

    /// Whether something can be begun now on what stands on the screen; where it can't, the notice says why.
    mutating func isReady(at time: Int64) -> Bool {
        guard time >= deadUntil else {
            notice = Notice(text: "it has just changed: look again, then decide", role: .warning)
            return false
        }
        guard deciding == nil else {
            notice = Notice(text: "the last decision is being written", role: .warning)
            return false
        }
        guard hasRoomToRead else {
            notice = Notice(text: Self.tooSmallToRead, role: .warning)
            return false
        }
        return true
    }

    /// Begins a decision on what stands on the screen.
    mutating func begin(_ action: Action, at time: Int64) -> [Effect] {
        guard isReady(at: time) else { return [] }
        if let refusal = refusal(of: action) {
            notice = Notice(text: refusal, role: .warning)
            return []
        }
        guard let dossier else { return [] }
        let dialog = BegunDecision(action, on: dossier, by: decider, isUnicode: context.isUnicode)
        if let small = whyNoRoom(for: dialog) {
            notice = Notice(text: small, role: .warning)
            return []
        }
        self.dialog = .decision(dialog)
        return dialog.deadline == nil ? [] : [.desk(.work(.tellTime))]
    }

    /// A key while a decision is open.
    mutating func press(_ key: Key, in dialog: BegunDecision, at time: Int64) -> [Effect] {
        var dialog = dialog
        if let field = dialog.editing {
            switch key {
            case .control("e") where field == .note: return [.foreground(.note(dialog.id, dialog.note.text))]
            case .named(.tab) where field == .to && !dialog.candidates.isEmpty: dialog.complete()
            case .named(.enter) where field == .record && dialog.note.scalars.isEmpty: dialog.editing = .note
            case .named(.enter), .goBack, .named(.tab): dialog.editing = nil
            default:
                switch field {
                case .note: _ = dialog.note.take(key)
                case .to: _ = dialog.to.take(key)
                case .record: _ = dialog.record.take(key)
                }
            }
            dialog.check(dossier)
            self.dialog = .decision(dialog)
            return []
        }
        switch key {
        case .goBack, .leave: self.dialog = nil
        case .named(.tab), .named(.backtab), .named(.left), .named(.right):
            dialog.isConfirmFocused.toggle()
            self.dialog = .decision(dialog)
        case .named(.enter):
            if dialog.isConfirmFocused { return confirm(dialog, at: time) }
            self.dialog = nil
        case .confirm: return confirm(dialog, at: time)
        case .note:
            dialog.editing = .note
            self.dialog = .decision(dialog)
        case .control("e"): return [.foreground(.note(dialog.id, dialog.note.text))]
        case .toWhom where dialog.asksWhom:
            dialog.editing = .to
            self.dialog = .decision(dialog)
        case .character("r") where dialog.action == .attest:
            dialog.editing = .record
            self.dialog = .decision(dialog)
        case .character("j"), .named(.down), .character("k"), .named(.up):
            let step = key == .character("j") || key == .named(.down) ? 1 : -1
            if dialog.reasons.isEmpty {
                scroll(&dialog, by: step)
            } else {
                dialog.chosen = max(0, min(dialog.reasons.count - 1, dialog.chosen.map { $0 + step } ?? 0))
            }
            self.dialog = .decision(dialog)
        case .named(.pgdn), .control("d"), .control("f"), .character("p"), .named(.pgup), .control("u"), .control("b"):
            let isBack = [.named(.pgup), .control("u"), .control("b")].contains(key)
            scroll(&dialog, pages: isBack ? -1 : 1, startsOver: key == .character("p"))
            self.dialog = .decision(dialog)
        default:
            guard case .character(let scalar) = key, let digit = Int(String(scalar)) else { return [] }
            dialog.choose(digit: digit)
            self.dialog = .decision(dialog)
        }
        return []
    }

    /// Moves what would be written under a question.
    private func scroll(_ dialog: inout BegunDecision, by lines: Int) {
        let layout = layout(of: dialog, isUnicode: context.isUnicode)
        dialog.top = max(0, min(layout.top(dialog) + lines, layout.payload.count - layout.payloadRows + 1))
    }

    private func scroll(_ dialog: inout BegunDecision, pages: Int, startsOver: Bool) {
        let layout = layout(of: dialog, isUnicode: context.isUnicode)
        let isAtEnd = layout.top(dialog) + layout.payloadRows > layout.payload.count
        if startsOver, isAtEnd, layout.payload.count >= layout.payloadRows { return dialog.top = 0 }
        scroll(&dialog, by: pages * max(1, layout.payloadRows - 1))
    }

    private mutating func confirm(_ dialog: BegunDecision, at time: Int64) -> [Effect] {
        if let missing = dialog.missing {
            notice = Notice(text: missing, role: .warning)
            return []
        }
        guard dialog.action == .release || dialog.decision != nil else { return [] }
        if let small = whyNoRoom(for: dialog) {
            notice = Notice(text: small, role: .warning)
            return []
        }
        // A decision is only ever sent for what was on the screen when it was begun and still is.
        guard time >= deadUntil, deciding == nil, let dossier, dossier.handoff.id == dialog.id,
            dossier.handoff.status.digest == dialog.digest
        else {
            notice = Notice(text: "it has just changed: look again, then decide", role: .warning)
            return []
        }
        guard isAnswerable(at: time) else { return [] }
        self.dialog = nil
        guard let decision = dialog.decision else { return [.desk(.work(.release(dialog.id)))] }
        deciding = dialog.id
        notice = Notice(text: "writing the decision…", role: .dim)
        return [.desk(.decide(decision, dialog.id))]
    }

    /// The desk's answer to a decision.
    mutating func take(
        _ decision: Decision, _ id: HandoffID, _ result: Result<HandoffStatus, DeskError>, at time: Int64
    ) -> [Effect] {
        deciding = nil
        switch result {
        case .success(let status):
            let text: DisplayText =
                "\(Wording.done(decision.choice.action)): \(DisplayText(cursorRow?.id == id ? cursorRow?.title ?? "" : ""))"
            let step = status.state == .proposed ? status.step : nil
            let now = step.map { "waits for step '\(DisplayText($0))'" as DisplayText }
            let back = noteRecallable(id, status)
            notice = Notice(text: "\(text) — now \(now ?? DisplayText(status.state.rawValue))\(back)", role: .ok)
            noteWritten(id, status)
            guard decision.choice != .comment else { return reload() }
            lastDecided = id
            tags.remove(id)
            guard selected == id else { return reload() }
            guard decision.choice == .recall else { return moveOn(at: time) }
            // What was taken back is there to be decided anew.
            (dossier, evidence) = (nil, [])
            return guardKeys(at: time) + reload()
        case .failure(.conflict(let conflict)):
            dialog = .message(title: "Somebody was first", lines: Wording.lines(of: conflict, decision.choice.action))
            return reload()
        case .failure(.refused(let refusal)):
            dialog = .message(title: "Refused by the contract", lines: [DisplayText(refusal.message)])
            return reload()
        case .failure(let error):
            dialog = .message(title: "The decision was not written", lines: [DisplayText(error.message)])
            return reload()
        }
    }

    /// What was read of a handoff before it was written is not what it is now, and that is nobody else's doing.
    mutating func noteWritten(_ id: HandoffID, _ status: HandoffStatus) {
        written[id] = status.version
        shelf.remove(id)
    }

    /// Whether a dossier was read before one's own last change, and came after it.
    func isOutdated(_ dossier: Dossier) -> Bool {
        written[dossier.handoff.id].map { dossier.handoff.status.version < $0 } ?? false
    }

    /// After a decision the cursor goes to the next handoff, else to the one before, else it stays.
    private mutating func moveOn(at time: Int64) -> [Effect] {
        // The next handoff is first seen as what it is, not as a tab that happened to be open on the last one.
        tab = .summary
        compare = nil
        guard let window, let index = cursorIndex else { return reload() }
        let next = nextFree(in: window, after: index)
        let moved = next.map { moveCursor(to: $0) } ?? []
        // Where it stays, what is read now is not compared with what it was: the change is one's own.
        if next == nil { (dossier, evidence) = (nil, []) }
        let effects = moved.filter { if case .desk(.loadWindow) = $0 { false } else { true } }
        return guardKeys(at: time) + effects + (next == nil ? reload() : [loadWindow(anchor)])
    }

    /// The next handoff that nobody else is at, else the nearest before.
    private func nextFree(in window: QueueWindow, after index: Int) -> Int? {
        func isFree(_ line: QueueLine) -> Bool { line.row.map { !isTaken($0.id, in: window) } ?? false }
        return window.lines[(index + 1)...].firstIndex(where: isFree)
            ?? window.lines[..<index].lastIndex(where: isFree)
    }

    /// Whether somebody else has claimed it.
    private func isTaken(_ id: HandoffID, in window: QueueWindow) -> Bool {
        guard let claim = window.claims[id], claim.isLive(at: now) else { return false }
        return !sameText(claim.person, context.person)
    }

    /// The dossier of a handoff, read anew.
    mutating func take(_ id: HandoffID, _ result: Result<Dossier, DeskError>, at time: Int64) -> [Effect] {
        // The answer that was asked for after the change is on its way.
        if case .success(let read) = result, isOutdated(read) { return [] }
        if id == awaitedDossier { awaitedDossier = nil }
        guard id == selected else { return [] }
        switch result {
        case .failure(let error):
            notice = Notice(text: DisplayText(error.message), role: .error)
            return []
        case .success(let fresh):
            let before = dossier?.handoff.status
            dossier = fresh
            shelf.put(fresh)
            let after = fresh.handoff.status
            if recalling == id {
                recalling = nil
                return begin(.recall, at: time)
            }
            guard let before,
                before.digest != after.digest || before.version != after.version || before.state != after.state
            else {
                return noteWords(in: fresh, at: time) + lookAhead()
            }
            evidence = []
            // What was sent and is not answered yet may be what changed it: the answer says so.
            if deciding == id { return [] }
            if case .decision(let open)? = dialog, open.id == id { dialog = nil }
            if case .edit(let open)? = dialog, open.editing.id == id {
                dialog = nil
                keptEdit = (id, open.text)
            }
            notice = Notice(text: change(in: fresh, since: before.version), role: .warning)
            return guardKeys(at: time)
        }
    }

    /// What somebody says while a question is open stands in it, and is read before the question can be answered.
    private mutating func noteWords(in fresh: Dossier, at time: Int64) -> [Effect] {
        guard case .decision(var open)? = dialog, open.id == fresh.handoff.id else { return [] }
        let before = open.subject.concerns
        open.subject = DecisionSubject(fresh, isUnicode: context.isUnicode)
        dialog = .decision(open)
        guard open.subject.concerns != before else { return [] }
        let said = open.subject.concerns.words.first.map {
            "“ \(DisplayText($0.by)) said: \(DisplayText($0.text))" as DisplayText
        }
        let isNew = open.subject.concerns.words.count > before.words.count
        notice = Notice(
            text: isNew ? "a comment has just come: \(said ?? "")" : "what speaks against it has just changed",
            role: .warning)
        return guardKeys(at: time)
    }

    /// Who did what to a handoff since a version, in a sentence: somebody else before oneself, who may have another console open.
    private func change(in dossier: Dossier, since version: Int) -> DisplayText {
        let all = dossier.history.filter { $0.event.version != nil }
        let later = all.filter { $0.event.version ?? 0 > version }
        let last = later.last { !isOwn($0) } ?? later.last ?? all.last
        guard let last else { return "while you looked: changed" }
        return isOwn(last)
            ? "changed by yourself elsewhere: \(DisplayText(last.event.kind.words))"
            : "while you looked: \(Wording.deed(last))"
    }

    private func isOwn(_ entry: HistoryEntry) -> Bool {
        sameText(entry.event.by.person ?? entry.event.by.account, context.person)
    }

    // MARK: Evidence

    /// Opens the next item of evidence that was not opened yet, those that have to be seen first.
    mutating func openEvidence() -> [Effect] {
        guard let dossier, let id = selected, dossier.handoff.id == id else { return [] }
        let items = dossier.handoff.contents.evidence
        guard !items.isEmpty else {
            notice = Notice(text: "it has no evidence", role: .dim)
            return []
        }
        let opened = Set(evidence.map(\.index))
        let rest = items.indices.filter { !opened.contains($0) }
        let due = rest.first { dossier.mustView.contains(items[$0].role) && !dossier.viewed.contains(items[$0].sha256) }
        tab = .evidence
        // Where there is one pane, it has to be the one that shows it.
        if size.width < ConsoleLayout.twoPanes { focus = .detail }
        // What was opened and could not be seen yet is gone to first.
        if let waiting = unseen.first(where: { $0.id == id }) {
            evidenceToShow = waiting.index
            if !hasRoomToRead { notice = Notice(text: Self.tooSmallToRead, role: .warning) }
            return []
        }
        guard let next = due ?? rest.first else {
            notice = Notice(text: "all its evidence is open", role: .dim)
            return []
        }
        return [.desk(.openEvidence(id, next))]
    }

    mutating func take(_ id: HandoffID, _ index: Int, _ result: Result<EvidenceContent, DeskError>) -> [Effect] {
        guard id == selected, let dossier, dossier.handoff.contents.evidence.indices.contains(index) else { return [] }
        switch result {
        case .failure(let error):
            notice = Notice(text: DisplayText(error.message), role: .error)
            return [.desk(.loadDossier(id))]
        case .success(let content):
            guard let seen = SeenEvidence(content, index, of: dossier) else { return [.desk(.loadDossier(id))] }
            show(content, seen, dossier)
            // What is no text is not seen here, and does not count.
            guard content.text != nil else { return [.desk(.loadDossier(id))] }
            unseen.append(seen)
            return []
        }
    }

    /// What was opened counts once it stood on the screen: not under a dialog, on another tab, or where there is no room for it.
    mutating func notePainted() -> [Effect] {
        guard let dossier, dossier.handoff.id == selected else {
            unseen = []
            return []
        }
        unseen = unseen.filter { seen in
            seen.id == selected && seen.digest == dossier.handoff.status.digest
                && evidence.contains { $0.index == seen.index }
        }
        guard dialog == nil, hasRoomToRead, tab == .evidence, sheet.key?.tab == .evidence else { return [] }
        let rows = visibleRows
        for item in unseen { seenRows.note(rows, of: item, sheet) }
        let seen = unseen.filter { seenRows.isWhole($0, sheet) }
        unseen.removeAll { item in seen.contains { $0.index == item.index } }
        return seen.map { .desk(.work(.noteSeen($0))) }
    }

    /// The lines of the text that the screen shows. The last one may be covered by the count of what is below.
    var visibleRows: Range<Int> {
        let height = ConsoleLayout(self).sheet.height
        let isCut = sheet.lines.count > sheetTop + height
        return sheetTop..<sheetTop + max(0, isCut ? height - 1 : height)
    }

    /// How much of the evidence that stands there was seen, in hundredths; nil where nothing of it is still to be seen.
    var seenShare: Int? {
        guard tab == .evidence, !unseen.isEmpty else { return nil }
        var seen = seenRows
        let shares = unseen.compactMap { item -> Int? in
            seen.note(visibleRows, of: item, sheet)
            return seen.share(of: item, sheet)
        }
        return shares.min().flatMap { $0 < 100 ? $0 : nil }
    }

    /// Puts an item of evidence on the screen.
    private mutating func show(_ content: EvidenceContent, _ seen: SeenEvidence, _ dossier: Dossier) {
        evidence.removeAll { $0.index == seen.index }
        evidence.append(OpenedEvidence(index: seen.index, lines: Sheet.lines(of: content)))
        evidence.sort { $0.index < $1.index }
        evidenceIndex = seen.index
        evidenceToShow = seen.index
        if content.text == nil, !dossier.viewed.contains(seen.item) {
            notice = Notice(
                text: "it is \(DisplayText(content.item.media)): O opens it in your viewer, and then it counts",
                role: .warning)
        }
    }

    /// A program of the person's own has shown an item of evidence: it stands here as well, and counts.
    mutating func takeShown(_ content: EvidenceContent, _ id: HandoffID, _ index: Int) -> [Effect] {
        tab = .evidence
        guard let dossier, dossier.handoff.id == id, let seen = SeenEvidence(content, index, of: dossier) else {
            return []
        }
        show(content, seen, dossier)
        notice = nil
        return [.desk(.work(.noteSeen(seen)))]
    }
}
