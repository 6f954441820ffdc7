import CivilTime
import GRDB
import Handoff
import Synchronization

/// A handoff's way from one place in the queue to another that is noted and not yet carried out: the indexes still have it at the
/// first place, and readers know that it is at the second.
struct QueueMove: Hashable {
    let number: Int64
    let from: QueuePlace, to: QueuePlace
    let confidence: Double, stake: Double

    /// The way from the same place to another.
    func onward(to place: QueuePlace) -> QueueMove {
        QueueMove(number: number, from: from, to: place, confidence: confidence, stake: stake)
    }

    /// Where it stands in an order now.
    func position(_ key: QueueOrder.Key) -> QueuePosition {
        let value =
            switch key {
            case .due: Double(to.due)
            case .confidence: confidence
            case .age: Double(number)
            case .stake: stake
            }
        return QueuePosition(key: value, number: number)
    }
}

/// What a handoff is found by and counted under.
struct QueuePlace: Hashable {
    let slot: Int64
    let due: Int64

    /// The day that it is due; nil where nothing is due.
    var onDay: QueueDay? {
        due == QueuePosition.neverDue ? nil : QueueDay(slot: slot, day: Instant(milliseconds: due).day)
    }
}

/// A day on which handoffs of a run are due, from 1970 on.
struct QueueDay: Hashable, Comparable {
    let slot: Int64
    let day: Int64

    static func < (left: QueueDay, right: QueueDay) -> Bool { (left.slot, left.day) < (right.slot, right.day) }
}

/// The moves that are noted.
///
/// Each order of the queue is an index, and each index that a decision changes is a page of the file that it waits for. So a move is
/// noted in one small table, and many are carried out together: those of one morning's decisions lie close to each other.
struct QueueMoves {
    private(set) var byNumber: [Int64: QueueMove] = [:]
    /// How many have left each run.
    private var left: [Int64: Int] = [:]
    /// Those that have come to each run.
    private var come: [Int64: [QueueMove]] = [:]
    /// What they change in the counts of runs, and of their days.
    let counts: CountChanges<Int64>
    let dayCounts: CountChanges<QueueDay>

    /// How many are noted before they are carried out.
    static let most = 128

    init(_ moves: [QueueMove]) {
        counts = Self.changes(moves, \.slot)
        dayCounts = Self.changes(moves, \.onDay)
        for move in moves {
            byNumber[move.number] = move
            left[move.from.slot, default: 0] += 1
            come[move.to.slot, default: []].append(move)
        }
    }

    var isEmpty: Bool { byNumber.isEmpty }

    /// Where a handoff is now, if it has moved.
    func place(of number: Int64) -> QueuePlace? { isEmpty ? nil : byNumber[number]?.to }

    func contains(_ number: Int64) -> Bool { !isEmpty && byNumber[number] != nil }

    /// Those that are in a run now, and that the indexes have elsewhere or at another place of it.
    func come(to slot: Int64) -> [QueueMove] { come[slot, default: []] }

    /// How many handoffs the indexes have in a run that are elsewhere.
    func countLeft(_ slot: Int64) -> Int { isEmpty ? 0 : left[slot, default: 0] }

    /// What they change in what is counted under each key.
    private static func changes<Key: Hashable & Comparable & Sendable>(
        _ moves: [QueueMove], _ key: (QueuePlace) -> Key?
    ) -> CountChanges<Key> {
        var changes: [Key: Int] = [:]
        for move in moves {
            if let from = key(move.from) { changes[from, default: 0] -= 1 }
            if let to = key(move.to) { changes[to, default: 0] += 1 }
        }
        return CountChanges(changes: changes.filter { $0.value != 0 }.sorted { $0.key < $1.key })
    }
}

/// By how much counts differ from those that are kept, in the order of their keys.
struct CountChanges<Key: Comparable & Sendable> {
    fileprivate(set) var changes: [(key: Key, value: Int)] = []

    /// Gives the counts as they are, in order, from those that are kept, in order. What nothing is counted under is left out.
    func adding(_ next: () throws -> (Key, Int)?, to body: (Key, Int) throws -> Void) rethrows {
        var place = 0
        func give(_ key: Key, _ count: Int) throws { if count > 0 { try body(key, count) } }
        while let (key, count) = try next() {
            while place < changes.count, changes[place].key < key {
                try give(changes[place].key, changes[place].value)
                place += 1
            }
            if place < changes.count, changes[place].key == key {
                try give(key, count + changes[place].value)
                place += 1
            } else {
                try give(key, count)
            }
        }
        for change in changes[place...] { try give(change.key, change.value) }
    }
}

/// The moves that were read last: they change only with events, so a journal of the same size has the same ones. Only what was
/// committed gets in here.
final class KnownMoves: Sendable {
    private let known = Mutex<(size: Int64, moves: QueueMoves)?>(nil)

    func moves(at size: Int64) -> QueueMoves? {
        known.withLock { known in known.flatMap { $0.size == size ? $0.moves : nil } }
    }

    func set(_ moves: QueueMoves, at size: Int64) { known.withLock { $0 = (size, moves) } }
}

extension StoreSnapshot {
    /// The moves that are noted.
    func moves() throws -> QueueMoves {
        guard let known = known?.moves else { return try readMoves() }
        let size = try StatementReader(db, "SELECT size FROM journal").first { $0.int64(0) } ?? 0
        if let moves = known.moves(at: size) { return moves }
        let moves = try readMoves()
        known.set(moves, at: size)
        return moves
    }

    private func readMoves() throws -> QueueMoves {
        let sql = "SELECT number, from_slot, from_due, slot, due, confidence_key, stake_key FROM queue_move"
        return QueueMoves(
            try StatementReader(db, sql).all { row in
                QueueMove(
                    number: row.int64(0), from: QueuePlace(slot: row.int64(1), due: row.int64(2)),
                    to: QueuePlace(slot: row.int64(3), due: row.int64(4)), confidence: row.double(5),
                    stake: row.double(6))
            })
    }
}
