import CivilTime
import ContractEngine
import Handoff
import JSON

/// What a person said of a handoff: a note to a decision, a reason, a comment.
package struct SpokenWords: Sendable, Hashable {
    /// Who said it, by name, and their id; when.
    package let by: String, person: String, at: Instant
    /// With what; the code that they chose.
    package let kind: Event.Kind, reason: String?
    /// What they said.
    package let text: String
}

/// Approvals that a later change made void.
package struct VoidApproval: Sendable, Hashable {
    /// Whose, by name; of which step.
    package let by: String, step: String
    /// What made it void.
    package let cause: Event.Kind
}

extension Dossier {
    /// What people said of it, newest first.
    package var words: [SpokenWords] {
        history.reversed().compactMap { entry in
            guard let person = entry.event.by.person, let note = entry.note, !note.isEmpty else { return nil }
            return SpokenWords(
                by: entry.by, person: person, at: entry.event.at, kind: entry.event.kind, reason: entry.event.reason,
                text: note)
        }
    }

    /// The last words of the person who asked the AI; nil where the trace has none.
    package var asked: String? { Self.asked(handoff.contents.trace["prompt"]) }

    /// A prompt is one text, or messages: `role` with `text` or `content`, the content a text or a list of parts.
    static func asked(_ prompt: JSONValue?) -> String? {
        if let text = prompt?.string { return text.isEmpty ? nil : text }
        for message in (prompt?.array ?? []).reversed() {
            guard let role = message["role"]?.string, ["user", "human"].contains(role.lowercased()),
                let content = message["text"] ?? message["content"]
            else { continue }
            let parts = (content.array ?? [content]).compactMap { $0.string ?? $0["text"]?.string }
            let text = parts.joined(separator: "\n")
            if text.contains(where: { !$0.isWhitespace }) { return text }
        }
        return nil
    }

    /// The checks that do not hold, the contract's first.
    package var failedChecks: [Findings.CheckResult] {
        let failed = checks.filter { $0.result == "failed" || $0.result == "error" }
        return failed.filter { $0.source == "contract" } + failed.filter { $0.source != "contract" }
    }

    /// What is not as the contract demands and is no check's.
    package var otherViolations: [Findings.Violation] {
        let checks = Set(failedChecks.filter { $0.source == "contract" }.map(\.id))
        return handoff.contents.findings.violations.filter { !checks.contains($0.id) }
    }

    /// The reason to reject it that the first failed check offers; nil where none does.
    package var offeredReason: String? {
        failedChecks.lazy.filter { $0.source == "contract" }.compactMap { self.offeredReasons[$0.id] }.first {
            self.rejectReasons.contains($0)
        }
    }

    /// Approvals that the last change made void, and that nobody has given again.
    package var voidApprovals: [VoidApproval] {
        var status: HandoffStatus?
        var found: [VoidApproval] = []
        for entry in history {
            let before = status?.approvals ?? []
            guard (try? HandoffStatus.fold(&status, entry.event)) != nil, let after = status?.approvals else {
                return []
            }
            let lost = before.filter { !after.contains($0) }
            if !lost.isEmpty {
                found = lost.map {
                    VoidApproval(by: name(of: $0.person), step: $0.step, cause: entry.event.kind)
                }
            }
        }
        let given = status?.approvals ?? []
        return found.filter { void in
            !given.contains { sameText($0.step, void.step) && sameText(name(of: $0.person), void.by) }
        }
    }

    /// The steps that come after the open one, and who can take each, by name.
    package var stepsLeft: [(step: PlannedStep, who: [String])] {
        let plan = handoff.status.plan
        guard let open = plan.firstIndex(where: { $0.step == handoff.status.step }) else { return [] }
        return plan[(open + 1)...].map { step in (step, members(of: step.by).map(name(of:))) }
    }

    /// The open step's place among all, from 1.
    package var openPlace: (number: Int, of: Int)? {
        let plan = handoff.status.plan
        return plan.firstIndex { $0.step == handoff.status.step }.map { ($0 + 1, plan.count) }
    }

    /// The evidence that this person has not seen beside the present payload.
    package var unseen: [EvidenceItem] { handoff.contents.evidence.filter { !viewed.contains($0.sha256) } }
}

/// Another handoff on the same record, and what it would do.
package struct OtherHandoff: Sendable, Hashable {
    package let id: HandoffID, title: String, state: HandoffState, at: Instant
    package let contract: String, payload: JSONValue
    /// The amount at stake, and its currency.
    package let stake: JSONNumber?, currency: String?
    /// What makes its payload of this one's.
    package let difference: PayloadDifference
}

/// How often the same was let through: the same producer, contract and record.
package struct Precedent: Sendable, Hashable {
    package let count: Int
    /// Whether there are no more than that.
    package let isWhole: Bool
}
