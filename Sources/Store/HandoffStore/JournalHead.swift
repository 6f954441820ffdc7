import CivilTime
import GRDB
import Handoff

/// The head of the journal while events are appended: how many there are, the tree's frontier, the time of the last one.
struct JournalHead {
    private(set) var size: Int
    private var frontier: MerkleFrontier
    private var lastAt: Instant
    private var isChanged = false

    init(_ db: Database) throws {
        (size, frontier, lastAt) = (0, MerkleFrontier(), Instant(milliseconds: .min))
        let head = try StatementReader(db, "SELECT size, frontier, last_at FROM journal").first { row in
            guard let frontier = MerkleFrontier(bytes: row.bytes(1)) else {
                throw StoreError.unusable(
                    path: SQLiteStore.fileName, reason: "its journal's head is damaged; run 'countersign audit verify'")
            }
            return (size: Int(row.int64(0)), frontier: frontier, lastAt: Instant(milliseconds: row.int64(2)))
        }
        if let head { (size, frontier, lastAt) = head }
    }

    /// Appends an event: its canonical bytes, their leaf hash, and the tree head that they make. It gets its number; its time stays
    /// what the clock said, for the order of the log is that of the numbers.
    mutating func append(_ event: Event, _ db: Database) throws -> Event {
        var event = event
        event.sequence = size
        let body = event.canonicalBytes
        let leaf = MerkleTree.leafHash(of: body)
        for node in frontier.append(leaf) where node.level > 0 {
            try db.run(
                "INSERT INTO tree_node (level, position, hash) VALUES (?, ?, ?)",
                [node.level, Int64(node.index), node.hash.bytes])
        }
        try db.run(
            "INSERT INTO event (sequence, handoff, body, leaf, root) VALUES (?, ?, ?, ?, ?)",
            [size, event.handoff?.description, body, leaf.bytes, frontier.root.bytes])
        switch event.subject {
        case .created(_, isDeclared: _, let edition):
            // A new store's tables begin as those of an earlier program do.
            try db.run("UPDATE edition SET number = ?, sequence = ?", [edition.rawValue, size])
        case .edition(let edition):
            try db.run("INSERT INTO edition (number, sequence) VALUES (?, ?)", [edition.rawValue, size])
        case .configured, .held, .released, .handoff: break
        }
        size += 1
        lastAt = event.at
        isChanged = true
        return event
    }

    /// Writes the head, where events were appended.
    func write(_ db: Database) throws {
        guard isChanged else { return }
        try db.run(
            "INSERT OR REPLACE INTO journal (only, size, frontier, last_at) VALUES (1, ?, ?, ?)",
            [size, frontier.bytes, lastAt.milliseconds])
    }
}
