import ContractFixtures
import Handoff
import JSON
import Testing

@testable import ContractEngine

/// Routes on which somebody who is not entitled to a step could come to sign it.
@Suite struct EntitlementTests {
    private let large = Sample.candidate(payload: Sample.payload.with("amount", 9_000), confidence: "0.5")
    private let one = ("quorum: 2", "quorum: 1")

    private func review(_ changes: (String, String)...) throws -> Review {
        try Review(try Sample.contract([one] + changes), Sample.candidate(confidence: "0.5"))
    }

    @Test func `A step that was assigned before people changed is not theirs any more`() throws {
        var review = try review()
        try review.act("petra", .assign(to: .person("lee")))
        review.view("lee")
        #expect(review.refusal("lee", .approve) == nil)
        review.people.people["lee"]?.roles = []
        #expect(review.refusal("lee", .approve) == .step("clerk"))
        #expect(review.situation("lee").refusalToClaim?.obligation == .step("clerk"))
        let step = review.situation("petra").obligations.first { $0.kind == .step("clerk") }
        #expect(step?.state == .blocked, "the step says that nobody can take it")
        #expect(review.refusal("petra", .assign(to: .person("sam"))) == nil, "and a lead gives it to somebody")
    }

    @Test func `An approval of who lost the role since does not count towards the quorum`() throws {
        var review = try Review(try Sample.contract(), Sample.candidate(confidence: "0.5"))
        try review.approve("sam")
        review.people.people["sam"]?.roles = []
        try review.approve("lee")
        #expect(review.state == .proposed, "one of the two is left")
        try review.approve("mei")
        #expect(review.state == .approved)
    }

    @Test func `An assignment of the first step gives nothing of the next`() throws {
        var review = try Review(try Sample.contract(one), large)
        try review.act("petra", .assign(to: .person("lee")))
        try review.approve("lee")
        review.view("lee")
        #expect(review.status.step == "cfo" && review.refusal("lee", .approve) == .step("cfo"))
        #expect(review.status.assignees == [.role("cfo")])
    }

    @Test func `An edit makes the assignment void`() throws {
        var review = try review()
        try review.act("petra", .assign(to: .person("lee")))
        try review.edit("lee", Sample.payload.with("amount", 20))
        #expect(review.status.assignees == [.role("clerk")])
    }

    @Test func `A role or team that only in part may take it gives it to that part`() throws {
        var review = try review()
        review.people.people["hugo"]?.roles = ["mixed"]
        review.people.people["lee"]?.roles.append("mixed")
        try review.act("petra", .assign(to: .role("mixed")))
        review.view("hugo")
        review.view("lee")
        #expect(review.refusal("hugo", .approve) == .step("clerk"))
        #expect(review.refusal("lee", .approve) == nil)
        try review.act("lee", .escalate(reason: "over-limit", to: [.role("mixed")]))
        review.view("hugo")
        #expect(review.refusal("hugo", .approve) == .step("clerk"))
        #expect(review.refusal("hugo", .reject(reason: "wrong-amount")) == .step("clerk"))
    }

    @Test func `A lead who is in the step, or whom the contract names, approves as anybody`() throws {
        var review = try review()
        review.people.people["petra"]?.roles = ["clerk"]
        try review.approve("petra")
        #expect(review.state == .approved)
        var named = try self.review(("escalate_to: [person:robin]", "escalate_to: [person:petra]"))
        try named.act("sam", .escalate(reason: "over-limit", to: []))
        let before = named
        try named.approve("petra")
        #expect(named.state == .approved)
        var others = before
        others.view("robin")
        #expect(others.refusal("robin", .approve) == .step("clerk"), "to escalate is to name somebody")
    }

    @Test func `Who escalated it to a role has not escalated it to its later members' equals`() throws {
        var review = try review(("escalate_to: [person:robin]", "escalate_to: [role:cfo]"))
        try review.act("sam", .escalate(reason: "over-limit", to: [.person("robin")]))
        review.view("mei")
        #expect(review.refusal("mei", .approve) == .step("clerk"), "it went to one of them")
    }

