import ContractEngine
import ContractReview
import Foundation
import Handoff
import HandoffStore
import JSON
import Testing

@testable import ReviewDesk

@Suite struct ContractBacktestTests {
    /// The sample's contract, version 2, with some of its text replaced.
    private func changed(_ changes: (String, String)...) throws -> ContractText {
        var text = Sample.contract.replacing("version: 1", with: "version: 2")
        for (old, new) in changes {
            try #require(text.contains(old), "\(old)")
            text = text.replacing(old, with: new)
        }
        return try ContractText.load(text, file: "new.yaml").get()
    }

    /// Five handoffs: one that passed, one that was approved, one rejected, one with two steps and one that was held.
    private func filled() throws -> (folder: StoreFolder, ids: [String: HandoffID]) {
        let folder = try StoreFolder()
        let bot = try folder.desk()
        var ids: [String: HandoffID] = [:]
        for (key, amount, invoice) in [
            ("passed", 500, "1"), ("approved", 2_000, "2"), ("rejected", 1_500, "3"), ("large", 9_000, "4"),
            ("held", 10, "nonsense"),
        ] {
            folder.advance(60_000)
            ids[key] = try bot.submit(Sample.submission(key: key, invoice: invoice, amount: amount)).id
        }
        let sam = try folder.desk("sam")
        try sam.decide(Decision(.approve), on: try #require(ids["approved"]))
        try sam.decide(Decision(.reject(reason: "wrong")), on: try #require(ids["rejected"]))
        return (folder, ids)
    }

    @Test func `What a looser contract lets pass is compared with what people did`() throws {
        let (folder, ids) = try filled()
        let before = try folder.desk().changeCount()
        let result = try folder.desk().backtest(
            try changed(
                ("payload.amount > 1000.0", "payload.amount > 5000.0"), ("payload.invoice != \"nonsense\"", "true")
            ).contract)
        #expect(result.judged == 5 && result.unreadable == 0)
        #expect(result[.passesThoughRejected].ids == [try #require(ids["rejected"])])
        #expect(result[.passesAsApproved].ids == [try #require(ids["approved"])])
        #expect(result[.acceptedNow].ids == [try #require(ids["held"])])
        #expect(result.total(.person) == 1 && result.total(.passed) == 4)
        #expect(try folder.desk().changeCount() == before)
    }

    @Test func `What a stricter contract holds, sends to people and asks of them`() throws {
        let (folder, ids) = try filled()
        let result = try folder.desk().backtest(
            try changed(
                (
                    "required: [invoice, amount]",
                    "required: [invoice, amount], properties: { amount: { maximum: 8000 } }"
                ),
                ("payload.amount > 1000.0", "payload.amount > 100.0"),
                ("payload.amount >= 5000.0", "payload.amount >= 1800.0")
            ).contract)
        #expect(result[.heldNow].ids == [try #require(ids["large"])])
        #expect(result.heldBecause == ["schema": 1])
        #expect(result[.personNow].ids == [try #require(ids["passed"])])
        #expect(result[.furtherStep].ids == [try #require(ids["approved"])])
        #expect(result[.passesThoughRejected].count == 0)
    }

    @Test func `The same contract finds what happened, related handoffs and all`() throws {
        let folder = try StoreFolder(contracts: [
            "pay": Sample.contract.replacing(
                "payload.invoice != \"nonsense\"", with: "related.same_record.all(r, r.state != \"approved\")")
        ])
        let bot = try folder.desk()
        let first = try bot.submit(Sample.submission(key: "1")).id
        folder.advance(1_000)
        // While the first one waits, the second one is let in; after its approval, the third one is held.
        _ = try bot.submit(Sample.submission(key: "2", amount: 1_999))
        folder.advance(1_000)
        try folder.desk("sam").decide(Decision(.approve), on: first)
        folder.advance(1_000)
        #expect(try bot.submit(Sample.submission(key: "3", amount: 1_998)).state == .draft)
        let result = try bot.backtest(bot.contractText("pay").contract)
        #expect(result.judged == 3)
        for finding in Backtest.Finding.allCases { #expect(result[finding].count == 0, "\(finding)") }
        #expect(result.total(.held) == 1 && result.total(.person) == 2)
    }

    @Test func `The demo's contracts find what the demo's handoffs came to`() throws {
        let demo = try Demo()
        _ = try demo.submitAll()
        let desk = try demo.folder.desk()
        for name in try desk.contractNames() {
            let text = try desk.contractText(name)
            #expect(try desk.errors(in: text) == [])
            let result = try desk.backtest(text.contract)
            #expect(result.judged > 0)
            for outcome in result.outcomes {
                let elsewhere = (result.table[outcome] ?? [:]).filter { $0.key != outcome.route && $0.value > 0 }
                #expect(elsewhere.isEmpty, "\(name) \(outcome) \(elsewhere)")
            }
        }
    }

    @Test func `Only what was submitted in the span is judged, and it can be stopped`() throws {
        let (folder, ids) = try filled()
        let desk = try folder.desk()
        let contract = try changed().contract
        let row = try desk.row(try #require(ids["rejected"]))
        let submitted = try #require(row?.submittedAt)
        #expect(try desk.backtest(contract, since: submitted).judged == 3)
        #expect(try desk.backtest(contract, until: submitted).judged == 3)
        #expect(try desk.backtest(contract, since: submitted, until: submitted).judged == 1)
        #expect(try desk.backtest(contract, since: folder.now.adding(milliseconds: 1)).judged == 0)
        var calls = 0
        _ = try desk.backtest(contract) { progress in
            calls += 1
            #expect(progress.share == 1 && progress.judged == 5)
            return false
        }
        #expect(calls == 1)
        let empty = try StoreFolder()
        // The store has to be there as long as its desk.
        defer { withExtendedLifetime(empty) {} }
        #expect(try empty.desk().backtest(contract).judged == 0)
    }

    @Test func `A handoff whose evidence is gone is counted and not judged`() throws {
        let (folder, _) = try filled()
        let contract = try changed().contract
        try FileManager.default.removeItem(atPath: folder.directory.evidence + "/sha256")
        let result = try folder.desk().backtest(contract)
        #expect(result.judged == 0 && result.unreadable == 5)
    }

    @Test func `Versions are found by name, and what is not there is told`() throws {
        let (folder, _) = try filled()
        let desk = try folder.desk()
        try folder.write(try changed().text, to: "contracts/pay.yaml")
        #expect(try desk.contractText("pay").contract.reference.version == 2)
        #expect(try desk.contractText("pay", version: 1).text == Sample.contract)
        #expect(try desk.lastContractText("pay")?.contract.reference.version == 1)
        #expect(try desk.contractText("pay", version: 2).file == "contracts/pay.yaml")
        let versions = try desk.contractVersions("pay")
        #expect(versions.map(\.version) == [1] && !versions[0].isInForce)
        #expect(versions[0].handoffs == 5 && versions[0].pending == 1)
        #expect(try refusal { try desk.contractText("pya") }.exitCode == 66)
        #expect(try refusal { try desk.contractText("payment") }.message.contains("did you mean pay?"))
        #expect(try refusal { try desk.contractText("pay", version: 7) }.message.contains("there are 1"))
        #expect(try refusal { try desk.contractText("../people") }.exitCode == 66)
    }

    @Test func `A contract that names what the store does not have has errors`() throws {
        let (folder, _) = try filled()
        let desk = try folder.desk()
        #expect(try desk.errors(in: changed()) == [])
        #expect(try desk.errors(in: changed(("by: role:cfo", "by: role:king"))).count == 1)
        #expect(try desk.errors(in: changed(("payload.amount > 1000.0", "payload.invoice in lists.known"))).count == 1)
    }
}
