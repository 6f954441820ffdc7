import Handoff
import JSON

extension StoreSnapshot {
    /// What one person decided, the last first, as a walk from the journal's end finds it.
    ///
    /// No index is kept for it: a decision would have to write one more. SQLite looks through the bodies, so that a walk over a
    /// hundred thousand events takes tens of milliseconds.
    ///
    /// - Parameters:
    ///   - place: The sequence before which it goes on; nil begins at the end.
    ///   - span: How many events it looks at.
    /// - Returns: The events, and where to go on; nil there at the journal's beginning.
    package func decisions(
        of person: String, before place: Int?, span: Int
    ) throws -> (found: [Event], next: Int?) {
        let end = try place ?? journalSize()
        let start = max(0, end - span)
        // As the member stands in canonical JSON. Somebody else's name can hold it only escaped.
        let member = CanonicalJSON.bytes(of: ["person": .string(person)]).dropFirst().dropLast()
        let sql = """
            SELECT sequence, body FROM event
            WHERE sequence >= ? AND sequence < ? AND handoff IS NOT NULL AND instr(body, ?) > 0 ORDER BY sequence DESC
            """
        let found = try StatementReader(db, sql, [Int64(start), Int64(end), Array(member)]).all { row -> Event? in
            do throws(EventError) {
                var event = try Event(decoding: row.bytes(1))
                event.sequence = Int(row.int64(0))
                return event.happening?.judgment != nil && event.by.person.map { sameText($0, person) } == true
                    ? event : nil
            } catch {
                throw StoreError.unreadable(sequence: Int(row.int64(0)), reason: error.reason)
            }
        }
        return (found, start > 0 ? start : nil)
    }
}

extension StoreSnapshot {
    /// What people said of a handoff with what they did, the last first. What is damaged or erased is not among it.
    package func words(of id: HandoffID) throws -> [String] {
        let notes = try events(of: id).compactMap { $0.attachment(.note) }
        guard !notes.isEmpty else { return [] }
        let bodies = try bodies(of: id)
        return notes.reversed().compactMap { bodies[$0].flatMap { try? JSONValue(parsing: $0) }?.string }
    }
}
