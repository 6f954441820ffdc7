/// Turns scalars into cells, one after the other.
struct Sanitiser {
    private var cells: [DisplayText.Cell] = []
    // The last character that stands for itself.
    private var last: DisplayText.Cell?
    // How many marks join it, and whether anything undrawn does.
    private var marks = 0
    private var hasUndrawn = false
    // A joiner after an emoji, or a selector after a digit: kept or escaped by what follows it.
    private var waiting: Unicode.Scalar?
    private var tags: [Unicode.Scalar] = []
    private let isASCII = Repertoire.current == .ascii

    private static let marksPerCell = 4
    private static let zeroWidthJoiner: Unicode.Scalar = "\u{200D}"
    private static let keycap: Unicode.Scalar = "\u{20E3}"
    private static let blackFlag: Unicode.Scalar = "\u{1F3F4}"
    private static let cancelTag: Unicode.Scalar = "\u{E007F}"
    /// The three flags that are written with tag characters: England, Scotland and Wales.
    private static let subdivisions = ["gbeng", "gbsct", "gbwls"]

    mutating func append(_ scalars: some Sequence<Unicode.Scalar>) {
        cells.reserveCapacity(scalars.underestimatedCount)
        for scalar in scalars {
            // The common case first: nothing waits and the character is plain.
            if waiting == nil, tags.isEmpty, scalar.value >= 0x20, scalar.value < 0x7F {
                add(.init(scalar))
            } else {
                take(scalar)
            }
        }
    }

    mutating func finish() -> [DisplayText.Cell] {
        settleTags()
        if let waiting { escape(waiting) }
        return cells
    }

    private mutating func take(_ scalar: Unicode.Scalar) {
        if takeTag(scalar) { return }
        if let waiting {
            self.waiting = nil
            if waiting != Self.zeroWidthJoiner, scalar == Self.keycap {
                join(waiting)
                join(scalar)
                return
            }
            if waiting == Self.zeroWidthJoiner, scalar.isEmojiElement {
                join(waiting)
            } else {
                escape(waiting)
            }
        }
        if takeEmojiPart(scalar) { return }
        switch ScalarClass(scalar) {
        case .base where isASCII && !scalar.isASCII: escape(scalar)
        case .base(let width): add(.init(scalar, width: width))
        case .mark where isASCII: escape(scalar)
        case .mark: takeMark(scalar)
        case .unsafe: escape(scalar)
        }
    }

    private mutating func add(_ cell: DisplayText.Cell) {
        cells.append(cell)
        (last, marks, hasUndrawn) = (cell, 0, false)
    }

    // Adds what is part of the last character, but is not drawn.
    private mutating func join(_ scalar: Unicode.Scalar) {
        cells.append(.init(scalar, joinedAs: .undrawn))
        hasUndrawn = true
    }

    private mutating func takeMark(_ mark: Unicode.Scalar) {
        guard let last, !last.isEscaped, last.scalar != " ", !hasUndrawn, marks < Self.marksPerCell else {
            escape(mark)
            return
        }
        cells.append(.init(mark, joinedAs: .mark))
        marks += 1
    }

    /// Variation selectors, skin tones and joiners after an emoji; false when the scalar is none of these or out of place.
    private mutating func takeEmojiPart(_ scalar: Unicode.Scalar) -> Bool {
        guard !isASCII, let last, !last.isEscaped else { return false }
        switch scalar.value {
        case 0xFE0E, 0xFE0F:
            guard !hasUndrawn, marks == 0, last.scalar.properties.isEmoji else { return false }
            if last.scalar.isASCII {
                waiting = scalar
            } else {
                join(scalar)
            }
        case 0x1F3FB...0x1F3FF:
            guard !hasUndrawn, last.scalar.properties.isEmojiModifierBase else { return false }
            join(scalar)
        case 0x200D:
            guard last.scalar.isEmojiElement else { return false }
            waiting = scalar
        default: return false
        }
        return true
    }

    /// Tag characters after a black flag; false when none is due.
    private mutating func takeTag(_ scalar: Unicode.Scalar) -> Bool {
        let isTag = (0xE0020...0xE007F).contains(scalar.value)
        if tags.isEmpty {
            guard isTag, let last, last.scalar == Self.blackFlag, !hasUndrawn, !last.isEscaped else { return false }
        } else if !isTag || tags.count > 5 {
            settleTags()
            return false
        }
        tags.append(scalar)
        if scalar == Self.cancelTag { settleTags() }
        return true
    }

    private mutating func settleTags() {
        guard !tags.isEmpty else { return }
        let letters = String(decoding: tags.dropLast().map { UInt8(truncatingIfNeeded: $0.value) }, as: UTF8.self)
        if tags.last == Self.cancelTag, Self.subdivisions.contains(letters) {
            for tag in tags { join(tag) }
        } else {
            for tag in tags { escape(tag) }
        }
        tags = []
    }

    private mutating func escape(_ scalar: Unicode.Scalar) {
        for shown in Self.escape(of: scalar, isASCII: isASCII) { add(.init(shown, isEscaped: true)) }
    }

    /// What stands for a scalar that can't be shown.
    static func escape(of scalar: Unicode.Scalar, isASCII: Bool = false) -> String.UnicodeScalarView {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        let text =
            switch scalar.value {
            case 0x09: "\\t"
            case 0x0A: "\\n"
            case 0x0D: "\\r"
            case 0x00...0x0F: "\\x0" + hex
            case 0x10...0x9F: "\\x" + hex
            // Spaces that only differ from a space in where a line may break are common in honest text: one visible cell.
            case 0xA0, 0x2007, 0x202F, 0x3000: isASCII ? "\\u{" + hex + "}" : "␣"
            default: "\\u{" + hex + "}"
            }
        return text.unicodeScalars
    }
}
