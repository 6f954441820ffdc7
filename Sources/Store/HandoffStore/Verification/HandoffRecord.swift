import CivilTime
import GRDB
import Handoff
import JSON

/// All that a store holds under the name of one handoff: what the log says of it, and what lies beside.
struct HandoffRecord {
    let name: String
    var events: [(sequence: Int, body: [UInt8])] = []
    var contents: [StoredContent] = []
    var row: StoredRow?
    var outbox: StoredDelivery?
    var claim: Claim?
    var views: [StoredView] = []

    struct StoredContent {
        let commitment: ContentHash?, kind: String, salt: [UInt8], body: [UInt8]
    }

    /// The row of the queue, with the columns that no list shows.
    struct StoredRow {
        let cell: QueueCell?, run: QueueRun?, state: String
        let contractVersion: Int, title: String, due: Int64
        let confidence: String?, confidenceKey: Double, stake: String?, stakeKey: Double
        let version: Int, digest: ContentHash?, submittedAt: Int64, step: String?
        let expires: Int64?, observed: String?
        let system: String, record: String, reference: String?, contentHash: ContentHash?
        let currency: String?, marks: RowMarks
    }

    struct StoredDelivery {
        let system: String, key: String, notBefore: Int64, attempt: Int, isLeased: Bool
    }

    struct StoredView {
        let person: String, item: ContentHash?
    }
}

/// Reads records in the order of their names, which is that of their submission, more or less: tables and indexes are gone through
/// side by side, and each page is one state of the store.
struct RecordReader {
    /// How many events a page has, about, and how many bytes of contents.
    private static let events = 600, bytes = 32 << 20

    private let snapshot: StoreSnapshot
    private var records: [String: HandoffRecord] = [:]

    init(_ snapshot: StoreSnapshot) { self.snapshot = snapshot }

    /// A page of records from a name on.
    struct Page {
        let records: [HandoffRecord]
        /// The last name that the page covers; nil where it goes to the end.
        let last: String?
    }

    /// The records from a name on and before another; fewer where they are too many for one page.
    mutating func page(from first: String, before end: String) throws -> Page {
        var last = try readEvents(first, end)
        try read(
            "SELECT handoff, commitment, kind, salt, body FROM content INDEXED BY content_of_handoff", "handoff",
            // What events of the store commit to stands under no name, and is compared with them.
            max(first, "\u{1}"),
            last?.nextName ?? end
        ) {
            (record: inout HandoffRecord, reader) in
            record.contents.append(
                .init(
                    commitment: reader.hash(1), kind: reader.text(2) ?? "", salt: reader.bytes(3), body: reader.bytes(4)
                ))
            return reader.size(4)
        } cut: { name in
            last = name
        }
        try readRows(first, last?.nextName ?? end)
        try read(
            "SELECT handoff, system, key, not_before, attempt, lease_until IS NOT NULL FROM outbox", "handoff", first,
            last?.nextName ?? end
        ) {
            (record: inout HandoffRecord, reader) in
            record.outbox = .init(
                system: reader.text(1) ?? "", key: reader.text(2) ?? "", notBefore: reader.int64(3),
                attempt: Int(reader.int64(4)), isLeased: reader.int64(5) != 0)
            return 0
        }
        try read("SELECT handoff, person, until FROM claim", "handoff", first, last?.nextName ?? end) {
            (record: inout HandoffRecord, reader) in
            record.claim = Claim(person: reader.text(1) ?? "", until: Instant(milliseconds: reader.int64(2)))
            return 0
        }
        try read("SELECT handoff, person, sha256 FROM viewed", "handoff", first, last?.nextName ?? end) {
            (record: inout HandoffRecord, reader) in
            record.views.append(.init(person: reader.text(1) ?? "", item: reader.hash(2)))
            return 0
        }
        let found = records.values.filter { record in last.map { record.name <= $0 } ?? true }
        return Page(records: found.sorted { $0.name < $1.name }, last: last)
    }

