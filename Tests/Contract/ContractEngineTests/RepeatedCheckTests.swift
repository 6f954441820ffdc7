import CivilTime
import ContractFixtures
import Handoff
import JSON
import Testing

@testable import ContractEngine

/// Error checks hold to the end: at each approval and before each delivery, on what is so then.
@Suite struct RepeatedCheckTests {
    static func contract(_ check: String) throws -> Contract {
        try Sample.contract(("    - { id: round,", "    - \(check)\n    - { id: round,"), ("quorum: 2", "quorum: 1"))
    }

    static func results(
        _ contract: Contract, _ facts: Facts = Sample.facts(), after milliseconds: Int64 = 0, isApproved: Bool = false
    ) -> RepeatedChecks {
        contract.checksAgain(
            Sample.candidate(), facts, proposedAt: Sample.now, now: Sample.now.adding(milliseconds: milliseconds),
            isApproved: isApproved)
    }

    static let active = "{ id: active, rule: '\"S\" in lists.active', message: Not active, severity: error }"

    @Test func `An error check is held on the lists of the moment, a warning is not`() throws {
        let contract = try Self.contract(Self.active)
        let good = Self.results(contract, Sample.facts(lists: ["active": ["S"]]))
        #expect(good.failures.isEmpty && good.results.map(\.id) == ["not-huge", "active"])
        let bad = Self.results(contract, Sample.facts(lists: ["active": []]))
        #expect(bad.failures.map(\.id) == ["active"] && bad.failures.map(\.message) == ["Not active"])
        // A list that is gone is no pass.
        #expect(Self.results(contract).failures.map(\.result) == ["error"])
    }

    @Test(
        "A rule that may read a list that doesn't load fails, whichever way it asks",
        arguments: [
            "!(\"S\" in lists.blocked)", "!has(lists.blocked)", "!(\"blocked\" in lists)", "size(lists) < 5",
            "lists.map(l, l) != []", "variables.free", "!has(lists[\"blocked\"].S)",
        ])
    func unreadable(rule: String) throws {
        let contract = try Sample.contract(
            ("  checks:\n", "  variables: { free: '!(\"S\" in lists.blocked)' }\n  checks:\n"),
            ("'payload.amount < 1000000.0'", "'\(rule)'"))
        var facts = Sample.facts(lists: [:])
        facts.unreadableLists = ["blocked": "line 1 is wrong"]
        let admission = contract.admit(Sample.candidate(), facts)
        #expect(admission.state == .draft && admission.violationIDs == ["not-huge"], "\(rule)")
        #expect(admission.findings.violations.first?.message.contains("line 1 is wrong") ?? false)
        #expect(Self.results(contract, facts).failures.map(\.result) == ["error"])
    }

    @Test func `A list that another rule reads keeps nothing from its own`() throws {
        var facts = Sample.facts(lists: ["active": ["S"]])
        facts.unreadableLists = ["blocked": "wrong"]
        let contract = try Self.contract(Self.active)
        #expect(contract.admit(Sample.candidate(), facts).state == .approved)
        #expect(Self.results(contract, facts).failures.isEmpty)
    }

    @Test func `The time of a check is that of the proposal, unless it says now`() throws {
        let rule = "rule: 'now < timestamp(\"2026-11-23T10:00:00Z\")', message: Too late, severity: error"
        for (recheck, fails) in [("", false), (", recheck: now", true), (", recheck: never", false)] {
            let contract = try Self.contract("{ id: timely, \(rule)\(recheck) }")
            #expect(contract.readAgain.isTimed == fails)
            #expect(Self.results(contract, after: 7_200_000).failures.map(\.id) == (fails ? ["timely"] : []))
        }
    }

    @Test func `Whoever may sign is refused while a check does not hold, and nobody else learns of it first`() throws {
        var review = try Review.at(.proposed)
        let contract = try Self.contract(Self.active)
        review.checks = Self.results(contract, Sample.facts(lists: ["active": []]))
        review.view("sam")
        #expect(review.refusal("sam", .approve) == .check("active"))
        #expect(review.refusal("robin", .approve) == .step("clerk"))
        // It can be sent away all the same.
        for choice in [
            Decision.Choice.reject(reason: "wrong-amount"), .returnForRework, .escalate(reason: "over-limit", to: []),
        ] {
            #expect(review.refusal("sam", choice) == nil)
        }
        let obligation = review.situation("sam").obligations.first { $0.kind == .check("active") }
        #expect(obligation?.state == .blocked && obligation?.text.contains("Not active") ?? false)
        review.checks = Self.results(contract, Sample.facts(lists: ["active": ["S"]]))
        #expect(review.refusal("sam", .approve) == nil)
    }

    @Test func `An escalatee is refused too, and so is who lets a failed delivery out again`() throws {
        let contract = try Self.contract(Self.active)
        let bad = Self.results(contract, Sample.facts(lists: ["active": []]))
        for place in [Review.Place.escalated, .uncertain] {
            var review = try Review.at(place, try Sample.contract(("quorum: 2", "quorum: 1")))
            review.checks = bad
            review.view("robin")
            #expect(review.refusal("robin", .approve, nothingWritten: true) == .check("active"))
        }
    }

    @Test func `Under the first edition they were held at intake alone`() throws {
        var review = try Review.at(.proposed)
        let contract = try Self.contract(Self.active)
        review.checks = Self.results(contract, Sample.facts(lists: ["active": []]))
        review.view("sam")
        var situation = review.situation("sam")
        situation.edition = .first
        #expect(situation.refusal(of: .approve) == nil)
    }

