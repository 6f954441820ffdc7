import ContractEngine
import Handoff
import JSON
import ReviewDesk
import ReviewFlow
import Terminal

extension PlainSession {
    /// Who decides here.
    var decider: Decider { Decider(person: context.person, now: now, parties: parties) }

    /// Says all of a decision, and asks.
    mutating func ask(_ request: PlainRequest, _ dossier: Dossier) -> Answer {
        if let refusal = PlainRequest.refusal(of: request.kind, dossier) {
            return say("Nothing was decided: \(refusal)")
        }
        let (dialog, missing) = request.dialog(on: dossier, by: decider)
        if let missing { return say("Nothing was decided. \(missing)") }
        return ask(PlainQuestion(dialog), lines(of: dialog, dossier.handoff.contents.payload))
    }

    /// Prints what is asked, and how it is confirmed.
    mutating func ask(_ question: PlainQuestion, _ lines: [DisplayText]) -> Answer {
        self.question = question
        let how: DisplayText =
            context.isInteractive
            ? "Type yes to confirm. Anything else goes back."
            : "The line 'yes \(DisplayText(question.shortDigest))' confirms. Anything else goes back."
        return Answer(lines: lines + [how])
    }

    private func lines(of dialog: BegunDecision, _ payload: JSONValue) -> [DisplayText] {
        let rest: DisplayText =
            tags.isEmpty ? "" : " this one only, not the \(Wording.count(tags.count)) tagged"
        var lines: [DisplayText] = ["\(dialog.heading ?? Wording.verb(dialog.action))\(rest): is this meant?"]
        let concerns = dialog.subject.concerns
        if !concerns.items.isEmpty { lines.append("Against it: \(concerns.countInWords).") }
        for (sign, concern) in concerns.lines(isUnicode: false) {
            lines.append("> \(sign) \(concern.name.isEmpty ? "" : concern.name + ": ")\(concern.text)")
        }
        for said in concerns.words {
            lines.append("Said by \(said.head(now)):")
            lines += DisplayText.lines(sanitising: said.text, limit: 200).map { "> " + $0 }
        }
        // What the payload says are a handoff's own words, and begin with the sign for them.
        for fact in dialog.facts { lines.append(Wording.capital("\(fact.name): \(fact.value)")) }
        lines.append("Version \(dialog.version), digest \(Wording.digest(dialog.digest)).")
        if let chosen = dialog.chosen {
            lines.append(
                "\(dialog.choices.isEmpty ? "Reason" : "Then" as DisplayText): \(DisplayText(dialog.reasons[chosen]))")
        }
        if dialog.asksWhom {
            let parties = (dialog.parties ?? []).map(\.description).joined(separator: ", ")
            lines.append("To whom: \(parties.isEmpty ? "whom its contract names" : DisplayText(parties))")
        }
        if dialog.action == .attest { lines.append("Record: \(DisplayText(dialog.record.trimmed))") }
        let note = dialog.note.trimmed
        if !note.utf8.isEmpty { lines.append("Note: \(DisplayText(note))") }
        lines.append(dialog.consequence)
        lines += dialog.warnings.map { "Warning: \($0)." }
        if let deadline = dialog.deadline { lines.append(Wording.countdown(deadline, now)) }
        return lines
    }

    /// Takes the answer to a question.
    mutating func answer(_ question: PlainQuestion, _ line: String) -> Answer {
        guard question.isConfirmed(by: line, isInteractive: context.isInteractive) else {
            if case .edit(let dialog) = question.kind { return drop(dialog) }
            return say("Nothing was decided.")
        }
        switch question.kind {
        case .decision(let dialog):
            guard let decision = dialog.decision else {
                return dialog.action == .release
                    ? Answer(effects: [.desk(.work(.release(dialog.id)))]) : say("Nothing was decided.")
            }
            return Answer(effects: [.desk(.decide(decision, dialog.id))])
        case .edit(let dialog):
            return Answer(effects: [.desk(.work(.store(dialog.edit, dialog.editing.id, text: dialog.text)))])
        case .bulk(let run): return begin(run)
        }
    }

    mutating func take(_ decision: Decision, _ id: HandoffID, _ result: Result<HandoffStatus, DeskError>) -> Answer {
        switch result {
        case .success(let status): return take(decision, id, status)
        case .failure(.conflict(let conflict)):
            return lost(id, Wording.lines(of: conflict, decision.choice.action))
        case .failure(let error): return say("The decision was not written: \(DisplayText(error.message))")
        }
    }

    private mutating func take(_ decision: Decision, _ id: HandoffID, _ status: HandoffStatus) -> Answer {
        let title = dossier?.handoff.id == id ? dossier?.handoff.contents.title ?? "" : ""
        var answer = say(
            "\(Wording.done(decision.choice.action)). Now \(Self.state(status.state)): \(DisplayText(title))")
        if decision.choice == .comment {
            printed = printed.flatMap { $0.digest == status.digest ? $0 : nil }
            return answer
        }
        lastDecided = id
        tags.remove(id)
        // What was printed is not what stands now; deciding again begins with reading it.
        printed = nil
        if decision.choice == .recall { return answer + read(id, .sheet(.summary)) }
        answer.lines.append("An empty line opens the next handoff; 'last' comes back to this one.")
        return answer
    }

    /// Says that somebody was first, and prints what it is now.
    mutating func lost(_ id: HandoffID, _ lines: [DisplayText]) -> Answer {
        Answer(lines: ["Somebody was first."] + lines) + read(id, .sheet(.summary))
    }
}
