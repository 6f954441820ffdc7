/// A pattern as programs over one alphabet: its own, and one for each lookaround, inner ones first.
struct PatternPlan {
    struct Side {
        let program: PatternProgram
        let isAhead: Bool
        let isNegated: Bool
    }

    let alphabet: Alphabet
    let program: PatternProgram
    /// Those that look behind read forwards, those that look ahead read the reversed pattern backwards.
    let sides: [Side]

    init(_ tree: PatternNode, sets: [ScalarSet], lookarounds: [Lookaround]) throws(PatternError) {
        program = try PatternProgram(tree)
        var sides: [Side] = []
        for lookaround in lookarounds {
            let program = try PatternProgram(lookaround.isAhead ? lookaround.body.reversed : lookaround.body)
            sides.append(Side(program: program, isAhead: lookaround.isAhead, isNegated: lookaround.isNegated))
        }
        self.sides = sides
        let assertions = ([program] + sides.map(\.program)).flatMap(\.assertions)
        let alphabet = Alphabet(
            sets: sets,
            tellingWords: assertions.contains { $0 == .wordBoundary || $0 == .noWordBoundary },
            tellingLines: assertions.contains { $0 == .lineStart || $0 == .lineEnd }
        )
        guard let alphabet else {
            throw PatternError(message: "the pattern is too large: it tells too many characters apart", offset: 0)
        }
        self.alphabet = alphabet
    }
}

extension PatternProgram {
    var assertions: [Assertion] {
        instructions.compactMap { if case .assertion(let assertion) = $0 { assertion } else { nil } }
    }
}
