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
        if let stake = dossier.stakeInWords { facts.append(("at stake", stake)) }
        // A name that a producer chose stands behind a sign that no name of the program begins with.
        let table = PayloadTable(dossier, isUnicode: false)
        for row in table.rows {
            let lines = row.lines(width: 4_000, limit: 400, isUnicode: false)
            facts.append(("> " + row.label, DisplayText.joined(lines, by: " ")))
        }
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
