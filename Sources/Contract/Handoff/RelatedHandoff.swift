import CivilTime
import JSON

/// Another handoff that a contract's rules read about.
package struct RelatedHandoff: Sendable, Hashable {
    /// Its name and where it stands.
    package var id: HandoffID, state: HandoffState
    /// The amount at stake, where its contract names one, and when it was submitted; nil where nobody asked.
    package var stake: JSONNumber?, at: Instant?

    package init(id: HandoffID, state: HandoffState, stake: JSONNumber? = nil, at: Instant? = nil) {
        (self.id, self.state) = (id, state)
        (self.stake, self.at) = (stake, at)
    }

    /// Whether somebody who may has let it through: no submission alone makes it so.
    package var isSettled: Bool { state == .approved || state == .executed }

    /// Whether two of them on one record are in each other's way. What is held is not proposed yet.
    package var isConflict: Bool { state.isPending || state == .approved }
}

/// The key by which a contract relates handoffs: those with the same one are in its list of that name.
package struct RelatedKey: Sendable, Hashable {
    package let name: String
    /// SHA-256 over the contract's name, the list's name and the value, with zero bytes between. Never leaves the store.
    package let hash: ContentHash

    package init(contract: String, name: String, value: JSONValue) {
        self.name = name
        hash = ContentHash(of: Array("\(contract)\0\(name)\0".utf8) + CanonicalJSON.bytes(of: value))
    }

    init(name: String, hash: ContentHash) { (self.name, self.hash) = (name, hash) }
}

/// The handoffs that are related in one way. Those that were let through are there first, and all of them: where they are too many
/// for that, the list is not whole, and no rule reads it.
package struct RelatedHandoffs: Sendable, Hashable {
    package var items: [RelatedHandoff]
    package var isWhole: Bool

    package init(_ items: [RelatedHandoff] = [], isWhole: Bool = true) {
        (self.items, self.isWhole) = (items, isWhole)
    }

    /// The same without one of them.
    package func besides(_ id: HandoffID) -> RelatedHandoffs {
        RelatedHandoffs(items.filter { $0.id != id }, isWhole: isWhole)
    }
}
