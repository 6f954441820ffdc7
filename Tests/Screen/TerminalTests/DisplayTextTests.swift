import CNcurses
import Fixtures
import Foundation
import Terminal
import Testing

/// What must never reach a terminal, by a table of its own: not by the properties that the sanitiser asks.
func actsOnATerminal(_ scalar: Unicode.Scalar) -> Bool {
    let acting: [ClosedRange<UInt32>] = [
        0x00...0x1F, 0x7F...0x9F, 0xAD...0xAD, 0x34F...0x34F, 0x61C...0x61C, 0x115F...0x1160, 0x17B4...0x17B5,
        0x180B...0x180F,
        0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0x2800...0x2800, 0x3164...0x3164, 0xE000...0xF8FF,
        0xFDD0...0xFDEF,
        0xFE00...0xFE0F, 0xFEFF...0xFEFF, 0xFFA0...0xFFA0, 0xFFF0...0xFFFC, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A,
        0xE0000...0xE0FFF, 0xF0000...0x10FFFF,
    ]
    return acting.contains { $0.contains(scalar.value) } || scalar.value & 0xFFFE == 0xFFFE
}

@Suite struct `Display text` {
    static let hostile: [(text: String, shown: String)] = [
        ("\u{1B}[2Jx", "\\x1B[2Jx"), ("a\u{07}", "a\\x07"), ("a\u{0}b", "a\\x00b"), ("\u{9B}2J", "\\x9B2J"),
        ("\u{7F}", "\\x7F"), ("a\tb", "a\\tb"), ("a\nb", "a\\nb"), ("a\r\nb", "a\\r\\nb"), ("a\rb", "a\\rb"),
        ("invoice_\u{202E}fdp.exe", "invoice_\\u{202E}fdp.exe"), ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
        ("\u{200E}\u{200F}\u{61C}", "\\u{200E}\\u{200F}\\u{61C}"), ("ad\u{200B}min", "ad\\u{200B}min"),
        ("a\u{200D}b", "a\\u{200D}b"), ("a\u{200C}b", "a\\u{200C}b"), ("\u{FEFF}a", "\\u{FEFF}a"),
        ("a\u{2060}b", "a\\u{2060}b"),
        ("so\u{AD}ft", "so\\u{AD}ft"), ("a\u{2028}b", "a\\u{2028}b"), ("2\u{2062}3", "2\\u{2062}3"),
        ("x\u{E0041}", "x\\u{E0041}"), ("😀\u{E0151}", "😀\\u{E0151}"), ("ok\u{FE0F}", "ok\\u{FE0F}"),
        ("1\u{FE0F}", "1\\u{FE0F}"),
        (of(0xFDD0), "\\u{FDD0}"), (of(0xFFFF), "\\u{FFFF}"), (of(0x1FFFE), "\\u{1FFFE}"), ("\u{E000}", "\\u{E000}"),
        ("a\u{378}", "a\\u{378}"),
        ("a\u{FFF9}b", "a\\u{FFF9}b"), ("a\u{34F}", "a\\u{34F}"), ("a\u{A0}b", "a␣b"), ("a\u{2003}b", "a\\u{2003}b"),
        ("\u{301}", "\\u{301}"), (" \u{301}", " \\u{301}"), ("\u{1B}\u{301}", "\\x1B\\u{301}"),
        ("\u{2800}", "\\u{2800}"),
        ("🏴\u{E0067}\u{E0062}\u{E007F}", "🏴\\u{E0067}\\u{E0062}\\u{E007F}"), ("😀\u{200D}", "😀\\u{200D}"),
        ("😀\u{200D}a", "😀\\u{200D}a"), ("\u{3164}", "\\u{3164}"),
    ]

    static func of(_ value: UInt32) -> String { String(Unicode.Scalar(value).map(Character.init) ?? "?") }

    @Test(arguments: hostile.indices) func `shows what can't be drawn as a visible escape`(_ index: Int) {
        let (text, shown) = Self.hostile[index]
        let made = DisplayText(sanitising: text)
        #expect(Array(made.description.utf8) == Array(shown.utf8))
        #expect(made.hasEscapes)
    }

    static let honest = [
        "plain text, 100 %", "Zürich façade naïve", "e\u{301}te\u{301}", "Việt Nam", "日本語テキスト", "한국어", "שלום עולם",
        "مرحبا بالعالم",
        "ไทย", "हिन्दी", "😀 👍🏽 ❤️ 🇩🇪 1️⃣", "👨\u{200D}👩\u{200D}👧\u{200D}👦",
        "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
        "→ ✓ ▸ ═ ① ±", "docs say use \\x1b[31m or \\u{202E}", "١٢٣", "ﬁ", "10 €", "한",
    ]

