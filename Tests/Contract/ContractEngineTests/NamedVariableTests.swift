import ContractFixtures
import Foundation
import Handoff
import JSON
import Testing

@testable import ContractEngine

@Suite struct NamedVariableTests {
    /// The sample with variables, and a check that reads them.
    static func text(_ variables: String, rule: String = "variables.a == 1") -> String {
        Sample.contract
            .replacingOccurrences(of: "  evidence:\n", with: "  variables:\n\(variables)\n  evidence:\n")
            .replacingOccurrences(of: "'payload.amount != 13.0'", with: "'\(rule)'")
    }

    static func contract(_ variables: String, rule: String = "variables.a == 1") throws -> Contract {
        let (contract, problems) = Contract.load(text(variables, rule: rule), file: "c.yaml")
        return try #require(contract, "\(problems)")
    }

    @Test(
        "Rules read variables, and variables read each other in any order",
        arguments: [
            ("    a: 1", "variables.a == 1"),
            ("    a: variables.b\n    b: variables.c + 1\n    c: 1", "variables.a == 2 && variables.c == 1"),
            ("    c: 1\n    b: variables.c + 1\n    a: variables.b", "variables.a == 2"),
            ("    total: 'payload.lines.map(l, decimal(l)).sum()'", "variables.total == decimal(\"0.3\")"),
            ("    a: '{\"b\": [1, 2]}'", "variables.a.b[1] == 2 && has(variables.a.b) && !has(variables.a.c)"),
            ("    a: 'payload.lines'", "variables.a.all(l, decimal(l) < decimal(variables.a[0] + 1.0))"),
            ("    true: 1", "true"),
        ])
    func reads(variables: String, rule: String) throws {
        guard !variables.contains("true:") else {
            #expect(Contract.load(Self.text(variables, rule: rule), file: "c.yaml").contract == nil)
            return
        }
        let payload = Sample.payload.with("lines", json("[0.1, 0.2]"))
        let admission = try Self.contract(variables, rule: rule).admit(Sample.candidate(payload: payload))
        #expect(admission.findings.violations.isEmpty, "\(admission.findings.violations)")
    }

