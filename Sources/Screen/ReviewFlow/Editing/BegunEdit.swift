import CivilTime
import ContractEngine
import Handoff
import ReviewDesk
import Terminal

/// What an edit changes and what follows from it, before it is stored.
package struct BegunEdit: Sendable {
    package let editing: PayloadEditing
    package let edit: Edit
    package let result: EditResult
    /// What the edit was read from.
    package let text: String
    package let overridesClaim: Bool
    /// How many approvals it voids.
    package let before: Int
    package let warning: DisplayText?
    package var scroll = 0
    package var isConfirmFocused = false

    /// What came back from the editor, of a handoff as it was read.
    package init(
        _ editing: PayloadEditing, _ edit: Edit, _ result: EditResult, text: String, overridesClaim: Bool,
        dossier: Dossier?
    ) {
        (self.editing, self.edit, self.result, self.text) = (editing, edit, result, text)
        self.overridesClaim = overridesClaim
        before = dossier?.handoff.status.approvals.count ?? 0
        let claim = dossier?.claim.map { DisplayText($0.person) } ?? ""
        warning = overridesClaim ? "\(claim) has claimed it: storing takes it over" : nil
    }

    /// The width of the text inside the dialog on a screen of a width.
    package static func inner(_ width: Int) -> Int { min(78, width - 2) - 4 }

    /// How many lines of the text are shown on a screen of a height.
    package static func textHeight(_ lines: Int, _ height: Int) -> Int { max(1, min(lines, height - 7)) }

    /// What comes of it, and what of that is to be thought of first.
    package var consequences: [(text: DisplayText, isWarning: Bool)] {
        let void: DisplayText =
            before == 0 ? "" : before == 1 ? "1 approval is void; " : "\(before) approvals are void; "
        let steps = result.plan.map { "\(DisplayText($0.step)) by \(DisplayText($0.by.description))" as DisplayText }
        return (warning.map { [($0, true)] } ?? []) + [
            ("\(void)you count as its editor", true),
            (steps.isEmpty ? "no step is planned" : "steps: \(DisplayText.joined(steps, by: ", "))", false),
            ("owner: \(DisplayText(result.owner?.description ?? "unowned"))", false),
        ]
    }

    /// What the edit changes, then what comes of it.
    package func lines(width: Int, _ now: Instant, _ isUnicode: Bool) -> [[Sheet.Span]] {
        var writer = SheetWriter(width: max(10, width), isUnicode: isUnicode, now: now)
        writer.changes(result.difference)
        writer.heading("What follows")
        for (text, isWarning) in consequences {
            writer.paragraph(text, isWarning ? Style(.warning) : .text, lead: writer.bullet)
        }
        for violation in result.violations {
            writer.paragraph(
                "\(DisplayText(violation.severity.rawValue)) at \(DisplayText(violation.path)): \(DisplayText(violation.message))",
                Style(.warning), lead: writer.bullet)
        }
        return writer.lines
    }
}
