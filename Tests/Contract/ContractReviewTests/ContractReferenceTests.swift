import ContractEngine
import ContractFixtures
import Fixtures
import Foundation
import Handoff
import Testing

@testable import ContractReview

/// The page on contracts and the loaders name the same keys.
@Suite struct ContractReferenceTests {
    static func page() throws -> String {
        try String(contentsOf: SharedData.package.appending(path: "docs/contracts.md"), encoding: .utf8)
    }

    /// The keys that the loaders ask for when they read these files.
    static func keys() throws -> Set<String> {
        let contract = YAMLReading(file: "c.yaml")
        let text = Sample.contract.replacingOccurrences(of: "owner: team:ap", with: "owner: { rule: '\"team:ap\"' }")
            .replacingOccurrences(
                of: "expire_after: P2D",
                with: "expire_after: P2D, hours: { zone: Europe/Berlin, days: [mon], from: \"08:00\", to: \"18:00\" }")
        let root = try #require(contract.root(of: text))
        _ = Contract(root, digest: ContentHash(of: []))
        #expect(contract.problems.isEmpty)
        let examples = YAMLReading(file: "c.test.yaml")
        _ = ContractTest(try #require(examples.root(of: ContractTestLoadingTests.sample)))
        #expect(examples.problems.isEmpty)
        return contract.keys.union(examples.keys).union(ContractTest.Field.allCases.map(\.rawValue))
    }

    @Test func `Every key that a file may have is on the page`() throws {
        let page = try Self.page()
        for key in try Self.keys().sorted() where !page.contains("`\(key)`") {
            Issue.record("docs/contracts.md does not name '\(key)'")
        }
    }

    @Test func `Every key that a table of the page names is one that a file may have`() throws {
        let keys = try Self.keys()
        var isKeyTable = false
        var count = 0
        for line in try Self.page().split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("| key |") { isKeyTable = true }
            if !line.hasPrefix("|") { isKeyTable = false }
            guard isKeyTable, let name = line.firstMatch(of: /^\| `([a-z_]+)`/) else { continue }
            count += 1
            #expect(keys.contains(String(name.1)), "docs/contracts.md names '\(name.1)', and no file may have it")
        }
        #expect(count > 60)
    }
}
