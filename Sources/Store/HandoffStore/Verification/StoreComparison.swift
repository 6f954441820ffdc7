import Foundation
import GRDB
import Handoff

/// Compares what a store holds beside its handoffs with the events of the store itself: who it is, its editions, its configuration, its
/// tables.
struct StoreComparison {
    let snapshot: StoreSnapshot
    let judge: (any HistoryJudge)?
    private(set) var faults: [JournalVerification.Fault] = []

    init(_ snapshot: StoreSnapshot, _ judge: (any HistoryJudge)?) { (self.snapshot, self.judge) = (snapshot, judge) }

    private var db: Database { snapshot.db }

    private mutating func fault(_ message: String, at sequence: Int? = nil) {
        faults.append(.init(sequence: sequence, message: message))
    }

    mutating func compare() throws {
        let events: [Event]
        do {
            events = try snapshot.storeEvents(from: 0)
        } catch StoreError.unreadable(let sequence, let reason) {
            return fault(reason, at: sequence)
        }
        try compareIdentity(events)
        try compareEditions(events)
        try compareConfiguration(events)
        try compareHolds(events)
        try compareSchema()
    }

    private mutating func compareIdentity(_ events: [Event]) throws {
        let rows = try Row.fetchAll(db, cached: "SELECT id, declared, created FROM store")
        guard let first = events.first, first.sequence == 0,
            case .created(let store, let isDeclared, _) = first.subject,
            events.dropFirst().allSatisfy({ $0.kind != .created })
        else { return fault("the log does not begin with the making of the store, or has it twice", at: 0) }
        guard rows.count == 1, let row = rows.first, row["id"] == store, row["declared"] == isDeclared,
            row["created"] == first.at.description
        else {
            return fault(
                "the store now has another id or another kind of identity than it was made with", at: 0)
        }
    }

    private mutating func compareEditions(_ events: [Event]) throws {
        var known = try snapshot.editions()
        for event in events {
            let edition: Edition
            switch event.subject {
            case .created(store: _, isDeclared: _, let made): edition = made
            case .edition(let began): edition = began
            case .configured, .held, .released, .handoff: continue
            }
            if known.first?.edition == edition, known.first?.from == event.sequence {
                known.removeFirst()
            } else {
                fault(
                    "the store does not know that edition \(edition.rawValue) of the rules holds from here on",
                    at: event.sequence)
            }
        }
        if let more = known.first {
            fault("the store knows edition \(more.edition.rawValue) of the rules from an event that does not say so")
        }
    }

    private mutating func compareConfiguration(_ events: [Event]) throws {
        var inForce: [String: ContentHash] = [:]
        var first: [ContentHash: Event] = [:]
        var edition = Edition.first
        for event in events {
            switch event.subject {
            case .created(store: _, isDeclared: _, let began), .edition(let began): edition = began
            case .held, .released, .handoff: break
            case .configured(let file, let digest, source: _):
                inForce[file] = digest
                guard first[digest] == nil else { continue }
                first[digest] = event
                let row = try Row.fetchOne(
                    db, cached: "SELECT file, version, body, edition FROM configuration WHERE digest = ?",
                    arguments: [Data(digest.bytes)])
                guard let row, ContentHash(of: row["body"] as Data) == digest else {
                    fault(
                        "the version of \(file) that took effect with it is missing or was changed", at: event.sequence)
                    continue
                }
                let version = judge?.version(ofContract: Array(row["body"] as Data), file: file, edition)
                guard row["file"] == file, row["edition"] == edition.rawValue,
                    judge == nil || row["version"] as Int? == version
                else {
                    fault(
                        "the version of \(file) that took effect with it is kept under another file, version or edition",
                        at: event.sequence)
                    continue
                }
            }
        }
        for row in try Row.fetchAll(db, cached: "SELECT digest, file FROM configuration")
        where ContentHash(bytes: row["digest"] as Data).flatMap({ first[$0] }) == nil {
            fault("the store keeps a version of \(row["file"] as String) that never took effect")
        }
        var kept: [String: ContentHash?] = [:]
        for row in try Row.fetchAll(db, cached: "SELECT file, digest FROM configuration_in_force") {
            kept[row["file"]] = ContentHash(bytes: row["digest"] as Data)
        }
        for file in Set(kept.keys).union(inForce.keys).sorted() where kept[file] != .some(inForce[file]) {
            fault("the store has another version of \(file) in force than the log")
        }
    }

