import Foundation
import GRDB
import Handoff

extension StoreSnapshot {
    /// From which event on each edition of the rules holds, the first one first. One that this program does not know is an error.
    package func editions() throws -> [(edition: Edition, from: Int)] {
        try Row.fetchAll(db, cached: "SELECT number, sequence FROM edition ORDER BY number").map { row in
            guard let edition = Edition(rawValue: row[0]) else {
                throw StoreError.unreadable(
                    sequence: row[1], reason: "edition \(row[0] as Int) of the rules is of a later program")
            }
            return (edition, row[1])
        }
    }

    /// The edition of the rules that is in force now.
    package func edition() throws -> Edition {
        let number = try StatementReader(db, "SELECT max(number) FROM edition").first { Int($0.int64(0)) }
        // One that this program does not know is named.
        return try number.flatMap(Edition.init(rawValue:)) ?? editions().last?.edition ?? .first
    }

    /// The edition by which a configuration file's text is read; nil where this version never took effect.
    package func edition(ofConfiguration digest: ContentHash) throws -> Edition? {
        try Int.fetchOne(
            db, cached: "SELECT edition FROM configuration WHERE digest = ?", arguments: [Data(digest.bytes)]
        ).flatMap(Edition.init(rawValue:))
    }

    /// The events of the store itself from a number on: its making, its editions, its configuration.
    package func storeEvents(from sequence: Int) throws -> [Event] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT sequence, body FROM event INDEXED BY event_of_store
                    WHERE handoff IS NULL AND sequence >= ? ORDER BY sequence
                    """), arguments: [sequence])
        var events: [Event] = []
        while let row = try rows.next() {
            do throws(EventError) {
                events.append(try Event(decoding: Array(row[1] as Data)))
            } catch {
                throw StoreError.unreadable(sequence: row[0], reason: error.reason)
            }
        }
        return events
    }
}
