import CivilTime
import ContractEngine
import Handoff
import ReviewDesk
import Terminal

/// A decision that was begun and is not confirmed yet. It is bound to what stood on the screen when it was begun.
package struct BegunDecision: Sendable {
    package enum Field: Sendable { case note, to, record }

    package let action: Action
    package let id: HandoffID
    package let version: Int
    package let digest: ContentHash
    /// What is decided on: what, how much, where to.
    package let facts: [(name: DisplayText, value: DisplayText)]
    /// What stands above the key: what speaks against it, and all that would be written.
    package var subject: DecisionSubject
    /// What comes of it.
    package let consequence: DisplayText
    /// What there is to choose from: reasons, or what `choices` names.
    package var reasons: [String]
    /// What each choice does, where they are no reasons.
    package var choices: [Decision.Choice] = []
    /// What it is called where the action's own name does not say it, and what the confirming key then says.
    package var heading: DisplayText?, confirmation: DisplayText?
    /// What is said before somebody confirms.
    package var warnings: [DisplayText] = []
    /// Until when it is certain to be possible.
    package var deadline: Instant?
    package var overridesClaim = false
    package var statesNothingWritten = false
    /// The record that was found in the system of record.
    package var record = LineEditor()
    /// Whom it could be given to.
    package var candidates: [String] = []
    /// Why it can't go to whom was typed.
    package var problem: DisplayText?
    package var chosen: Int?
    /// Whether the digit that chose it may be the first of two.
    var isNumberBegun = false
    /// The line of what would be written that stands first where not all of them fit.
    package var top = 0
    package var note = LineEditor()
    package var to: LineEditor
    package var editing: Field?
    /// The safe choice has the focus until somebody moves it.
    package var isConfirmFocused = false

    /// Takes back what is being typed in a field.
    package mutating func clear(_ field: Field) {
        switch field {
        case .note: note = LineEditor()
        case .to: to = LineEditor()
        case .record: record = LineEditor()
        }
        editing = nil
    }

    /// Whom it is escalated to; nil when what was typed names nobody.
    package var parties: [Party]? { to.parties }
}
