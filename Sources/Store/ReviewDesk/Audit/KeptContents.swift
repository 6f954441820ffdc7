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
    func relatives(
        of draft: AdmittedDraft, under contract: Contract, at event: Event
    ) throws -> (sameRecord: [Facts.Relative], sameContent: [Facts.Relative])? {
        guard let id = event.handoff else { return nil }
        func ordered(_ found: [(id: HandoffID, state: HandoffState)]) -> [Facts.Relative] {
            let oldest = found.reversed().map { Facts.Relative(id: $0.id, state: $0.state) }
            return oldest.filter { !$0.state.isFinal } + oldest.filter(\.state.isFinal)
        }
        let onRecord = try draft.reference.map {
            try snapshot.onRecord(
                system: contract.system, record: contract.record, reference: $0, besides: id, before: event.sequence)
        }
        let alike = try snapshot.withContent(draft.contentHash, besides: id, before: event.sequence)
        return (ordered(onRecord ?? []), ordered(alike))
    }
}
