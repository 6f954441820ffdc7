import Fixtures
import Foundation
import JSON
import Testing

@Suite struct `Reading input` {
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// How a file of two sound lines can come, and what it is called where it is not taken.
    struct Encoded: Sendable, CustomTestStringConvertible {
        let name: String, refusal: String?
        let encode: @Sendable (String) -> [UInt8]
        var testDescription: String { name }
    }

    private static func wide(_ text: String, _ encoding: String.Encoding, mark: [UInt8]) -> [UInt8] {
        mark + Array(text.data(using: encoding) ?? Data())
    }

    static let encodings = [
        Encoded(name: "UTF-8", refusal: nil) { Array($0.utf8) },
        Encoded(name: "UTF-8 with a mark", refusal: nil) { mark + Array($0.utf8) },
        Encoded(name: "files with marks that were joined", refusal: nil) { text in
            text.split(separator: "\n").flatMap { mark + Array($0.utf8) + [0x0A] }
        },
        Encoded(name: "a mark on a line of its own", refusal: nil) { mark + [0x0D, 0x0A] + Array($0.utf8) },
        Encoded(name: "UTF-16 little-endian", refusal: "UTF-16") { wide($0, .utf16LittleEndian, mark: [0xFF, 0xFE]) },
        Encoded(name: "UTF-16 big-endian", refusal: "UTF-16") { wide($0, .utf16BigEndian, mark: [0xFE, 0xFF]) },
        Encoded(name: "UTF-16 without a mark", refusal: "UTF-16") { wide($0, .utf16LittleEndian, mark: []) },
        Encoded(name: "UTF-16 big-endian without a mark", refusal: "UTF-16") { wide($0, .utf16BigEndian, mark: []) },
        Encoded(name: "UTF-32", refusal: "UTF-32") { wide($0, .utf32LittleEndian, mark: [0xFF, 0xFE, 0, 0]) },
        Encoded(name: "UTF-32 without a mark", refusal: "UTF-32") { wide($0, .utf32BigEndian, mark: []) },
        Encoded(name: "gzip", refusal: "gzip") { _ in [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] },
        Encoded(name: "Latin-1", refusal: "send UTF-8") { text in
            Array(text.replacing("Note", with: "N\u{F6}te").unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
        },
    ]

    @Test(arguments: encodings) func `What is not UTF-8 is named, and a mark is skipped`(_ encoded: Encoded) throws {
        let store = try TestStore()
        let lines = [TestContract.handoff("a", changing: [("title", "Note a")]), TestContract.handoff("b")]
        let text = lines.map(\.description).joined(separator: "\n") + "\n"
        let (code, answers) = try store.json(["submit"], input: encoded.encode(text))
        guard let refusal = encoded.refusal else {
            #expect(code == 0 && answers.compactMap { $0["state"] } == ["proposed", "proposed"], "\(answers)")
            return
        }
        #expect(code == 65)
        let message = answers.first?["error"]?["message"]?.string ?? ""
        #expect(
            answers.first?["line"] == 1 && message.contains(refusal) && message.contains("send UTF-8"), "\(answers)")

    }

