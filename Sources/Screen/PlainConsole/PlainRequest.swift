import ContractEngine
import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// A decision as it is asked for, before it is known what can be decided.
struct PlainRequest: Sendable {
    enum Kind: Sendable, Hashable {
        case action(Action)
        /// It is stated that nothing was written.
        case settlement
    }

    let kind: Kind
    let argument: String

    init(_ kind: Kind, _ argument: String = "") { (self.kind, self.argument) = (kind, argument) }

    /// Why it can't be begun on a handoff now; nil when it can.
    static func refusal(of kind: Kind, _ dossier: Dossier) -> DisplayText? {
        guard case .action(let action) = kind else { return BegunDecision.whyNotSettle(dossier) }
        guard let refusal = BegunDecision.refusal(of: action, dossier) else { return nil }
        let message = DisplayText(refusal.message)
        if refusal.obligation.isMustView { return "\(message) ('open' opens it)" }
        if refusal.obligation == .delivery, dossier.handoff.status.isDeliveryEscalation {
            return "\(message) ('attest' vouches, 'nothing-written' states)"
        }
        return message
    }

    /// What it comes to on a handoff, and what is missing of it.
    func dialog(on dossier: Dossier, by decider: Decider) -> (dialog: BegunDecision, missing: DisplayText?) {
        var words = PlainWords(argument)
        var dialog: BegunDecision
        switch kind {
        case .settlement:
            dialog = BegunDecision(settling: dossier, by: decider)
            dialog.chosen = Self.settlement(&words, dialog)
        case .action(let action):
            dialog = BegunDecision(action, on: dossier, by: decider)
            switch action {
            case .reject: dialog.chosen = words.next(of: dialog.reasons)
            case .escalate:
                dialog.chosen = words.next(of: dialog.reasons)
                if let parties = words.parties() { dialog.to = LineEditor(parties) }
            case .recall: if words.next("reject") { dialog.chosen = Self.rejection(&words, dialog) }
            case .assign: dialog.to = LineEditor(words.next())
            case .attest: dialog.record = LineEditor(words.next())
            default: break
            }
        }
        dialog.note = LineEditor(String(words.rest))
        dialog.check(dossier)
        return (dialog, missing(dialog, dossier))
    }

    private static func settlement(_ words: inout PlainWords, _ dialog: BegunDecision) -> Int? {
        if words.next("approve") { return dialog.choices.firstIndex(of: .approve) }
        if words.next("return") { return dialog.choices.firstIndex(of: .returnForRework) }
        return words.next("reject") ? rejection(&words, dialog) : nil
    }

    // Which of the choices rejects it with the next word as the reason; a contract without reasons asks for none.
    private static func rejection(_ words: inout PlainWords, _ dialog: BegunDecision) -> Int? {
        for (index, choice) in dialog.choices.enumerated() {
            switch choice {
            case .reject(let code), .recallAndReject(let code):
                guard let code else { return index }
                if words.next(code) { return index }
            default: continue
            }
        }
        return nil
    }

    private func missing(_ dialog: BegunDecision, _ dossier: Dossier) -> DisplayText? {
        let codes = DisplayText(dossier.rejectReasons.joined(separator: ", "))
        switch kind {
        case .settlement where dialog.chosen == nil:
            let choices = dialog.choices.contains(.approve) ? "'approve', " : "" as DisplayText
            let returns = dialog.choices.contains(.returnForRework) ? "'return' and a note, " : "" as DisplayText
            return
                "Say what is to become of it: \(choices)\(returns)'reject'\(codes.isEmpty ? "" : " and one of \(codes)" as DisplayText)."
        case .action(.recall) where dialog.chosen == nil: return "Say why it is rejected, one of \(codes)."
        case .action where !dialog.reasons.isEmpty && dialog.chosen == nil:
            return "Say why first, one of \(DisplayText(dialog.reasons.joined(separator: ", ")))."
        case .action(.assign) where dialog.missing != nil && !dialog.candidates.isEmpty:
            let names = DisplayText(dialog.candidates.prefix(20).joined(separator: ", "))
            return "\(Wording.sentence(dialog.missing ?? "")) It can be given to: \(names)."
        default: return dialog.missing.map { Wording.sentence($0) }
        }
    }
}