    @Test(
        "One account has one vote, and one part, whatever its entry is called",
        arguments: ["requester", "editor", "quorum", "earlier_step"])
    func renamed(part: String) throws {
        let account = "sam"
        var review: Review
        switch part {
        case "requester":
            review = try Review(
                try Sample.contract(one), Sample.candidate(confidence: "0.5"),
                submitter: Actor(person: "sam", account: account))
        case "editor":
            review = try self.review()
            try review.edit("sam", Sample.payload.with("amount", 20))
        case "quorum":
            review = try Review(try Sample.contract(), Sample.candidate(confidence: "0.5"))
            try review.approve("sam")
        default:
            review = try Review(try Sample.contract(one, ("by: role:cfo", "by: role:clerk")), large)
            try review.approve("sam")
        }
        review.people.people["samuel"] = review.people.people["sam"]
        review.people.people["sam"] = nil
        review.viewed["samuel"] = Set(review.handoff.contents.evidence.map(\.sha256))
        let refusal = review.situation(Actor(person: "samuel", account: account)).refusal(of: .approve)
        #expect(refusal?.obligation == .separation(.init(rawValue: part) ?? .editor) || part == "quorum")
        #expect(part != "quorum" || refusal?.obligation == .step("clerk"))
        var declared = review.situation(Actor(person: "lee", account: account))
        declared.isDeclared = true
        #expect(
            !declared.hasApprovedOpenStep("lee") && declared.separations(of: "lee").isEmpty,
            "where people say who they are, all share one account")
    }

    @Test func `Under the first edition an assignment made a taker, and still does for what was decided then`() throws {
        let review = try review()
        var first = review.situation("petra")
        first.edition = .first
        #expect(first.refusalToAssign(to: .person("hugo")) == nil)
        var assigned = review
        assigned.handoff.status.assignments["clerk"] = .init(
            to: [.person("hugo")], by: Actor(person: "petra", account: "petra"))
        assigned.view("hugo")
        var then = assigned.situation("hugo")
        then.edition = .first
        #expect(then.refusal(of: .approve) == nil)
        #expect(assigned.refusal("hugo", .approve) == .step("clerk"), "and gives nothing now")
    }

    // MARK: A producer's word

    @Test(
        "Whom a producer names is kept from approving only where somebody vouches for it",
        arguments: [
            // agent, requested_by, submitter, whether lee is kept from approving
            ("ap-bot", "person:lee", "apbot", true), ("new-bot", "person:lee", "apbot", false),
            ("new-bot", "team:ap", "apbot", false), ("new-bot", "role:clerk", "apbot", false),
            ("new-bot", "person:lee", "lee", true), ("new-bot", "team:ap", "petra", true),
            ("new-bot", "team:ap", "sam", false), ("new-bot", "role:clerk", "petra", false),
        ])
    func requester(agent: String, party: String, submitter: String, isKept: Bool) throws {
        let candidate = Sample.candidate(
            confidence: "0.5", producer: ["agent": .string(agent), "model": "m"], requestedBy: party)
        let person = Sample.people.people[submitter] == nil ? nil : submitter
        let review = try Review(
            try Sample.contract(one), candidate, submitter: Actor(person: person, account: submitter))
        #expect((review.refusal("lee", .approve) == .separation(.requester)) == isKept)
        let isShown = review.situation("mei").obligations.contains { $0.kind == .requester && $0.text.contains(party) }
        #expect(isShown == !isKept, "what is ignored is shown")
    }

    @Test func `The owner that an unknown agent names answers for it only where the submitter may say so`() throws {
        let producer: JSONValue = ["agent": "new-bot", "model": "m", "owner": "person:lee"]
        let stranger = try Review(
            try Sample.contract(one), Sample.candidate(confidence: "0.5", producer: producer))
        #expect(stranger.refusal("lee", .approve) == .mustView("invoice"))
        #expect(
            stranger.situation(Actor(person: "lee", account: "lee")).refusal(of: .withdraw)?.obligation == .submitter)
        let lee = try Review(
            try Sample.contract(one, ("separation: [requester, ", "separation: [")),
            Sample.candidate(confidence: "0.5", producer: producer), submitter: Actor(person: "lee", account: "lee"))
        #expect(lee.refusal("lee", .approve) == .separation(.producerOwner))
    }
}
