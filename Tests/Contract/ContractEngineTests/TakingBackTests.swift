import ContractFixtures
import Handoff
import JSON
import Testing

@testable import ContractEngine

/// Recall, assignment, partial quorum and claims, as the engine decides them.
@Suite struct TakingBackTests {
    private let large = Sample.candidate(payload: Sample.payload.with("amount", 9_000), confidence: "0.5")

    // MARK: Quorum

    @Test func `A partial quorum raises no version: what the next approver has read stays read`() throws {
        var review = try Review(try Sample.contract(), Sample.candidate(confidence: "0.5"))
        review.view("sam")
        review.view("lee")
        let before = review.status
        let event = try review.act("sam", .approve)
        #expect(event.version == nil && review.status.version == before.version)
        #expect(review.status.digest == before.digest && review.status.approvals.map(\.person) == ["sam"])
        #expect(review.refusal("sam", .approve) == .step("clerk"))
        #expect(review.refusal("lee", .approve) == nil)
        #expect(try review.act("lee", .approve).version == before.version + 1)
        #expect(review.state == .approved)
    }

    // MARK: Recall

    @Test func `A recall opens the last step again, and its approvals are void`() throws {
        var review = try Review(try Sample.contract(("quorum: 2", "quorum: 1")), large)
        try review.approve("sam", "robin")
        #expect(review.state == .approved)
        review.now = review.now.adding(milliseconds: 60_000)
        let event = try review.act("robin", .recall)
        #expect(event.move?.from == .approved && event.to == .proposed && review.status.step == "cfo")
        #expect(review.status.approvals.map(\.person) == ["sam"])
        #expect(review.status.deliverable == nil)
        #expect(review.status.due == review.now.adding(milliseconds: 14_400_000), "the clock begins again")
        try review.approve("robin")
        #expect(review.state == .approved && review.status.approvals.map(\.person) == ["sam", "robin"])
    }

    @Test func `Those who approved it and the owning team's leads recall, nobody else`() throws {
        let review = try Review.at(.approved)
        let cases: [(String, Obligation.Kind?)] = [
            ("sam", nil), ("petra", nil), ("mei", .recall), ("kim", .recall), ("robin", .recall), ("ghost", .person),
        ]
        for (person, obligation) in cases {
            #expect(review.refusal(person, .recall) == obligation, "\(person)")
        }
        #expect(review.refusal("sam", .recallAndReject(reason: nil)) == .reason)
        #expect(review.refusal("sam", .recallAndReject(reason: "wrong-amount")) == nil)
    }

    @Test func `What is on its way is not recalled, and what was put off is`() throws {
        var review = try Review.at(.approved)
        let attempt = review.lease()
        #expect(review.refusal("sam", .recall) == .delivery)
        #expect(review.situation("sam").obligations.first { $0.kind == .recall }?.state == .blocked)
        review.answer(attempt, .retry(message: "later"))
        #expect(review.refusal("sam", .recall) == nil)
        try review.act("sam", .recallAndReject(reason: "wrong-amount"))
        #expect(review.state == .rejected && review.status.step == nil && review.status.deliverable == nil)
        for place in [Review.Place.held, .proposed, .escalated, .uncertain, .executed, .rejected] {
            #expect(try Review.at(place).refusal("sam", .recall) == .state, "\(place)")
        }
    }

    @Test func `The obligation says until when a recall is certain to be possible`() throws {
        var review = try Review.at(.approved)
        func recall() -> Obligation? { review.situation("hugo").obligations.first { $0.kind == .recall } }
        let end = review.now.adding(milliseconds: 120_000)
        #expect(recall()?.until == end && recall()?.who == ["sam", "petra"])
        #expect(recall()?.json["until"]?.string == end.description)
        review.now = end
        #expect(recall()?.until == nil && recall()?.text.contains("until its delivery begins") == true)
    }

