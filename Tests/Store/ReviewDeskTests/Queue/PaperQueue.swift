import CivilTime
import ContractEngine
import Fixtures
import Handoff
import JSON
import Synchronization

@testable import ReviewDesk

/// A queue that is a list of rows in memory, for comparing what is read from it with the list.
final class PaperQueue: QueueSource {
    private struct Content {
        var rows: [QueueRow] = []
        var changed: [HandoffID] = []
        var nextNumber: Int64 = 1
    }

    let now = Instant("2026-11-22T12:00:00Z")!
    private let content = Mutex(Content())

    static let owners = ["team:ap", "team:credit", "person:mei"]
    private static let bands = ["unknown", "low", "medium", "high"]

    /// A queue of so many handoffs that differ in everything by which they are grouped and sorted; few values, so that many are equal.
    init(_ count: Int, _ random: inout SeededRandom) { for _ in 0..<count { add(&random) } }

    var rows: [QueueRow] { content.withLock { $0.rows } }

    @discardableResult
    func add(_ random: inout SeededRandom) -> QueueRow {
        let owner = Int.random(in: 0..<Self.owners.count, using: &random)
        let band = Int.random(in: 0..<Self.bands.count, using: &random)
        let contract = Int.random(in: 0..<2, using: &random)
        let day = Int64.random(in: -2...3, using: &random)
        let due = Bool.random(using: &random) ? now.adding(milliseconds: day * 86_400_000 + 60_000) : nil
        let stake = Int.random(in: 0...5, using: &random)
        let id = HandoffID(at: now, using: &random)
        return content.withLock { content in
            let number = content.nextNumber
            let row = QueueRow(
                id: id, number: number,
                cell: QueueCell(
                    number: Int64(owner * 100 + band * 10 + contract), owner: Self.owners[owner],
                    band: Self.bands[band], bandRank: band, contract: ["pay", "refund"][contract], system: "erp",
                    taker: "role:clerk"),
                contractVersion: 1, title: "Pay invoice \(number)", state: .proposed,
                confidence: band == 0 ? nil : JSONNumber("0.\(band * 3)"), stake: JSONNumber(stake), version: 1,
                digest: ContentHash(of: "\(number)".utf8), submittedAt: now, due: due, step: "clerk")
            content.nextNumber += 1
            content.rows.append(row)
            content.changed.append(id)
            return row
        }
    }

    /// Changes a handoff, or takes it away where the change gives nil.
    func change(_ id: HandoffID, _ change: (QueueRow) -> QueueRow?) {
        content.withLock { content in
            guard let index = content.rows.firstIndex(where: { $0.id == id }) else { return }
            if let row = change(content.rows[index]) {
                content.rows[index] = row
            } else {
                content.rows.remove(at: index)
            }
            content.changed.append(id)
        }
    }

    func changeCount() throws(DeskError) -> Int { content.withLock { $0.changed.count } }

    func changed(since count: Int, limit: Int) throws(DeskError) -> [HandoffID]? {
        let changed = content.withLock { $0.changed[count...] }
        return changed.count > limit ? nil : Set(changed).sorted()
    }

    func tallies() throws(DeskError) -> [QueueTally] {
        Dictionary(grouping: rows, by: \.run).map { QueueTally(cell: $1[0].cell, state: $0.state, count: $1.count) }
    }

    func dayTallies() throws(DeskError) -> [QueueOutline.DayTally] {
        rows.compactMap { row in row.due.map { QueueOutline.DayTally(run: row.run, day: $0.day, count: 1) } }
    }

    func matcher(_ query: QueueQuery) throws(DeskError) -> QueryMatcher {
        QueryMatcher(query, people: People(), person: nil, now: now)
    }

    func subject(of row: QueueRow) -> FilterSubject {
        FilterSubject(
            row,
            FilterSubject.Source(
                contents: { nil }, texts: { _ in [] }, relatives: { _ in [:] }, lists: { [:] }, claimant: { nil }))
    }

    func page(
        _ runs: [QueueRun], _ order: QueueOrder, within bounds: ClosedRange<Double>?, _ direction: QueueDirection,
        _ key: QueuePosition?, limit: Int
    ) throws(DeskError) -> [QueueRow] {
        let wanted = Set(runs)
        func precedes(_ left: QueuePosition, _ right: QueuePosition) -> Bool {
            direction == .after ? order.precedes(left, right) : order.precedes(right, left)
        }
        let found = rows.filter { row in
            let place = row.position(order.key)
            return wanted.contains(row.run) && bounds?.contains(place.key) ?? true
                && key.map { precedes($0, place) } ?? true
        }
        return Array(found.sorted { precedes($0.position(order.key), $1.position(order.key)) }.prefix(limit))
    }

    func rows(_ numbers: [Int64]) throws(DeskError) -> [QueueRow] {
        let rows = rows
        return numbers.compactMap { number in rows.first { $0.number == number } }
    }

    func row(_ id: HandoffID) throws(DeskError) -> QueueRow? { rows.first { $0.id == id } }

    func claims(on ids: [HandoffID]) throws(DeskError) -> [HandoffID: Claim] {
        ids.reduce(into: [:]) { $0[$1] = Claim(person: "mei", until: now) }
    }
}

/// The whole queue of a view as a plain list.
struct WholeQueue {
    struct Group {
        let path: [String]
        let rows: [QueueRow]
    }

    let view: QueueView
    private(set) var groups: [Group] = []

    init(_ rows: [QueueRow], _ view: QueueView, today: Int64) {
        self.view = view
        let order = view.orderInGroup
        groups = Dictionary(grouping: rows) { view.grouping.path($0.cell, due: $0.due, today: today) }
            .map { Group(path: $0, rows: $1.sorted { order.precedes($0.position(order.key), $1.position(order.key)) }) }
            .sorted { Self.key($0, view.grouping).lexicographicallyPrecedes(Self.key($1, view.grouping)) }
    }

    // Owners by name and their bands from the lowest; days in the order of time, with what is late first and what is never due last.
    private static func key(_ group: Group, _ grouping: QueueGrouping) -> [String] {
        switch grouping {
        case .owner: [group.path[0], String(group.rows[0].cell.bandRank)]
        case .due: [group.path[0] == "overdue" ? "0" : group.path[0] == "not due" ? "9" : "1", group.path[0]]
        case .contract, .system, .none: group.path
        }
    }

    var rows: [QueueRow] { groups.flatMap(\.rows) }

    /// Every line, from the first to the last.
    func lines(folded: Set<QueuePlace>) -> [QueueLine] {
        var lines: [QueueLine] = []
        var last: [String] = []
        for group in groups {
            var isHidden = false
            for depth in group.path.indices where !isHidden {
                let path = Array(group.path[...depth])
                isHidden = folded.contains(.heading(path))
                guard !last.starts(with: path) else { continue }
                let count = groups.filter { $0.path.starts(with: path) }.reduce(0) { $0 + $1.rows.count }
                lines.append(.heading(path, count: count, isFolded: isHidden))
            }
            if !isHidden { lines += group.rows.map { .handoff($0, isGone: false) } }
            last = group.path
        }
        return lines
    }
}

extension QueueView {
    /// Any arrangement of what a filter wants.
    static func any(_ text: String, _ random: inout SeededRandom) throws -> QueueView {
        QueueView(
            "", try QueueQuery(text), grouping: QueueGrouping.allCases.randomElement(using: &random)!,
            order: QueueOrder(.allCases.randomElement(using: &random)!, isReversed: .random(using: &random)))
    }
}
