/// A colour as a theme names it.
public enum Colour: Sendable, Hashable {
    /// Red, green and blue, 0 to 255.
    case rgb(UInt8, UInt8, UInt8)
    /// One of the terminal's own sixteen.
    case ansi(Int)
    /// What the terminal draws with when nothing is said.
    case terminalDefault

    /// A colour from six hexadecimal digits, with or without `#`.
    public init?(hex: String) {
        let digits = hex.hasPrefix("#") ? hex.dropFirst() : hex[...]
        guard digits.utf8.count == 6, digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(digits, radix: 16)
        else { return nil }
        self = .rgb(UInt8(value >> 16), UInt8(value >> 8 & 255), UInt8(value & 255))
    }

    /// The contrast ratio of two colours after WCAG 2, from 1 to 21; nil when one of them is up to the terminal.
    public static func contrast(_ left: Colour, _ right: Colour) -> Double? {
        guard let a = left.luminance, let b = right.luminance else { return nil }
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    /// Relative luminance after WCAG 2.
    var luminance: Double? {
        guard case .rgb(let red, let green, let blue) = self else { return nil }
        func linear(_ channel: UInt8) -> Double {
            let value = Double(channel) / 255
            return value <= 0.04045 ? value / 12.92 : Self.power24((value + 0.055) / 1.055)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    // x^2.4 = x² · x^(2/5), the fifth root by Newton's method: exact enough, and no C library is needed for it.
    private static func power24(_ x: Double) -> Double {
        guard x > 0 else { return 0 }
        let square = x * x
        var root = 1.0
        for _ in 0..<40 { root -= (root * root * root * root * root - square) / (5 * root * root * root * root) }
        return square * root
    }

    /// A colour between two, `share` of the way to the other.
    func mixed(with other: Colour, share: Double) -> Colour {
        guard case .rgb(let r1, let g1, let b1) = self, case .rgb(let r2, let g2, let b2) = other else { return self }
        func mix(_ a: UInt8, _ b: UInt8) -> UInt8 { UInt8((Double(a) + (Double(b) - Double(a)) * share).rounded()) }
        return .rgb(mix(r1, r2), mix(g1, g2), mix(b1, b2))
    }

    /// The number of the nearest colour of the xterm palette's cube and greys (16 to 255).
    var nearestOf256: Int {
        guard case .rgb(let red, let green, let blue) = self else { return 0 }
        var best = (distance: Int.max, index: 16)
        for index in 16...255 {
            guard case .rgb(let r, let g, let b) = Self.ofPalette(index) else { continue }
            let (dr, dg, db) = (Int(r) - Int(red), Int(g) - Int(green), Int(b) - Int(blue))
            let distance = 2 * dr * dr + 4 * dg * dg + 3 * db * db
            if distance < best.distance { best = (distance, index) }
        }
        return best.index
    }

    /// The colour of a number of the xterm palette from 16 on.
    static func ofPalette(_ index: Int) -> Colour {
        if index >= 232 {
            let grey = UInt8(8 + 10 * (index - 232))
            return .rgb(grey, grey, grey)
        }
        let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
        let cube = index - 16
        return .rgb(levels[cube / 36 % 6], levels[cube / 6 % 6], levels[cube % 6])
    }
}

/// How many colours a terminal can show.
public enum ColourDepth: Int, Sendable, Comparable, CaseIterable {
    case mono, sixteen, palette256, truecolour

    /// Whether the left one shows fewer colours.
    public static func < (left: ColourDepth, right: ColourDepth) -> Bool { left.rawValue < right.rawValue }
}
