/// The machine that follows all ways through a pattern at once: for each character it looks at each instruction at most once.
///
/// What a lookaround says is computed for every place beforehand, inner ones first: those that look behind by reading
/// forwards, those that look ahead by reading the reversed pattern backwards. So they cost as much as the pattern itself.
struct Simulation: Sendable {
    /// The most instructions that look at each character.
    static let largest = 1_500

    let alphabet: Alphabet
    let program: PatternProgram
    private let lookarounds: [(program: PatternProgram, isAhead: Bool, isNegated: Bool)]

    init(_ tree: PatternNode, sets: [ScalarSet], lookarounds: [Lookaround]) throws(PatternError) {
        program = try PatternProgram(tree)
        var programs: [(program: PatternProgram, isAhead: Bool, isNegated: Bool)] = []
        for lookaround in lookarounds {
            let program = try PatternProgram(lookaround.isAhead ? lookaround.body.reversed : lookaround.body)
            programs.append((program, lookaround.isAhead, lookaround.isNegated))
        }
        self.lookarounds = programs
        let assertions = ([program] + programs.map(\.program)).flatMap(\.assertions)
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

    /// How many instructions look at characters.
    var size: Int { lookarounds.reduce(program.readerCount) { $0 + $1.program.readerCount } }

    var looksAround: Bool { !lookarounds.isEmpty }

    func isFound(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var letters: [UInt16] = []
        letters.reserveCapacity(text.count)
        var scalars = ScalarReader(text)
        while let scalar = scalars.next() { letters.append(alphabet.letter(of: scalar)) }
        var tables: [[Bool]] = []
        for lookaround in lookarounds {
            var table = [Bool](repeating: lookaround.isNegated, count: letters.count + 1)
            search(lookaround.program, letters, tables, backwards: lookaround.isAhead) { place in
                table[place].toggle()
                return true
            }
            tables.append(table)
        }
        var isFound = false
        search(program, letters, tables, backwards: false) { _ in
            isFound = true
            return false
        }
        return isFound
    }

    /// Reports every place at which a match ends, until told to stop. Read backwards, a match ends where it begins.
    private func search(
        _ program: PatternProgram, _ letters: [UInt16], _ tables: [[Bool]], backwards: Bool,
        found: (_ place: Int) -> Bool
    ) {
        var current = StateSet(capacity: program.instructions.count)
        var next = current
        for step in 0...letters.count {
            let place = backwards ? letters.count - step : step
            let before = place == 0 ? .edge : alphabet.neighbours[Int(letters[place - 1])]
            let after = place == letters.count ? .edge : alphabet.neighbours[Int(letters[place])]
            current.insert(0)
            if program.expand(&current, between: before, and: after, holds: { tables[$0][place] }), !found(place) {
                return
            }
            guard step < letters.count else { return }
            let letter = Int(letters[backwards ? place - 1 : place])
            next.removeAll()
            for member in 0..<current.count {
                let state = current[member]
                if case .set(let number) = program.instructions[state], alphabet.set(number, contains: letter) {
                    next.insert(state + 1)
                }
            }
            swap(&current, &next)
        }
    }
}

extension PatternProgram {
    var readerCount: Int { instructions.count { if case .set = $0 { true } else { false } } }

    var assertions: [Assertion] {
        instructions.compactMap { if case .assertion(let assertion) = $0 { assertion } else { nil } }
    }
}

/// The code points of valid UTF-8.
struct ScalarReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    @inline(__always)
    mutating func next() -> UInt32? {
        guard place < bytes.count else { return nil }
        let first = UInt32(bytes[place])
        place += 1
        guard first >= 0x80 else { return first }
        let more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3
        var scalar = first & (0x3F >> UInt32(more))
        for _ in 0..<more where place < bytes.count {
            scalar = scalar << 6 | UInt32(bytes[place] & 0x3F)
            place += 1
        }
        return scalar
    }
}
