import Foundation
import GRDB

/// Copies of a database that are made before a later program changes its tables.
enum StoreCopy {
    /// Copies the database as it is to `countersign.sqlite.before-N`, N being the version that it is brought to. A copy that is there
    /// already stays: it was made before an attempt that did not end. A database without tables needs none.
    static func beforeMigration(of pool: DatabasePool, at path: String) throws {
        guard try pool.read({ try $0.tableExists("event") }) else { return }
        let place = "\(path).before-\(StoreSchema.version)"
        guard !FileManager.default.fileExists(atPath: place) else { return }
        let draft = "\(place).\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        do {
            let copy = try DatabaseQueue(path: draft)
            try pool.backup(to: copy)
            try copy.close()
            // As closed to others as the store is.
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            if let mode = attributes[.posixPermissions] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: draft)
            }
            // Whoever copied it first at the same time has copied the same.
            if link(draft, place) != 0, errno != EEXIST {
                throw StoreError.unusable(path: place, reason: String(cString: strerror(errno)))
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError.unusable(
                path: place, reason: "the store can't be copied before it is brought up to this program: \(error)")
        }
    }
}
