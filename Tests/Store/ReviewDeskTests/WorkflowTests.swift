import ContractEngine
import Foundation
import Handoff
import HandoffStore
import JSON
import Testing

@testable import ReviewDesk

/// Every requirement of the five workflows: a good handoff, one thing broken, and what the contract makes of it.
@Suite struct WorkflowTests {
    private let demo: Demo

    init() throws { demo = try Demo() }

    /// A demo handoff with some of its text replaced, submitted.
    private func submit(_ contract: String, _ key: String, _ changes: (String, String)...) throws -> Dossier {
        var text = String(decoding: CanonicalJSON.bytes(of: try #require(try Demo.lines(contract)[key])), as: UTF8.self)
        for (old, new) in changes {
            try #require(text.contains(old), "\(old) in \(text)")
            text = text.replacingOccurrences(of: old, with: new)
        }
        let desk = try demo.folder.desk(account: "agents")
        return try desk.dossier(try desk.submit(try Sample.read(text)).id)
    }

    private func holds(
        _ dossier: Dossier, _ id: String, _ word: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let violations = dossier.handoff.contents.findings.violations.filter { $0.severity == .error }
        #expect(dossier.row.state == .draft, sourceLocation: sourceLocation)
        #expect(
            violations.contains { $0.id == id && (word.isEmpty || $0.message.contains(word)) }, "\(violations)",
            sourceLocation: sourceLocation)
    }

    /// Opens all evidence and approves.
    @discardableResult
    private func approve(_ id: HandoffID, _ people: String...) throws -> HandoffStatus {
        for person in people {
            let desk = try demo.folder.desk(person)
            for index in try desk.dossier(id).handoff.contents.evidence.indices {
                _ = try desk.openEvidence(id, item: index)
            }
            try desk.decide(Decision(.approve), on: id)
        }
        return try demo.folder.desk().dossier(id).handoff.status
    }

    // MARK: Sales follow-up

    private let sale = "fu-2026-11-19-0412"

    @Test func `Sales: the named owner is the account's`() throws {
        holds(try submit("sales.follow-up", sale, ("\"person:lena\"", "\"person:tomas\"")), "owner-of-the-account")
    }

    @Test(
        "Sales: each field that the CRM needs",
        arguments: [
            "account", "opportunity", "owner", "contact", "channel", "subject", "message", "status", "next_step",
        ])
    func salesFields(field: String) throws {
        holds(try submit("sales.follow-up", sale, ("\"\(field)\":", "\"x_\(field)\":")), "schema", field)
    }

    @Test func `Sales: an offer needs its account's owner, a large discount the deal desk, a larger one the head`()
        throws
    {
        let offer = "fu-2026-11-19-0415"
        #expect(try submit("sales.follow-up", offer).handoff.status.plan.map(\.step) == ["account-owner"])
        let large = try submit(
            "sales.follow-up", offer, ("\"discount_percent\":8", "\"discount_percent\":11"), (offer, "x1"))
        #expect(large.handoff.status.plan.map(\.step) == ["account-owner", "deal-desk"])
        let larger = try submit(
            "sales.follow-up", offer, ("\"discount_percent\":8", "\"discount_percent\":26"), (offer, "x2"))
        #expect(larger.row.state == .escalated)
        #expect(try submit("sales.follow-up", sale).row.state == .approved)
        #expect(
            try submit("sales.follow-up", sale, ("0.93", "0.84"), (sale, "x3"), ("OPP-2231", "OPP-9231")).row.state
                == .proposed)
    }

    @Test func `Sales: the status update goes to the CRM with the message`() throws {
        let dossier = try submit("sales.follow-up", sale)
        demo.folder.advance(120_000)
        let delivery = try #require(try demo.folder.desk("ravi").beginDelivery(dossier.row.id))
        let handoff = delivery.request.handoff
        #expect(handoff["target"]?["system"]?.string == "crm" && handoff["target"]?["reference"]?.string == "OPP-2231")
        #expect(handoff["payload"]?["status"]?["to"]?.string == "proposal")
        holds(
            try submit("sales.follow-up", sale, ("\"to\":\"proposal\"", "\"to\":\"closed-won\""), (sale, "x")),
            "status-step-allowed")
        holds(
            try submit("sales.follow-up", sale, ("stage: demo-ride\\n", "stage: lead\\n"), (sale, "y")),
            "status-is-current")
    }

    // MARK: HR

    private let answer = "hr-7712"

