import ContractEngine
import Foundation
import Handoff
import JSON
import Testing

@testable import HandoffStore
@testable import ReviewDesk

@Suite struct SubmitTests {
    private let folder: StoreFolder
    private let desk: Desk

    init() throws {
        folder = try StoreFolder()
        desk = try folder.desk()
    }

    @Test func `The same key is the same handoff once, and another content under it is refused`() throws {
        let first = try desk.submit(try Sample.submission())
        let again = try desk.submit(try Sample.submission())
        #expect(!first.isDuplicate && again.isDuplicate && again.id == first.id && again.state == .proposed)
        let error = try refusal { try desk.submit(try Sample.submission(amount: 3_000)) }
        #expect(error.exitCode == 65 && error.message.contains(first.id.description))
        let other = try desk.submit(try Sample.submission(agent: "other-bot"))
        #expect(!other.isDuplicate && other.id != first.id)
        #expect(try folder.events(first.id).count == 1)
    }

    @Test func `A duplicate tells the present state and why it is held`() throws {
        let held = try desk.submit(try Sample.submission(invoice: "nonsense"))
        #expect(held.state == .draft && held.violations.map(\.id) == ["known"])
        #expect(try desk.submit(try Sample.submission(invoice: "nonsense")).violations == held.violations)
    }

    @Test func `Work under no contract is refused and counted, without its content`() throws {
        for _ in 0..<2 {
            #expect(try refusal { try desk.submit(try Sample.submission(contract: "nobody.knows")) }.exitCode == 66)
        }
        let unmanaged = try desk.unmanaged()
        #expect(unmanaged.count == 1)
        #expect(
            unmanaged[0].contract == "nobody.knows" && unmanaged[0].agent == "ap-bot" && unmanaged[0].workflow == "w")
        #expect(unmanaged[0].count == 2)
        #expect(try desk.counts().isEmpty)
    }

    @Test func `No name of a contract leads out of its folder`() throws {
        try folder.write(Sample.contract, to: "elsewhere.yaml")
        for name in ["../elsewhere", "/etc/passwd", "..", ".", "a/b", ""] {
            var submission = try Sample.submission()
            submission.contract = name
            #expect(try refusal { try desk.submit(submission) }.exitCode == 66)
        }
    }

    @Test func `A content above the threshold is approved without a person and waits for its delivery`() throws {
        let receipt = try desk.submit(try Sample.submission(amount: 10))
        #expect(receipt.state == .approved && receipt.version == 1)
        folder.advance(120_000)
        #expect(try desk.dueDeliveries() == [receipt.id])
    }

    @Test func `Where approval completes, it is executed at once`() throws {
        let folder = try StoreFolder(contracts: [
            "pay": Sample.contract.replacingOccurrences(of: "complete_when: receipt", with: "complete_when: approval")
        ])
        let receipt = try folder.desk().submit(try Sample.submission(amount: 10))
        #expect(receipt.state == .executed && receipt.version == 2)
        #expect(try folder.events(receipt.id).map(\.kind) == [.submitted, .executed])
        let decided = try folder.desk().submit(try Sample.submission(key: "k2", invoice: "9", amount: 2_000))
        #expect(try folder.desk("sam").decide(Decision(.approve), on: decided.id).state == .executed)
        #expect(try folder.desk().dueDeliveries().isEmpty)
    }

    @Test func `An agent's name is for its own accounts, where the operating system says who acts`() throws {
        let folder = try StoreFolder(isDeclared: false)
        let error = try refusal { try folder.desk(account: "mallory").submit(try Sample.submission()) }
        #expect(error.exitCode == 4 && error.obligation == .agent)
        #expect(try folder.desk(account: "apbot").submit(try Sample.submission()).state == .proposed)
        #expect(
            try folder.desk(account: "mallory").submit(try Sample.submission(agent: "unregistered")).state == .proposed)
    }

    @Test func `Many are taken in as one action, or none`() throws {
        let submissions = try (0..<5).map { try Sample.submission(key: "k\($0)", invoice: "\($0)") }
        #expect(try desk.submit(all: submissions).map(\.state) == Array(repeating: .proposed, count: 5))
        let size = try desk.changeCount()
        #expect(throws: DeskError.self) {
            try desk.submit(all: [try Sample.submission(key: "new"), try Sample.submission(key: "k1", amount: 9)])
        }
        #expect(try desk.changeCount() == size)
        #expect(
            try desk.submit(all: [
                try Sample.submission(key: "k1", invoice: "1", amount: 1_500, revises: #"{"key": "k1"}"#)
            ]).first?.version == 2)
    }

    @Test func `Two on one record know of each other`() throws {
        let (first, second) = (
            try desk.submit(try Sample.submission()), try desk.submit(try Sample.submission(key: "k2"))
        )
        #expect(try desk.dossier(first.id).conflicts.map(\.id) == [second.id])
        #expect(try desk.dossier(second.id).conflicts.map(\.id) == [first.id])
        try folder.desk("sam").decide(Decision(.reject(reason: "wrong")), on: second.id)
        #expect(try desk.dossier(first.id).conflicts.isEmpty)
    }

    @Test func `Without a record there is no conflict`() throws {
        let ids = try ["a", "b"].map { try desk.submit(try Sample.submission(key: $0, invoice: "")).id }
        for id in ids { #expect(try desk.dossier(id).conflicts.isEmpty) }
    }

    @Test func `A rollback names a handoff that is there, of the same contract`() throws {
        var submission = try Sample.submission(key: "undo")
        submission.envelope.rollsBack = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
        #expect(try refusal { try desk.submit(submission) }.exitCode == 65)
        submission.envelope.rollsBack = try desk.submit(try Sample.submission()).id.description
        #expect(try desk.submit(submission).state == .proposed)
    }
}

