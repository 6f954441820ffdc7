import GRDB
import GRDBSQLite
import Handoff

/// A statement that is given its values and read column by column.
///
/// GRDB makes a value of every argument and of every row, and looks up a conversion for every column of it. A page of the queue is read
/// with a key press, and a decision runs some twenty statements, so these ask SQLite itself. The statement is one of GRDB's: it is
/// compiled once for each connection.
struct StatementReader {
    private let statement: OpaquePointer

    /// - Parameter values: What the parameters stand for, the first one first.
    init(_ db: Database, _ sql: String, _ values: [(any BoundValue)?] = []) throws {
        statement = try db.cachedStatement(sql: sql).sqliteStatement
        reset()
        var index: Int32 = 0
        for value in values {
            index += 1
            if let value { value.bind(to: statement, at: index) } else { sqlite3_bind_null(statement, index) }
        }
    }

    /// Makes it ready to be run again. Has to be called when the reading is over: a statement that is not holds its snapshot.
    func reset() { sqlite3_reset(statement) }

    /// Gives a parameter its value; the first one is 1.
    func bind(_ value: some BoundValue, at index: Int32) { value.bind(to: statement, at: index) }

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

    /// What a function makes of the first row; nil when there is none.
    func first<Value>(_ value: (StatementReader) throws -> Value?) throws -> Value? {
        defer { reset() }
        return try step() ? try value(self) : nil
    }

    /// What a function makes of each row.
    func all<Value>(_ value: (StatementReader) throws -> Value?) throws -> [Value] {
        defer { reset() }
        var values: [Value] = []
        while try step() { if let made = try value(self) { values.append(made) } }
        return values
    }

    // MARK: The columns of the row, from 0 on

    func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func double(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    func text(_ column: Int32) -> String? {
        guard let start = sqlite3_column_text(statement, column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// How many bytes a text or a blob has.
    func size(_ column: Int32) -> Int { Int(sqlite3_column_bytes(statement, column)) }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }

    func hash(_ column: Int32) -> ContentHash? {
        guard let start = sqlite3_column_blob(statement, column) else { return nil }
        return ContentHash(
            bytes: UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}

extension Database {
    /// Runs a statement that gives no rows.
    func run(_ sql: String, _ values: [(any BoundValue)?] = []) throws {
        let statement = try StatementReader(self, sql, values)
        defer { statement.reset() }
        while try statement.step() {}
    }
}

/// What a parameter of a statement can stand for.
protocol BoundValue {
    func bind(to statement: OpaquePointer, at index: Int32)
}

extension Int64: BoundValue {
    func bind(to statement: OpaquePointer, at index: Int32) { sqlite3_bind_int64(statement, index, self) }
}

extension Int: BoundValue {
    func bind(to statement: OpaquePointer, at index: Int32) { sqlite3_bind_int64(statement, index, Int64(self)) }
}

extension Double: BoundValue {
    func bind(to statement: OpaquePointer, at index: Int32) { sqlite3_bind_double(statement, index, self) }
}

extension String: BoundValue {
    func bind(to statement: OpaquePointer, at index: Int32) {
        // A text of no bytes has no address of its own, and would be null.
        guard !isEmpty else { return _ = sqlite3_bind_text(statement, index, "", 0, copied) }
        var text = self
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                _ = sqlite3_bind_text64(
                    statement, index, characters.baseAddress, UInt64(characters.count), copied, UInt8(SQLITE_UTF8))
            }
        }
    }
}

extension Array: BoundValue where Element == UInt8 {
    func bind(to statement: OpaquePointer, at index: Int32) {
        // Bytes that have no address would be null.
        guard !isEmpty else { return _ = sqlite3_bind_zeroblob(statement, index, 0) }
        withUnsafeBytes { _ = sqlite3_bind_blob64(statement, index, $0.baseAddress, UInt64($0.count), copied) }
    }
}

extension ContentHash: BoundValue {
    func bind(to statement: OpaquePointer, at index: Int32) { bytes.bind(to: statement, at: index) }
}

/// Says that SQLite copies what it is given before the call returns: no pointer is kept.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