    /// Gives the last name whose events are all there; nil where there are no more.
    private mutating func readEvents(_ first: String, _ end: String) throws -> String? {
        let reader = try StatementReader(
            snapshot.db,
            """
            SELECT handoff, sequence, body FROM event INDEXED BY event_of_handoff
            WHERE handoff IS NOT NULL AND handoff >= ? AND handoff < ? ORDER BY handoff, sequence
            """)
        defer { reader.reset() }
        reader.bind(first, at: 1)
        reader.bind(end, at: 2)
        var count = 0
        var last: String?
        while try reader.step() {
            let name = reader.text(0) ?? ""
            if count >= Self.events, name != last { return last }
            records[name, default: HandoffRecord(name: name)].events.append((Int(reader.int64(1)), reader.bytes(2)))
            last = name
            count += 1
        }
        return nil
    }

    /// Reads rows of a table into their records. `cut` is told the last name that is whole, where more is not to be read at once.
    private mutating func read(
        _ sql: String, _ name: String, _ first: String, _ end: String,
        into: (inout HandoffRecord, StatementReader) -> Int, cut: ((String) -> Void)? = nil
    ) throws {
        let reader = try StatementReader(
            snapshot.db, "\(sql) WHERE \(name) >= ? AND \(name) < ? ORDER BY \(name)")
        defer { reader.reset() }
        reader.bind(first, at: 1)
        reader.bind(end, at: 2)
        var size = 0
        var last: String?
        while try reader.step() {
            let name = reader.text(0) ?? ""
            if let cut, let last, size > Self.bytes, name != last { return cut(last) }
            size += into(&records[name, default: HandoffRecord(name: name)], reader)
            last = name
        }
    }

    private mutating func readRows(_ first: String, _ end: String) throws {
        let moves = try snapshot.moves()
        var cells = CellFinder(snapshot)
        var failure: (any Error)?
        try read(
            """
            SELECT id, slot, state, contract_version, title, due, confidence, confidence_key, stake, stake_key, version, digest,
                submitted_at, step, system, record, reference, content_hash, number, expires,
                observed, currency, failed, unresolved, others, words, hidden, edited FROM handoff
            """, "id", first, end
        ) { (record: inout HandoffRecord, reader) in
            // Where a move is noted, the row still has the place before it.
            let place =
                moves.place(of: reader.int64(18)) ?? QueuePlace(slot: reader.int64(1), due: reader.int64(5))
            let run = QueueRun(slot: place.slot)
            var cell: QueueCell?
            do { cell = try run.flatMap { try cells.cell($0.cell) } } catch { failure = error }
            record.row = .init(
                cell: cell, run: run, state: reader.text(2) ?? "", contractVersion: Int(reader.int64(3)),
                title: reader.text(4) ?? "", due: place.due, confidence: reader.text(6),
                confidenceKey: reader.double(7), stake: reader.text(8), stakeKey: reader.double(9),
                version: Int(reader.int64(10)), digest: reader.hash(11), submittedAt: reader.int64(12),
                step: reader.text(13), expires: reader.isNull(19) ? nil : reader.int64(19), observed: reader.text(20),
                system: reader.text(14) ?? "", record: reader.text(15) ?? "",
                reference: reader.text(16), contentHash: reader.hash(17), currency: reader.text(21),
                marks: RowMarks(
                    failed: Int(reader.int64(22)), unresolved: Int(reader.int64(23)), others: Int(reader.int64(24)),
                    words: Int(reader.int64(25)), hasHidden: reader.int64(26) != 0, isEdited: reader.int64(27) != 0))
            return 0
        }
        if let failure { throw failure }
    }
}

extension String {
    /// The first name after this one, in the order in which SQLite compares text.
    var nextName: String { self + "\0" }
    /// A name after all others.
    static let lastName = "\u{10FFFF}"
}
