import Handoff
import JSON
import ReviewDesk
import ReviewFlow
import Terminal

extension PlainSession {
    static let openFirst: DisplayText = "Open a handoff first: by its number in the list, or with 'next'."

    /// Reads the open handoff for something. It is always read anew, so that nothing old is printed or decided on.
    mutating func read(_ wish: Wish) -> Answer { printed.map { read($0.id, wish) } ?? say(Self.openFirst) }

    mutating func read(_ id: HandoffID, _ wish: Wish) -> Answer {
        self.wish = wish
        wanted = id
        return Answer(effects: [.desk(.loadDossier(id))])
    }

    mutating func take(_ id: HandoffID, _ result: Result<Dossier, DeskError>) -> Answer {
        guard id == wanted else { return Answer() }
        switch result {
        case .failure(let error): return say("It can't be read: \(DisplayText(error.message))")
        case .success(let fresh):
            let isChanged = printed.map { $0.id == id && $0 != Printed(fresh) } ?? false
            dossier = fresh
            switch wish {
            case .watch: return watched(fresh, isChanged: isChanged)
            case .seen: return watched(fresh, isChanged: isChanged) + (isChanged ? Answer() : outlook(fresh))
            default: break
            }
            if case .sheet(.summary) = wish {
                return Answer(lines: (isChanged ? [change(fresh)] : []) + summary(fresh))
            }
            if isChanged, let done = wish.undone {
                return Answer(lines: [change(fresh), "\(done) This is what it is now."] + summary(fresh))
            }
            let before = isChanged ? [change(fresh)] + summary(fresh) : []
            return Answer(lines: before) + perform(wish, fresh)
        }
    }

    private mutating func perform(_ wish: Wish, _ dossier: Dossier) -> Answer {
        switch wish {
        case .sheet(let tab):
            return Answer(lines: ["Section: \(tab.name)"] + SheetWriter.spoken(tab, dossier, now: now))
        case .payload(let form):
            let payload = dossier.handoff.contents.payload
            return Answer(
                lines: ["Section: Payload as \(form.name)"] + SheetWriter.spoken(payload, form, now: now))
        case .decide(let request): return ask(request, dossier)
        case .claim: return claim(dossier)
        case .release: return release(dossier)
        case .edit(let anew): return edit(dossier, anew: anew)
        case .watch, .seen: return Answer()
        }
    }

    // Whether the evidence that was opened is all that was needed.
    private func outlook(_ dossier: Dossier) -> Answer {
        guard let refusal = dossier.refusal(of: .approve) else { return say("You may approve it.") }
        return refusal.obligation.isMustView
            ? say("Before you approve it: \(DisplayText(refusal.message))") : Answer()
    }

    /// Prints what would be written, in a form.
    mutating func payload(_ form: String) -> Answer {
        switch form {
        case "": read(.sheet(.payload))
        case "json": read(.payload(.json))
        case "yaml": read(.payload(.yaml))
        default: say("'payload' takes nothing, json or yaml.")
        }
    }

    /// Asks for an editor, where one can be had.
    mutating func beginEdit(_ argument: String) -> Answer {
        if let why = whyNoEditor { return say("Nothing was edited: \(why).") }
        guard argument.utf8.isEmpty || sameText(argument, "anew") else {
            return say("'edit' takes nothing, or 'anew' to begin with the payload as it is.")
        }
        return read(.edit(anew: !argument.utf8.isEmpty))
    }

    func change(_ dossier: Dossier) -> DisplayText {
        let last = dossier.history.last { $0.event.version != nil }
        let what = last.map { DisplayText($0.event.kind.words) } ?? "changed"
        return "It has changed since it was printed: \(what) by \(DisplayText(last?.by ?? "somebody"))."
    }

