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
        store = try SQLiteStore.create(in: directory, Self.created)
    }

    /// The first event of such a store.
    static let created = Event(
        at: Instant(milliseconds: 1_000), by: .system,
        .created(store: "01ARZ3NDEKTSV4RRFFQ69G5FAV", isDeclared: true, .present))

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
        var contents: [KeptContent] = []
        func keep(_ kind: ContentKind, _ value: JSONValue) -> ContentHash {
            contents.append(KeptContent(kind, CommittedContent(value, using: &random)))
            return contents[contents.count - 1].commitment
        }
        let envelope = Envelope(
            key: draft.id.description, producer: Producer(agent: "bot", json: ["agent": "bot"]),
            confidence: draft.confidence)
        var findings = Findings()
        findings.stake = draft.stake
        var admitted = Event.Admitted(
            move: Event.Move(version: 1, from: nil, to: draft.state),
            contract: ContractReference(name: draft.contract, version: 1, digest: ContentHash(of: [1])),
            system: draft.system, record: "bill", owner: draft.owner, band: draft.band,
            plan: draft.step.map { [$0] } ?? [], step: draft.step?.step,
            parties: draft.state == .escalated ? draft.escalatedTo : nil, due: draft.due,
            commitments: Commitments(
                title: keep(.title, .string(draft.title)), payload: keep(.payload, draft.payload), evidence: [],
                trace: keep(.trace, [:]), unresolved: keep(.unresolved, []), envelope: keep(.envelope, envelope.json)),
            findings: keep(.findings, findings.json))
        let status = HandoffStatus(submitted: admitted, at: at, by: .system)
        admitted.move.digest = Handoff.digest(
            store: "01ARZ3NDEKTSV4RRFFQ69G5FAV", id: draft.id, status: status, reference: draft.reference)
        let listing = ListedContents(
            title: draft.title, confidence: draft.confidence, reference: draft.reference, stake: draft.stake,
            contentHash: CanonicalContents.contentHash(contract: draft.contract, draft.payload))
        let canonical = CanonicalContents(
            Handoff.Contents(
                title: draft.title, payload: draft.payload, evidence: [], trace: [:], unresolved: [],
                envelope: envelope,
                reference: nil, findings: findings))
        let after = try commit(
            Commit(
                Commit.Change(
                    id: draft.id, before: nil,
                    events: [Event(.submitted(admitted), to: draft.id, at: at, by: .system)], contents: contents,
                    listing: listing, bandRank: draft.bandRank,
                    key: SubmissionKey(
                        agent: "bot", key: draft.id.description,
                        fingerprint: canonical.fingerprint(contract: draft.contract)))))
        return try #require(after)
    }

    /// Puts a version of a configuration file in force; the time of its event.
    func configure(_ number: Int, at: Instant) throws {
        let (file, digest) = ("lists/\(number).yaml", ContentHash(of: "\(number)".utf8))
        try commit(
            Commit(files: [
                ConfigurationVersion(
                    file: file, digest: digest, version: nil, body: Array("\(number)".utf8),
                    event: Event(at: at, by: .system, .configured(file: file, digest: digest)))
            ]))
    }
}
