import CivilTime
import Fixtures
import GRDB
import Handoff
import JSON
import Testing

@testable import HandoffStore

@Suite struct QueueTests {
    /// What a queue is, without a database.
    struct Model {
        struct Item {
            var id: HandoffID, number: Int64, draft: Draft

            var cell: [String] {
                var taker = ""
                if draft.state == .proposed { taker = draft.step?.by.description ?? "" }
                if draft.state == .escalated {
                    taker = draft.escalatedTo.map(\.description).sorted().joined(separator: " ")
                }
                return [
                    draft.owner?.description ?? "unowned", draft.band, String(draft.bandRank), draft.contract,
                    draft.system,
                    taker,
                ]
            }

            func position(_ key: QueueOrder.Key) -> QueuePosition {
                let value: Double =
                    switch key {
                    case .due: draft.due.map { Double($0.milliseconds) } ?? 9e15
                    case .confidence: draft.confidence?.double ?? -1
                    case .age: Double(number)
                    case .stake: draft.stake?.double ?? -.infinity
                    }
                return QueuePosition(key: value, number: number)
            }
        }
        var items: [Item] = []
    }

    /// In many rounds more handoffs move than are noted at once.
    @Test("Pages and counts are those of a plain list", arguments: [(1, 8), (2, 8), (3, 40)] as [(UInt64, Int)])
    func model(seed: UInt64, rounds: Int) throws {
        let folder = try TemporaryStore()
        var random = SeededRandom(seed: seed)
        var model = Model()
        var statuses: [HandoffID: HandoffStatus] = [:]
        var noted = [0]
        for round in 1...rounds {
            try folder.store.write { transaction in
                for _ in 0..<20 {
                    if model.items.isEmpty || Int.random(in: 0..<3, using: &random) > 0 {
                        var draft = Draft(&random)
                        scatter(&draft, &random)
                        statuses[draft.id] = try transaction.submit(draft)
                        model.items.append(
                            Model.Item(id: draft.id, number: Int64(model.items.count + 1), draft: draft))
                    } else {
                        let index = Int.random(in: model.items.indices, using: &random)
                        try change(&model.items[index], &statuses, transaction, &random)
                    }
                }
            }
            noted.append(try folder.store.read { try $0.moves().byNumber.count })
            if round <= 8 || noted[round] < noted[round - 1] {
                try folder.store.read { try compare(model, $0, &random) }
            }
        }
        // Moves are noted; in the long run they are carried out.
        #expect(noted.contains { $0 > 0 } && noted.allSatisfy { $0 < QueueMoves.most })
        #expect(zip(noted, noted.dropFirst()).contains { $1 < $0 } == (rounds > 8))
    }

