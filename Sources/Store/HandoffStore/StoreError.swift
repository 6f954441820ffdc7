import GRDB
import Handoff

/// Why the store could not do something. Nothing was half-written, and of `uncertain` alone it is not known whether it was written.
package enum StoreError: Error, Sendable, Hashable {
    /// There is no store at this path.
    case noStore(String)
    /// There is something there already.
    case exists(String)
    /// No handoff's id begins so, and none has it as its producer's key.
    case noHandoff(String)
    /// More than one handoff's id begins so, or has it as its producer's key.
    case ambiguous(String)
    /// Another process held the store for longer than the caller wanted to wait.
    case busy
    /// The disk, a permission, a damaged file: what, where and what the system said.
    case unusable(path: String, reason: String)
    /// The disk failed while all of it was being made durable: whether it was recorded is not known.
    case uncertain(path: String, reason: String)
    /// The store was made by a later version of the program.
    case tooNew(path: String)
    /// What the log holds can't be read by this program, so that nothing is shown or decided on it: the event's number, and why.
    case unreadable(sequence: Int?, reason: String)
    /// The queue or the contents of a handoff are not what the log makes of it.
    case inconsistent(String, reason: String)

    init(_ error: EventError) { self = .unreadable(sequence: error.sequence, reason: error.reason) }

    /// What the failure of a write means. Until everything was handed over to be committed, a failure leaves nothing; and where there
    /// was no room for the last of it, nothing of it counts. Any other failure after that can leave it on the disk, to be found when
    /// the store is opened next.
    init(_ error: DatabaseError, path: String, writingSinceCommit isCommitting: Bool) {
        let failure = StoreError(error, path: path)
        guard case .unusable(let path, let reason) = failure else {
            self = failure
            return
        }
        let leavesNothing = !isCommitting || error.resultCode == .SQLITE_FULL
        self =
            leavesNothing
            ? .unusable(path: path, reason: reason + "; nothing was recorded") : .uncertain(path: path, reason: reason)
    }

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
