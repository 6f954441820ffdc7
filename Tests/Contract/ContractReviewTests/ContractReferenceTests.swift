import ContractEngine
import Fixtures
import Foundation
import Testing

@testable import ContractReview

/// The page on contracts and the loaders name the same keys.
@Suite struct ContractReferenceTests {
    static func page() throws -> String {
        try String(contentsOf: SharedData.package.appending(path: "docs/contracts.md"), encoding: .utf8)
    }

    /// The keys that the loaders know, and what an example may expect.
    static func keys() -> Set<String> {
        let mappings = ContractKey.mappings + ContractTest.mappings
        return Set(mappings.flatMap { $0.names } + ContractTest.Field.allCases.map(\.rawValue))
    }

    @Test func `Every key that a file may have is on the page`() throws {
        let page = try Self.page()
        for key in Self.keys().sorted() where !page.contains("`\(key)`") {
            Issue.record("docs/contracts.md does not name '\(key)'")
        }
    }

    @Test func `Every key that a table of the page names is one that a file may have`() throws {
        let keys = Self.keys()
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