    @Test func `HR: the policy is a verified one, in force, for the place, and its passage is in the evidence`() throws
    {
        #expect(try submit("hr.policy-answer", answer).row.state == .proposed)
        holds(try submit("hr.policy-answer", answer, ("POL-101", "POL-150"), (answer, "a")), "policy-verified")
        holds(
            try submit("hr.policy-answer", answer, ("\"version\":\"2026-1\"", "\"version\":\"2025-2\""), (answer, "b")),
            "policy-version")
        holds(
            try submit("hr.policy-answer", answer, ("\"location\":\"DE\"", "\"location\":\"PT\""), (answer, "c")),
            "policy-covers-location")
        holds(
            try submit("hr.policy-answer", answer, ("has one twelfth of it", "has one tenth of it"), (answer, "d")),
            "policy-in-evidence")
        holds(
            try submit("hr.policy-answer", answer, ("\"role\":\"policy\"", "\"role\":\"other\""), (answer, "e")),
            "evidence", "policy")
    }

    @Test func `HR: an exception takes the exception path`() throws {
        let exception = "hr-7719"
        let dossier = try submit("hr.policy-answer", exception)
        #expect(dossier.handoff.status.plan.map(\.step) == ["hr-partner", "people-lead"])
        holds(
            try submit("hr.policy-answer", exception, ("\"exception\":{", "\"action\":{"), (exception, "a")), "schema",
            "exception")
        holds(
            try submit(
                "hr.policy-answer", exception, ("\"role\":\"exception-request\"", "\"role\":\"other\""),
                (exception, "b")),
            "evidence", "exception-request")
    }

    @Test func `HR: the employee can see the record`() throws {
        holds(try submit("hr.policy-answer", answer, ("\"visible\":true", "\"visible\":false")), "schema", "")
        holds(
            try submit("hr.policy-answer", answer, ("This follows POL-101", "This follows the policy"), (answer, "a")),
            "answer-names-its-policy")
    }

