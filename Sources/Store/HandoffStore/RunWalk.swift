import GRDB
import Handoff

/// A walk along runs from a place on, in one direction.
struct RunWalk {
    let isRising: Bool
    private let key: QueueOrder.Key
    private let from: QueuePosition
    private let last: Double

    init(key: QueueOrder.Key, isRising: Bool, from: QueuePosition?, bounds: ClosedRange<Double>?) {
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

    /// The rows of one run.
    func rows(of run: QueueRun, _ snapshot: StoreSnapshot, limit: Int) throws -> [QueueRow] {
        let places = try PlaceReader(snapshot.db, key: key, isRising: isRising, last: last)
            .places(in: run.slot, after: from, limit: limit)
        return try snapshot.rows(places.map(\.number))
    }

    /// The numbers of the nearest handoffs of several runs, as one list.
    ///
    /// - Parameter many: From how many runs on it is tried to find their handoffs among all that are pending.
    func numbers(of runs: [QueueRun], _ db: Database, limit: Int, many: Int = 60) throws -> [Int64] {
        if key == .due, runs.count >= many, runs.allSatisfy(\.state.isPending),
            let found = try pending(runs, db, limit: limit)
        {
            return found
        }
        return try merged(runs, db, limit: limit)
    }

    /// How many others are passed over on the way, for each that is wanted, before the runs are merged after all.
    private static let mostPassed = 8

    /// The nearest handoffs of runs among all that are pending; nil where these runs have too small a share of them.
    private func pending(_ runs: [QueueRun], _ db: Database, limit: Int) throws -> [Int64]? {
        let wanted = Set(runs.map(\.slot))
        let most = limit * Self.mostPassed
        var numbers: [Int64] = []
        var passed = 0
        // What is due at the same moment, then what is due later, each found by the index.
        for reader in try [true, false].map({ try PendingReader(db, isRising: isRising, isSameKey: $0) }) {
            defer { reader.reset() }
            reader.begin(after: from, last: last, limit: most)
            while numbers.count < limit, let next = try reader.next() {
                if wanted.contains(next.slot) { numbers.append(next.position.number) }
                passed += 1
                if passed == most, numbers.count < limit { return nil }
            }
        }
        return numbers
    }

    /// Each run is asked for its first handoff, and for more only when its turn comes: the cost is a look at each run and as many
    /// looks as the page has rows, wherever in the runs they are.
    private func merged(_ runs: [QueueRun], _ db: Database, limit: Int) throws -> [Int64] {
        let reader = try PlaceReader(db, key: key, isRising: isRising, last: last)
        var heap = RunHeap(isRising: isRising)
        try reader.firsts(in: runs.lazy.map(\.slot), after: from) {
            heap.insert(RunHeap.Run(slot: $0, position: $1))
        }
        var numbers: [Int64] = []
        numbers.reserveCapacity(limit)
        while numbers.count < limit, var run = heap.first {
            numbers.append(run.position.number)
            if run.waiting.isEmpty, !run.isAtEnd {
                run.chunk = min(run.chunk * 4, limit - numbers.count + 1)
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
        return numbers
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
