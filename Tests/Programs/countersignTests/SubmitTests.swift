import Fixtures
import Foundation
import JSON
import Testing

@Suite struct `Submitting` {
    /// Lines that can't be taken: what stands in the file, the exit code of each alone, and what its one line of error says.
    struct Refused: Sendable, CustomTestStringConvertible {
        let name: String, line: String, code: Int32, says: String
        var testDescription: String { name }
    }

    static func line(_ key: String, _ changes: [(String, JSONValue)]) -> String {
        TestContract.handoff(key, changing: changes).description
    }

    static let refused: [Refused] = [
        Refused(name: "no JSON", line: "this is no JSON", code: 65, says: ": this is not JSON"),
        Refused(
            name: "half a document", line: #"{"contract": "desk.note", "key": "#, code: 65, says: ": this is not JSON"),
        Refused(name: "two documents", line: "{} {}", code: 65, says: "after the end of the document"),
        Refused(name: "no object", line: "[1, 2]", code: 65, says: "object"),
        Refused(
            name: "no such contract", line: line("r1", [("contract", "desk.unheard-of")]), code: 66,
            says: "there is no contract 'desk.unheard-of'"),
        Refused(
            name: "a contract's name that leads elsewhere", line: line("r1", [("contract", "../people")]), code: 65,
            says: " /contract: "),
        Refused(
            name: "a used key", line: line("good 1", [("title", "Another title")]), code: 65,
            says: #"the key "good 1" was used"#),
        Refused(name: "an unknown key", line: line("r2", [("priority", 1)]), code: 65, says: " /priority: no such key"),
        Refused(
            name: "an unknown key in evidence",
            line: line("r2", [("evidence", [["role": "a", "name": "b", "text": "c", "url": "d"]])]), code: 65,
            says: " /evidence/0/url: "),
        Refused(name: "no key", line: line("r2", [("key", .null)]), code: 65, says: " /key: key is missing"),
        Refused(
            name: "a zero character", line: line("r2", [("title", "Pay\0 nothing")]), code: 65,
            says: " /title: title holds a zero character"),
        Refused(name: "no producer", line: line("r2", [("producer", .null)]), code: 65, says: " /producer: "),
        Refused(name: "a confidence of 2", line: line("r2", [("confidence", 2)]), code: 65, says: " /confidence: "),
        Refused(
            name: "a lone surrogate", line: #"{"contract": "desk.note", "title": "\ud800"}"#, code: 65,
            says: "a lone surrogate"),
        Refused(
            name: "invalid UTF-8", line: "{\"title\": \"\u{1}\"}", code: 65, says: "a control character must be escaped"
        ),
        Refused(
            name: "a number that would change",
            line: line("r3", [("payload", ["number": "r3", "text": "t"])]).replacing(
                #""text":"t""#, with: #""text":"t","n":12345678901234567890"#), code: 65,
            says: " /payload/n: this number would change its value when it is kept; send it as a string"),
        Refused(
            name: "a number beyond doubles",
            line: line("r3", []).replacing(#""confidence":0"#, with: #""confidence":1e-400"#), code: 65,
            says: " /confidence: "),
        Refused(
            name: "a repeated member", line: #"{"contract": "desk.note", "contract": "desk.note"}"#, code: 65,
            says: #"the member name "contract" is repeated"#),
        Refused(
            name: "a nesting bomb",
            line: String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000),
            code: 65, says: "nested deeper than"),
        Refused(
            name: "a nesting bomb in the payload",
            line: line("r4", [("payload", "X")]).replacing(
                "\"X\"",
                with: String(repeating: #"{"a":"#, count: 100_000) + "1" + String(repeating: "}", count: 100_000)),
            code: 65, says: "nested deeper than"),
        Refused(
            name: "evidence above the folder", line: evidence(path: "../outside.txt"), code: 65,
            says: "'../outside.txt' does not"),
        Refused(
            name: "evidence by detour", line: evidence(path: "sub/../../outside.txt"), code: 65,
            says: " /evidence"),
        Refused(
            name: "evidence anywhere", line: evidence(path: "/etc/passwd"), code: 65, says: "'/etc/passwd' does not"),
        Refused(
            name: "evidence through a link", line: evidence(path: "link.txt"), code: 65,
            says: "'link.txt' can't be read: evidence is reached through folders"),
        Refused(
            name: "evidence through a link that stays inside", line: evidence(path: "inner.txt"), code: 65,
            says: "and not through links"),
        Refused(name: "evidence that is a pipe", line: evidence(path: "pipe"), code: 65, says: "no regular file"),
        Refused(
            name: "evidence that is too large", line: evidence(path: "large.bin"), code: 65,
            says: "the most that evidence"),
        Refused(
            name: "evidence through a linked folder", line: evidence(path: "elsewhere/outside.txt"), code: 65,
            says: " /evidence"),
        Refused(
            name: "evidence that is not there", line: evidence(path: "nothing.txt"), code: 65, says: "can't be read"),
        Refused(name: "evidence that is a folder", line: evidence(path: "sub"), code: 65, says: "can't be read"),
        Refused(
            name: "evidence in no base64",
            line: line("r6", [("evidence", [["role": "a", "name": "b", "base64": "%%%"]])]), code: 65,
            says: " /evidence/0/base64: "),
    ]

    static func evidence(path: String) -> String {
        line("r5", [("evidence", [["role": "a", "name": "b", "media": "text/plain", "path": .string(path)]])])
    }

    /// A folder `in` with handoffs to submit, and things beside it that no evidence may reach.
    private func place(_ store: TestStore) throws {
        for folder in ["in/sub", "out"] {
            try FileManager.default.createDirectory(
                atPath: "\(store.folder)/\(folder)", withIntermediateDirectories: true)
        }
        for file in ["outside.txt", "out/outside.txt"] { try store.write("secret", to: file) }
        try store.write("inside", to: "in/inside.txt")
        let files = FileManager.default
        try files.createSymbolicLink(atPath: store.folder + "/in/link.txt", withDestinationPath: "../outside.txt")
        try files.createSymbolicLink(atPath: store.folder + "/in/inner.txt", withDestinationPath: "inside.txt")
        try #require(mkfifo(store.folder + "/in/pipe", 0o600) == 0)
        // Without content on the disk: it is measured and never read.
        try #require(truncate(try store.write("", to: "in/large.bin"), 1 << 40) == 0)
        try files.createSymbolicLink(atPath: store.folder + "/in/elsewhere", withDestinationPath: "../out")
    }

    @Test func `Bad lines are refused one by one, and the good ones around them are stored`() throws {
        let store = try TestStore()
        try place(store)
        var lines = [Self.line("good 0", []), Self.line("good 1", [])]
        for (index, refused) in Self.refused.enumerated() {
            lines += [refused.line, Self.line("good \(index + 2)", [])]
        }
        let file = try store.write(lines.joined(separator: "\n"), to: "in/mixed.jsonl")

        let ending = try store.run(["submit", file])
        #expect(ending.code == 65)
        let errors = ending.errors.split(separator: "\n").map(String.init)
        #expect(errors.count == Self.refused.count)
        for (index, refused) in Self.refused.enumerated() where index < errors.count {
            let start = "\(file):\(index * 2 + 3)"
            #expect(errors[index].hasPrefix(start), "\(refused.name): \(errors[index])")
            #expect(errors[index].dropFirst(start.count).contains(refused.says), "\(refused.name): \(errors[index])")
            #expect(errors[index].utf8.count < 600, "\(refused.name)")
        }
        let taken = ending.output.split(separator: "\n")
        #expect(taken.count == Self.refused.count + 2)
        #expect(taken.allSatisfy { $0.contains("proposed") })

        let events = try store.verifiedEvents()
        let again = try store.json(["submit", file])
        #expect(again.code == 65)
        let duplicates = again.lines.filter { $0["duplicate"] == .bool(true) }
        #expect(duplicates.count == Self.refused.count + 2)
        #expect(try store.verifiedEvents() == events)
        #expect(again.lines.count == lines.count)
        for (index, answer) in again.lines.enumerated() {
            #expect(answer["line"] == .number(JSONNumber(index + 1)))
            if answer["error"] != nil { #expect(answer.memberNames == ["error", "line"]) }
        }
    }

    @Test(arguments: refused) func `Alone, each ends with its own exit code`(_ refused: Refused) throws {
        let store = try TestStore()
        try place(store)
        try store.submit(TestContract.handoff("good 1"))
        let events = try store.verifiedEvents()
        let file = try store.write(refused.line + "\n", to: "in/one.jsonl")
        let ending = try store.run(["submit", file])
        #expect(ending.code == refused.code)
        #expect(ending.errors.hasPrefix("\(file):1"), "\(ending.errors)")
        #expect(ending.errors.contains(refused.says), "\(ending.errors)")
        #expect(ending.errors.split(separator: "\n").count == 1)
        #expect(ending.output.isEmpty)

        let (code, lines) = try store.json(["submit", file])
        #expect(code == refused.code)
        #expect(lines.count == 1)
        #expect(lines.first?["error"]?["code"] == .number(JSONNumber(Int(refused.code))))
        #expect(lines.first?["error"]?["message"]?.string?.isEmpty == false)
        #expect(try store.verifiedEvents() == events)
    }

    @Test func `The exit code says whether lines failed, are held, or are all in order`() throws {
        let store = try TestStore()
        let held = TestContract.handoff("held", changing: [("payload", ["number": "h"])])
        let good = TestContract.handoff("good")
        let bad = TestContract.handoff("bad", changing: [("contract", "no.such")])
        func code(_ handoffs: [JSONValue]) throws -> Int32 { try store.run(["submit"], input: handoffs.asLines).code }
        #expect(try code([good]) == 0)
        #expect(try code([good, good]) == 0)
        #expect(try code([held]) == 3)
        #expect(try code([good, held]) == 3)
        #expect(try code([bad]) == 66)
        #expect(try code([good, bad]) == 65)
        #expect(try code([held, bad, good]) == 65)
        #expect(try store.run(["submit"], input: []).code == 65)
        #expect(try store.run(["submit", "nothing.jsonl"]).code == 65)
    }

    @Test func `One object may stand over many lines`() throws {
        let store = try TestStore()
        let pretty = TestContract.handoff("pretty").indented + "\n"
        let (code, lines) = try store.json(["submit", "-"], input: Array(pretty.utf8))
        #expect(code == 0)
        #expect(lines.count == 1)
        #expect(lines.first?["line"] == 1)

        // A mistake in it is told once, with its line.
        let broken = pretty.replacing(#""title""#, with: "title")
        let ending = try store.run(["submit"], input: Array(broken.utf8))
        #expect(ending.code == 65)
        let line = broken.split(separator: "\n").firstIndex { $0.contains("title:") }.map { $0 + 1 }
        #expect(ending.errors.hasPrefix("standard input:\(line ?? 0): this is not JSON"), "\(ending.errors)")
        #expect(ending.errors.split(separator: "\n").count == 1)
    }

    @Test func `A line of 100 MB is passed over without being kept in memory`() throws {
        let store = try TestStore()
        let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
        var command: Command?
        var (given, peak) = (0, 0)
        command = try store.start(["submit", "--json"]) {
            given += 1
            switch given {
            case 1: return Array(#"{"title": ""#.utf8)
            case 2...101: return piece
            case 102:
                peak = command?.peakMemory ?? 0
                return Array("\"}\n".utf8) + [TestContract.handoff("after it")].asLines
            default: return nil
            }
        }
        let ending = try #require(command).wait()
        let lines = try ending.output.jsonLines
        #expect(ending.code == 65)
        #expect(lines.count == 2)
        #expect(lines.first?["error"]?["message"]?.string?.contains("16 MiB") == true)
        #expect(lines.last?["line"] == 2)
        #expect(lines.last?["state"] == "proposed")
        // The program itself, and a line of the greatest length or two.
        #expect(peak < 90_000, "\(peak) kB")
    }

    @Test func `A handoff of nearly 16 MiB is taken`() throws {
        let store = try TestStore()
        let handoff = TestContract.handoff(
            "large", changing: [("payload", ["number": "1", "text": .string(String(repeating: "a", count: 15 << 20))])])
        #expect(try store.run(["submit"], input: [handoff].asLines).code == 0)
    }

    @Test func `The line of a held handoff lists every violation`() throws {
        let store = try TestStore()
        let held = TestContract.handoff("held", changing: [("payload", ["number": 7]), ("trace", [:])])
        let (code, lines) = try store.json(["submit"], input: [held].asLines)
        #expect(code == 3)
        let line = try #require(lines.first)
        #expect(line.memberNames == ["duplicate", "id", "line", "state", "violations"])
        #expect(line["state"] == "draft")
        #expect(line["duplicate"] == .bool(false))
        let violations = line["violations"]?.array ?? []
        #expect(violations.allSatisfy { $0.memberNames == ["id", "message", "path", "severity"] })
        let paths = Set(violations.compactMap { $0["path"]?.string })
        #expect(paths.isSuperset(of: ["/payload", "/payload/number"]), "\(paths)")
        #expect(violations.contains { $0["id"] == "trace" })
    }

    @Test func `A record whose name holds a zero character is held, not taken for another record`() throws {
        let store = try TestStore()
        let payload: JSONValue = ["number": "4711\0x", "text": "zero \0 stays"]
        let (code, lines) = try store.json(
            ["submit"], input: [TestContract.handoff("zero", changing: [("payload", payload)])].asLines)
        #expect(code == 3)
        #expect(lines.first?["violations"]?.array?.contains { $0["id"] == "reference" } == true)
        #expect(try store.show(lines.first?["id"]?.string ?? "")["payload"] == payload)
    }

    @Test func `A contract that nobody made is counted, and its content kept nowhere`() throws {
        let store = try TestStore()
        let secret = "a text that is kept nowhere"
        let stray = TestContract.handoff("s", changing: [("contract", "no.such"), ("title", .string(secret))])
        #expect(try store.run(["submit"], input: [stray].asLines).code == 66)
        for file in try FileManager.default.subpathsOfDirectory(atPath: store.path) {
            guard let bytes = FileManager.default.contents(atPath: store.path + "/" + file) else { continue }
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(file)")
        }
    }
}
