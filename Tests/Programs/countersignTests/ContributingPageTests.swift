import ContractEngine
import Fixtures
import Foundation
import Testing

/// The worked example of CONTRIBUTING.md is followed by every action that there is.
@Suite struct `How to add an action` {
    private static let tables = Result { try Page(path: "CONTRIBUTING.md").tables(in: "Add an action") }

    private func rows(_ index: Int) throws -> [(file: String, place: String, entry: String)] {
        let tables = try Self.tables.get()
        try #require(tables.count == 2)
        #expect(tables[index].header == ["file", "place", "entry for"])
        return try tables[index].rows.map { row in
            (
                try #require(Page.Table.spans(row[0]).first), try #require(Page.Table.spans(row[1]).first), row[2]
            )
        }
    }

    private func text(of place: String, in file: String) throws -> String {
        let found = try SourceFile(file).declarations(of: place)
        #expect(!found.isEmpty, "\(file) declares no '\(place)'")
        return found.joined(separator: "\n")
    }

    /// Whether a switch or table has a case of this name.
    private func has(_ text: String, _ name: String) throws -> Bool {
        text.contains(try Regex("\\.\(name)(?![A-Za-z0-9])"))
    }

    @Test func `each place has an entry for each action, but for those that the page leaves out`() throws {
        let rows = try rows(0)
        #expect(rows.count >= 8)
        for row in rows {
            #expect(row.entry.hasPrefix("every action"))
            let words = Set(Page.Table.spans(row.entry))
            #expect(words.isSubset(of: Action.allCases.map(\.word)))
            let text = try text(of: row.place, in: row.file)
            for action in Action.allCases {
                #expect(
                    try has(text, action.rawValue) != words.contains(action.word),
                    "\(row.file), \(row.place): \(action.rawValue)")
            }
        }
    }

    @Test func `each place of an event's kind has an entry for each kind that an action makes`() throws {
        let rows = try rows(1)
        #expect(rows.count >= 6)
        for row in rows {
            #expect(row.entry == "every kind")
            let text = try text(of: row.place, in: row.file)
            for kind in Action.allCases.compactMap(\.kind) {
                #expect(try has(text, "\(kind)"), "\(row.file), \(row.place): \(kind)")
            }
        }
    }

    @Test func `people reach each action by a key and by a command, as the page says`() throws {
        let page = try Page(path: "docs/keys.md")
        let names = page.tables.flatMap(\.rows).compactMap {
            Page.Table.spans($0[1]).first?.split(separator: " ").first
        }
        let commands = Set(try CommandShape.ofProgram().subcommands.map(\.name))
        // A key for its own, by the page: `withdraw` is for producers, `release` is the key of `claim` again.
        let withoutKey: Set<Action> = [.withdraw, .release]
        for action in Action.allCases {
            #expect(names.contains { $0 == action.word } != withoutKey.contains(action), "\(action.word)")
            #expect(commands.contains(action.word), "there is no command '\(action.word)'")
        }
    }

    @Test func `each kind of event that an action makes is among the formats`() throws {
        let table = try #require(try Page(path: "docs/formats.md").tables(in: "Event").first)
        let row = try #require(table.rows.first { $0[0] == "`kind`" })
        for kind in Action.allCases.compactMap(\.kind) {
            #expect(Page.Table.spans(row[1]).contains(kind.rawValue), "\(kind.rawValue)")
        }
    }
}
