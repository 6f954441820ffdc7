import Fixtures
import Handoff
import Testing

@testable import ReviewDesk

/// Work on the queue that goes on in pieces.
@Suite struct `Long work on the queue` {
    /// Says that time is up after some pages, sometimes after the first one.
    private func pages(_ random: inout SeededRandom) -> () -> Bool {
        var left = Int.random(in: 1...4, using: &random)
        return {
            left -= 1
            return left <= 0
        }
    }

    private func finish(_ job: FilterJob, _ queue: PaperQueue, _ random: inout SeededRandom) throws -> FilterJob {
        var job = job
        repeat { job = try job.run(queue, until: pages(&random)) } while job.isPartial
        return job
    }

    private func found(_ job: FilterJob, _ queue: PaperQueue) throws -> [Int64] {
        var walk = QueueWalk(try QueueListing(job.view, found: job, queue))
        var found: [Int64] = []
        while walk.group != nil { found += try walk.page(limit: 7).map(\.number) }
        return found
    }

    private func passing(_ queue: PaperQueue, _ view: QueueView) throws -> [QueueRow] {
        let matcher = try queue.matcher(view.query)
        return WholeQueue(queue.rows.filter(matcher.admits), view, today: queue.now.day).rows
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `a filter finds what a look at each of them would, also of what changed while it was at work`(
        seed: UInt64
    ) throws {
        var random = SeededRandom(seed: seed)
        let queue = PaperQueue(80, &random)
        let text = ["title~1", "amount>2", "due<1d confidence<0.7", "owner:ap title~invoice"]
        let view = try QueueView.any(text.randomElement(using: &random)!, &random)
        var job = FilterJob(view, number: 1)
        repeat {
            job = try job.run(queue, until: pages(&random))
            #expect(job.count <= queue.rows.count)
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let added = queue.add(&random)
                guard let row = queue.rows.randomElement(using: &random) else { continue }
                queue.change(row.id) { row in
                    guard row.id != added.id else { return nil }
                    var row = row
                    (row.title, row.cell, row.due) = ("Elsewhere \(row.number)", added.cell, added.due)
                    return row
                }
            }
        } while job.isPartial
        job = try finish(job, queue, &random)
        #expect(try found(job, queue) == passing(queue, view).map(\.number))
        #expect(job.share == 100)
    }

    @Test func `a filter that was stopped looks no further`() throws {
        var random = SeededRandom(seed: 5)
        let queue = PaperQueue(50, &random)
        var job = FilterJob(QueueView("", try QueueQuery("title~pay")), number: 1)
        job = try job.run(queue) { true }
        let count = job.count
        #expect(count > 0 && job.isPartial)
        job.isStopped = true
        #expect(try job.run(queue) { false }.count == count)
        job.isStopped = false
        #expect(try finish(job, queue, &random).count == 50)
    }

    @Test func `a filter ends where all that it had to look at has gone`() throws {
        var random = SeededRandom(seed: 6)
        let queue = PaperQueue(50, &random)
        var job = try FilterJob(QueueView("", try QueueQuery("title~pay")), number: 1).run(queue) { true }
        for row in queue.rows { queue.change(row.id) { _ in nil } }
        for _ in 0..<50 where job.isPartial { job = try job.run(queue) { true } }
        #expect(job.isComplete)
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `a search finds the next one that has the text, once around`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let queue = PaperQueue(90, &random)
        let view = try QueueView.any("", &random)
        let rows = WholeQueue(queue.rows, view, today: queue.now.day).rows
        for pattern in ["invoice 7", "INVOICE 3", "refund", "nowhere"] {
            let start = Int.random(in: 0..<rows.count, using: &random)
            for direction in [QueueDirection.after, .before] {
                let job = SearchJob(
                    pattern: pattern, view: view, job: nil, direction: direction, from: rows[start],
                    today: queue.now.day, total: rows.count, number: 1)
                let around =
                    direction == .after
                    ? rows[(start + 1)...] + rows[...start]
                    : ArraySlice(rows[..<start].reversed() + rows[start...].reversed())
                let wanted = FoldedText(pattern)
                let expected = around.first { wanted.isIn($0.title) || wanted.isIn($0.contract) }
                #expect(try result(of: job, queue, &random)?.number == expected?.number, "\(pattern) \(direction)")
            }
        }
    }

    private func result(of job: SearchJob, _ queue: PaperQueue, _ random: inout SeededRandom) throws -> QueueRow? {
        var outcome = SearchJob.Outcome.more(job)
        while case .more(let next) = outcome { outcome = try next.run(queue, until: pages(&random)) }
        if case .found(let row) = outcome { return row }
        return nil
    }

    private func rows(of job: TagJob, _ queue: PaperQueue, _ random: inout SeededRandom) throws -> [Int64] {
        var (job, rows): (TagJob, [Int64]) = (job, [])
        repeat {
            let piece = try job.run(queue, until: pages(&random))
            rows += piece.rows.map(\.number)
            job = piece.job
        } while !job.isComplete
        #expect(job.searched >= rows.count)
        return rows
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `tagging takes a group, what lies between two rows, or what a filter wants`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let queue = PaperQueue(120, &random)
        let view = try QueueView.any("", &random)
        let whole = WholeQueue(queue.rows, view, today: queue.now.day)
        func tagged(_ scope: TagJob.Scope, folded: Set<QueuePlace> = []) throws -> [Int64] {
            try rows(of: TagJob(scope, view, nil, folded: folded, number: 1), queue, &random)
        }
        let group = whole.groups.randomElement(using: &random)!
        #expect(try tagged(.group(group.path)) == group.rows.map(\.number))
        let outer = Array(group.path.prefix(1))
        #expect(
            try tagged(.group(outer))
                == whole.groups.filter { $0.path.starts(with: outer) }.flatMap(\.rows).map(\.number))
        let query = try QueueQuery("title~1 amount>1")
        let matcher = try queue.matcher(query)
        #expect(try tagged(.query(query)) == whole.rows.filter(matcher.admits).map(\.number))
        let ends = [whole.rows.randomElement(using: &random)!, whole.rows.randomElement(using: &random)!]
        let indices = ends.compactMap { end in whole.rows.firstIndex { $0.id == end.id } }.sorted()
        let between = indices[0] == indices[1] ? [] : whole.rows[(indices[0] + 1)..<indices[1]]
        #expect(try tagged(.range(ends[0], ends[1])) == between.map(\.number))
        // What a folded heading hides is not seen, and no part of the range.
        let folded: Set<QueuePlace> = group.path.isEmpty ? [] : [.heading(group.path)]
        let hidden = Set(group.path.isEmpty ? [] : group.rows.map(\.id))
        #expect(
            try tagged(.range(ends[0], ends[1]), folded: folded)
                == between.filter { !hidden.contains($0.id) }.map(\.number))
    }
}
