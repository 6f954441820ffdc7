import Handoff
import HandoffStore

/// Places of handoffs in one order. Kept in pieces, so that a copy that goes on growing shares almost all of the other one.
struct MatchList: Sendable, Hashable {
    private var pieces: [[QueuePosition]] = []
    private(set) var count = 0
    private let order: QueueOrder

    private static let pieceSize = 4_096

    init(_ order: QueueOrder) { self.order = order }

    /// Puts a place where it belongs; most come last.
    mutating func insert(_ place: QueuePosition) {
        if let last = pieces.last?.last, order.precedes(place, last) {
            let piece = pieces.firstIndex { $0.last.map { !order.precedes($0, place) } ?? false } ?? pieces.count - 1
            let index = pieces[piece].firstIndex { !order.precedes($0, place) } ?? pieces[piece].count
            guard pieces[piece][index] != place else { return }
            pieces[piece].insert(place, at: index)
            if pieces[piece].count > Self.pieceSize * 2 {
                let half = Array(pieces[piece][Self.pieceSize...])
                pieces[piece].removeSubrange(Self.pieceSize...)
                pieces.insert(half, at: piece + 1)
            }
        } else if let last = pieces.last, last.count < Self.pieceSize {
            guard last.last != place else { return }
            pieces[pieces.count - 1].append(place)
        } else {
            guard pieces.last?.last != place else { return }
            var piece: [QueuePosition] = []
            piece.reserveCapacity(Self.pieceSize)
            piece.append(place)
            pieces.append(piece)
        }
        count += 1
    }

    /// Takes handoffs out by their numbers.
    mutating func remove(_ numbers: Set<Int64>) {
        for index in pieces.indices.reversed() where pieces[index].contains(where: { numbers.contains($0.number) }) {
            pieces[index].removeAll { numbers.contains($0.number) }
            if pieces[index].isEmpty { pieces.remove(at: index) }
        }
        count = pieces.reduce(0) { $0 + $1.count }
    }

    /// The numbers nearest to a place: after it, or before it and backwards. Without a place, from that end on.
    func page(_ direction: StoreSnapshot.Direction, _ place: QueuePosition?, limit: Int) -> [Int64] {
        var found: [Int64] = []
        switch direction {
        case .after:
            let first = place.map { place in
                pieces.firstIndex { $0.last.map { order.precedes(place, $0) } ?? false } ?? pieces.count
            }
            for piece in pieces[(first ?? 0)...] where found.count < limit {
                let start = place.map { place in Self.firstIndex(piece) { order.precedes(place, $0) } } ?? 0
                found += piece[start...].prefix(limit - found.count).map(\.number)
            }
        case .before:
            let end = place.map { place in
                pieces.firstIndex { $0.last.map { !order.precedes($0, place) } ?? false } ?? pieces.count - 1
            }
            for piece in pieces[...min(end ?? pieces.count - 1, pieces.count - 1)].reversed() where found.count < limit
            {
                let stop = place.map { place in Self.firstIndex(piece) { !order.precedes($0, place) } } ?? piece.count
                found += piece[..<stop].reversed().prefix(limit - found.count).map(\.number)
            }
        }
        return found
    }

    /// The first index at which a condition holds that holds from some index on.
    private static func firstIndex(_ piece: [QueuePosition], _ holds: (QueuePosition) -> Bool) -> Int {
        var (low, high) = (0, piece.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(piece[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
