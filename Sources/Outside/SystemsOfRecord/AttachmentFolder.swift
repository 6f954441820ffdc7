import Foundation
import Handoff
import HandoffStore
import ReviewDesk
import Synchronization

/// A folder with the attachments of one handoff, for the length of one attempt.
///
/// It is locked for as long as it is needed: what a process that died has left behind is known by that, and removed.
struct AttachmentFolder: ~Copyable {
    let path: String
    /// Held open, and with it the lock.
    private let folder: OpenFile

    private static let name = ".attachments"
    private static let made = Atomic<UInt64>(0)

    /// Makes the folder, and puts what the vault has under these hashes into it, compared with them.
    init(
        of attachments: [DeliveryRequest.Attachment], from vault: EvidenceVault, in store: StoreDirectory
    ) throws {
        let work = try OpenFile.folder(store.work)
        let all = try work.folder(making: Self.name, mode: 0o700, owner: geteuid())
        Self.removeLeftovers(all)
        let made = try Self.make(in: all)
        do {
            for attachment in attachments {
                let bytes = try vault.get(attachment.sha256.description)
                guard let file = try made.create(attachment.file, mode: 0o400) else {
                    throw SystemCallError("make", "\(made.path)/\(attachment.file)", code: EEXIST)
                }
                try file.write(bytes)
            }
        } catch {
            try? FileManager.default.removeItem(atPath: made.path)
            throw error
        }
        path = made.path
        folder = made
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private static func make(in all: borrowing OpenFile) throws -> OpenFile {
        while true {
            let name = "\(getpid())-\(made.add(1, ordering: .relaxed).newValue)"
            guard mkdirat(all.descriptor, name, 0o700) == 0 else {
                if errno == EEXIST { continue }
                throw SystemCallError("make", "\(all.path)/\(name)")
            }
            guard let folder = try all.openIfThere(name, O_DIRECTORY) else { continue }
            var facts = stat()
            // Between its making and its lock another process may have taken it for a leftover.
            guard flock(folder.descriptor, LOCK_EX | LOCK_NB) == 0, fstat(folder.descriptor, &facts) == 0,
                facts.st_nlink > 0
            else { continue }
            return folder
        }
    }

    private static func removeLeftovers(_ all: borrowing OpenFile) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: all.path)) ?? [] {
            guard let folder = try? all.openIfThere(name, O_DIRECTORY),
                flock(folder.descriptor, LOCK_EX | LOCK_NB) == 0
            else { continue }
            try? FileManager.default.removeItem(atPath: "\(all.path)/\(name)")
        }
    }
}
