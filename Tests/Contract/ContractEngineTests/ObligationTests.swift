import ContractFixtures
import Handoff
import JSON
import Testing

@testable import ContractEngine

@Suite struct ObligationTests {
    private let large = Sample.candidate(payload: Sample.payload.with("amount", 9_000), confidence: "0.5")

    private func lines(_ review: Review, _ person: String) -> [String] {
        review.situation(person).obligations.map { "\($0.kind.id) \($0.state.rawValue)" }
    }

    @Test func `For the one whose turn it is`() throws {
        var review = try Review(try Sample.contract(), large)
        #expect(lines(review, "sam") == ["contract met", "step:clerk open", "step:cfo open", "must_view:invoice open"])
        review.view("sam")
        #expect(lines(review, "sam").last == "must_view:invoice met")
        #expect(review.situation("sam").obligations[1].who == ["lee", "mei", "sam"])
        try review.approve("sam", "lee")
        #expect(
            lines(review, "robin") == ["contract met", "step:clerk met", "step:cfo open", "must_view:invoice open"])
        #expect(review.situation("robin").obligations[1].text.contains("Sam, Lee"))
    }

    @Test func `For others`() throws {
        let review = try Review(try Sample.contract(), large)
        #expect(
            lines(review, "hugo") == ["contract met", "step:clerk open", "step:cfo open", "step:clerk:you blocked"])
        #expect(lines(review, "kim").contains("separation:producer_owner blocked"))
        let blocked = try #require(review.situation("kim").obligations.first { $0.kind == .separation(.producerOwner) })
        #expect(blocked.who == ["lee", "mei", "sam"])
    }

    @Test func `A step that separation leaves to nobody is blocked and says so`() throws {
        let contract = try Sample.contract(("by: role:clerk, quorum: 2", "by: person:sam"))
        let review = try Review(contract, Sample.candidate(confidence: "0.5", requestedBy: "person:sam"))
        let step = try #require(review.situation("hugo").obligations.first { $0.kind == .step("clerk") })
        #expect(step.state == .blocked && step.who.isEmpty && step.text.contains("nobody"))
    }

    @Test(
        "By the state",
        arguments: [
            (Review.Place.held, ["contract blocked"]), (.returned, ["contract blocked"]),
            (.escalated, ["contract met", "step:clerk open", "escalation open", "step:clerk:you blocked"]),
            (.approved, ["contract met", "step:clerk met", "recall met", "delivery open"]),
            (.executed, ["contract met", "step:clerk met", "receipt met"]), (.rejected, ["state met"]),
            (.uncertain, ["contract met", "step:clerk met", "delivery open"]),
        ])
    func states(place: Review.Place, expected: [String]) throws {
        #expect(lines(try Review.at(place), "hugo") == expected)
    }

    @Test func `A draft says how much is wrong and who puts it right`() throws {
        let obligation = try #require(try Review.at(.held).situation("sam").obligations.first)
        #expect(obligation.text.contains("1 violation)") && obligation.who == ["kim"])
    }

    @Test func `An escalation to nobody is blocked, and a lead gives it to somebody`() throws {
        var review = try Review.at(.escalated)
        #expect(
            review.situation("hugo").obligations.contains { $0.kind == .escalation && $0.text.contains("by Sam") })
        review.people.people["robin"] = nil
        #expect(lines(review, "sam").contains("escalation blocked"))
        try review.act("petra", .assign(to: .person("sam")))
        #expect(lines(review, "sam").contains("escalation open"))
    }

    @Test
    func `What a delivery wrote is settled by the leads where nobody else is there, and by the owner without them`()
        throws
    {
        var review = try Review.at(.uncertain)
        func settlers() -> [String] { review.situation("hugo").obligations.first { $0.kind == .delivery }?.who ?? [] }
        #expect(settlers() == ["robin"])
        review.people.people["robin"] = nil
        #expect(settlers() == ["petra"])
        review.people.leads = [:]
        #expect(settlers() == review.people.members(of: .team("ap")))
    }

    @Test func `Without a connector somebody has to copy it by hand, unless approval completes`() throws {
        var review = try Review.at(.approved)
        review.hasConnector = false
        #expect(lines(review, "sam").last == "delivery blocked")
    }

    @Test func `What a delivery waits for`() throws {
        var review = try Review.at(.approved)
        func text() -> String { review.situation("sam").obligations.last?.text ?? "" }
        #expect(text().contains("begins at"))
        review.now = review.now.adding(milliseconds: 120_000)
        #expect(text().contains("waits for its delivery"))
        review.deliver(.retry)
        #expect(text().contains("attempt 1") && text().contains("again"))
    }
}
