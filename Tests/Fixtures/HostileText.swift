import Foundation

/// Texts that act on terminals, hide from readers or pass for the program's own words, and how they have to be seen.
public enum HostileText {
    /// The project's own.
    public static let own: [String] = [
        "\u{1B}[2J\u{1B}[H", "\u{1B}]0;APPROVED\u{07}", "\u{1B}]52;c;ZWNobyBJTkpFQ1RFRAo=\u{07}",
        "\u{1B}P+q544e\u{1B}\\", "\u{9B}31m",
        "\u{90}1\u{9C}", "\u{07}\u{08}\u{08}\u{7F}", "pay 10\rpay 99", "a\u{0B}b\u{0C}c", "one\u{0}two", "\u{0E}\u{0F}",
        "\u{85}next", "\u{2028}line\u{2029}paragraph", "\u{202E}desrever\u{202C}", "\u{2066}isolate\u{2069}",
        "\u{200E}\u{200F}\u{061C}",
        "zero\u{200B}width\u{200C}\u{200D}\u{2060}\u{FEFF}", "\u{E0041}\u{E0042}\u{E007F}", "soft\u{AD}hyphen",
        "\u{180E}\u{115F}\u{3164}\u{FFA0}",
        "\u{FFF9}a\u{FFFA}b\u{FFFB}", "\u{E000}\u{F8FF}\u{10FFFF}", "z" + String(repeating: "\u{0301}", count: 400),
        "\u{1D173}\u{1D17A}",
        "first\nPROVISIONAL: proposed\nFINAL: executed", "\r\n\r\n", "tab\there",
        "\u{1B}[?25l\u{1B}[?2004l\u{1B}[?1049l",
    ]

    /// The collection that stands beside the project, where it is there.
    public static func collection() throws -> [String] {
        struct Entry: Decodable { let text: String }
        return try JSONDecoder().decode([Entry].self, from: SharedData.bytes("hostile/hostile-text.json")).map(\.text)
    }

    /// Whether a character acts, hides or reorders: none of these may leave the program. A line break ends a line.
    public static func acts(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A: false
        case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x34F, 0x61C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F,
            0x200B...0x200F,
            0x2028...0x202E, 0x2060...0x206F, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB,
            0x1BCA0...0x1BCA3,
            0x1D173...0x1D17A, 0xE0000...0xE0FFF, 0xE000...0xF8FF, 0xF0000...0x10FFFF:
            true
        default: false
        }
    }

    /// A stretch of a text as it has to stand on a screen, short enough that no line breaks it: from the first character that can't be
    /// shown as it is, else from the beginning. Nil where there is nothing but breaks.
    public static func telling(_ text: String) -> String? {
        let pieces = text.unicodeScalars.split { "\n\r\t".unicodeScalars.contains($0) }.map { seen(Array($0)) }
        let piece = pieces.first { $0.contains(where: \.isEscape) } ?? pieces.first { !$0.isEmpty }
        guard let piece else { return nil }
        let start = piece.firstIndex(where: \.isEscape) ?? piece.firstIndex { $0.text != " " } ?? 0
        var found = ""
        for part in piece[start...] where found.count < 16 {
            if part.text == " " { break }
            found.unicodeScalars.append(contentsOf: part.text.unicodeScalars)
        }
        return found.isEmpty ? nil : found
    }

    private struct Part {
        let text: String
        var isEscape = false
    }

    private static func seen(_ scalars: [Unicode.Scalar]) -> [Part] {
        var parts: [Part] = []
        var marks = 0
        for (index, scalar) in scalars.enumerated() {
            if isUndrawn(index, scalars) { continue }
            let category = scalar.properties.generalCategory
            let isMark = [.nonspacingMark, .enclosingMark].contains(category) && !acts(scalar)
            marks = isMark ? marks + 1 : 0
            if [0xA0, 0x2007, 0x202F, 0x3000].contains(scalar.value) {
                parts.append(Part(text: "␣"))
            } else if acts(scalar) || marks > 4 || category == .unassigned || scalar.value == 0xFFFC {
                let hex = String(scalar.value, radix: 16, uppercase: true)
                let digits = hex.count == 1 ? "0" + hex : hex
                parts.append(Part(text: scalar.value < 0xA0 ? "\\x\(digits)" : "\\u{\(hex)}", isEscape: true))
            } else {
                parts.append(Part(text: String(scalar)))
            }
        }
        return parts
    }

    // What joins emoji into one picture is kept but not drawn; terminals disagree about the picture's width.
    private static func isUndrawn(_ index: Int, _ scalars: [Unicode.Scalar]) -> Bool {
        func isEmoji(_ index: Int) -> Bool {
            scalars.indices.contains(index) && scalars[index].value > 0x7F && scalars[index].properties.isEmoji
        }
        switch scalars[index].value {
        case 0xFE0E, 0xFE0F: return isEmoji(index - 1)
        case 0x200D: return isEmoji(index - 1) && isEmoji(index + 1)
        case 0xE0020...0xE007F:
            // The three flags that are written with tags.
            let flag = scalars[..<index].lastIndex { $0.value == 0x1F3F4 }
            let tags = scalars[(flag.map { $0 + 1 } ?? index)...].prefix { (0xE0020...0xE007F).contains($0.value) }
            let letters = String(decoding: tags.map { UInt8(truncatingIfNeeded: $0.value) }, as: UTF8.self)
            return flag != nil && ["gbeng\u{7F}", "gbsct\u{7F}", "gbwls\u{7F}"].contains(letters)
        default: return false
        }
    }
}