    @Test(arguments: honest) func `keeps honest text`(_ text: String) {
        let made = DisplayText(sanitising: text)
        #expect(Array(made.description.unicodeScalars) == Array(text.unicodeScalars))
        #expect(!made.hasEscapes)
    }

    static let widths: [(String, Int)] = [
        ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("😀", 2), ("👨\u{200D}👩\u{200D}👧\u{200D}👦", 8), ("🇩🇪", 2), ("❤️", 1),
        ("👍🏽", 2),
        ("\u{1B}", 4), ("한", 2), ("ａ", 2), ("…", 1), ("①", 1), ("", 0),
    ]

    @Test(arguments: widths.indices) func `knows how many columns it takes`(_ index: Int) {
        let (text, width) = Self.widths[index]
        #expect(DisplayText(sanitising: text).width == width)
    }

    @Test func `allows four marks on a letter and no more`() {
        let made = DisplayText(sanitising: "e" + String(repeating: "\u{301}", count: 50) + "x")
        #expect(made.cells[1...4].allSatisfy { $0.part == .mark && $0.width == 0 })
        #expect(made.cells[5].isEscaped)
        #expect(made.description.unicodeScalars.filter { $0.value == 0x301 }.count == 4)
        #expect(made.cells.last?.scalar == "x")
    }

    @Test func `never lets an acting character through, whatever surrounds it`() {
        var random = SeededRandom(seed: 7)
        let pieces: [String] = [
            "a", " ", "é", "日", "😀", "👍🏽", "🏴", "\u{200D}", "\u{FE0F}", "\u{E0067}", "\u{E007F}", "\u{20E3}", "1",
            "\u{1F1E9}",
        ]
        for _ in 0..<5_000 {
            var text = ""
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                if Bool.random(using: &random) {
                    text += pieces.randomElement(using: &random)!
                } else if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random)) {
                    text.unicodeScalars.append(scalar)
                }
            }
            let made = DisplayText(sanitising: text)
            for cell in made.cells where cell.part != .undrawn && actsOnATerminal(cell.scalar) {
                Issue.record("\(text.unicodeScalars.map(\.value)) lets \(cell.scalar.value) through")
            }
            // What is not drawn is only ever part of an emoji, and a joiner joins something.
            var base: Unicode.Scalar?
            for (index, cell) in made.cells.enumerated() {
                if !cell.isJoined { base = cell.scalar }
                guard cell.part == .undrawn else { continue }
                let joinsNothing = cell.scalar == "\u{200D}" && index + 1 == made.cells.count
                if base?.properties.isEmoji != true || joinsNothing {
                    Issue.record("\(text.unicodeScalars.map(\.value)) hides \(cell.scalar.value)")
                }
            }
            #expect(made.cells.first?.isJoined != true)
        }
    }

    @Test(.enabled(if: SharedData.isThere, "needs ../shared/data"))
    func `disarms every text of the collection of attacks`() throws {
        struct Attack: Decodable {
            let name: String
            let `class`: String
            let text: String
        }
        let attacks = try JSONDecoder().decode([Attack].self, from: SharedData.bytes("hostile/hostile-text.json"))
        #expect(attacks.count > 90)
        for attack in attacks {
            let made = DisplayText(sanitising: attack.text)
            if attack.class == "benign" {
                #expect(Array(made.description.utf8) == Array(attack.text.utf8), "\(attack.name)")
                #expect(!made.hasEscapes, "\(attack.name)")
                continue
            }
            for cell in made.cells where cell.part != .undrawn {
                #expect(!actsOnATerminal(cell.scalar), "\(attack.name)")
            }
            if attack.text.unicodeScalars.contains(where: actsOnATerminal), attack.name != "emoji-zwj-width" {
                #expect(made.hasEscapes, "\(attack.name)")
            }
        }
    }

    @Test func `takes literals, other texts and numbers in an interpolation`() {
        let name = DisplayText(sanitising: "a\u{202E}b")
        let text: DisplayText = "to \(name), \(3) times"
        #expect(text.description == "to a\\u{202E}b, 3 times")
        #expect(text.cells.contains { $0.isEscaped })
    }

    @Test func `a joiner at the end does not join what is added`() {
        let family = DisplayText(sanitising: "👨\u{200D}👩")
        let cut = family.truncated(to: 3)
        #expect(cut.description == "👨…")
        let half = DisplayText.joined([family.wrapped(to: 2)[0], "👧"], by: "")
        #expect(half.description == "👨👧")
    }
}

