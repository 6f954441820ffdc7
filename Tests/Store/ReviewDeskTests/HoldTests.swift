import ContractEngine
import Foundation
import Handoff
import JSON
import Testing

@testable import HandoffStore
@testable import ReviewDesk

/// What is on hold neither comes in nor goes out, whoever tries and by whatever way, and goes on when it is released.
@Suite struct HoldTests {
    private static let scopes = ["everything", "producer:ap-bot", "contract:pay", "system:erp"]

    private let folder: StoreFolder
    private let desk: Desk

    init() throws {
        folder = try StoreFolder()
        desk = try folder.desk()
    }

    private func scope(_ text: String) throws -> HoldScope { try #require(HoldScope(text)) }

    private func hold(_ text: String, reason: String = "it books everything twice") throws {
        try desk.hold(try scope(text), reason: reason)
    }

    private func violations(_ id: HandoffID) throws -> [String] {
        try desk.dossier(id).handoff.contents.findings.violations.filter { $0.severity == .error }.map(\.id)
    }

    private func approved(key: String = "k1", invoice: String = "4711") throws -> HandoffID {
        let id = try desk.submit(try Sample.submission(key: key, invoice: invoice)).id
        try folder.desk("sam").decide(Decision(.approve), on: id)
        folder.advance(120_000)
        return id
    }

    @Test("What comes in is kept as a draft that says so, also what would pass alone", arguments: scopes)
    func intake(text: String) throws {
        try hold(text)
        let small = try desk.submit(try Sample.submission(amount: 500))
        let large = try desk.submit(try Sample.submission(key: "k2", invoice: "2"))
        #expect(small.state == .draft && large.state == .draft)
        for receipt in [small, large] {
            #expect(
                receipt.violations.map(\.id) == ["hold"]
                    && receipt.violations[0].message.contains("books everything twice"))
        }
        #expect(try desk.resubmit(small.id).state == .draft, "to bring it in again is no way round")
        let revision = try Sample.submission(key: "k2", invoice: "2", amount: 1_500, revises: #"{"key": "k2"}"#)
        #expect(try desk.submit(revision).state == .draft)
        let released = try desk.release(hold: text)
        #expect(released.scope == (try scope(text)) && released.admitted == 2)
        #expect(try desk.row(small.id)?.state == .approved && desk.row(large.id)?.state == .proposed)
        let event = try #require(try folder.events(small.id).last)
        #expect(event.kind == .resubmitted && event.by == .system)
        #expect(try folder.desk("sam").decide(Decision(.approve), on: large.id).state == .approved)
        #expect(try desk.verify().fault == nil)
    }

    @Test("What is approved waits for its delivery, and goes on after the release", arguments: scopes)
    func delivery(text: String) throws {
        let id = try approved()
        try hold(text)
        #expect(try desk.dueDeliveries().isEmpty && desk.beginDelivery(id) == nil)
        #expect(try folder.events(id).map(\.kind) == [.submitted, .approved], "waiting leaves no trace")
        let obligation = try desk.obligations(id).first { $0.kind == .hold }
        #expect(obligation?.state == .blocked && obligation?.text.contains("books everything twice") ?? false)
        #expect(try desk.release(hold: text).admitted == 0)
        #expect(try desk.dueDeliveries() == [id])
        #expect(try desk.obligations(id).contains { $0.kind == .hold } == false)
        let delivery = try #require(try desk.beginDelivery(id))
        #expect(
            try desk.finishDelivery(delivery, .executed(recordID: "B", url: nil, message: nil, raw: .null)) == .executed
        )
    }

