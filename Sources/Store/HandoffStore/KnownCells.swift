import Handoff
import Synchronization

/// What a process has read of a store's queue.
final class KnownQueue: Sendable {
    let cells = KnownCells()
    let moves = KnownMoves()
}

/// The cells of a store that were read once: they are never changed or removed. Only what was committed gets in here.
final class KnownCells: Sendable {
    private let cells = Mutex<[Int64: QueueCell]>([:])

    /// All of them by their numbers.
    var all: [Int64: QueueCell] { cells.withLock { $0 } }

    func add(_ found: [QueueCell]) {
        cells.withLock { cells in for cell in found { cells[cell.number] = cell } }
    }
}

/// Gives cells by their numbers, and reads those that are not known yet.
struct CellFinder {
    private let snapshot: StoreSnapshot
    private var found: [Int64: QueueCell]

    init(_ snapshot: StoreSnapshot) {
        self.snapshot = snapshot
        found = snapshot.known?.cells.all ?? [:]
    }

    /// The cell with a number; nil when there is none.
    mutating func cell(_ number: Int64) throws -> QueueCell? {
        if let cell = found[number] { return cell }
        let more = try snapshot.cells(after: found.keys.max() ?? 0)
        snapshot.known?.cells.add(more)
        for cell in more { found[cell.number] = cell }
        return found[number]
    }
}
