import GRDB
import GRDBSQLite
import Handoff

/// A statement that is read column by column.
///
/// GRDB makes a value of every row and looks up a conversion for every column of it. A page of the queue is read with a key press, so
/// it is read from SQLite itself. The statement is one of GRDB's: it is compiled once for each connection.
struct StatementReader {
    private let statement: OpaquePointer

    init(_ db: Database, _ sql: String) throws {
        statement = try db.cachedStatement(sql: sql).sqliteStatement
        reset()
    }

    /// Makes it ready to be run again. Has to be called when the reading is over: a statement that is not holds its snapshot.
    func reset() { sqlite3_reset(statement) }

    /// Gives a parameter its value; the first one is 1.
    func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(statement, index, value) }

    /// Gives a parameter its value; the first one is 1.
    func bind(_ value: Double, at index: Int32) { sqlite3_bind_double(statement, index, value) }

    /// Goes to the next row; false at the end.
    func step() throws -> Bool {
        let code = sqlite3_step(statement)
        if code == SQLITE_ROW { return true }
        guard code == SQLITE_DONE else {
            let message = sqlite3_db_handle(statement).flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
            reset()
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
        }
        return false
    }

    // MARK: The columns of the row, from 0 on

    func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func double(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }

    func text(_ column: Int32) -> String? {
        guard let start = sqlite3_column_text(statement, column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func hash(_ column: Int32) -> ContentHash? {
        guard let start = sqlite3_column_blob(statement, column) else { return nil }
        return ContentHash(
            bytes: UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}
