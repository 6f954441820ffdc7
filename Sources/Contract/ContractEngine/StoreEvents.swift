import CivilTime
import Handoff

/// The events of the store itself.
package enum StoreEvents {
    /// The store was made.
    package static func created(store: String, isDeclared: Bool, at now: Instant, by actor: Actor) -> Event {
        Event(at: now, by: actor, .created(store: store, isDeclared: isDeclared, .present))
    }

    /// A version of a configuration file took effect; the actor is who noticed it.
    package static func configured(
        file: String, digest: ContentHash, source: Event.FileSource?, at now: Instant, by actor: Actor
    ) -> Event {
        Event(at: now, by: actor, .configured(file: file, digest: digest, source: source))
    }

    /// From here on this edition of the rules holds. The first that this program writes into a store of an earlier one.
    package static func began(_ edition: Edition = .present, at now: Instant) -> Event {
        Event(at: now, by: .system, .edition(edition))
    }
}
