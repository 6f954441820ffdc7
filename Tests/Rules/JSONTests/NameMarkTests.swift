import Fixtures
import Testing

@testable import JSON

@Suite struct `Marks and short numbers` {
    @Test func `equal texts have equal marks, and short texts with equal marks are equal`() {
        var random = SeededRandom(seed: 3)
        var seen: [UInt64: String] = [:]
        for _ in 0..<5_000 {
            let text = String(
                (0..<Int.random(in: 0...40, using: &random)).map { _ in "abé\u{0}".randomElement(using: &random)! })
            let copy = String(decoding: Array(text.utf8), as: UTF8.self)
            #expect(nameMark(text) == nameMark(copy))
            let mark = nameMark(text)
            if isWholeInMark(mark), let other = seen[mark] { #expect(sameText(text, other)) }
            #expect(isWholeInMark(mark) == (text.utf8.count < 8))
            seen[mark] = text
        }
    }

    @Test func `members are found by their names whatever the marks`() {
        var random = SeededRandom(seed: 5)
        for count in [1, 5, 12, 13, 60] {
            var object = JSONObject()
            var names: [String] = []
            for number in 0..<count {
                let name = String(repeating: "n", count: Int.random(in: 0...30, using: &random)) + "\(number)"
                names.append(name)
                object[name] = .number(JSONNumber(number))
            }
            for (number, name) in names.enumerated() { #expect(object[name] == .number(JSONNumber(number))) }
            #expect(object["other"] == nil && object["nnnnnnnnnnnnnnnnn"] == nil)
        }
    }

    @Test func `a text equals itself alone, at every length`() {
        for length in 0..<70 {
            let text = String(repeating: "x", count: length)
            #expect(sameText(text, String(decoding: [UInt8](repeating: 0x78, count: length), as: UTF8.self)))
            for place in 0..<length {
                var bytes = Array(text.utf8)
                bytes[place] = 0x79
                #expect(!sameText(text, String(decoding: bytes, as: UTF8.self)))
            }
        }
    }

    /// Numbers in several notations against the reading of every digit.
    @Test func `short readings agree with exact ones`() throws {
        var random = SeededRandom(seed: 9)
        func number() -> JSONNumber {
            let whole = Int.random(in: 1...3000, using: &random) * (Bool.random(using: &random) ? 1 : -1)
            let text =
                switch Int.random(in: 0..<6, using: &random) {
                case 0: "\(whole)"
                case 1: "\(whole % 3).\(Int.random(in: 0...99, using: &random))"
                case 2: "\(whole)00000000000000000000"
                case 3: "\(whole)e\(Int.random(in: -3...20, using: &random))"
                case 4: "\(whole).000"
                default: "\(whole)000000000000000"
                }
            return JSONNumber(text)!
        }
        for _ in 0..<20_000 {
            let (a, b) = (number(), number())
            let (x, y) = (try #require(a.decimal), try #require(b.decimal))
            #expect((a == b) == (x == y), "\(a.text) \(b.text)")
            #expect((a < b) == (x < y), "\(a.text) \(b.text)")
            #expect(a.isInteger == x.isInteger, "\(a.text)")
            if a == b { #expect(a.hashValue == b.hashValue, "\(a.text) \(b.text)") }
            if y != .zero { #expect(a.isMultiple(of: b) == x.isMultiple(of: y), "\(a.text) \(b.text)") }
        }
    }
}
