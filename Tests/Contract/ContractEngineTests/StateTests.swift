import ContractFixtures
import Handoff
import Testing

@testable import ContractEngine

/// Every row of the tables of states and of who may do what.
@Suite struct StateTests {
    /// What sam (takes the open step), robin (the escalatee), petra (the owning team's lead) and the submitter may do in each place:
    /// a letter for each of approve, reject, escalate, return, comment, withdraw, attest.
    @Test(
        "Who may do what where",
        arguments: [
            // The step's taker decides on what is proposed and on nothing else.
            ("sam", Review.Place.held, "----c--"), ("sam", .returned, "----c--"), ("sam", .proposed, "arxrc--"),
            ("sam", .escalated, "----c--"), ("sam", .approved, "----c--"), ("sam", .executed, "----c--"),
            ("sam", .uncertain, "----c--"), ("sam", .rejected, "----c--"),
            // The escalatee decides on what is escalated.
            ("robin", .held, "----c--"), ("robin", .returned, "----c--"), ("robin", .proposed, "----c--"),
            ("robin", .escalated, "ar-rc--"), ("robin", .approved, "----c--"), ("robin", .executed, "----c--"),
            ("robin", .uncertain, "----c-t"), ("robin", .rejected, "----c--"),
            // The lead of the owning team rejects, returns and escalates, and approves nothing that no step gives them.
            ("petra", .held, "-r--c--"), ("petra", .returned, "-r--c--"), ("petra", .proposed, "-rxrc--"),
            ("petra", .escalated, "-r-rc--"), ("petra", .approved, "----c--"), ("petra", .executed, "----c--"),
            ("petra", .uncertain, "----c-t"), ("petra", .rejected, "----c--"),
            // Whoever answers for the agent withdraws; kim is a clerk too, and kept from approving alone.
            ("kim", .held, "----cw-"), ("kim", .returned, "----cw-"), ("kim", .proposed, "-rxrcw-"),
            ("kim", .escalated, "----cw-"), ("kim", .approved, "----c--"), ("kim", .executed, "----c--"),
            ("kim", .uncertain, "----c--"), ("kim", .rejected, "----c--"),
            // Anyone of people.yaml comments.
            ("hugo", .held, "----c--"), ("hugo", .proposed, "----c--"), ("hugo", .escalated, "----c--"),
            ("hugo", .uncertain, "----c--"), ("hugo", .executed, "----c--"),
            // Who is not there does nothing.
            ("ghost", .held, "-------"), ("ghost", .proposed, "-------"), ("ghost", .escalated, "-------"),
            ("ghost", .uncertain, "-------"),
        ])
    func permissions(person: String, place: Review.Place, allowed: String) throws {
        var review = try Review.at(place)
        review.view(person)
        for (choice, letter) in zip(Review.choices, allowed) {
            let refusal = review.refusal(person, choice)
            #expect(
                (refusal == nil) == (letter != "-"), "\(person) to \(choice.action.verb): \(refusal?.id ?? "allowed")")
            var attempt = review
            #expect(((try? attempt.act(person, choice)) != nil) == (refusal == nil))
        }
    }

    @Test(
        "With the statement that nothing was written, an uncertain delivery is decided again",
        arguments: ["robin", "petra"])
    func nothingWritten(person: String) throws {
        var review = try Review.at(.uncertain)
        review.view(person)
        for (choice, state) in [
            (Decision.Choice.approve, HandoffState.approved), (.reject(reason: "wrong-amount"), .rejected),
            (.returnForRework, .draft),
        ] {
            #expect(review.refusal(person, choice) == .delivery)
            // To let it go out again is for those to whom it was escalated.
            if person == "petra", choice == .approve {
                #expect(review.refusal(person, choice, nothingWritten: true) == .step(nil))
                continue
            }
            var attempt = review
            let event = try attempt.act(person, choice, nothingWritten: true)
            #expect(
                attempt.state == state && event.happening?.judgment?.statesNothingWritten == true
                    && event.move?.from == .escalated)
        }
        #expect(review.refusal("sam", .approve, nothingWritten: true) == .step(nil))
        #expect(review.refusal("kim", .withdraw, nothingWritten: true) == .delivery)
    }

    @Test func `A record that was found is attested, and nothing is said to be unwritten`() throws {
        var review = try Review.at(.uncertain)
        let event = try review.act("robin", .attest(record: "r"), nothingWritten: true)
        #expect(review.state == .executed && event.happening?.judgment?.statesNothingWritten == false)
    }

    @Test func `What was approved again begins its deliveries anew`() throws {
        var review = try Review.at(.uncertain)
        review.view("robin")
        try review.act("robin", .approve, nothingWritten: true)
        #expect(review.status.delivery == nil && review.status.deliverable != nil)
    }

    @Test(
        "Where the events of a decision lead",
        arguments: [
            (
                Review.Place.proposed, Decision.Choice.reject(reason: "wrong-amount"), HandoffState.rejected,
                Event.Kind.rejected
            ),
            (.proposed, .returnForRework, .draft, .returned),
            (.proposed, .escalate(reason: "over-limit", to: []), .escalated, .escalated),
        ])
    func moves(place: Review.Place, choice: Decision.Choice, to: HandoffState, kind: Event.Kind) throws {
        var review = try Review.at(place)
        let before = review.status
        let event = try review.act("sam", choice)
        #expect(event.kind == kind && event.move?.from == before.state && event.to == to && review.state == to)
        #expect(event.version == before.version + 1)
        #expect(event.decidedOn?.version == before.version && event.decidedOn?.digest == before.digest)
    }

    @Test func `A comment raises no version`() throws {
        var review = try Review.at(.proposed)
        var expected = review.status
        expected.words += 1
        let event = try review.act("hugo", .comment)
        #expect(event.version == nil && event.to == nil && review.status == expected)
    }

    @Test func `A returned draft leaves by its producer alone`() throws {
        var review = try Review.at(.returned)
        for person in ["sam", "petra", "robin", "hugo"] {
            #expect(review.situation(person).refusalToRevise?.obligation == .submitter)
        }
        try review.resubmit(by: Actor(person: nil, account: "apbot"))
        #expect(review.state == .proposed && !review.status.isReturned)
        var again = try Review.at(.returned)
        try again.resubmit(by: Actor(person: "kim", account: "kim"))
        #expect(again.state == .proposed)
    }

    @Test("What is past revising", arguments: [Review.Place.escalated, .approved, .executed, .uncertain, .rejected])
    func revise(place: Review.Place) throws {
        #expect(try Review.at(place).situation("kim").refusalToRevise?.obligation == .state)
    }

    @Test func `An account that stands for nobody does nothing but withdraw and revise what it submitted`() throws {
        let review = try Review.at(.proposed)
        let submitter = review.situation(Actor(person: nil, account: "apbot"))
        #expect(submitter.refusal(of: .withdraw) == nil && submitter.refusalToRevise == nil)
        #expect(submitter.refusal(of: .approve)?.obligation == .person)
        let stranger = review.situation(Actor(person: nil, account: "other"))
        for choice in Review.choices { #expect(stranger.refusal(of: Decision(choice, note: "n")) != nil) }
    }

    @Test func `The same account under another person is not the submitter`() throws {
        let review = try Review.at(.proposed)
        #expect(
            review.situation(Actor(person: "hugo", account: "apbot")).refusal(of: .withdraw)?.obligation == .submitter)
    }

    // MARK: Reasons, parties

    @Test func `A reason is one of the contract's codes`() throws {
        let review = try Review.at(.proposed)
        for reason in [nil, "", "wrong", "over-limit", "wrong-amount "] {
            #expect(review.refusal("sam", .reject(reason: reason)) == .reason)
        }
        #expect(review.refusal("sam", .escalate(reason: "wrong-amount", to: [])) == .reason)
        let free = try Review.at(
            .proposed,
            Sample.contract(
                ("quorum: 2", "quorum: 1"), ("  reasons: { reject: [wrong-amount], escalate: [over-limit] }\n", "")))
        #expect(free.refusal("sam", .reject(reason: nil)) == nil)
        #expect(free.refusal("sam", .reject(reason: "because")) == .reason)
    }

    @Test func `A step's own escalate_to stands in place of the contract's`() throws {
        let contract = try Sample.contract(
            ("role:clerk, quorum: 2", "role:clerk, quorum: 1, escalate_to: [person:hugo]"))
        var review = try Review.at(.proposed, contract)
        #expect(review.refusal("sam", .escalate(reason: "over-limit", to: [.person("robin")])) == .entitled)
        #expect(try review.act("sam", .escalate(reason: "over-limit", to: [])).parties == [.person("hugo")])
        #expect(review.refusal("robin", .approve) != nil)
        #expect(review.refusal("hugo", .approve) == .mustView("invoice"), "it is theirs, once they have looked")
        // A step that names nobody leaves it to whoever may take it, and not to the contract's.
        let nobody = try Sample.contract(
            ("role:clerk, quorum: 2", "role:clerk, quorum: 1, escalate_to: []"))
        #expect(
            nobody.review.escalateTo(step: "clerk") == [] && nobody.review.escalateTo(step: "cfo") == [.person("robin")]
        )
        let closed = try Review.at(.proposed, nobody)
        #expect(closed.refusal("sam", .escalate(reason: "over-limit", to: [.person("robin")])) == .entitled)
        #expect(contract.review.escalateTo(step: nil) == [.person("robin")])
        let ghost = try Sample.contract(("by: role:cfo,", "by: role:cfo, escalate_to: [person:ghost],"))
        #expect(
            ghost.missingReferences(people: Sample.people, systems: Sample.systems) == [
                "there is no person:ghost in people.yaml"
            ])
    }

    @Test func `An escalation stays within the step and whom the contract names`() throws {
        var named = try Review.at(.proposed)
        #expect(named.refusal("sam", .escalate(reason: "over-limit", to: [.person("ghost")])) == .escalatee)
        for party in [Party.person("hugo"), .team("brand"), .person("petra")] {
            #expect(named.refusal("sam", .escalate(reason: "over-limit", to: [party])) == .entitled)
            #expect(
                named.refusal("sam", .escalate(reason: "over-limit", to: [.person("robin"), party])) == .entitled)
        }
        #expect(
            named.refusal("sam", .escalate(reason: "over-limit", to: [.person("kim")])) == .separation(.producerOwner))
        #expect(
            try named.act("sam", .escalate(reason: "over-limit", to: [.person("lee")])).parties == [.person("lee")])
        #expect(named.refusal("robin", .returnForRework) == .step("clerk"))
        #expect(named.refusal("lee", .returnForRework) == nil)
        let contract = try Sample.contract(("quorum: 2", "quorum: 1"), ("  escalate_to: [person:robin]\n", ""))
        var leads = try Review.at(.proposed, contract)
        leads.people.leads["ap"] = ["petra", "mei"]
        #expect(
            try leads.act("sam", .escalate(reason: "over-limit", to: [])).parties == [.person("mei")],
            "a lead who may take the step")
        var others = try Review.at(.proposed, contract)
        #expect(
            try others.act("sam", .escalate(reason: "over-limit", to: [])).parties == [.role("clerk")],
            "whoever may take the step")
        var nobody = try Review.at(.proposed, contract)
        nobody.people.people = nobody.people.people.filter { $0.key == "petra" || $0.key == "kim" }
        #expect(
            nobody.refusal("petra", .escalate(reason: "over-limit", to: [])) == .separation(.producerOwner))
    }

    // MARK: The clock

    @Test func `What has expired is rejected by the clock and not revised`() throws {
        var review = try Review.at(.proposed)
        review.now = review.status.expires!.adding(milliseconds: -1)
        #expect(review.situation("sam").rulingOfExpiry(using: .system) == nil)
        #expect(review.situation("kim").refusalToRevise == nil)
        review.now = review.status.expires!
        let ruling = try #require(review.situation("sam").rulingOfExpiry(using: .system))
        let event = ruling.events[0]
        #expect(event.kind == .rejected && event.to == .rejected && event.by == .system && event.reason == "expired")
        #expect(review.situation("kim").refusalToRevise?.obligation == .state)
        review.apply(ruling)
        #expect(review.state == .rejected && review.situation("sam").rulingOfExpiry(using: .system) == nil)
    }

    @Test("Once its time is over, nothing but a rejection or a withdrawal is done to it", arguments: [true, false])
    func expired(isEscalated: Bool) throws {
        var review = try Review.at(isEscalated ? .escalated : .proposed)
        let person = isEscalated ? "robin" : "sam"
        let expires = try #require(review.status.expires)
        review.now = expires.adding(milliseconds: -1)
        #expect(review.status.expired(at: review.now) == nil)
        review.now = expires
        #expect(review.status.expired(at: review.now) == expires)
        for action in Action.allCases where ![.recall, .attest].contains(action) {
            let refusal = review.situation(person).refusal(of: action)
            let isAboutExpiry =
                refusal?.obligation == .state && refusal?.message.contains("expired at \(expires)") ?? false
            #expect(isAboutExpiry == !action.standsAfterExpiry, "\(action): \(refusal?.message ?? "allowed")")
        }
        let obligations = review.situation(person).obligations
        #expect(obligations.map(\.kind) == [.state] && obligations[0].state == .blocked)
        #expect(obligations[0].text.contains("expired at \(expires)"))
        let event = try review.act(person, .reject(reason: "wrong-amount"))
        #expect(event.by.person == person && event.reason == "wrong-amount")
        #expect(review.state == .rejected && review.status.expires == nil, "it did not expire: a person rejected it")
        #expect(review.situation(person).obligations[0].text.contains("expired") == false)
    }

    @Test func `What the clock rejected says for good when it expired`() throws {
        var review = try Review.at(.proposed)
        let expires = try #require(review.status.expires)
        review.now = expires.adding(milliseconds: 86_400_000)
        review.expire()
        #expect(review.state == .rejected && review.status.expired(at: Sample.now) == expires)
        #expect(review.situation("sam").obligations[0].text.contains("expired at \(expires)"))
        #expect(review.refusal("sam", .reject(reason: "wrong-amount")) == .state)
    }

    @Test func `A withdrawal that comes too late stands as that of who withdrew`() throws {
        var review = try Review.at(.proposed)
        review.now = try #require(review.status.expires)
        let event = try review.act("kim", .withdraw)
        #expect(event.kind == .withdrawn && event.by.person == "kim" && review.status.expires == nil)
    }

    // MARK: What a person edited

    @Test func `A revision of what a person edited names the version that it replaces`() throws {
        var review = try Review.at(.proposed)
        #expect(review.situation("kim").refusalToReplace(naming: nil) == nil)
        try review.edit("sam", Sample.payload.with("amount", 20))
        let refusal = try #require(review.situation("kim").refusalToReplace(naming: nil))
        #expect(refusal.obligation == .version && refusal.message.contains("\"version\": \(review.status.version)"))
        #expect(review.situation("kim").refusalToReplace(naming: review.status.version) == nil)
        try review.act("sam", .returnForRework)
        #expect(review.situation("kim").refusalToReplace(naming: nil) != nil, "a return leaves what was edited")
        try review.renew(.resubmission, by: Actor(person: "kim", account: "kim"))
        #expect(review.situation("kim").refusalToReplace(naming: nil) != nil, "so does the same draft once more")
        try review.renew(.revision, by: Actor(person: "kim", account: "kim"))
        #expect(review.situation("kim").refusalToReplace(naming: nil) == nil, "now it is its producer's again")
    }

    @Test(
        "Nothing expires that waits for no person",
        arguments: [Review.Place.held, .returned, .approved, .executed, .uncertain, .rejected])
    func noExpiry(place: Review.Place) throws {
        var review = try Review.at(place)
        review.now = Sample.now.adding(milliseconds: 400 * 86_400_000)
        #expect(review.situation("sam").rulingOfExpiry(using: .system) == nil)
    }
}
