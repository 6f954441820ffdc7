extension PatternParser {
    /// Reads `[…]`.
    mutating func characterClass() throws(PatternError) -> ScalarSet {
        let start = place
        place += 1
        let isNegated = accept("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while let scalar = peek, scalar != "]" || (isFirst && dialect == .re2) {
            isFirst = false
            let itemStart = place
            if dialect == .re2, let set = try posixClass() {
                ranges += set.ranges
                continue
            }
            let first = try classAtom()
            guard peek == "-", let afterwards = peek(1), afterwards != "]" else {
                ranges += first.ranges
                continue
            }
            place += 1
            let last = try classAtom()
            guard let low = first.single, let high = last.single else {
                throw error("a range goes from one character to another", at: itemStart)
            }
            guard low <= high else { throw error("the range is out of order", at: itemStart) }
            ranges.append(low...high)
        }
        guard accept("]") else { throw error("there is no ] for this [", at: start) }
        var set = ScalarSet(ranges)
        if flags.ignoresCase { set = set.foldingCase }
        return isNegated ? set.inverted : set
    }

    private enum ClassAtom {
        case scalar(UInt32)
        case set(ScalarSet)

        var ranges: [ClosedRange<UInt32>] {
            switch self {
            case .scalar(let value): [value...value]
            case .set(let set): set.ranges
            }
        }

        var single: UInt32? { if case .scalar(let value) = self { value } else { nil } }
    }

    private mutating func classAtom() throws(PatternError) -> ClassAtom {
        guard let scalar = peek else { throw error("the pattern ends inside [") }
        guard scalar == "\\" else {
            place += 1
            return .scalar(scalar.value)
        }
        let start = place
        switch try escape(inClass: true) {
        case .scalar(let value): return .scalar(value)
        case .set(let set): return .set(set)
        case .assertion: throw error("no such escape inside [ ]", at: start)
        }
    }

    /// `[:name:]` or `[:^name:]`; nil when something else stands here.
    private mutating func posixClass() throws(PatternError) -> ScalarSet? {
        let start = place
        guard accept("[:") else { return nil }
        let isNegated = accept("^")
        var name = ""
        while let scalar = peek, scalar.isASCII, scalar.properties.isAlphabetic {
            name.unicodeScalars.append(scalar)
            place += 1
        }
        guard accept(":]") else {
            place = start
            return nil
        }
        guard let set = ScalarSet.posixClasses[name] else { throw error("there is no class [:\(name):]", at: start) }
        return isNegated ? set.inverted : set
    }
}
