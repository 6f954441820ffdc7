import Fixtures
import JSON
import Testing

@Suite struct CanonicalJSONTests {
    @Test(.enabled(if: SharedData.isThere, "needs ../shared/data"))
    func `every double of the published list prints as ECMAScript prints it`() throws {
        var wrong: [Substring] = []
        let lines = try SharedData.lines("proof/jcs/es6-numbers-10k.txt")
        for line in lines {
            let parts = line.split(separator: ",", omittingEmptySubsequences: false)
            let value = Double(bitPattern: UInt64(parts[0], radix: 16)!)
            if CanonicalJSON.text(of: value) != parts[1] { wrong.append(line) }
        }
        #expect(lines.count == 10_000)
        #expect(wrong == [])
    }

    @Test func `Members stand in the order of their names' UTF-16 code units`() throws {
        // Where UTF-8 and UTF-16 order differently, and on each side of it.
        let scalars: [Unicode.Scalar] = [
            "a", "z", "\u{7F}", "\u{80}", "é", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFD}", "\u{FFFF}",
            "\u{10000}", "😀", "\u{10FFFF}",
        ]
        var random = SeededRandom(seed: 4)
        for _ in 0..<500 {
            let names = Set(
                (0..<6).map { _ in
                    String(
                        String.UnicodeScalarView(
                            (0..<Int.random(in: 0...3, using: &random)).map { _ in
                                scalars.randomElement(using: &random)!
                            }))
                }.map { Array($0.utf16) })
            let object = JSONObject(names.map { (String(decoding: $0, as: UTF16.self), JSONValue.null) })
            let read = try JSONValue(parsing: CanonicalJSON.bytes(of: .object(object)))
            let expected = names.sorted { $0.lexicographicallyPrecedes($1) }
            #expect(read.object?.names.map { Array($0.utf16) } == expected)
        }
    }

    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("7", "7"), ("-7", "-7"), ("999999999999999", "999999999999999"),
        ("9007199254740993", "9007199254740992"), ("1.0", "1"), ("1e2", "100"),
        ("123456789012345678901234", "1.2345678901234569e+23"),
    ])
    func `A number is printed as the nearest double`(text: String, printed: String) throws {
        let number = try #require(JSONNumber(text))
        #expect(String(decoding: CanonicalJSON.bytes(of: .number(number)), as: UTF8.self) == printed)
    }

    @Test func `What has to be escaped is, wherever it stands`() {
        let text = "é\"\\\u{8}\t\n\u{c}\r\u{1}\u{7f}/"
        let bytes = CanonicalJSON.bytes(of: .string(text))
        #expect(String(decoding: bytes, as: UTF8.self) == "\"é\\\"\\\\\\b\\t\\n\\f\\r\\u0001\u{7f}/\"")
    }

    @Test(
        .enabled(if: SharedData.isThere, "needs ../shared/data"),
        arguments: ["arrays", "french", "structures", "unicode", "values", "weird"])
    func `every published pair agrees`(name: String) throws {
        let value = try JSONValue(parsing: try SharedData.bytes("proof/jcs/input/\(name).json"))
        let hex = try SharedData.lines("proof/jcs/outhex/\(name).txt").joined(separator: " ")
        let expected = hex.split(whereSeparator: \.isWhitespace).map { UInt8($0, radix: 16)! }
        #expect(CanonicalJSON.bytes(of: value) == expected)
    }
}