@Suite struct ReviseTests {
    private let folder: StoreFolder
    private let desk: Desk

    init() throws {
        folder = try StoreFolder()
        desk = try folder.desk()
    }

    @Test func `By key and by id, and the draft is held to its contract again`() throws {
        let held = try desk.submit(try Sample.submission(invoice: "nonsense"))
        #expect(held.state == .draft)
        let byKey = try desk.submit(try Sample.submission(revises: #"{"key": "k1", "version": 1}"#))
        #expect(byKey.id == held.id && byKey.state == .proposed && byKey.version == 2)
        let byID = try desk.submit(
            try Sample.submission(key: "k2", amount: 3_000, revises: #"{"id": "\#(held.id.description.prefix(12))"}"#))
        #expect(byID.id == held.id && byID.version == 3)
        #expect(try desk.dossier(held.id).handoff.contents.payload["amount"]?.number?.int64 == 3_000)
        #expect(try desk.submit(try Sample.submission(key: "k2", amount: 3_000)).isDuplicate)
    }

    @Test func `A revision that was sent twice counts once`() throws {
        _ = try desk.submit(try Sample.submission())
        let revision = try Sample.submission(amount: 3_000, revises: #"{"key": "k1", "version": 1}"#)
        #expect(try desk.submit(revision).version == 2)
        let again = try desk.submit(revision)
        #expect(again.isDuplicate && again.version == 2)
    }

    @Test func `Approvals of the earlier version are void`() throws {
        let id = try desk.submit(try Sample.submission(amount: 6_000)).id
        #expect(try folder.desk("sam").decide(Decision(.approve), on: id).step == "cfo")
        #expect(try desk.submit(try Sample.submission(amount: 7_000, revises: #"{"key": "k1"}"#)).state == .proposed)
        let status = try desk.dossier(id).handoff.status
        #expect(status.approvals.isEmpty && status.step == "clerk")
    }

    @Test func `A version that is not the present one is a conflict`() throws {
        let id = try desk.submit(try Sample.submission()).id
        _ = try desk.submit(try Sample.submission(amount: 3_000, revises: #"{"key": "k1"}"#))
        let conflict = try #require(
            try refusal {
                try desk.submit(try Sample.submission(amount: 4_000, revises: #"{"key": "k1", "version": 1}"#))
            }.conflict)
        #expect(conflict.id == id && conflict.present == 2 && conflict.event?.kind == .revised)
    }

    @Test func `Only its submitter and its agent's owner revise it`() throws {
        let id = try desk.submit(try Sample.submission()).id
        let revision = try Sample.submission(amount: 3_000, revises: #"{"key": "k1"}"#)
        #expect(try refusal { try folder.desk(account: "mallory").submit(revision) }.obligation == .submitter)
        #expect(try refusal { try folder.desk("sam").submit(revision) }.obligation == .submitter)
        #expect(try folder.desk("kim").submit(revision).version == 2)
        #expect(try folder.desk().dossier(id).handoff.status.revisers.map(\.person) == ["kim"])
    }

    @Test func `A revision stays with its agent and its contract`() throws {
        try folder.write(
            Sample.contract.replacingOccurrences(of: "contract: pay", with: "contract: pay2"), to: "contracts/pay2.yaml"
        )
        let id = try desk.submit(try Sample.submission()).id
        let agent = try Sample.submission(key: "x", agent: "free-bot", revises: #"{"id": "\#(id)"}"#)
        #expect(try refusal { try desk.submit(agent) }.exitCode == 65)
        let contract = try Sample.submission(contract: "pay2", amount: 9, revises: #"{"key": "k1"}"#)
        #expect(try refusal { try desk.submit(contract) }.exitCode == 65)
        #expect(try desk.row(id)?.version == 1)
    }

    @Test func `A key of another handoff, and one that nobody used, are refused`() throws {
        _ = try desk.submit(try Sample.submission())
        _ = try desk.submit(try Sample.submission(key: "k2", invoice: "2"))
        #expect(
            try refusal { try desk.submit(try Sample.submission(key: "k2", amount: 9, revises: #"{"key": "k1"}"#)) }
                .exitCode == 65)
        #expect(
            try refusal { try desk.submit(try Sample.submission(key: "k9", revises: #"{"key": "k9"}"#)) }.exitCode == 65
        )
        #expect(
            try refusal { try desk.submit(try Sample.submission(key: "k9", revises: #"{"id": "0000"}"#)) }.exitCode
                == 66)
    }

    @Test func `It stays under the version of the contract that it came in under`() throws {
        let id = try desk.submit(try Sample.submission()).id
        let second = Sample.contract.replacingOccurrences(of: "version: 1", with: "version: 2")
            .replacingOccurrences(of: "by: role:clerk", with: "by: person:robin")
        try folder.write(second, to: "contracts/pay.yaml")
        #expect(try desk.submit(try Sample.submission(amount: 3_000, revises: #"{"key": "k1"}"#)).version == 2)
        let status = try desk.dossier(id).handoff.status
        #expect(status.contract.version == 1 && status.plan.map(\.by) == [.role("clerk")])
        #expect(try folder.desk("sam").decide(Decision(.approve), on: id).state == .approved)
        let new = try desk.submit(try Sample.submission(key: "k2", invoice: "2"))
        #expect(try desk.dossier(new.id).handoff.status.contract.version == 2)
    }

    @Test func `A contract that changed under the same version takes nothing in`() throws {
        _ = try desk.submit(try Sample.submission())
        try folder.write(Sample.contract + "# changed\n", to: "contracts/pay.yaml")
        let error = try refusal { try desk.submit(try Sample.submission(key: "k2")) }
        #expect(error.message.contains("raise the version"))
        #expect(try desk.submit(try Sample.submission()).isDuplicate)
    }

    @Test func `What expired is not revised back to life`() throws {
        let id = try desk.submit(try Sample.submission()).id
        folder.advance(2 * 86_400_000)
        let error = try refusal { try desk.submit(try Sample.submission(amount: 3_000, revises: #"{"key": "k1"}"#)) }
        #expect(error.exitCode == 5 && error.message.contains("expired at"), "\(error.message)")
        #expect(try desk.row(id)?.version == 1)
    }

    @Test func `A held draft is resubmitted when the list that it failed on was completed`() throws {
        let contract = Sample.contract.replacingOccurrences(
            of: "'payload.invoice != \"nonsense\"'", with: "'payload.invoice in lists.invoices'")
        let folder = try StoreFolder(contracts: ["pay": contract])
        try folder.write("[]\n", to: "lists/invoices.yaml")
        let desk = try folder.desk()
        let id = try desk.submit(try Sample.submission()).id
        #expect(try desk.resubmit(id).state == .draft)
        try folder.write("[\"4711\"]\n", to: "lists/invoices.yaml")
        let receipt = try desk.resubmit(id, ifVersion: 2)
        #expect(receipt.state == .proposed && receipt.version == 3)
        #expect(try refusal { try desk.resubmit(id, ifVersion: 2) }.exitCode == 5)
        #expect(try refusal { try desk.resubmit(id) }.obligation == .state)
    }
}
