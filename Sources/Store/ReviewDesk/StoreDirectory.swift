import Foundation
import Handoff
import HandoffStore

/// The directory of a store: where everything in it is, and how it is found.
package struct StoreDirectory: Sendable, Hashable {
    /// The path.
    package let path: String

    /// A store's directory at this path; nothing is looked at yet.
    package init(path: String) {
        self.path = URL(filePath: path).standardizedFileURL.path(percentEncoded: false).droppingSlash
    }

    /// The folders and files of a store.
    package var contracts: String { path + "/contracts" }
    /// People, roles, teams, absences.
    package var people: String { path + "/people.yaml" }
    /// Systems of record and their connectors.
    package var systems: String { path + "/systems.yaml" }
    /// Reference lists that rules read.
    package var lists: String { path + "/lists" }
    /// Programs of exec connectors.
    package var connectors: String { path + "/connectors" }
    /// The private directories of connectors.
    package var work: String { path + "/work" }
    /// Attachments.
    package var evidence: String { path + "/evidence" }
    /// Whether a database is there.
    package var hasStore: Bool { FileManager.default.fileExists(atPath: path + "/" + SQLiteStore.fileName) }

    /// Finds the store: the one named, else `COUNTERSIGN_STORE`, else the nearest `.countersign` upwards whose owner is this
    /// account or root, else the one in the user's data directory.
    package static func find(
        named: String?, environment: [String: String], workingDirectory: String
    ) throws(DeskError) -> StoreDirectory {
        let directory = candidate(named: named, environment: environment, workingDirectory: workingDirectory)
        guard directory.hasStore else {
            // What may not be entered looks like what is not there, to everything but this call.
            if access(directory.path + "/" + SQLiteStore.fileName, F_OK) != 0, errno == EACCES {
                throw .store(.unusable(path: directory.path, reason: "you may not enter it; ask its owner"))
            }
            throw .store(.noStore(directory.path))
        }
        if let kind = NetworkFileSystem.kind(of: directory.path) {
            throw .store(
                .unusable(
                    path: directory.path,
                    reason:
                        "it lies on a network file system (\(kind)), where locks can't be trusted; keep a store on a local disk"
                ))
        }
        return directory
    }

    private static func candidate(
        named: String?, environment: [String: String], workingDirectory: String
    ) -> StoreDirectory {
        if let named { return StoreDirectory(path: named) }
        if let named = environment["COUNTERSIGN_STORE"], !named.isEmpty { return StoreDirectory(path: named) }
        var place = StoreDirectory(path: workingDirectory).path
        while true {
            let here = StoreDirectory(path: place + "/.countersign")
            if here.hasStore, here.isOwnedByMeOrRoot { return here }
            guard let slash = place.lastIndex(of: "/"), place != "/" else { break }
            place = slash == place.startIndex ? "/" : String(place[..<slash])
        }
        let home = environment["HOME"] ?? NSHomeDirectory()
        let data = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.local/share"
        return StoreDirectory(path: data + "/countersign")
    }

    private var isOwnedByMeOrRoot: Bool {
        var status = stat()
        return lstat(path, &status) == 0 && (status.st_uid == getuid() || status.st_uid == 0)
    }

    /// Why a configuration file or folder may not be believed under `identity: os`: others than the store's owner could have
    /// written it.
    func untrusted(_ file: String) -> String? {
        var (status, root) = (stat(), stat())
        guard stat(file, &status) == 0, stat(path, &root) == 0 else { return nil }
        return Self.untrusted(status, owner: root.st_uid, file)
    }

    static func untrusted(_ facts: stat, owner: uid_t, _ file: String) -> String? {
        if facts.st_uid != owner, facts.st_uid != 0 { return "it does not belong to the store's owner" }
        return facts.st_mode & 0o022 == 0
            ? nil : "others than its owner may write it; run 'chmod go-w \(file)'"
    }

    /// Whether this process runs as the store's owner or as root.
    var isMine: Bool {
        var status = stat()
        return stat(path, &status) == 0 && (status.st_uid == geteuid() || geteuid() == 0)
    }

    /// Whether the store's group writes its database and evidence.
    package var isShared: Bool {
        var status = stat()
        return stat(evidence, &status) == 0 && status.st_mode & 0o020 != 0
    }

    /// Makes files that this process creates in a shared store open to the store's group, and to nobody in any other.
    package func adoptFileMode() { umask(isShared ? 0o007 : 0o077) }

    /// The permissions of a configuration file: its owner alone writes it.
    package var configurationMode: Int { isShared ? 0o640 : 0o600 }
}

extension String {
    fileprivate var droppingSlash: String { count > 1 && hasSuffix("/") ? String(dropLast()) : self }
}