    /// What is on hold has to be what the events make of it, with the reason that was given.
    private mutating func compareHolds(_ events: [Event]) throws {
        var holds: [String: Int] = [:]
        var said = 0
        for event in events {
            let reason: ContentHash?
            switch event.subject {
            case .held(let scope, reason: let given):
                holds[scope.description] = event.sequence
                reason = given
            case .released(let scope, note: let note):
                holds[scope.description] = nil
                reason = note
            case .created, .configured, .edition, .handoff: continue
            }
            guard let reason else { continue }
            said += 1
            if try !snapshot.isIntact(reason) {
                fault("what was said with it is missing or is not what the journal committed to", at: event.sequence)
            }
        }
        let rows = try Row.fetchAll(db, cached: "SELECT scope, sequence FROM hold")
        let kept = Dictionary(rows.map { ($0[0] as String, $0[1] as Int) }) { first, _ in first }
        if kept != holds { fault("what is on hold is not what the log makes of it") }
        let contents = try Int.fetchOne(db, cached: "SELECT count(*) FROM content WHERE handoff = ''")
        if contents ?? 0 > said { fault("the store keeps something that no event commits to") }
    }

    /// The tables and what guards them. What else there is, such as the system's own statistics, is nobody's concern, but no trigger.
    private mutating func compareSchema() throws {
        let sql = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
        let plan = try DatabaseQueue()
        try StoreSchema.migrator.migrate(plan)
        let expected = try plan.read { try Row.fetchAll($0, sql: sql) }
        let found = Dictionary(
            try Row.fetchAll(db, cached: sql).map { ($0["name"] as String, $0) },
            uniquingKeysWith: { first, _ in first })
        for row in expected where found[row["name"]]?["sql"] as String? != row["sql"] as String? {
            fault("the \(row["type"] as String) \(row["name"] as String) is missing or was changed")
        }
        let names = Set(expected.map { $0["name"] as String })
        for row in found.values where row["type"] == "trigger" && !names.contains(row["name"]) {
            fault("there is a trigger \(row["name"] as String) that no store has")
        }
    }

    /// Until a move is carried out, the indexes have the handoff where it moves from, by the same keys.
    private static let falseMove = """
        SELECT 1 FROM queue_move m LEFT JOIN handoff h ON h.number = m.number
        WHERE h.slot IS NOT m.from_slot OR h.due IS NOT m.from_due
            OR h.confidence_key IS NOT m.confidence_key OR h.stake_key IS NOT m.stake_key LIMIT 1
        """

    /// A run whose count is too small would be listed in part: every count has to be that of its rows.
    mutating func compareCounts() throws {
        let questions = [
            """
            SELECT 1 FROM queue_count c WHERE count != (SELECT count(*) FROM handoff h WHERE h.slot = c.slot) LIMIT 1
            """,
            "SELECT 1 WHERE (SELECT coalesce(sum(count), 0) FROM queue_count) != (SELECT count(*) FROM handoff)",
            """
            SELECT 1 FROM queue_day c WHERE count != (
                SELECT count(*) FROM handoff h
                WHERE h.slot = c.slot AND h.due >= c.day * 86400000 AND h.due < (c.day + 1) * 86400000) LIMIT 1
            """,
            """
            SELECT 1 WHERE (SELECT coalesce(sum(count), 0) FROM queue_day)
                != (SELECT count(*) FROM handoff WHERE due != \(QueuePosition.neverDue))
            """,
        ]
        if try Int.fetchOne(db, cached: Self.falseMove) != nil {
            fault("the queue notes a move from where it has no handoff")
        }
        for question in questions where try Int.fetchOne(db, cached: question) != nil {
            return fault("the queue counts other handoffs than it has")
        }
    }
}
