/// What the sanitiser makes of one scalar, and how many cells it takes.
///
/// Made from Unicode's own properties: an allow-list, so that what a later Unicode adds is escaped until this library knows it.
enum ScalarClass {
    /// Stands in a cell of its own.
    case base(width: UInt8)
    /// Joins the cell before it.
    case mark
    /// Would act on the terminal, on the order of the text or on nobody's eye.
    case unsafe

    init(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        if value < 0x7F {
            self = value >= 0x20 ? .base(width: 1) : .unsafe
            return
        }
        if value < 0xA1 || value == 0xAD {
            self = .unsafe
            return
        }
        if value < 0x300 {
            self = .base(width: 1)
            return
        }
        // Lines, blocks and geometric shapes, which the program draws with itself.
        if (0x2500...0x25FC).contains(value) {
            self = .base(width: 1)
            return
        }
        if (0x4E00...0x9FFF).contains(value) || (0xAC00...0xD7A3).contains(value) {
            self = .base(width: 2)
            return
        }
        self = Self.rare(scalar)
    }

    private static func rare(_ scalar: Unicode.Scalar) -> ScalarClass {
        let properties = scalar.properties
        if properties.isDefaultIgnorableCodePoint || scalar.value == 0x2800 || scalar.value == 0xFFFC { return .unsafe }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return .mark
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return .unsafe
        default: break
        }
        // Medial vowels and final consonants of Hangul written in parts combine with the consonant before them.
        if (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FB).contains(scalar.value) { return .mark }
        return .base(width: isWide(scalar) ? 2 : 1)
    }

    /// Whether a printable scalar takes two cells (East Asian Width W or F).
    static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        guard value >= 0x1100 else { return false }
        if value >= 0x1F000, !scalar.isRegionalIndicator, scalar.properties.isEmojiPresentation { return true }
        var (low, high) = (0, wideRanges.count - 1)
        while low <= high {
            let middle = (low + high) / 2
            let range = wideRanges[middle]
            if value < range.lowerBound {
                high = middle - 1
            } else if value > range.upperBound {
                low = middle + 1
            } else {
                return true
            }
        }
        return false
    }

    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
        0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1,
        0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
        0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B,
        0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
        0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55, 0x2E80...0x303E,
        0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
        0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]
}

extension Unicode.Scalar {
    var isRegionalIndicator: Bool { (0x1F1E6...0x1F1FF).contains(value) }
    var isSkinTone: Bool { (0x1F3FB...0x1F3FF).contains(value) }
    /// Whether it may carry an emoji variation selector or stand in a joined emoji sequence.
    var isEmojiElement: Bool { value > 0x7F && properties.isEmoji && !isSkinTone && !isRegionalIndicator }
}
