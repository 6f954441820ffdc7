import Foundation
import GRDB
import Handoff

extension StoreTransaction {
    /// Puts something on hold, or releases it: the event, what it commits to, and the row that says which event holds it.
    func write(_ change: HoldChange, _ journal: inout JournalHead) throws {
        if let content = change.content { try keep(content, nil) }
        let event = try journal.append(change.event, db)
        switch event.subject {
        case .held(let scope, reason: _):
            try db.run("INSERT INTO hold (scope, sequence) VALUES (?, ?)", [scope.description, event.sequence])
        case .released(let scope, note: _): try db.run("DELETE FROM hold WHERE scope = ?", [scope.description])
        case .created, .configured, .edition, .handoff:
            throw StoreError.unusable(path: SQLiteStore.fileName, reason: "a \(event.kind.rawValue) is no hold")
        }
    }
}

extension StoreSnapshot {
    /// What is on hold, the longest first. The log says by whom and why; a row that no event stands behind is an error.
    package func holds() throws -> [Hold] {
        try Row.fetchAll(
            db,
            cached: """
                SELECT h.scope, h.sequence, e.body FROM hold h LEFT JOIN event e ON e.sequence = h.sequence
                ORDER BY h.sequence
                """
        ).map { row in
            let body: Data? = row[2]
            guard let body, let event = try? Event(decoding: Array(body)), event.sequence == row[1] as Int,
                case .held(let scope, let reason) = event.subject, scope.description == row[0] as String
            else {
                throw StoreError.inconsistent("the hold on \(row[0] as String)", reason: "the log says something else")
            }
            return Hold(scope, since: event.at, by: event.by, reason: try content(reason)?.string)
        }
    }
}
