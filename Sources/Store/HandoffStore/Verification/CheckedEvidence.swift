import Handoff
import Synchronization

/// Attachments that were read and hashed. The same one is often named many times: those looked at last are remembered.
final class CheckedEvidence: Sendable {
    private let vault: EvidenceVault
    private let sound = Mutex<Set<ContentHash>>([])
    private static let remembered = 20_000

    init(_ vault: EvidenceVault) { self.vault = vault }

    /// Whether an attachment is there and is what its name says.
    func isThere(_ digest: ContentHash) -> Bool {
        if sound.withLock({ $0.contains(digest) }) { return true }
        guard (try? vault.get(digest.description)) != nil else { return false }
        sound.withLock { sound in
            if sound.count >= Self.remembered { sound = [] }
            sound.insert(digest)
        }
        return true
    }
}
