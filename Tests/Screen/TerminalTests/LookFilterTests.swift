import Fixtures
import Testing

@testable import Terminal

@Suite struct `Looks that the terminal was told already` {
    private func filtered(_ text: String, namesDefaults: Bool = true) -> String {
        var filter = LookFilter(namesDefaults: namesDefaults)
        return String(decoding: filter.filtered(text.utf8), as: UTF8.self).replacing("\u{1B}", with: "^")
    }

    @Test(arguments: [
        // The first look is told whole.
        ("\u{1B}[mA", "^[mA"),
        ("\u{1B}[0;1mA", "^[0;1mA"),
        // Back to plain and to the same again is nothing.
        ("\u{1B}[m\u{1B}[38;5;111mA\u{1B}[m\u{1B}[38;5;111mB", "^[0;38;5;111mA" + "B"),
        // One of two colours changes.
        ("\u{1B}[m\u{1B}[31m\u{1B}[44mA\u{1B}[m\u{1B}[32m\u{1B}[44mB", "^[0;31;44mA^[32mB"),
        // What nothing is drawn in is not told.
        ("\u{1B}[mA\u{1B}[31m\u{1B}[32m\u{1B}[mB\u{1B}[5;5H", "^[mAB^[5;5H"),
        // Of a space only the ground is seen.
        ("\u{1B}[mA\u{1B}[31m  \u{1B}[mB", "^[mA  B"),
        ("\u{1B}[mA\u{1B}[31m\u{1B}[44m  \u{1B}[mB", "^[mA^[31;44m  ^[mB".replacing("31;44", with: "44")),
        ("\u{1B}[mA\u{1B}[4m \u{1B}[mB", "^[mA^[4m ^[mB"),
        ("\u{1B}[mA\u{1B}[31m\u{1B}[K\u{1B}[mB", "^[mA^[KB"),
        ("\u{1B}[mA\u{1B}[44m\u{1B}[K\u{1B}[mB", "^[mA^[44m^[K^[mB"),
        // Bold and dim end together.
        ("\u{1B}[0;1;2;34mA\u{1B}[0;2;34mB", "^[0;1;2;34mA^[22;2mB"),
        // The set of characters is told when it changes.
        ("\u{1B}(B\u{1B}[mA\u{1B}(B\u{1B}[mB\u{1B}(0q\u{1B}(BC", "^[m^(BAB^(0q^(BC"),
        // What is not known here goes through as it is.
        ("\u{1B}[mA\u{1B}[58;5;1mB\u{1B}[1mC\u{1B}[m\u{1B}[mD", "^[mA^[58;5;1mB^[1mC^[mD"),
    ])
    func `are left out`(_ text: String, _ expected: String) {
        #expect(filtered(text) == expected)
    }

    @Test func `a colour ends with a whole look where the terminal can't name its own`() {
        let text = "\u{1B}[0;1;31;44mA\u{1B}[0;1;44mB"
        #expect(filtered(text) == "^[0;1;31;44mA^[39mB")
        #expect(filtered(text, namesDefaults: false) == "^[0;1;31;44mA^[0;1;44mB")
    }

    @Test func `before others write, the terminal has the look that was asked for`() {
        var filter = LookFilter()
        _ = filter.filtered("\u{1B}[0;31mA\u{1B}[m".utf8)
        #expect(filter.settled() == Array("\u{1B}[m".utf8))
        #expect(filter.settled() == [])
        filter.forget()
        #expect(filter.filtered("\u{1B}[mB".utf8) == Array("\u{1B}[mB".utf8))
    }

    /// What curses could write: looks with and without a beginning, letters, spaces, movements and erasures, cut anywhere.
    private static func written(_ random: inout SeededRandom) -> String {
        let looks = [
            "", "0", "0;1", "1", "2", "4", "7", "22", "24", "27", "31", "39", "92", "44", "49", "104", "38;5;111",
            "48;5;236", "38;2;1;2;3", "48;2;9;8;7", "0;1;4", "39;49", "1;31;44",
        ]
        var text = "\u{1B}[m\u{1B}(B"
        for _ in 0..<Int.random(in: 1...60, using: &random) {
            switch Int.random(in: 0...12, using: &random) {
            case 0...4: text += "\u{1B}[\(looks.randomElement(using: &random)!)m"
            case 5, 6: text += ["a", "bc", "é", "日", "q", "x"].randomElement(using: &random)!
            case 7: text += String(repeating: " ", count: Int.random(in: 1...5, using: &random))
            case 8: text += "\u{1B}[\(Int.random(in: 1...6, using: &random));\(Int.random(in: 1...20, using: &random))H"
            case 9:
                text += ["\u{1B}[K", "\u{1B}[1K", "\u{1B}[J", "\u{1B}[3X", "\u{1B}[2P", "\u{1B}[2@"].randomElement(
                    using: &random)!
            case 10: text += ["\r", "\u{8}", "\u{1B}[2C", "\u{1B}[A", "\u{1B}M"].randomElement(using: &random)!
            case 11: text += ["\u{1B}(0", "\u{1B}(B"].randomElement(using: &random)!
            default: text += ["\u{1B}[?25l", "\u{1B}[?25h", "\u{1B}7", "\u{1B}8"].randomElement(using: &random)!
            }
        }
        return text
    }

    /// A cell as an eye sees it: a space without attributes that show on it has nothing but its ground.
    private static func seen(_ cell: VirtualScreen.Cell) -> [String] {
        let isBare = cell.text == " " && !cell.style.contains("4") && !cell.style.contains("7")
        let style = isBare ? cell.style.filter { $0.hasPrefix("4") || $0.hasPrefix("10") } : cell.style
        return [cell.text] + style.sorted()
    }

    @Test(arguments: 0..<300) func `change nothing that is seen`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let (whole, less) = (VirtualScreen(columns: 20, rows: 6), VirtualScreen(columns: 20, rows: 6))
        var filter = LookFilter(namesDefaults: Bool.random(using: &random))
        for _ in 0..<4 {
            let bytes = Array(Self.written(&random).utf8)
            whole.feed(bytes)
            // In pieces, as they might be read.
            let cut = Int.random(in: 0...bytes.count, using: &random)
            var sent = filter.filtered(bytes[..<cut]) + filter.filtered(bytes[cut...])
            if Bool.random(using: &random) {
                sent += filter.settled()
                less.feed(sent)
                #expect(less.style.sorted() == whole.style.sorted())
            } else {
                less.feed(sent)
            }
            #expect((less.row, less.column) == (whole.row, whole.column))
            for row in 0..<6 {
                for column in 0..<20 where Self.seen(less[column, row]) != Self.seen(whole[column, row]) {
                    Issue.record("\(column), \(row): \(less[column, row]) instead of \(whole[column, row])")
                }
            }
        }
    }
}
