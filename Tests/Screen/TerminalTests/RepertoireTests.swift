import Fixtures
import Testing

@testable import Terminal

@Suite struct `Text where there is only ASCII` {
    private func shown(_ text: String) -> String {
        Repertoire.$current.withValue(.ascii) { DisplayText(sanitising: text).description }
    }

    @Test(arguments: [
        ("plain", "plain"), ("Müller", "M\\u{FC}ller"), ("Møller", "M\\u{F8}ller"), ("日本", "\\u{65E5}\\u{672C}"),
        ("e\u{301}", "e\\u{301}"), ("a\u{A0}b", "a\\u{A0}b"), ("1\u{FE0F}\u{20E3}", "1\\u{FE0F}\\u{20E3}"),
        ("❤\u{FE0F}", "\\u{2764}\\u{FE0F}"), ("…", "\\u{2026}"), ("\u{1B}[2J", "\\x1B[2J"),
    ])
    func `what can't be drawn is shown by its number`(_ text: String, _ expected: String) {
        #expect(shown(text) == expected)
        // Where it can be drawn it still is.
        #expect(DisplayText(sanitising: "Müller").description == "Müller")
    }

    @Test func `the program's own signs have forms in ASCII`() {
        let text: DisplayText = Repertoire.$current.withValue(.ascii) { "searching… ‘a’ — now → b, \(3) ≥ 2" }
        #expect(text.description == "searching... 'a' - now > b, 3 >= 2")
    }

    @Test(arguments: 0..<20) func `two texts that differ are never shown alike`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        func text() -> String {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let value = [0x61, 0xFC, 0x301, 0xFE0F, 0x200D, 0x1F600, 0x20E3, 0x31, 0xA0, 0x3000, 0x1F3FB]
                text.append(Unicode.Scalar(UInt32(value.randomElement(using: &random)!))!)
            }
            return String(text)
        }
        for _ in 0..<500 {
            let (one, other) = (text(), text())
            let isSame = one.unicodeScalars.elementsEqual(other.unicodeScalars)
            #expect((shown(one) == shown(other)) == isSame, "\(one.unicodeScalars) \(other.unicodeScalars)")
            #expect(shown(one).utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        }
    }
}