    /// Lines of which each gets its answer, with whether it is taken.
    static let files: [(name: String, lines: [(text: String, isTaken: Bool)])] = [
        ("three bad ones", [("{bad", false), (#"{"contract": "desk.note""#, false), ("[1]x", false)]),
        ("objects that break off", [(#"{"contract": "a","#, false), (#"{"contract": "b","#, false)]),
        ("words", [("no", false), ("json", false), ("at all", false)]),
        ("a broken one first", [(#"{"contract": "desk.note""#, false), ("rubbish", false)]),
        ("a bad one last", [("SOUND", true), ("{", false)]),
        ("a sound one between", [("{bad", false), ("SOUND", true), ("x", false)]),
        ("a list and a number", [("[1, 2]", false), ("7", false), ("null", false)]),
    ]

    @Test(arguments: files.indices) func `Each line gets its own answer`(_ index: Int) throws {
        let (name, lines) = Self.files[index]
        let store = try TestStore()
        let text = lines.map { $0.text == "SOUND" ? TestContract.handoff("s").description : $0.text }
        for ending in ["\n", "\r\n"] {
            let (code, answers) = try store.json(
                ["submit"], input: Array((text.joined(separator: ending) + ending).utf8))
            #expect(code == 65)
            #expect(answers.compactMap { $0["line"]?.number?.int64 } == lines.indices.map { Int64($0 + 1) }, "\(name)")
            #expect(answers.map { $0["state"] == "proposed" } == lines.map(\.isTaken), "\(name): \(answers)")
        }
    }

    @Test func `One object over many lines stays one, with one mistake in it too`() throws {
        let store = try TestStore()
        for broken in [
            "{\n  \"contract\": \"desk.note\"\n  \"key\": \"k\"\n}\n", "{\n\"contract\": oops\n}\n",
            "{\n  \"contract\": \"desk.note\",\n",
        ] {
            let (code, answers) = try store.json(["submit"], input: Array(broken.utf8))
            #expect(code == 65 && answers.count == 1, "\(broken): \(answers)")
        }
    }

    @Test func `All that is wrong with a line is told at once`() throws {
        let store = try TestStore()
        let line = TestContract.handoff(
            "a",
            changing: [
                ("key", .null), ("confidence", 7), ("priority", 1), ("urgency", 2), ("trace", "none"),
                ("evidence", [["role": "r", "name": "n"], ["role": "r", "name": "n", "base64": "%"], 5]),
                ("links", ["undoes": "x"]),
            ])
        let (code, answers) = try store.json(["submit"], input: [line].asLines)
        #expect(code == 65 && answers.count == 1)
        let pointers = Set(answers.first?["error"]?["errors"]?.array?.compactMap { $0["pointer"]?.string } ?? [])
        #expect(
            pointers == [
                "/key", "/confidence", "/priority", "/urgency", "/trace", "/evidence/0", "/evidence/1/base64",
                "/evidence/2", "/links/undoes",
            ])
        let plain = try store.run(["submit"], input: [line].asLines)
        #expect(plain.errors.split(separator: "\n").count == 9, "\(plain.errors)")
        #expect(try store.verifiedEvents() == 1)
    }

    @Test func `Several files are taken one after another, each with its own lines`() throws {
        let store = try TestStore()
        func file(_ name: String, _ handoffs: [JSONValue]) throws -> String {
            try store.write(String(decoding: handoffs.asLines, as: UTF8.self), to: name)
        }
        let held = TestContract.handoff("h", changing: [("payload", ["number": "h"])])
        let one = try file("1.json", [TestContract.handoff("a")])
        let two = try file("2.jsonl", [TestContract.handoff("b"), held])
        let bad = try file(
            "3.jsonl", [TestContract.handoff("c", changing: [("confidence", 9)]), TestContract.handoff("d")])
        let empty = try store.write("\n", to: "4.json")
        #expect(try store.run(["submit", one, one]).code == 0)
        #expect(try store.run(["submit", one, two]).code == 3)
        let (code, answers) = try store.json([
            "submit", one, two, bad, store.folder + "/none.json", empty, store.folder,
        ])
        #expect(code == 65)
        let places = answers.map {
            "\(($0["file"]?.string ?? "").split(separator: "/").last ?? "")#\($0["line"]?.description ?? "-")"
        }
        #expect(
            places.prefix(7) == [
                "1.json#1", "2.jsonl#1", "2.jsonl#2", "3.jsonl#1", "3.jsonl#2", "none.json#-", "4.json#-",
            ])
        #expect(answers.map { $0["error"]?["code"]?.number?.int64 ?? 0 } == [0, 0, 0, 65, 0, 65, 65, 65])
        #expect(try store.json(["list"]).lines.count == 4)
        // One file alone is answered as it always was.
        #expect(try store.json(["submit", one]).lines.first?.memberNames.contains("file") == false)
    }
}
