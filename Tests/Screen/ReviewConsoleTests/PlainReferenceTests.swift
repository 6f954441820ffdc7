import Fixtures
import Foundation
import Testing

@testable import PlainConsole
@testable import ReviewFlow
@testable import ReviewConsole

@Suite struct PlainReferenceTests {
    /// `COUNTERSIGN_WRITE_DOCS=1 swift test --filter PlainReferenceTests` writes the page anew.
    @Test func `docs/plain.md is the table of commands`() throws {
        let page = SharedData.package.appending(path: "docs/plain.md")
        if ProcessInfo.processInfo.environment["COUNTERSIGN_WRITE_DOCS"] != nil {
            try PlainReference.markdown.write(to: page, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: page, encoding: .utf8) == PlainReference.markdown)
    }

    @Test func `whatever the console can do with a handoff has a word, or makes no sense without a screen`() {
        let onScreenOnly: Set<String> = [
            "back", "whole screen", "scroll down", "scroll up", "copy id", "copy record", "copy link", "compare",
            "compare others",
        ]
        let ids = Set(ConsoleAction.all.map(\.id))
        var words: [String: [PlainCommand.Word]] = [:]
        for word in PlainCommand.Word.allCases {
            for id in word.actions {
                #expect(ids.contains(id), "'\(word.rawValue)' does '\(id)', which the console doesn't have")
                words[id, default: []].append(word)
            }
        }
        for action in ConsoleAction.all where [.deciding, .reading, .finding, .tagging].contains(action.section) {
            #expect(
                (words[action.id] != nil) != onScreenOnly.contains(action.id),
                "'\(action.id)' has \(words[action.id] ?? [])")
        }
        #expect(onScreenOnly.isSubset(of: ids))
        // What decides is called as in the console.
        for word in PlainCommand.Word.allCases where word.request != nil && word != .release {
            #expect(words.contains { $0.key.replacing(" ", with: "-") == word.rawValue }, "\(word)")
        }
    }

    @Test func `every word is taken whole, and shortened where it is the only one`() {
        for word in PlainCommand.Word.allCases {
            #expect(PlainCommand("  \(word.rawValue)  some words")?.word == word)
            #expect(PlainCommand(word.rawValue)?.argument == "")
        }
        #expect(PlainCommand("ap seen")?.word == .approve && PlainCommand("ap seen")?.argument == "seen")
        #expect(PlainCommand("n")?.word == .next && PlainCommand("re") == nil && PlainCommand("nothing") == nil)
    }
}
