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
    /// Who has taken the handoff to work on it; a lapsed claim counts for nothing.
    package var claim: Claim?
    /// Whether the person decides although somebody else has claimed it.
    package var overridesClaim = false
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

    /// Who may take the open step, separation not yet considered.
    var candidates: [String] { status.openStep.map { people.members(of: $0.by) } ?? [] }

    /// Who may act on it while it is escalated: those it was escalated to, and the leads of the owning team.
    var escalatees: [String] { people.escalatees(status.escalatedTo, owner: status.owner) }

    /// Who may decide in the present state.
    var deciders: [String] {
        switch status.state {
        case .proposed: candidates
        case .escalated: escalatees
        case .draft, .approved, .executed, .rejected: []
        }
    }

    var leads: [String] { people.leads(of: status.owner) }

    /// Those who answer for the draft: its submitter's person and the owner of its agent.
    var producers: [String] {
        var found: [String] = []
        if let submitter = status.submitter.person { found.append(submitter) }
        return found + producerOwners
    }

    /// The submitter; an account that stood for nobody then may stand for somebody now.
    private var submitterPerson: String? {
        status.submitter.person ?? people.person(account: status.submitter.account)
    }

    private var producerOwners: [String] {
        let registered = people.agents[handoff.contents.agent]?.owner
        return [registered, handoff.contents.producerOwner].compactMap { $0 }.flatMap(people.members(of:))
    }

    /// The separations that keep a person from approving.
    func separations(of person: String) -> [Contract.Separation] {
        guard let contract else { return [] }
        return contract.review.separation.filter { separation in
            switch separation {
            case .requester:
                submitterPerson == person || status.revisers.contains(person)
                    || handoff.contents.requestedBy.map { people.members(of: $0).contains(person) } ?? false
            case .producerOwner: producerOwners.contains(person)
            case .editor: status.editors.contains(person)
            case .earlierStep: status.approvals.contains { $0.person == person && $0.step != status.step }
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

    /// Who could approve the open step now.
    var eligible: [String] {
        deciders.filter { separations(of: $0).isEmpty && !status.approversOfOpenStep.contains($0) }
    }

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