    @Test(
        "HR: edge cases are escalated",
        arguments: ["I am pregnant.", "My SCHWERBEHINDERung counts?", "The works council says no.", "I was harassed."])
    func edgeCases(words: String) throws {
        let dossier = try submit("hr.policy-answer", answer, ("Hi, I started", "\(words) Hi, I started"))
        #expect(
            dossier.row.state == .escalated
                && dossier.handoff.status.escalatedTo == [.person("aiko"), .person("robin")])
    }

    // MARK: IT

    private let fix = "inc-4810-fix-1"

    @Test func `IT: every entry of the timeline has a source in the trace`() throws {
        #expect(try submit("it.remediation", fix).row.state == .proposed)
        holds(
            try submit(
                "it.remediation", fix, ("\"uri\":\"alert://INC-4810\"", "\"uri\":\"alert://other\""), (fix, "a")),
            "every-entry-has-a-source")
        holds(
            try submit("it.remediation", fix, ("\"role\":\"log\"", "\"role\":\"other\""), (fix, "b")), "evidence", "log"
        )
    }

    @Test func `IT: a sev1 needs two people, and the producer can't talk it down`() throws {
        let dossier = try submit("it.remediation", fix)
        #expect(dossier.handoff.status.plan.map(\.step) == ["on-call", "incident-commander"])
        let first = try approve(dossier.row.id, "sven")
        #expect(first.state == .proposed && first.step == "incident-commander")
        #expect(try refusal { try approve(dossier.row.id, "sven") }.obligation == .separation(.earlierStep))
        #expect(try approve(dossier.row.id, "nadia").state == .approved)
        holds(
            try submit("it.remediation", fix, ("\"severity\":\"sev1\"", "\"severity\":\"sev3\""), (fix, "a")),
            "severity-from-the-alert")
    }

    @Test func `IT: the way back is there before anybody approves`() throws {
        holds(try submit("it.remediation", fix, ("\"rollback\":{", "\"x\":{")), "rollback")
        holds(
            try submit(
                "it.remediation", fix,
                (
                    "\"steps\":[\"switchctl set checkout.payment_client 3.0\",\"checkout-probe --payments 5\"]",
                    "\"steps\":[]"
                ), (fix, "a")), "rollback-has-steps")
    }

    @Test func `IT: a change owner of the service is named`() throws {
        holds(
            try submit("it.remediation", fix, ("\"owner\":\"person:sven\"", "\"owner\":\"person:nadia\"")),
            "change-owner-named")
        holds(try submit("it.remediation", fix, ("\"owner\":\"person:sven\",", ""), (fix, "a")), "change-owner-named")
    }

    // MARK: Finance

    private let payment = "mail-20261119-01"

    @Test func `Finance: the lines add up to the cent`() throws {
        holds(try submit("finance.payment", payment, ("\"amount\":65.86", "\"amount\":65.87")), "lines-add-up")
    }

    @Test func `Finance: an invoice is paid once`() throws {
        #expect(try submit("finance.payment", payment).row.state == .proposed)
        holds(try submit("finance.payment", payment, (payment, "again")), "duplicate-invoice")
    }

    @Test func `Finance: the supplier is known, and the account is the one we hold`() throws {
        holds(try submit("finance.payment", payment, ("SUP-203", "SUP-999")), "supplier-known")
        holds(try submit("finance.payment", payment, ("SUP-203", "SUP-208"), (payment, "a")), "supplier-known")
        holds(
            try submit("finance.payment", payment, ("DE00EXMP0000000203", "DE00EXMP0000000999"), (payment, "b")),
            "account-of-the-supplier")
    }

    @Test(
        "Finance: who approves which amount",
        arguments: [
            ("mail-20261119-02", ["accounts-payable"]), ("mail-20261119-03", ["accounts-payable", "controller"]),
            ("mail-20261119-04", ["accounts-payable", "controller"]),
            ("mail-20261119-05", ["accounts-payable", "controller", "cfo"]),
        ])
    func amounts(key: String, steps: [String]) throws {
        let dossier = try submit(
            "finance.payment", key,
            (
                "\"requested_by\":\"person:\(key.hasSuffix("2") ? "joao" : key.hasSuffix("5") ? "mei" : "sam")\"",
                "\"requested_by\":\"person:hugo\""
            ))
        #expect(dossier.handoff.status.plan.map(\.step) == steps)
        var status = try approve(dossier.row.id, "mei")
        for (index, person) in ["petra", "robin"].prefix(steps.count - 1).enumerated() {
            #expect(status.state == .proposed && status.step == steps[index + 1])
            status = try approve(dossier.row.id, person)
        }
        #expect(status.state == .approved)
    }

    @Test func `Finance: everything is in the journal, and the journal verifies`() throws {
        let id = try submit("finance.payment", payment).row.id
        try approve(id, "mei")
        #expect(try demo.folder.events(id).map(\.kind) == [.submitted, .approved])
        #expect(try demo.folder.desk().verify().fault == nil)
    }

    @Test func `Finance: paid is what the ERP's receipt says, and nothing before`() throws {
        let id = try submit("finance.payment", payment).row.id
        #expect(try approve(id, "mei").state == .approved)
        let desk = try demo.folder.desk("ravi")
        #expect(try desk.beginDelivery(id) == nil, "the recall window")
        demo.folder.advance(15 * 60_000)
        let delivery = try #require(try desk.beginDelivery(id))
        #expect(try desk.dossier(id).row.state == .approved)
        #expect(
            try desk.finishDelivery(delivery, .executed(recordID: "B-1", url: nil, message: nil, raw: .null))
                == .executed)
    }

    @Test func `Finance: no clerk approves their own request, nor kim what the agent that answers to kim made`() throws
    {
        let dossier = try submit("finance.payment", payment, ("person:hugo", "person:sam"))
        #expect(try refusal { try approve(dossier.row.id, "sam") }.obligation == .separation(.requester))
        #expect(try refusal { try approve(dossier.row.id, "kim") }.obligation == .separation(.producerOwner))
        let desk = try demo.folder.desk("mei")
        #expect(
            try refusal { try desk.decide(Decision(.approve), on: dossier.row.id) }.obligation == .mustView("invoice"))
    }

    // MARK: Marketing

    private let page = "asset-288-v3"

    @Test func `Marketing: a version follows the one before, which is there to compare with`() throws {
        #expect(try submit("marketing.asset", page).row.state == .proposed)
        holds(try submit("marketing.asset", page, ("\"previous\":{", "\"x\":{"), (page, "a")), "version-follows")
        holds(try submit("marketing.asset", page, ("\"version\":2}", "\"version\":1}"), (page, "b")), "version-follows")
        holds(
            try submit("marketing.asset", page, ("\"role\":\"previous-version\"", "\"role\":\"x\""), (page, "c")),
            "evidence", "previous-version")
    }

    @Test(
        "Marketing: a brand and a compliance check of this version, both passed",
        arguments: ["brand", "compliance"])
    func checks(name: String) throws {
        holds(
            try submit(
                "marketing.asset", page,
                ("\(name) check of: AST-288 v3\\nresult: passed", "\(name) check of: AST-288 v3\\nresult: failed")),
            "\(name)-check-passed")
        holds(
            try submit(
                "marketing.asset", page, ("\(name) check of: AST-288 v3", "\(name) check of: AST-288 v2"), (page, "a")),
            "checks-are-of-this-version")
        holds(
            try submit("marketing.asset", page, ("\"role\":\"\(name)-check\"", "\"role\":\"x\""), (page, "b")),
            "evidence", "\(name)-check")
    }

    @Test func `Marketing: who publishes has the authority, and approves last`() throws {
        let dossier = try submit("marketing.asset", page)
        #expect(dossier.handoff.status.plan.map(\.step) == ["brand", "compliance", "publisher"])
        #expect(dossier.handoff.status.plan.last?.by == .role("publisher"))
        try approve(dossier.row.id, "hugo", "yusuf")
        #expect(try approve(dossier.row.id, "robin").state == .approved)
        holds(
            try submit(
                "marketing.asset", page, ("\"authority\":\"person:zoe\"", "\"authority\":\"person:robin\""), (page, "a")
            ), "publish-authority")
    }
}
