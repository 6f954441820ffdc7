import CivilTime
import Fixtures
import Foundation
import GRDB
import Handoff
import Testing

@testable import HandoffStore

@Suite struct `A store that is replaced while it is open` {
    private let files = FileManager.default

    @Test func `what stands at the path is what is read and written, and nothing goes to what was there`() throws {
        let folder = try TemporaryStore()
        var random = SeededRandom(seed: 1)
        let (first, second) = (Draft(&random), Draft(&random))
        try folder.store.write { _ = try $0.submit(first) }
        let backup = folder.directory + ".backup"
        defer { try? files.removeItem(atPath: backup) }
        try DatabaseQueue(path: folder.directory + "/countersign.sqlite").writeWithoutTransaction {
            try $0.execute(sql: "VACUUM INTO '\(backup)'")
        }
        try folder.store.write { _ = try $0.submit(second) }
        for name in ["", "-wal", "-shm"] {
            try? files.removeItem(atPath: folder.directory + "/countersign.sqlite" + name)
        }
        #expect(throws: StoreError.self) { try folder.store.read { try $0.counts() } }
        #expect(throws: StoreError.self) { try folder.store.write { _ = try $0.submit(second) } }
        try files.copyItem(atPath: backup, toPath: folder.directory + "/countersign.sqlite")
        #expect(try folder.store.read { try $0.rows(after: 0, limit: 9) }.map(\.id) == [first.id])
        try folder.store.write { _ = try $0.submit(second) }
        #expect(try SQLiteStore.open(in: folder.directory).read { try $0.rows(after: 0, limit: 9) }.count == 2)
        #expect(try folder.store.synchronousOfWriter() == 2)
    }

    @Test func `another store in its place is refused`() throws {
        let folder = try TemporaryStore()
        let other = folder.directory + ".other"
        try files.createDirectory(atPath: other, withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: other) }
        _ = try SQLiteStore.create(
            in: other,
            Event(
                at: Instant(milliseconds: 1), by: .system,
                .created(store: "01ARZ3NDEKTSV4RRFFQ69G5FAW", isDeclared: true, .present)))
        for name in ["", "-wal", "-shm"] {
            try? files.removeItem(atPath: folder.directory + "/countersign.sqlite" + name)
            try? files.copyItem(
                atPath: other + "/countersign.sqlite" + name, toPath: folder.directory + "/countersign.sqlite" + name)
        }
        #expect(throws: StoreError.self) { try folder.store.read { try $0.counts() } }
    }
}
