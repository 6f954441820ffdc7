import Handoff
import JSON
import ReviewDesk
import Terminal

extension PlainSession {
    /// Reads the open handoff for something. It is always read anew, so that nothing old is printed or decided on.
    mutating func read(_ wish: Wish) -> Answer {
        guard let id = printed?.id else {
            return say("Open a handoff first: by its number in the list, or with 'next'.")
        }
        return read(id, wish)
    }

    mutating func read(_ id: HandoffID, _ wish: Wish) -> Answer {
        self.wish = wish
        wanted = id
        return Answer(effects: [.loadDossier(id)])
    }

    mutating func take(_ id: HandoffID, _ result: Result<Dossier, DeskError>) -> Answer {
        guard id == wanted else { return Answer() }
        switch result {
        case .failure(let error): return say("It can't be read: \(DisplayText(error.message))")
        case .success(let fresh):
            let isChanged = printed.map { $0.id == id && $0 != Printed(fresh) } ?? false
            dossier = fresh
            switch wish {
            case .sheet(.summary):
                return Answer(lines: (isChanged ? [change(fresh)] : []) + summary(fresh))
            case .sheet(let tab):
                let before = isChanged ? [change(fresh)] + summary(fresh) : []
                let lines = SheetWriter.spoken(tab, fresh, now: now)
                return Answer(lines: before + ["Section: \(tab.name)"] + lines)
            case .decide(let request):
                guard !isChanged else {
                    return Answer(
                        lines: [change(fresh), "Nothing was decided. This is what it is now."] + summary(fresh))
                }
                return ask(request, fresh)
            }
        }
    }

    private func change(_ dossier: Dossier) -> DisplayText {
        let last = dossier.history.last { $0.event.version != nil }
        let what = last.map { DisplayText($0.event.kind.rawValue.replacing("_", with: " ")) } ?? "changed"
        return "It has changed since it was printed: \(what) by \(DisplayText(last?.by ?? "somebody"))."
    }

    /// What it is, and what this person may do. From then on it can be decided on.
    private mutating func summary(_ dossier: Dossier) -> [DisplayText] {
        printed = Printed(dossier)
        let row: DisplayText =
            place.flatMap { listed.indices.contains($0) && listed[$0].id == dossier.handoff.id ? $0 : nil }
            .map { "Row \($0 + 1). " } ?? ""
        let actions: [Dossier.Action] = [.approve, .reject, .escalate, .returnForRework, .comment]
        let allowed = actions.filter { dossier.refusal(of: $0) == nil }
        var lines: [DisplayText] = [
            "\(row)Title: \(DisplayText(dossier.handoff.contents.title))",
            "State: \(Self.state(dossier.handoff.standing.state))",
            allowed.isEmpty
                ? "You may do nothing with it."
                : "You may: \(DisplayText.joined(allowed.map { Wording.verb($0) }, by: ", "))",
        ]
        if let refusal = dossier.refusal(of: .approve) {
            lines.append("You may not approve it: \(DisplayText(refusal.message))")
        }
        return lines + SheetWriter.spoken(.summary, dossier, now: now)
    }

    /// Opens an item of evidence by its number; without one the next that was not opened yet.
    mutating func openEvidence(_ argument: String) -> Answer {
        guard let dossier, printed?.id == dossier.handoff.id else { return read(.sheet(.evidence)) }
        let items = dossier.handoff.contents.evidence
        guard !items.isEmpty else { return say("There is no evidence.") }
        let number = argument.utf8.isEmpty && items.count == 1 ? 1 : Int(argument) ?? 0
        guard items.indices.contains(number &- 1) else {
            return say("Say which: a number from 1 to \(items.count); 'evidence' lists them.")
        }
        return Answer(effects: [.openEvidence(dossier.handoff.id, number - 1)])
    }

    mutating func take(_ id: HandoffID, _ index: Int, _ result: Result<EvidenceContent, DeskError>) -> Answer {
        guard let dossier, dossier.handoff.id == id, dossier.handoff.contents.evidence.indices.contains(index) else {
            return Answer()
        }
        switch result {
        case .failure(let error): return say("It can't be opened: \(DisplayText(error.message))")
        case .success(let content):
            guard content.item.sha256 == dossier.handoff.contents.evidence[index].sha256 else {
                return say("It has changed since it was printed: 'summary' prints it as it is now.")
            }
            let item = content.item
            return Answer(
                lines: [
                    "Evidence \(index + 1): \(DisplayText(item.role)): \(DisplayText(item.name)), \(DisplayText(item.media))"
                ] + Sheet.lines(of: content).map { "> \($0)" } + [
                    "That was evidence \(index + 1); it counts as viewed."
                ])
        }
    }
}