    @Test func `What is not on hold goes on, however much is on hold before it`() throws {
        let other = Sample.contract.replacingOccurrences(of: "contract: pay", with: "contract: refund")
        try folder.write(other, to: "contracts/refund.yaml")
        for index in 1...5 { _ = try approved(key: "k\(index)", invoice: "\(index)") }
        let id = try desk.submit(
            try Sample.submission(key: "r", contract: "refund", invoice: "r", amount: 500, agent: "other-bot")
        ).id
        folder.advance(120_000)
        for text in ["contract:pay", "producer:ap-bot"] {
            try hold(text)
            #expect(try desk.dueDeliveries(limit: 2) == [id])
            #expect(
                try desk.submit(
                    try Sample.submission(
                        key: text, contract: "refund", invoice: text, amount: 500, agent: "other-bot")
                ).state == .approved)
            try desk.release(hold: text)
        }
        #expect(try desk.dueDeliveries(limit: 2).count == 2)
    }

    @Test func `What a connector answers under a hold is recorded, and a lease that ran out is looked into`() throws {
        let (first, second) = (try approved(), try approved(key: "k2", invoice: "2"))
        let running = try #require(try desk.beginDelivery(first))
        _ = try #require(try desk.beginDelivery(second))
        try hold("everything")
        #expect(
            try desk.finishDelivery(running, .executed(recordID: "B", url: nil, message: nil, raw: .null)) == .executed)
        folder.advance(3_600_000)
        #expect(try desk.dueDeliveries() == [second])
        #expect(try desk.beginDelivery(second) == nil)
        let status = try desk.dossier(second).handoff.status
        #expect(status.state == .escalated && status.delivery?.condition == .unknown)
    }

    @Test func `What is in stays in: it is decided on, edited, recalled and rejected as ever`() throws {
        let id = try desk.submit(try Sample.submission(amount: 6_000)).id
        let late = try approved(key: "k2", invoice: "2")
        try hold("contract:pay")
        let patch = try JSONValue(parsing: #"[{"op": "replace", "path": "/amount", "value": 5500}]"#)
        #expect(try folder.desk("mei").edit(Edit(.patch(patch)), of: id).status.state == .proposed)
        #expect(try folder.desk("sam").decide(Decision(.approve), on: id).step == "cfo")
        #expect(try folder.desk("robin").decide(Decision(.approve), on: id).state == .approved)
        folder.advance(120_000)
        #expect(try desk.dueDeliveries().isEmpty)
        #expect(try folder.desk("sam").decide(Decision(.recallAndReject(reason: "wrong")), on: late).state == .rejected)
        #expect(try folder.desk("robin").decide(Decision(.recall), on: id).state == .proposed)
    }

    @Test func `Where an approval is all that is asked for, the last one waits for the release`() throws {
        let folder = try StoreFolder(contracts: [
            "pay": Sample.contract.replacingOccurrences(of: "complete_when: receipt", with: "complete_when: approval")
        ])
        let id = try folder.desk().submit(try Sample.submission(amount: 6_000)).id
        try folder.desk().hold(try scope("contract:pay"), reason: "r")
        #expect(try folder.desk("sam").decide(Decision(.approve), on: id).step == "cfo")
        #expect(try refusal { try folder.desk("robin").decide(Decision(.approve), on: id) }.obligation == .hold)
        try folder.desk().release(hold: "pay")
        #expect(try folder.desk("robin").decide(Decision(.approve), on: id).state == .executed)
    }

    @Test func `A draft that something else keeps out is left alone, and one that two holds keep out waits for both`()
        throws
    {
        try hold("contract:pay")
        try hold("producer:ap-bot", reason: "another")
        let both = try desk.submit(try Sample.submission())
        let wrong = try desk.submit(try Sample.submission(key: "k2", invoice: "nonsense"))
        #expect(both.violations.count == 2 && Set(wrong.violations.map(\.id)) == ["hold", "known"])
        #expect(try desk.release(hold: "contract:pay").admitted == 0)
        #expect(try desk.row(both.id)?.version == 1)
        #expect(try desk.release(hold: "producer:ap-bot").admitted == 2)
        #expect(try desk.row(both.id)?.state == .proposed)
        #expect(try violations(wrong.id) == ["known"])
        // What a person sent back is its producer's to bring in again.
        try folder.desk("sam").decide(Decision(.returnForRework, note: "n"), on: both.id)
        try hold("everything")
        #expect(try desk.release(hold: "everything").admitted == 0)
        #expect(try desk.row(both.id)?.state == .draft)
    }

    @Test(
        "Who may hold and release what",
        arguments: [
            ("kim", "contract:pay", false), ("petra", "contract:pay", true), ("petra", "producer:ap-bot", true),
            ("petra", "system:erp", true), ("petra", "everything", false), ("petra", "contract:other", false),
            ("petra", "producer:stray-bot", false), ("robin", "contract:pay", false), ("olga", "everything", true),
            ("olga", "producer:stray-bot", true),
        ])
    func entitled(person: String, text: String, isAllowed: Bool) throws {
        let people = Sample.people.replacingOccurrences(
            of: "agents:\n", with: "  olga: { name: Olga, roles: [operator] }\nagents:\n")
        let other = Sample.contract.replacingOccurrences(of: "contract: pay", with: "contract: other")
            .replacingOccurrences(of: "owner: team:ap", with: "owner: { rule: \"'team:ap'\" }")
            .replacingOccurrences(of: "system: erp", with: "system: crm")
        let folder = try StoreFolder(
            contracts: ["pay": Sample.contract, "other": other], people: people,
            systems: Sample.systems.replacingOccurrences(
                of: "systems: {", with: "systems: { crm: { kind: crm, connector: { type: file, path: c.jsonl } },"))
        _ = try folder.desk().submit(try Sample.submission(agent: "stray-bot"))
        let scope = try scope(text)
        let attempt = Result { try folder.desk(person).hold(scope, reason: "r") }
        #expect(((try? attempt.get()) != nil) == isAllowed)
        if !isAllowed {
            let error = try refusal { try folder.desk(person).hold(scope, reason: "r") }
            #expect(error.exitCode == 4)
            try folder.desk().hold(scope, reason: "the owner's")
            #expect(try refusal { try folder.desk(person).release(hold: text) }.obligation == error.obligation)
            #expect(try folder.desk().holds().count == 1)
        } else {
            #expect(try folder.desk(person).release(hold: text).scope == scope)
        }
        #expect(try folder.desk().verify().fault == nil)
    }

    @Test func `A system that another team writes to as well is not one lead's to hold`() throws {
        let other = Sample.contract.replacingOccurrences(of: "contract: pay", with: "contract: other")
            .replacingOccurrences(of: "owner: team:ap", with: "owner: team:finance")
        try folder.write(other, to: "contracts/other.yaml")
        #expect(try refusal { try folder.desk("petra").hold(try scope("system:erp"), reason: "r") }.exitCode == 4)
        try folder.write("nonsense", to: "contracts/other.yaml")
        #expect(try refusal { try folder.desk("petra").hold(try scope("system:erp"), reason: "r") }.exitCode == 4)
    }

    @Test func `It is said why, once, of something that is there, and it is released by its name`() throws {
        #expect(try refusal { try hold("contract:pay", reason: "") }.exitCode == 64)
        for text in ["producer:ap-b0t", "contract:payments", "system:ledger"] {
            #expect(try refusal { try hold(text) }.exitCode == 66, "\(text)")
        }
        try hold("contract:pay")
        let again = try refusal { try hold("contract:pay") }
        #expect(again.obligation == .hold && again.message.contains("already"))
        #expect(try refusal { try desk.release(hold: "erp") }.exitCode == 66)
        let other = try refusal { try desk.release(hold: "system:erp") }
        #expect(other.obligation == .hold && other.message.contains("contract:pay"))
        #expect(try desk.release(hold: "pay", note: "it was the network").scope.description == "contract:pay")
        #expect(try desk.holds().isEmpty)
    }

    @Test func `Both are events, and a hold that somebody took out of its table is missed`() throws {
        try hold("system:erp")
        let held = try #require(try desk.holds().first)
        #expect(held.scope.description == "system:erp" && held.reason == "it books everything twice")
        #expect(held.since == folder.now && held.by.account == "apbot")
        #expect(try desk.verify().fault == nil)
        try folder.tamper("DELETE FROM hold")
        #expect(try desk.verify().fault?.message.contains("on hold") ?? false)
        try folder.tamper("INSERT INTO hold VALUES ('system:erp', 0)")
        #expect(try refusal { try desk.holds() }.exitCode == 65)
        #expect(try refusal { try desk.submit(try Sample.submission()) }.exitCode == 65, "in doubt nothing comes in")
    }
}

@Suite struct HoldScopeTests {
    @Test(arguments: [
        "everything", "producer:ap-bot", "contract:finance.payment", "system:erp", "producer:a:b", "producer:Zürich",
    ])
    func `What is written is what it is`(text: String) throws {
        #expect(try #require(HoldScope(text)).description == text)
    }

    @Test(arguments: [
        "", "pay", "team:ap", "producer:", "everything:x", "producer:a\u{1B}[0m", "Everything", "system:\u{7F}",
    ])
    func `Anything else is none`(text: String) { #expect(HoldScope(text) == nil) }

    @Test func `A name covers what has it, byte by byte`() {
        let scope = HoldScope.producer("caf\u{E9}")
        #expect(scope.covers(agent: "caf\u{E9}", contract: "c", system: "s"))
        #expect(!scope.covers(agent: "cafe\u{301}", contract: "c", system: "s"))
        #expect(!scope.covers(agent: "other", contract: "caf\u{E9}", system: "caf\u{E9}"))
        #expect(HoldScope.everything.covers(agent: "", contract: "", system: ""))
    }
}
