import CivilTime
import Handoff

/// What is written together, or not at all. There is no other way to write to a store.
package struct Commit: Sendable {
    /// The event that says that the rules of this program's edition hold from here on: written where those of an earlier one did.
    package var began: Event?
    /// Versions of configuration files that take effect; what is in force already is left out of the journal.
    package var files: [ConfigurationVersion] = []
    /// What happens to a handoff.
    package var change: Change?
    /// What is put on hold or released.
    package var hold: HoldChange?
    /// Who takes the handoff to work on it, or gives it back. A row, not an event.
    package var claim: ClaimChange?
    /// Evidence that a person has opened. Rows, not events.
    package var views: [EvidenceView] = []
    /// Work that named a contract which is not there: counted.
    package var unmanaged: UnmanagedWork?

    package init() {}

    package init(began: Event? = nil, files: [ConfigurationVersion] = [], _ change: Change? = nil) {
        self.began = began
        self.files = files
        self.change = change
    }

    /// Events of one handoff with everything that follows from them.
    package struct Change: Sendable {
        package let id: HandoffID
        /// The handoff as this transaction read it; nil for a new one.
        package let before: HandoffStatus?
        /// What happens to it, in order. Number and time are the journal's to set.
        package let events: [Event]
        /// What the events commit to.
        package let contents: [KeptContent]
        /// What the queue shows of it beside its status; nil where that stays.
        package let listing: ListedContents?
        /// The place of its band among its contract's.
        package let bandRank: Int
        /// Who delivers it now, where the events say that somebody does.
        package let lease: DeliveryLease?
        /// The key that an agent submitted it under, where it did.
        package let key: SubmissionKey?

        package init(
            id: HandoffID, before: HandoffStatus?, events: [Event], contents: [KeptContent] = [],
            listing: ListedContents? = nil, bandRank: Int, lease: DeliveryLease? = nil, key: SubmissionKey? = nil
        ) {
            (self.id, self.before) = (id, before)
            (self.events, self.contents) = (events, contents)
            (self.listing, self.bandRank) = (listing, bandRank)
            (self.lease, self.key) = (lease, key)
        }
    }
}

/// A version of a configuration file, and the event that says that it took effect.
package struct ConfigurationVersion: Sendable {
    package let file: String, digest: ContentHash
    /// The contract's version, where the file is one.
    package let version: Int?
    package let body: [UInt8]
    package let event: Event

    package init(file: String, digest: ContentHash, version: Int?, body: [UInt8], event: Event) {
        (self.file, self.digest, self.version) = (file, digest, version)
        (self.body, self.event) = (body, event)
    }
}

/// What an agent submitted under a key.
package struct SubmissionKey: Sendable, Hashable {
    package let agent: String, key: String
    /// What makes two submissions under one key the same.
    package let fingerprint: ContentHash

    package init(agent: String, key: String, fingerprint: ContentHash) {
        (self.agent, self.key, self.fingerprint) = (agent, key, fingerprint)
    }
}

/// Something is put on hold, or released: the event, and what it commits to.
package struct HoldChange: Sendable {
    package let event: Event, content: KeptContent?

    package init(_ event: Event, _ content: KeptContent?) { (self.event, self.content) = (event, content) }
}

/// Somebody takes a handoff to work on it, or gives it back.
package enum ClaimChange: Sendable, Hashable {
    case taken(Claim, on: HandoffID, now: Instant)
    case ended(on: HandoffID)
}

/// A person has opened an item of evidence beside the payload that this commitment names: it counts for that draft, whatever
/// becomes of its state and step.
package struct EvidenceView: Sendable, Hashable {
    package let id: HandoffID, person: String, payload: ContentHash, item: ContentHash, at: Instant

    package init(_ id: HandoffID, by person: String, payload: ContentHash, item: ContentHash, at: Instant) {
        (self.id, self.person) = (id, person)
        (self.payload, self.item, self.at) = (payload, item, at)
    }
}

/// Work that named a contract which is not there.
package struct UnmanagedWork: Sendable, Hashable {
    package let contract: String, agent: String, workflow: String, at: Instant

    package init(contract: String, agent: String, workflow: String, at: Instant) {
        (self.contract, self.agent) = (contract, agent)
        (self.workflow, self.at) = (workflow, at)
    }
}
