import Fixtures
import Handoff
import Testing

@testable import ReviewDesk

@Suite struct `A window on the queue` {
    @Test(arguments: 0..<30 as Range<UInt64>)
    func `is a stretch of the whole queue, whatever is folded and wherever it is made`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let queue = PaperQueue(.random(in: 0...120, using: &random), &random)
        for _ in 0..<20 {
            let view = try QueueView.any("", &random)
            let whole = WholeQueue(queue.rows, view, today: queue.now.day)
            let headings = whole.lines(folded: []).filter { $0.row == nil }.map(\.place)
            let folded = Set(headings.filter { _ in Int.random(in: 0..<4, using: &random) == 0 })
            let lines = whole.lines(folded: folded)
            let place = Int.random(in: 0..<max(1, lines.count), using: &random)
            var request = QueueWindow.Request(
                view: view, job: nil, folded: folded, anchor: anchor(lines, place, &random), number: 1)
            (request.above, request.below) = (.random(in: 0...40, using: &random), .random(in: 1...40, using: &random))
            let window = try queue.window(request)
            #expect(window.total == queue.rows.count)
            guard !lines.isEmpty else {
                #expect(window.lines.isEmpty && window.reachesStart && window.reachesEnd)
                continue
            }
            let index = window.request.anchor == .end ? lines.count - 1 : window.request.anchor == .first ? 0 : place
            try compare(window, with: lines, around: index, request)
            #expect(Set(window.claims.keys) == Set(window.lines.compactMap { $0.row?.id }))
        }
    }

    private func anchor(
        _ lines: [QueueLine], _ place: Int, _ random: inout SeededRandom
    ) -> QueueWindow.Request.Anchor {
        let end: QueueWindow.Request.Anchor? = [nil, nil, nil, .first, .end].randomElement(using: &random)!
        guard lines.indices.contains(place), end == nil else { return end ?? .start }
        switch lines[place] {
        case .heading(let path, _, _): return .heading(path)
        case .handoff(let row, _): return Bool.random(using: &random) ? .handoff(row.id) : .row(row)
        }
    }

    private func compare(
        _ window: QueueWindow, with lines: [QueueLine], around index: Int, _ request: QueueWindow.Request
    ) throws {
        let before = window.anchorIndex
        let after = window.lines.count - 1 - before
        try #require(before <= index && index + after < lines.count)
        #expect(window.lines == Array(lines[index - before...index + after]))
        // As much as was wanted, or all there is; a few headings more may be there.
        #expect(before >= min(index, request.above) && after >= min(lines.count - 1 - index, request.below))
        #expect(after <= request.below + 2)
        #expect(!window.reachesStart || before == index)
        #expect(!window.reachesEnd || index + after == lines.count - 1)
        // At an end it says so, so that nothing more is asked for.
        #expect(window.reachesEnd || after >= request.below)
        #expect(window.reachesStart || before >= request.above)
    }

    @Test func `opens the groups of the handoff that it is made around`() throws {
        var random = SeededRandom(seed: 1)
        let queue = PaperQueue(30, &random)
        let row = queue.rows[7]
        let others: Set<QueuePlace> = [.heading(["team:nobody"])]
        let window = try queue.window(
            .init(
                view: QueueView("", .all), job: nil,
                folded: others.union([.heading([row.owner]), .heading([row.owner, row.band])]),
                anchor: .handoff(row.id), number: 1))
        #expect(window.folded == others)
        #expect(window.lines[window.anchorIndex] == .handoff(row, isGone: false))
    }

    @Test func `keeps a handoff that has left the view where it stood`() throws {
        var random = SeededRandom(seed: 2)
        let queue = PaperQueue(40, &random)
        let view = QueueView("", try QueueQuery("state:proposed"), grouping: .none, order: QueueOrder(.age))
        let row = queue.rows[20]
        queue.change(row.id) { row in
            var row = row
            row.state = .rejected
            return row
        }
        let window = try queue.window(.init(view: view, job: nil, folded: [], anchor: .row(row), number: 1))
        #expect(window.lines.map(\.row?.number) == Array(1...40))
        guard case .handoff(let shown, true) = window.lines[window.anchorIndex] else {
            Issue.record("it is not shown as gone")
            return
        }
        #expect(shown.state == .rejected && shown.id == row.id)
        #expect(window.total == 39)
    }

    @Test func `of a group that has emptied is around the next one`() throws {
        var random = SeededRandom(seed: 3)
        let queue = PaperQueue(60, &random)
        for row in queue.rows where row.owner == "team:ap" { queue.change(row.id) { _ in nil } }
        let window = try queue.window(
            .init(
                view: QueueView("", .all), job: nil, folded: [], anchor: .heading(["team:ap", "low"]), number: 1))
        #expect(window.lines[window.anchorIndex].place == .heading(["team:credit"]))
    }

    @Test func `takes counts that were read before only while nothing has changed`() throws {
        var random = SeededRandom(seed: 4)
        let queue = PaperQueue(20, &random)
        var request = QueueWindow.Request(
            view: QueueView("", .all), job: nil, folded: [], anchor: .start, number: 1)
        request.outline = try queue.window(request).outline
        #expect(request.outline != nil)
        #expect(try queue.window(request).total == 20)
        queue.add(&random)
        #expect(try queue.window(request).total == 21)
    }
}
