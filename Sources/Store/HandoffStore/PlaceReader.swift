import GRDB
import Handoff

/// Reads places of runs in one order and direction, from an index alone.
struct PlaceReader {
    /// What comes after a place: first what has the same key, then what has a later one. Asked apart, because only then an index
    /// leads to the place: with one comparison of both, all that has the same key would be walked over.
    private enum Part: Int, CaseIterable {
        case sameKey, laterKey
        /// The first of all that have the key or a later one.
        case fromKey
    }

    private let sameKey: StatementReader?
    private let laterKey: StatementReader
    private let fromKey: StatementReader?
    private let isRising: Bool
    private let last: Double
    private let moves: QueueMoves

    /// - Parameters:
    ///   - last: The last key that is wanted.
    ///   - moves: Handoffs that are not where the index has them.
    init(_ db: Database, key: QueueOrder.Key, isRising: Bool, last: Double, besides moves: QueueMoves) throws {
        func reader(_ part: Part) throws -> StatementReader {
            try StatementReader(db, Self.statements[Self.index(key, part, isRising)])
        }
        // A number is a key that no two have.
        sameKey = key == .age ? nil : try reader(.sameKey)
        fromKey = key == .age ? nil : try reader(.fromKey)
        laterKey = try reader(.laterKey)
        self.isRising = isRising
        self.last = last
        self.moves = moves
    }

    /// The places of a run after a place, nearest first.
    func places(in slot: Int64, after place: QueuePosition, limit: Int) throws -> [QueuePosition] {
        let same = try sameKey.map { try read($0, slot, place, limit) } ?? []
        return same.count < limit ? same + (try read(laterKey, slot, place, limit - same.count)) : same
    }

    /// Gives the first place of each run after a place: mostly one look for each, because few have the very same key.
    func firsts(
        in slots: some Sequence<Int64>, after place: QueuePosition, _ body: (Int64, QueuePosition) -> Void
    ) throws {
        let reader = fromKey ?? laterKey
        bind(reader, place, limit: 1)
        defer { reader.reset() }
        for slot in slots {
            reader.reset()
            reader.bind(slot, at: 1)
            guard try reader.step() else { continue }
            let found = QueuePosition(key: reader.double(1), number: reader.int64(0))
            if isRising ? place < found : found < place, !moves.contains(found.number) {
                body(slot, found)
                continue
            }
            // By number, the same statement goes on.
            reader.reset()
            if let next = try places(in: slot, after: place, limit: 1).first { body(slot, next) }
        }
    }

    private func bind(_ reader: StatementReader, _ place: QueuePosition, limit: Int) {
        reader.bind(place.key, at: 2)
        reader.bind(place.number, at: 3)
        reader.bind(last, at: 4)
        reader.bind(Int64(limit), at: 5)
    }

    private func read(
        _ reader: StatementReader, _ slot: Int64, _ place: QueuePosition, _ limit: Int
    ) throws -> [QueuePosition] {
        bind(reader, place, limit: limit + moves.countLeft(slot))
        reader.bind(slot, at: 1)
        defer { reader.reset() }
        var places: [QueuePosition] = []
        while places.count < limit, try reader.step() {
            let place = QueuePosition(key: reader.double(1), number: reader.int64(0))
            if !moves.contains(place.number) { places.append(place) }
        }
        return places
    }

    // MARK: Statements

    private static func index(_ key: QueueOrder.Key, _ part: Part, _ isRising: Bool) -> Int {
        let place = QueueOrder.Key.allCases.firstIndex(of: key) ?? 0
        return (place * Part.allCases.count + part.rawValue) * 2 + (isRising ? 1 : 0)
    }

    private static let statements: [String] = QueueOrder.Key.allCases.flatMap { key in
        Part.allCases.flatMap { part in [false, true].map { statement(key, part, isRising: $0) } }
    }

    /// `?1` is the run, `?2` and `?3` are the place to go on from, `?4` is the last key, `?5` is how many are wanted.
    private static func statement(_ key: QueueOrder.Key, _ part: Part, isRising: Bool) -> String {
        let (column, index) =
            switch key {
            case .due: ("due", "handoff_by_due")
            case .confidence: ("confidence_key", "handoff_by_confidence")
            case .age: ("number", "handoff_by_age")
            case .stake: ("stake_key", "handoff_by_stake")
            }
        let (beyond, from, upTo, order) = isRising ? (">", ">=", "<=", "ASC") : ("<", "<=", ">=", "DESC")
        let condition =
            switch part {
            case .sameKey: "\(column) = ?2 AND number \(beyond) ?3 AND ?2 \(upTo) ?4 ORDER BY number \(order)"
            case .laterKey where key == .age: "number \(beyond) ?3 AND ?2 = ?2 AND ?4 = ?4 ORDER BY number \(order)"
            case .laterKey:
                "\(column) \(beyond) ?2 AND \(column) \(upTo) ?4 AND ?3 = ?3 ORDER BY \(column) \(order), number \(order)"
            case .fromKey:
                "\(column) \(from) ?2 AND \(column) \(upTo) ?4 AND ?3 = ?3 ORDER BY \(column) \(order), number \(order)"
            }
        return "SELECT number, \(column) FROM handoff INDEXED BY \(index) WHERE slot = ?1 AND \(condition) LIMIT ?5"
    }
}
