import CivilTime
import ContractEngine
import Handoff
import ReviewDesk
import Terminal

/// A decision that was begun and is not confirmed yet. It is bound to what stood on the screen when it was begun.
struct BegunDecision: Sendable {
    enum Field: Sendable { case note, to, record }

    let action: Action
    let id: HandoffID
    let version: Int
    let digest: ContentHash
    /// What is decided on: what, how much, where to.
    let facts: [(name: DisplayText, value: DisplayText)]
    /// What comes of it.
    let consequence: DisplayText
    /// What there is to choose from: reasons, or what `choices` names.
    var reasons: [String]
    /// What each choice does, where they are no reasons.
    var choices: [Decision.Choice] = []
    /// What it is called where the action's own name does not say it, and what the confirming key then says.
    var heading: DisplayText?, confirmation: DisplayText?
    /// What is said before somebody confirms.
    var warnings: [DisplayText] = []
    /// Until when it is certain to be possible.
    var deadline: Instant?
    var overridesClaim = false
    var statesNothingWritten = false
    /// The record that was found in the system of record.
    var record = LineEditor()
    /// Whom it could be given to.
    var candidates: [String] = []
    /// Why it can't go to whom was typed.
    var problem: DisplayText?
    var chosen: Int?
    var note = LineEditor()
    var to: LineEditor
    var editing: Field?
    /// The safe choice has the focus until somebody moves it.
    var isConfirmFocused = false

    /// Whom it is escalated to; nil when what was typed names nobody.
    var parties: [Party]? {
        var found: [Party] = []
        for word in to.text.split(whereSeparator: { $0 == " " || $0 == "," }) {
            guard let party = Party(String(word)) else { return nil }
            found.append(party)
        }
        return found
    }
}
