import CivilTime
import Fixtures
import GRDB
import Handoff
import JSON
import Testing

@testable import HandoffStore

@Suite struct QueueMoveTests {
    /// A store in which one team has so many handoffs, in the order in which they came.
    private func store(_ count: Int) throws -> (folder: TemporaryStore, drafts: [Draft]) {
        let folder = try TemporaryStore()
        var random = SeededRandom(seed: 7)
        let drafts = (0..<count).map { number in
            var draft = Draft(&random)
            draft.due = Instant(milliseconds: Int64((number * 37) % count) * 3_600_000)
            draft.stake = JSONNumber("\((number * 53) % count)")
            draft.step = PlannedStep(step: "s", by: .role("cfo"), quorum: 1)
            return draft
        }
        try folder.store.write { for draft in drafts { try $0.submit(draft) } }
        return (folder, drafts)
    }

    /// Closes a handoff: one event, one transaction.
    private func reject(_ draft: Draft, _ store: SQLiteStore) throws {
        try store.write { transaction in
            let before = try #require(try transaction.snapshot.status(of: draft.id))
            func rejected(_ digest: ContentHash) -> Event.Happening {
                .rejected(
                    Event.Rejected(
                        move: Event.Move(
                            version: before.version + 1, from: before.state, to: .rejected, digest: digest),
                        reason: "wrong",
                        judgment: Event.Judgment(on: Event.Decided(version: before.version, digest: before.digest))))
            }
            var after = before
            after.apply(rejected(before.digest), at: Instant(milliseconds: 6_000), by: .system)
            let digest = Handoff.digest(
                store: "01ARZ3NDEKTSV4RRFFQ69G5FAV", id: draft.id, status: after, reference: draft.reference)
            try transaction.commit(
                Commit(
                    Commit.Change(
                        id: draft.id, before: before,
                        events: [Event(rejected(digest), to: draft.id, at: Instant(milliseconds: 6_000), by: .system)],
                        bandRank: draft.bandRank)))
        }
    }

    @Test func `What the queue shows is what the log says, before and after moves are carried out`() throws {
        let (folder, drafts) = try store(300)
        var seen: Set<Bool> = []
        for (number, draft) in drafts.enumerated().prefix(QueueMoves.most + 20) {
            try reject(draft, folder.store)
            let (noted, counts, closed) = try folder.store.read { snapshot in
                let run = try snapshot.tallies().first { $0.state == .rejected }?.run
                return (
                    try snapshot.moves().byNumber.count, try snapshot.counts(),
                    try run.map { try snapshot.page([$0], QueueOrder(.stake), limit: 500) } ?? []
                )
            }
            #expect(counts == [.proposed: 299 - number, .rejected: number + 1])
            #expect(closed.count == number + 1 && closed.contains { $0.id == draft.id })
            #expect(zip(closed, closed.dropFirst()).allSatisfy { $0.position(.stake).key > $1.position(.stake).key })
            if seen.insert(noted == 0).inserted { #expect(try folder.verify().fault == nil) }
        }
        #expect(seen == [true, false])
        #expect(try folder.verify().fault == nil)
    }

    @Test func `One that has been open meanwhile sees each move`() throws {
        let (folder, drafts) = try store(5)
        let other = try SQLiteStore.open(in: folder.directory)
        for number in drafts.indices {
            try reject(drafts[number], folder.store)
            #expect(try other.read { try $0.counts()[.rejected] } == number + 1)
            #expect(try other.read { try $0.rows([drafts[number].id]).first?.state } == .rejected)
        }
    }

    @Test func `A decision writes few pages`() throws {
        let (folder, drafts) = try store(2_000)
        let database = try DatabaseQueue(path: folder.directory + "/" + SQLiteStore.fileName)
        /// How many pages were written since this was asked last.
        func pages() throws -> Int {
            try database.writeWithoutTransaction {
                try #require(try Row.fetchOne($0, sql: "PRAGMA wal_checkpoint(PASSIVE)"))["log"]
            }
        }
        _ = try pages()
        let written = try drafts.prefix(40).map { draft in
            try reject(draft, folder.store)
            return try pages()
        }
        // The event, its place at the handoff, tree, head, row and move; more where one of their pages is full. The orders of the queue
        // would be ten more.
        #expect(written.reduce(0, +) <= 9 * written.count, "\(written)")
    }
}
