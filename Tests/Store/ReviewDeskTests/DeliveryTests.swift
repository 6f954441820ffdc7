import ContractEngine
import Foundation
import Handoff
import JSON
import Testing

@testable import HandoffStore
@testable import ReviewDesk

@Suite struct DeliveryTests {
    private let folder: StoreFolder
    private let desk: Desk
    private let id: HandoffID

    init() throws {
        folder = try StoreFolder()
        desk = try folder.desk()
        id = try desk.submit(try Sample.submission()).id
        try folder.desk("sam").decide(Decision(.approve), on: id)
        folder.advance(120_000)
    }

    private let receipt = DeliveryOutcome.executed(recordID: "B-1", url: "u", message: nil, raw: ["a": 1])

    @Test func `Not before the recall window is over`() throws {
        folder.advance(-1)
        #expect(try desk.dueDeliveries().isEmpty && desk.beginDelivery(id) == nil)
        folder.advance(1)
        #expect(try desk.dueDeliveries() == [id] && desk.beginDelivery(id) != nil)
    }

    @Test func `One lease at a time, and a receipt executes`() throws {
        let delivery = try #require(try desk.beginDelivery(id))
        #expect(try desk.beginDelivery(id) == nil && desk.dueDeliveries().isEmpty)
        #expect(delivery.request.attempt == 1 && delivery.request.key.hasPrefix("\(id)-"))
        #expect(delivery.request.approvals.array?.first?["person"]?.string == "person:sam")
        #expect(try desk.finishDelivery(delivery, receipt) == .executed)
        let dossier = try desk.dossier(id)
        #expect(dossier.row.state == .executed && dossier.receipt?["record"]?["id"]?.string == "B-1")
        #expect(dossier.history.map(\.event.kind) == [.submitted, .approved, .leased, .executed])
        #expect(try desk.beginDelivery(id) == nil && desk.dueDeliveries().isEmpty)
        #expect(try desk.finishDelivery(delivery, .unknown(message: "late")) == .executed)
        #expect(try desk.verify().fault == nil)
    }

