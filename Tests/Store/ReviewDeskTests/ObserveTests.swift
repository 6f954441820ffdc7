import ContractEngine
import ContractReview
import Foundation
import Handoff
import JSON
import Testing

@testable import HandoffStore
@testable import ReviewDesk

/// A contract that observes judges everything and asks for nothing.
@Suite struct ObserveTests {
    private static let observing = Sample.contract.replacingOccurrences(
        of: "impact: high\n", with: "impact: high\nmode: observe\n")

    private let folder: StoreFolder
    private let desk: Desk

    init() throws {
        folder = try StoreFolder(contracts: ["pay": Self.observing])
        desk = try folder.desk()
    }

    @Test(
        "Each is a draft that says what would have become of it",
        arguments: [
            (500, "4711", HandoffState.approved, false), (2_000, "4711", .proposed, false),
            (2_000, "nonsense", .draft, true),
        ])
    func judged(amount: Int, invoice: String, observed: HandoffState, isHeld: Bool) throws {
        let receipt = try desk.submit(try Sample.submission(invoice: invoice, amount: amount))
        #expect(receipt.state == .draft && receipt.observed == observed && receipt.isHeld == isHeld)
        #expect(receipt.violations.contains { $0.id == "known" } == isHeld)
        let row = try #require(try desk.row(receipt.id))
        #expect(row.observed == observed && row.step == nil && row.due == nil && row.expires == nil)
        #expect(row.json["observed"]?.string == observed.rawValue && row.cell.takers.isEmpty)
        let status = try desk.dossier(receipt.id).handoff.status
        #expect(status.plan.map(\.step) == (observed == .proposed ? ["clerk"] : []))
        #expect(try folder.events(receipt.id).first?.happening?.admitted?.observed == observed)
        folder.advance(30 * 86_400_000)
        #expect(try desk.dueDeliveries().isEmpty && desk.dossier(receipt.id).expired == nil)
        #expect(try desk.verify().fault == nil)
    }

    @Test func `An escalation would reach whom it would reach`() throws {
        let text = Self.observing.replacingOccurrences(
            of: "  auto_approve:",
            with: "  escalate_when: [{ rule: 'payload.amount > 1.0', reason: r }]\n  auto_approve:")
        try folder.write(text, to: "contracts/pay.yaml")
        let id = try desk.submit(try Sample.submission()).id
        let admitted = try #require(try folder.events(id).first?.happening?.admitted)
        #expect(admitted.observed == .escalated && admitted.parties == [.person("robin")])
        #expect(try desk.dossier(id).handoff.status.escalatedTo.isEmpty, "nobody is asked")
    }

    @Test("Nobody decides on it, by whatever way", arguments: ["sam", "robin", "petra"])
    func undecided(person: String) throws {
        let id = try desk.submit(try Sample.submission(amount: 6_000)).id
        let dossier = try folder.desk(person).dossier(id)
        for action in [Action.approve, .escalate, .returnForRework, .edit, .assign, .claim, .recall, .attest] {
            #expect(dossier.refusal(of: action) != nil, "\(action)")
        }
        #expect(dossier.refusal(of: .approve)?.message.contains("only observes") ?? false)
        #expect(
            dossier.obligations[0].text.contains("would be proposed, for 'clerk' by role:clerk, then 'cfo' by role:cfo")
        )
        for choice in [Decision.Choice.approve, .escalate(reason: "unclear", to: []), .returnForRework, .recall] {
            let error = try refusal { try folder.desk(person).decide(Decision(choice, note: "n"), on: id) }
            #expect([4, 5].contains(error.exitCode))
        }
        let patch = try JSONValue(parsing: #"[{"op": "replace", "path": "/amount", "value": 7000}]"#)
        #expect(throws: DeskError.self) { try folder.desk(person).edit(Edit(.patch(patch)), of: id) }
        #expect(try desk.beginDelivery(id) == nil)
        #expect(try folder.events(id).count == 1)
    }

    @Test func `A revision and a resubmission are judged again, and observed again`() throws {
        let id = try desk.submit(try Sample.submission(invoice: "nonsense")).id
        let revision = try desk.submit(try Sample.submission(key: "k2", amount: 500, revises: #"{"key": "k1"}"#))
        #expect(revision.state == .draft && revision.observed == .approved && revision.version == 2)
        #expect(try desk.resubmit(id).observed == .approved)
        #expect(try desk.dueDeliveries().isEmpty)
        #expect(try folder.desk("kim").decide(Decision(.withdraw), on: id).state == .rejected)
        #expect(try desk.verify().fault == nil)
    }

    @Test func `What was observed stays observed when the contract is enforced`() throws {
        let before = try desk.submit(try Sample.submission(amount: 500)).id
        try folder.write(
            Sample.contract.replacingOccurrences(of: "version: 1\n", with: "version: 2\n"), to: "contracts/pay.yaml")
        let after = try desk.submit(try Sample.submission(key: "k2", invoice: "2", amount: 500))
        #expect(after.state == .approved && after.observed == nil)
        #expect(try desk.resubmit(before).observed == .approved && desk.row(before)?.state == .draft)
        folder.advance(120_000)
        #expect(try desk.dueDeliveries() == [after.id])
    }

    @Test func `It is there for what is observed like it, and for nothing else`() throws {
        let strict = ("contract: pay", "contract: strict")
        let refusing = Sample.contract.replacingOccurrences(of: strict.0, with: strict.1)
            .replacingOccurrences(
                of: "'payload.invoice != \"nonsense\"'", with: "'related.same_record.size() == 0'")
        try folder.write(refusing, to: "contracts/strict.yaml")
        try folder.write(
            refusing.replacingOccurrences(of: strict.1, with: "contract: watched").replacingOccurrences(
                of: "impact: high\n", with: "impact: high\nmode: observe\n"), to: "contracts/watched.yaml")
        let first = try desk.submit(try Sample.submission(contract: "watched", amount: 500))
        #expect(first.observed == .approved)
        let second = try desk.submit(try Sample.submission(key: "k2", contract: "watched", amount: 600))
        #expect(second.observed == .draft, "what is observed sees what is observed, as if both were real")
        let real = try desk.submit(try Sample.submission(key: "k3", contract: "strict", amount: 500))
        #expect(real.state == .approved, "what is real does not")
        #expect(try desk.dossier(real.id).conflicts.isEmpty)
        #expect(try desk.dossier(first.id).conflicts.map(\.id).contains(real.id))
    }

    @Test func `Under a hold it would be held, and is judged again at the release`() throws {
        try desk.hold(.contract("pay"), reason: "r")
        let receipt = try desk.submit(try Sample.submission(amount: 500))
        #expect(receipt.observed == .draft && receipt.violations.map(\.id) == ["hold"])
        #expect(try desk.release(hold: "pay").admitted == 1)
        #expect(try desk.row(receipt.id)?.observed == .approved && desk.row(receipt.id)?.state == .draft)
        #expect(try desk.dueDeliveries().isEmpty)
    }

    @Test func `A back-test counts it as what it would have been`() throws {
        _ = try desk.submit(try Sample.submission(amount: 500))
        let contract = try desk.contractText("pay").contract
        let result = try desk.backtest(contract)
        #expect(result.judged == 1 && result.total(.passed) == 1)
        #expect(Backtest.Finding.allCases.allSatisfy { result[$0].count == 0 })
    }

    @Test func `A queue that says something else of it than the log is named`() throws {
        _ = try desk.submit(try Sample.submission(amount: 500))
        try folder.tamper("UPDATE handoff SET observed = NULL")
        #expect(try desk.verify().fault?.message.contains("the queue says something else") ?? false)
    }
}
