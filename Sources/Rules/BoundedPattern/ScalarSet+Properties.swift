import _StringProcessing

extension ScalarSet {
    /// The characters of a Unicode property as it stands between the braces of `\p{…}`; nil when it is not known.
    ///
    /// General categories by short or long name, scripts, and the binary properties that the standard library knows.
    static func property(_ text: String) -> ScalarSet? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return category(text) ?? binary(text) }
        return switch parts[0] {
        case "General_Category", "gc": category(parts[1])
        case "Script", "sc", "Script_Extensions", "scx": script(parts[1], property: parts[0])
        default: nil
        }
    }

    /// The characters of a script, as the standard library's own expressions tell them apart.
    static func script(_ name: String, property: String = "Script") -> ScalarSet? {
        guard !name.utf8.isEmpty,
            name.utf8.allSatisfy({ Unicode.Scalar($0).properties.isAlphabetic || $0 == UInt8(ascii: "_") }),
            let one = try? Regex("\\p{\(property)=\(name)}+")
        else { return nil }
        var ranges: [ClosedRange<UInt32>] = []
        for match in everyCharacter.matches(of: one.matchingSemantics(.unicodeScalar)) {
            ranges += everyCharacter.unicodeScalars[match.range].map { $0.value...$0.value }
        }
        return ScalarSet(ranges)
    }

    /// The planes in which characters are assigned, and the first character of the private ones.
    private static let assignedPlanes: [ClosedRange<UInt32>] = [0...0xD7FF, 0xE000...0x3FFFF, 0xE0000...0xE0FFF]

    private static let everyCharacter: String = {
        var text = String.UnicodeScalarView()
        for range in assignedPlanes { text.append(contentsOf: range.lazy.compactMap(Unicode.Scalar.init)) }
        return String(text)
    }()

    private static let categories: [Unicode.GeneralCategory: ScalarSet] = {
        var runs: [Unicode.GeneralCategory: [ClosedRange<UInt32>]] = [
            .surrogate: [0xD800...0xDFFF],
            .privateUse: [0xF0000...0xFFFFD, 0x100000...0x10FFFD],
            .unassigned: [0x40000...0xDFFFF, 0xE1000...0xEFFFF, 0xFFFFE...0xFFFFF, 0x10FFFE...0x10FFFF],
        ]
        for plane in assignedPlanes {
            var (start, current) = (plane.lowerBound, Unicode.GeneralCategory.unassigned)
            for code in plane {
                guard let scalar = Unicode.Scalar(code) else { continue }
                let category = scalar.properties.generalCategory
                if category != current {
                    if code > start { runs[current, default: []].append(start...code - 1) }
                    (start, current) = (code, category)
                }
            }
            runs[current, default: []].append(start...plane.upperBound)
        }
        return runs.mapValues { ScalarSet($0) }
    }()

    private static func category(_ name: String) -> ScalarSet? {
        guard let row = categoryNames.first(where: { $0.names.contains { $0 == name } }) else { return nil }
        return ScalarSet(row.members.flatMap { categories[$0]?.ranges ?? [] })
    }

    static let categoryNames: [(names: [String], members: [Unicode.GeneralCategory])] = [
        (["L", "Letter"], [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter]),
        (["LC", "Cased_Letter"], [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter]),
        (["Lu", "Uppercase_Letter"], [.uppercaseLetter]),
        (["Ll", "Lowercase_Letter"], [.lowercaseLetter]),
        (["Lt", "Titlecase_Letter"], [.titlecaseLetter]),
        (["Lm", "Modifier_Letter"], [.modifierLetter]),
        (["Lo", "Other_Letter"], [.otherLetter]),
        (["M", "Mark", "Combining_Mark"], [.nonspacingMark, .spacingMark, .enclosingMark]),
        (["Mn", "Nonspacing_Mark"], [.nonspacingMark]),
        (["Mc", "Spacing_Mark"], [.spacingMark]),
        (["Me", "Enclosing_Mark"], [.enclosingMark]),
        (["N", "Number"], [.decimalNumber, .letterNumber, .otherNumber]),
        (["Nd", "Decimal_Number", "digit"], [.decimalNumber]),
        (["Nl", "Letter_Number"], [.letterNumber]),
        (["No", "Other_Number"], [.otherNumber]),
        (
            ["P", "Punctuation", "punct"],
            [
                .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
                .finalPunctuation, .otherPunctuation,
            ]
        ),
        (["Pc", "Connector_Punctuation"], [.connectorPunctuation]),
        (["Pd", "Dash_Punctuation"], [.dashPunctuation]),
        (["Ps", "Open_Punctuation"], [.openPunctuation]),
        (["Pe", "Close_Punctuation"], [.closePunctuation]),
        (["Pi", "Initial_Punctuation"], [.initialPunctuation]),
        (["Pf", "Final_Punctuation"], [.finalPunctuation]),
        (["Po", "Other_Punctuation"], [.otherPunctuation]),
        (["S", "Symbol"], [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol]),
        (["Sm", "Math_Symbol"], [.mathSymbol]),
        (["Sc", "Currency_Symbol"], [.currencySymbol]),
        (["Sk", "Modifier_Symbol"], [.modifierSymbol]),
        (["So", "Other_Symbol"], [.otherSymbol]),
        (["Z", "Separator"], [.spaceSeparator, .lineSeparator, .paragraphSeparator]),
        (["Zs", "Space_Separator"], [.spaceSeparator]),
        (["Zl", "Line_Separator"], [.lineSeparator]),
        (["Zp", "Paragraph_Separator"], [.paragraphSeparator]),
        (["C", "Other"], [.control, .format, .surrogate, .privateUse, .unassigned]),
        (["Cc", "Control", "cntrl"], [.control]),
        (["Cf", "Format"], [.format]),
        (["Cs", "Surrogate"], [.surrogate]),
        (["Co", "Private_Use"], [.privateUse]),
        (["Cn", "Unassigned"], [.unassigned]),
    ]

    private static func binary(_ name: String) -> ScalarSet? {
        switch name {
        case "Any": return .all
        case "ASCII": return ScalarSet([0...0x7F])
        case "Assigned": return categories[.unassigned]?.inverted
        default:
            guard let row = binaryProperties.first(where: { $0.names.contains { $0 == name } }) else { return nil }
            return ScalarSet(
                everyCharacter.unicodeScalars.lazy.filter { row.holds($0.properties) }.map { $0.value...$0.value })
        }
    }

    static let binaryProperties: [(names: [String], holds: @Sendable (Unicode.Scalar.Properties) -> Bool)] = [
        (["Alphabetic", "Alpha"], { $0.isAlphabetic }),
        (["ASCII_Hex_Digit", "AHex"], { $0.isASCIIHexDigit }),
        (["Bidi_Control", "Bidi_C"], { $0.isBidiControl }),
        (["Bidi_Mirrored", "Bidi_M"], { $0.isBidiMirrored }),
        (["Case_Ignorable", "CI"], { $0.isCaseIgnorable }),
        (["Cased"], { $0.isCased }),
        (["Dash"], { $0.isDash }),
        (["Default_Ignorable_Code_Point", "DI"], { $0.isDefaultIgnorableCodePoint }),
        (["Diacritic", "Dia"], { $0.isDiacritic }),
        (["Emoji"], { $0.isEmoji }),
        (["Emoji_Modifier", "EMod"], { $0.isEmojiModifier }),
        (["Emoji_Modifier_Base", "EBase"], { $0.isEmojiModifierBase }),
        (["Emoji_Presentation", "EPres"], { $0.isEmojiPresentation }),
        (["Extender", "Ext"], { $0.isExtender }),
        (["Grapheme_Base", "Gr_Base"], { $0.isGraphemeBase }),
        (["Grapheme_Extend", "Gr_Ext"], { $0.isGraphemeExtend }),
        (["Hex_Digit", "Hex"], { $0.isHexDigit }),
        (["ID_Continue", "IDC"], { $0.isIDContinue }),
        (["ID_Start", "IDS"], { $0.isIDStart }),
        (["Ideographic", "Ideo"], { $0.isIdeographic }),
        (["Join_Control", "Join_C"], { $0.isJoinControl }),
        (["Lowercase", "Lower"], { $0.isLowercase }),
        (["Math"], { $0.isMath }),
        (["Noncharacter_Code_Point", "NChar"], { $0.isNoncharacterCodePoint }),
        (["Pattern_White_Space", "Pat_WS"], { $0.isPatternWhitespace }),
        (["Quotation_Mark", "QMark"], { $0.isQuotationMark }),
        (["Radical"], { $0.isRadical }),
        (["Sentence_Terminal", "STerm"], { $0.isSentenceTerminal }),
        (["Soft_Dotted", "SD"], { $0.isSoftDotted }),
        (["Unified_Ideograph", "UIdeo"], { $0.isUnifiedIdeograph }),
        (["Uppercase", "Upper"], { $0.isUppercase }),
        (["Variation_Selector", "VS"], { $0.isVariationSelector }),
        (["White_Space", "space"], { $0.isWhitespace }),
        (["XID_Continue", "XIDC"], { $0.isXIDContinue }),
        (["XID_Start", "XIDS"], { $0.isXIDStart }),
    ]
}
