import CivilTime
import Handoff
import JSON

/// What other handoffs may be related to one by, as its contract has it: where the store has to look.
package struct Relations: Sendable {
    package let id: HandoffID
    package let system: String, record: String, reference: String?
    package let contentHash: ContentHash
    /// The contract's own keys, each with the time from which on others count.
    package let keys: [(key: RelatedKey, since: Instant?)]
    /// The lists in which nobody is, unless the store finds somebody.
    package let nobody: [String: RelatedHandoffs]
    /// Whether a rule reads any of them, and whether one reads those with the same content.
    package let isUnread: Bool, readsContent: Bool
    /// Whether it is only observed: then it meets those that are only observed too.
    package let isObserving: Bool

    init(
        _ id: HandoffID, under contract: Contract, reference: String?, contentHash: ContentHash, keys: [RelatedKey],
        unkeyed: [String], proposedAt: Instant
    ) {
        self.id = id
        (system, record, self.reference) = (contract.system, contract.record, reference)
        self.contentHash = contentHash
        self.keys = keys.compactMap { key in
            contract.payload.related.first { sameText($0.name, key.name) }.map { related in
                (key, related.within.map { proposedAt.adding(milliseconds: -$0.milliseconds) })
            }
        }
        nobody = Dictionary(
            uniqueKeysWithValues: (RelatedList.names.sorted() + unkeyed).map { ($0, RelatedHandoffs()) })
        isUnread = !contract.readsRelated && !contract.review.refusesConflict
        readsContent = contract.readsRelated
        isObserving = contract.mode == .observe
    }
}

extension Handoff {
    /// By what others may be related to it, as it was proposed.
    package func relations(under contract: Contract) -> Relations {
        let keys = contents.findings.keys
        // A list that was there at intake without a key is one in which nobody is.
        let named = RelatedList.names.union(keys.map(\.name))
        return Relations(
            id, under: contract, reference: contents.reference,
            contentHash: CanonicalContents.contentHash(contract: contract.reference.name, contents.payload), keys: keys,
            unkeyed: (contents.findings.related ?? [:]).keys.filter { !named.contains($0) },
            proposedAt: status.proposedAt ?? status.submittedAt)
    }
}
