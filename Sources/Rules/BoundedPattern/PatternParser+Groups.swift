extension PatternParser {
    /// A group and whether it may be repeated; no node when it only sets flags for what follows.
    mutating func group() throws(PatternError) -> (node: PatternNode?, canRepeat: Bool) {
        let start = place
        place += 1
        guard accept("?") else { return (try groupBody(openedAt: start), true) }
        if accept(":") { return (try groupBody(openedAt: start), true) }
        if let lookaround = try lookaround(openedAt: start) { return (lookaround, false) }
        if accept("<") || (dialect == .re2 && accept("P<")) {
            try groupName(openedAt: start)
            return (try groupBody(openedAt: start), true)
        }
        guard dialect == .re2 else { throw error("no group begins like this", at: start) }
        return (try flagGroup(openedAt: start), true)
    }

    private mutating func lookaround(openedAt start: Int) throws(PatternError) -> PatternNode? {
        let isAhead: Bool
        let isNegated: Bool
        if accept("=") {
            (isAhead, isNegated) = (true, false)
        } else if accept("!") {
            (isAhead, isNegated) = (true, true)
        } else if accept("<=") {
            (isAhead, isNegated) = (false, false)
        } else if accept("<!") {
            (isAhead, isNegated) = (false, true)
        } else {
            return nil
        }
        guard dialect == .ecmaScript else { throw error("RE2 can't look around", at: start) }
        let body = try groupBody(openedAt: start)
        if let scalar = peek, ["*", "+", "?", "{"].contains(scalar) { throw error("a lookaround can't be repeated") }
        return add(Lookaround(body: body, isAhead: isAhead, isNegated: isNegated))
    }

    private mutating func groupName(openedAt start: Int) throws(PatternError) {
        var name: [UInt8] = []
        var isFirst = true
        while let scalar = peek, scalar != ">" {
            let isAllowed =
                switch dialect {
                case .ecmaScript:
                    scalar == "$" || scalar == "_"
                        || (isFirst ? scalar.properties.isIDStart : scalar.properties.isIDContinue)
                        || (!isFirst && (scalar.value == 0x200C || scalar.value == 0x200D))
                case .re2: scalar == "_" || scalar.properties.isXIDContinue
                }
            guard isAllowed else { throw error("a group's name can't have \(shown(scalar))") }
            name += String(scalar).utf8
            isFirst = false
            place += 1
        }
        guard accept(">"), !name.isEmpty else { throw error("the group's name is incomplete", at: start) }
        guard groupNames.insert(name).inserted else { throw error("two groups have the same name", at: start) }
    }

    /// `(?flags)` or `(?flags:…)` of RE2.
    private mutating func flagGroup(openedAt start: Int) throws(PatternError) -> PatternNode? {
        var changed = flags
        var isOn = true
        var count = 0
        while let scalar = peek {
            place += 1
            switch scalar {
            case "i": changed.ignoresCase = isOn
            case "s": changed.dotMatchesAll = isOn
            case "m": changed.isMultiline = isOn
            case "U": break
            case "-" where isOn:
                isOn = false
                count = -1
            case ")" where count > 0:
                flags = changed
                return nil
            case ":" where count != 0 || isOn:
                let outer = flags
                flags = changed
                defer { flags = outer }
                return try groupBody(openedAt: start)
            default: throw error("there is no flag \(shown(scalar))", at: place - 1)
            }
            count += 1
        }
        throw error("there is no ) for this (", at: start)
    }

    func shown(_ scalar: Unicode.Scalar) -> String {
        scalar.value > 0x20 && scalar.value < 0x7F
            ? String(scalar) : "U+" + String(scalar.value, radix: 16, uppercase: true)
    }
}