    @Test(arguments: [4, 5] as [UInt64])
    func `What is pending is the same found run by run and among all that is pending`(seed: UInt64) throws {
        let folder = try TemporaryStore()
        var random = SeededRandom(seed: seed)
        try folder.store.write { transaction in
            for _ in 0..<150 {
                var draft = Draft(&random)
                scatter(&draft, &random)
                let before = try transaction.submit(draft)
                guard Int.random(in: 0..<3, using: &random) == 0 else { continue }
                var after = before
                scatter(&draft, &random)
                (after.state, after.due, after.version) = (draft.state, draft.due, 2)
                try transaction.move(draft.id, from: before, to: after, nil, bandRank: draft.bandRank)
            }
        }
        try folder.store.read { snapshot in
            let all = try snapshot.tallies().map(\.run).filter(\.state.isPending)
            for _ in 0..<200 {
                let runs = all.filter { _ in Int.random(in: 0..<3, using: &random) > 0 }
                func place() -> Double { Double(Int.random(in: -3...6, using: &random) * 50_000_000) }
                let from =
                    Bool.random(using: &random)
                    ? nil : QueuePosition(key: place(), number: .random(in: 0...150, using: &random))
                let (low, high) = (place(), place())
                let moves = try snapshot.moves()
                let walk = RunWalk(
                    key: .due, isRising: .random(using: &random), from: from,
                    bounds: Bool.random(using: &random) ? nil : min(low, high)...max(low, high),
                    besides: moves)
                let limit = Int.random(in: 1...40, using: &random)
                #expect(
                    try walk.numbers(of: runs, snapshot.db, limit: limit, many: 0)
                        == walk.numbers(of: runs, snapshot.db, limit: limit, many: .max))
            }
        }
    }

    private func scatter(_ draft: inout Draft, _ random: inout SeededRandom) {
        (draft.band, draft.bandRank) = [("low", 1), ("high", 3), ("unknown", 0)].randomElement(using: &random)!
        draft.state = .allCases.randomElement(using: &random)!
        draft.owner = ([.team("ap"), .person("kim"), nil] as [Party?]).randomElement(using: &random)!
        draft.due =
            Bool.random(using: &random) ? nil : Instant(milliseconds: .random(in: -3...6, using: &random) * 50_000_000)
        draft.confidence = [nil, JSONNumber("0.5"), JSONNumber("0.25"), JSONNumber("1")].randomElement(using: &random)!
        draft.stake = [nil, JSONNumber("1000.10"), JSONNumber("-3"), JSONNumber("1e400")].randomElement(using: &random)!
        draft.contract = ["pay", "refund"].randomElement(using: &random)!
        draft.system = ["erp", "crm"].randomElement(using: &random)!
        draft.step = PlannedStep(
            step: "s", by: [.role("cfo"), .person("kim")].randomElement(using: &random)!, quorum: 1)
        draft.escalatedTo = Bool.random(using: &random) ? [.role("lead"), .person("kim")] : [.person("robin")]
    }

    private func change(
        _ item: inout Model.Item, _ statuses: inout [HandoffID: HandoffStatus], _ transaction: StoreTransaction,
        _ random: inout SeededRandom
    ) throws {
        guard let before = statuses[item.id] else { return }
        var status = before
        let kept = item.draft
        scatter(&item.draft, &random)
        // What only a revision changes stays.
        (item.draft.confidence, item.draft.stake) = (kept.confidence, kept.stake)
        let draft = item.draft
        status.version += 1
        (status.state, status.owner, status.band, status.due) = (
            draft.state, draft.owner, draft.band, draft.due
        )
        (status.contract.name, status.system) = (draft.contract, draft.system)
        (status.plan, status.step) = (draft.step.map { [$0] } ?? [], draft.step?.step)
        status.escalatedTo = draft.escalatedTo
        statuses[item.id] = status
        try transaction.move(item.id, from: before, to: status, nil, bandRank: draft.bandRank)
    }

    private func compare(_ model: Model, _ snapshot: StoreSnapshot, _ random: inout SeededRandom) throws {
        let cells = Dictionary(uniqueKeysWithValues: try snapshot.cells().map { ($0.number, $0) })
        let counts = try snapshot.tallies().map { (run: $0.run, count: $0.count) }
        func text(_ cell: QueueCell) -> [String] {
            [cell.owner, cell.band, String(cell.bandRank), cell.contract, cell.system, cell.taker]
        }
        var found: Set<[String]> = []
        for (run, count) in counts { found.insert(text(cells[run.cell]!) + [run.state.rawValue, String(count)]) }
        var tallies: [[String]: Int] = [:]
        var dayTallies: [[String]: Int] = [:]
        for item in model.items {
            let run = item.cell + [item.draft.state.rawValue]
            tallies[run, default: 0] += 1
            guard let due = item.draft.due else { continue }
            let day = Int64((Double(due.milliseconds) / 86_400_000).rounded(.down))
            dayTallies[run + [String(day)], default: 0] += 1
        }
        #expect(found == Set(tallies.map { $0.key + [String($0.value)] }) && found.count == counts.count)
        #expect(try snapshot.counts() == Dictionary(grouping: model.items, by: \.draft.state).mapValues(\.count))
        var days: Set<[String]> = []
        for (run, day, count) in try snapshot.dayCounts() {
            days.insert(text(cells[run.cell]!) + [run.state.rawValue, String(day), String(count)])
        }
        #expect(days == Set(dayTallies.map { $0.key + [String($0.value)] }))
        for key in QueueOrder.Key.allCases {
            for isReversed in [false, true] {
                try comparePages(
                    model, snapshot, QueueOrder(key, isReversed: isReversed), counts.map(\.run), cells, &random)
            }
        }
        for item in model.items.prefix(5) {
            let row = try #require(try snapshot.rows([item.id]).first)
            #expect(text(row.cell) == item.cell && row.state == item.draft.state && row.due == item.draft.due)
            #expect(row.stake?.text == item.draft.stake?.text && row.confidence == item.draft.confidence)
            #expect(try snapshot.rows([item.number, 1]) == [row] + snapshot.rows([model.items[0].id]))
        }
    }

    private func comparePages(
        _ model: Model, _ snapshot: StoreSnapshot, _ order: QueueOrder, _ all: [QueueRun],
        _ cells: [Int64: QueueCell], _ random: inout SeededRandom
    ) throws {
        for size in [1, 2, all.count] {
            let runs = Array(all.shuffled(using: &random).prefix(size))
            let wanted = Set(
                runs.map { run in
                    let cell = cells[run.cell]!
                    return [
                        cell.owner, cell.band, "\(cell.bandRank)", cell.contract, cell.system, cell.taker,
                        run.state.rawValue,
                    ]
                })
            let inRuns = model.items.filter { wanted.contains($0.cell + [$0.draft.state.rawValue]) }
                .sorted { order.precedes($0.position(order.key), $1.position(order.key)) }
            for (direction, list) in [(QueueDirection.after, inRuns), (.before, inRuns.reversed())] {
                #expect(try walk(runs, order, direction, snapshot) == list.map(\.id))
                for _ in 0..<3 {
                    let place = model.items.randomElement(using: &random)!.position(order.key)
                    let bounds =
                        order.key == .age
                        ? nil : min(place.key, 1)...max(place.key, Bool.random(using: &random) ? 1 : .infinity)
                    let rest = list.filter { item in
                        let other = item.position(order.key)
                        return (bounds?.contains(other.key) ?? true)
                            && (direction == .after ? order.precedes(place, other) : order.precedes(other, place))
                    }
                    #expect(
                        try snapshot.page(runs, order, within: bounds, direction, place, limit: 3).map(\.id)
                            == rest.prefix(3).map(\.id))
                }
            }
        }
    }

    /// All of some runs, page by page from one end.
    private func walk(
        _ runs: [QueueRun], _ order: QueueOrder, _ direction: QueueDirection, _ snapshot: StoreSnapshot
    ) throws -> [HandoffID] {
        var found: [HandoffID] = []
        var place: QueuePosition?
        while true {
            let rows = try snapshot.page(runs, order, direction, place, limit: 7)
            guard let last = rows.last else { return found }
            found += rows.map(\.id)
            place = last.position(order.key)
        }
    }

    @Test func `What has changed is told by the size of the journal`() throws {
        let folder = try TemporaryStore()
        var random = SeededRandom(seed: 4)
        let drafts = (0..<5).map { _ in Draft(&random) }
        try folder.store.write { for draft in drafts { try $0.submit(draft) } }
        func changed(_ count: Int, _ limit: Int) throws -> [HandoffID]? {
            try folder.store.read { try $0.changed(since: count, limit: limit) }
        }
        #expect(try changed(0, 9) == drafts.map(\.id).sorted())
        #expect(try changed(4, 9) == drafts[3...].map(\.id).sorted())
        #expect(try changed(6, 9) == [])
        #expect(try changed(0, 3) == nil)
    }

    @Test func `Every question of the queue is answered from an index`() throws {
        let folder = try TemporaryStore()
        var random = SeededRandom(seed: 6)
        let draft = Draft(&random)
        try folder.store.write { _ = try $0.submit(draft) }
        let run = try folder.store.read { try $0.tallies() }[0].run
        let place = QueuePosition(key: 1, number: 1)
        let questions: [(String, (StoreSnapshot) throws -> Void)] =
            QueueOrder.Key.allCases.flatMap { key in
                [
                    ("page", { _ = try $0.page([run], QueueOrder(key), .after, place, limit: 9) }),
                    ("page before", { _ = try $0.page([run], QueueOrder(key), .before, limit: 9) }),
                    (
                        "page of pending",
                        { snapshot in
                            _ = try RunWalk(
                                key: key, isRising: true, from: place, bounds: nil, besides: snapshot.moves()
                            )
                            .numbers(of: [run], snapshot.db, limit: 9, many: 0)
                        }
                    ),
                    ("page of several", { _ = try $0.page([run, run], QueueOrder(key), within: 1...9, limit: 9) }),
                ] as [(String, (StoreSnapshot) throws -> Void)]
            } + [
                ("changed", { _ = try $0.changed(since: 1, limit: 9) }),
                ("rows by number", { _ = try $0.rows([1, 2]) }),
                ("on record of", { _ = try $0.sharingRecord(with: draft.id) }),
                ("counts", { _ = try $0.counts() }), ("rows", { _ = try $0.rows([draft.id]) }),
                ("rows after", { _ = try $0.rows(after: 1, limit: 9) }),
                ("prefix", { _ = try $0.ids(beginningWith: "01", limit: 2) }),
                ("on record", { _ = try $0.onRecord(system: "erp", record: "bill", reference: "r") }),
                (
                    "same key",
                    { _ = try $0.related(by: RelatedKey(contract: "c", name: "n", value: "v"), since: nil) }
                ), ("these", { _ = try $0.related([draft.id]) }),
                ("same content", { _ = try $0.withContent(ContentHash(of: [])) }),
                ("due deliveries", { _ = try $0.dueDeliveries(to: "erp", now: Instant(milliseconds: 9), limit: 9) }),
                ("delivery", { _ = try $0.delivery(of: draft.id) }), ("handoff", { _ = try $0.handoff(draft.id) }),
                ("key", { _ = try $0.handoff(agent: "a", key: "k") }),
                ("viewed", { _ = try $0.viewed(draft.id, by: "kim", beside: ContentHash(of: [])) }),
            ]
        var leadsToPlace: Set<String> = []
        defer { #expect(leadsToPlace == ["page"]) }
        for (name, ask) in questions {
            let plans = try plans(of: ask, folder.store)
            #expect(!plans.isEmpty, "\(name)")
            for plan in plans {
                let scans = plan.filter { detail in
                    detail.hasPrefix("SCAN") && !Self.small.contains { detail.hasPrefix("SCAN " + $0) }
                }
                #expect(scans.isEmpty, "\(name): \(plan)")
                // Equal keys are never walked over.
                if name == "page", plan.contains(where: { $0.contains("=? AND number") }) { leadsToPlace.insert(name) }
                if name.hasPrefix("page") { #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(name): \(plan)") }
            }
        }
    }

    /// These tables are small by their nature: one row, one per cell and state, moves that are noted, or what was asked for.
    private static let small = ["queue_count", "queue_day", "queue_move", "journal", "wanted", "r"]

    /// The query plan of each statement that a question runs.
    private func plans(of ask: (StoreSnapshot) throws -> Void, _ store: SQLiteStore) throws -> [[String]] {
        try store.write { transaction in
            final class Log: @unchecked Sendable { var statements: [String] = [] }
            let log = Log()
            transaction.db.trace {
                if case .statement(let statement) = $0 { log.statements.append(statement.expandedSQL) }
            }
            try ask(transaction.snapshot)
            transaction.db.trace(options: [])
            return try log.statements.map { sql in
                try Row.fetchAll(transaction.db, sql: "EXPLAIN QUERY PLAN " + sql.replacing("Inf", with: "9e999")).map {
                    $0["detail"]
                }
            }
        }
    }

    @Test func `Relatives that were let through come first, then those that can be`() throws {
        let folder = try TemporaryStore()
        var random = SeededRandom(seed: 2)
        let states: [HandoffState] = [.executed, .proposed, .rejected, .draft]
        let ids = try folder.store.write { transaction in
            try states.map { state in
                var draft = Draft(&random)
                (draft.state, draft.reference) = (state, "r")
                try transaction.submit(draft)
                return draft.id
            }
        }
        try folder.store.read { snapshot in
            let found = try snapshot.onRecord(system: "erp", record: "bill", reference: "r")
            #expect(found.items.map(\.id) == [ids[0], ids[1], ids[3], ids[2]])
            let others =
                try snapshot.onRecord(system: "erp", record: "bill", reference: "other").items
                + snapshot.onRecord(system: "crm", record: "bill", reference: "r").items
            #expect(others.isEmpty)
            let same = try snapshot.withContent(CanonicalContents.contentHash(contract: "pay", [:]))
            #expect(same.items.count == 4)
        }
    }

    @Test func `An id is found by what it begins with`() throws {
        let folder = try TemporaryStore()
        var random = SeededRandom(seed: 2)
        let ids = try folder.store.write { transaction in
            try (0..<20).map { _ in
                let draft = Draft(&random)
                try transaction.submit(draft)
                return draft.id
            }
        }
        func found(_ text: String) throws -> HandoffID {
            try folder.store.read { try $0.handoffID(beginningWith: text) }
        }
        for id in ids {
            #expect(try found(id.description.lowercased()) == id)
            #expect(try found(String(id.description.prefix(20))) == id)
        }
        #expect(throws: StoreError.ambiguous("00")) { try found("00") }
        #expect(throws: StoreError.noHandoff("7Z")) { try found("7Z") }
        for text in ["", "%", "_", "0'; DROP TABLE handoff", "é"] {
            #expect(throws: StoreError.noHandoff(text)) { try found(text) }
        }
    }
}

@Suite struct OutboxTests {
    @Test func `A delivery is leased once, put off, and taken out`() throws {
        let folder = try TemporaryStore()
        var random = SeededRandom(seed: 8)
        let draft = Draft(&random)
        let id = draft.id
        func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }
        func due(_ now: Int64) throws -> [HandoffID] {
            try folder.store.read { try $0.dueDeliveries(to: "erp", now: at(now), limit: 9).map(\.handoff) }
        }
        func happens(_ happening: Event.Happening, _ lease: DeliveryLease? = nil) throws {
            try folder.store.write { transaction in
                let before = try transaction.snapshot.status(of: id)
                try transaction.commit(
                    Commit(
                        Commit.Change(
                            id: id, before: before, events: [Event(happening, to: id, at: at(6_000), by: .system)],
                            bandRank: 2, lease: lease)))
            }
        }
        try folder.store.write { _ = try $0.submit(draft) }
        let hash = ContentHash(of: [1])
        try happens(
            .approved(
                Event.Approved(
                    from: .proposed, to: .approved, version: 2, digest: hash,
                    judgment: Event.Judgment(on: Event.Decided(version: 1, digest: hash)), approvedStep: nil,
                    deliverable: at(10))))
        #expect(try due(9).isEmpty && due(10) == [id])
        try happens(.leased(attempt: 1), DeliveryLease(holder: "a", until: at(99)))
        #expect(throws: StoreError.self, "nobody takes what somebody holds") {
            try happens(.leased(attempt: 2), DeliveryLease(holder: "b", until: at(99)))
        }
        #expect(try due(98).isEmpty && due(99) == [id])
        #expect(try folder.store.read { try $0.dueDeliveries(to: "crm", now: at(99), limit: 9) }.isEmpty)
        try happens(
            .deliveryFailed(Event.DeliveryFailed(attempt: 1, message: hash, end: .retried(from: at(200)))))
        #expect(try due(199).isEmpty && due(200) == [id])
        let entry = try #require(try folder.store.read { try $0.delivery(of: id) })
        #expect(entry.attempts == 1 && entry.leaseUntil == nil && entry.key == "\(id)-\(hash)")
        try happens(
            .executed(
                Event.Executed(
                    move: Event.Move(version: 3, from: .approved, to: .executed),
                    delivered: Event.Executed.Delivered(attempt: 1, receipt: hash))))
        #expect(try due(200).isEmpty)
    }
}
