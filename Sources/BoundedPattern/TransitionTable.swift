/// A pattern whose states were all computed beforehand: the search reads one entry for each character and needs no memory.
struct TransitionTable: Sendable {
    private static let accepted = UInt16.max
    private static let mostStates = 10_000
    private static let mostEntries = 150_000
    private static let mostWork = 600_000

    private let alphabet: Alphabet
    private var next: [UInt16] = []
    private var acceptsAtEnd: [Bool] = []
    /// Whether nothing that follows can lead to a match.
    private var isHopeless: [Bool] = []

    /// What the machine knows between two characters: where it is, and what it just read as far as assertions care.
    private struct State: Hashable {
        let before: Neighbour
        let members: [Int32]
    }

    /// The table, or nil when the pattern looks around or would need too many states.
    init?(_ simulation: Simulation) {
        guard !simulation.looksAround else { return nil }
        alphabet = simulation.alphabet
        let program = simulation.program
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
                work += following.count
                let target = State(before: before, members: following.members.prefix(following.count).sorted())
                if let known = numbers[target] {
                    next.append(UInt16(known))
                } else {
                    numbers[target] = states.count
                    next.append(UInt16(states.count))
                    states.append(target)
                }
            }
            guard states.count <= Self.mostStates, next.count <= Self.mostEntries, work <= Self.mostWork else {
                return nil
            }
            number += 1
        }
        isHopeless = states.indices.map { number in
            !acceptsAtEnd[number]
                && next[number * alphabet.count..<(number + 1) * alphabet.count].allSatisfy { $0 == number }
        }
    }

    func isFound(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var state = 0
        let width = alphabet.count
        var scalars = ScalarReader(text)
        while let scalar = scalars.next() {
            let target = next[state * width + Int(alphabet.letter(of: scalar))]
            if target == Self.accepted { return true }
            guard Int(target) != state else { continue }
            state = Int(target)
            if isHopeless[state] { return false }
        }
        return acceptsAtEnd[state]
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