@Suite struct `Widths of display text` {
    /// Scripts that are wide, narrow, combining, right-to-left; signs, emoji and what joins them; and anything at all.
    static func random(_ random: inout SeededRandom, pieces: Int) -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0xA1...0x17F, 0x300...0x36F, 0x5D0...0x5EA, 0x620...0x64A, 0x64B...0x652, 0x905...0x939,
            0x93A...0x94D,
            0xE01...0xE3A, 0x1100...0x11FF, 0x2010...0x2040, 0x2190...0x21FF, 0x2500...0x25FF, 0x2600...0x27BF,
            0x3000...0x30FF,
            0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xFE00...0xFE0F, 0xFF01...0xFFE6, 0x1F1E6...0x1F1FF, 0x1F300...0x1F64F,
            0x1F3FB...0x1F3FF, 0x200B...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0x0...0x1F, 0x0...0x10FFFF,
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<pieces {
            let value = UInt32.random(in: ranges.randomElement(using: &random)!, using: &random)
            if let scalar = Unicode.Scalar(value) { text.append(scalar) }
        }
        return String(text)
    }

    @Test func `are those of the C library`() {
        setlocale(LC_CTYPE, "C.UTF-8")
        var random = SeededRandom(seed: 23)
        for _ in 0..<3_000 {
            let text = Self.random(&random, pieces: 12)
            for cell in DisplayText(sanitising: text).cells where cell.part != .undrawn {
                // The halves of a flag are drawn as letters; what is newer than the library's tables is drawn as a question mark.
                let isHalf = (0x1F1E6...0x1F1FF).contains(cell.scalar.value)
                let width = terminal_character_width(cell.scalar.value)
                if !isHalf, width >= 0, width != Int32(cell.width) {
                    Issue.record("U+\(String(cell.scalar.value, radix: 16)) takes \(width), not \(cell.width)")
                }
            }
        }
    }

    @Test func `are kept by whatever cuts, pads and wraps`() {
        var random = SeededRandom(seed: 29)
        for _ in 0..<2_000 {
            let text = DisplayText(sanitising: Self.random(&random, pieces: 20))
            let width = Int.random(in: 2...30, using: &random)
            #expect(text.width == text.cells.reduce(0) { $0 + Int($1.width) })
            let isRight =
                text.truncated(to: width).width <= width && text.padded(to: width).width == width
                && text.paddedLeft(to: width).width == width && text.wrapped(to: width).allSatisfy { $0.width <= width }
            if !isRight { Issue.record("\(text) in \(width)") }
            var canvas = Canvas(width: width + 4, height: 1)
            let area = Rectangle(column: 0, row: 0, width: width, height: 1)
            canvas.draw(text, column: 0, row: 0, in: area)
            canvas.draw("|", column: width, row: 0)
            // Whatever stands before it, the column is where it is, and no half of a wide character is left.
            if canvas[width, 0].content?.scalar != "|" { Issue.record("\(text) moves what is behind it") }
            for column in 0..<width where canvas[column, 0].content?.width == 2 && canvas[column + 1, 0].content != nil
            {
                Issue.record("\(text) leaves half a character at \(column)")
            }
        }
    }

    @Test func `right-to-left text stays in its cells and in its order`() {
        var canvas = Canvas(width: 20, height: 1)
        canvas.draw(DisplayText(sanitising: "שלום 123"), column: 2, row: 0)
        canvas.draw("| 9 h", column: 12, row: 0)
        #expect(canvas[2, 0].content?.scalar == "ש" && canvas[5, 0].content?.scalar == "ם")
        #expect(canvas[7, 0].content?.scalar == "1" && canvas[12, 0].content?.scalar == "|")
    }
}

@Suite struct `Meters` {
    @Test(arguments: [
        (0.0, "▱▱▱▱", "----"), (0.01, "▰▱▱▱", "#---"), (0.5, "▰▰▱▱", "##--"), (0.87, "▰▰▰▱", "###-"),
        (0.99, "▰▰▰▱", "###-"), (1.0, "▰▰▰▰", "####"), (7.0, "▰▰▰▰", "####"), (-3.0, "▱▱▱▱", "----"),
        (Double.nan, "▱▱▱▱", "----"), (.infinity, "▰▰▰▰", "####"),
    ]) func `are read by their length`(_ share: Double, _ signs: String, _ letters: String) {
        #expect(Meter.bar(share, width: 4, isUnicode: true).description == signs)
        #expect(Meter.bar(share, width: 4, isUnicode: false).description == letters)
        #expect(Meter.bar(share, width: 0, isUnicode: true).width == 0)
    }
}

