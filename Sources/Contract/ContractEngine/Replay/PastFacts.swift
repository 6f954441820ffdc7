import CivilTime
import Handoff
import JSON

/// What was in force when an event was written, as the journal has it up to there.
package struct PastFacts: Sendable {
    /// The edition of the program's own rules.
    package let edition: Edition
    /// Who there was, and the person that the event's account stood for.
    package let people: People, personOfAccount: String?
    package let systems: [String: SystemOfRecord], lists: JSONValue
    /// The contract that the handoff is held to; nil where it can't be loaded.
    package let contract: Contract?
    /// The version of that contract's file that was in force.
    package let contractInForce: ContentHash?
    /// What was on hold.
    package var holds: [Hold] = []

    package init(
        edition: Edition, people: People, personOfAccount: String?, systems: [String: SystemOfRecord], lists: JSONValue,
        contract: Contract?, contractInForce: ContentHash?
    ) {
        self.edition = edition
        (self.people, self.personOfAccount) = (people, personOfAccount)
        (self.systems, self.lists) = (systems, lists)
        (self.contract, self.contractInForce) = (contract, contractInForce)
    }

    /// In a store whose identity is the operating system's word, an account acts as the person that it stands for and as nobody else.
    func faultOfIdentity(_ actor: Actor, isDeclared: Bool) -> String? {
        guard !isDeclared, actor != .system, actor.person != personOfAccount else { return nil }
        let named = actor.person.map { "'\($0)'" } ?? "nobody"
        let known = personOfAccount.map { "'\($0)'" } ?? "nobody"
        return "it stands under \(named), but the account '\(actor.account)' stood for \(known) in people.yaml"
    }
}

/// What is kept of a handoff beside the log.
package protocol KeptPast {
    /// The content behind a commitment; nil where it was erased.
    func content(_ commitment: ContentHash) throws -> JSONValue?
    /// The text of an item of evidence.
    func text(of item: EvidenceItem) throws -> KeptText
    /// The handoffs that were related to a draft when an event was written, by how they were.
    func related(by relations: Relations, at event: Event) throws -> [String: RelatedHandoffs]
}

/// The text of an item of evidence: it may be no text at all, or gone.
package enum KeptText: Sendable, Hashable {
    case text(String)
    case none
    case gone
}

/// A draft as it was held to its contract, made again from what is kept.
struct PastDraft {
    let contents: Handoff.Contents
    let texts: [String?]

    /// Nil where something of it is gone.
    init?(_ admitted: Event.Admitted, _ kept: any KeptPast) throws {
        let commitments = admitted.commitments
        var evidence: [EvidenceItem] = []
        var texts: [String?] = []
        for commitment in commitments.evidence {
            guard let item = try kept.content(commitment).flatMap(EvidenceItem.init(_:)) else { return nil }
            evidence.append(item)
            switch try kept.text(of: item) {
            case .text(let text): texts.append(text)
            case .none: texts.append(nil)
            case .gone: return nil
            }
        }
        var reference: String?
        if let commitment = admitted.reference {
            guard let name = try kept.content(commitment)?.string else { return nil }
            reference = name
        }
        guard let title = try kept.content(commitments.title)?.string,
            let payload = try kept.content(commitments.payload), let trace = try kept.content(commitments.trace),
            let unresolved = try kept.content(commitments.unresolved)?.array,
            let envelope = try kept.content(commitments.envelope).flatMap(Envelope.init(_:))
        else { return nil }
        // What was found is made anew; that a hold had kept it out is asked when it is released.
        let findings = try kept.content(admitted.findings).flatMap(Findings.init(_:))
        contents = Handoff.Contents(
            title: title, payload: payload, evidence: evidence, trace: trace,
            unresolved: unresolved.compactMap(\.string), envelope: envelope, reference: reference,
            findings: findings ?? Findings())
        self.texts = texts
    }
}
