import ContractFixtures
import Handoff
import JSON
import Testing

@testable import ContractEngine

/// What passes without a person, what asks for one whatever `auto_approve` says, and what becomes of a draft for which no step is meant.
@Suite struct PassingAloneTests {
    static let large = ("amount >= 5000.0'", "amount >= 12.0'")
    static let oneStep = (
        "    - { step: clerk, by: role:clerk, quorum: 2 }\n",
        "    - { step: clerk, by: role:clerk, when: 'payload.amount < 10.0' }\n"
    )

    static func contract(_ changes: [(String, String)], edition: Edition = .present) throws -> Contract {
        let (contract, problems) = Contract.load(try Sample.text(changes), file: "c.yaml", edition: edition)
        return try #require(contract, "\(problems)")
    }

    @Test(
        "A step that is for it, a step of which that can't be told, and a warning ask for a person",
        arguments: [
            [large], [("amount >= 5000.0'", "nothing >= 12.0'")], [("amount != 13.0'", "amount != 12.5'")],
            [("amount >= 5000.0'", "supplier in lists.large'")],
        ])
    func asks(changes: [(String, String)]) throws {
        let contract = try Self.contract(changes)
        let admission = contract.admit()
        #expect(admission.state == .proposed && admission.alone == nil)
        // Contracts of the first edition let it pass.
        #expect(try Self.contract(changes, edition: .first).admit().state == .approved)
    }

    @Test func `What passes alone says on what, and what is drawn for the sample says that too`() throws {
        let contract = try Sample.contract()
        let passed = contract.admit(sample: 0.05)
        let numbers = (JSONNumber("0.9")!, JSONNumber("0.95")!)
        #expect(passed.state == .approved)
        #expect(passed.alone == Event.Alone(threshold: numbers.0, confidence: numbers.1, isSampled: false))
        let drawn = contract.admit(sample: 0.04)
        #expect(drawn.state == .proposed && drawn.plan.map(\.step) == ["clerk"])
        #expect(drawn.alone == Event.Alone(threshold: numbers.0, confidence: numbers.1, isSampled: true))
        // Where a person decides in any case, nothing is drawn.
        let edited = contract.admit(Sample.candidate(), facts: Sample.facts(), now: Sample.now, sample: nil)
        #expect(edited.state == .proposed && edited.alone == nil)
    }

    @Test func `Where no step is meant it is held, unless it passes alone`() throws {
        let contract = try Self.contract([Self.oneStep])
        let low = Sample.candidate(confidence: "0.5")
        let held = contract.admit(low)
        #expect(held.state == .draft && held.violationIDs == ["sequence"] && held.plan.isEmpty)
        #expect(contract.admit().state == .approved)
        // A rule that escalates, or demands a person, finds no step either.
        for rules in [
            ("amount > 1000.0'", "amount > 1.0'"), (#"payload.invoice == "unknown"'"#, #"payload.invoice == "4711"'"#),
        ] {
            let admission = try Self.contract([Self.oneStep, rules]).admit()
            #expect(admission.state == .draft && admission.violationIDs == ["sequence"])
        }
        // Under the first edition it went to the first step.
        let first = try Self.contract([Self.oneStep], edition: .first).admit(low)
        #expect(first.state == .proposed && first.plan.map(\.step) == ["clerk"])
    }

    @Test func `The contract names the step for what no other is meant for`() throws {
        let otherwise = ("  conflict: refuse\n", "  conflict: refuse\n  otherwise: cfo\n")
        let admission = try Self.contract([Self.oneStep, otherwise]).admit(Sample.candidate(confidence: "0.5"))
        #expect(admission.state == .proposed && admission.plan.map(\.step) == ["cfo"])
        let (none, problems) = Contract.load(
            try Sample.text([("  conflict: refuse\n", "  conflict: refuse\n  otherwise: board\n")]), file: "c.yaml")
        #expect(none == nil && problems.contains { $0.message.contains("no step 'board'") })
    }

    @Test func `What is drawn, and what is recalled, of what had no step goes to its owner`() throws {
        let contract = try Self.contract([Self.oneStep])
        let drawn = contract.admit(sample: 0)
        #expect(drawn.state == .proposed && drawn.plan == [PlannedStep(step: "owner", by: .team("ap"), quorum: 1)])
        var review = try Review(contract, Sample.candidate(confidence: "0.95"))
        #expect(review.state == .approved && review.status.plan.isEmpty)
        try review.act("petra", .recall)
        #expect(
            review.state == .proposed && review.status.plan == [PlannedStep(step: "owner", by: .team("ap"), quorum: 1)])
    }

    @Test func `A held draft is no conflict`() throws {
        let contract = try Sample.contract()
        #expect(contract.admit(Sample.candidate(), Sample.facts(sameRecord: [.draft])).state == .approved)
        for state in [HandoffState.proposed, .escalated, .approved] {
            #expect(contract.admit(Sample.candidate(), Sample.facts(sameRecord: [state])).state == .proposed)
        }
        // More than can be looked at are a conflict.
        var many = Sample.facts()
        many.related[RelatedList.sameRecord] = RelatedHandoffs([], isWhole: false)
        #expect(contract.admit(Sample.candidate(), many).state == .proposed)
    }
}
