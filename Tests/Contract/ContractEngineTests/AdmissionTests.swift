import ContractFixtures
import Foundation
import Handoff
import JSON
import Testing

@testable import ContractEngine

@Suite struct AdmissionTests {
    @Test func `A good draft above the threshold passes without a person`() throws {
        let admission = try Sample.contract().admit()
        #expect(admission.state == .approved)
        #expect(admission.findings.violations.isEmpty && admission.plan.isEmpty)
        #expect(admission.owner == .team("ap") && admission.band == "high")
        #expect(admission.due == nil && admission.expires == nil)
        #expect(admission.deliverable == Sample.now.adding(milliseconds: 120_000))
    }

    // MARK: What holds a draft

    struct Breach: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let candidate: Candidate
        let id: String, path: String
    }

    static let breaches: [Breach] = [
        Breach(
            testDescription: "a member is missing",
            candidate: Sample.candidate(payload: Sample.payload.with("amount", nil)),
            id: "schema", path: "/payload"),
        Breach(
            testDescription: "a member is of the wrong kind",
            candidate: Sample.candidate(payload: Sample.payload.with("amount", -1)), id: "schema",
            path: "/payload/amount"),
        Breach(
            testDescription: "the payload is null", candidate: Sample.candidate(payload: .null), id: "schema",
            path: "/payload"),
        Breach(
            testDescription: "the record is no text",
            candidate: Sample.candidate(payload: Sample.payload.with("invoice", 7)),
            id: "reference", path: "/"),
        Breach(
            testDescription: "the record can't be worked out",
            candidate: Sample.candidate(payload: Sample.payload.with("invoice", nil)), id: "reference", path: "/"),
        Breach(
            testDescription: "evidence is missing", candidate: Sample.candidate(evidence: []), id: "evidence",
            path: "/evidence"),
        Breach(
            testDescription: "evidence is of another role",
            candidate: Sample.candidate(evidence: [
                EvidenceContent(role: "Invoice", name: "a", media: "text/plain", bytes: [65])
            ]),
            id: "evidence", path: "/evidence"),
        Breach(
            testDescription: "evidence is of other media",
            candidate: Sample.candidate(evidence: [
                EvidenceContent(role: "invoice", name: "a", media: "image/png", bytes: [65])
            ]),
            id: "evidence", path: "/evidence/0/media"),
        Breach(
            testDescription: "the prompt is missing", candidate: Sample.candidate(trace: [:]), id: "trace",
            path: "/trace/prompt"),
        Breach(
            testDescription: "the prompt is blank", candidate: Sample.candidate(trace: ["prompt": " \n\t"]),
            id: "trace",
            path: "/trace/prompt"),
        Breach(
            testDescription: "the prompt is a list of nothing",
            candidate: Sample.candidate(trace: ["prompt": [[:], ""]]),
            id: "trace", path: "/trace/prompt"),
        Breach(
            testDescription: "the model is missing", candidate: Sample.candidate(producer: ["agent": "ap-bot"]),
            id: "trace",
            path: "/trace/model"),
        Breach(
            testDescription: "the way back is missing",
            candidate: Sample.candidate(payload: Sample.payload.with("rollback", nil)), id: "rollback", path: "/payload"
        ),
        Breach(
            testDescription: "the way back is empty",
            candidate: Sample.candidate(payload: Sample.payload.with("rollback", ["plan": "  "])), id: "rollback",
            path: "/payload"),
        Breach(
            testDescription: "a check fails",
            candidate: Sample.candidate(payload: Sample.payload.with("amount", 2_000_000)),
            id: "not-huge", path: "/payload"),
    ]

    @Test("What holds a draft", arguments: breaches)
    func held(breach: Breach) throws {
        let admission = try Sample.contract().admit(breach.candidate)
        #expect(admission.state == .draft)
        #expect(
            admission.findings.violations.contains {
                $0.id == breach.id && $0.path == breach.path && $0.severity == .error && !$0.message.isEmpty
            }, "\(admission.findings.violations)")
        #expect(admission.plan.isEmpty && admission.due == nil && admission.deliverable == nil)
    }

    @Test func `Everything that is wrong is told at once`() throws {
        let admission = try Sample.contract().admit(
            Sample.candidate(payload: ["invoice": 7], producer: ["agent": "b"], evidence: [], trace: [:]))
        #expect(
            Set(admission.violationIDs) == [
                "schema", "reference", "evidence", "trace", "rollback", "not-huge", "round",
            ])
        #expect(admission.violationIDs.count { $0 == "trace" } == 2)
    }

    @Test func `A warning is shown, holds nothing, and asks for a person`() throws {
        let admission = try Sample.contract().admit(Sample.candidate(payload: Sample.payload.with("amount", 13)))
        #expect(admission.state == .proposed)
        #expect(admission.findings.violations.map(\.severity) == [.warning])
        #expect(
            admission.findings.checks.map { "\($0.id) \($0.result) \($0.source)" } == [
                "not-huge passed contract", "round failed contract",
            ])
    }

    // MARK: A rule that fails is never a pass

    @Test func `A check that fails to evaluate holds, a warning too`() throws {
        let contract = try Sample.contract(("'payload.amount != 13.0'", "'payload.missing.deeper == 1'"))
        let admission = contract.admit()
        #expect(admission.state == .draft && admission.violationIDs == ["round"])
        #expect(admission.findings.violations[0].severity == .error)
        #expect(admission.findings.checks.last?.result == "error")
        let skipped = try Sample.contract(("id: round, rule", "id: round, when: 'payload.nothing > 1', rule")).admit()
        #expect(skipped.state == .draft && skipped.findings.checks.last?.result == "error")
    }

    @Test func `A check that gives no truth value holds`() throws {
        #expect(try Sample.contract(("'payload.amount != 13.0'", "'payload.invoice'")).admit().state == .draft)
    }

    @Test func `A check whose condition is not there is skipped`() throws {
        let admission = try Sample.contract(("id: round, rule", "id: round, when: 'false', rule")).admit(
            Sample.candidate(payload: Sample.payload.with("amount", 13)))
        #expect(admission.state == .approved && admission.findings.checks.last?.result == "skipped")
    }

    @Test func `The condition of evidence that fails to evaluate holds`() throws {
        let failing = try Sample.contract(("media: [text/plain] }", "media: [text/plain], when: 'payload.no.no' }"))
        #expect(failing.admit().violationIDs == ["evidence"])
        let none = try Sample.contract(("media: [text/plain] }", "media: [text/plain], when: 'false' }"))
        #expect(none.admit(Sample.candidate(evidence: [])).state == .approved)
    }

    @Test(
        "An owner that can't be worked out holds",
        arguments: [
            "payload.nobody", "dyn(7)", "dyn('kim')", "'person:nobody'", "'team:nothing'",
            "lists.owners[payload.invoice]", "dyn('')",
        ])
    func owner(rule: String) throws {
        let admission = try Sample.contract(("owner: team:ap", "owner: { rule: \"\(rule)\" }")).admit()
        #expect(admission.state == .draft && admission.owner == nil && admission.violationIDs == ["owner"])
    }

    @Test func `An owner by rule is put in where a step says owner`() throws {
        let contract = try Sample.contract(
            ("owner: team:ap", "owner: { rule: 'lists.owners[payload.invoice]' }"), ("by: role:clerk", "by: owner"),
            ("auto_approve: above_threshold", "auto_approve: never"))
        let admission = contract.admit(
            Sample.candidate(), Sample.facts(lists: ["owners": ["4711": "person:kim"]]))
        #expect(admission.owner == .person("kim") && admission.state == .proposed)
        #expect(admission.plan == [PlannedStep(step: "clerk", by: .person("kim"), quorum: 2)])
    }

    @Test func `A mandatory rule that fails to evaluate demands a person`() throws {
        let admission = try Sample.contract(("'payload.amount > 1000.0'", "'payload.what > 1000.0'")).admit()
        #expect(admission.state == .proposed && admission.findings.reasons == ["Over a thousand"])
    }

    @Test func `An escalation rule that fails to evaluate escalates`() throws {
        let admission = try Sample.contract(("'payload.invoice == \"unknown\"'", "'payload.what == 1'")).admit()
        #expect(admission.state == .escalated && admission.escalatedTo == [.person("robin")])
        #expect(admission.plan.map(\.step) == ["clerk"] && admission.expires != nil)
    }

    @Test func `A step whose condition fails to evaluate applies`() throws {
        let admission = try Sample.contract(
            ("'payload.amount >= 5000.0'", "'payload.what >= 1'"), ("threshold: 0.90", "threshold: 0.99")
        )
        .admit()
        #expect(admission.plan.map(\.step) == ["clerk", "cfo"])
    }

    @Test func `Text of evidence that is no text fails the rule that reads it`() throws {
        let contract = try Sample.contract(
            ("'payload.amount != 13.0'", "'evidence.all(e, !e.text.contains(\"x\"))'"),
            ("media: [text/plain]", "media: []"))
        let picture = EvidenceContent(role: "invoice", name: "a.png", media: "image/png", bytes: [1])
        #expect(contract.admit(Sample.candidate(evidence: [picture])).violationIDs == ["round"])
        let broken = EvidenceContent(role: "invoice", name: "a.txt", media: "text/plain", bytes: [0xFF])
        #expect(contract.admit(Sample.candidate(evidence: [broken])).violationIDs == ["round"])
    }

    // MARK: Where a person is needed

    @Test(
        "Nothing passes without a person unless all of it is right",
        arguments: [
            ("below the threshold", Sample.candidate(confidence: "0.8999"), Sample.facts()),
            ("no confidence", Sample.candidate(confidence: nil), Sample.facts()),
            ("a mandatory rule", Sample.candidate(payload: Sample.payload.with("amount", 1_001)), Sample.facts()),
            ("an open question", Sample.candidate(unresolved: ["?"]), Sample.facts()),
            (
                "a failed check of the producer",
                Sample.candidate(checks: [["id": "a", "result": "failed", "message": ""]]), Sample.facts()
            ),
            (
                "an unknown result of the producer",
                Sample.candidate(checks: [["id": "a", "result": "PASSED", "message": ""]]), Sample.facts()
            ),
            ("a conflict", Sample.candidate(), Sample.facts(sameRecord: [.proposed])),
            ("a conflict with what is approved", Sample.candidate(), Sample.facts(sameRecord: [.executed, .approved])),
        ])
    func proposed(reason: String, candidate: Candidate, facts: Facts) throws {
        let admission = try Sample.contract().admit(candidate, facts)
        #expect(admission.state == .proposed, "\(reason)")
        #expect(admission.plan.map(\.step) == ["clerk"])
        #expect(admission.due == Sample.now.adding(milliseconds: 14_400_000))
        #expect(admission.expires == Sample.now.adding(milliseconds: 172_800_000))
        #expect(admission.deliverable == nil)
    }

    @Test func `What is done or held is no conflict, and a conflict alone stops nothing unless the contract says so`()
        throws
    {
        #expect(
            try Sample.contract().admit(Sample.candidate(), Sample.facts(sameRecord: [.executed, .rejected, .draft]))
                .state
                == .approved)
        #expect(
            try Sample.contract(("  conflict: refuse\n", "")).admit(
                Sample.candidate(), Sample.facts(sameRecord: [.proposed])
            ).state
                == .approved)
    }

    @Test func `auto_approve never lets nothing pass`() throws {
        #expect(
            try Sample.contract(("auto_approve: above_threshold", "auto_approve: never")).admit().state == .proposed)
        #expect(try Sample.contract(("  auto_approve: above_threshold\n", "")).admit().state == .proposed)
    }

    @Test func `The threshold itself is enough`() throws {
        #expect(try Sample.contract().admit(Sample.candidate(confidence: "0.90")).state == .approved)
    }

    @Test(
        "The audit sample goes to a person",
        arguments: [(0.0, HandoffState.proposed), (0.0499, .proposed), (0.05, .approved), (0.9, .approved)])
    func audit(sample: Double, state: HandoffState) throws {
        #expect(try Sample.contract().admit(sample: sample).state == state)
    }

    @Test(
        "Bands",
        arguments: [
            (nil, "unknown", 0), ("0", "low", 1), ("0.59", "low", 1), ("0.60", "medium", 2), ("0.849", "medium", 2),
            ("0.85", "high", 3), ("1", "high", 3),
        ] as [(String?, String, Int)])
    func bands(confidence: String?, band: String, rank: Int) throws {
        let contract = try Sample.contract()
        #expect(contract.band(confidence.flatMap(JSONNumber.init(_:))) == band)
        #expect(contract.rank(ofBand: band) == rank)
    }

    @Test func `Confidence below the lowest band is unknown`() throws {
        let contract = try Sample.contract(("low: 0.0", "low: 0.2"))
        #expect(contract.band(JSONNumber("0.1")) == "unknown")
    }

    // MARK: The plan

    @Test func `Steps apply by their conditions, and where none does it is held`() throws {
        let contract = try Sample.contract()
        #expect(
            contract.admit(Sample.candidate(payload: Sample.payload.with("amount", 5_000))).plan.map(\.step) == [
                "clerk", "cfo",
            ])
        let none = try Sample.contract(
            ("by: role:clerk, quorum: 2", "by: role:clerk, when: 'false'"), ("threshold: 0.90", "threshold: 0.99"))
        #expect(none.admit().violationIDs == ["sequence"])
    }

    // MARK: The record

    @Test func `The record is what the rule gives; empty and null mean that there is none yet`() throws {
        let contract = try Sample.contract()
        func examination(_ invoice: JSONValue) -> Examination {
            Examination(
                of: Sample.candidate(payload: Sample.payload.with("invoice", invoice)), under: contract, lists: [:],
                now: Sample.now)
        }
        #expect(examination("4711").reference == "4711")
        #expect(examination("").reference == nil && examination(.null).reference == nil)
        var wrong = examination(7)
        #expect(wrong.reference == nil)
        #expect(wrong.admission(Sample.facts(), sample: 1).violationIDs.contains("reference"))
    }

    @Test func `The rule for the record reads lists`() throws {
        let contract = try Sample.contract(("reference: payload.invoice", "reference: 'lists.alias[payload.invoice]'"))
        let lists: JSONValue = ["alias": ["4711": "BILL-1"]]
        #expect(
            Examination(of: Sample.candidate(), under: contract, lists: lists, now: Sample.now).reference == "BILL-1")
        #expect(contract.admit(Sample.candidate(), Sample.facts(lists: lists)).state == .approved)
        #expect(contract.admit().violationIDs == ["reference"])
    }

    // MARK: The clock

    @Test func `Where the breach expires a handoff, it does so when it is due`() throws {
        let contract = try Sample.contract(
            ("on_breach: escalate", "on_breach: expire"), ("threshold: 0.90", "threshold: 0.99"))
        let admission = contract.admit()
        #expect(admission.expires == admission.due && admission.due != nil)
    }
}
