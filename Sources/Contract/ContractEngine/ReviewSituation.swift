import CivilTime
import Handoff
import JSON

/// Everything that decides whether a person may do something with a handoff now, and what comes of it.
package struct ReviewSituation: Sendable {
    /// The store's id, which stands in every digest.
    package let store: String
    /// The handoff.
    package let handoff: Handoff
    /// The contract version that it came in under; nil when that can't be loaded.
    package let contract: Contract?
    /// Who there is.
    package let people: People
    /// Who wants to act.
    package let actor: Actor
    /// Evidence that this person has opened at the handoff's present digest.
    package let viewed: Set<ContentHash>
    /// Whether the system of record has a connector.
    package let hasConnector: Bool
    /// The time.
    package let now: Instant
    /// The edition of the rules by which it is judged: the present one, but where the past is held to its own rules.
    package var edition = Edition.present
    /// Whether the person states that a failed or uncertain delivery wrote nothing.
    package var statesNothingWritten = false
    /// Whether people say themselves who they are: then an account tells nobody from somebody else.
    package var isDeclared = false
    /// Who has taken the handoff to work on it; a lapsed claim counts for nothing.
    package var claim: Claim?
    /// Whether the person decides although somebody else has claimed it.
    package var overridesClaim = false
    /// What it is about that is on hold.
    package var holds: [Hold] = []
    /// The error checks, held again on the facts of now; nil where nobody asks, or where that can't be known any more.
    package var checks: RepeatedChecks?
    /// The handoff as a draft: for what has to be held to the contract again.
    package var draft: DraftFacts?

    package init(
        store: String, handoff: Handoff, contract: Contract?, people: People, actor: Actor, viewed: Set<ContentHash>,
        hasConnector: Bool, now: Instant
    ) {
        self.store = store
        self.handoff = handoff
        self.contract = contract
        self.people = people
        self.actor = actor
        self.viewed = viewed
        self.hasConnector = hasConnector
        self.now = now
    }

    var status: HandoffStatus { handoff.status }

    var leads: [String] { people.leads(of: status.owner) }

    /// The separations that keep a person from approving.
    func separations(of person: String) -> [Contract.Separation] {
        guard let contract else { return [] }
        return contract.review.separation.filter { separation in
            switch separation {
            case .requester:
                submitterPerson == person || isSame(person, as: status.submitter)
                    || status.revisers.contains { isSame(person, as: $0) }
                    || vouchedRequester.map { people.isMember(person, of: $0) } ?? false
            case .producerOwner: producerOwners.contains { people.isMember(person, of: $0) }
            case .editor: status.editors.contains { isSame(person, as: $0) }
            case .earlierStep: status.approvals.contains { isSame(person, as: $0.actor) && $0.step != status.step }
            }
        }
    }

    /// Evidence that has to be opened before this person may approve.
    var unviewed: [EvidenceItem] {
        guard let contract else { return [] }
        return handoff.contents.evidence.filter { item in
            contract.review.mustView.contains { sameText($0, item.role) } && !viewed.contains(item.sha256)
        }
    }

    /// The error checks that do not hold any more. Under the first edition they were held at intake alone.
    var failedChecks: [Findings.CheckResult] { edition < .second ? [] : checks?.failures ?? [] }

    func names(_ ids: [String]) -> String {
        ids.isEmpty ? "nobody" : ids.map(people.name(of:)).joined(separator: ", ")
    }
}

extension Contract.Separation {
    package var sentence: String {
        switch self {
        case .requester: "whoever asked for it or submitted it may not approve it"
        case .producerOwner: "whoever answers for the producer may not approve its work"
        case .editor: "whoever edited it may not approve it"
        case .earlierStep: "whoever approved an earlier step may not approve a later one"
        }
    }
}
