extension People {
    /// The agent of people.yaml that a name only looks like, to a person who reads it; nil where it is one of them, or like none.
    ///
    /// Names look alike that differ in case, in what can't be seen, in accents, in letters of other scripts or widths with the same
    /// shape, and in `0` for `o` or `1` for `l`.
    package func agentLookedLike(by name: String) -> String? {
        guard agents[name] == nil else { return nil }
        let shape = NameShape(name)
        return agents.keys.sorted().first { shape.isLike(NameShape($0)) }
    }
}

/// What a name looks like on a screen.
///
/// The letters of the Cyrillic, Greek and Armenian scripts that have the shape of a Latin one are those that fonts draw the same; a
/// letter that is not among them, in a name that mixes scripts, may look like any.
private struct NameShape {
    /// Each letter's shape; nil is one that may look like any.
    private var letters: [Unicode.Scalar?] = []
    /// The same with a capital I as an l.
    private var withCapitalI: [Unicode.Scalar?] = []

    init(_ name: String) {
        let scalars = name.unicodeScalars.filter { !Self.isInvisible($0) }
        let isMixed = scalars.contains { $0.isASCII && $0.properties.isAlphabetic }
        func letter(_ scalar: Unicode.Scalar) -> [Unicode.Scalar?] {
            if let shape = Self.shape(scalar) { return [shape] }
            return isMixed && scalar.properties.isAlphabetic ? [nil] : Array(lower(scalar))
        }
        for scalar in scalars {
            letters += letter(scalar)
            withCapitalI += Self.capitalsLikeL.contains(scalar) ? ["l"] : letter(scalar)
        }
    }

    func isLike(_ other: NameShape) -> Bool {
        for own in [letters, withCapitalI] {
            for theirs in [other.letters, other.withCapitalI] where Self.isLike(own, theirs) { return true }
        }
        return false
    }

    private static func isLike(_ left: [Unicode.Scalar?], _ right: [Unicode.Scalar?]) -> Bool {
        guard left.count == right.count else { return false }
        for (one, other) in zip(left, right) {
            if let one, let other, one != other { return false }
        }
        return true
    }

    private static let capitalsLikeL: Set<Unicode.Scalar> = ["I", "\u{406}", "\u{399}", "\u{4C0}"]

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isWhitespace { return true }
        switch scalar.properties.generalCategory {
        case .format, .control, .nonspacingMark, .enclosingMark, .privateUse, .unassigned, .surrogate: return true
        default: return false
        }
    }

    /// The shape of a letter, sign or digit; nil for one that has none of its own here.
    private static func shape(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        if scalar.properties.generalCategory == .dashPunctuation || scalar == "\u{2212}" { return "-" }
        // Forms of the full width stand where ASCII does, so far on.
        if 0xFF01...0xFF5E ~= scalar.value, let narrow = Unicode.Scalar(scalar.value - 0xFEE0) { return shape(narrow) }
        if let known = shapes[scalar] { return known }
        if scalar.isASCII { return lower(scalar).first }
        // A letter with an accent looks like the letter: its name begins with the letter's.
        guard let words = scalar.properties.name, words.hasPrefix("LATIN ") else { return nil }
        let parts = words.split(separator: " ")
        guard let at = parts.firstIndex(of: "LETTER"), parts.indices.contains(at + 1), parts[at + 1].utf8.count == 1
        else { return nil }
        return parts[at + 1].lowercased().unicodeScalars.first
    }

    /// Each with the ASCII letter that fonts draw the same.
    private static let shapes: [Unicode.Scalar: Unicode.Scalar] = {
        let cyrillic =
            "аa вb гr еe кk мm нh оo рp сc тt уy хx іi јj ѕs һh ԁd ԛq ԝw ӏl ьb ѵv АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT УY ХX ҮY ԌG ԚQ ԜW"
        let greek = "αa βb γy εe ιi κk νv οo ρp τt υu χx ωw ϲc ϳj ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϹC"
        let others = "օo ոn սu հh ցg Լl ℓl ⅼl ⅰi ⅴv ⅹx ⅽc ⅾd ⅿm ıi ȷj 0o 1l |l"
        var shapes: [Unicode.Scalar: Unicode.Scalar] = [:]
        for pair in [cyrillic, greek, others].flatMap({ $0.split(separator: " ") }) {
            let scalars = Array(pair.unicodeScalars)
            shapes[scalars[0]] = lower(scalars[1]).first
        }
        return shapes
    }()
}

private func lower(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    scalar.properties.lowercaseMapping.unicodeScalars
}
