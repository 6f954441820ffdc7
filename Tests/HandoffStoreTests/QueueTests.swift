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
            var id: HandoffID, number: Int64, state: HandoffState, owner: String, band: String, rank: Int, due: Int64
            var version = 1
            var position: QueuePosition { QueuePosition(due: due, number: number) }
        }
        var items: [Item] = []

        func matching(_ filter: QueueFilter) -> [Item] {
            items.filter { item in
                switch filter {
                case .pending: item.state.isPending
                case .state(let state): item.state == state
                case .all: true
                }
            }
        }

        func groups(_ filter: QueueFilter) -> [[String]] {
            Dictionary(grouping: matching(filter)) { [$0.owner, String($0.rank), $0.band] }
                .map { $0.key + [String($0.value.count)] }
                .sorted { ($0[0], Int($0[1])!, $0[2]) < ($1[0], Int($1[1])!, $1[2]) }
        }

        func page(
            _ filter: QueueFilter, _ group: QueueGroup, _ direction: StoreSnapshot.Direction, _ key: QueuePosition?,
            _ limit: Int
        ) -> [HandoffID] {
            let inGroup = matching(filter)
                .filter { $0.owner == group.owner && $0.band == group.band && $0.rank == group.bandRank }
                .sorted { $0.position < $1.position }
            let rest =
                direction == .after
                ? inGroup.filter { key == nil || $0.position > key! }
                : inGroup.reversed().filter { key == nil || $0.position < key! }
            return rest.prefix(limit).map(\.id)
        }
    }

    private static let filters: [QueueFilter] = [.pending, .all] + HandoffState.allCases.map(QueueFilter.state)

    @Test("Pages, groups and counts are those of a plain list", arguments: [1, 2, 3] as [UInt64])
    func model(seed: UInt64) throws {
        let folder = try TemporaryStore()
        var random = SeededRandom(seed: seed)
        var model = Model()
        var standings: [HandoffID: Standing] = [:]
        for _ in 0..<12 {
            try folder.store.write { transaction in
                for _ in 0..<15 {
                    if model.items.isEmpty || Int.random(in: 0..<3, using: &random) > 0 {
                        let item = try insert(&random, transaction, &standings, number: Int64(model.items.count + 1))
                        model.items.append(item)
                    } else {
                        try change(
                            &model.items[Int.random(in: model.items.indices, using: &random)], &standings, transaction,
                            &random)
                    }
                }
            }
            try folder.store.read { try compare(model, $0, &random) }
        }
    }

    private static let owners: [Party?] = [.team("ap"), .person("kim"), .role("cfo"), nil]
    private static let bands = [("low", 1), ("high", 3), ("unknown", 0)]

    private func place(_ standing: inout Standing, _ random: inout SeededRandom) -> (band: String, rank: Int) {
        let band = Self.bands.randomElement(using: &random)!
        standing.state = .allCases.randomElement(using: &random)!
        standing.owner = Self.owners.randomElement(using: &random)!
        standing.band = band.0
        standing.due = Bool.random(using: &random) ? nil : Instant(milliseconds: .random(in: -3...6, using: &random))
        return band
    }

    private func insert(
        _ random: inout SeededRandom, _ transaction: StoreTransaction, _ standings: inout [HandoffID: Standing],
        number: Int64
    ) throws -> Model.Item {
        var draft = Draft(&random)
        (draft.band, draft.bandRank) = Self.bands.randomElement(using: &random)!
        draft.state = .allCases.randomElement(using: &random)!
        draft.owner = Self.owners.randomElement(using: &random)!
        draft.due = Bool.random(using: &random) ? nil : Instant(milliseconds: .random(in: -3...6, using: &random))
        standings[draft.id] = try transaction.submit(draft)
        return Model.Item(
            id: draft.id, number: number, state: draft.state, owner: draft.owner?.description ?? "unowned",
            band: draft.band,
            rank: draft.bandRank, due: draft.due?.milliseconds ?? .max)
    }

    private func change(
        _ item: inout Model.Item, _ standings: inout [HandoffID: Standing], _ transaction: StoreTransaction,
        _ random: inout SeededRandom
    ) throws {
        guard var standing = standings[item.id] else { return }
        (item.band, item.rank) = place(&standing, &random)
        standing.version += 1
        (item.state, item.owner) = (standing.state, standing.owner?.description ?? "unowned")
        (item.due, item.version) = (standing.due?.milliseconds ?? .max, standing.version)
        standings[item.id] = standing
        try transaction.update(item.id, standing: standing, bandRank: item.rank)
    }

    private func compare(_ model: Model, _ snapshot: StoreSnapshot, _ random: inout SeededRandom) throws {
        for filter in Self.filters {
            let groups = try snapshot.groups(filter)
            #expect(groups.map { [$0.owner, String($0.bandRank), $0.band, String($0.count)] } == model.groups(filter))
            for group in groups {
                let all = model.page(filter, group, .after, nil, .max)
                #expect(try walk(filter, group, .after, snapshot) == all)
                #expect(try walk(filter, group, .before, snapshot) == all.reversed())
                for _ in 0..<4 {
                    let key = QueuePosition(
                        due: [.min, .max, .random(in: -3...6, using: &random)].randomElement(using: &random)!,
                        number: .random(in: 0...40, using: &random))
                    let direction: StoreSnapshot.Direction = Bool.random(using: &random) ? .after : .before
                    #expect(
                        try snapshot.page(filter, group: group.number, direction, key, limit: 3).map(\.id)
                            == model.page(filter, group, direction, key, 3))
                }
            }
        }
        let counts = try snapshot.counts().filter { $0.value > 0 }
        #expect(counts == Dictionary(grouping: model.items, by: \.state).mapValues(\.count))
        for item in model.items.prefix(5) {
            let row = try #require(try snapshot.rows([item.id]).first)
            #expect(
                row.state == item.state && row.owner == item.owner && row.band == item.band
                    && row.version == item.version)
        }
    }

    /// All of a group, page by page from one end.
    private func walk(
        _ filter: QueueFilter, _ group: QueueGroup, _ direction: StoreSnapshot.Direction, _ snapshot: StoreSnapshot
    ) throws -> [HandoffID] {
        var found: [HandoffID] = []
        var key: QueuePosition?
        while true {
            let rows = try snapshot.page(filter, group: group.number, direction, key, limit: 4)
            guard let last = rows.last else { return found }
            found += rows.map(\.id)
            key = last.position
        }
    }

    @Test func `Every question of the queue is answered from an index`() throws {
        let folder = try TemporaryStore()
        var random = SeededRandom(seed: 6)
        let draft = Draft(&random)
        try folder.store.write { _ = try $0.submit(draft) }
        let questions: [(String, (StoreSnapshot) throws -> Void)] =
            Self.filters.flatMap { filter in
                [
                    ("page", { _ = try $0.page(filter, group: 1, .after, QueuePosition(due: 1, number: 1), limit: 9) }),
                    ("page before", { _ = try $0.page(filter, group: 1, .before, limit: 9) }),
                    ("groups", { _ = try $0.groups(filter) }),
                ] as [(String, (StoreSnapshot) throws -> Void)]
            } + [
                ("counts", { _ = try $0.counts() }), ("rows", { _ = try $0.rows([draft.id]) }),
                ("rows after", { _ = try $0.rows(after: 1, limit: 9) }),
                ("prefix", { _ = try $0.ids(beginningWith: "01", limit: 2) }),
                ("on record", { _ = try $0.onRecord(system: "erp", record: "bill", reference: "r") }),
                ("same content", { _ = try $0.withContent(ContentHash(of: [])) }),
                ("due deliveries", { _ = try $0.dueDeliveries(to: "erp", now: Instant(milliseconds: 9), limit: 9) }),
                ("delivery", { _ = try $0.delivery(of: draft.id) }), ("handoff", { _ = try $0.handoff(draft.id) }),
                ("key", { _ = try $0.handoff(agent: "a", key: "k") }),
                ("viewed", { _ = try $0.viewed(draft.id, by: "kim", at: ContentHash(of: [])) }),
            ]
        for (name, ask) in questions {
            let plans = try plans(of: ask, folder.store)
            #expect(!plans.isEmpty, "\(name)")
            for plan in plans {
                let scans = plan.filter { detail in
                    detail.hasPrefix("SCAN") && !Self.small.contains { detail.hasPrefix("SCAN " + $0) }
                }
                #expect(scans.isEmpty, "\(name): \(plan)")
                if name.hasPrefix("page") { #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(name): \(plan)") }
            }
        }
    }

    /// These tables are small by their nature: one row, or one row per owner, band and state.
    private static let small = ["c", "g", "queue_count", "journal"]

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
                try Row.fetchAll(transaction.db, sql: "EXPLAIN QUERY PLAN " + sql).map { $0["detail"] }
            }
        }
    }

    @Test func `Relatives that can still act come first`() throws {
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
            #expect(found.map(\.id) == [ids[1], ids[3], ids[0], ids[2]])
            let others =
                try snapshot.onRecord(system: "erp", record: "bill", reference: "other")
                + snapshot.onRecord(system: "crm", record: "bill", reference: "r")
            #expect(others.isEmpty)
            let same = try snapshot.withContent(ContentHash(of: CanonicalJSON.bytes(of: [:])))
            #expect(same.count == 4)
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
        let id = HandoffID("01ARZ3NDEKTSV4RRFFQ69G5FAV")!
        func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }
        func due(_ now: Int64) throws -> [HandoffID] {
            try folder.store.read { try $0.dueDeliveries(to: "erp", now: at(now), limit: 9).map(\.handoff) }
        }
        try folder.store.write { transaction in
            try transaction.enqueue(id, system: "erp", key: "k", notBefore: at(10))
            let leases = try [("a", 9), ("a", 10), ("b", 10)].map {
                try transaction.lease(id, holder: $0.0, until: at(99), now: at($0.1))
            }
            #expect(leases == [false, true, false])
        }
        #expect(try due(98).isEmpty && due(99) == [id])
        #expect(try folder.store.read { try $0.dueDeliveries(to: "crm", now: at(99), limit: 9) }.isEmpty)
        try folder.store.write { try $0.putOff(id, until: at(200)) }
        #expect(try due(199).isEmpty && due(200) == [id])
        let entry = try #require(try folder.store.read { try $0.delivery(of: id) })
        #expect(entry.attempts == 1 && entry.leaseUntil == nil && entry.key == "k")
        try folder.store.write { try $0.dequeue(id) }
        #expect(try due(200).isEmpty)
    }
}
