import CivilTime
import Fixtures
import Foundation
import Handoff
import JSON
import Testing

@testable import HandoffStore

/// A store in a folder of its own, removed when the test is over.
final class TemporaryStore {
    let directory: String
    let store: SQLiteStore

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory + "/evidence", withIntermediateDirectories: true)
        store = try SQLiteStore.create(
            in: directory, id: HandoffID("01ARZ3NDEKTSV4RRFFQ69G5FAV")!, isDeclared: true, actor: .system,
            now: Instant(milliseconds: 1_000))
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    var vault: EvidenceVault { EvidenceVault(directory: directory + "/evidence") }

    func verify() throws -> JournalVerification { try store.verifyJournal(progress: { _, _ in true }, evidence: vault) }

    /// Runs statements on the writer, past the store's own methods.
    func run(_ statements: String...) throws {
        try store.write { transaction in for sql in statements { try transaction.db.run(sql) } }
    }
}

/// A handoff to put into a queue.
struct Draft {
    var id: HandoffID
    var state = HandoffState.proposed
    var owner: Party? = .team("ap")
    var band = "high", bandRank = 2
    var due: Instant?
    var title = "Pay"
    var reference: String?
    var payload: JSONValue = [:]
    var confidence = JSONNumber("0.9")
    var stake: JSONNumber?
    var contract = "pay", system = "erp"
    var step: PlannedStep?
    var escalatedTo: [Party] = []

    init(_ random: inout SeededRandom) { id = HandoffID(at: Instant(milliseconds: 5_000), using: &random) }
}

extension StoreTransaction {
    /// Submits a draft as the desk does: contents, event, row.
    @discardableResult
    func submit(_ draft: Draft, at: Instant = Instant(milliseconds: 5_000)) throws -> HandoffStatus {
        var random = SystemRandomNumberGenerator()
        func keep(_ value: JSONValue, _ kind: String) throws -> ContentHash {
            let content = CommittedContent(value, using: &random)
            try self.keep(content, kind: kind, handoff: draft.id)
            return content.commitment
        }
        var event = Event(.submitted, at: at, by: .system, handoff: draft.id)
        (event.version, event.to, event.digest) = (1, draft.state, ContentHash(of: []))
        event.contract = ContractReference(name: draft.contract, version: 1, digest: ContentHash(of: [1]))
        (event.system, event.record, event.owner, event.band) = (draft.system, "bill", draft.owner, draft.band)
        (event.due, event.plan, event.step) = (draft.due, draft.step.map { [$0] } ?? [], draft.step?.step)
        event.parties = draft.state == .escalated ? draft.escalatedTo : nil
        event.commitments = Commitments(
            title: try keep(.string(draft.title), "title"), payload: try keep(draft.payload, "payload"), evidence: [],
            trace: try keep([:], "trace"), unresolved: try keep([], "unresolved"),
            envelope: try keep(["confidence": draft.confidence.map { .number($0) } ?? .null], "envelope"))
        var status = try #require(HandoffStatus(event))
        status.digest = Handoff.digest(
            store: "01ARZ3NDEKTSV4RRFFQ69G5FAV", id: draft.id, status: status, reference: draft.reference)
        event.digest = status.digest
        _ = try append(event)
        try insert(
            Projection(
                id: draft.id, status: status, title: draft.title, confidence: draft.confidence, stake: draft.stake,
                reference: draft.reference, contentHash: ContentHash(of: CanonicalJSON.bytes(of: draft.payload)),
                bandRank: draft.bandRank))
        return status
    }
}
