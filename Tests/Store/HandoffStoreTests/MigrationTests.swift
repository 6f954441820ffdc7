import CivilTime
import Fixtures
import Handoff
import JSON
import Testing

@testable import HandoffStore

@Suite struct MigrationTests {
    @Test func `A store from before there were cells is brought up to date when it is opened`() throws {
        let folder = try TemporaryStore()
        var random = SeededRandom(seed: 3)
        let states: [HandoffState] = [.proposed, .escalated, .draft, .proposed]
        try folder.store.write { transaction in
            for (index, state) in states.enumerated() {
                var draft = Draft(&random)
                (draft.state, draft.owner) = (state, index == 3 ? .person("kim") : .team("ap"))
                draft.step = PlannedStep(step: "s", by: .role("cfo"), quorum: 1)
                draft.escalatedTo = [.person("robin"), .person("kim")]
                draft.due = index == 0 ? nil : Instant(milliseconds: Int64(index) * 90_000_000)
                try transaction.submit(draft)
            }
        }
        let before = try folder.store.read { try $0.rows(after: 0, limit: 9) }
        try folder.run(
            """
            CREATE TABLE queue_group (
                number INTEGER PRIMARY KEY, owner TEXT NOT NULL, band TEXT NOT NULL, band_rank INTEGER NOT NULL,
                UNIQUE (owner, band_rank, band))
            """,
            "INSERT OR IGNORE INTO queue_group (owner, band, band_rank) SELECT owner, band, band_rank FROM queue_cell",
            """
            CREATE TABLE old AS SELECT h.number, h.id, c.contract, h.contract_version, h.title, h.state,
                h.state IN ('proposed', 'escalated') AS pending, g.number AS queue_group,
                iif(h.due = \(QueuePosition.neverDue), 9223372036854775807, h.due) AS due, h.confidence, h.version, h.digest,
                h.submitted_at, h.step, h.system, h.record, h.reference, h.content_hash
            FROM handoff h JOIN queue_cell c ON c.number = h.slot >> 3
            JOIN queue_group g USING (owner, band, band_rank)
            """, "DROP TABLE handoff", "ALTER TABLE old RENAME TO handoff", "DROP TABLE queue_cell",
            "DROP TABLE queue_day",
            "DROP TABLE queue_count", "CREATE TABLE queue_count (queue_group INTEGER, state TEXT, count INTEGER)",
            "CREATE INDEX handoff_in_queue ON handoff (pending, queue_group, due, number)",
            "CREATE INDEX handoff_by_state ON handoff (state, queue_group, due, number)",
            "CREATE INDEX handoff_by_group ON handoff (queue_group, due, number)",
            "CREATE INDEX handoff_on_record ON handoff (system, record, reference) WHERE reference IS NOT NULL",
            "CREATE INDEX handoff_by_content ON handoff (content_hash)",
            "DROP TABLE queue_move", "DROP TABLE hold", "DROP TABLE viewed",
            """
            CREATE TABLE viewed (handoff TEXT, person TEXT, digest BLOB, sha256 BLOB, at INTEGER,
                PRIMARY KEY (handoff, person, digest, sha256)) WITHOUT ROWID
            """,
            """
            DELETE FROM grdb_migrations
            WHERE identifier IN ('cells', 'pending by due', 'moves', 'expiry, views by draft, holds', 'marks of rows')
            """)
        let store = try SQLiteStore.open(in: folder.directory)
        let after = try store.read { try $0.rows(after: 0, limit: 9) }
        #expect(after.map(\.id) == before.map(\.id) && after.map(\.cell.taker) == before.map(\.cell.taker))
        #expect(after.map(\.due) == before.map(\.due) && after.map(\.owner) == before.map(\.owner))
        #expect(try store.verifyJournal(progress: { _, _ in true }, evidence: folder.vault).fault == nil)
        #expect(try store.read { try $0.counts() } == [.proposed: 2, .escalated: 1, .draft: 1])
    }
}
