import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

extension BegunDecision {
    /// What, how much, where to.
    package static func facts(of dossier: Dossier) -> [(name: DisplayText, value: DisplayText)] {
        let status = dossier.handoff.status
        let contents = dossier.handoff.contents
        let reference = contents.reference.map { " \(DisplayText($0))" as DisplayText } ?? " (new)"
        var facts: [(name: DisplayText, value: DisplayText)] = [
            ("what", DisplayText(contents.title)),
            ("to", "\(DisplayText(status.system)): \(DisplayText(status.record))\(reference)"),
        ]
        if let stake = dossier.stake { facts.append(("at stake", DisplayText(stake.text))) }
        // A name that a producer chose stands behind a sign that no name of the program begins with.
        facts += PayloadFacts.mostTelling(of: contents.payload, limit: 8).map { ("> " + $0.name, $0.value) }
        return facts
    }

    package static func consequence(of action: Action, _ dossier: Dossier) -> DisplayText {
        if let consequence = action.consequence { return DisplayText(stringLiteral: consequence) }
        let status = dossier.handoff.status
        guard let open = status.openStep else { return "Your approval is recorded." }
        let missing = open.quorum - status.approversOfOpenStep.count - 1
        if missing > 0 { return "Step '\(DisplayText(open.step))' then needs \(missing) more." }
        let later = status.plan.drop { $0.step != open.step }.dropFirst().first
        return later.map { "Then step '\(DisplayText($0.step))' by \(DisplayText($0.by.description))." }
            ?? "This is the last approval: it goes to the system of record."
    }
}
