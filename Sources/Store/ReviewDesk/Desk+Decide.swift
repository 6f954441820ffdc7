import ContractEngine
import Handoff
import HandoffStore
import JSON

/// A decision as it is asked for.
package struct Decision: Sendable, Hashable {
    /// What is to be done.
    package var intent: Intent
    /// What the producer and the next reviewer are told.
    package var note: String?
    /// The version and digest that stood on the screen; nil leaves that unchecked.
    package var version: Int?, digest: String?
    /// Whether the person states that a failed or uncertain delivery wrote nothing.
    package var statesNothingWritten = false
    /// The record that a person found in the system of record after an uncertain delivery.
    package var attestedRecord: String?
    /// Whether the person decides although somebody else has claimed the handoff.
    package var overridesClaim = false

    /// A decision.
    package init(_ intent: Intent, note: String? = nil, version: Int? = nil, digest: String? = nil) {
        self.intent = intent
        self.note = note
        self.version = version
        self.digest = digest
    }
}

extension Desk {
    /// The longest note, in bytes of UTF-8.
    package static let longestNote = 64 << 10
    /// How many digits of a digest name it at least.
    private static let shortestDigest = 8

    /// Decides on a handoff, or refuses and says why. When this returns, the decision is on the disk.
    @discardableResult
    package func decide(_ decision: Decision, on id: HandoffID) throws(DeskError) -> HandoffStatus {
        if decision.intent == .edit { throw .usage("an edit says what is changed") }
        return try act(on: id, note: decision.note, version: decision.version, digest: decision.digest) {
            try decide(decision, on: $0, $1)
        }
    }

    /// Acts on a handoff as it was seen, in one transaction. What is due on it is fired first; whoever acts too late is told.
    func act<Result>(
        on id: HandoffID, note: String? = nil, version: Int?, digest: String?,
        _ body: (Handoff, StoreTransaction) throws -> Result
    ) throws(DeskError) -> Result {
        if let note, note.utf8.count > Self.longestNote {
            throw .usage("a note is at most \(Self.longestNote) bytes long")
        }
        if let digest, digest.utf8.count < Self.shortestDigest {
            throw .usage("a digest is named by at least \(Self.shortestDigest) of its digits")
        }
        let commons = try configuration.journaledFiles()
        let done: Result? = try write { transaction in
            try journal(commons, transaction)
            guard let handoff = try transaction.snapshot.handoff(id) else { throw StoreError.noHandoff(id.description) }
            try check(version: version, digest: digest, handoff, transaction.snapshot)
            if try expire(handoff, transaction) { return nil }
            return try body(handoff, transaction)
        }
        if let done { return done }
        // The expiry is on the disk; whoever decided too late is told of it.
        return try read { snapshot in
            guard let handoff = try snapshot.handoff(id) else { throw StoreError.noHandoff(id.description) }
            throw conflict(handoff, named: version, try lastDecision(on: id, snapshot))
        }
    }

    /// Fires the expiry that is due on a handoff; true when it did.
    private func expire(_ handoff: Handoff, _ transaction: StoreTransaction) throws -> Bool {
        let contract = try contract(of: handoff.status, transaction.snapshot)
        guard let event = try situation(of: handoff, contract, transaction.snapshot).expiry else { return false }
        var status: HandoffStatus? = handoff.status
        try record(event, &status, reference: handoff.contents.reference, transaction)
        guard let status else { return false }
        try transaction.update(
            handoff.id, status: status, bandRank: contract?.rank(ofBand: status.band) ?? 0)
        return true
    }

