import ContractEngine
import Handoff
import JSON
import ReviewDesk
import ReviewFlow
import Terminal

/// Claims, recalls, assignments and settled deliveries: what is decided beside approve, reject, escalate, return and comment.
extension ConsoleState {
    // MARK: Claims

    /// Whether the person has claimed what is under the cursor.
    private var hasOwnClaim: Bool { dossier?.claim.map { $0.person == context.person } ?? false }

    /// Whether what is under the cursor is somebody else's, and the person may end that.
    private var releasesAnother: Bool {
        guard let dossier, dossier.claim != nil, !hasOwnClaim else { return false }
        return dossier.refusal(of: .release) == nil
    }

    /// Why the claim can't be taken or given back now; nil when it can.
    var whyNotClaim: DisplayText? { refusal(of: hasOwnClaim || releasesAnother ? .release : .claim) }

    /// Takes the handoff, or gives it back. Somebody else's claim is only ended after a question.
    mutating func toggleClaim(at time: Int64) -> [Effect] {
        guard let dossier, let id = selected else { return [] }
        if hasOwnClaim { return [.desk(.work(.release(id)))] }
        if releasesAnother { return begin(.release, at: time) }
        return [.desk(.work(.claim(id, version: dossier.row.version, digest: dossier.row.digest)))]
    }

    // MARK: Dialogs

    /// Who decides here.
    var decider: Decider { Decider(person: context.person, now: now, parties: parties) }

    /// Opens the line in which somebody is named to give it to, or begins with who was named.
    mutating func assign(to name: String, at time: Int64) -> [Effect] {
        let effects = begin(.assign, at: time)
        guard case .decision(var open)? = dialog, open.action == .assign, !name.utf8.isEmpty else { return effects }
        open.to = LineEditor(name)
        open.editing = nil
        open.check(dossier)
        dialog = .decision(open)
        return effects
    }

    // MARK: Deliveries that failed or are uncertain

    /// Why it can't be stated now that nothing was written; nil when it can.
    var whyNotSettle: DisplayText? {
        guard selected != nil else { return "the cursor is on no handoff" }
        guard let dossier, dossier.handoff.id == selected else { return "the handoff is being read" }
        return BegunDecision.whyNotSettle(dossier)
    }

    /// States that nothing was written, and asks what is to become of it.
    mutating func beginSettlement(at time: Int64) -> [Effect] {
        guard isReady(at: time), let dossier else { return [] }
        dialog = .decision(BegunDecision(settling: dossier, by: decider))
        return []
    }

    // MARK: The handoff that was decided last

    /// Puts the cursor on the handoff that was decided last, also where it has left the view.
    mutating func returnToLast() -> [Effect] {
        lastDecided.map { go(to: $0) } ?? []
    }

    /// Puts the cursor on a handoff, also where it is not in the view.
    mutating func go(to id: HandoffID) -> [Effect] {
        if let index = window?.index(of: .handoff(id)) {
            // A window that was asked for around another line is on its way, perhaps without this one.
            return moveCursor(to: index) + [loadWindow(.handoff(id))]
        }
        forgetCursor()
        cursor = .handoff(id)
        sheetTop = 0
        linesAbove = ConsoleLayout(self).queue.height / 2
        return [turn(to: .handoff(id)), .desk(.loadDossier(id))]
    }

    // MARK: What the desk answers

    mutating func take(_ work: DeskWork, _ reply: DeskWork.Reply, at time: Int64) -> [Effect] {
        switch (work, reply) {
        case (_, .parties(let parties)): self.parties = parties
        case (_, .time(let instant)): now = max(now, instant)
        case (_, .claimed(let claim)):
            notice = Notice(text: "it is yours until \(Wording.time(claim.until, now)); others see it", role: .ok)
            return reload()
        case (_, .released):
            notice = Notice(text: "it is nobody's now", role: .ok)
            return reload()
        case (.readEvidence(let id, let index), .evidence(let content)):
            return id == selected ? [.foreground(.show(content, id, index))] : []
        // What it is by now, or that it counts, is read again.
        case (.noteSeen(let seen), .seen): return seen.id == selected ? [.desk(.loadDossier(seen.id))] : []
        case (.store(_, let id, _), .stored(let result)): return take(id, result, at: time)
        case (.store(_, let id, let text), .failed(let error)):
            deciding = nil
            keptEdit = (id, text)
            var lines: [DisplayText] = [DisplayText(error.message)]
            if case .conflict(let conflict) = error { lines = Wording.lines(of: conflict, .edit) }
            dialog = .message(title: "The edit was not stored", lines: lines + ["E opens it again as you left it."])
            return reload()
        case (.noteSeen(let seen), .failed(let error)):
            notice = Notice(text: "it does not count as opened: \(DisplayText(error.message))", role: .error)
            // Closed again, so that the key that opens it can be pressed again.
            if seen.id == selected { evidence.removeAll { $0.index == seen.index } }
        case (.claim, .failed(let error)), (.release, .failed(let error)):
            dialog = .message(title: "That was not done", lines: [DisplayText(error.message)])
            return reload()
        // What is only read takes nothing from what is open, and says nothing of a decision that is on its way.
        case (_, .failed(let error)): notice = Notice(text: DisplayText(error.message), role: .error)
        default: break
        }
        return []
    }
}
