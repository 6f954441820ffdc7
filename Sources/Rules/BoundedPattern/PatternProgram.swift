/// A pattern as instructions for a machine that is in many states at once.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        /// Goes on when the next character is in the set.
        case set(Int)
        case split(Int, Int)
        case jump(Int)
        case assertion(Assertion)
        case lookaround(Int)
        case match
    }

    /// The most instructions; counted repetitions are written out.
    static let largest = 50_000

    private(set) var instructions: [Instruction] = []
    private var work = 0

    init(_ node: PatternNode) throws(PatternError) {
        try emit(node)
        instructions.append(.match)
    }

    private mutating func emit(_ node: PatternNode) throws(PatternError) {
        work += 1
        // Repetitions of nothing write no instruction, so the work itself is counted too.
        guard instructions.count < Self.largest, work < Self.largest * 4 else {
            throw PatternError(message: "the pattern is too large: its repetitions amount to too much", offset: 0)
        }
        switch node {
        case .empty: break
        case .set(let number): instructions.append(.set(number))
        case .assertion(let assertion): instructions.append(.assertion(assertion))
        case .lookaround(let number): instructions.append(.lookaround(number))
        case .sequence(let nodes): for node in nodes { try emit(node) }
        case .choice(let nodes): try emitChoice(nodes)
        case .repetition(let node, let least, let most): try emitRepetition(node, least, most)
        }
    }

    private mutating func emitChoice(_ nodes: [PatternNode]) throws(PatternError) {
        var ends: [Int] = []
        for node in nodes.dropLast() {
            let fork = reserve()
            try emit(node)
            ends.append(reserve())
            instructions[fork] = .split(fork + 1, instructions.count)
        }
        if let last = nodes.last { try emit(last) }
        for end in ends { instructions[end] = .jump(instructions.count) }
    }

    private mutating func emitRepetition(_ node: PatternNode, _ least: Int, _ most: Int?) throws(PatternError) {
        for _ in 0..<least { try emit(node) }
        guard let most else {
            let fork = reserve()
            try emit(node)
            instructions.append(.jump(fork))
            instructions[fork] = .split(fork + 1, instructions.count)
            return
        }
        var forks: [Int] = []
        for _ in least..<most {
            forks.append(reserve())
            try emit(node)
        }
        for fork in forks { instructions[fork] = .split(fork + 1, instructions.count) }
    }

    private mutating func reserve() -> Int {
        instructions.append(.match)
        return instructions.count - 1
    }
}

/// A set of instruction numbers that is emptied at once and keeps the order of insertion.
struct StateSet {
    private(set) var members: [Int32]
    private var places: [Int32]
    private(set) var count = 0

    init(capacity: Int) {
        members = [Int32](repeating: 0, count: capacity)
        places = members
    }

    subscript(_ place: Int) -> Int { Int(members[place]) }

    mutating func removeAll() { count = 0 }

    mutating func insert(_ state: Int) {
        let place = Int(places[state])
        if place < count, members[place] == Int32(truncatingIfNeeded: state) { return }
        places[state] = Int32(truncatingIfNeeded: count)
        members[count] = Int32(truncatingIfNeeded: state)
        count += 1
    }
}

extension Assertion {
    /// Whether the assertion holds between these neighbours.
    func holds(between before: Neighbour, and after: Neighbour) -> Bool {
        switch self {
        case .textStart: before == .edge
        case .textEnd: after == .edge
        case .lineStart: before == .edge || before == .lineFeed
        case .lineEnd: after == .edge || after == .lineFeed
        case .wordBoundary: (before == .word) != (after == .word)
        case .noWordBoundary: (before == .word) == (after == .word)
        }
    }
}

extension PatternProgram {
    /// Adds every state that the members reach without reading a character; returns whether the match is among them.
    func expand(
        _ states: inout StateSet, between before: Neighbour, and after: Neighbour, holds: (_ lookaround: Int) -> Bool
    ) -> Bool {
        var isMatch = false
        var place = 0
        while place < states.count {
            let state = states[place]
            place += 1
            switch instructions[state] {
            case .set: break
            case .split(let left, let right):
                states.insert(left)
                states.insert(right)
            case .jump(let target): states.insert(target)
            case .assertion(let assertion): if assertion.holds(between: before, and: after) { states.insert(state + 1) }
            case .lookaround(let number): if holds(number) { states.insert(state + 1) }
            case .match: isMatch = true
            }
        }
        return isMatch
    }
}
