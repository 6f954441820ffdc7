/// The labels that IDNA 2008 allows (RFC 5891, RFC 5892).
enum InternationalLabel {
    static func accepts(_ label: [Unicode.Scalar]) -> Bool {
        guard let first = label.first, first != "-", label.last != "-", !Hostname.hasReservedHyphens(label) else {
            return false
        }
        switch first.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return false
        default: break
        }
        return label.indices.allSatisfy { isAllowed(label[$0], at: $0, in: label) }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar, at place: Int, in label: [Unicode.Scalar]) -> Bool {
        switch scalar.value {
        case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: true
        case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: false
        // Middle dot: only between two l, as Catalan has it.
        case 0xB7: place > 0 && label[place - 1] == "l" && place + 1 < label.count && label[place + 1] == "l"
        case 0x375: place + 1 < label.count && isGreek(label[place + 1])
        case 0x5F3, 0x5F4: place > 0 && isHebrew(label[place - 1])
        case 0x30FB: label.contains(where: isJapanese)
        case 0x660...0x669: !label.contains { 0x6F0...0x6F9 ~= $0.value }
        case 0x6F0...0x6F9: !label.contains { 0x660...0x669 ~= $0.value }
        case 0x200D: place > 0 && isVirama(label[place - 1])
        case 0x200C: place > 0 && (isVirama(label[place - 1]) || joins(around: place, in: label))
        case 0x1100...0x11FF, 0xA960...0xA97F, 0xD7B0...0xD7FF, 0x20D0...0x20FF, 0x1D100...0x1D24F: false
        case 0x2D, 0x30...0x39, 0x61...0x7A: true
        default: isLetterOrDigit(scalar.properties)
        }
    }

    private static func isLetterOrDigit(_ properties: Unicode.Scalar.Properties) -> Bool {
        guard !properties.changesWhenNFKCCaseFolded, !properties.isDefaultIgnorableCodePoint, !properties.isWhitespace
        else {
            return false
        }
        return switch properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .decimalNumber, .nonspacingMark, .spacingMark: true
        default: false
        }
    }

    private static func isGreek(_ scalar: Unicode.Scalar) -> Bool {
        0x370...0x3FF ~= scalar.value || 0x1F00...0x1FFF ~= scalar.value
    }

    private static func isHebrew(_ scalar: Unicode.Scalar) -> Bool {
        0x591...0x5F4 ~= scalar.value || 0xFB1D...0xFB4F ~= scalar.value
    }

    /// Hiragana, Katakana or Han.
    private static func isJapanese(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3041...0x309F, 0x30A1...0x30FA, 0x30FD...0x30FF, 0x31F0...0x31FF, 0x3005, 0x3007, 0x3021...0x3029: true
        default: scalar.properties.isIdeographic
        }
    }

    private static func isVirama(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.canonicalCombiningClass == .virama
    }

    /// Whether letters on both sides of a place would be joined in writing.
    private static func joins(around place: Int, in label: [Unicode.Scalar]) -> Bool {
        func isMark(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .nonspacingMark }
        guard let before = label[..<place].last(where: { !isMark($0) }), joinsForwards(before),
            let after = label[(place + 1)...].first(where: { !isMark($0) })
        else { return false }
        return isJoining(after)
    }

    private static func isJoining(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x622...0x64A, 0x66E, 0x66F, 0x671...0x673, 0x675...0x6D3, 0x6D5, 0x6EE, 0x6EF, 0x6FA...0x6FC, 0x6FF,
            0x710...0x72F,
            0x74D...0x77F, 0x7CA...0x7EA:
            true
        default: false
        }
    }

    private static func joinsForwards(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x622...0x625, 0x627, 0x629, 0x62F...0x632, 0x648, 0x671...0x673, 0x675...0x677, 0x688...0x699, 0x6C0,
            0x6C3...0x6CB,
            0x6CD, 0x6CF, 0x6D2, 0x6D3, 0x6D5, 0x6EE, 0x6EF, 0x710, 0x715...0x719, 0x71E, 0x728, 0x72A, 0x72C, 0x72F:
            false
        default: isJoining(scalar)
        }
    }
}

/// The rule for names with labels that are written from right to left (RFC 5893).
enum Bidirectional {
    private enum Direction { case left, right, arabicNumber, europeanNumber, mark, neutral }

    static func accepts(_ labels: [[Unicode.Scalar]]) -> Bool {
        let directions = labels.map { $0.map(direction) }
        guard directions.contains(where: { $0.contains { $0 == .right || $0 == .arabicNumber } }) else { return true }
        return directions.allSatisfy { label in
            guard let last = label.last(where: { $0 != .mark }) else { return true }
            if label.first == .left || label.first == .europeanNumber {
                return !label.contains(.right) && !label.contains(.arabicNumber)
                    && (last == .left || last == .europeanNumber)
            }
            let mixesNumbers = label.contains(.arabicNumber) && label.contains(.europeanNumber)
            return !label.contains(.left) && !mixesNumbers && last != .neutral
        }
    }

    private static func direction(_ scalar: Unicode.Scalar) -> Direction {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return .mark
        default: break
        }
        switch scalar.value {
        case 0x30...0x39, 0x6F0...0x6F9: return .europeanNumber
        case 0x660...0x669, 0x66B, 0x66C, 0x6DD, 0x10E60...0x10E7E: return .arabicNumber
        case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF: return .right
        case 0x2D, 0xB7, 0x375, 0x30FB, 0x200C, 0x200D: return .neutral
        default: return .left
        }
    }
}