    @Test func `What passed without a person gets the steps that apply`() throws {
        var review = try Review(try Sample.contract(), Sample.candidate())
        #expect(review.state == .approved && review.status.plan.isEmpty)
        try review.act("petra", .recall)
        #expect(review.status.plan == [PlannedStep(step: "clerk", by: .role("clerk"), quorum: 2)])
        #expect(review.state == .proposed && review.status.step == "clerk")
        var broken = try Review(try Sample.contract(), Sample.candidate())
        broken.handoff.contents.payload = Sample.payload.with("rollback", nil)
        try broken.act("petra", .recall)
        #expect(broken.status.plan.map(\.step) == ["clerk", "cfo"], "what can't be told is not left out")
    }

    // MARK: Assignment

    private static func assigned(_ event: Event) -> Event.Assigned? {
        if case .assigned(let assigned)? = event.happening { assigned } else { nil }
    }

    @Test func `A lead gives the open step to somebody, and the owner stays`() throws {
        var review = try Review(try Sample.contract(("quorum: 2", "quorum: 1")), large)
        let owner = review.status.owner
        let event = try review.act("petra", .assign(to: .person("lee")))
        #expect(event.parties == [.person("lee")] && Self.assigned(event)?.insteadOf == [.role("clerk")])
        #expect(review.status.plan.map(\.by) == [.role("clerk"), .role("cfo")], "who may take it stays as it was")
        #expect(review.status.assignees == [.person("lee")])
        #expect(event.by.relyingOn == [.team("ap")], "a lead acts for the team")
        #expect(review.status.owner == owner && review.status.version == 2 && review.state == .proposed)
        #expect(review.refusal("sam", .approve) == .step("clerk"))
        try review.approve("lee", "robin")
        #expect(review.state == .approved)
        #expect(review.status.approvals.map(\.assignedBy?.person) == ["petra", nil])
    }

    @Test(
        "Who assigns to whom",
        arguments: [
            ("petra", Party.person("lee"), nil as Obligation.Kind?), ("petra", .role("cfo"), nil),
            ("petra", .team("ap"), nil), ("petra", .person("hugo"), .entitled), ("petra", .team("brand"), .entitled),
            ("petra", .person("robin"), .entitled), ("petra", .person("petra"), .entitled),
            ("sam", .person("hugo"), .lead), ("robin", .person("hugo"), .lead), ("ghost", .person("hugo"), .person),
            ("petra", .person("nobody"), .assignee), ("petra", .role("none"), .assignee),
            ("petra", .role("clerk"), .assignee), ("petra", .person("kim"), .separation(.producerOwner)),
        ])
    func assigns(person: String, party: Party, obligation: Obligation.Kind?) throws {
        let review = try Review.at(.proposed)
        #expect(review.refusal(person, .assign(to: party)) == obligation)
    }

    @Test func `A step of two needs two who are free`() throws {
        var review = try Review(try Sample.contract(), Sample.candidate(confidence: "0.5"))
        #expect(review.refusal("petra", .assign(to: .person("lee"))) == .assignee)
        try review.approve("sam")
        #expect(review.refusal("petra", .assign(to: .person("lee"))) == nil)
        #expect(review.refusal("petra", .assign(to: .person("sam"))) == .assignee)
    }