@Suite struct `Laying out display text` {
    @Test func `cuts by columns and says so`() {
        let text = DisplayText(sanitising: "日本語 text")
        #expect(text.truncated(to: 11).description == "日本語 text")
        #expect(text.truncated(to: 6).description == "日本…")
        #expect(text.truncated(to: 5).description == "日本…")
        #expect(text.truncated(to: 4).description == "日…")
        #expect(text.truncated(to: 1).description == "…")
        #expect(text.truncated(to: 0).description == "")
        for width in 0...12 { #expect(text.truncated(to: width).width <= width) }
    }

    @Test func `cuts no mark from its character`() {
        let text = DisplayText(sanitising: "e\u{301}o\u{308}u\u{302}")
        #expect(text.truncated(to: 3).description == "e\u{301}o\u{308}u\u{302}")
        #expect(text.truncated(to: 2).description == "e\u{301}…")
        #expect(text.ending(in: 2).description == "…u\u{302}")
        #expect(text.prefix(2).description == "e\u{301}o\u{308}")
        #expect(text.wrapped(to: 2).map(\.description) == ["e\u{301}o\u{308}", "u\u{302}"])
    }

    @Test func `pads to a width`() {
        #expect(DisplayText("ab").padded(to: 4).description == "ab  ")
        #expect(DisplayText("ab").paddedLeft(to: 4).description == "  ab")
        #expect(DisplayText("abcdef").padded(to: 4).description == "abc…")
    }

    @Test func `wraps at spaces, and inside a word when it must`() {
        let text = DisplayText(sanitising: "pay the invoice of ACME now")
        #expect(text.wrapped(to: 11).map(\.description) == ["pay the", "invoice of", "ACME now"])
        #expect(DisplayText("abcdefghij").wrapped(to: 4).map(\.description) == ["abcd", "efgh", "ij"])
        #expect(DisplayText(sanitising: "日本語").wrapped(to: 5).map(\.description) == ["日本", "語"])
        #expect(DisplayText().wrapped(to: 5).map(\.description) == [""])
        #expect(DisplayText("abcd efgh").wrapped(to: 4).map(\.description) == ["abcd", "efgh"])
    }

    @Test func `wrapping keeps every character but the spaces where it breaks`() {
        var random = SeededRandom(seed: 11)
        for _ in 0..<1_000 {
            let text = String(decoding: (0..<60).map { _ in "ab c".utf8.randomElement(using: &random)! }, as: UTF8.self)
            let width = Int.random(in: 2...20, using: &random)
            let lines = DisplayText(sanitising: text).wrapped(to: width)
            let kept = lines.map(\.description).joined().filter { $0 != " " }
            if kept != text.filter({ $0 != " " }) || lines.contains(where: { $0.width > width }) {
                Issue.record("\(text) in \(width): \(lines)")
            }
        }
    }

    @Test func `splits lines at LF and CRLF alone`() {
        let lines = DisplayText.lines(sanitising: "a\r\nb\u{85}c\n\nd\re\n")
        #expect(lines.map(\.description) == ["a", "b\\x85c", "", "d\\re"])
        #expect(DisplayText.lines(sanitising: "").map(\.description) == [""])
        #expect(DisplayText.lines(sanitising: "a\nb\nc", limit: 2).map(\.description) == ["a", "b"])
    }

    @Test func `a tab in a line goes to the next eighth column, however many there are`() {
        #expect(DisplayText.lines(sanitising: "a\tb\t\tc")[0].description == "a       b               c")
        #expect(DisplayText.lines(sanitising: "日\tx")[0].width == 9)
        let flood = DisplayText.lines(sanitising: String(repeating: "\t", count: 65_536) + "x")[0]
        #expect(flood.width == 65_536 * 8 + 1)
    }

    @Test func `reads no more of a long text than it is told`() {
        let text = DisplayText(sanitising: String(repeating: "x", count: 1_000_000), limit: 10)
        #expect(text.description == "xxxxxxxxxx…")
        #expect(DisplayText(sanitising: "abc", limit: 3).description == "abc")
    }
}
