import Handoff

/// Places of handoffs in one order. Kept in pieces, so that a copy that goes on growing shares almost all of the other one.
struct MatchList: Sendable, Hashable {
    /// Places in a row, as two columns: a million of them have to be small.
    private struct Piece: Sendable, Hashable {
        var keys: [Double] = []
        var numbers: [UInt32] = []

        var count: Int { keys.count }
        var last: QueuePosition? { keys.isEmpty ? nil : self[count - 1] }

        subscript(index: Int) -> QueuePosition {
            QueuePosition(key: keys[index], number: Int64(numbers[index]))
        }

        init() {
            keys.reserveCapacity(MatchList.pieceSize)
            numbers.reserveCapacity(MatchList.pieceSize)
        }

        mutating func insert(_ key: Double, _ number: UInt32, at index: Int) {
            keys.insert(key, at: index)
            numbers.insert(number, at: index)
        }

        mutating func remove(_ unwanted: Set<Int64>) {
            let kept = numbers.indices.filter { !unwanted.contains(Int64(numbers[$0])) }
            (keys, numbers) = (kept.map { keys[$0] }, kept.map { numbers[$0] })
        }

        /// Takes off what is after an index.
        mutating func split(at index: Int) -> Piece {
            var rest = Piece()
            rest.keys += keys[index...]
            rest.numbers += numbers[index...]
            keys.removeSubrange(index...)
            numbers.removeSubrange(index...)
            return rest
        }

        /// The first index at which a condition holds that holds from some index on.
        func firstIndex(_ holds: (QueuePosition) -> Bool) -> Int {
            var (low, high) = (0, count)
            while low < high {
                let middle = (low + high) / 2
                if holds(self[middle]) { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }

    private var pieces: [Piece] = []
    private(set) var count = 0
    private let order: QueueOrder

    private static let pieceSize = 4_096

    init(_ order: QueueOrder) { self.order = order }

    /// Puts a place where it belongs; most come last.
    mutating func insert(_ place: QueuePosition) {
        // No store comes near so many handoffs.
        guard let number = UInt32(exactly: place.number) else { return }
        if let last = pieces.last?.last, order.precedes(place, last) {
            let piece = firstPiece { !order.precedes($0, place) } ?? pieces.count - 1
            let index = pieces[piece].firstIndex { !order.precedes($0, place) }
            guard index == pieces[piece].count || pieces[piece][index] != place else { return }
            pieces[piece].insert(place.key, number, at: index)
            if pieces[piece].count > Self.pieceSize * 2 {
                pieces.insert(pieces[piece].split(at: Self.pieceSize), at: piece + 1)
            }
        } else {
            guard pieces.last?.last != place else { return }
            if pieces.last.map({ $0.count >= Self.pieceSize }) ?? true { pieces.append(Piece()) }
            pieces[pieces.count - 1].insert(place.key, number, at: pieces[pieces.count - 1].count)
        }
        count += 1
    }

    /// Takes handoffs out by their numbers.
    mutating func remove(_ numbers: Set<Int64>) {
        for index in pieces.indices.reversed()
        where pieces[index].numbers.contains(where: { numbers.contains(Int64($0)) }) {
            pieces[index].remove(numbers)
            if pieces[index].count == 0 { pieces.remove(at: index) }
        }
        count = pieces.reduce(0) { $0 + $1.count }
    }

    /// The numbers nearest to a place: after it, or before it and backwards. Without a place, from that end on.
    func page(_ direction: QueueDirection, _ place: QueuePosition?, limit: Int) -> [Int64] {
        guard !pieces.isEmpty else { return [] }
        var found: [Int64] = []
        switch direction {
        case .after:
            let first = place.map { place in firstPiece { order.precedes(place, $0) } ?? pieces.count }
            for piece in pieces[(first ?? 0)...] where found.count < limit {
                let start = place.map { place in piece.firstIndex { order.precedes(place, $0) } } ?? 0
                found += piece.numbers[start...].prefix(limit - found.count).map(Int64.init)
            }
        case .before:
            let end = place.map { place in firstPiece { !order.precedes($0, place) } ?? pieces.count - 1 }
            for piece in pieces[...min(end ?? pieces.count - 1, pieces.count - 1)].reversed() where found.count < limit
            {
                let stop = place.map { place in piece.firstIndex { !order.precedes($0, place) } } ?? piece.count
                found += piece.numbers[..<stop].reversed().prefix(limit - found.count).map(Int64.init)
            }
        }
        return found
    }

    // The first piece with a last place for which a condition holds.
    private func firstPiece(_ holds: (QueuePosition) -> Bool) -> Int? {
        pieces.firstIndex { $0.last.map(holds) ?? false }
    }
}
