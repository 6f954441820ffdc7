import CivilTime
import Handoff
import JSON

/// A decision that relied on an item of evidence which the person had opened: the log says so for good.
package struct Opening: Sendable, Hashable {
    /// Who decided: their id, and the name to show.
    package let person: String, name: String
    /// What they decided, when, and for which step where that was an approval.
    package let decision: Event.Kind, at: Instant, step: String?

    /// For each item of evidence that a handoff carries, the decisions that relied on it.
    static func all(of handoff: Handoff, in history: [HistoryEntry]) -> [[Opening]] {
        handoff.status.commitments.evidence.map { commitment in
            history.compactMap { entry in
                guard let person = entry.event.by.person, entry.event.decidedOn?.viewed.contains(commitment) ?? false
                else { return nil }
                return Opening(
                    person: person, name: entry.by, decision: entry.event.kind, at: entry.event.at,
                    step: entry.event.approvedStep)
            }
        }
    }

    /// In a sentence: `opened by Ann Desk (approved step 'first')`.
    package var words: String {
        "opened by \(name) (\(decision.words)" + (step.map { " step '\($0)'" } ?? "") + ")"
    }

    var json: JSONValue {
        [
            "by": .string(Party.person(person).description), "decision": .string(decision.rawValue),
            "step": step.map { .string($0) } ?? .null, "at": .string(at.description),
        ]
    }
}
