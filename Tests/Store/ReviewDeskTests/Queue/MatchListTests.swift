import Fixtures
import Handoff
import Testing

@testable import ReviewDesk

@Suite struct `What a filter has found` {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `is a plain list in the order of the queue`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let order = QueueOrder(seed % 2 == 0 ? .due : .stake, isReversed: seed > 2)
        var list = MatchList(order)
        var model: [QueuePosition] = []
        var number: Int64 = 0
        for round in 0..<40 {
            for _ in 0..<Int.random(in: 0...900, using: &random) {
                number += 1
                // Few keys, so that many are equal; most come last, as a search finds them.
                let key = Bool.random(using: &random) ? Double(round) : Double(Int.random(in: 0...40, using: &random))
                let place = QueuePosition(key: key, number: number)
                list.insert(place)
                // A place that is there already is not put in again.
                if Int.random(in: 0..<10, using: &random) == 0 { list.insert(place) }
                model.append(place)
            }
            if round % 5 == 4 {
                let gone = Set((0..<50).map { _ in Int64.random(in: 1...max(1, number), using: &random) })
                list.remove(gone)
                model.removeAll { gone.contains($0.number) }
            }
            model.sort(by: order.precedes)
            #expect(list.count == model.count)
            let place = QueuePosition(
                key: Double(Int.random(in: -1...41, using: &random)),
                number: .random(in: 0...max(1, number), using: &random))
            let limit = Int.random(in: 0...200, using: &random)
            #expect(
                list.page(.after, place, limit: limit)
                    == model.filter { order.precedes(place, $0) }.prefix(limit).map(\.number))
            #expect(
                list.page(.before, place, limit: limit)
                    == model.filter { order.precedes($0, place) }.reversed().prefix(limit).map(\.number))
            #expect(list.page(.after, nil, limit: limit) == model.prefix(limit).map(\.number))
            #expect(list.page(.before, nil, limit: limit) == model.reversed().prefix(limit).map(\.number))
        }
    }

    @Test func `is nothing at first`() {
        let list = MatchList(QueueOrder())
        #expect(list.page(.before, nil, limit: 9) == [] && list.page(.after, nil, limit: 9) == [])
    }
}
