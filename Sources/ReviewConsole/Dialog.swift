import Handoff
import ReviewDesk
import Terminal

/// What stands in front of the queue and takes the keys.
enum Dialog: Sendable {
    case decision(DecisionDialog)
    /// The views to switch to, one of them marked.
    case views(Int)
    /// Somebody was first, or the contract refuses: what it says.
    case message(title: DisplayText, lines: [DisplayText])
    case help(HelpPage)
    case palette(Palette)
    /// The themes, the one under the cursor shown.
    case themes(ThemePicker)
    case bulk(BulkDialog)
}

/// A decision that was begun and is not confirmed yet. It is bound to what stood on the screen when it was begun.
struct DecisionDialog: Sendable {
    enum Field: Sendable { case note, to }

    let action: Dossier.Action
    let id: HandoffID
    let version: Int
    let digest: ContentHash
    /// What is decided on: what, how much, where to.
    let facts: [(name: DisplayText, value: DisplayText)]
    /// What comes of it.
    let consequence: DisplayText
    let reasons: [String]
    var chosen: Int?
    var note = LineEditor()
    var to: LineEditor
    var editing: Field?
    /// The safe choice has the focus until somebody moves it.
    var isConfirmFocused = false

    /// Why it can't be confirmed yet.
    var missing: DisplayText? {
        if !reasons.isEmpty, chosen == nil { return "choose a reason first" }
        if action == .returnForRework || action == .comment, note.trimmed.utf8.isEmpty { return "write a note first" }
        if action == .escalate, parties == nil { return "say to whom as person:NAME, team:NAME or role:NAME" }
        return nil
    }

    /// Whom it is escalated to; nil when what was typed names nobody.
    var parties: [Party]? {
        var found: [Party] = []
        for word in to.text.split(whereSeparator: { $0 == " " || $0 == "," }) {
            guard let party = Party(String(word)) else { return nil }
            found.append(party)
        }
        return found
    }

    /// The decision as the desk takes it.
    var decision: Decision {
        let reason = chosen.map { reasons[$0] }
        let text = note.trimmed
        return Decision(
            action == .approve
                ? .approve
                : action == .reject
                    ? .reject(reason: reason)
                    : action == .escalate
                        ? .escalate(reason: reason, to: parties ?? [])
                        : action == .comment ? .comment : .returnForRework,
            note: text.utf8.isEmpty ? nil : text, version: version, digest: digest.description)
    }
}