    @Test func `The key is the same for every attempt, and each waits twice as long`() throws {
        var keys: Set<String> = []
        for (attempt, wait) in [(1, 30), (2, 60), (3, 120), (4, 240)] {
            let delivery = try #require(try desk.beginDelivery(id))
            keys.insert(delivery.request.key)
            #expect(delivery.request.attempt == attempt)
            #expect(try desk.finishDelivery(delivery, .retry(message: "busy")) == .approved)
            folder.advance(Int64(wait) * 1_000 - 1)
            #expect(try desk.dueDeliveries().isEmpty)
            folder.advance(1)
            #expect(try desk.dueDeliveries() == [id])
        }
        let last = try #require(try desk.beginDelivery(id))
        keys.insert(last.request.key)
        #expect(keys.count == 1)
        #expect(try desk.finishDelivery(last, .retry(message: "busy")) == .escalated)
        let status = try desk.dossier(id).handoff.status
        #expect(
            status.isDeliveryEscalation && status.delivery?.condition == .failed
                && status.escalatedTo == [.person("robin")])
        #expect(try desk.dossier(id).history.last?.message == "busy")
        #expect(try desk.dueDeliveries().isEmpty)
    }

    @Test(
        "A failure and an unknown outcome go to a person",
        arguments: [DeliveryOutcome.failed(message: "no"), .unknown(message: "?")])
    func escalated(outcome: DeliveryOutcome) throws {
        let delivery = try #require(try desk.beginDelivery(id))
        #expect(try desk.finishDelivery(delivery, outcome) == .escalated)
        #expect(try refusal { try folder.desk("robin").decide(Decision(.approve), on: id) }.obligation == .delivery)
        #expect(try refusal { try desk.decide(Decision(.withdraw), on: id) }.obligation == .delivery)
    }

    @Test func `A lease that ran out is an unknown outcome, and only a late receipt settles it`() throws {
        let delivery = try #require(try desk.beginDelivery(id))
        folder.advance(10_000 + 60_000 - 1)
        #expect(try desk.dueDeliveries().isEmpty)
        folder.advance(1)
        #expect(try desk.dueDeliveries() == [id])
        #expect(try desk.beginDelivery(id) == nil)
        #expect(try desk.dossier(id).handoff.status.delivery?.condition == .unknown)
        #expect(try desk.row(id)?.state == .escalated)
        for late in [DeliveryOutcome.failed(message: "no"), .retry(message: "busy"), .unknown(message: "?")] {
            #expect(try desk.finishDelivery(delivery, late) == .escalated)
        }
        #expect(try desk.finishDelivery(delivery, receipt) == .executed)
        let dossier = try desk.dossier(id)
        #expect(dossier.row.state == .executed && dossier.receipt?["record"]?["id"]?.string == "B-1")
        #expect(dossier.history.last?.event.move?.from == .escalated)
        #expect(try desk.finishDelivery(delivery, receipt) == .executed)
        #expect(try desk.dossier(id).history.count == dossier.history.count, "the same receipt twice is one")
        #expect(try desk.verify().fault == nil)
    }

    @Test func `A receipt that comes after a person has settled it is kept, and changes nothing`() throws {
        let delivery = try #require(try desk.beginDelivery(id))
        folder.advance(70_000)
        #expect(try desk.beginDelivery(id) == nil)
        var decision = Decision(.reject(reason: "wrong"))
        decision.statesNothingWritten = true
        #expect(try folder.desk("robin").decide(decision, on: id).state == .rejected)
        #expect(try desk.finishDelivery(delivery, receipt) == .rejected)
        let last = try #require(try desk.dossier(id).history.last)
        #expect(last.event.kind == .commented && last.event.attachment(.receipt) != nil)
        #expect(last.message?.contains("B-1") == true)
        #expect(try desk.row(id)?.state == .rejected && desk.verify().fault == nil)
    }

    @Test func `An answer to an earlier approval's attempt is not taken for the next one's`() throws {
        let late = try #require(try desk.beginDelivery(id))
        folder.advance(70_000)
        #expect(try desk.beginDelivery(id) == nil)
        var decision = Decision(.approve)
        decision.statesNothingWritten = true
        #expect(try folder.desk("robin").decide(decision, on: id).state == .approved)
        folder.advance(120_000)
        let next = try #require(try desk.beginDelivery(id))
        #expect(next.request.key != late.request.key && next.request.attempt == 1)
        #expect(try desk.finishDelivery(late, .failed(message: "late")) == .approved)
        #expect(try desk.finishDelivery(next, receipt) == .executed)
    }

    @Test func `A person attests what was written`() throws {
        let delivery = try #require(try desk.beginDelivery(id))
        try desk.finishDelivery(delivery, .unknown(message: "?"))
        let robin = try folder.desk("robin")
        #expect(try refusal { try robin.decide(Decision(.attest(record: "")), on: id) }.exitCode == 64)
        #expect(try refusal { try robin.decide(Decision(.attest(record: ""), note: "looked"), on: id) }.exitCode == 64)
        let decision = Decision(.attest(record: "B-9"), note: "looked it up in the ERP")
        #expect(try robin.decide(decision, on: id).state == .executed)
        let receipt = try #require(try desk.dossier(id).receipt)
        #expect(receipt["record"]?["id"]?.string == "B-9" && receipt["attested"]?.bool == true)
    }

    @Test(
        "Contents that are not as approved are not delivered",
        arguments: ["payload", "title", "trace", "evidence", "unresolved", "envelope"])
    func tampered(kind: String) throws {
        try folder.tamper("UPDATE content SET body = CAST('{\"amount\":9}' AS BLOB) WHERE kind = '\(kind)'")
        guard case .stopped(let message, .escalated) = try desk.startDelivery(id) else {
            Issue.record("it was sent")
            return
        }
        #expect(message.contains("not what was approved") && message.contains("its \(kind) is damaged"), "\(message)")
        #expect(try desk.row(id)?.state == .escalated)
        #expect(try refusal { try desk.dossier(id) }.exitCode == 65)
    }

    @Test func `A record that was exchanged in the queue is not delivered to`() throws {
        try folder.tamper("UPDATE handoff SET reference = '666'")
        #expect(try desk.verify().fault != nil)
        #expect(try desk.beginDelivery(id) == nil)
        #expect(try desk.row(id)?.state == .escalated)
    }

    @Test func `Without a connector nothing is due, and the obligations say so`() throws {
        try folder.write("systems: { erp: { kind: erp } }\n", to: "systems.yaml")
        #expect(try desk.dueDeliveries().isEmpty && desk.beginDelivery(id) == nil)
        #expect(try desk.obligations(id).last?.state == .blocked)
        #expect(try desk.row(id)?.state == .approved)
    }

    @Test func `The connectors that a delivery goes by are on the journal`() throws {
        try folder.write(
            "systems: { erp: { kind: erp, connector: { type: file, path: other.jsonl } } }\n", to: "systems.yaml")
        let before = try desk.read { try $0.journalSize() }
        #expect(try #require(try desk.beginDelivery(id)).connector == .file(path: "other.jsonl"))
        #expect(try desk.read { try $0.journalSize() } == before + 2)
    }

    @Test func `A row beside the log moves nothing`() throws {
        let proposed = try desk.submit(try Sample.submission(key: "k2", invoice: "4712")).id
        try folder.tamper(
            """
            INSERT INTO outbox (handoff, system, key, not_before, attempt)
            VALUES ('\(proposed)', 'erp', '\(proposed)-\(String(repeating: "0", count: 64))', 0, 0)
            """)
        #expect(try desk.beginDelivery(proposed) == nil && desk.row(proposed)?.state == .proposed)
        try folder.tamper("UPDATE outbox SET key = key || '0' WHERE handoff = '\(id)'")
        guard case .stopped(let message, .escalated) = try desk.startDelivery(id) else {
            Issue.record("it was sent")
            return
        }
        #expect(message.contains("another key"))
    }

    @Test func `An approval of somebody who was not entitled to it sends nothing, and nothing happens to the handoff`()
        throws
    {
        let forged = try desk.submit(try Sample.submission(key: "k2", invoice: "4712")).id
        let status = try desk.dossier(forged).handoff.status
        let approval = Event.Approved(
            from: .proposed, to: .approved, version: status.version + 1,
            judgment: Event.Judgment(on: Event.Decided(version: status.version, digest: status.digest)),
            approvedStep: status.step, deliverable: folder.now)
        // Written as a whole and bound to its digest, as somebody would who can write to the database.
        var after = status
        let petra = Actor(person: "petra", account: "petra")
        after.apply(.approved(approval), at: folder.now, by: petra)
        var happening = Event.Happening.approved(approval)
        happening.bind(
            to: Handoff.digest(store: desk.identity.id, id: forged, status: after, reference: "4712"))
        let event = Event(happening, to: forged, at: folder.now, by: petra)
        try desk.write { transaction in
            _ = try transaction.commit(
                Commit(Commit.Change(id: forged, before: status, events: [event], bandRank: 0)))
        }
        #expect(try desk.dueDeliveries().contains(forged))
        for _ in 0..<2 {
            guard case .distrusted(let message) = try desk.startDelivery(forged) else {
                Issue.record("it was sent")
                return
            }
            #expect(message.contains("event "), "\(message)")
            #expect(try desk.row(forged)?.state == .approved)
        }
        #expect(try desk.beginDelivery(id) != nil, "others go on")
    }
}
