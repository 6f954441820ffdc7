import CivilTime
import Dispatch
import Foundation
import GRDB
import Handoff
import Synchronization

/// A walk over the log in its order: each event against its leaf hash, the tree head after it and the tree's nodes, its form, its
/// place. What it commits to is looked at handoff by handoff.
struct JournalWalk {
    private(set) var frontier: MerkleFrontier
    /// The number of the next event.
    private(set) var expected: Int
    private(set) var faults: [JournalVerification.Fault] = []
    private(set) var backwards = JournalVerification.Backwards()
    private var lastAt: Instant?
    /// After a fault of the tree itself there is nothing left to compare it with.
    private var isTreeBroken = false
    private let goesOn: Bool

    /// A walk from where a tree of so many events ends.
    init(from frontier: MerkleFrontier = MerkleFrontier(), goesOn: Bool) {
        (self.frontier, expected, self.goesOn) = (frontier, Int(frontier.size), goesOn)
    }

    /// Whether there is a reason to walk no further.
    var isOver: Bool { !faults.isEmpty && !goesOn }

    /// A row of the log as it is read.
    private struct Stored: Sendable {
        let sequence: Int, handoff: String?
        let body: [UInt8], leaf: ContentHash?, root: ContentHash?
    }

    /// What is known of a row by itself.
    private struct Looked: Sendable {
        let leaf: MerkleHash
        var event: Event?
        var fault: String?
    }

    /// Checks so many more events; gives how many there were.
    mutating func take(_ count: Int, _ snapshot: StoreSnapshot) throws -> Int {
        let rows = try read(count, snapshot)
        guard let first = rows.first else { return 0 }
        let looked = Self.look(rows)
        var nodes: [Int: [(index: UInt64, hash: MerkleHash)]] = [:]
        var taken = 0
        for (row, look) in zip(rows, looked) {
            if let message = try check(row, look, &nodes, snapshot) {
                faults.append(.init(sequence: expected, handoff: row.handoff, message: message))
                if !goesOn { break }
            }
            if row.sequence > expected { expected = row.sequence }
            expected += 1
            taken += 1
        }
        if !isTreeBroken { try check(nodes, from: first.sequence, snapshot) }
        return rows.count
    }

    private func read(_ count: Int, _ snapshot: StoreSnapshot) throws -> [Stored] {
        let reader = try StatementReader(
            snapshot.db,
            "SELECT sequence, handoff, body, leaf, root FROM event WHERE sequence >= ? ORDER BY sequence LIMIT ?")
        defer { reader.reset() }
        reader.bind(Int64(expected), at: 1)
        reader.bind(Int64(count), at: 2)
        var rows: [Stored] = []
        rows.reserveCapacity(count)
        while try reader.step() {
            rows.append(
                Stored(
                    sequence: Int(reader.int64(0)), handoff: reader.text(1), body: reader.bytes(2),
                    leaf: reader.hash(3),
                    root: reader.hash(4)))
        }
        return rows
    }

