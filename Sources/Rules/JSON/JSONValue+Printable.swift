extension JSONValue {
    /// Compact JSON in which every character that could act on a terminal or hide from a reader is a `\u` escape: controls, format
    /// characters, line and paragraph separators, private use and unassigned code points. It reads back as the same value.
    public var printable: String {
        var printed = ""
        for scalar in description.unicodeScalars {
            if Self.acts(scalar) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    printed += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
                }
            } else {
                printed.unicodeScalars.append(scalar)
            }
        }
        return printed
    }

    private static func acts(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: return true
        default: return scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isNoncharacterCodePoint
        }
    }
}
