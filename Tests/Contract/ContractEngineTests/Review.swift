import CivilTime
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
    var edition = Edition.present
    var viewed: [String: Set<ContentHash>] = [:]
    /// What its checks said when they were held again; nil where nobody asked.
    var checks: RepeatedChecks?
    /// What went with the last event.
    private(set) var said: String?
    private(set) var log: [Event] = []
    /// What the events commit to.
    private(set) var kept: [ContentHash: JSONValue] = [:]

    /// A draft that this account submitted.
    init(
        _ contract: Contract, _ candidate: Candidate = Sample.candidate(confidence: "0.5"),
        submitter: Actor = Actor(person: nil, account: "apbot"), sample: Double? = 1, request: JSONValue? = nil,
        edition: Edition = .present
    ) throws {
        self.contract = contract
        self.edition = edition
        let (admission, draft) = Self.examine(candidate, contract, Sample.now, sample: sample, request: request)
        let ruling = contract.ruling(
            onSubmission: draft, as: candidate.id, admission, store: "s", by: submitter, at: Sample.now,
            using: Self.random)
        handoff = Handoff(
            id: candidate.id, status: try #require(ruling.status), contents: candidate.contents)
        handoff.contents.findings = admission.findings
        handoff.contents.reference = draft.reference
        handoff.contents.request = request
        log = ruling.events
        keep(ruling)
    }

    private static let random = RandomSource.system

    private static func examine(
        _ candidate: Candidate, _ contract: Contract, _ now: Instant, sample: Double?, request: JSONValue? = nil
    ) -> (Admission, AdmittedDraft) {
        let facts = Sample.facts()
        var examination = Examination(of: candidate, under: contract, lists: facts.lists, now: now)
        let draft = AdmittedDraft(
            candidate.contents, CanonicalContents(candidate.contents), contract: contract.reference.name,
            reference: examination.reference, request: request)
        return (examination.admission(facts, sample: sample), draft)
    }

    var status: HandoffStatus { handoff.status }
    var state: HandoffState { status.state }

    /// Applies what the engine ruled, as the store does.
    mutating func apply(_ ruling: Ruling) {
        var status: HandoffStatus? = handoff.status
        for event in ruling.events {
            do throws(EventError) {
                try HandoffStatus.fold(&status, event)
            } catch {
                Issue.record("what the engine allows does not fold: \(error.reason)")
            }
            if event.happening?.admitted != nil { viewed = [:] }
        }
        #expect(status == ruling.status, "the ruling's status is what its events make")
        if let status { handoff.status = status }
        log += ruling.events
        said =
            ruling.contents.first { $0.kind == .message }
            .flatMap { try? JSONValue(parsing: $0.content.content) }?.string
        keep(ruling)
    }

    private mutating func keep(_ ruling: Ruling) {
        for content in ruling.contents {
            kept[content.commitment] = try? JSONValue(parsing: content.content.content)
        }
    }

    func situation(_ actor: Actor) -> ReviewSituation {
        var situation = ReviewSituation(
            store: "s", handoff: handoff, contract: contract, people: people, actor: actor,
            viewed: actor.person.flatMap { viewed[$0] } ?? [], hasConnector: hasConnector, now: now)
        situation.checks = checks
        situation.edition = edition
        situation.draft = DraftFacts(candidate: candidate, facts: Sample.facts())
        return situation
    }

    private var candidate: Candidate {
        Candidate(
            id: handoff.id, contents: handoff.contents, texts: handoff.contents.evidence.map { _ in nil },
            submittedAt: Sample.now)
    }

    func situation(_ person: String) -> ReviewSituation { situation(Actor(person: person, account: person)) }

    /// The obligation that refuses it, or nil when it may be done.
    func refusal(_ person: String, _ choice: Decision.Choice, nothingWritten: Bool = false) -> Obligation.Kind? {
        var situation = situation(person)
        situation.statesNothingWritten = nothingWritten
        return situation.refusal(of: Self.decision(choice, nothingWritten))?.obligation
    }

    private static func decision(_ choice: Decision.Choice, _ nothingWritten: Bool) -> Decision {
        var decision = Decision(choice, note: "because")
        decision.statesNothingWritten = nothingWritten
        return decision
    }

    @discardableResult
    mutating func act(
        _ actor: Actor, _ choice: Decision.Choice, nothingWritten: Bool = false
    ) throws(RefusalError) -> Event {
        let ruling = try situation(actor).ruling(on: Self.decision(choice, nothingWritten), using: Self.random)
        apply(ruling)
        return ruling.events[0]
    }

    @discardableResult
    mutating func act(
        _ person: String, _ choice: Decision.Choice, nothingWritten: Bool = false
    ) throws(RefusalError) -> Event {
        try act(Actor(person: person, account: person), choice, nothingWritten: nothingWritten)
    }

    /// Lets the clock act.
    mutating func expire() {
        if let ruling = situation("sam").rulingOfExpiry(using: Self.random) { apply(ruling) }
    }

    /// Approves with all evidence opened.
    mutating func approve(_ people: String...) throws(RefusalError) {
        for person in people {
            view(person)
            try act(person, .approve)
        }
    }

    mutating func view(_ person: String) { viewed[person] = Set(handoff.contents.evidence.map(\.sha256)) }

    /// Takes the lease on the delivery, as a worker does; the attempt.
    @discardableResult
    mutating func lease() -> DeliveryAttempt {
        let attempts = status.delivery?.condition == .retry ? status.delivery?.attempt ?? 0 : 0
        let key = status.deliveryKey(of: handoff.id) ?? ""
        now = max(now, status.deliverable ?? now)
        let ruling = situation(.system).rulingOnLease(
            OutboxFacts(key: key, attempts: attempts, notBefore: now, leaseUntil: nil), timeout: 1_000,
            flaw: nil, using: Self.random)
        if let ruling { apply(ruling) }
        return DeliveryAttempt(key: key, number: attempts + 1)
    }

    /// What a delivery worker records of the connector's answer.
    mutating func answer(_ attempt: DeliveryAttempt, _ outcome: DeliveryOutcome, isHeld: Bool = true) {
        let waiting = OutboxFacts(
            key: attempt.key, attempts: attempt.number, notBefore: now, leaseUntil: isHeld ? now : nil)
        let ruling = situation(.system).ruling(
            on: outcome, of: attempt, status.state == .approved ? waiting : nil, known: nil, using: Self.random)
        if let ruling { apply(ruling) }
    }

    /// A delivery and its end.
    mutating func deliver(_ condition: HandoffStatus.Delivery.Condition) {
        let attempt = lease()
        switch condition {
        case .executed: answer(attempt, .executed(recordID: "r", url: nil, message: nil, raw: .null))
        case .retry, .running: answer(attempt, .retry(message: "later"))
        case .failed: answer(attempt, .failed(message: "no"))
        case .unknown: answer(attempt, .unknown(message: "who knows"))
        }
    }

    /// Brings the draft in again, as `revise` and `resubmit` do.
    mutating func renew(_ renewal: ReviewSituation.Renewal, by actor: Actor) throws(RefusalError) {
        let (admission, draft) = Self.examine(candidate, contract, now, sample: 1)
        apply(
            try situation(actor).ruling(on: renewal, to: draft, admission, under: contract, using: Self.random))
        handoff.contents.findings = admission.findings
    }

    /// Changes a payload under review.
    mutating func edit(_ person: String, _ payload: JSONValue) throws(RefusalError) {
        var changed = candidate
        changed.contents.payload = payload
        let (admission, draft) = Self.examine(changed, contract, now, sample: nil)
        guard !admission.findings.isHeld else { return }
        apply(
            try situation(person).ruling(
                onEdit: admission, of: draft, patch: JSONPatch.difference(from: handoff.contents.payload, to: payload),
                note: nil, using: Self.random))
        handoff.contents.payload = payload
        handoff.contents.findings = admission.findings
    }

    mutating func resubmit(by actor: Actor) throws(RefusalError) { try renew(.revision, by: actor) }
}

extension Review {
    static let choices: [Decision.Choice] = [
        .approve, .reject(reason: "wrong-amount"), .escalate(reason: "over-limit", to: []), .returnForRework, .comment,
        .withdraw, .attest(record: "r"),
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
