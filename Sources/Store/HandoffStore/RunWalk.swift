import GRDB
import Handoff

/// A walk along runs from a place on, in one direction.
struct RunWalk {
    let isRising: Bool
    private let key: QueueOrder.Key
    private let from: QueuePosition
    private let last: Double
    private let moves: QueueMoves

    /// - Parameter moves: Handoffs that are not where the indexes have them.
    init(
        key: QueueOrder.Key, isRising: Bool, from: QueuePosition?, bounds: ClosedRange<Double>?,
        besides moves: QueueMoves
    ) {
        self.moves = moves
        self.isRising = isRising
        self.key = key
        // Numbers need no bounds: they are no values of a handoff.
        let bounds = key == .age ? nil : bounds
        let all = bounds ?? -.infinity ... .infinity
        last = isRising ? all.upperBound : all.lowerBound
        let start =
            isRising
            ? QueuePosition(key: all.lowerBound, number: .min) : QueuePosition(key: all.upperBound, number: .max)
        self.from = from.map { isRising ? max($0, start) : min($0, start) } ?? start
    }

    /// The numbers of the nearest handoffs of one run.
    func numbers(of run: QueueRun, _ db: Database, limit: Int) throws -> [Int64] {
        let indexed = try PlaceReader(db, key: key, isRising: isRising, last: last, besides: moves)
            .places(in: run.slot, after: from, limit: limit)
        return merging(indexed, movedTo: [run], limit)
    }

    /// The numbers of the nearest handoffs of several runs, as one list.
    ///
    /// - Parameter many: From how many runs on it is tried to find their handoffs among all that are pending.
    func numbers(of runs: [QueueRun], _ db: Database, limit: Int, many: Int = 60) throws -> [Int64] {
        if key == .due, runs.count >= many, runs.allSatisfy(\.state.isPending),
            let found = try pending(runs, db, limit: limit)
        {
            return merging(found, movedTo: runs, limit)
        }
        return merging(try merged(runs, db, limit: limit), movedTo: runs, limit)
    }

    /// The nearest of what the indexes have, and of what has moved to these runs since.
    private func merging(_ indexed: [QueuePosition], movedTo runs: [QueueRun], _ limit: Int) -> [Int64] {
        guard !moves.isEmpty else { return indexed.map(\.number) }
        let moved = runs.lazy.flatMap { moves.come(to: $0.slot) }.map { $0.position(key) }
            .filter { isRising ? from < $0 && $0.key <= last : $0 < from && last <= $0.key }
        guard !moved.isEmpty else { return indexed.map(\.number) }
        return (indexed + moved).sorted { isRising ? $0 < $1 : $1 < $0 }.prefix(limit).map(\.number)
    }

    /// How many others are passed over on the way, for each that is wanted, before the runs are merged after all.
    private static let mostPassed = 8

    /// The nearest handoffs of runs among all that are pending; nil where these runs have too small a share of them.
    private func pending(_ runs: [QueueRun], _ db: Database, limit: Int) throws -> [QueuePosition]? {
        let wanted = Set(runs.map(\.slot))
        let most = limit * Self.mostPassed
        var found: [QueuePosition] = []
        var passed = 0
        // What is due at the same moment, then what is due later, each found by the index.
        for reader in try [true, false].map({ try PendingReader(db, isRising: isRising, isSameKey: $0, besides: moves) }
        ) {
            defer { reader.reset() }
            reader.begin(after: from, last: last, limit: most)
            while found.count < limit, let next = try reader.next() {
                if wanted.contains(next.slot) { found.append(next.position) }
                passed += 1
                if passed == most, found.count < limit { return nil }
            }
        }
        return found
    }

    /// Each run is asked for its first handoff, and for more only when its turn comes: the cost is a look at each run and as many
    /// looks as the page has rows, wherever in the runs they are.
    private func merged(_ runs: [QueueRun], _ db: Database, limit: Int) throws -> [QueuePosition] {
        let reader = try PlaceReader(db, key: key, isRising: isRising, last: last, besides: moves)
        var heap = RunHeap(isRising: isRising)
        try reader.firsts(in: runs.lazy.map(\.slot), after: from) {
            heap.insert(RunHeap.Run(slot: $0, position: $1))
        }
        var found: [QueuePosition] = []
        found.reserveCapacity(limit)
        while found.count < limit, var run = heap.first {
            found.append(run.position)
            if run.waiting.isEmpty, !run.isAtEnd {
                run.chunk = min(run.chunk * 4, limit - found.count + 1)
                run.waiting = try reader.places(in: run.slot, after: run.position, limit: run.chunk).reversed()
                run.isAtEnd = run.waiting.count < run.chunk
            }
            if let next = run.waiting.popLast() {
                run.position = next
                heap.replaceFirst(by: run)
            } else {
                heap.removeFirst()
            }
        }
        return found
    }
}

/// Runs by the place that each has come to, the nearest one first.
struct RunHeap {
    struct Run {
        let slot: Int64
        var position: QueuePosition
        /// What was read ahead of it, the next one last.
        var waiting: [QueuePosition] = []
        var chunk = 1
        var isAtEnd = false

        init(slot: Int64, position: QueuePosition) {
            self.slot = slot
            self.position = position
        }
    }

    private var runs: [Run] = []
    private let isRising: Bool

    init(isRising: Bool) { self.isRising = isRising }

    var first: Run? { runs.first }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        isRising ? runs[left].position < runs[right].position : runs[right].position < runs[left].position
    }

    mutating func insert(_ run: Run) {
        runs.append(run)
        var child = runs.count - 1
        while child > 0, precedes(child, (child - 1) / 2) {
            runs.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func replaceFirst(by run: Run) {
        runs[0] = run
        sink()
    }

    mutating func removeFirst() {
        runs.swapAt(0, runs.count - 1)
        runs.removeLast()
        sink()
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [parent * 2 + 1, parent * 2 + 2] where child < runs.count && precedes(child, least) {
                least = child
            }
            guard least != parent else { return }
            runs.swapAt(parent, least)
            parent = least
        }
    }
}
