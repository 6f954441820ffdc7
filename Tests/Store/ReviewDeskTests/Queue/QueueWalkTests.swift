import Fixtures
import Handoff
import Testing

@testable import ReviewDesk

@Suite struct `A walk through the queue` {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `comes to each handoff once, in order, in either direction`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let queue = PaperQueue(.random(in: 0...150, using: &random), &random)
        let view = try QueueView.any("", &random)
        let whole = WholeQueue(queue.rows, view, today: queue.now.day).rows.map(\.number)
        for direction in [QueueDirection.after, .before] {
            var walk = QueueWalk(try QueueListing(view, found: nil, queue), direction)
            var seen: [Int64] = []
            while walk.group != nil {
                seen += try walk.page(limit: .random(in: 1...20, using: &random)).map(\.number)
            }
            #expect(seen == (direction == .after ? whole : whole.reversed()))
            #expect(walk.mark == nil)
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `may be broken off and gone on with, whatever comes and goes meanwhile`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let queue = PaperQueue(100, &random)
        let view = try QueueView.any("", &random)
        let direction: QueueDirection = Bool.random(using: &random) ? .after : .before
        var (mark, seen, changed): (QueueWalk.Mark?, [Int64], Set<Int64>) = (nil, [], [])
        repeat {
            var walk = QueueWalk(try QueueListing(view, found: nil, queue), direction, from: mark)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                seen += try walk.page(limit: .random(in: 1...8, using: &random)).map(\.number)
            }
            mark = walk.mark
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                changed.insert(queue.add(&random).number)
                guard let row = queue.rows.randomElement(using: &random) else { continue }
                changed.insert(row.number)
                queue.change(row.id) { _ in nil }
            }
            // Now and then a whole group goes, perhaps the one that the walk stands in.
            if Int.random(in: 0..<8, using: &random) == 0, let run = queue.rows.randomElement(using: &random)?.run {
                for row in queue.rows where row.run == run {
                    changed.insert(row.number)
                    queue.change(row.id) { _ in nil }
                }
            }
        } while mark != nil
        let whole = WholeQueue(queue.rows, view, today: queue.now.day).rows.map(\.number)
        #expect(
            seen.filter { !changed.contains($0) }
                == (direction == .after ? whole : whole.reversed()).filter { !changed.contains($0) })
    }
}
