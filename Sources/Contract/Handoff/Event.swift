import CivilTime
import JSON

/// One thing that happened, as it stands in the log for good: canonical JSON, a leaf of the Merkle tree.
///
/// It holds commitments, names from the contract and people.yaml, and times; never a producer's text. The format is described in
/// `docs/formats.md` and never changes its meaning. The contract engine alone makes events.
package struct Event: Sendable, Hashable {
    /// The place in the log, from 0. The store sets it when it appends the event.
    package var sequence: Int = 0
    /// The time by the clock of then. The order of the log is that of the sequence: a clock can go back.
    package var at: Instant
    /// Who did it; `Actor.system` where a rule or a clock did.
    package let by: Actor
    /// What it happened to.
    package let subject: Subject

    /// What an event is about: the store, its configuration, or one handoff.
    package enum Subject: Sendable, Hashable {
        /// The store was made. `isDeclared`: people say themselves who they are. The program's rules of that edition hold from it on.
        case created(store: String, isDeclared: Bool, Edition)
        /// A version of a configuration file took effect; `by` is who noticed it. An older log does not say where it came from.
        case configured(file: String, digest: ContentHash, source: FileSource? = nil)
        /// From here on the program's rules of this edition hold.
        case edition(Edition)
        /// Something was put on hold, for the reason that this commitment stands for.
        case held(HoldScope, reason: ContentHash)
        /// It was released; the commitment of what was said of it.
        case released(HoldScope, note: ContentHash?)
        /// Something happened to a handoff.
        case handoff(HandoffID, Happening)
    }

    /// What happened to a handoff, with what each kind needs.
    package enum Happening: Sendable, Hashable {
        case submitted(Admitted)
        case revised(Admitted)
        case resubmitted(Admitted)
        case edited(Edited)
        case withdrawn(Closed)
        case approved(Approved)
        case rejected(Rejected)
        case escalated(Escalated)
        case returned(Closed)
        case commented(Comment)
        case assigned(Assigned)
        case recalled(Recalled)
        case leased(attempt: Int)
        case executed(Executed)
        case deliveryFailed(DeliveryFailed)
        case attested(Attested)
        case rendered(Rendered)
    }

    /// Whose a file was when it took effect, and when it was last written.
    package struct FileSource: Sendable, Hashable {
        /// The account that owns it.
        package let owner: String
        package let time: Instant

        package init(owner: String, time: Instant) { (self.owner, self.time) = (owner, time) }
    }

    package init(at: Instant, by: Actor, _ subject: Subject) {
        self.at = at
        self.by = by
        self.subject = subject
    }

    package init(_ happening: Happening, to id: HandoffID, at: Instant, by: Actor) {
        self.init(at: at, by: by, .handoff(id, happening))
    }

    /// The handoff that it happened to; nil for what happened to the store.
    package var handoff: HandoffID? { if case .handoff(let id, _) = subject { id } else { nil } }

    /// What happened to the handoff; nil for what happened to the store.
    package var happening: Happening? { if case .handoff(_, let happening) = subject { happening } else { nil } }
}

extension Event {
    /// The word for what happened, as it stands in the log.
    package enum Kind: String, Sendable, CaseIterable {
        case created, configured, edition, held, released
        case submitted, revised, resubmitted, withdrawn
        case approved, rejected, escalated, returned, commented, edited, assigned, recalled
        case leased, executed, deliveryFailed = "delivery_failed", attested
        case rendered

        /// The word in a sentence: `delivery failed`.
        package var words: String { rawValue.replacing("_", with: " ") }
    }

    /// The word for what happened.
    package var kind: Kind {
        switch subject {
        case .created: .created
        case .configured: .configured
        case .edition: .edition
        case .held: .held
        case .released: .released
        case .handoff(_, let happening): happening.kind
        }
    }
}

extension Event.Happening {
    /// The word for what happened.
    package var kind: Event.Kind {
        switch self {
        case .submitted: .submitted
        case .revised: .revised
        case .resubmitted: .resubmitted
        case .edited: .edited
        case .withdrawn: .withdrawn
        case .approved: .approved
        case .rejected: .rejected
        case .escalated: .escalated
        case .returned: .returned
        case .commented: .commented
        case .assigned: .assigned
        case .recalled: .recalled
        case .leased: .leased
        case .executed: .executed
        case .deliveryFailed: .deliveryFailed
        case .attested: .attested
        case .rendered: .rendered
        }
    }
}
