import ContractEngine
import Foundation
import Handoff
import JSON
import Synchronization
import Testing

@testable import HandoffStore
@testable import ReviewDesk

@Suite struct RecallTests {
    private let folder: StoreFolder

    init() throws { folder = try StoreFolder() }

    private func approved(_ key: String = "k1") throws -> HandoffID {
        let id = try folder.desk().submit(try Sample.submission(key: key, invoice: key)).id
        try folder.desk("sam").decide(Decision(.approve), on: id)
        return id
    }

    @Test func `Recalled, it is reviewed again and no delivery waits`() throws {
        let id = try approved()
        folder.advance(120_000)
        #expect(try folder.desk().dueDeliveries() == [id])
        let status = try folder.desk("sam").decide(Decision(.recall, note: "wrong year"), on: id)
        #expect(status.state == .proposed && status.step == "clerk" && status.approvals.isEmpty)
        #expect(try folder.desk().dueDeliveries().isEmpty && folder.desk().beginDelivery(id) == nil)
        #expect(try folder.desk().dossier(id).history.last?.note == "wrong year")
        #expect(try folder.desk().verify().fault == nil)
        #expect(try folder.desk("mei").decide(Decision(.approve), on: id).state == .approved)
    }

    @Test func `Recalled and rejected, that is final`() throws {
        let id = try approved()
        #expect(
            try refusal { try folder.desk("sam").decide(Decision(.recallAndReject(reason: nil)), on: id) }.obligation
                == .reason)
        #expect(try folder.desk("petra").decide(Decision(.recallAndReject(reason: "wrong")), on: id).state == .rejected)
        #expect(try folder.events(id).last?.kind == .recalled)
        folder.advance(120_000)
        #expect(try folder.desk().dueDeliveries().isEmpty && folder.desk().verify().fault == nil)
    }

    @Test func `What passed without a person is recalled by a lead, to the steps that apply`() throws {
        let id = try folder.desk().submit(try Sample.submission(amount: 10)).id
        #expect(try folder.desk().row(id)?.state == .approved)
        #expect(try refusal { try folder.desk("sam").decide(Decision(.recall), on: id) }.obligation == .recall)
        let status = try folder.desk("petra").decide(Decision(.recall), on: id)
        #expect(status.plan.map(\.step) == ["clerk"] && status.step == "clerk" && status.state == .proposed)
        #expect(try folder.desk().dossier(id).handoff.status == status && folder.desk().verify().fault == nil)
    }

    @Test func `After the lease a recall is told who was first`() throws {
        let id = try approved()
        folder.advance(120_000)
        let delivery = try #require(try folder.desk(account: "worker").beginDelivery(id))
        let error = try refusal { try folder.desk("sam").decide(Decision(.recall), on: id) }
        #expect(error.exitCode == 5 && error.conflict?.event?.kind == .leased && error.conflict?.by == "worker")
        try folder.desk().finishDelivery(delivery, .executed(recordID: "B", url: nil, message: nil, raw: .null))
        #expect(try refusal { try folder.desk("sam").decide(Decision(.recall), on: id) }.conflict?.state == .executed)
    }

    @Test func `Taking the lease and recalling exclude each other`() throws {
        let ids = try (0..<40).map { try approved("k\($0)") }
        folder.advance(120_000)
        let (worker, person) = (try folder.desk(account: "worker", wait: 60), try folder.desk("sam", wait: 60))
        for id in ids {
            let leased = Mutex(false)
            let recalled = Mutex(false)
            DispatchQueue.concurrentPerform(iterations: 2) { side in
                if side == 0 {
                    if (try? worker.beginDelivery(id)) != nil { leased.withLock { $0 = true } }
                } else if (try? person.decide(Decision(.recall), on: id)) != nil {
                    recalled.withLock { $0 = true }
                }
            }
            let (isLeased, isRecalled) = (leased.withLock { $0 }, recalled.withLock { $0 })
            #expect(isLeased != isRecalled, "\(id)")
            let kinds = try folder.events(id).map(\.kind)
            #expect(kinds == [.submitted, .approved, isLeased ? .leased : .recalled])
        }
        #expect(try folder.desk().verify().fault == nil)
    }

    @Test func `An assignment moves the turn and keeps the owner`() throws {
        let id = try folder.desk().submit(try Sample.submission(amount: 6_000)).id
        #expect(
            try refusal { try folder.desk("sam").decide(Decision(.assign(to: .person("mei"))), on: id) }.obligation
                == .lead)
        try folder.desk("sam").claim(id)
        let status = try folder.desk("petra").decide(Decision(.assign(to: .person("mei")), note: "hers"), on: id)
        #expect(status.owner == .team("ap") && status.version == 2 && status.assignees == [.person("mei")])
        #expect(try folder.desk().claims(on: [id]).isEmpty)
        let event = try #require(try folder.events(id).last)
        guard case .assigned(let assigned)? = event.happening else {
            Issue.record("\(event.kind) is no assignment")
            return
        }
        #expect(assigned.parties == [.person("mei")] && assigned.insteadOf == [.role("clerk")])
        #expect(try folder.desk().dossier(id).handoff.status == status && folder.desk().verify().fault == nil)
        #expect(try refusal { try folder.desk("sam").decide(Decision(.approve), on: id) }.obligation == .step("clerk"))
        #expect(try folder.desk("mei").decide(Decision(.approve), on: id).step == "cfo")
    }

    @Test func `With a quorum of two the second approver need not open the evidence again`() throws {
        let contract = Sample.contract.replacingOccurrences(of: "by: role:clerk }", with: "by: role:clerk, quorum: 2 }")
            .replacingOccurrences(of: "  reasons:", with: "  must_view: [invoice]\n  reasons:")
        let folder = try StoreFolder(contracts: ["pay": contract])
        let id = try folder.desk().submit(try Sample.submission()).id
        let seen = try #require(try folder.desk().row(id))
        for person in ["sam", "mei"] { _ = try folder.desk(person).openEvidence(id, item: 0) }
        let first = try folder.desk("sam").decide(Decision(.approve, version: seen.version), on: id)
        #expect(first.version == seen.version && first.approvals.map(\.person) == ["sam"])
        #expect(try folder.desk().row(id) == seen)
        #expect(
            try folder.desk("mei").dossier(id).obligations.contains {
                $0.kind == .mustView("invoice") && $0.state == .met
            }
        )
        let both = try folder.desk("mei").decide(
            Decision(.approve, version: seen.version, digest: seen.digest.description), on: id)
        #expect(both.state == .approved && both.version == seen.version + 1)
        #expect(try folder.desk().dossier(id).handoff.status == both && folder.desk().verify().fault == nil)
    }
}
