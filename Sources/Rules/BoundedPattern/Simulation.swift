/// The machine that follows all ways through a pattern at once, for patterns whose states are too many to be computed beforehand.
///
/// What a lookaround says is computed for every place beforehand, inner ones first: those that look behind by reading
/// forwards, those that look ahead by reading the reversed pattern backwards. So they cost as much as the pattern itself.
final class Simulation: PatternEngine, @unchecked Sendable {
    /// The most words that are looked at for each character.
    static let mostEffort = 600

    private let alphabet: Alphabet
    private let program: BitProgram
    private let sides: [(program: BitProgram, isAhead: Bool, isNegated: Bool)]

    init(_ plan: PatternPlan, _ pattern: String) throws(PatternError) {
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
        super.init(pattern, effort: effort)
    }

    override func isFound(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var letters: [UInt16] = []
        letters.reserveCapacity(text.count)
        var scalars = ScalarReader(text)
        while let scalar = scalars.next() { letters.append(alphabet.letter(of: scalar)) }
        return letters.withUnsafeBufferPointer { letters in
            alphabet.neighbours.withUnsafeBufferPointer { isFound(in: letters, $0) }
        }
    }

    private func isFound(
        in letters: UnsafeBufferPointer<UInt16>, _ neighbours: UnsafeBufferPointer<Neighbour>
    ) -> Bool {
        var answers: [[UInt64]] = []
        func holds(_ number: Int, _ place: Int) -> Bool { answers[number][place >> 6] >> UInt64(place & 63) & 1 == 1 }
        for side in sides {
            var answer = [UInt64](repeating: side.isNegated ? ~0 : 0, count: letters.count / 64 + 1)
            side.program.search(letters, neighbours, backwards: side.isAhead, holds: holds) { place in
                answer[place >> 6] ^= 1 << UInt64(place & 63)
                return true
            }
            answers.append(answer)
        }
        var isFound = false
        program.search(letters, neighbours, backwards: false, holds: holds) { _ in
            isFound = true
            return false
        }
        return isFound
    }
}