    /// What it is, and what this person may do. From then on it can be decided on.
    private mutating func summary(_ dossier: Dossier) -> [DisplayText] {
        printed = Printed(dossier)
        said = nil
        heldBy = dossier.claim?.person
        let row: DisplayText =
            place.flatMap { listed.indices.contains($0) && listed[$0].id == dossier.handoff.id ? $0 : nil }
            .map { "Row \($0 + 1). " } ?? ""
        let allowed = PlainCommand.Word.allCases.filter { word in
            word.request.map { PlainRequest.refusal(of: $0, dossier) == nil } ?? false
        }
        var lines: [DisplayText] = [
            "\(row)Title: \(DisplayText(dossier.handoff.contents.title))",
            "State: \(Self.state(dossier.handoff.status.state))",
        ]
        if let holder = holder(dossier.claim, name: dossier.claimedBy) { lines.append(Wording.sentence(holder)) }
        lines.append(
            allowed.isEmpty
                ? "You may do nothing with it."
                : "You may: \(DisplayText(allowed.map(\.rawValue).joined(separator: ", ")))")
        if let refusal = PlainRequest.refusal(of: .action(.approve), dossier) {
            let isSaid = refusal.description.hasPrefix("you can't approve")
            lines.append(isSaid ? Wording.sentence(refusal) : "You may not approve it: \(refusal)")
        }
        return lines + SheetWriter.spoken(.summary, dossier, now: now)
    }

    /// Opens an item of evidence by its number; without one the next that was not opened yet.
    mutating func openEvidence(_ argument: String) -> Answer {
        guard let dossier, printed == Printed(dossier) else { return read(.sheet(.evidence)) }
        let items = dossier.handoff.contents.evidence
        guard !items.isEmpty else { return say("There is no evidence.") }
        let number = argument.utf8.isEmpty ? nextEvidence(dossier) : Int(argument) ?? 0
        guard items.indices.contains(number &- 1) else {
            return say("Say which: a number from 1 to \(items.count); 'evidence' lists them.")
        }
        return Answer(effects: [.desk(.openEvidence(dossier.handoff.id, number - 1))])
    }

    // The first that has to be opened and was not, else the first that was not opened; the only one is always meant.
    private func nextEvidence(_ dossier: Dossier) -> Int {
        let items = dossier.handoff.contents.evidence
        let rest = items.indices.filter { !dossier.viewed.contains(items[$0].sha256) }
        let due = rest.first { index in dossier.mustView.contains { sameText($0, items[index].role) } }
        return ((due ?? rest.first) ?? (items.count == 1 ? 0 : -1)) + 1
    }

    mutating func take(_ id: HandoffID, _ index: Int, _ result: Result<EvidenceContent, DeskError>) -> Answer {
        guard let dossier, dossier.handoff.id == id, dossier.handoff.contents.evidence.indices.contains(index) else {
            return Answer()
        }
        switch result {
        case .failure(let error): return say("It can't be opened: \(DisplayText(error.message))")
        case .success(let content):
            guard let seen = SeenEvidence(content, index, of: dossier) else {
                return say("It has changed since it was printed: 'summary' prints it as it is now.")
            }
            let item = content.item
            let (text, remark) = Sheet.text(of: content)
            var lines: [DisplayText] = [
                "Evidence \(index + 1): \(DisplayText(item.role)): \(DisplayText(item.name)), \(DisplayText(item.media))"
            ]
            lines += text.map { "> \($0)" }
            if let remark { lines.append(Wording.sentence(remark)) }
            guard content.text != nil else {
                lines.append(
                    "That does not count as viewed: 'countersign evidence' writes it to a file, and then it does.")
                return Answer(lines: lines) + read(id, .seen)
            }
            return Answer(lines: lines, effects: [.desk(.work(.noteSeen(seen)))])
        }
    }

    /// What became of noting that an item of evidence was printed.
    mutating func take(_ seen: SeenEvidence, _ isPresent: Bool) -> Answer {
        guard isPresent else { return say("It has changed since it was printed: 'summary' prints it as it is now.") }
        return say("That was evidence \(seen.index + 1); it counts as viewed.") + read(seen.id, .seen)
    }
}

extension PlainSession.Wish {
    /// What is said where it is not done because the handoff has changed; nil for what only prints.
    fileprivate var undone: DisplayText? {
        switch self {
        case .decide: "Nothing was decided."
        case .claim: "Nothing was claimed."
        case .edit: "Nothing was edited."
        case .release, .sheet, .payload, .watch, .seen: nil
        }
    }
}
