import CommonExpression
import ContractFixtures
import Foundation
import Handoff
import JSON
import Testing

@testable import ContractEngine

@Suite struct RuleBudgetTests {
    /// Loops whose cost is about so many steps each.
    static func costly(_ elements: Int) -> String {
        let list = "payload.list"
        return "\(list).all(a, \(list).all(b, a + b >= 0)) && size(\(list)) == \(elements)"
    }

    static func candidate(_ elements: Int) -> Candidate {
        Sample.candidate(
            payload: Sample.payload.with("list", .array((0..<elements).map { .number(JSONNumber($0)) })))
    }

    /// A contract with this many checks that are costly, and a cheap one behind them.
    static func contract(checks: Int, elements: Int) throws -> Contract {
        let rules = (0..<checks).map {
            "    - { id: c\($0), rule: '\(costly(elements))', message: c\($0) }"
        }
        return try Sample.contract(
            (
                "    - { id: round, rule: 'payload.amount != 13.0', message: The amount is odd, severity: warning }",
                rules.joined(separator: "\n") + "\n    - { id: cheap, rule: 'true', message: cheap, severity: warning }"
            ))
    }

    @Test func `One rule has its limit`() throws {
        let admission = try Self.contract(checks: 1, elements: 1_500).admit(Self.candidate(1_500))
        #expect(admission.state == .draft && admission.violationIDs == ["c0"])
        #expect(admission.findings.violations[0].message.contains("steps"))
        #expect(admission.findings.checks.last?.result == "passed", "the limit of one rule is not that of the next")
    }

    @Test func `All rules together have theirs, and when it is spent nothing passes any more`() throws {
        // Each takes less than a rule may, and all together more than a contract may.
        let elements = 700
        var budget = Int.max
        var variables = Variables()
        variables["payload"] = Value(Self.candidate(elements).contents.payload)
        _ = try Expression(Self.costly(elements)).truth(variables, budget: &budget)
        let cost = Int.max - budget
        #expect(cost < Expression.Limits.standard.cost)
        let fitting = RuleEvaluation.budget / cost
        let admission = try Self.contract(checks: fitting + 1, elements: elements).admit(Self.candidate(elements))
        let results = admission.findings.checks.map(\.result)
        #expect(results.dropLast(2).allSatisfy { $0 == "passed" })
        #expect(results.suffix(2) == ["error", "error"])
        #expect(admission.state == .draft)
        let message = try #require(admission.findings.violations.last).message
        #expect(message.contains("the rules of the contract together take more than 10000000 steps"))
    }

    @Test func `A variable is paid for once, by the rule that reads it first`() throws {
        let elements = 700
        let text = NamedVariableTests.text(
            "    costly: '\(Self.costly(elements))'", rule: "variables.costly")
        let reads = (0..<50).map { "    - { id: r\($0), rule: variables.costly, message: r }" }
        let many = text.replacing("    - { id: round", with: reads.joined(separator: "\n") + "\n    - { id: round")
        let contract = try #require(Contract.load(many, file: "c.yaml").contract)
        #expect(contract.admit(Self.candidate(elements)).violationIDs.isEmpty)
    }

    @Test func `Review rules that are reached with nothing left demand a person and every step`() throws {
        var rules = RuleEvaluation(
            Variables(), UnreadableParts(lists: [:], try Sample.contract()), budget: 0)
        let rule = Rule(expression: try Expression("false"), line: 1)
        let holds = rules.truth(rule, ifItFails: true)
        let text = rules.text("fixed", Rule(expression: try Expression("'made'"), line: 1))
        #expect(holds && text == "fixed")
        let value = try? rules.truth(rule)
        #expect(value == nil)
    }

    @Test func `A rule has its depth`() {
        let deep = String(repeating: "(", count: 200) + "true" + String(repeating: ")", count: 200)
        let nested = String(repeating: "!", count: 20_000) + "true"
        for rule in [deep, nested, String(repeating: "[", count: 20_000)] {
            let text = Sample.contract.replacingOccurrences(of: "'payload.amount != 13.0'", with: "'\(rule)'")
            let (contract, problems) = Contract.load(text, file: "c.yaml")
            #expect(contract == nil || rule == nested && contract != nil, "\(problems)")
        }
    }
}
