import ContractFixtures
import Foundation
import Handoff
import JSON
import Testing

@testable import ContractEngine

/// What INTERFACE.md says of rules, line by line.
@Suite struct RuleScopeTests {
    /// The result of a check over this rule.
    static func result(
        _ rule: String, _ candidate: Candidate = Sample.candidate(), _ facts: Facts = Sample.facts()
    ) throws -> String? {
        let contract = try Sample.contract(
            ("'payload.amount != 13.0'", "'\(rule)'"), ("minimum: 0", "description: any"))
        return contract.admit(candidate, facts).findings.checks.last?.result
    }

    @Test(
        "Every variable is bound, and what is absent is null",
        arguments: [
            "confidence == null", "requested_by == null", "trace.sources == []", "trace.prompt == \"p\"",
            "lists == {}", "related.same_record == [] && related.same_content == []", "evidence == []",
            "producer.agent == \"ap-bot\"", "payload.invoice == \"4711\"", "now == timestamp(\"2026-11-23T09:00:00Z\")",
            "handoff.contract == \"finance.payment\" && handoff.contract_version == 3 && handoff.title == \"Pay\"",
            "handoff.state == \"draft\" && handoff.final == false && handoff.band == \"unknown\"",
            "handoff.confidence == null && handoff.owner == null && handoff.step == null && handoff.due_at == null",
            "handoff.submitted_at == \"2026-11-23T09:00:00.000Z\" && handoff.id == \"01ARZ3NDEKTSV4RRFFQ69G5FAV\"",
        ])
    func bound(rule: String) throws {
        #expect(try Self.result(rule, Sample.candidate(confidence: nil, evidence: [])) == "passed")
    }

    @Test func `Evidence, sources, lists and relatives have the members that rules count on`() throws {
        let candidate = Sample.candidate(
            requestedBy: "person:sam", trace: ["prompt": "p", "sources": [["title": "t", "uri": "u", "excerpt": "e"]]])
        var facts = Sample.facts(lists: ["suppliers": ["S": ["status": "active"]]], sameRecord: [.approved])
        facts.related[RelatedList.sameContent] = facts.sameRecord
        for rule in [
            #"evidence[0].role == "invoice" && evidence[0].name == "a.txt" && evidence[0].media == "text/plain""#,
            #"evidence[0].size == 12 && size(evidence[0].sha256) == 64 && evidence[0].text == "Invoice 4711""#,
            #"trace.sources[0].title == "t" && trace.sources[0].uri == "u" && trace.sources[0].excerpt == "e""#,
            #"lists.suppliers["S"].status == "active" && requested_by == "person:sam""#,
            #"related.same_record[0].state == "approved" && size(related.same_content[0].id) == 26"#,
        ] {
            #expect(try Self.result(rule, candidate, facts) == "passed", "\(rule)")
        }
    }

    @Test(
        "Numbers",
        arguments: [
            // An integer within int64 is an int, however large; any other number is a double.
            ("1", "type(payload.amount) == int", "passed"), ("1.0", "type(payload.amount) == double", "passed"),
            ("1e3", "type(payload.amount) == double && payload.amount == 1000.0", "passed"),
            ("9223372036854775807", "payload.amount == 9223372036854775807", "passed"),
            ("-9223372036854775808", "type(payload.amount) == int", "passed"),
            // Beyond it an error: never a number that has lost its last digits.
            ("9223372036854775808", "payload.amount > 0", "error"),
            ("-9223372036854775809", "payload.amount < 0", "error"),
            ("99999999999999999999999", "payload.amount == payload.amount", "error"),
            // Decimals read the number's own text, and compare with any number.
            ("0.1", "decimal(payload.amount) + decimal(\"0.2\") == decimal(\"0.3\")", "passed"),
            ("0.1", "payload.amount + 0.2 == 0.3", "failed"),
            ("12.5", "decimal(payload.amount) == 12.5 && decimal(payload.amount) > 12", "passed"),
            ("12.50", "decimal(payload.amount) * decimal(2) - decimal(\"25\") == decimal(\"0\")", "passed"),
            ("123456789012345678.25", "decimal(payload.amount) == decimal(\"123456789012345678.25\")", "passed"),
            ("99999999999999999999999", "decimal(payload.amount) > decimal(\"99999999999999999999998\")", "passed"),
            ("99.5", "payload.amount + 1 > 0.0", "error"),
            // An empty sum is 0.
            ("0", "[].sum() == 0 && payload.amount == [].sum()", "passed"),
            ("0", "decimal(payload.amount) == [].map(l, decimal(l)).sum()", "passed"),
        ])
    func numbers(amount: String, rule: String, result: String) throws {
        let payload = Sample.payload.with("amount", .number(try #require(JSONNumber(amount))))
        #expect(try Self.result(rule, Sample.candidate(payload: payload)) == result)
    }

    @Test func `In review rules the time is that of the proposal, and a revision is a new one`() throws {
        let contract = try Sample.contract(
            ("'payload.amount >= 5000.0'", "'now >= timestamp(\"2026-11-23T10:00:00Z\")'"),
            ("'payload.amount > 1000.0'", "'now < timestamp(\"2026-11-23T10:00:00Z\")'"),
            ("auto_approve: above_threshold", "auto_approve: never"))
        let early = contract.admit(Sample.candidate(), facts: Sample.facts(), now: Sample.now, sample: 1)
        #expect(early.plan.map(\.step) == ["clerk"] && early.findings.reasons == ["Over a thousand"])
        let late = contract.admit(
            Sample.candidate(), facts: Sample.facts(), now: Sample.now.adding(milliseconds: 3_600_000), sample: 1)
        #expect(late.plan.map(\.step) == ["clerk", "cfo"] && late.findings.reasons.isEmpty)
    }

    @Test func `A handoff without confidence is below the lowest threshold too`() throws {
        let contract = try Sample.contract(("threshold: 0.90", "threshold: 0"))
        #expect(contract.admit(Sample.candidate(confidence: nil)).state == .proposed)
        #expect(contract.admit(Sample.candidate(confidence: nil)).band == "unknown")
        #expect(contract.admit(Sample.candidate(confidence: "0")).state == .approved)
    }
}
