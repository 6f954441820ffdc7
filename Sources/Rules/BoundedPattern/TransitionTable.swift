/// A pattern whose states were all computed beforehand: the search reads one entry for each character and needs no memory.
final class TransitionTable: Sendable {
    /// Stand in place of a row: the pattern was found; nothing that follows can lead to it any more.
    private static let accepted = UInt32.max, hopeless = UInt32.max - 1
    private static let mostStates = 10_000
    private static let mostEntries = 150_000
    private static let mostWork = 200_000

    let pattern: String
    private let alphabet: Alphabet
    private let ofASCII: [UInt16]
    /// A row of one entry for each letter, for each state: where the row of the state begins that it leads to.
    private let next: [UInt32]
    /// For every state, whether the text may end there.
    private let acceptsAtEnd: [Bool]

    /// What the machine knows between two characters: where it is, and what it just read as far as assertions care.
    private struct State: Hashable {
        let before: Neighbour
        let members: [Int32]
    }

    /// The table, or nil when the pattern looks around or would need too many states.
    init?(_ plan: PatternPlan, of pattern: String) {
        guard plan.sides.isEmpty else { return nil }
        let alphabet = plan.alphabet
        let program = plan.program
        let width = UInt32(alphabet.count)
        var next: [UInt32] = []
        var acceptsAtEnd: [Bool] = []
        var states = [State(before: .edge, members: [])]
        var numbers = [states[0]: 0]
        var work = 0
        var reached = StateSet(capacity: program.instructions.count)
        var following = reached
        var number = 0
        while number < states.count {
            let state = states[number]
            var sources: [Neighbour: [Int]?] = [:]
            for after in Set(alphabet.neighbours + [.edge]) {
                reached.removeAll()
                for member in state.members { reached.insert(Int(member)) }
                reached.insert(0)
                let isMatch = program.expand(&reached, between: state.before, and: after) { _ in false }
                work += reached.count
                sources[after] = .some(isMatch ? nil : program.readers(among: reached))
            }
            acceptsAtEnd.append(sources[.edge] == .some(.none))
            for letter in 0..<alphabet.count {
                let before = alphabet.neighbours[letter]
                guard case .some(.some(let readers)) = sources[before] else {
                    next.append(Self.accepted)
                    continue
                }
                work += readers.count + 1
                following.removeAll()
                for reader in readers {
                    if program.reads(alphabet, letter, at: reader) { following.insert(reader + 1) }
                }
                work += following.count + 8
                let target = State(before: before, members: following.members.prefix(following.count).sorted())
                if let known = numbers[target] {
                    next.append(UInt32(known) * width)
                } else {
                    numbers[target] = states.count
                    next.append(UInt32(states.count) * width)
                    states.append(target)
                }
            }
            guard states.count <= Self.mostStates, next.count <= Self.mostEntries, work <= Self.mostWork else {
                return nil
            }
            number += 1
        }
        let rows = states.indices.map { UInt32($0) * width }
        let hopeless = Set(
            rows.indices.filter { number in
                !acceptsAtEnd[number]
                    && next[Int(rows[number])..<Int(rows[number] + width)].allSatisfy { $0 == rows[number] }
            }.map { rows[$0] })
        self.pattern = pattern
        self.alphabet = alphabet
        self.next = next.map { hopeless.contains($0) ? Self.hopeless : $0 }
        self.acceptsAtEnd = acceptsAtEnd
        ofASCII = (UInt32(0)..<128).map(alphabet.letter(of:))
    }

    func isFound(in text: Span<UInt8>) -> Bool {
        var row = 0
        var place = 0
        while place < text.count {
            let first = text[place]
            let letter: UInt16
            if first < 0x80 {
                letter = ofASCII[Int(first)]
                place += 1
            } else {
                let (scalar, length) = text.scalar(at: place)
                letter = alphabet.letter(of: scalar)
                place += length
            }
            let target = next[row + Int(letter)]
            guard target < Self.hopeless else { return target == Self.accepted }
            row = Int(target)
        }
        return acceptsAtEnd[row / alphabet.count]
    }
}

extension PatternProgram {
    fileprivate func readers(among states: StateSet) -> [Int] {
        states.members.prefix(states.count).compactMap { state in
            if case .set = instructions[Int(state)] { Int(state) } else { nil }
        }
    }

    fileprivate func reads(_ alphabet: Alphabet, _ letter: Int, at state: Int) -> Bool {
        if case .set(let number) = instructions[state] { alphabet.set(number, contains: letter) } else { false }
    }
}
