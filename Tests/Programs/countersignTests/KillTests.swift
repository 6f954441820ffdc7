import Fixtures
import Foundation
import JSON
import Testing

@Suite struct `Ended by kill -9` {
    /// How many times each: `.ci/full` takes the time for more.
    private static let rounds = ProcessInfo.processInfo.environment["COUNTERSIGN_FULL"] == nil ? 20 : 50

    /// How many lines a submission has: more than one transaction takes, so that it is at work on others when some are acknowledged.
    private static let lines = 120

    /// The lines that were written to their end.
    private func whole(_ output: String) throws -> [JSONValue] {
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        return try lines.dropLast().map { try JSONValue(parsing: String($0)) }
    }

    @Test func `What a submission acknowledged is there, and the store verifies`() throws {
        let store = try TestStore()
        var random = SeededRandom(seed: 0xC0FFEE)
        var acknowledged: Set<String> = []
        var cut = 0
        for round in 0..<Self.rounds {
            var rest: [UInt8]? = TestContract.handoffs(Self.lines, prefix: "r\(round)-").asLines
            let command = try store.start(["submit", "--json"]) {
                defer { rest = nil }
                return rest
            }
            command.runUntil(lines: Int.random(in: 1...100, using: &random), orMilliseconds: 20_000)
            command.runUntil(lines: .max, orMilliseconds: Int.random(in: 0...12, using: &random))
            let ending = command.kill()
            if ending.code == -9 { cut += 1 }
            for line in try whole(ending.output) {
                #expect(line["duplicate"] == .bool(false))
                acknowledged.insert(try #require(line["id"]?.string))
            }
            let events = try store.verifiedEvents()
            let listed = Set(try store.json(["list"]).lines.compactMap { $0["id"]?.string })
            #expect(acknowledged.isSubset(of: listed), "round \(round)")
            #expect(events == 1 + 3 + listed.count, "round \(round)")
        }
        #expect(cut > Self.rounds / 3)
        // What was cut off can be sent again: nothing of it is there twice.
        let all = (0..<Self.rounds).flatMap { TestContract.handoffs(Self.lines, prefix: "r\($0)-") }
        #expect(try store.run(["submit"], input: all.asLines).code == 0)
        #expect(try store.json(["list"]).lines.count == Self.rounds * Self.lines)
    }

    @Test func `What a decision acknowledged stays decided`() throws {
        let store = try TestStore()
        var random = SeededRandom(seed: 0xDECADE)
        let ids = try store.submit(TestContract.handoffs(Self.rounds))
        var approved: [String] = []
        for id in ids {
            let command = try store.start(["approve", id, "--as", "kim", "--json"])
            command.runUntil(lines: 1, orMilliseconds: Int.random(in: 0...120, using: &random))
            let ending = command.kill()
            if try whole(ending.output).first?["state"] == "approved" { approved.append(id) }
            let state = try store.show(id)["state"]?.string
            #expect(state == "proposed" || state == "approved")
        }
        _ = try store.verifiedEvents()
        for id in approved {
            let shown = try store.show(id)
            #expect(shown["state"] == "approved")
            #expect(shown["history"]?.array?.count { $0["kind"] == "approved" } == 1)
        }
        // Those that were cut off are decided now, once each.
        for id in ids where !approved.contains(id) {
            let code = try store.run(["approve", id, "--as", "sam"]).code
            #expect(code == 0 || code == 5)
        }
        #expect(try store.verifiedEvents() == 1 + 3 + 2 * Self.rounds)
    }
}