    /// Hashes and reads the rows, on as many processors as there are.
    private static func look(_ rows: [Stored]) -> [Looked] {
        let part = 250
        let parts = Mutex<[Int: [Looked]]>([:])
        DispatchQueue.concurrentPerform(iterations: (rows.count + part - 1) / part) { index in
            let found = rows[index * part..<min(rows.count, (index + 1) * part)].map(look)
            parts.withLock { $0[index] = found }
        }
        let found = parts.withLock { $0 }
        return found.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    private static func look(_ row: Stored) -> Looked {
        var looked = Looked(leaf: MerkleTree.leafHash(of: row.body))
        do throws(EventError) {
            let event = try Event(decoding: row.body)
            if event.canonicalBytes != row.body { looked.fault = "it is not written as an event is" }
            if event.sequence != row.sequence || event.handoff?.description != row.handoff {
                looked.fault = looked.fault ?? "it stands in another's place"
            }
            looked.event = event
        } catch {
            looked.fault = error.reason
        }
        return looked
    }

    private mutating func check(
        _ row: Stored, _ look: Looked, _ nodes: inout [Int: [(index: UInt64, hash: MerkleHash)]],
        _ snapshot: StoreSnapshot
    ) throws -> String? {
        guard row.sequence == expected else {
            isTreeBroken = true
            return "it is missing: the next one there is number \(row.sequence)"
        }
        let leaf = MerkleHash(bytes: row.leaf?.bytes ?? [])
        // What was recorded goes on in the tree, so that a later event is not blamed for this one.
        for node in frontier.append(leaf ?? look.leaf) where node.level > 0 {
            nodes[node.level, default: []].append((node.index, node.hash))
        }
        if let event = look.event {
            // Whoever waited for the store has read the clock before the one who was first.
            if let lastAt, let jump = ClockJump(from: lastAt, to: event.at), jump.goesBack {
                backwards.note(expected, from: lastAt, to: event.at)
            }
            lastAt = event.at
        }
        guard leaf == look.leaf else { return "its bytes are not those that were recorded" }
        if !isTreeBroken, row.root?.bytes != frontier.root.bytes {
            isTreeBroken = true
            return "the tree head after it is another one: an event before it was changed, removed or moved"
        }
        return look.fault
    }

    /// Compares the nodes that the events since one completed with those that are kept: level by level, in one look at each.
    private mutating func check(
        _ nodes: [Int: [(index: UInt64, hash: MerkleHash)]], from start: Int, _ snapshot: StoreSnapshot
    ) throws {
        var wrong: Int?
        for (level, made) in nodes {
            guard let first = made.first, let last = made.last else { continue }
            let reader = try StatementReader(
                snapshot.db,
                "SELECT position, hash FROM tree_node WHERE level = ? AND position BETWEEN ? AND ? ORDER BY position")
            defer { reader.reset() }
            reader.bind(Int64(level), at: 1)
            reader.bind(Int64(first.index), at: 2)
            reader.bind(Int64(last.index), at: 3)
            var rest = made[...]
            while let node = rest.first, try reader.step(), reader.int64(0) == Int64(node.index),
                reader.hash(1)?.bytes == node.hash.bytes
            {
                rest.removeFirst()
            }
            if let node = rest.first { wrong = min(wrong ?? .max, (Int(node.index) + 1) << level - 1) }
        }
        // What an event before it did to the tree is named already.
        guard let wrong, !faults.contains(where: { ($0.sequence ?? 0) >= start && ($0.sequence ?? 0) <= wrong }) else {
            return
        }
        isTreeBroken = true
        let fault = JournalVerification.Fault(
            sequence: wrong, message: "the tree over the events up to here was changed")
        if goesOn { faults.append(fault) } else { faults = [fault] }
    }

    /// The kept head has to be that of the events: the last ones could have been cut off. No node stands for what is not there.
    mutating func checkHead(_ snapshot: StoreSnapshot) throws {
        guard let row = try Row.fetchOne(snapshot.db, cached: "SELECT size, frontier, last_at FROM journal") else {
            return faults.append(.init(message: "the journal has no head"))
        }
        let size: Int = row["size"]
        // Events that came in since the walk ended are checked by the next walk.
        if size > expected,
            try Int.fetchOne(
                snapshot.db, cached: "SELECT count(*) FROM event WHERE sequence >= ?", arguments: [expected]) ?? 0 > 0
        {
            return
        }
        guard size == expected, isTreeBroken || Data(frontier.bytes) == row["frontier"] as Data else {
            return faults.append(
                .init(
                    sequence: expected,
                    message: "it is missing: the journal's head knows \(size) events, and there are \(expected)"))
        }
        if let lastAt, lastAt.milliseconds != row["last_at"] as Int64 {
            faults.append(.init(message: "the journal's head has another time than the last event"))
        }
        let isThereMore = try Int.fetchOne(
            snapshot.db,
            cached: """
                WITH RECURSIVE level (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM level WHERE number < 60)
                SELECT 1 FROM level WHERE EXISTS (
                    SELECT 1 FROM tree_node WHERE tree_node.level = level.number AND position >= ? >> level.number)
                UNION ALL SELECT 1 FROM tree_node WHERE level < 1 OR level > 60 LIMIT 1
                """, arguments: [size])
        if isThereMore != nil { faults.append(.init(message: "the tree has nodes of events that are not there")) }
    }
}
