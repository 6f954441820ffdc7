/// The machine that follows all ways through a pattern at once, for patterns whose states are too many to be computed beforehand.
///
/// What a lookaround says is computed for every place beforehand, inner ones first: those that look behind by reading
/// forwards, those that look ahead by reading the reversed pattern backwards. So they cost as much as the pattern itself.
final class Simulation: Sendable {
    /// The most words that are looked at for each character.
    static let mostEffort = 600

    let pattern: String
    /// How many words are looked at for each character.
    let effort: Int
    private let alphabet: Alphabet
    private let program: BitProgram
    private let sides: [(program: BitProgram, isAhead: Bool, isNegated: Bool)]

    init(_ plan: PatternPlan, of pattern: String) throws(PatternError) {
        var sides: [(program: BitProgram, isAhead: Bool, isNegated: Bool)] = []
        var effort = 0
        for program in plan.sides.map(\.program) + [plan.program] {
            guard let bits = BitProgram(program, plan.alphabet), effort + bits.effort <= Self.mostEffort else {
                throw PatternError(message: "the pattern is too large to be searched for quickly", offset: 0)
            }
            effort += bits.effort
            let side = sides.count < plan.sides.count ? plan.sides[sides.count] : nil
            sides.append((bits, side?.isAhead ?? false, side?.isNegated ?? false))
        }
        program = sides.removeLast().program
        self.sides = sides
        alphabet = plan.alphabet
        self.pattern = pattern
        self.effort = effort
    }

    func isFound(in text: Span<UInt8>) -> Bool {
        var letters: [UInt16] = []
        letters.reserveCapacity(text.count)
        var place = 0
        while place < text.count {
            let (scalar, length) = text.scalar(at: place)
            letters.append(alphabet.letter(of: scalar))
            place += length
        }
        return isFound(in: letters)
    }

    private func isFound(in letters: [UInt16]) -> Bool {
        var answers: [[UInt64]] = []
        func holds(_ number: Int, _ place: Int) -> Bool { answers[number][place >> 6] >> UInt64(place & 63) & 1 == 1 }
        for side in sides {
            var answer = [UInt64](repeating: side.isNegated ? ~0 : 0, count: letters.count / 64 + 1)
            side.program.search(letters, alphabet.neighbours, backwards: side.isAhead, holds: holds) { place in
                answer[place >> 6] ^= 1 << UInt64(place & 63)
                return true
            }
            answers.append(answer)
        }
        var isFound = false
        program.search(letters, alphabet.neighbours, backwards: false, holds: holds) { _ in
            isFound = true
            return false
        }
        return isFound
    }
}
