import CivilTime
import Foundation
import GRDB
import Handoff
import JSON

/// One consistent state of the store, for the length of a `read` or inside a `write`.
package struct StoreSnapshot {
    let db: Database
    /// What was read of the queue before; nil where what is read may not be committed.
    let known: KnownQueue?

    init(_ db: Database, _ known: KnownQueue? = nil) { (self.db, self.known) = (db, known) }

    /// How many events there are: a number that grows with every change, for whoever wants to know that something happened.
    package func journalSize() throws -> Int {
        try StatementReader(db, "SELECT size FROM journal").first { Int($0.int64(0)) } ?? 0
    }

    /// How many events there are, and the time of the last one.
    package func journalEnd() throws -> (size: Int, at: Instant)? {
        try Row.fetchOne(db, cached: "SELECT size, last_at FROM journal").map {
            ($0[0], Instant(milliseconds: $0[1]))
        }
    }

    /// The ids that begin with a prefix, at most `limit` of them.
    package func ids(beginningWith prefix: String, limit: Int) throws -> [HandoffID] {
        // No id holds a character after 'Z'.
        try String.fetchAll(
            db, cached: "SELECT id FROM handoff WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            arguments: [prefix, prefix + "[", limit]
        ).compactMap(HandoffID.init(_:))
    }

    /// The one handoff whose id begins so.
    package func handoffID(beginningWith text: String) throws -> HandoffID {
        guard let prefix = HandoffID.prefix(text) else { throw StoreError.noHandoff(text) }
        let found = try ids(beginningWith: prefix, limit: 2)
        guard let id = found.first else { throw StoreError.noHandoff(text) }
        guard found.count == 1 else { throw StoreError.ambiguous(text) }
        return id
    }

    /// The handoffs that any agent submitted under a key, at most `limit` of them. One look-up for each agent that there is.
    package func handoffs(underKey key: String, limit: Int) throws -> [HandoffID] {
        try String.fetchAll(
            db,
            cached: """
                WITH RECURSIVE known(agent) AS (
                    SELECT min(agent) FROM submission_key
                    UNION ALL
                    SELECT (SELECT min(agent) FROM submission_key WHERE agent > known.agent) FROM known
                    WHERE known.agent IS NOT NULL
                )
                SELECT DISTINCT submission_key.handoff FROM known
                CROSS JOIN submission_key ON submission_key.agent = known.agent AND submission_key.key = ?
                LIMIT ?
                """, arguments: [key, limit]
        ).compactMap(HandoffID.init(_:))
    }

    /// The one handoff that a person means: by its id, by the beginning of that, or by its producer's key. A key that is the
    /// beginning of another handoff's id means neither.
    package func handoffID(named text: String) throws -> HandoffID {
        if let id = HandoffID(text), try ids(beginningWith: id.description, limit: 1).first == id { return id }
        let begun = try HandoffID.prefix(text).map { try ids(beginningWith: $0, limit: 2) } ?? []
        let found = Set(begun + (try handoffs(underKey: text, limit: 2)))
        guard let id = found.first else { throw StoreError.noHandoff(text) }
        guard found.count == 1 else { throw StoreError.ambiguous(text) }
        return id
    }

    /// The handoff that an agent submitted under a key, with the fingerprint of what was submitted.
    package func handoff(agent: String, key: String) throws -> (id: HandoffID, fingerprint: ContentHash)? {
        try Row.fetchOne(
            db, cached: "SELECT handoff, fingerprint FROM submission_key WHERE agent = ? AND key = ?",
            arguments: [agent, key]
        ).flatMap { row in
            guard let id = HandoffID(row["handoff"]), let fingerprint = ContentHash(bytes: row["fingerprint"] as Data)
            else {
                return nil
            }
            return (id, fingerprint)
        }
    }

    /// Whether an agent has submitted anything.
    package func hasSubmitted(agent: String) throws -> Bool {
        try Int.fetchOne(
            db, cached: "SELECT 1 FROM submission_key WHERE agent = ? LIMIT 1", arguments: [agent]) != nil
    }

    /// The events of a handoff in order. One that can't be read is an error that names it: none is ever left out.
    package func events(of id: HandoffID) throws -> [Event] {
        let sql = "SELECT sequence, body FROM event WHERE handoff = ? ORDER BY sequence"
        return try StatementReader(db, sql, [id.description]).all { row in
            do throws(EventError) {
                return try Event(decoding: row.bytes(1))
            } catch {
                throw StoreError.unreadable(sequence: Int(row.int64(0)), reason: error.reason)
            }
        }
    }

    /// The status that a handoff's events make; nil when there is none of this id.
    package func status(of id: HandoffID) throws -> HandoffStatus? { try Self.status(events(of: id)) }

    static func status(_ events: some Sequence<Event>) throws -> HandoffStatus? {
        var status: HandoffStatus?
        do throws(EventError) {
            for event in events { try HandoffStatus.fold(&status, event) }
        } catch {
            throw StoreError(error)
        }
        return status
    }

    /// The first event that raised a handoff's version beyond the given one: who won a race.
    package func firstChange(of id: HandoffID, after version: Int) throws -> Event? {
        try events(of: id).first { ($0.version ?? 0) > version }
    }

    /// The evidence that a person has opened beside the payload of this commitment.
    package func viewed(
        _ id: HandoffID, by person: String, beside payload: ContentHash
    ) throws -> Set<ContentHash> {
        Set(
            try StatementReader(
                db, "SELECT sha256 FROM viewed WHERE handoff = ? AND person = ? AND payload = ?",
                [id.description, person, payload]
            ).all { $0.hash(0) })
    }

    /// The bytes of a configuration file that took effect once.
    package func configuration(_ digest: ContentHash) throws -> [UInt8]? {
        try Data.fetchOne(
            db, cached: "SELECT body FROM configuration WHERE digest = ?", arguments: [Data(digest.bytes)]
        ).map { Array($0) }
    }

    /// The digest of the version of a contract that took effect once.
    package func digest(ofContract file: String, version: Int) throws -> ContentHash? {
        try Data.fetchOne(
            db, cached: "SELECT digest FROM configuration WHERE file = ? AND version = ?", arguments: [file, version]
        ).flatMap { ContentHash(bytes: $0) }
    }

    /// Work that came in under no contract, by contract name, agent and workflow.
    package func unmanaged() throws -> [(contract: String, agent: String, workflow: String, count: Int)] {
        try Row.fetchAll(db, cached: "SELECT contract, agent, workflow, count FROM unmanaged ORDER BY 1, 2, 3")
            .map { ($0["contract"], $0["agent"], $0["workflow"], $0["count"]) }
    }
}

extension DatabaseValueConvertible where Self: StatementColumnConvertible {
    static func fetchOne(_ db: Database, cached sql: String, arguments: StatementArguments = []) throws -> Self? {
        try fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
    }

    static func fetchAll(_ db: Database, cached sql: String, arguments: StatementArguments = []) throws -> [Self] {
        try fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
    }
}

extension Row {
    static func fetchOne(_ db: Database, cached sql: String, arguments: StatementArguments = []) throws -> Row? {
        try fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
    }

    static func fetchAll(_ db: Database, cached sql: String, arguments: StatementArguments = []) throws -> [Row] {
        try fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
    }
}
