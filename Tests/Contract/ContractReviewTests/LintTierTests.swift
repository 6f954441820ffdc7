import ContractEngine
import ContractFixtures
import Foundation
import Handoff
import Testing

@testable import ContractReview

/// What the conditions of steps leave out, claim twice, and ask of too few people together.
@Suite struct LintTierTests {
    /// A contract with these steps over an amount, a kind and a flag.
    private static func text(_ steps: [String], variables: String = "", mandatory: [String] = []) -> String {
        """
        contract: c
        version: 1
        title: t
        impact: low
        system_of_record: { system: erp, record: r }
        payload:
          schema:
            type: object
            required: [amount, kind, urgent, count, cents]
            additionalProperties: false
            properties:
              amount: { type: number, minimum: 0 }
              kind: { enum: [low, middle, high] }
              urgent: { type: boolean }
              count: { type: integer }
              cents: { type: number, multipleOf: 0.01 }
              note: { type: string }
              order: { type: object, properties: { value: { type: number } } }
          variables: { \(variables) }
        review:
          owner: team:ap
          threshold: 0.9
          bands: { low: 0.0, high: 0.9 }
          auto_approve: above_threshold
          mandatory: [\(mandatory.map { "{ rule: '\($0)', reason: r }" }.joined(separator: ", "))]
          sequence:
        \(steps.map { "    - { \($0) }" }.joined(separator: "\n"))
          separation: [requester, earlier_step]
          reasons: { reject: [a], escalate: [b] }
        states: { complete_when: receipt, rollback: { required: false } }
        trace: { require: [] }

        """
    }

    private static func found(_ text: String, _ rule: LintRule, people: String? = nil) -> [Problem] {
        Contract.lint(text, file: "c.yaml", people: people.map { People.load($0).people })
            .filter { $0.id == rule.rawValue }
    }

    /// Conditions of steps, and the words for what none of them takes in; none where nothing is left out.
    @Test(
        arguments: [
            (["payload.amount < 10000", "payload.amount > 10000"], ["payload.amount is 10000"]),
            (["payload.amount < 10000", "payload.amount >= 10000"], []),
            (["payload.amount <= 10000", "10000 < payload.amount"], []),
            (["payload.amount < 10000.0", "!(payload.amount <= 10000)"], ["payload.amount is 10000"]),
            (["decimal(payload.amount) < decimal(\"10000\")", "payload.amount > 10000"], ["payload.amount is 10000"]),
            (["variables.a < variables.limit", "variables.a > variables.limit"], ["payload.amount is 500"]),
            (
                ["payload.amount < 100", "payload.amount >= 200 && payload.amount < 300", "payload.amount >= 300"],
                ["payload.amount is from 100 and below 200"]
            ),
            (["payload.amount > 1000"], ["payload.amount is from 0 and up to 1000"]),
            (["payload.amount >= 0"], []),
            (["payload.amount != 7"], ["payload.amount is 7"]),
            (["payload.count <= 4", "payload.count >= 5"], []),
            (["payload.count < 4", "payload.count >= 5"], ["payload.count is 4"]),
            (["payload.cents <= 9.99", "payload.cents >= 10"], []),
            (["payload.amount <= 9.99", "payload.amount >= 10"], ["payload.amount is over 9.99 and below 10"]),
            (["payload.kind == \"low\"", "payload.kind == \"high\""], ["payload.kind is \"middle\""]),
            (["payload.kind in [\"low\", \"middle\"]", "payload.kind == \"high\""], []),
            (["payload.urgent", "!payload.urgent"], []),
            (
                ["payload.urgent && payload.amount > 5", "!payload.urgent"],
                ["payload.urgent is true and payload.amount is from 0 and up to 5"]
            ),
            (
                ["payload.kind == \"low\" || payload.amount > 9", "payload.kind == \"high\""],
                ["payload.kind is \"middle\" and payload.amount is from 0 and up to 9"]
            ),
            (
                ["has(payload.note)", "payload.amount > 9"],
                ["payload.note is absent and payload.amount is from 0 and up to 9"]
            ),
            (
                ["has(payload.order) && payload.order.value > 5", "!has(payload.order)"],
                ["payload.order.value is up to 5"]
            ),
            // What is asked of something else stays open, and is no gap.
            (["lists.big.exists(x, x == payload.kind)", "payload.amount > 9"], []),
            (["payload.amount > 9 && lists.on", "payload.amount <= 9"], []),
        ] as [([String], [String])])
    func gaps(conditions: [String], words: [String]) {
        let steps = conditions.enumerated().map { "step: s\($0), by: owner, when: '\($1)'" }
        let text = Self.text(steps, variables: "a: decimal(payload.amount), limit: 500")
        let problems = Self.found(text, .tierGap)
        #expect(problems.map(\.message) == words.map { "no step applies where \($0)" })
        #expect(problems.allSatisfy { $0.line == 27 && $0.severity == .warning })
        #expect(Self.found(Self.text(steps + ["step: last, by: owner"]), .tierGap).isEmpty)
    }

