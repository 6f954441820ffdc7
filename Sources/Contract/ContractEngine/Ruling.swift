import CivilTime
import Handoff
import JSON

/// What comes of a command: the events that make it so, in order, and the contents that they commit to.
///
/// The store writes it as it is, in one commit.
package struct Ruling: Sendable {
    /// The handoff.
    package let id: HandoffID
    /// The status after the events; nil before the submission.
    package private(set) var status: HandoffStatus?
    /// What happened, each event bound to the handoff as it is after it.
    package private(set) var events: [Event] = []
    /// What the events commit to, as it is to be kept.
    package private(set) var contents: [KeptContent] = []
    /// What the queue shows beside the status, where that is new.
    package var listing: ListedContents?
    /// Until when and for whom a delivery is leased, where the events say that one began.
    package var lease: DeliveryLease?
    /// What was found, where a draft was held to its contract.
    package var findings: Findings?

    /// What is said of a delivery that came to nothing.
    package var deliveryMessage: String? {
        guard case .deliveryFailed(let failed)? = events.last?.happening else { return nil }
        return contents.last { $0.commitment == failed.message }
            .flatMap { try? JSONValue(parsing: $0.content.content) }?.string
    }

    private let store: String
    private var random: RandomSource
    /// The name of the record that the digest is made over.
    private var reference: String?

    /// Nothing yet, on a handoff as it stands; without one, before its submission.
    init(_ id: HandoffID, after status: HandoffStatus?, reference: String?, store: String, random: RandomSource) {
        self.id = id
        self.status = status
        self.reference = reference
        self.store = store
        self.random = random
    }

    /// Commits to a value, which is kept beside the log.
    mutating func commit(_ kind: ContentKind, to value: JSONValue) -> ContentHash {
        commit(kind, canonical: CanonicalJSON.bytes(of: value))
    }

    /// Commits to canonical bytes.
    mutating func commit(_ kind: ContentKind, canonical bytes: [UInt8]) -> ContentHash {
        let content = KeptContent(kind, CommittedContent(canonical: bytes, using: &random))
        contents.append(content)
        return content.commitment
    }

    /// Commits to a note, where there is one.
    mutating func commit(note: String?) -> ContentHash? {
        guard let note, !note.utf8.isEmpty else { return nil }
        return commit(.note, to: .string(note))
    }

    /// Adds what happens next. An event that raises the version is bound to the digest of what it makes of the handoff.
    mutating func append(_ happening: Event.Happening, at now: Instant, by actor: Actor) {
        var happening = happening
        if happening.move != nil {
            let after = Self.status(status, after: happening, at: now, by: actor)
            happening.bind(to: Handoff.digest(store: store, id: id, status: after, reference: reference))
        }
        status = Self.status(status, after: happening, at: now, by: actor)
        events.append(Event(happening, to: id, at: now, by: actor))
    }

    /// Adds an event that names the record anew.
    mutating func append(_ happening: Event.Happening, at now: Instant, by actor: Actor, reference: String?) {
        self.reference = reference
        append(happening, at: now, by: actor)
    }

    private static func status(
        _ before: HandoffStatus?, after happening: Event.Happening, at now: Instant, by actor: Actor
    ) -> HandoffStatus {
        guard var status = before else {
            guard let admitted = happening.admitted else { preconditionFailure("a handoff begins with its submission") }
            return HandoffStatus(submitted: admitted, at: now, by: actor)
        }
        status.apply(happening, at: now, by: actor)
        return status
    }
}
