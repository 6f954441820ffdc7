import Foundation
import Handoff
import HandoffStore

/// The private directory of a system's connector: 0700, the store's owner's, and kept, so that a connector may have a memory of its
/// own.
package struct WorkFolder: Sendable {
    package let path: String
    private let store: StoreDirectory
    private let system: String

    package init(of system: String, in store: StoreDirectory) throws(ConnectorError) {
        // A name that begins with a dot could lead elsewhere, and is where attachments are put.
        guard Party.isName(system), !system.hasPrefix(".") else {
            throw .misconfigured("the system's name \(system.debugDescription) can't be that of a directory; change it")
        }
        (self.store, self.system) = (store, system)
        path = store.work + "/" + system
    }

    /// Why it can't be used, as far as that shows before it is made; nil where it can.
    func flaw() -> String? {
        for folder in [store.work, path] {
            var facts = stat()
            guard lstat(folder, &facts) == 0 else {
                guard errno == ENOENT else { return SystemCallError("look at", folder).description }
                let parent = folder == path ? store.work : store.path
                if access(parent, F_OK) != 0 { continue }
                return access(parent, W_OK | X_OK) == 0 ? nil : SystemCallError("make", folder).description
            }
            if let flaw = Self.flaw(facts, folder, owner: store.owner, isPrivate: folder == path) { return flaw }
        }
        return nil
    }

    /// Makes the directory where it isn't there, and looks at it.
    package func make() throws(ConnectorError) {
        let made: String?
        do throws(SystemCallError) {
            let work = try OpenFile.folder(store.path).folder(making: "work", mode: 0o700, owner: store.owner)
            if let flaw = try Self.flaw(of: work, owner: store.owner, isPrivate: false) {
                made = flaw
            } else {
                let own = try work.folder(making: system, mode: 0o700, owner: store.owner)
                made = try Self.flaw(of: own, owner: store.owner, isPrivate: true)
            }
        } catch {
            throw .system(error)
        }
        if let flaw = made ?? flaw() { throw .misconfigured(flaw) }
    }

    private static func flaw(
        of folder: borrowing OpenFile, owner: uid_t, isPrivate: Bool
    ) throws(SystemCallError) -> String? {
        var facts = stat()
        guard fstat(folder.descriptor, &facts) == 0 else { throw SystemCallError("look at", folder.path) }
        return flaw(facts, folder.path, owner: owner, isPrivate: isPrivate)
    }

    private static func flaw(_ facts: stat, _ path: String, owner: uid_t, isPrivate: Bool) -> String? {
        guard facts.st_mode & S_IFMT == S_IFDIR else { return "\(path) is no directory; move it away" }
        if facts.st_uid != owner, facts.st_uid != 0 { return "\(path) does not belong to the store's owner" }
        let open: mode_t = isPrivate ? 0o077 : 0o022
        return facts.st_mode & open == 0
            ? nil : "\(path) is open to others; run 'chmod \(isPrivate ? "700" : "go-w") \(path)'"
    }
}

extension StoreDirectory {
    /// Who owns the store.
    var owner: uid_t {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_uid : geteuid()
    }
}
