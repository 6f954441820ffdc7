import ContractEngine
import Handoff
import ReviewDesk
import Terminal

extension BegunDecision {
    /// Why it can't be confirmed yet.
    package var missing: DisplayText? {
        if !reasons.isEmpty, chosen == nil { return choices.isEmpty ? "choose a reason first" : "choose one first" }
        if action == .attest, record.trimmed.utf8.isEmpty { return "say which record it is" }
        if needsNote, note.trimmed.utf8.isEmpty {
            return action == .attest ? "say how it was checked" : "write a note first"
        }
        if action == .escalate, parties == nil { return "say to whom as person:NAME, team:NAME or role:NAME" }
        if action == .assign, assignee == nil { return "say to whom as person:NAME, team:NAME or role:NAME" }
        return problem
    }

    private var needsNote: Bool { (chosenChoice?.action ?? action).needsNote }

    private var chosenChoice: Decision.Choice? { chosen.flatMap { choices.indices.contains($0) ? choices[$0] : nil } }

    /// Chooses a reason by its number; from the tenth on by the two digits of it, one after the other.
    package mutating func choose(digit: Int) {
        if let first = chosen.map({ $0 + 1 }), first < 10, first * 10 + digit <= reasons.count, isNumberBegun {
            chosen = first * 10 + digit - 1
            isNumberBegun = false
        } else if reasons.indices.contains(digit - 1) {
            chosen = digit - 1
            isNumberBegun = true
        }
    }

    /// The one whom it is given to.
    package var assignee: Party? { parties.flatMap { $0.count == 1 ? $0[0] : nil } }

    /// Whether it asks to whom.
    package var asksWhom: Bool { action == .escalate || action == .assign }

    /// Whom what was typed could become.
    package var completions: [String] {
        let typed = to.trimmed
        return candidates.filter { $0.hasPrefix(typed) && !$0.utf8.elementsEqual(typed.utf8) }
    }

    /// Puts in what all completions have in common.
    package mutating func complete() {
        guard var common = completions.first else { return }
        for other in completions.dropFirst() {
            common = String(zip(common, other).prefix { $0 == $1 }.map(\.0))
        }
        if common.utf8.count > to.trimmed.utf8.count { to = LineEditor(common) }
    }

    /// What is decided; nil where something is missing, and where it is no decision.
    private var choice: Decision.Choice? {
        let reason = chosen.map { reasons[$0] }
        return switch action {
        case .approve: chosenChoice ?? .approve
        case .reject: .reject(reason: reason)
        case .escalate: parties.map { .escalate(reason: reason, to: $0) }
        case .comment: .comment
        case .recall: chosenChoice ?? .recall
        case .attest: .attest(record: record.trimmed)
        case .assign: assignee.map { .assign(to: $0) }
        case .returnForRework: .returnForRework
        case .withdraw: .withdraw
        case .claim, .release, .edit: nil
        }
    }

    /// The decision as the desk takes it; nil where something is missing, and where it is none.
    package var decision: Decision? {
        guard let choice else { return nil }
        let text = note.trimmed
        var decision = Decision(
            choice, note: text.utf8.isEmpty ? nil : text, version: version, digest: digest.description)
        decision.overridesClaim = overridesClaim
        decision.statesNothingWritten = statesNothingWritten
        return decision
    }
}