    @Test func `Owner, record, evidence, review and the way back read them too`() throws {
        let text = Self.text(
            "    bill: '\"B-\" + payload.invoice'\n    clerk: lists.owners[payload.invoice]\n    big: payload.amount > 10.0\n"
                + "    back: payload.rollback", rule: "variables.big"
        )
        .replacingOccurrences(of: "reference: payload.invoice", with: "reference: variables.bill")
        .replacingOccurrences(of: "owner: team:ap", with: "owner: { rule: variables.clerk }")
        .replacingOccurrences(of: "media: [text/plain] }", with: "media: [text/plain], when: variables.big }")
        .replacingOccurrences(of: "'payload.amount > 1000.0'", with: "variables.big")
        .replacingOccurrences(of: "'payload.amount >= 5000.0'", with: "variables.big")
        .replacingOccurrences(of: "from: payload.rollback", with: "from: variables.back")
        let (loaded, problems) = Contract.load(text, file: "c.yaml")
        let contract = try #require(loaded, "\(problems)")
        let lists: JSONValue = ["owners": ["4711": "person:kim"]]
        let admission = contract.admit(Sample.candidate(), Sample.facts(lists: lists))
        #expect(admission.violationIDs.isEmpty && admission.owner == .person("kim"))
        #expect(admission.plan.map(\.step) == ["clerk", "cfo"] && admission.findings.reasons == ["Over a thousand"])
        #expect(
            Examination(of: Sample.candidate(), under: contract, lists: lists, now: Sample.now).reference == "B-4711")
        let without = contract.admit(
            Sample.candidate(payload: Sample.payload.with("rollback", nil), evidence: []), Sample.facts(lists: lists))
        #expect(Set(without.violationIDs) == ["evidence", "rollback"])
    }

    @Test
    func `A variable that nobody reads is not evaluated, and one that fails is the error of each rule that reads it`()
        throws
    {
        let unread = try Self.contract("    a: 1\n    broken: payload.no.no").admit()
        #expect(unread.state == .approved)
        let text = Self.text("    a: payload.no.no", rule: "variables.a")
            .replacingOccurrences(of: "'payload.amount < 1000000.0'", with: "variables.a > 1 || payload.amount > 0.0")
            .replacingOccurrences(of: "'payload.amount > 1000.0'", with: "variables.a")
        let contract = try #require(Contract.load(text, file: "c.yaml").contract)
        let admission = contract.admit()
        #expect(admission.findings.checks.map(\.result) == ["passed", "error"], "CEL's || needs one side alone")
        #expect(admission.findings.checks[1].message.contains("no such key"))
    }

    @Test(
        "A circle is told with its chain and its lines",
        arguments: [
            ("    a: variables.a", "a (c.yaml:12) → a (c.yaml:12)"),
            ("    a: variables.b\n    b: variables.a", "a (c.yaml:12) → b (c.yaml:13) → a (c.yaml:12)"),
            (
                "    a: 1\n    x: variables.a + variables.y\n    y: '[1].all(i, i == variables.z)'\n    z: has(variables.x.no)",
                "x (c.yaml:13) → y (c.yaml:14) → z (c.yaml:15) → x (c.yaml:13)"
            ),
        ])
    func circles(variables: String, chain: String) {
        let (contract, problems) = Contract.load(Self.text(variables), file: "c.yaml")
        #expect(contract == nil)
        #expect(problems.count == 1 && problems[0].message.contains(chain), "\(problems)")
    }

    @Test(
        "What is not declared is an error with a suggestion",
        arguments: [
            ("variables.totl > 1", "no variable 'totl' is declared under payload.variables; did you mean 'total'?"),
            ("variables.nothing_like_it > 1", "no variable 'nothing_like_it' is declared"),
            (
                "variables.total > variables.amuont",
                "'amuont' is declared under payload.variables; did you mean 'amount'?"
            ),
            ("size(variables) > 1", "a variable is read as variables.NAME"),
            ("variables[\"total\"] > 1", "a variable is read as variables.NAME"),
        ])
    func undeclared(rule: String, words: String) throws {
        let text = Self.text("    total: 1\n    amount: 2", rule: rule.replacingOccurrences(of: "'", with: "''"))
        let (contract, problems) = Contract.load(text, file: "c.yaml")
        #expect(contract == nil)
        #expect(problems.count == 1 && problems[0].message.contains(words) && problems[0].line == 18, "\(problems)")
    }

    @Test(
        "Names that no rule could read",
        arguments: ["a-b", "1a", "a.b", "in", "true", "null", "'a b'", "ä", "''"])
    func names(name: String) {
        let (contract, problems) = Contract.load(Self.text("    \(name): 1", rule: "true"), file: "c.yaml")
        #expect(contract == nil)
        #expect(problems.contains { $0.line == 12 && $0.message.contains("can't be read in a rule") }, "\(problems)")
    }

    @Test func `A bound name hides no variable and is hidden by none`() throws {
        let contract = try Self.contract(
            "    a: 1", rule: "[{\"a\": 7}].all(variables, variables.a == 7) && variables.a == 1")
        #expect(contract.admit().violationIDs.isEmpty)
    }

    @Test func `There are at most a hundred, and a long chain is an error and no crash`() throws {
        func chain(_ count: Int) -> String {
            (0..<count).map { "    v\($0): " + ($0 == 0 ? "1" : "variables.v\($0 - 1) + 1") }.joined(separator: "\n")
        }
        let (none, problems) = Contract.load(Self.text(chain(101), rule: "true"), file: "c.yaml")
        #expect(none == nil && problems.contains { $0.message.contains("at most 100") })
        let admission = try Self.contract(chain(100), rule: "variables.v99 == 100").admit()
        #expect(["passed", "error"].contains(admission.findings.checks[1].result))
    }

    @Test func `The record can't follow from what is related to it`() {
        for (variables, reference) in [
            ("    a: 1", "'string(size(related.same_record))'"),
            ("    a: 1\n    n: size(variables.r)\n    r: related.same_content", "string(variables.n)"),
        ] {
            let text = Self.text(variables).replacingOccurrences(
                of: "reference: payload.invoice", with: "reference: \(reference)")
            let (contract, problems) = Contract.load(text, file: "c.yaml")
            #expect(contract == nil)
            #expect(problems.contains { $0.line == 8 && $0.message.contains("'related'") }, "\(problems)")
        }
    }
}
