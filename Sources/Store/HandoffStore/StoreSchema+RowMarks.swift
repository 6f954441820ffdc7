import GRDB
import Handoff

extension StoreSchema {
    /// What a row says that one should look at: a count or a flag each, so that a page of the queue reads nothing else.
    static let rowMarks = """
        ALTER TABLE handoff ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE handoff ADD COLUMN unresolved INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE handoff ADD COLUMN others INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE handoff ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE handoff ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE handoff ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE handoff ADD COLUMN currency TEXT;
        """
}

extension StoreTransaction {
    /// Marks the rows of a store whose rows had none.
    func markRows() throws {
        let ids = try String.fetchCursor(db, sql: "SELECT id FROM handoff ORDER BY number")
        while let text = try ids.next() {
            // What can't be read is not marked: it is not shown either.
            guard let id = HandoffID(text), let status = try? snapshot.status(of: id) else { continue }
            let bodies = try snapshot.bodies(of: id)
            try write(status.words, isEdited: status.isEdited, on: id)
            if let marks = ContentMarks(status, body: { bodies[$0] }) { try write(marks, on: id) }
            try countOthers(of: id)
        }
    }

    func write(_ words: Int, isEdited: Bool, on id: HandoffID) throws {
        try db.run(
            "UPDATE handoff SET words = ?, edited = ? WHERE id = ?", [words, isEdited ? 1 : 0, id.description])
    }

    func write(_ marks: ContentMarks, on id: HandoffID) throws {
        try db.run(
            "UPDATE handoff SET failed = ?, unresolved = ?, hidden = ?, currency = ? WHERE id = ?",
            [marks.failed, marks.unresolved, marks.hasHidden ? 1 : 0, marks.currency, id.description])
    }
}

/// The record that a handoff is about, as its row names it.
struct NamedRecord: Hashable {
    let system: String, record: String, reference: String
}

extension StoreTransaction {
    func namedRecord(of id: HandoffID) throws -> NamedRecord? {
        let sql = "SELECT system, record, reference FROM handoff WHERE id = ? AND reference IS NOT NULL"
        return try StatementReader(db, sql, [id.description]).first {
            NamedRecord(system: $0.text(0) ?? "", record: $0.text(1) ?? "", reference: $0.text(2) ?? "")
        }
    }

    /// Counts anew who is in each other's way on the record of a handoff, and on the one that it had before.
    func countOthers(of id: HandoffID, before: NamedRecord? = nil) throws {
        let record = try namedRecord(of: id)
        let isInTheWay = try StatementReader(
            db, "SELECT 1 FROM handoff WHERE id = ? AND \(StoreSnapshot.isInTheWay)", [id.description]
        ).first { _ in true }
        let others = try record.flatMap { isInTheWay == true ? try countOthers(on: $0) : nil } ?? 0
        try db.run("UPDATE handoff SET others = ? WHERE id = ? AND others IS NOT ?", [others, id.description, others])
        if let record, isInTheWay != true { _ = try countOthers(on: record) }
        if let before, before != record { _ = try countOthers(on: before) }
    }

    /// Writes to those that are in each other's way on a record how many others there are. Beyond as many as are counted nothing changes.
    private func countOthers(on record: NamedRecord) throws -> Int {
        let found = try snapshot.inTheWay(on: record)
        let others = min(max(found.count - 1, 0), RowMarks.mostOthers)
        for row in found where row.others != others {
            try db.run("UPDATE handoff SET others = ? WHERE number = ?", [others, row.number])
        }
        return others
    }
}

extension StoreSnapshot {
    /// Of a row: it is in the way of others on its record.
    static let isInTheWay =
        "reference IS NOT NULL AND observed IS NULL AND state IN ('proposed', 'escalated', 'approved')"

    /// Those that are in each other's way on a record; of very many, no more than it takes to see that.
    func inTheWay(on record: NamedRecord) throws -> [(number: Int64, others: Int)] {
        let sql = """
            SELECT number, others FROM handoff WHERE system = ? AND record = ? AND reference = ? AND \(Self.isInTheWay)
            ORDER BY number LIMIT \(RowMarks.mostOthers + 2)
            """
        return try StatementReader(db, sql, [record.system, record.record, record.reference]).all {
            ($0.int64(0), Int($0.int64(1)))
        }
    }
}
