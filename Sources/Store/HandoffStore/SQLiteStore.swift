import CivilTime
import Foundation
import GRDB
import Handoff
import Synchronization

/// The store's database: journal, contents, queue projection, outbox, in one SQLite file in WAL mode.
///
/// Many processes of one machine share it. Every action is one `write`: all of it is committed and on the disk when the call
/// returns, or nothing is there.
package final class SQLiteStore: Sendable {
    /// The file's name in the store's directory.
    package static let fileName = "countersign.sqlite"

    /// What is fixed when a store is made.
    package struct Identity: Sendable, Hashable {
        /// The store's id: a ULID that stands in every digest.
        package let id: String
        /// Whether people may say with `--as` who they are (demo and tests), or the operating system says it.
        package let isDeclared: Bool
    }

    /// What is fixed when a store is made.
    package let identity: Identity
    private let path: String
    private let wait: Double
    private let opened: Mutex<Opened>

    /// How many connections read at once.
    static let mostReaders = 3

    /// The database that is open.
    private struct Opened {
        let pool: DatabasePool
        /// Which file it is.
        let place: FilePlace?
        let known = KnownQueue()
    }

    private init(pool: DatabasePool, path: String, wait: Double, identity: Identity) {
        opened = Mutex(Opened(pool: pool, place: FilePlace(path)))
        (self.path, self.wait, self.identity) = (path, wait, identity)
    }

    /// The database that stands at the path now. Where a store was moved away, or a backup was put in its place, what is open is not
    /// what others find there: nothing is read from it or written to it any more.
    private func present() throws -> Opened {
        let place = FilePlace(path)
        return try opened.withLock { opened in
            if place == opened.place { return opened }
            guard place != nil else {
                throw StoreError.unusable(path: path, reason: "it was moved or removed while it was open")
            }
            let pool = try Self.openPool(path, wait: wait)
            guard try pool.read({ try String.fetchOne($0, sql: "SELECT id FROM store") }) == identity.id else {
                throw StoreError.unusable(path: path, reason: "another store has taken its place; open it anew")
            }
            opened = Opened(pool: pool, place: place)
            return opened
        }
    }

    /// Makes the database of a new store, with its first event: `created`, which names the store.
    package static func create(in directory: String, _ created: Event) throws(StoreError) -> SQLiteStore {
        let path = directory + "/" + fileName
        guard !FileManager.default.fileExists(atPath: path) else { throw .exists(directory) }
        guard case .created(let id, let isDeclared, _) = created.subject else {
            throw .unusable(path: path, reason: "a store begins with its creation")
        }
        return try translating(path) {
            let pool = try openPool(path, wait: 5)
            try pool.write { db in
                try db.execute(
                    sql: "INSERT INTO store (id, declared, created) VALUES (?, ?, ?)",
                    arguments: [id, isDeclared, created.at.description])
                var journal = try JournalHead(db)
                _ = try journal.append(created, db)
                try journal.write(db)
            }
            return SQLiteStore(
                pool: pool, path: path, wait: 5, identity: Identity(id: id, isDeclared: isDeclared))
        }
    }

    /// Opens a store. `wait` is how many seconds a write waits for other processes.
    package static func open(in directory: String, wait: Double = 5) throws(StoreError) -> SQLiteStore {
        let path = directory + "/" + fileName
        guard FileManager.default.fileExists(atPath: path) else { throw .noStore(directory) }
        return try translating(path, ", when it was opened; nothing was recorded") {
            let pool = try openPool(path, wait: wait)
            let row = try pool.read { try Row.fetchOne($0, sql: "SELECT id, declared FROM store") }
            guard let row else {
                throw StoreError.unusable(path: path, reason: "it holds no store; run 'countersign init'")
            }
            return SQLiteStore(
                pool: pool, path: path, wait: wait, identity: Identity(id: row["id"], isDeclared: row["declared"]))
        }
    }

    private static func openPool(_ path: String, wait: Double) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(wait)
        configuration.foreignKeysEnabled = false
        configuration.maximumReaderCount = mostReaders
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000; PRAGMA mmap_size = 0")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        // GRDB sets NORMAL on its writer when it enters WAL mode, after prepareDatabase. A decision that was acknowledged
        // has to outlive a power cut, so the writer goes back to FULL.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        let migrator = StoreSchema.migrator
        try pool.read { db in
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            if try version > StoreSchema.version || migrator.hasBeenSuperseded(db) {
                throw StoreError.tooNew(path: path)
            }
        }
        if try !pool.read(migrator.hasCompletedMigrations) {
            try StoreCopy.beforeMigration(of: pool, at: path)
            try migrator.migrate(pool)
        }
        return pool
    }

    /// A program that was open when a later one moved the store on neither writes to it nor shows it.
    private func checkVersion(_ db: Database) throws {
        let version = try StatementReader(db, "PRAGMA user_version").first { Int($0.int64(0)) }
        guard version != StoreSchema.version else { return }
        throw StoreError.tooNew(path: path)
    }

    /// Runs one action: everything in it is committed together and synced to the disk, or nothing is. The error says where that is not
    /// known.
    package func write<Result>(_ body: (StoreTransaction) throws -> Result) throws -> Result {
        var isCommitting = false
        do {
            return try present().pool.write { db in
                try checkVersion(db)
                let result = try body(StoreTransaction(db))
                isCommitting = true
                return result
            }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path, writingSinceCommit: isCommitting)
        }
    }

    /// Reads one consistent state of the store. Keep it short: the log of the database can't shrink meanwhile. A read inside a read
    /// is of the same state.
    package func read<Result>(_ body: (StoreSnapshot) throws -> Result) throws -> Result {
        do {
            let present = try present()
            return try present.pool.unsafeReentrantRead { db in
                try checkVersion(db)
                // What a connection that writes sees may never be committed, and is not remembered.
                let snapshot = StoreSnapshot(db, db.configuration.readonly ? present.known : nil)
                if db.isInsideTransaction { return try body(snapshot) }
                var result: Result?
                try db.inTransaction(.deferred) {
                    result = try body(snapshot)
                    return .commit
                }
                return result!
            }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// What `PRAGMA synchronous` answers on the connection that writes: 2 is FULL.
    package func synchronousOfWriter() throws -> Int {
        try present().pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
    }

    private static func translating<Result>(
        _ path: String, _ circumstance: String = "", _ body: () throws -> Result
    ) throws(StoreError) -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            guard case .unusable(let path, let reason) = StoreError(error, path: path) else {
                throw StoreError(error, path: path)
            }
            throw .unusable(path: path, reason: reason + circumstance)
        } catch let error as StoreError {
            throw error
        } catch {
            throw .unusable(path: path, reason: "\(error)")
        }
    }
}
