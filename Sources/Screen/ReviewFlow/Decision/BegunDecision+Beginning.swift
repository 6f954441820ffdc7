import CivilTime
import ContractEngine
import Handoff
import ReviewDesk
import Terminal

/// Who decides and when, and whom work can be given to: what a decision needs beside the handoff.
package struct Decider: Sendable {
    package let person: String
    package let now: Instant
    package let parties: [Party]

    package init(person: String, now: Instant, parties: [Party]) {
        (self.person, self.now, self.parties) = (person, now, parties)
    }
}

/// How a decision begins: the same whether it is asked for on a screen or line by line.
extension BegunDecision {
    /// Why a decision can't be begun; nil when it can. Another's claim is no reason: it is asked about where the decision is confirmed.
    package static func refusal(of action: Action, _ dossier: Dossier) -> RefusalError? {
        guard let refusal = dossier.refusal(of: action) else { return nil }
        return refusal.obligation == .claim && action != .claim && action != .release ? nil : refusal
    }

    /// A decision on a handoff as it was read, with all that its action needs.
    package init(_ action: Action, on dossier: Dossier, by decider: Decider, isUnicode: Bool = true) {
        let status = dossier.handoff.status
        self.init(
            action: action, id: dossier.handoff.id, version: status.version, digest: status.digest,
            facts: Self.facts(of: dossier), subject: DecisionSubject(dossier, isUnicode: isUnicode),
            consequence: Self.consequence(of: action, dossier),
            reasons: dossier.reasons(for: action),
            to: LineEditor(
                action == .escalate ? dossier.escalationParties.map(\.description).joined(separator: " ") : ""))
        warn(about: dossier.refusal(of: action), dossier, decider)
        switch action {
        case .recall:
            deadline = status.deliverable
            let codes: [String?] = dossier.rejectReasons.isEmpty ? [nil] : dossier.rejectReasons
            reasons = ["back to review"] + codes.map { $0.map { "reject: \($0)" } ?? "reject" }
            choices = [.recall] + codes.map { .recallAndReject(reason: $0) }
            chosen = 0
        case .assign:
            candidates = decider.parties.filter { dossier.refusalToAssign(to: $0) == nil }.map(\.description)
            editing = .to
        case .attest: editing = .record
        case .reject:
            chosen = dossier.offeredReason.flatMap { reasons.firstIndex(of: $0) }
            if action.needsNote { editing = .note }
        case .returnForRework, .comment, .approve, .escalate, .claim, .release, .edit, .withdraw:
            if action.needsNote { editing = .note }
        }
    }

    // Somebody else's claim is said, and confirming takes it over.
    private mutating func warn(about refusal: RefusalError?, _ dossier: Dossier, _ decider: Decider) {
        overridesClaim = refusal?.obligation == .claim
        guard overridesClaim || action == .release, let claim = dossier.claim, claim.person != decider.person else {
            return
        }
        let warning: DisplayText =
            "claimed by \(DisplayText(dossier.claimedBy ?? claim.person)) until \(Wording.time(claim.until, decider.now))"
        warnings.append(overridesClaim ? "\(warning): confirming takes it over" : warning)
    }

    /// What was typed as the one to give it to is held against the contract at once.
    package mutating func check(_ dossier: Dossier?) {
        guard action == .assign else { return }
        problem = assignee.flatMap { dossier?.refusalToAssign(to: $0) }.map { DisplayText($0.message) }
    }

    // MARK: Deliveries that failed or are uncertain

    private static let settlements: [(action: Action, text: String)] = [
        (.approve, "approve it again"), (.returnForRework, "return it for rework"), (.reject, "reject"),
    ]

    /// What the desk allows where nothing was written.
    private static func settlements(_ dossier: Dossier) -> [(text: String, choice: Decision.Choice)] {
        var found: [(text: String, choice: Decision.Choice)] = []
        for (action, text) in settlements {
            let refusal = dossier.refusal(of: action, statingNothingWritten: true)
            guard refusal == nil || refusal?.obligation == .claim else { continue }
            switch action {
            case .approve: found.append((text, .approve))
            case .returnForRework: found.append((text, .returnForRework))
            default:
                let codes: [String?] = dossier.rejectReasons.isEmpty ? [nil] : dossier.rejectReasons
                found += codes.map { code in (code.map { "\(text): \($0)" } ?? text, .reject(reason: code)) }
            }
        }
        return found
    }

    /// Why it can't be stated that nothing was written; nil when it can.
    package static func whyNotSettle(_ dossier: Dossier) -> DisplayText? {
        guard dossier.handoff.status.isDeliveryEscalation else { return "no delivery of it failed or is uncertain" }
        guard settlements(dossier).isEmpty else { return nil }
        let refusal = dossier.refusal(of: .reject, statingNothingWritten: true)
        return refusal.map { DisplayText($0.message) } ?? "there is nothing that you may do with it"
    }

    /// The statement that nothing was written, and the question what is to become of it.
    package init(settling dossier: Dossier, by decider: Decider, isUnicode: Bool = true) {
        let status = dossier.handoff.status
        let settlements = Self.settlements(dossier)
        self.init(
            action: .approve, id: dossier.handoff.id, version: status.version, digest: status.digest,
            facts: Self.facts(of: dossier), subject: DecisionSubject(dossier, isUnicode: isUnicode),
            consequence: "You state that the system of record holds nothing of it.", reasons: settlements.map(\.text),
            to: LineEditor())
        choices = settlements.map(\.choice)
        heading = "Nothing was written"
        confirmation = "State it"
        statesNothingWritten = true
        warn(about: dossier.refusal(of: .reject, statingNothingWritten: true), dossier, decider)
    }
}
