import Fixtures
import Foundation
import JSON
import Testing

@Suite struct `Hostile text` {
    /// Sequences of emoji that are written with joiners, selectors and tags, and are harmless as they stand.
    private static func withoutEmoji(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        for character in text {
            let scalars = character.unicodeScalars
            if let first = scalars.first, scalars.count > 1, first.properties.isEmoji {
                // The tags of a flag have to be those of one of the three that there are.
                let tags = scalars.filter { (0xE0000...0xE0FFF).contains($0.value) }
                let letters = String(decoding: tags.map { UInt8(truncatingIfNeeded: $0.value) }, as: UTF8.self)
                if tags.isEmpty || ["gbeng\u{7F}", "gbsct\u{7F}", "gbwls\u{7F}"].contains(letters) {
                    kept.append(contentsOf: scalars.filter { !HostileText.acts($0) })
                    continue
                }
            }
            kept.append(contentsOf: scalars)
        }
        return String(kept)
    }

    private func check(_ ending: Command.Ending, asJSON: Bool, _ name: String) {
        for text in [ending.output, ending.errors] {
            let found = (asJSON ? text : Self.withoutEmoji(text)).unicodeScalars.filter(HostileText.acts)
            #expect(found.isEmpty, "\(name): \(found.map { String($0.value, radix: 16) })")
        }
    }

    /// As much of a text as a title takes. A zero character is refused there.
    private static func label(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value != 0 }.prefix(500)))
    }

    /// Submits the texts wherever a text can be, and looks at everything that is printed of them.
    private func look(at texts: [String]) throws {
        let store = try TestStore()
        var handoffs: [JSONValue] = []
        for (index, text) in texts.enumerated() {
            let label = Self.label(text)
            let named: JSONValue = .string("N" + label)
            let changes: [(String, JSONValue)] = [
                ("title", .string("T" + label)), ("key", .string("K\(index)" + label)),
                ("payload", ["number": .string("N\(index)" + label), "text": .string(text), text: 1]),
                ("producer", ["agent": .string("A" + label), "model": named, "workflow": named, text: .string(text)]),
                (
                    "evidence",
                    [
                        [
                            "role": named, "name": .string("E" + label), "media": .string("text/" + label),
                            "text": .string(text),
                        ]
                    ]
                ),
                (
                    "trace",
                    [
                        "prompt": index % 2 == 0
                            ? .string("P" + text) : [["role": .string(text), "text": .string("P" + text)]],
                        "steps": [.string(text), [text: .string(text)]], text + "+": [.string(text)],
                        "sources": [["title": named, "uri": .string(text), "excerpt": .string(text)]],
                    ]
                ),
                ("checks", [["id": named, "result": .string("passed" + label), "message": .string(label)]]),
                ("unresolved", [.string("U" + text)]),
            ]
            handoffs.append(TestContract.handoff("\(index)", changing: changes))
        }
        let submitted = try store.run(["submit", "--json"], input: handoffs.asLines)
        check(submitted, asJSON: true, "submit")
        #expect(submitted.code == 0, "\(submitted.output.suffix(300))")
        let ids = try submitted.output.jsonLines.map { $0["id"]?.string ?? "" }

        for (index, (id, text)) in zip(ids, texts).enumerated() {
            let name = text.debugDescription
            check(
                try store.run(["return", id, "--as", "kim", "--note", "N" + Self.label(text)]), asJSON: false,
                "return of \(name)")
            // The other two commands take turns: every text is seen by one of them, each of them sees half of the texts.
            for command in ["show", index % 2 == 0 ? "why" : "evidence"] {
                let plain = try store.run([command, id, "--as", "kim"])
                #expect(plain.code == 0)
                check(plain, asJSON: false, "\(command) of \(name)")
                let json = try store.run([command, id, "--as", "kim", "--json"])
                check(json, asJSON: true, "\(command) of \(name)")
                guard command == "show" else { continue }
                // Nothing is lost: what was escaped reads back as it was sent.
                let shown = try #require(try json.output.jsonLines.first)
                #expect(shown["title"] == .string("T" + Self.label(text)))
                #expect(shown["payload"]?["text"] == .string(text))
                #expect(shown["unresolved"] == [.string("U" + text)])
            }
        }
        let listed = try store.run(["list"])
        check(listed, asJSON: false, "list")
        #expect(listed.output.split(separator: "\n").count == texts.count)
        let rows = try store.run(["list", "--json"])
        check(rows, asJSON: true, "list")
        #expect(try rows.output.jsonLines.count == texts.count)

        try lookAtErrors(of: texts, in: store, decided: ids[0])
    }

    /// The same texts where they make an error.
    private func lookAtErrors(of texts: [String], in store: TestStore, decided id: String) throws {
        func spoiled(_ name: String, _ value: JSONValue) -> JSONValue {
            TestContract.handoff("x", changing: [(name, value)])
        }
        let handoffs = texts.flatMap { text in
            [
                spoiled("contract", .string(text)), spoiled(text + "?", 1), spoiled("requested_by", .string(text)),
                spoiled("evidence", [["role": "r", "name": "n", "path": .string(text)]]),
                spoiled("producer", ["agent": "scribe", "owner": .string(text)]),
            ]
        }
        let plain = try store.run(["submit"], input: handoffs.asLines)
        #expect(plain.code == 65)
        #expect(plain.output.isEmpty)
        check(plain, asJSON: false, "errors")
        // One line of error for each, whatever it says.
        let lines = plain.errors.split(separator: "\n")
        #expect(lines.count == handoffs.count)
        for (index, line) in lines.enumerated() where index < handoffs.count {
            #expect(line.hasPrefix("standard input:\(index + 1)"), "\(line)")
        }
        check(try store.run(["submit", "--json"], input: handoffs.asLines), asJSON: true, "errors")

        for (index, text) in texts.enumerated() {
            let argument = Self.label(text)
            let calls = [
                ["show", argument], ["list", "--where", argument], ["approve", id, "--as", argument],
                ["contract", "lint", argument], ["list", "--limit", argument],
            ]
            let call = calls[index % calls.count]
            check(try store.run(call), asJSON: false, "\(call)")
            check(try store.run(call + ["--json"]), asJSON: true, "\(call)")
        }
    }

    @Test func `Nothing of it acts on a terminal, a log or a reader`() throws { try look(at: HostileText.own) }

    @Test(.enabled(if: SharedData.isThere, "needs ../shared/data"))
    func `Nor does any text of the collection`() throws {
        let texts = try HostileText.collection()
        #expect(texts.count > 50)
        try look(at: texts)
    }

    @Test func `Harmless text is printed as it is`() throws {
        let store = try TestStore()
        let text = "Größe, naïve, Ω, 日本語, हिन्दी, שלום, مرحبا, 👩‍👧, ❤️, 🏴󠁧󠁢󠁥󠁮󠁧󠁿, 1️⃣"
        let id = try store.submit(TestContract.handoff("a", changing: [("title", .string(text))]))
        for command in [["list"], ["show", id]] { #expect(try store.run(command).output.contains(text), "\(command)") }
    }
}
