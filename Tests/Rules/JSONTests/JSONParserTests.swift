import Fixtures
import JSON
import Testing

@Suite struct `JSON parser` {
    @Test(arguments: [
        ("", 1, 1), (" ", 1, 2), ("[1,\n 2,,]", 2, 4), ("{\"a\":1,\n\"a\":2}", 2, 1), ("[01]", 1, 3), ("[1.]", 1, 4),
        ("[.5]", 1, 2),
        ("[1e]", 1, 4), ("[-]", 1, 3), ("[+1]", 1, 2), ("tru", 1, 1), ("nulll", 1, 5), ("[1] 2", 1, 5), ("{a:1}", 1, 2),
        ("{\"a\" 1}", 1, 6),
        ("{\"a\":1,}", 1, 8), ("[1 2]", 1, 4), ("\"a", 1, 3), ("\"\\x\"", 1, 2), ("\"\\u12G4\"", 1, 6),
        ("\"\\ud800\"", 1, 2),
        ("\"\\ud800\\u0041\"", 1, 2), ("\"x\\udc00\"", 1, 3), ("\"a\nb\"", 1, 3), ("\"\u{0}\"", 1, 2), ("[NaN]", 1, 2),
        ("[1,]", 1, 4),
        ("\u{FEFF}1", 1, 1), ("'a'", 1, 1), ("{\"é\":}", 1, 7), ("\"\\", 1, 3), ("[", 1, 2), ("{", 1, 2),
        ("{\"a\":1", 1, 7), ("// a\n1", 1, 1),
    ])
    func `a mistake has its line and column`(_ text: String, _ line: Int, _ column: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.line == line && error?.column == column, "\(text): \(error?.description ?? "")")
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        for bytes: [UInt8] in [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
            [0xFF],
        ] {
            #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
        }
    }

    @Test func `names that only look the same are different names`() throws {
        let value = try JSONValue(parsing: #"{"\u00e9": 1, "e\u0301": 2}"#)
        #expect(value.object?.count == 2 && value["\u{E9}"] == 1 && value["e\u{301}"] == 2)
        #expect(throws: JSONError.self) { try JSONValue(parsing: #"{"a": 1, "\u0061": 2}"#) }
    }

    @Test func `nesting ends at the bound`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(512)) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: nested(513)) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "{\"a\":", count: 1_000_000)) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: "[[]]", limits: JSONLimits(depth: 1)) }
    }

    @Test func `surrogate pairs are one character`() throws {
        #expect(try JSONValue(parsing: #""\ud83d\ude00\u0000\/""#).string == "\u{1F600}\0/")
    }

    @Test func `what is written reads back as it was`() throws {
        var random = SeededRandom(seed: 1)
        for _ in 0..<2_000 {
            let value = JSONValue.random(depth: 4, using: &random)
            let read = try JSONValue(parsing: value.compactBytes)
            #expect(read == value)
            #expect(read.description.utf8.elementsEqual(value.description.utf8))
        }
    }

    @Test func `the canonical form is a fixed point and does not depend on order`() throws {
        var random = SeededRandom(seed: 2)
        for _ in 0..<2_000 {
            let value = JSONValue.random(depth: 4, using: &random)
            let canonical = CanonicalJSON.bytes(of: value)
            #expect(CanonicalJSON.bytes(of: try JSONValue(parsing: canonical)) == canonical)
            #expect(CanonicalJSON.bytes(of: value.shuffled(using: &random)) == canonical)
            if CanonicalJSON.firstInexactNumber(in: value) == nil {
                #expect(try JSONValue(parsing: canonical) == value)
            }
        }
    }

    @Test func `texts cut anywhere or changed anywhere never trap`() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<2_000 {
            var bytes = JSONValue.random(depth: 3, using: &random).compactBytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let cut = bytes.prefix(Int.random(in: 0...bytes.count, using: &random))
            if let value = try? JSONValue(parsing: cut) {
                #expect((try? JSONValue(parsing: value.compactBytes)) == value)
            }
        }
    }
}

extension JSONValue {
    static func random(depth: Int, using random: inout SeededRandom) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2, 3: return .number(randomNumber(using: &random))
        case 4: return .string(randomText(using: &random))
        case 5, 6:
            return .array(
                (0..<Int.random(in: 0...4, using: &random)).map { _ in .random(depth: depth - 1, using: &random) })
        default:
            let count = Int.random(in: 0...16, using: &random)
            return .object(
                JSONObject(
                    (0..<count).map { _ in (randomText(using: &random), .random(depth: depth - 2, using: &random)) }))
        }
    }

    /// The same value with members in another order.
    func shuffled(using random: inout SeededRandom) -> JSONValue {
        switch self {
        case .array(let items): .array(items.map { $0.shuffled(using: &random) })
        case .object(let object):
            .object(
                JSONObject(object.members.shuffled(using: &random).map { ($0.name, $0.value.shuffled(using: &random)) })
            )
        default: self
        }
    }

    private static func randomNumber(using random: inout SeededRandom) -> JSONNumber {
        let texts = [
            "0", "-0", "0.0", "1e2", "1E+2", "1.10", "1e-7", "123456789012345678901234567890", "-1.5e300", "5e-324",
            "1e400", "0.1e-400",
        ]
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return JSONNumber(texts.randomElement(using: &random)!)!
        case 1: return JSONNumber(Int64.random(in: .min ... .max, using: &random))
        default:
            let double = Double(bitPattern: .random(in: 0 ... .max, using: &random))
            return JSONNumber(double.isFinite ? double : 0)!
        }
    }

    private static func randomText(using random: inout SeededRandom) -> String {
        let pieces = [
            "a", "Z", "\"", "\\", "/", "\0", "\n", "\u{1F}", "\u{7F}", "é", "e\u{301}", "\u{2028}", "\u{202E}",
            "\u{FEFF}", "\u{FFFF}", "\u{1F600}", "\u{10FFFF}", "\u{D7FF}", "\u{E000}", "\r\n", "~1",
        ]
        return (0..<Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
    }
}
