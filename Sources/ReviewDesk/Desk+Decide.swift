import ContractEngine
import Handoff
import HandoffStore
import JSON

/// A decision as it is asked for.
public struct Decision: Sendable, Hashable {
    /// What is to be done.
    public var intent: Intent
    /// What the producer and the next reviewer are told.
    public var note: String?
    /// The version and digest that stood on the screen; nil leaves that unchecked.
    public var version: Int?, digest: String?
    /// Whether the person states that a failed or uncertain delivery wrote nothing.
    public var statesNothingWritten = false
    /// The record that a person found in the system of record after an uncertain delivery.
    public var attestedRecord: String?

    /// A decision.
    public init(_ intent: Intent, note: String? = nil, version: Int? = nil, digest: String? = nil) {
        self.intent = intent
        self.note = note
        self.version = version
        self.digest = digest
    }
}

extension Desk {
    /// The longest note, in bytes of UTF-8.
    public static let longestNote = 64 << 10
    /// How many digits of a digest name it at least.
    private static let shortestDigest = 8

    /// Decides on a handoff, or refuses and says why. When this returns, the decision is on the disk.
    @discardableResult
    public func decide(_ decision: Decision, on id: HandoffID) throws(DeskError) -> Standing {
        if let note = decision.note, note.utf8.count > Self.longestNote {
            throw .usage("a note is at most \(Self.longestNote) bytes long")
        }
        if let digest = decision.digest, digest.utf8.count < Self.shortestDigest {
            throw .usage("a digest is named by at least \(Self.shortestDigest) of its digits")
        }
        let commons = try configuration.journaledFiles()
        let decided: Standing? = try write { transaction in
            try journal(commons, transaction)
            guard let handoff = try transaction.snapshot.handoff(id) else { throw StoreError.noHandoff(id.description) }
            try check(version: decision.version, digest: decision.digest, handoff, transaction.snapshot)
            if try expire(handoff, transaction) { return nil }
            return try decide(decision, on: handoff, transaction)
        }
        if let decided { return decided }
        // The expiry is on the disk; whoever decided too late is told of it.
        return try read { snapshot in
            guard let handoff = try snapshot.handoff(id) else { throw StoreError.noHandoff(id.description) }
            throw conflict(handoff, named: decision.version, try lastDecision(on: id, snapshot))
        }
    }

    /// Fires the expiry that is due on a handoff; true when it did.
    private func expire(_ handoff: Handoff, _ transaction: StoreTransaction) throws -> Bool {
        let contract = try contract(of: handoff.standing, transaction.snapshot)
        guard let event = try situation(of: handoff, contract, transaction.snapshot).expiry else { return false }
        var standing: Standing? = handoff.standing
        try record(event, &standing, reference: handoff.contents.reference, transaction)
        guard let standing else { return false }
        try transaction.update(
            handoff.id, standing: standing, bandRank: contract?.rank(ofBand: standing.band) ?? 0)
        return true
    }

    private func decide(
        _ decision: Decision, on handoff: Handoff, _ transaction: StoreTransaction
    ) throws -> Standing {
        let id = handoff.id
        guard let contract = try contract(of: handoff.standing, transaction.snapshot) else {
            throw DeskError.unusableContract(handoff.standing.contract.name, reason: "its version can't be loaded")
        }
        var situation = try situation(of: handoff, contract, transaction.snapshot)
        situation.statesNothingWritten = decision.statesNothingWritten
        var event: Event
        do throws(Refusal) {
            event = try situation.decide(decision.intent)
        } catch {
            if error.obligation == "state", let event = try lastDecision(on: id, transaction.snapshot) {
                throw conflict(handoff, named: nil, event)
            }
            throw DeskError.refused(error)
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
        var standing: Standing? = handoff.standing
        let reference = handoff.contents.reference
        try record(event, &standing, reference: reference, transaction)
        guard event.version != nil else { return handoff.standing }
        try follow(&standing, id, contract, reference: reference, transaction)
        guard let standing else { return handoff.standing }
        try transaction.update(id, standing: standing, bandRank: contract.rank(ofBand: standing.band))
        return standing
    }

    /// A decision names what it was made on; if that is gone, the one who was first is named.
    func check(version: Int?, digest: String?, _ handoff: Handoff, _ snapshot: StoreSnapshot) throws {
        let standing = handoff.standing
        let isSameVersion = version.map { $0 == standing.version } ?? true
        let isSameDigest = digest.map { standing.digest.description.hasPrefix($0) } ?? true
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
                id: handoff.id, named: named, present: handoff.standing.version, event: event,
                state: handoff.standing.state, by: event.map(nameOfActor) ?? ""))
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
            try snapshot.viewed(handoff.id, by: $0, at: handoff.standing.digest)
        }
        return ReviewSituation(
            handoff: handoff, contract: contract, people: try configuration.people(), actor: actor,
            viewed: viewed ?? [],
            hasConnector: (try? configuration.systems())?[handoff.standing.system]?.connector != nil, now: now)
    }
}