    @Test func `What does not hold any more before its delivery goes to a person, with the message`() throws {
        var review = try Review.at(.approved)
        let contract = try Self.contract(Self.active)
        review.checks = Self.results(contract, Sample.facts(lists: ["active": []]))
        review.lease()
        #expect(review.state == .escalated && review.status.isDeliveryEscalation)
        let failed = try #require(review.log.last)
        #expect(failed.kind == .deliveryFailed && failed.reason == "failed")
        #expect(review.said == "the check 'active' does not hold any more: Not active")
    }

    @Test func `Where an earlier attempt's answer is unknown, the message says that too`() throws {
        var review = try Review.at(.approved)
        review.lease()
        #expect(review.status.delivery?.condition == .running)
        review.checks = Self.results(try Self.contract(Self.active), Sample.facts(lists: ["active": []]))
        let ruling = review.situation(.system).rulingOnLease(
            OutboxFacts(key: "k", attempts: 1, notBefore: review.now, leaseUntil: review.now), timeout: 1,
            flaw: nil, using: .system)
        review.apply(try #require(ruling))
        #expect(review.log.last?.reason == "unknown")
        #expect(review.said?.contains("Not active") ?? false)
        #expect(review.said?.contains("is not known") ?? false)
    }

    @Test func `A delivery waits while deliver_when is false or fails, and says why`() throws {
        func contract(_ rule: String) throws -> Contract {
            try Sample.contract(("  conflict: refuse\n", "  conflict: refuse\n  deliver_when: '\(rule)'\n"))
        }
        let frozen = try contract("!lists.freeze.active")
        #expect(Self.results(frozen, isApproved: true).wait?.contains("can't be evaluated") ?? false)
        let active = Sample.facts(lists: ["freeze": ["active": true]])
        #expect(Self.results(frozen, active, isApproved: true).wait?.contains("!lists.freeze.active") ?? false)
        #expect(Self.results(frozen, active).wait == nil, "it is not yet approved")
        #expect(Self.results(frozen, Sample.facts(lists: ["freeze": ["active": false]]), isApproved: true).wait == nil)
        let late = try contract("now >= timestamp(\"2026-11-23T10:00:00Z\")")
        #expect(Self.results(late, isApproved: true).wait != nil && late.readAgain.isTimed)
        #expect(Self.results(late, after: 3_600_000, isApproved: true).wait == nil)
        var review = try Review.at(.approved)
        review.checks = RepeatedChecks(wait: "the freeze")
        review.lease()
        #expect(review.state == .approved && review.status.delivery == nil)
        #expect(review.situation("sam").obligations.contains { $0.text.contains("the freeze") })
        review.checks = RepeatedChecks()
        review.lease()
        #expect(review.status.delivery?.condition == .running)
    }

    @Test func `The handoffs related at intake are noted for what is held again, and for nothing else`() throws {
        let once =
            "{ id: once, rule: '!related.same_record.exists(r, r.state == \"approved\")', message: m, severity: error }"
        let facts = Sample.facts(sameRecord: [.rejected])
        #expect(
            try Self.contract(once).admit(Sample.candidate(), facts).findings.related?["same_record"] == [Sample.id])
        #expect(try Sample.contract().admit(Sample.candidate(), facts).findings.related == nil)
        let findings = try Self.contract(once).admit(Sample.candidate(), facts).findings
        #expect(Findings(findings.json) == findings)
    }

    @Test func `Related handoffs that are more than can be judged fail what reads them`() throws {
        let once =
            "{ id: once, rule: '!has(related.same_record) || size(related.same_record) < 9', message: m, severity: error }"
        var facts = Sample.facts()
        facts.related[RelatedList.sameRecord] = RelatedHandoffs([], isWhole: false)
        let contract = try Self.contract(once)
        #expect(contract.admit(Sample.candidate(), facts).violationIDs == ["once"])
        #expect(Self.results(contract, facts).failures.map(\.id) == ["once"])
    }

    @Test func `Rules read of related handoffs what is at stake and when they came in`() throws {
        let rule =
            "related.same_record.all(r, decimal(r.stake) == decimal(\"7.50\") && now - r.at == duration(\"1h\") && timestamp(r.at) < now)"
        var facts = Sample.facts()
        let other = RelatedHandoff(
            id: Sample.id, state: .approved, stake: JSONNumber("7.50"), at: Sample.now.adding(milliseconds: -3_600_000))
        facts.related[RelatedList.sameRecord] = RelatedHandoffs([other])
        #expect(try RuleScopeTests.result(rule, Sample.candidate(), facts) == "passed")
    }

    @Test func `A check says what it is about, and which code it offers`() throws {
        let check =
            "{ id: low, rule: 'payload.amount < 1.0', message: Too much, severity: error, at: /amount, reason: wrong-amount }"
        #expect(try Self.contract(check).admit().findings.violations.map(\.path) == ["/payload/amount"])
        for (old, new) in [
            ("at: /amount", "at: amount"), ("reason: wrong-amount", "reason: odd"), ("at: /amount", "recheck: often"),
        ] {
            let text = try Sample.text([
                ("    - { id: round,", "    - \(check.replacing(old, with: new))\n    - { id: round,")
            ])
            #expect(Contract.load(text, file: "c.yaml").contract == nil, "\(new)")
        }
    }
}
