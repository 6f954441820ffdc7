import ContractEngine
import Handoff
import HandoffStore
import JSON

/// What else there is on the record of a handoff.
extension Desk {
    /// How many others are read whole, and how many that were let through are looked at.
    private static let mostOthers = 5, mostPrecedents = 20

    /// Those in its way that this person may read, with what each would do.
    func others(
        than handoff: Handoff, _ related: [RelatedHandoff], _ snapshot: StoreSnapshot
    ) throws -> [OtherHandoff] {
        let ids = related.filter(\.isConflict).prefix(Self.mostOthers).map(\.id)
        return try snapshot.rows(ids).filter { try isReadable($0, snapshot) }.compactMap { row in
            // What is damaged in another one is no reason to show nothing of this one.
            guard let other = try? snapshot.handoff(row.id) else { return nil }
            let payload = other.contents.payload
            return OtherHandoff(
                id: row.id, title: other.contents.title, state: row.state, at: row.submittedAt,
                contract: row.contract, payload: payload, stake: row.stake, currency: row.currency,
                difference: PayloadDifference(from: handoff.contents.payload, to: payload))
        }
    }

    /// How much of the evidence is read with its handoff, to say what of the payload stands in it.
    private static let mostText = 128 << 10

    /// The texts of its evidence, by their places; what is damaged is not among them, and is named when it is opened.
    func evidenceTexts(_ items: [EvidenceItem]) -> [Int: String] {
        var left = Self.mostText
        var texts: [Int: String] = [:]
        for (index, item) in items.enumerated() where item.isText && item.size <= left {
            guard let bytes = try? attachment(item) else { continue }
            texts[index] = String(decoding: bytes, as: UTF8.self)
            left -= item.size
        }
        return texts
    }

    /// How many of its producer's were let through under its contract on its record.
    func precedent(
        of handoff: Handoff, _ related: [RelatedHandoff], _ snapshot: StoreSnapshot
    ) throws -> Precedent? {
        let settled = related.filter(\.isSettled)
        let found = settled.suffix(Self.mostPrecedents).count { item in
            guard let other = try? snapshot.handoff(item.id) else { return false }
            return other.status.contract.name == handoff.status.contract.name
                && sameText(other.contents.agent, handoff.contents.agent)
        }
        return found == 0 ? nil : Precedent(count: found, isWhole: settled.count <= Self.mostPrecedents)
    }
}
