import Fixtures
import Foundation
import JSON
import Testing

@Suite struct `contract eval` {
    private static func run(_ arguments: [String], _ lines: [String] = []) throws -> Command.Ending {
        try Command.run(
            BuiltProgram.path("countersign"), ["contract", "eval"] + arguments,
            input: Array(lines.map { $0 + "\n" }.joined().utf8))
    }

    private static func answers(_ requests: [JSONValue], _ options: [String] = []) throws -> [JSONValue] {
        let ending = try run(["--batch"] + options, requests.map(\.description))
        try #require(ending.code == 0, "\(ending.errors)")
        return try ending.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    @Test(arguments: [
        (#"{"cel": "a + 1", "with": {"a": 2}}"#, #"{"t":"int","v":"3"}"#),
        (#"{"cel": "a", "with": {"a": 2.50}}"#, #"{"t":"double","v":"2.5"}"#),
        (#"{"cel": "decimal(a)", "with": {"a": 2.50}}"#, #"{"t":"decimal","v":"2.5"}"#),
        (
            #"{"cel": "[a, null, b'x']", "with": {"a": {"k": true}}}"#,
            #"{"t":"list","v":[{"t":"map","v":[[{"t":"string","v":"k"},{"t":"bool","v":true}]]},{"t":"null"},{"t":"bytes","v":"eA=="}]}"#
        ),
        (#"{"cel": "u + u", "typed": {"u": {"t": "uint", "v": "18446744073709551615"}}}"#, nil),
        (
            #"{"cel": "t + duration('1.5s')", "typed": {"t": {"t": "timestamp", "v": {"seconds": 1, "nanos": 2}}}}"#,
            #"{"t":"timestamp","v":{"seconds":2,"nanos":500000002}}"#
        ),
        (#"{"cel": "optional.of(1)"}"#, #"{"t":"optional","v":{"t":"int","v":"1"}}"#),
        (#"{"cel": "0.0 / 0.0"}"#, #"{"t":"double","v":"NaN"}"#),
        (#"{"cel": "type(1)"}"#, #"{"t":"type","v":"int"}"#),
        (#"{"cel": "big", "with": {"big": 9223372036854775808}}"#, nil),
        (#"{"cel": "x"}"#, nil),
        (#"{"cel": 1}"#, nil),
        (#"{"cel": "x", "typed": {"x": {"t": "int", "v": "one"}}}"#, nil),
        (#"{"schema": {"type": "string"}, "data": "x"}"#, #"{"valid":true,"violations":[]}"#),
        (#"{"schema": {"format": "date"}, "data": "x"}"#, #"{"valid":true,"violations":[]}"#),
        (#"{"schema": {"type": 5}, "data": "x"}"#, nil),
        (#"{"schema": true}"#, nil),
        (#"{}"#, nil),
        (#"[]"#, nil),
        ("{", nil),
    ])
    func `A line is answered with a line`(_ request: String, _ expected: String?) throws {
        let ending = try Self.run(["--batch"], [request, #"{"cel": "'next'"}"#])
        #expect(ending.code == 0)
        let lines = ending.output.split(separator: "\n")
        try #require(lines.count == 2)
        if let expected {
            #expect(try JSONValue(parsing: String(lines[0])) == JSONValue(parsing: expected))
        } else {
            #expect(try JSONValue(parsing: String(lines[0]))["error"]?.string?.isEmpty == false)
        }
        #expect(try JSONValue(parsing: String(lines[1]))["v"] == "next")
    }

    @Test func `A violation names place, keyword and what is wrong`() throws {
        let answer = try Self.answers([
            [
                "schema": ["properties": ["day": ["format": "date"]], "required": ["day", "hour"]],
                "data": ["day": "soon"], "formats": true,
            ]
        ])[0]
        #expect(answer["valid"] == .bool(false))
        let violations = try #require(answer["violations"]?.array)
        #expect(Set(violations.compactMap { $0["keyword"]?.string }) == ["format", "required"])
        #expect(violations.contains { $0["path"] == "/day" && $0["message"]?.string?.isEmpty == false })
    }

    @Test func `References lead into folders and never out of them`() throws {
        let store = try TestStore(contracts: [:])
        let folder = store.path + "/schemas"
        try FileManager.default.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: true)
        try Data(#"{"type": "integer"}"#.utf8).write(to: URL(filePath: folder + "/sub/count.json"))
        try Data(#"{"type": "string"}"#.utf8).write(to: URL(filePath: store.path + "/secret.json"))
        func answer(_ reference: String) throws -> JSONValue {
            try Self.answers(
                [["schema": ["$ref": .string(reference)], "data": 5]], ["--schemas", folder + "=https://x.example/s/"])[
                    0]
        }
        #expect(try answer("https://x.example/s/sub/count.json")["valid"] == .bool(true))
        #expect(try answer("https://x.example/s/sub/%2e%2e/%2e%2e/secret.json")["error"] != nil)
        #expect(try answer("https://x.example/s/../secret.json")["error"] != nil)
        #expect(try answer("https://elsewhere.example/count.json")["error"] != nil)
    }

    /// A request that asks for too much, by name: the texts are too long to be read.
    struct Demanding: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let request: String
        let isAnswered: Bool

        init(_ name: String, _ request: String, isAnswered: Bool = false) {
            (testDescription, self.request, self.isAnswered) = (name, request, isAnswered)
        }
    }

    private static func nested(_ open: String, _ inner: String, _ close: String, _ depth: Int) -> String {
        String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
    }

    private static let loops = (0..<8).reversed().reduce("1") { "[1, 2, 3, 4, 5, 6, 7, 8, 9].map(x\($1), \($0))" }

    @Test(arguments: [
        Demanding("parentheses", #"{"cel": "\#(nested("(", "1", ")", 10_000))"}"#),
        Demanding("not", #"{"cel": "\#(nested("!", "true", "", 10_000))"}"#, isAnswered: true),
        Demanding("lists", #"{"cel": "\#(nested("[", "", "]", 10_000))"}"#),
        Demanding("selections", #"{"cel": "a\#(nested(".b", "", "", 10_000))"}"#),
        Demanding("loops", #"{"cel": "\#(loops)"}"#),
        Demanding("deep variable", #"{"cel": "x", "with": {"x": \#(nested("[", "", "]", 100_000))}}"#),
        Demanding("deep data", #"{"schema": {}, "data": \#(nested(#"{"a":"#, "1", "}", 100_000))}"#),
        Demanding("deep schema", #"{"schema": \#(nested(#"{"not":"#, "{}", "}", 10_000)), "data": 1}"#),
        Demanding("self", ##"{"schema": {"$ref": "#"}, "data": 1}"##),
        Demanding(
            "circle",
            ##"{"schema": {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}, "$ref": "#/$defs/a"}, "data": 1}"##
        ),
    ])
    func `What has no end or no bound gets an answer or a clear error, and the process lives`(_ demanding: Demanding)
        throws
    {
        let ending = try Self.run(["--batch"], [demanding.request, #"{"cel": "'next'"}"#])
        #expect(ending.code == 0)
        let lines = ending.output.split(separator: "\n")
        try #require(lines.count == 2)
        let answer = try JSONValue(parsing: String(lines[0]))
        if demanding.isAnswered {
            #expect(answer == ["t": "bool", "v": true])
        } else {
            #expect(answer["error"]?.string?.isEmpty == false)
        }
        #expect(try JSONValue(parsing: String(lines[1]))["v"] == "next")
    }

    @Test func `A single rule is answered for people, with the place of a mistake`() throws {
        let sum = try Self.run(["decimal(a) + decimal('0.2')", "--with", #"{"a": 0.1}"#])
        #expect(sum.output == "decimal: \"0.3\"\n")
        let mistake = try Self.run(["1 + + 2"])
        #expect(mistake.code == 65)
        #expect(mistake.errors.hasSuffix(" | 1 + + 2\n |     ^\n"))
        #expect(try Self.run([]).code == 64)
        #expect(try Self.run(["1", "--with", "{"]).code == 65)
    }

    @Suite(.enabled(if: SharedData.isThere, "needs ../shared/data")) struct `over the published cases` {
        @Test func `gives each expression its value`() throws {
            let cases = try SharedData.lines("cel/cases.jsonl").map { try JSONValue(parsing: String($0)) }
            let answers = try `contract eval`.answers(
                cases.map { ["cel": $0["expr"] ?? .null, "typed": $0["bindings"] ?? .null] })
            #expect(answers.count == 1_128)
            for (example, answer) in zip(cases, answers) {
                if let value = example["expect"]?["value"] {
                    #expect(Self.isSame(answer, value), "\(example["expr"] ?? .null) gives \(answer), not \(value)")
                } else {
                    #expect(answer["error"] != nil, "\(example["expr"] ?? .null) gives \(answer)")
                }
            }
        }

        @Test(arguments: [("", false, 1_299), ("optional/format/", true, 486)])
        func `decides each schema's data`(_ folder: String, _ formats: Bool, _ count: Int) throws {
            let root = "json-schema/tests/draft2020-12/" + folder
            let path = SharedData.folder.appending(path: root).path
            var requests: [JSONValue] = []
            var expected: [JSONValue?] = []
            for file in try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            where file.hasSuffix(".json") {
                for group in try JSONValue(parsing: SharedData.bytes(root + file)).array ?? [] {
                    for test in group["tests"]?.array ?? [] {
                        requests.append([
                            "schema": group["schema"] ?? .null, "data": test["data"] ?? .null,
                            "formats": .bool(formats),
                        ])
                        expected.append(test["valid"])
                    }
                }
            }
            let remotes = SharedData.folder.appending(path: "json-schema/remotes").path
            let answers = try `contract eval`.answers(requests, ["--schemas", remotes + "=http://localhost:1234/"])
            #expect(answers.count == count)
            #expect(answers.map { $0["valid"] } == expected)
        }

        /// Whether an answer is a tagged value; doubles are compared as numbers, maps without their order.
        private static func isSame(_ answer: JSONValue, _ expected: JSONValue) -> Bool {
            guard answer["t"] == expected["t"] else { return false }
            switch expected["t"]?.string {
            case "double":
                guard let a = answer["v"]?.string.flatMap(Double.init),
                    let b = expected["v"]?.string.flatMap(Double.init)
                else { return false }
                return a.isNaN && b.isNaN || a == b && a.sign == b.sign
            case "list":
                let (a, b) = (answer["v"]?.array ?? [], expected["v"]?.array ?? [])
                return a.count == b.count && zip(a, b).allSatisfy(isSame)
            case "map":
                let (a, b) = (answer["v"]?.array ?? [], expected["v"]?.array ?? [])
                return a.count == b.count
                    && b.allSatisfy { pair in
                        a.contains {
                            isSame($0[0] ?? .null, pair[0] ?? .null) && isSame($0[1] ?? .null, pair[1] ?? .null)
                        }
                    }
            default: return answer["v"] == expected["v"]
            }
        }
    }
}
