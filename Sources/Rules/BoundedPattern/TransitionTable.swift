/// A pattern whose states were all computed beforehand: the search reads one entry for each character and needs no memory.
final class TransitionTable: PatternEngine, @unchecked Sendable {
    private static let accepted = UInt16.max
    private static let mostStates = 10_000
    private static let mostEntries = 150_000
    private static let mostWork = 200_000

    /// What is known of a state beside where it leads: whether the text may end there, and whether nothing can lead to a match.
    private static let accepting: UInt8 = 1
    private static let hopeless: UInt8 = 2

    private let alphabet: Alphabet
    // Read in place: a search as short as most would otherwise count references for longer than it reads.
    private let ofASCII: UnsafeMutablePointer<UInt16>
    private let next: UnsafeMutablePointer<UInt16>
    private let ends: UnsafeMutablePointer<UInt8>

    /// What the machine knows between two characters: where it is, and what it just read as far as assertions care.
    private struct State: Hashable {
        let before: Neighbour
        let members: [Int32]
    }

    /// The table, or nil when the pattern looks around or would need too many states.
    init?(_ plan: PatternPlan, _ pattern: String) {
        guard plan.sides.isEmpty else { return nil }
        let alphabet = plan.alphabet
        let program = plan.program
        var next: [UInt16] = []
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
        let width = alphabet.count
        self.alphabet = alphabet
        self.next = .allocate(capacity: next.count)
        self.next.initialize(from: next, count: next.count)
        ofASCII = .allocate(capacity: 128)
        for scalar in 0..<128 { (ofASCII + scalar).initialize(to: alphabet.letter(of: UInt32(scalar))) }
        ends = .allocate(capacity: states.count)
        for number in states.indices {
            let stays = next[number * width..<(number + 1) * width].allSatisfy { $0 == number }
            (ends + number).initialize(
                to: acceptsAtEnd[number] ? Self.accepting : stays ? Self.hopeless : 0)
        }
        super.init(pattern, effort: 1)
    }

    deinit {
        next.deallocate()
        ofASCII.deallocate()
        ends.deallocate()
    }

    override func isFound(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        let accepted = Self.accepted
        let width = alphabet.count
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
            if target == accepted { return true }
            let targetRow = Int(target) * width
            guard targetRow != row else { continue }
            row = targetRow
            if ends[Int(target)] & Self.hopeless != 0 { return false }
        }
        return ends[row / width] & Self.accepting != 0
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
