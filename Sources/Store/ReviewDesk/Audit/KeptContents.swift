import ContractEngine
import Handoff
import HandoffStore
import JSON

/// What one handoff's contents and evidence were, for its replay.
struct KeptContents: KeptPast {
    /// Bodies by commitment.
    let bodies: [ContentHash: [UInt8]]
    let vault: EvidenceVault
    let snapshot: StoreSnapshot

    func content(_ commitment: ContentHash) throws -> JSONValue? {
        bodies[commitment].flatMap { try? JSONValue(parsing: $0) }
    }

    func text(of item: EvidenceItem) throws -> KeptText {
        guard item.isText else { return .none }
        guard let bytes = try? vault.get(item.sha256.description) else { return .gone }
        return String(validating: bytes, as: UTF8.self).map(KeptText.text) ?? .none
    }

    /// At intake as many are looked up, those that could still act first. Beyond that nobody knows which they were.
    func related(by relations: Relations, at event: Event) throws -> [String: RelatedHandoffs] {
        func ordered(_ found: [RelatedHandoff]) -> RelatedHandoffs {
            let oldest = found.reversed()
            return RelatedHandoffs(oldest.filter { !$0.state.isFinal } + oldest.filter(\.state.isFinal))
        }
        let (id, sequence) = (relations.id, event.sequence)
        var found = relations.nobody
        found[RelatedList.sameRecord] = ordered(
            try relations.reference.map {
                try snapshot.onRecord(
                    system: relations.system, record: relations.record, reference: $0, besides: id, before: sequence)
            } ?? [])
        found[RelatedList.sameContent] = ordered(
            try snapshot.withContent(relations.contentHash, besides: id, before: sequence))
        for (key, since) in relations.keys {
            let items = try snapshot.related(by: key, since: since).items.filter { $0.id != id }
            found[key.name] = ordered(try items.reversed().compactMap { try snapshot.related($0.id, before: sequence) })
        }
        return found
    }
}