    private func decide(
        _ decision: Decision, on handoff: Handoff, _ transaction: StoreTransaction
    ) throws -> HandoffStatus {
        let id = handoff.id
        guard let contract = try contract(of: handoff.status, transaction.snapshot) else {
            throw DeskError.unusableContract(handoff.status.contract.name, reason: "its version can't be loaded")
        }
        var situation = try situation(of: handoff, contract, transaction.snapshot)
        situation.statesNothingWritten = decision.statesNothingWritten
        situation.overridesClaim = decision.overridesClaim
        var event = try refusing(handoff, transaction) { () throws(Refusal) in try situation.decide(decision.intent) }
        if decision.intent == .recall, handoff.status.plan.isEmpty {
            event.plan = try planOfRecalled(handoff, contract, transaction.snapshot)
            event.step = event.plan?.first?.step
        }
        if let note = decision.note, !note.utf8.isEmpty {
            event.attachments["note"] = try keep(.string(note), kind: "note", of: id, transaction)
        } else if [.comment, .returnForRework, .attest].contains(decision.intent) {
            throw DeskError.usage("a note is needed to \(decision.intent.verb) it")
        }
        if decision.intent == .attest {
            guard let record = decision.attestedRecord, !record.utf8.isEmpty else {
                throw DeskError.usage("say which record the system of record holds")
            }
            event.attachments["receipt"] = try keep(
                ["record": ["id": .string(record)], "attested": true], kind: "receipt", of: id, transaction)
        }
        var status: HandoffStatus? = handoff.status
        let reference = handoff.contents.reference
        try record(event, &status, reference: reference, transaction)
        if decision.intent != .comment { try transaction.endClaim(on: id) }
        guard event.version != nil else { return status ?? handoff.status }
        try follow(&status, id, contract, reference: reference, transaction)
        guard let status else { return handoff.status }
        try transaction.update(id, status: status, bandRank: contract.rank(ofBand: status.band))
        return status
    }

    /// What the engine answers; a refusal by what others did first is a conflict that names them.
    func refusing<Result>(
        _ handoff: Handoff, _ transaction: StoreTransaction, _ body: () throws(Refusal) -> Result
    ) throws -> Result {
        do throws(Refusal) {
            return try body()
        } catch {
            let first: Event? =
                switch error.obligation {
                case "state": try lastDecision(on: handoff.id, transaction.snapshot)
                case "delivery" where handoff.status.delivery?.condition == .running:
                    try transaction.snapshot.events(of: handoff.id).last { $0.kind == .leased }
                default: nil
                }
            if let first { throw conflict(handoff, named: nil, first) }
            throw DeskError.refused(error)
        }
    }

    /// A decision names what it was made on; if that is gone, the one who was first is named.
    func check(version: Int?, digest: String?, _ handoff: Handoff, _ snapshot: StoreSnapshot) throws {
        let status = handoff.status
        let isSameVersion = version.map { $0 == status.version } ?? true
        let isSameDigest = digest.map { status.digest.description.hasPrefix($0) } ?? true
        guard !isSameVersion || !isSameDigest else { return }
        let event = try version.flatMap { try snapshot.firstChange(of: handoff.id, after: $0) }
        throw conflict(handoff, named: version, try event ?? lastDecision(on: handoff.id, snapshot))
    }

    private func lastDecision(on id: HandoffID, _ snapshot: StoreSnapshot) throws -> Event? {
        try snapshot.events(of: id).last { $0.version != nil && $0.kind != .submitted }
    }

    private func conflict(_ handoff: Handoff, named: Int?, _ event: Event?) -> DeskError {
        .conflict(
            DeskError.Conflict(
                id: handoff.id, named: named, present: handoff.status.version, event: event,
                state: handoff.status.state, by: event.map(nameOfActor) ?? ""))
    }

    /// The name to show for who did something.
    func nameOfActor(_ event: Event) -> String {
        guard let person = event.by.person else { return event.by.account }
        return (try? people().name(of: person)) ?? person
    }

    func situation(
        of handoff: Handoff, _ contract: Contract?, _ snapshot: StoreSnapshot
    ) throws -> ReviewSituation {
        let viewed = try actor.person.map {
            try snapshot.viewed(handoff.id, by: $0, at: handoff.status.digest)
        }
        var situation = ReviewSituation(
            handoff: handoff, contract: contract, people: try configuration.people(), actor: actor,
            viewed: viewed ?? [],
            hasConnector: (try? configuration.systems())?[handoff.status.system]?.connector != nil, now: now)
        situation.claim = try snapshot.claims(on: [handoff.id])[handoff.id]
        return situation
    }
}
