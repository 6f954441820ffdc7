import Fixtures
import Foundation
import Testing

@Suite struct `Data beside the project` {
    @Test(arguments: [
        (nil, false, false), (nil, true, true), ("", true, true), ("absent", true, false), ("absent", false, false),
        ("required", true, true), ("required", false, true),
    ])
    func `is expected where the folder is, unless the variable says otherwise`(
        _ variable: String?, _ isBeside: Bool, _ isExpected: Bool
    ) {
        #expect(SharedData.isExpected(variable, isBeside: isBeside) == isExpected)
    }

    @Test(.enabled(if: SharedData.isThere, "needs ../shared/data"))
    func `is there where it is expected`() { #expect(FileManager.default.fileExists(atPath: SharedData.folder.path)) }
}
