import ContractEngine
import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// A decision on all that is tagged.
extension PlainSession {
    /// How many of those that are refused alike, or go by one contract, are named.
    private static let longestList = 20

    /// Reads all that is tagged, before anything is asked.
    mutating func decideOnTagged(_ argument: String) -> Answer {
        var words = PlainWords(argument)
        guard let index = words.next(of: Bulk.names) else {
            return say("Nothing was decided. Say what, one of \(DisplayText(Bulk.names.joined(separator: ", "))).")
        }
        bulk.number += 1
        bulkArgument = String(words.rest)
        let preview = BulkPreview(Bulk.actions[index], tags.inOrder, number: bulk.number)
        bulk.preview = preview
        return Answer(effects: [.desk(.readTagged(preview.reading))])
    }

    /// Takes what was read of the tagged.
    mutating func take(_ number: Int, _ items: [BulkReading.Item]) -> Answer {
        guard bulk.preview?.number == number, !items.isEmpty else { return Answer() }
        bulk.preview?.take(items)
        guard let preview = bulk.preview else { return Answer() }
        guard preview.isComplete else { return Answer(effects: [.desk(.readTagged(preview.reading))]) }
        bulk.preview = nil
        return ask(preview)
    }

    private mutating func ask(_ preview: BulkPreview) -> Answer {
        let form = form(preview)
        let missing = preview.missing(form)
        let reason = form.chosen.map { preview.reasons[$0] }
        let title: DisplayText = "\(Wording.verb(preview.action)) \(Wording.count(preview.tags.count)) tagged"
        var lines: [DisplayText] = [missing == nil ? "\(title): is this meant?" : "\(title)."]
        lines += Wording.facts(of: preview, reason).map { Wording.capital("\($0.name): \($0.value)") }
        for share in preview.split(by: reason).going { lines += self.lines(of: share) }
        for stay in preview.staying(with: reason) { lines += self.lines(of: stay) }
        if let missing {
            let codes = DisplayText(preview.reasons.joined(separator: ", "))
            let which: DisplayText = form.chosen == nil && !codes.isEmpty ? " One of \(codes)." : ""
            return Answer(lines: lines + ["Nothing was decided. \(Wording.sentence(missing))\(which)"])
        }
        if let reason { lines.append("Reason: \(DisplayText(reason))") }
        if preview.action == .escalate {
            let parties = (form.parties ?? []).map(\.description).joined(separator: ", ")
            lines.append("To whom: \(parties.isEmpty ? "each to whom its contract names" : DisplayText(parties))")
        }
        let note = form.note.trimmed
        if !note.utf8.isEmpty { lines.append("Note for all: \(DisplayText(note))") }
        guard let run = BulkRun(preview, form) else { return Answer(lines: lines) }
        lines.append("Digest of all that go \(Wording.digest(PlainQuestion.digest(of: run))).")
        return ask(PlainQuestion(run), lines)
    }

    private func form(_ preview: BulkPreview) -> BulkForm {
        var words = PlainWords(bulkArgument)
        var form = BulkForm()
        form.chosen = words.next(of: preview.reasons)
        if preview.action == .escalate, let parties = words.parties() { form.to = LineEditor(parties) }
        form.note = LineEditor(String(words.rest))
        return form
    }

    private func lines(of stay: BulkPreview.Stay) -> [DisplayText] {
        var lines: [DisplayText] = [
            "Refused, \(Wording.handoffs(stay.tags.count)), \(DisplayText(stay.obligation)): \(DisplayText(stay.message))"
        ]
        lines += stay.tags.prefix(Self.longestList).map { "> \(Wording.id($0.id)) \(DisplayText($0.title))" }
        let rest = stay.tags.count - Self.longestList
        if rest > 0 { lines.append("And \(Wording.count(rest)) more refused so.") }
        return lines
    }

    private func lines(of share: BulkPreview.Share) -> [DisplayText] {
        let count = share.tags.count
        var lines: [DisplayText] = ["Will go, \(Wording.handoffs(count)), \(DisplayText(share.terms.contract)):"]
        for (place, tag) in share.tags.prefix(Self.longestList).enumerated() {
            let going = share.goings[place]
            let marks = Wording.marks(of: going, isUnicode: false)
            let record: DisplayText =
                marks.isEmpty ? DisplayText(going.record) : "\(DisplayText(going.record)) \(marks)"
            lines.append(
                "> \(Wording.figures(of: going)) \(Wording.id(tag.id)) \(DisplayText(tag.title)), \(record)")
        }
        let rest = count - Self.longestList
        if rest > 0 { lines.append("And \(Wording.count(rest)) more will go.") }
        return lines
    }

    // MARK: Running

    /// Sends the first of many.
    mutating func begin(_ run: BulkRun) -> Answer {
        bulk.run = run
        bulk.isRunning = true
        return sendNext()
    }

    private mutating func sendNext() -> Answer {
        if let run = bulk.run, let item = run.current {
            return Answer(effects: [.desk(.decide(run.decision(on: item), item.tag.id))])
        }
        bulk.run?.finish()
        bulk.isRunning = false
        return say("\(bulk.run?.summary ?? ""). 'results' says again what became of each.")
    }

    /// The desk's answer to one of many; nil when it is the answer to something else.
    mutating func takeBulk(_ id: HandoffID, _ result: Result<HandoffStatus, DeskError>) -> Answer? {
        guard bulk.isRunning, let sent = bulk.run?.sent, sent.tag.id == id else { return nil }
        bulk.run?.take(result)
        if case .success = result {
            if tags[id]?.digest == sent.tag.digest { tags.remove(id) }
            if printed?.id == id { printed = nil }
            lastDecided = id
        }
        guard let run = bulk.run else { return nil }
        let place = run.answered
        return say("\(place) of \(run.items.count), \(Self.line(of: run[place - 1], run.action))") + sendNext()
    }

    /// What became of each of the last decision on many.
    func results() -> Answer {
        guard let run = bulk.run else { return say("There was no decision on many yet.") }
        let lines = (0..<run.count).map { place in
            "Result \(place + 1), \(Self.line(of: run[place], run.action))" as DisplayText
        }
        return Answer(lines: ["\(Wording.verb(run.action)): \(run.summary)."] + lines)
    }

    // The title comes last.
    private static func line(of result: BulkRun.Result, _ action: Action) -> DisplayText {
        let what: DisplayText =
            switch result.outcome {
            case .done(let state): "\(Wording.done(action)), now \(Self.state(state))"
            case .refused(let obligation, let message):
                "refused, \(DisplayText(obligation)), \(DisplayText(message))"
            case .conflict(let text): "somebody was first, \(text)"
            case .failed(let message): "not written, \(DisplayText(message))"
            case .notReached: "not reached, it was stopped"
            }
        return "id ending in \(Wording.id(result.tag.id)): \(what): \(DisplayText(result.tag.title))"
    }
}
