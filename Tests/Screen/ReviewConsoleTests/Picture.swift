import Fixtures
import Foundation
import Testing

/// Whole screens that are kept as text files in `Pictures`, one beside the other with the tests.
///
/// With `COUNTERSIGN_RECORD=1` the tests write the files anew instead of comparing:
/// `COUNTERSIGN_RECORD=1 swift test --filter Picture`. What changed is then looked at with `git diff` before it is kept.
enum Picture {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Pictures")
    static let isRecording = ProcessInfo.processInfo.environment["COUNTERSIGN_RECORD"] == "1"

    /// The picture with this name; nil where there is none.
    static func named(_ name: String) -> String? {
        guard let text = try? String(contentsOf: folder.appending(path: name + ".txt"), encoding: .utf8) else {
            return nil
        }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    static func record(_ screen: String, as name: String) throws {
        try Data((screen + "\n").utf8).write(to: folder.appending(path: name + ".txt"))
    }

    /// What a test says where a screen is not its picture: both, and the lines that differ.
    static func difference(_ screen: String, from picture: String) -> String {
        let (shown, kept) = (lines(screen), lines(picture))
        let different = (0..<max(shown.count, kept.count)).filter { line in
            (line < shown.count ? shown[line] : nil) != (line < kept.count ? kept[line] : nil)
        }
        return """
            lines \(different.map { String($0 + 1) }.joined(separator: ", ")) differ; the screen is:
            \(screen)
            the picture is:
            \(picture)
            """
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}

/// Looks whether the console's whole screen is the picture of this name, or records it.
func expect(_ console: TestConsole, _ name: String, _ place: SourceLocation = #_sourceLocation) {
    let screen = console.screen
    if Picture.isRecording {
        #expect(throws: Never.self, sourceLocation: place) { try Picture.record(screen, as: name) }
        return
    }
    guard let picture = Picture.named(name) else {
        Issue.record("there is no picture \(name); COUNTERSIGN_RECORD=1 records it", sourceLocation: place)
        return
    }
    let isSame = screen.unicodeScalars.elementsEqual(picture.unicodeScalars)
    #expect(isSame, "\(name): \(Picture.difference(screen, from: picture))", sourceLocation: place)
}

@Suite struct `The pictures` {
    @Test func `each is asked for by a test`() throws {
        let folder = Picture.folder.deletingLastPathComponent()
        let paths = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var sources = ""
        for case let file as URL in paths where file.pathExtension == "swift" {
            sources += try String(contentsOf: file, encoding: .utf8)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: Picture.folder.path)
        #expect(names.count > 20)
        for name in names.sorted() {
            #expect(
                name.hasSuffix(".txt") && sources.contains("\"\(name.dropLast(4))\""), "\(name) is no test's picture")
        }
    }

    @Test func `a difference names its lines and shows both`() {
        let text = Picture.difference("a\nb\nc", from: "a\nx")
        #expect(text.hasPrefix("lines 2, 3 differ") && text.contains("a\nb\nc") && text.hasSuffix("a\nx"))
    }
}
