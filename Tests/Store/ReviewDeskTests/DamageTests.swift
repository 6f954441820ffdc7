import ContractEngine
import Foundation
import Handoff
import JSON
import Testing

@testable import HandoffStore
@testable import ReviewDesk

/// What is not what the log committed to is neither shown nor decided on nor sent, and is named.
@Suite struct DamageTests {
    private let folder: StoreFolder
    private let desk: Desk
    private let id: HandoffID, other: HandoffID

    init() throws {
        folder = try StoreFolder()
        desk = try folder.desk()
        id = try desk.submit(try Sample.submission()).id
        other = try desk.submit(try Sample.submission(key: "k2", invoice: "4712")).id
        try folder.desk("mei").decide(Decision(.comment, note: "look at the amount"), on: id)
    }

    private static let kinds: [ContentKind] = [
        .title, .payload, .evidence, .trace, .unresolved, .envelope, .findings, .reference, .note,
    ]

    private static let changes = [
        "UPDATE content SET body = CAST('{\"amount\":1}' AS BLOB)", "UPDATE content SET body = CAST('null' AS BLOB)",
        "UPDATE content SET salt = zeroblob(32)", "DELETE FROM content",
    ]

    @Test(arguments: kinds, changes) func `A content that was changed or removed`(kind: ContentKind, change: String)
        throws
    {
        try folder.tamper("\(change) WHERE kind = '\(kind.rawValue)' AND handoff = '\(id)'")
        let sam = try folder.desk("sam")
        for refused in [
            try refusal { try sam.dossier(id) }, try refusal { try sam.decide(Decision(.approve), on: id) },
            try refusal { try sam.decide(Decision(.reject(reason: "wrong")), on: id) },
            try refusal { try desk.decide(Decision(.withdraw), on: id) },
            try refusal { try sam.openEvidence(id, item: 0) },
        ] {
            #expect(refused.exitCode == 65)
            #expect(refused.message.contains("its \(kind.rawValue) is damaged"), "\(refused.message)")
        }
        #expect(try desk.row(id)?.state == .proposed)
        #expect(try sam.decide(Decision(.approve), on: other).state == .approved, "others go on")
    }

    @Test func `What was put back is whole again`() throws {
        let body = "(SELECT body FROM content c WHERE c.kind = 'payload' AND c.handoff = '\(id)')"
        try folder.tamper("CREATE TABLE aside AS SELECT \(body) AS body")
        try folder.tamper("UPDATE content SET body = x'6e756c6c' WHERE kind = 'payload' AND handoff = '\(id)'")
        #expect(try refusal { try desk.dossier(id) }.exitCode == 65)
        try folder.tamper(
            "UPDATE content SET body = (SELECT body FROM aside) WHERE kind = 'payload' AND handoff = '\(id)'")
        #expect(try folder.desk("sam").decide(Decision(.approve), on: id).state == .approved)
    }

    @Test(arguments: [
        "title = 'Pay nobody'", "stake = '1'", "confidence = '1'", "reference = '666'", "step = 'cfo'",
        "contract_version = 9",
    ])
    func `A row of the queue that says something else than the contents`(change: String) throws {
        try folder.tamper("UPDATE handoff SET \(change) WHERE id = '\(id)'")
        #expect(try refusal { try desk.dossier(id) }.exitCode == 65)
        #expect(try desk.dossier(other).row.state == .proposed)
    }

    @Test func `A list and a filter pass over what is damaged`() throws {
        try folder.tamper("DELETE FROM content WHERE kind = 'payload' AND handoff = '\(id)'")
        let rows = try desk.rows(after: 0, limit: 10)
        #expect(rows.count == 2)
        #expect(try rows.filter { try desk.subject(of: $0).contents.payload != .null }.map(\.id) == [other])
    }

    private func file(_ item: EvidenceItem) -> String {
        "\(folder.directory.evidence)/sha256/\(item.sha256.description.prefix(2))/\(item.sha256)"
    }

    @Test(arguments: [true, false])
    func `Evidence that was exchanged or removed is not opened and not sent`(isRemoved: Bool) throws {
        let item = try desk.dossier(id).handoff.contents.evidence[0]
        try folder.desk("sam").decide(Decision(.approve), on: id)
        folder.advance(120_000)
        try FileManager.default.removeItem(atPath: file(item))
        if !isRemoved { try Data("Invoice 6666".utf8).write(to: URL(filePath: file(item))) }
        let opened = try refusal { try folder.desk("sam").openEvidence(id, item: 0) }
        #expect(opened.exitCode == 65 && opened.message.contains("'invoice' (a.txt)"), "\(opened.message)")
        guard case .stopped(let message, .escalated) = try desk.startDelivery(id) else {
            Issue.record("it was sent")
            return
        }
        #expect(message.contains("'invoice' (a.txt)") && message.contains("not what was approved"), "\(message)")
        #expect(try desk.dossier(id).history.last?.message == message)
        #expect(try desk.dossier(id).handoff.status.delivery?.attempt == nil, "no attempt was made")
    }

    @Test func `What a connector wrote is recorded whatever became of the contents meanwhile`() throws {
        try folder.desk("sam").decide(Decision(.approve), on: id)
        folder.advance(120_000)
        let delivery = try #require(try desk.beginDelivery(id))
        try folder.tamper("UPDATE content SET body = CAST('9' AS BLOB) WHERE handoff = '\(id)'")
        let receipt = DeliveryOutcome.executed(recordID: "B-1", url: nil, message: nil, raw: .null)
        #expect(try desk.finishDelivery(delivery, receipt) == .executed)
        #expect(try desk.row(id)?.state == .executed)
    }
}
