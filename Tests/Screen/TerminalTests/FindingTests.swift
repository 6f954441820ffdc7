import Fixtures
import Testing

@testable import Terminal

@Suite struct `Words in a text` {
    private func marked(_ text: String, _ words: [String], width: Int = 80) -> [String] {
        DisplayText(sanitising: text).wrapped(to: width, finding: words.map { DisplayText(sanitising: $0) }).map {
            line in
            line.map { $0.isFound ? "<\($0.text)>" : "\($0.text)" }.joined()
        }
    }

    @Test(arguments: [
        ("pay ACME 98.70 now", ["acme", "98.70"], ["pay <ACME> <98.70> now"]),
        ("aaaa", ["aa"], ["<aaaa>"]),
        ("abcabc", ["bc", "cab"], ["a<bcabc>"]),
        ("nothing", ["x", ""], ["nothing"]),
        ("cafe\u{301} noir", ["e noir", "caf"], ["<cafe\u{301} noir>"]),
        ("cafe\u{301}", ["cafe"], ["<cafe\u{301}>"]),
        ("日本 ACME", ["本 a"], ["日<本 A>CME"]),
        ("", ["x"], [""]),
    ])
    func `are found, whatever their case`(_ text: String, _ words: [String], _ expected: [String]) {
        #expect(marked(text, words) == expected)
    }

    @Test func `keep their mark over the end of a line`() {
        #expect(marked("the car rental bill", ["car rental"], width: 8) == ["the <car>", "<rental>", "bill"])
    }

    @Test func `are not found in an escape`() {
        #expect(marked("a\u{1B}b", ["x1B"]) == ["a\\x1Bb"])
    }

    @Test func `change nothing of the text or of its lines`() {
        var random = SeededRandom(seed: 41)
        for _ in 0..<300 {
            let letters = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                "ab 日é\u{1B}".randomElement(using: &random)!
            }
            let text = DisplayText(sanitising: String(letters))
            let width = Int.random(in: 2...12, using: &random)
            let lines = text.wrapped(to: width, finding: ["a", "b "])
            #expect(lines.map { $0.map(\.text.description).joined() } == text.wrapped(to: width).map(\.description))
        }
    }
}
