import GRDB
import Handoff

/// Why the store could not do something. Nothing was half-written.
package enum StoreError: Error, Sendable, Hashable {
    /// There is no store at this path.
    case noStore(String)
    /// There is something there already.
    case exists(String)
    /// No handoff's id begins so.
    case noHandoff(String)
    /// More than one handoff's id begins so.
    case ambiguous(String)
    /// Another process held the store for longer than the caller wanted to wait.
    case busy
    /// The disk, a permission, a damaged file: what, where and what the system said.
    case unusable(path: String, reason: String)
    /// The store was made by a later version of the program.
    case tooNew(path: String)
    /// What the log holds can't be read by this program, so that nothing is shown or decided on it: the event's number, and why.
    case unreadable(sequence: Int?, reason: String)
    /// The queue or the contents of a handoff are not what the log makes of it.
    case inconsistent(String, reason: String)

    init(_ error: EventError) { self = .unreadable(sequence: error.sequence, reason: error.reason) }

    init(_ error: DatabaseError, path: String) {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_FULL: self = .unusable(path: path, reason: "the disk is full")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_CANTOPEN:
            self = .unusable(path: path, reason: "it can't be opened for writing; check its owner and permissions")
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            self = .unusable(path: path, reason: "it is damaged or no database; restore it from a backup")
        default: self = .unusable(path: path, reason: error.message ?? "SQLite error \(error.resultCode.rawValue)")
        }
    }
}
