import CivilTime
import Handoff
import ReviewDesk

/// An item of evidence that was shown, and of what it was evidence then.
package struct SeenEvidence: Sendable {
    package let id: HandoffID
    package let index: Int
    package let item: ContentHash
    package let digest: ContentHash

    /// The handoff as it is, and the item.
    package struct Name: Hashable, Sendable {
        let id: HandoffID, item: ContentHash, digest: ContentHash
    }

    package var name: Name { Name(id: id, item: item, digest: digest) }

    /// Nil where this handoff has another item there.
    package init?(_ content: EvidenceContent, _ index: Int, of dossier: Dossier) {
        let items = dossier.handoff.contents.evidence
        guard items.indices.contains(index), items[index].sha256 == content.item.sha256 else { return nil }
        (id, self.index, item) = (dossier.handoff.id, index, content.item.sha256)
        digest = dossier.handoff.status.digest
    }
}

/// What the desk is asked for beside decisions.
package enum DeskWork: Sendable {
    case claim(HandoffID, version: Int, digest: ContentHash)
    case release(HandoffID)
    /// An edit, and the text that it was read from.
    case store(Edit, HandoffID, text: String)
    /// An item of evidence for a program of its own.
    case readEvidence(HandoffID, Int)
    /// An item of evidence was shown.
    case noteSeen(SeenEvidence)
    case loadParties
    case tellTime

    /// What the desk answers.
    package enum Reply: Sendable {
        case claimed(Claim)
        case released
        case stored(EditResult)
        case evidence(EvidenceContent)
        /// Whether what was shown is what stands there now.
        case seen(Bool)
        case parties([Party])
        case time(Instant)
        case failed(DeskError)
    }

    /// Whether it writes to the store.
    package var isWrite: Bool {
        switch self {
        case .claim, .release, .store, .noteSeen: true
        case .readEvidence, .loadParties, .tellTime: false
        }
    }

    package func perform(on source: some ReviewSource) -> Reply {
        do throws(DeskError) {
            switch self {
            case .claim(let id, let version, let digest):
                return .claimed(try source.claim(id, version: version, digest: digest.description))
            case .release(let id):
                try source.release(id)
                return .released
            case .store(let edit, let id, _): return .stored(try source.edit(edit, of: id))
            case .readEvidence(let id, let index): return .evidence(try source.readEvidence(id, item: index))
            case .noteSeen(let seen): return .seen(try source.noteSeen(seen.item, of: seen.id, digest: seen.digest))
            case .loadParties: return .parties(try source.parties())
            case .tellTime: return .time(source.now)
            }
        } catch {
            return .failed(error)
        }
    }
}