    @Test func `Of what is escalated the escalation is assigned`() throws {
        var review = try Review.at(.escalated)
        #expect(review.refusal("petra", .assign(to: .person("hugo"))) == .entitled)
        let event = try review.act("petra", .assign(to: .person("lee")))
        #expect(Self.assigned(event)?.insteadOf == [.person("robin")] && Self.assigned(event)?.plan == nil)
        #expect(review.state == .escalated)
        #expect(review.status.escalatedTo == [.person("lee")])
        #expect(review.status.escalatedBy?.person == "petra")
        #expect(
            review.refusal("petra", .assign(to: .person("robin"))) == nil, "whom the contract names can have it back")
        #expect(review.refusal("robin", .reject(reason: "wrong-amount")) == .step("clerk"))
        try review.approve("lee")
        #expect(review.state == .approved)
        for place in [Review.Place.held, .approved, .executed, .rejected] {
            #expect(try Review.at(place).refusal("petra", .assign(to: .person("lee"))) != nil, "\(place)")
        }
    }

    // MARK: Claims

    @Test func `Another's live claim asks, and a lapsed one or one's own does not`() throws {
        let review = try Review.at(.proposed)
        var situation = review.situation("lee")
        situation.claim = Claim(person: "sam", until: review.now.adding(milliseconds: 1))
        #expect(situation.refusal(of: .approve)?.obligation == .mustView("invoice"), "what else is missing comes first")
        for action in [Action.reject, .escalate, .returnForRework, .edit] {
            let refusal = try #require(situation.refusal(of: action))
            #expect(
                refusal.obligation == .claim && refusal.claim == situation.claim && refusal.message.contains("Sam"))
        }
        #expect(situation.refusal(of: .comment) == nil)
        situation.overridesClaim = true
        var decision = Decision(.reject(reason: "wrong-amount"))
        func overClaim() throws -> String? {
            try situation.ruling(on: decision, using: .system).events[0].happening?.judgment?.overClaim
        }
        decision.overridesClaim = true
        #expect(try overClaim() == "sam")
        decision.overridesClaim = false
        situation.overridesClaim = false
        situation.claim?.until = review.now
        #expect(try overClaim() == nil)
        situation.claim = Claim(person: "lee", until: .init(milliseconds: .max))
        #expect(situation.refusal(of: .returnForRework) == nil)
    }

    @Test func `Whoever may take the open step claims it`() throws {
        let review = try Review.at(.proposed)
        let cases: [(String, Obligation.Kind?)] = [
            ("sam", nil), ("kim", nil), ("robin", .step("clerk")), ("petra", .step("clerk")), ("ghost", .person),
        ]
        for (person, obligation) in cases {
            #expect(review.situation(person).refusalToClaim?.obligation == obligation, "\(person)")
        }
        #expect(try Review.at(.escalated).situation("robin").refusalToClaim == nil)
        #expect(try Review.at(.escalated).situation("sam").refusalToClaim?.obligation == .step("clerk"))
        #expect(try Review.at(.approved).situation("sam").refusalToClaim?.obligation == .state)
        #expect(try Review.at(.held).situation("sam").refusalToClaim?.obligation == .contract)
    }

    // MARK: Stake and requester

    @Test func `The amount at stake is a number, and nothing else holds anything up`() throws {
        for (rule, stake, isWarned) in [
            ("payload.amount", "12.5", false), ("decimal(payload.amount) * decimal(\"3\")", "37.5", false),
            ("payload.gone", nil, true), ("payload.invoice", nil, true), ("0.0 / 0.0", nil, true),
        ] {
            let contract = try Sample.contract(("  recall_window: PT2M", "  recall_window: PT2M\n  stake: '\(rule)'"))
            let admission = contract.admit()
            #expect(admission.findings.stake?.text == stake, "\(rule)")
            #expect(admission.violationIDs.contains("stake") == isWarned && admission.state == .approved)
            #expect(Findings(admission.findings.json)?.stake?.text == stake)
        }
        #expect(try Sample.contract().admit().findings.stake == nil)
    }

    @Test func `An unknown requester is a warning and stands among the obligations`() throws {
        let contract = try Sample.contract()
        let admission = contract.admit(Sample.candidate(requestedBy: "person:nobody"))
        #expect(admission.violationIDs == ["requested_by"] && !admission.findings.isHeld)
        #expect(admission.findings.violations[0].severity == .warning)
        #expect(contract.admit(Sample.candidate(requestedBy: "person:sam")).violationIDs.isEmpty)
        let review = try Review(contract, Sample.candidate(confidence: "0.5", requestedBy: "person:nobody"))
        #expect(review.situation("sam").obligations.map(\.kind.id).contains("requested_by"))
    }
}
