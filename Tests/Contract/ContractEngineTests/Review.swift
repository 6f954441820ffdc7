import ContractFixtures
import Handoff
import JSON
import Testing

@testable import ContractEngine

/// A handoff under review, away from any store: events are applied as the desk would.
struct Review {
    let contract: Contract
    var handoff: Handoff
    var people = Sample.people
    var hasConnector = true
    var now = Sample.now
    var viewed: [String: Set<ContentHash>] = [:]
    private(set) var log: [Event] = []

    /// A draft that this account submitted.
    init(
        _ contract: Contract, _ candidate: Candidate = Sample.candidate(confidence: "0.5"),
        submitter: Actor = Actor(person: nil, account: "apbot"), sample: Double = 1
    ) throws {
        self.contract = contract
        let hash = ContentHash(of: [0])
        var event = Event(.submitted, at: Sample.now, by: submitter, handoff: candidate.id)
        (event.version, event.digest) = (1, hash)
        event.commitments = Commitments(
            title: hash, payload: hash, evidence: candidate.contents.evidence.map { ContentHash(of: $0.sha256.bytes) },
            trace: hash, unresolved: hash, envelope: hash)
        let admission = contract.admit(candidate, facts: Sample.facts(), now: Sample.now, sample: sample)
        Self.fill(&event, contract, admission)
        handoff = Handoff(id: candidate.id, status: try #require(HandoffStatus(event)), contents: candidate.contents)
        handoff.contents.findings = admission.findings
        log = [event]
    }

    private static func fill(_ event: inout Event, _ contract: Contract, _ admission: Admission) {
        event.to = admission.state
        event.contract = contract.reference
        (event.system, event.record) = (contract.system, contract.record)
        (event.owner, event.band, event.plan) = (admission.owner, admission.band, admission.plan)
        event.step = admission.plan.first?.step
        event.parties = admission.state == .escalated ? admission.escalatedTo : nil
        (event.due, event.expires, event.deliverable) = (admission.due, admission.expires, admission.deliverable)
    }

    var status: HandoffStatus { handoff.status }
    var state: HandoffState { status.state }

    mutating func apply(_ event: Event) {
        handoff.status.apply(event)
        if event.version != nil {
            handoff.status.digest = Handoff.digest(
                store: "s", id: handoff.id, status: handoff.status, reference: nil)
            viewed = [:]
        }
        log.append(event)
    }

    func situation(_ actor: Actor) -> ReviewSituation {
        ReviewSituation(
            handoff: handoff, contract: contract, people: people, actor: actor,
            viewed: actor.person.flatMap { viewed[$0] } ?? [], hasConnector: hasConnector, now: now)
    }

    func situation(_ person: String) -> ReviewSituation { situation(Actor(person: person, account: person)) }

    /// The obligation that refuses it, or nil when it may be done.
    func refusal(_ person: String, _ intent: Intent, nothingWritten: Bool = false) -> String? {
        var situation = situation(person)
        situation.statesNothingWritten = nothingWritten
        return situation.refusal(of: intent)?.obligation
    }

    @discardableResult
    mutating func act(_ actor: Actor, _ intent: Intent, nothingWritten: Bool = false) throws(Refusal) -> Event {
        var situation = situation(actor)
        situation.statesNothingWritten = nothingWritten
        let event = try situation.decide(intent)
        apply(event)
        return event
    }

    @discardableResult
    mutating func act(_ person: String, _ intent: Intent, nothingWritten: Bool = false) throws(Refusal) -> Event {
        try act(Actor(person: person, account: person), intent, nothingWritten: nothingWritten)
    }

    /// Approves with all evidence opened.
    mutating func approve(_ people: String...) throws(Refusal) {
        for person in people {
            view(person)
            try act(person, .approve)
        }
    }

    mutating func view(_ person: String) { viewed[person] = Set(handoff.contents.evidence.map(\.sha256)) }

    /// What a delivery worker records.
    mutating func deliver(_ outcome: HandoffStatus.Delivery.Condition) {
        var event = Event(.leased, at: now, by: .system, handoff: handoff.id)
        event.attempt = 1
        apply(event)
        event = Event(outcome == .executed ? .executed : .deliveryFailed, at: now, by: .system, handoff: handoff.id)
        (event.from, event.attempt) = (.approved, 1)
        event.version = status.version + 1
        switch outcome {
        case .executed: event.to = .executed
        case .retry, .running:
            (event.from, event.version) = (nil, nil)
            event.reason = "retry"
        case .failed, .unknown:
            (event.to, event.reason, event.isAboutDelivery) = (.escalated, outcome.rawValue, true)
            event.parties = contract.review.escalateTo
        }
        apply(event)
    }

    /// Brings the draft in again, as `revise` and `resubmit` do.
    mutating func resubmit(by actor: Actor) throws(Refusal) {
        if let refusal = situation(actor).refusalToRevise { throw refusal }
        var event = Event(.resubmitted, at: now, by: actor, handoff: handoff.id)
        event.from = state
        event.version = status.version + 1
        let candidate = Candidate(
            id: handoff.id, contents: handoff.contents, texts: handoff.contents.evidence.map { _ in nil },
            submittedAt: Sample.now)
        Self.fill(&event, contract, contract.admit(candidate, facts: Sample.facts(), now: now, sample: 1))
        apply(event)
    }
}

extension Review {
    static let intents: [Intent] = [
        .approve, .reject(reason: "wrong-amount"), .escalate(reason: "over-limit", to: []), .returnForRework, .comment,
        .withdraw, .attest,
    ]

    /// One of the sample's contract, brought to a place where tests begin.
    static func at(_ place: Place, _ contract: Contract? = nil) throws -> Review {
        let contract = try contract ?? Sample.contract(("quorum: 2", "quorum: 1"))
        var review = try Review(
            contract,
            place == .held ? Sample.candidate(confidence: "0.5", evidence: []) : Sample.candidate(confidence: "0.5"))
        switch place {
        case .held, .proposed: break
        case .returned: try review.act("sam", .returnForRework)
        case .escalated: try review.act("sam", .escalate(reason: "over-limit", to: []))
        case .approved: try review.approve("sam")
        case .executed:
            try review.approve("sam")
            review.deliver(.executed)
        case .uncertain:
            try review.approve("sam")
            review.deliver(.unknown)
        case .rejected: try review.act("sam", .reject(reason: "wrong-amount"))
        }
        return review
    }

    enum Place: String, CaseIterable, Sendable {
        case held, returned, proposed, escalated, approved, executed, uncertain, rejected
    }
}
