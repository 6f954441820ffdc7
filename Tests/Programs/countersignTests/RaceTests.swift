import Fixtures
import JSON
import Testing

@Suite struct `Two at the same moment` {
    @Test func `Of two who approve one handoff exactly one does, and the other is told who`() async throws {
        let store = try TestStore()
        let ids = try store.submit(TestContract.handoffs(200))
        #expect(ids.count == 200)
        var winners: [String: Int] = [:]
        for id in ids {
            let people = ["kim", "sam"]
            let running = try people.map { try store.start(["approve", id, "--as", $0, "--json"]) }
            let endings = running.map { $0.wait() }
            let codes = endings.map(\.code)
            #expect(codes.sorted() == [0, 5], "\(id): \(codes) \(endings.map(\.output))")
            guard let winner = codes.firstIndex(of: 0), let loser = codes.firstIndex(of: 5) else { continue }
            winners[people[winner], default: 0] += 1
            let error = try endings[loser].output.jsonLines.first?["error"]
            #expect(error?["by"]?.string == "person:\(people[winner])")
            #expect(error?["what"] == "approved")
            #expect(error?["at"]?.string != nil)
        }
        #expect(winners.values.reduce(0, +) == 200)
        // The created event, the three files, and for each handoff its submission and one approval.
        #expect(try store.verifiedEvents() == 1 + 3 + 2 * 200)
    }

    @Test func `Of many who submit the same thing one is first, and nobody is refused`() throws {
        let store = try TestStore()
        let lines = TestContract.handoffs(10).asLines
        let running = try (0..<6).map { _ in
            var rest: [UInt8]? = lines
            return try store.start(["submit", "--json"]) {
                defer { rest = nil }
                return rest
            }
        }
        let answers = try running.map { $0.wait() }.flatMap { ending in
            #expect(ending.code == 0, "\(ending.output)")
            return try ending.output.jsonLines
        }
        #expect(answers.count == 60)
        #expect(answers.count { $0["duplicate"] == .bool(false) } == 10)
        #expect(Set(answers.compactMap { $0["id"]?.string }).count == 10)
        #expect(try store.verifiedEvents() == 1 + 3 + 10)
    }
}
