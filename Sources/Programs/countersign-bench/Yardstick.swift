import Foundation
import GRDBSQLite

/// What the disk and SQLite can do at all: rows as large as an event and a handoff's row in the queue, with no index but the key, no
/// hash, no rule. It is measured in turns with what it is the yardstick of, so that both meet the same disk.
final class Yardstick {
    private let database: OpaquePointer
    private let insertEvent: OpaquePointer, insertRow: OpaquePointer
    private var number: Int64 = 0

    private static let tables = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE event (sequence INTEGER PRIMARY KEY, handoff TEXT, body BLOB, leaf BLOB, root BLOB);
        CREATE TABLE handoff (number INTEGER PRIMARY KEY, id TEXT, slot INTEGER, due INTEGER, title TEXT, digest BLOB);
        """
    private static let eventSize = 700
    private static let titleSize = 120

    /// Makes its database in a folder, which should be on the disk of what is measured.
    init(folder: URL) throws {
        var opened: OpaquePointer?
        try Self.check(sqlite3_open(folder.appending(path: "yardstick.sqlite").path, &opened), opened)
        guard let opened else { throw Failure(code: SQLITE_NOMEM, message: "no memory") }
        database = opened
        try Self.check(sqlite3_exec(opened, Self.tables, nil, nil, nil), opened)
        func prepare(_ sql: String) throws -> OpaquePointer {
            var statement: OpaquePointer?
            try Self.check(sqlite3_prepare_v2(opened, sql, -1, &statement, nil), opened)
            guard let statement else { throw Failure(code: SQLITE_NOMEM, message: "no statement") }
            return statement
        }
        insertEvent = try prepare(
            "INSERT INTO event VALUES (?1, ?2, randomblob(\(Self.eventSize)), zeroblob(32), zeroblob(32))")
        insertRow = try prepare(
            "INSERT INTO handoff VALUES (?1, ?2, 8, 0, hex(randomblob(\(Self.titleSize / 2))), zeroblob(32))")
    }

    deinit {
        sqlite3_finalize(insertEvent)
        sqlite3_finalize(insertRow)
        sqlite3_close(database)
    }

    /// Writes one event row and one row of the queue for each of so many handoffs, durably, in one transaction.
    func write(_ count: Int) throws {
        try Self.check(sqlite3_exec(database, "BEGIN IMMEDIATE", nil, nil, nil), database)
        for _ in 0..<count {
            number += 1
            for statement in [insertEvent, insertRow] {
                sqlite3_bind_int64(statement, 1, number)
                sqlite3_bind_int64(statement, 2, number)
                try Self.check(sqlite3_step(statement), database)
                try Self.check(sqlite3_reset(statement), database)
            }
        }
        try Self.check(sqlite3_exec(database, "COMMIT", nil, nil, nil), database)
    }

    /// What SQLite refused.
    struct Failure: Error {
        let code: Int32
        let message: String
    }

    private static func check(_ code: Int32, _ database: OpaquePointer?) throws {
        guard code != SQLITE_OK, code != SQLITE_DONE, code != SQLITE_ROW else { return }
        throw Failure(code: code, message: database.map { String(cString: sqlite3_errmsg($0)) } ?? "")
    }
}
