import Fixtures
import Foundation
import ReviewConsole
import Testing

@Suite struct KeyReferenceTests {
    /// `COUNTERSIGN_WRITE_DOCS=1 swift test --filter KeyReferenceTests` writes the page anew.
    @Test func `docs/keys.md is the key table`() throws {
        let page = SharedData.package.appending(path: "docs/keys.md")
        if ProcessInfo.processInfo.environment["COUNTERSIGN_WRITE_DOCS"] != nil {
            try ConsoleKeys.markdown.write(to: page, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: page, encoding: .utf8) == ConsoleKeys.markdown)
    }
}
