/// A colour as a theme names it.
package enum Colour: Sendable, Hashable {
    /// Red, green and blue, 0 to 255.
    case rgb(UInt8, UInt8, UInt8)
    /// One of the terminal's own sixteen.
    case ansi(Int)
    /// What the terminal draws with when nothing is said.
    case terminalDefault

    /// A colour from six hexadecimal digits, with or without `#`.
    package init?(hex: String) {
        let digits = hex.hasPrefix("#") ? hex.dropFirst() : hex[...]
        guard digits.utf8.count == 6, digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(digits, radix: 16)
        else { return nil }
        self = .rgb(UInt8(value >> 16), UInt8(value >> 8 & 255), UInt8(value & 255))
    }

    /// As a theme file says it: `#rrggbb`, `ansi4`, `default`.
    package var text: String {
        switch self {
        case .rgb(let red, let green, let blue):
            let digits = String(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue), radix: 16)
            return "#" + String(repeating: "0", count: 6 - digits.utf8.count) + digits
        case .ansi(let number): return "ansi" + String(number)
        case .terminalDefault: return "default"
        }
    }

    /// The contrast ratio of two colours after WCAG 2, from 1 to 21; nil when one of them is up to the terminal.
    package static func contrast(_ left: Colour, _ right: Colour) -> Double? {
        guard let a = left.luminance, let b = right.luminance else { return nil }
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    /// Relative luminance after WCAG 2.
    var luminance: Double? {
        guard case .rgb(let red, let green, let blue) = self else { return nil }
        return 0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
    }
}

/// How many colours a terminal can show.
package enum ColourDepth: Int, Sendable, Comparable, CaseIterable {
    case mono, sixteen, palette256, truecolour

    /// Whether the left one shows fewer colours.
    package static func < (left: ColourDepth, right: ColourDepth) -> Bool { left.rawValue < right.rawValue }
}