    @Test func `What lies between the mandatory rules is told, and what lies below them is not`() {
        func found(_ rules: String...) -> [String] {
            Self.found(Self.text(["step: s, by: owner"], mandatory: rules), .tierGap).map(\.message)
        }
        #expect(
            found("payload.amount < 10", "payload.amount > 10")
                == ["none of these rules asks for a person where payload.amount is 10"])
        #expect(found("payload.amount > 10", "payload.amount > 100").isEmpty)
        #expect(found("payload.amount > 10", "payload.urgent").isEmpty)
    }

    @Test(
        arguments: [
            (["payload.amount <= 10", "payload.amount >= 10"], "payload.amount is 10"),
            (["payload.amount < 20", "payload.amount >= 10"], "payload.amount is from 10 and below 20"),
            (["variables.a < 20", "payload.amount >= 10"], "payload.amount is from 10 and below 20"),
            (["payload.amount < 10", "payload.amount >= 10"], nil),
            // The higher step is asked as well, as it is where a sequence rises.
            (["payload.amount >= 10", "payload.amount >= 20"], nil),
            (["payload.amount <= 10 && payload.urgent", "payload.amount >= 10"], nil),
        ] as [([String], String?)])
    func overlaps(conditions: [String], words: String?) {
        let steps = conditions.enumerated().map { "step: s\($0), by: owner, when: '\($1)'" }
        let text = Self.text(steps, variables: "a: decimal(payload.amount), limit: 500")
        let problems = Self.found(text, .tierOverlap)
        #expect(problems.map(\.message) == (words.map { ["the steps 's0' and 's1' both apply where \($0)"] } ?? []))
        #expect(problems.allSatisfy { $0.line == 28 })
    }

    private static let people = """
        people:
          ann: { name: A, roles: [], teams: [ap] }
          com: { name: C, roles: [two], teams: [] }
          cor: { name: C, roles: [two], teams: [] }
        teams: { ap: { lead: person:ann } }

        """

    /// Two steps behind conditions, both of the same two people, the second with a quorum of two.
    @Test(
        arguments: [
            (
                "payload.kind == \"high\"", "payload.amount >= 250", true,
                "payload.kind is \"high\" and payload.amount is from 250"
            ),
            ("payload.kind == \"high\"", "payload.kind == \"low\" && payload.amount >= 250", nil, ""),
            ("payload.amount < 10", "payload.amount >= 10", nil, ""),
            ("payload.amount <= 10", "payload.amount >= 10", true, "payload.amount is 10"),
            ("payload.urgent", "!payload.urgent", nil, ""),
            ("variables.big", "payload.urgent", true, "payload.urgent is true"),
            ("variables.big", "!variables.big", nil, ""),
            (
                "lists.a.exists(x, x == payload.kind)", "payload.amount > 5", false,
                "if both conditions can hold together"
            ),
            ("has(payload.note)", "payload.note == \"x\"", true, "whoever could take it"),
        ] as [(String, String, Bool?, String)])
    func deadlocks(first: String, second: String, isError: Bool?, words: String) {
        let text = Self.text(
            [
                "step: desk, by: owner", "step: one, by: role:two, when: '\(first)'",
                "step: both, by: role:two, quorum: 2, when: '\(second)'",
            ], variables: "big: payload.amount > 100")
        let problems = Self.found(text, .separationLeavesNobody, people: Self.people)
        #expect(problems.count == (isError == nil ? 0 : 1), "\(problems)")
        #expect(
            problems.allSatisfy { ($0.severity == .error) == isError && $0.line == 29 && $0.message.contains(words) })
    }

    @Test func `A third step behind conditions can be the one for which nobody is left`() {
        let text = Self.text([
            "step: a, by: role:two, when: 'payload.amount > 5'", "step: b, by: role:two, when: payload.urgent",
            "step: c, by: role:two, when: 'payload.kind == \"high\"'",
        ])
        let problems = Self.found(text, .separationLeavesNobody, people: Self.people)
        #expect(problems.map(\.line) == [29])
        #expect(problems.first?.message.contains("step 'c'") == true)
    }

    @Test func `A step of an owner without people has nobody`() {
        let people = Self.people.replacingOccurrences(of: "teams: [ap]", with: "teams: []")
        let problems = Self.found(Self.text(["step: desk, by: owner"]), .nobodyTakes, people: people)
        #expect(problems.map(\.line) == [27] && problems[0].severity == .error)
        let two = Self.found(Self.text(["step: desk, by: owner, quorum: 2"]), .nobodyTakes, people: Self.people)
        #expect(two.count == 1)
    }
}
