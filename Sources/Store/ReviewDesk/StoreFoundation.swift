import CivilTime
import ContractEngine
import Foundation
import Handoff
import HandoffStore

/// Makes the directory of a new store.
package struct StoreFoundation {
    /// Where.
    package let directory: StoreDirectory
    private let isDeclared: Bool
    private let group: String?

    /// A store to be made here; `group` shares it.
    package init(directory: StoreDirectory, isDeclared: Bool, group: String? = nil) {
        self.directory = directory
        self.isDeclared = isDeclared
        self.group = group
    }

    /// Makes directories, files to be filled in, and the database. Returns the store's id.
    ///
    /// The configuration stays its owner's: in a shared store the root has the sticky bit, so that the group can write the
    /// database beside it and nobody but the owner can put another people.yaml in its place.
    package func lay(account: String, now: Instant) throws(DeskError) -> String {
        let group = try group.map(groupID)
        guard !directory.hasStore else { throw .store(.exists(directory.path)) }
        return try deskErrors {
            // Closed to others before anything is in it, whatever the process's file mode is.
            try makeDirectory("", shared: group, sticky: true)
            if group == nil, chmod(directory.path, 0o700) != 0 {
                throw StoreError.unusable(path: directory.path, reason: String(cString: strerror(errno)))
            }
            if let kind = NetworkFileSystem.kind(of: directory.path) {
                throw StoreError.unusable(
                    path: directory.path, reason: "it lies on a network file system (\(kind)); use a local disk")
            }
            for folder in ["contracts", "lists", "connectors"] { try makeDirectory(folder, owners: group) }
            for folder in ["evidence", "inbox", "inbox/tmp", "inbox/new", "inbox/done", "inbox/refused"] {
                try makeDirectory(folder, shared: group)
            }
            for (name, text) in Self.templates { try makeFile(name, text.replacing("ACCOUNT", with: account), group) }
            var random = SystemRandomNumberGenerator()
            let id = HandoffID(at: now, using: &random)
            let created = StoreEvents.created(
                store: id.description, isDeclared: isDeclared, at: now, by: Actor(person: nil, account: account))
            _ = try SQLiteStore.create(in: directory.path, created)
            let database = directory.path + "/" + SQLiteStore.fileName
            if let group { try share(database, group, mode: 0o660) } else { chmod(database, 0o600) }
            return id.description
        }
    }

    private func groupID(_ name: String) throws(DeskError) -> gid_t {
        guard let entry = getgrnam(name) else { throw .usage("there is no group '\(name)' on this machine") }
        return entry.pointee.gr_gid
    }

    private func makeDirectory(
        _ name: String, shared: gid_t? = nil, owners: gid_t? = nil, sticky: Bool = false
    ) throws {
        let path = name.isEmpty ? directory.path : directory.path + "/" + name
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw StoreError.unusable(path: path, reason: "it can't be made: \(error.localizedDescription)")
        }
        if shared == nil, owners == nil, !name.isEmpty { chmod(path, 0o700) }
        if let shared { try share(path, shared, mode: sticky ? 0o3770 : 0o2770) }
        if let owners { try share(path, owners, mode: 0o2750) }
    }

    private func share(_ path: String, _ group: gid_t, mode: mode_t) throws {
        guard chown(path, uid_t.max, group) == 0, chmod(path, mode) == 0 else {
            throw StoreError.unusable(
                path: path, reason: "it can't be given to the group: \(String(cString: strerror(errno)))")
        }
    }

    private func makeFile(_ name: String, _ text: String, _ group: gid_t?) throws {
        let path = directory.path + "/" + name
        guard !FileManager.default.fileExists(atPath: path) else { return }
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: group == nil ? 0o600 : 0o640])
        else { throw StoreError.unusable(path: path, reason: "it can't be written") }
        if let group { try share(path, group, mode: 0o640) }
    }

    private static let templates = [
        (
            "people.yaml",
            """
            # Who there is. Ids are for good: decisions are recorded under them.
            people:
              ACCOUNT: { name: ACCOUNT, roles: [operator], teams: [], os_users: [ACCOUNT] }
            agents: {}
            teams: {}
            absences: []

            """
        ),
        (
            "systems.yaml",
            """
            # Systems of record, and how approved work gets into them.
            systems:
              ledger: { kind: erp, connector: { type: file, path: ledger.jsonl } }

            """
        ),
        (
            "places.yaml",
            """
            # Where AI creates work that does not come through here yet.
            places: []

            """
        ),
    ]
}
