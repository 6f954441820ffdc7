import ContractFixtures
import Handoff
import JSON
import Testing

@testable import ContractEngine

@Suite struct ApprovalTests {
    private let large = Sample.candidate(payload: Sample.payload.with("amount", 9_000), confidence: "0.5")

    @Test func `Each step in order, each with its quorum of different people`() throws {
        var review = try Review(try Sample.contract(), large)
        #expect(review.status.plan.map(\.step) == ["clerk", "cfo"])
        try review.approve("sam")
        #expect(review.state == .proposed && review.status.step == "clerk")
        review.view("sam")
        #expect(review.refusal("sam", .approve) == .step("clerk"))
        review.view("robin")
        #expect(review.refusal("robin", .approve) == .step("clerk"))
        try review.approve("lee")
        #expect(review.state == .proposed && review.status.step == "cfo")
        try review.approve("robin")
        #expect(review.state == .approved && review.status.step == nil)
        #expect(review.status.deliverable == Sample.now.adding(milliseconds: 120_000))
        #expect(review.status.approvals.map(\.person) == ["sam", "lee", "robin"])
        #expect(review.status.approvals.map(\.step) == ["clerk", "clerk", "cfo"])
    }

    // MARK: Separation

    @Test func `Who submitted it may not approve it`() throws {
        let review = try Review(try Sample.contract(), submitter: Actor(person: "sam", account: "sam"))
        #expect(review.refusal("sam", .approve) == .separation(.requester))
        let later = try Review(try Sample.contract(), submitter: Actor(person: nil, account: "mtanaka"))
        #expect(
            later.refusal("mei", .approve) == .separation(.requester), "the account is hers, whoever knew that then")
    }

    @Test func `Who asked for it may not approve it, a team or role that asked included`() throws {
        for asker in ["person:sam", "team:ap", "role:clerk"] {
            let review = try Review(try Sample.contract(), Sample.candidate(confidence: "0.5", requestedBy: asker))
            #expect(review.refusal("sam", .approve) == .separation(.requester))
        }
    }

    @Test func `Who resubmitted it may not approve it`() throws {
        var review = try Review(
            try Sample.contract(("requester, producer_owner, editor, earlier_step", "requester")),
            Sample.candidate(confidence: "0.5"))
        try review.act("sam", .returnForRework)
        try review.resubmit(by: Actor(person: "kim", account: "kim"))
        #expect(review.refusal("kim", .approve) == .separation(.requester))
    }

    @Test func `The agent's owner of people.yaml may not approve, whomever the producer names`() throws {
        let claimed = Sample.candidate(
            confidence: "0.5", producer: ["agent": "ap-bot", "model": "m", "owner": "person:lee"])
        let review = try Review(try Sample.contract(), claimed)
        #expect(review.refusal("kim", .approve) == .separation(.producerOwner))
        #expect(review.refusal("lee", .approve) == .mustView("invoice"))
        #expect(review.refusal("sam", .approve) == .mustView("invoice"))
        #expect(
            review.situation("sam").obligations.contains { $0.kind == .requester && $0.text.contains("person:lee") })
        let unknown = try Review(
            try Sample.contract(), Sample.candidate(confidence: "0.5", producer: ["agent": "new-bot", "model": "m"]))
        #expect(unknown.refusal("kim", .approve) == .mustView("invoice"))
    }

    @Test func `Who edited it may not approve it`() throws {
        var review = try Review(try Sample.contract())
        review.handoff.status.editors = [Actor(person: "sam", account: "sam")]
        #expect(review.refusal("sam", .approve) == .separation(.editor))
    }

    @Test func `Who approved an earlier step may not approve a later one`() throws {
        var review = try Review(try Sample.contract(), large)
        try review.approve("mei", "sam")
        review.view("mei")
        #expect(review.refusal("mei", .approve) == .separation(.earlierStep))
        var together = try Review(try Sample.contract(("editor, earlier_step", "editor")), large)
        try together.approve("mei", "sam", "mei")
        #expect(together.state == .approved)
    }

    @Test("A separation that the contract does not ask for separates nobody", arguments: Contract.Separation.allCases)
    func notAsked(separation: Contract.Separation) throws {
        let others = Contract.Separation.allCases.filter { $0 != separation }.map(\.rawValue).joined(separator: ", ")
        let contract = try Sample.contract(
            ("requester, producer_owner, editor, earlier_step", others), ("quorum: 2", "quorum: 1"))
        var review = try Review(
            contract,
            Sample.candidate(
                payload: Sample.payload.with("amount", 9_000), confidence: "0.5", requestedBy: "person:mei"))
        #expect(
            review.refusal("mei", .approve)
                == (separation == .requester ? .mustView("invoice") : .separation(.requester))
        )
        #expect(
            review.refusal("kim", .approve)
                == (separation == .producerOwner ? .mustView("invoice") : .separation(.producerOwner)))
        review.handoff.status.editors = [Actor(person: "lee", account: "lee")]
        #expect(
            review.refusal("lee", .approve) == (separation == .editor ? .mustView("invoice") : .separation(.editor)))
    }

    @Test func `An approval of a refused person is refused even where it would be the last one missing`() throws {
        var review = try Review(try Sample.contract(), submitter: Actor(person: "sam", account: "sam"))
        try review.approve("lee")
        review.view("sam")
        #expect(throws: RefusalError.self) { try review.act("sam", .approve) }
        #expect(review.state == .proposed)
    }

    // MARK: Escalation

    @Test func `The escalatee's approval counts for the open step, and the others stay`() throws {
        var review = try Review(try Sample.contract(("quorum: 2", "quorum: 1")), large)
        let event = try review.act("sam", .escalate(reason: "over-limit", to: [.person("robin")]))
        #expect(event.by.relyingOn == [.role("clerk")])
        #expect(review.status.step == "clerk")
        try review.approve("robin")
        #expect(review.state == .proposed && review.status.step == "cfo")
        #expect(review.status.approvals.map(\.step) == ["clerk"])
        #expect(review.status.approvals.map(\.escalatedBy?.person) == ["sam"])
        try review.approve("mei")
        #expect(review.state == .approved)
    }

    @Test func `With quorum left, an escalated handoff is proposed again`() throws {
        var review = try Review(try Sample.contract())
        try review.act("sam", .escalate(reason: "over-limit", to: []))
        try review.approve("robin")
        #expect(review.state == .proposed && review.status.step == "clerk")
        try review.approve("sam")
        #expect(review.state == .approved)
    }

    @Test func `Separation and quorum hold for the escalatee too`() throws {
        var review = try Review(
            try Sample.contract(), Sample.candidate(confidence: "0.5", requestedBy: "person:robin"))
        try review.approve("sam")
        let parties: [Party] = [.person("robin"), .person("sam")]
        #expect(
            review.refusal("lee", .escalate(reason: "over-limit", to: parties)) == .separation(.requester),
            "neither of them could approve it")
        try review.act("lee", .escalate(reason: "over-limit", to: parties + [.person("mei")]))
        review.view("robin")
        review.view("sam")
        #expect(review.refusal("robin", .approve) == .separation(.requester))
        #expect(review.refusal("sam", .approve) == .step("clerk"))
        #expect(review.refusal("sam", .reject(reason: "wrong-amount")) == nil)
    }

    @Test func `Who approved an earlier step is no help as escalatee of a later one`() throws {
        var review = try Review(try Sample.contract(("quorum: 2", "quorum: 1")), large)
        try review.approve("sam")
        #expect(review.refusal("robin", .escalate(reason: "over-limit", to: [.person("sam")])) == .entitled)
        try review.act("petra", .escalate(reason: "over-limit", to: [.role("cfo"), .person("mei")]))
        review.view("sam")
        #expect(
            review.refusal("sam", .approve) == .separation(.earlierStep)
                || review.refusal("sam", .approve) == .step("cfo"))
    }

    @Test func `Without an open step nothing is approved`() throws {
        var review = try Review(try Sample.contract())
        try review.act("sam", .escalate(reason: "over-limit", to: []))
        review.handoff.status.step = "gone"
        review.view("robin")
        #expect(review.refusal("robin", .approve) == .step("gone"))
    }

    // MARK: must_view, contract version

    @Test func `Every item of the role is opened by this person at this version`() throws {
        let items = ["a", "b"].map {
            EvidenceContent(role: "invoice", name: $0, media: "text/plain", bytes: Array($0.utf8))
        }
        var review = try Review(try Sample.contract(), Sample.candidate(confidence: "0.5", evidence: items))
        review.viewed["sam"] = [items[0].item.sha256]
        #expect(review.refusal("sam", .approve) == .mustView("invoice"))
        review.viewed["lee"] = Set(items.map(\.item.sha256))
        #expect(review.refusal("sam", .approve) == .mustView("invoice"))
        #expect(review.refusal("lee", .approve) == nil)
        #expect(review.refusal("sam", .reject(reason: "wrong-amount")) == nil, "a rejection needs no reading")
        let event = try review.act("lee", .approve)
        #expect(event.decidedOn?.viewed == review.status.commitments.evidence)
        #expect(review.refusal("mei", .approve) == .mustView("invoice"))
    }

    @Test func `Roles that only look alike are different evidence`() throws {
        let contract = try Sample.contract(("must_view: [invoice]", "must_view: [\"caf\\u00e9\"]"))
        let decomposed = EvidenceContent(role: "cafe\u{301}", name: "b", media: "text/plain", bytes: [66])
        let composed = EvidenceContent(role: "caf\u{e9}", name: "c", media: "text/plain", bytes: [67])
        let invoice = EvidenceContent(role: "invoice", name: "a", media: "text/plain", bytes: [65])
        var review = try Review(
            contract, Sample.candidate(confidence: "0.5", evidence: [invoice, decomposed, composed]))
        #expect(review.refusal("sam", .approve)?.isMustView == true)
        review.viewed["sam"] = [composed.item.sha256]
        #expect(review.refusal("sam", .approve) == nil)
        #expect(review.situation("sam").obligations.contains { $0.kind.isMustView && $0.state == .met })
    }

    @Test func `Another version of the contract approves nothing`() throws {
        let review = try Review(try Sample.contract())
        let other = ReviewSituation(
            store: "s", handoff: review.handoff, contract: try Sample.contract(("version: 3", "version: 4")),
            people: review.people,
            actor: Actor(person: "sam", account: "sam"), viewed: [], hasConnector: true, now: review.now)
        #expect(other.refusal(of: .approve)?.obligation == .contract)
        let none = ReviewSituation(
            store: "s", handoff: review.handoff, contract: nil, people: review.people,
            actor: Actor(person: "sam", account: "sam"),
            viewed: [], hasConnector: true, now: review.now)
        #expect(none.refusal(of: .approve)?.obligation == .contract)
        #expect(none.refusal(of: .comment) == nil)
    }

    @Test func `Auto-approval leaves nothing to decide`() throws {
        let review = try Review(try Sample.contract(), Sample.candidate())
        #expect(review.state == .approved)
        #expect(review.refusal("sam", .approve) == .state)
        #expect(review.refusal("kim", .withdraw) == .state)
    }
}
