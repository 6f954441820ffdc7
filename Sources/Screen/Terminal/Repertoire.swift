/// Which characters what is drawn or printed on takes.
package enum Repertoire: Sendable {
    case unicode
    /// Printable ASCII alone. What else a text holds is shown as `\u{…}`, so that two texts never look the same because of it, and the
    /// program's own signs have forms in ASCII.
    case ascii

    /// What texts are made for, where they are made. A process can make texts for a terminal and for others at the same time.
    @TaskLocal package static var current = Repertoire.unicode

    /// The form in ASCII of a sign that the program itself writes; nil where there is none.
    package static func ascii(_ sign: Unicode.Scalar) -> String? {
        switch sign {
        case "…": "..."
        case "‘", "’": "'"
        case "“", "”": "\""
        case "–", "—": "-"
        case "→", "›": ">"
        case "←", "‹": "<"
        case "≥": ">="
        case "≤": "<="
        case "≠": "#"
        case "×": "x"
        case "·", "•": "."
        case "│", "▌", "▏", "┆": "|"
        case "─": "-"
        case "↑", "▴": "^"
        case "↓", "▾": "v"
        case "▸": ">"
        case "▲", "△", "⚠": "!"
        case "✓", "✔": "+"
        case "✗", "✘": "x"
        case "◇", "◆", "○", "●", "◌", "■": "o"
        case "✎": "~"
        case "⚑": "^"
        case "␣": "_"
        case "▰", "█": "#"
        case "▱": "-"
        default: nil
        }
    }
}

extension DisplayText {
    /// A text of the program itself, in the signs that can be shown.
    static func own(_ text: String) -> DisplayText {
        guard Repertoire.current == .ascii else { return DisplayText(sanitising: text) }
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let form = Repertoire.ascii(scalar) {
                plain.append(contentsOf: form.unicodeScalars)
            } else {
                plain.append(scalar)
            }
        }
        return DisplayText(sanitising: String(plain))
    }
}
