import Fixtures
import Foundation
import HandoffStore
import Testing

@Suite struct `Durability` {
    private static let strace = "/usr/bin/strace"

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: strace), "needs strace"))
    func `A decision is synced to the disk before it is acknowledged`() throws {
        let store = try TestStore()
        let id = try store.submit(TestContract.handoff("a"))
        let trace = store.folder + "/trace"
        let ending = try Command.run(
            Self.strace,
            [
                "-f", "-o", trace, "-e", "trace=fdatasync,fsync,write,pwrite64", TestStore.program, "approve", id,
                "--as", "kim",
                "--store", store.path,
            ])
        #expect(ending.code == 0, "\(ending.errors)")
        let calls = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
        let syncs = calls.indices.filter { calls[$0].contains("fdatasync(") || calls[$0].contains("fsync(") }
        let told = try #require(calls.firstIndex { $0.contains("write(1, \"\(id)") })
        let written = try #require(calls[..<told].lastIndex { $0.contains("pwrite64(") })
        #expect(syncs.contains { written < $0 && $0 < told }, "\(syncs) between \(written) and \(told)")
    }

    @Test func `The connection that writes is at FULL`() throws {
        let store = try TestStore()
        #expect(try SQLiteStore.open(in: store.path).synchronousOfWriter() == 2)
    }
}
