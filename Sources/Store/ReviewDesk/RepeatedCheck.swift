import CivilTime
import ContractEngine
import Handoff
import JSON

/// The error checks of one handoff, as they are to be held again: what they read, taken at one moment.
///
/// Holding them is done outside of any transaction, for it may take long; inside one it is compared whether what they read is still
/// the same.
struct ChecksToRepeat: Sendable {
    let handoff: Handoff
    let contract: Contract
    let lists: ReferenceLists
    let related: [String: RelatedHandoffs]
    let now: Instant

    /// What the answer hangs on. The handoff is what its digest says; the time counts only where a rule asks for the time.
    struct Basis: Hashable {
        let digest: ContentHash
        let lists: ContentHash?
        let related: [String: RelatedHandoffs]
    }

    var basis: Basis {
        Basis(
            digest: handoff.status.digest,
            lists: contract.readAgain.variables.contains("lists") ? lists.digest : nil, related: related)
    }

    /// Holds them.
    func held(_ texts: [String?]) -> RepeatedChecks {
        var facts = Facts(lists: lists.values, people: People(), systems: [:])
        (facts.unreadableLists, facts.related) = (lists.unreadable, related)
        return contract.checksAgain(
            Candidate(
                id: handoff.id, contents: handoff.contents, texts: texts, submittedAt: handoff.status.submittedAt),
            facts, proposedAt: handoff.status.proposedAt ?? handoff.status.submittedAt, now: now,
            isApproved: handoff.status.state == .approved)
    }
}

/// What the checks of some handoffs said last, so that who has just looked at one does not wait for them again.
struct HeldChecks: Sendable {
    private var answers: [HandoffID: Answer] = [:]
    private static let most = 500

    struct Answer: Sendable {
        let basis: ChecksToRepeat.Basis
        let at: Instant
        let checks: RepeatedChecks
    }

    subscript(_ id: HandoffID) -> Answer? {
        get { answers[id] }
        set {
            if answers.count >= Self.most { answers = [:] }
            answers[id] = newValue
        }
    }
}
