import Foundation
import HandoffStore

/// The file of a file connector, opened so that nothing but a file of the store is reached, which nobody but its owner could have
/// written.
package struct LedgerFile: Sendable {
    /// The names that lead to the file, from the store on.
    private let parts: [String]
    private let store: StoreDirectory

    /// What the store keeps for itself, by the first part of a path.
    private static let reserved: Set = [
        "contracts", "evidence", "lists", "connectors", "inbox", "work", "people.yaml", "systems.yaml", "places.yaml",
        "store.yaml",
    ]

    package init(_ path: String, in store: StoreDirectory) throws(ConnectorError) {
        guard let parts = Self.parts(of: path) else {
            throw .misconfigured("\(path.debugDescription) is no path within the store that a connector may write to")
        }
        (self.parts, self.store) = (parts, store)
    }

    /// Its path within the store, as receipts name it.
    package var name: String { parts.joined(separator: "/") }

    /// The file, which is made if it isn't there.
    package func open() throws(ConnectorError) -> OpenFile {
        try Self.calling {
            let folder = try folder()
            let file = try folder.open(parts[parts.count - 1], O_RDWR | O_CREAT, mode: 0o600)
            if let flaw = try flaw(of: file) { throw ConnectorError.misconfigured(flaw) }
            // A line is no more durable than the name of the file that it is in.
            try folder.sync()
            return file
        }
    }

    /// Why it can't be used, as far as that shows before it is made; nil where it can.
    func flaw() -> String? {
        do throws(ConnectorError) {
            return try Self.calling {
                let folder = try folder()
                guard let file = try folder.openIfThere(parts[parts.count - 1]) else {
                    return faccessat(folder.descriptor, ".", W_OK, 0) == 0
                        ? nil : SystemCallError("write in", folder.path).description
                }
                return try flaw(of: file)
            }
        } catch {
            if case .system(let failure) = error, failure.mayPass { return nil }
            return error.message
        }
    }

    private func folder() throws -> OpenFile {
        var folder = try OpenFile.folder(store.path)
        for part in parts.dropLast() {
            folder = try folder.folder(part)
            if let flaw = store.untrusted(descriptor: folder.descriptor, folder.path) {
                throw ConnectorError.misconfigured("\(folder.path) is not trusted: \(flaw)")
            }
        }
        return folder
    }

    private static func calling<Value: ~Copyable>(_ body: () throws -> Value) throws(ConnectorError) -> Value {
        do {
            return try body()
        } catch let error as ConnectorError {
            throw error
        } catch let error as SystemCallError {
            throw .system(error)
        } catch {
            throw .misconfigured("\(error)")
        }
    }

    private func flaw(of file: borrowing OpenFile) throws(SystemCallError) -> String? {
        guard try file.size() != nil else { return "\(file.path) is no regular file" }
        return store.untrusted(descriptor: file.descriptor, file.path).map { "\(file.path) is not trusted: \($0)" }
    }

    /// Nil where the path would lead elsewhere, or to what the store keeps for itself.
    private static func parts(of path: String) -> [String]? {
        guard path.utf8.first != UInt8(ascii: "/"), path.utf8.last != UInt8(ascii: "/"), !path.utf8.contains(0) else {
            return nil
        }
        let parts = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0 != "." }
        guard let first = parts.first, !parts.contains(".."), !reserved.contains(first) else { return nil }
        return first.utf8.starts(with: "countersign.sqlite".utf8) ? nil : parts
    }
}
