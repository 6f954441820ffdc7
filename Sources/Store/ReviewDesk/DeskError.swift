import CivilTime
import ContractEngine
import Handoff
import HandoffStore
import JSON

/// Why the desk did not do something. The wording of each is in `DeskError+Message.swift`.
package enum DeskError: Error, Sendable {
    /// The contract does not allow it.
    case refused(RefusalError)
    /// What an edit makes of the handoff does not fulfil its contract; nothing was stored.
    case unfulfilled([Findings.Violation])
    /// It changed or was decided since.
    case conflict(Conflict)
    /// What was submitted is no handoff.
    case invalid(SubmissionError)
    /// Different content under a key that was used before.
    case usedKey(key: String, id: HandoffID)
    /// There is no contract of this name.
    case noContract(String)
    /// A contract, or a version of one, that is asked for is not there; a sentence says what is.
    case unknown(String)
    /// A contract, or what it refers to, can't be used.
    case unusableContract(String, reason: String)
    /// people.yaml or systems.yaml can't be used.
    case unusableConfiguration([Problem])
    /// systems.yaml doesn't load, so that nothing is delivered.
    case deliveriesWait(Problem)
    /// A configuration file that others may have written.
    case untrusted(file: String, reason: String)
    /// A connector can't be used as it is configured; what is to be delivered through it waits.
    case connector(ConnectorFault)
    /// An attachment is missing or not what was submitted.
    case damagedEvidence(String)
    /// An attachment can't be read or kept.
    case evidence(String)
    /// The call makes no sense.
    case usage(String)
    /// The store.
    case store(StoreError)

    /// Who was first, with what.
    package struct Conflict: Sendable, Hashable {
        /// The handoff.
        package var id: HandoffID
        /// The version that was named, and the present one.
        package var named: Int?, present: Int
        /// What happened since, by whom and when; nil when only the digest differs.
        package var event: Event?
        /// The state now.
        package var state: HandoffState
        /// The name of who did it, to show.
        package var by: String
        /// When it expired, where it has; and what would help, where something does.
        package var expired: Instant?, advice: String?
    }

    /// A refusal; one for what the call lacks is a call that makes no sense.
    init(_ refusal: RefusalError) {
        switch refusal.obligation {
        case .note, .record: self = .usage(refusal.message)
        default: self = .refused(refusal)
        }
    }
}

extension DeskError {
    /// What is wrong with an attachment, named as the handoff names it where it is one's.
    init(_ error: EvidenceVaultError, of item: EvidenceItem? = nil) {
        let name = item.map { "the evidence '\($0.role)' (\($0.name)): " } ?? ""
        switch error {
        case .missing, .damaged: self = .damagedEvidence("\(name)\(error); restore it from a backup")
        case .notADigest, .tooLarge, .system: self = .evidence(name + error.description)
        }
    }
}
