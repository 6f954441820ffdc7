/// A program in which all places of the search are bits of a few words, so that one instruction of the processor moves 64 of them.
///
/// A bit stands for an instruction that reads a character, for a condition on the place (a gate), or for the match. Most readers
/// lead only to the bit after them: that is a shift. The others are looked up four at a time.
struct BitProgram {
    /// Bits that lead to one common bit, such as the end of a counted repetition.
    private struct Collector {
        let target: Int
        let first: Int
        let sources: [UInt64]
    }

    /// Four neighbouring bits, and for every choice of them the bits that it leads to, as far as they are not the next ones.
    private struct Block {
        let word: Int
        let shift: UInt64
        let first: Int
        let width: Int
        let rows: Int
    }

    enum Gate {
        case assertion(Assertion)
        case lookaround(Int)
    }

    let words: Int
    /// How many words are looked at for each character, and what each costs beside.
    let effort: Int
    private let start: [UInt64]
    private let match: Int
    private let shifting: [UInt64]
    private let letterMasks: [UInt64]
    private let collectors: [Collector]
    private let blocks: [Block]
    private let rows: [UInt64]
    private let gates: [(bit: Int, gate: Gate, row: [UInt64])]

    private static let mostClosureWork = 3_000_000
    private static let mostMaskWords = 150_000
    private static let mostBits = 4_096

    /// The program with bits, or nil when it has too many or they are too much entangled.
    init?(_ program: PatternProgram, _ alphabet: Alphabet) {
        var layout = Layout(program)
        guard layout.count <= Self.mostBits, layout.count / 64 * alphabet.count <= Self.mostMaskWords else {
            return nil
        }
        words = layout.words
        match = layout.match
        start = layout.row(from: 0)
        var gates: [(bit: Int, gate: Gate, row: [UInt64])] = []
        var follows: [(bit: Int, row: [UInt64])] = []
        var masks = [UInt64](repeating: 0, count: words * alphabet.count)
        for (place, instruction) in program.instructions.enumerated() {
            let bit = Int(layout.bits[place])
            switch instruction {
            case .assertion(let assertion): gates.append((bit, .assertion(assertion), layout.row(from: place + 1)))
            case .lookaround(let number): gates.append((bit, .lookaround(number), layout.row(from: place + 1)))
            case .set(let set):
                follows.append((bit, layout.row(from: place + 1)))
                for letter in 0..<alphabet.count where alphabet.set(set, contains: letter) {
                    masks[letter * words + bit / 64] |= 1 << UInt64(bit % 64)
                }
            case .split, .jump, .match: break
            }
            guard layout.work <= Self.mostClosureWork else { return nil }
        }
        letterMasks = masks
        self.gates = gates
        var tangle = Tangle(follows, words: words)
        shifting = tangle.shifting
        (collectors, blocks, rows) = tangle.resolved()
        effort =
            16 + 2 * words + collectors.reduce(0) { $0 + $1.sources.count } + blocks.reduce(0) { $0 + 1 + $1.width }
            + gates.count * (2 + words)
    }
}

extension BitProgram {
    /// Which instruction has which bit, and where each leads without reading.
    private struct Layout {
        let program: PatternProgram
        var bits: [Int32]
        var count = 0
        var match = 0
        var work = 0
        private var reached: StateSet

        init(_ program: PatternProgram) {
            self.program = program
            bits = [Int32](repeating: -1, count: program.instructions.count)
            reached = StateSet(capacity: program.instructions.count)
            for (place, instruction) in program.instructions.enumerated() {
                switch instruction {
                case .split, .jump: continue
                case .match: match = count
                case .set, .assertion, .lookaround: break
                }
                bits[place] = Int32(count)
                count += 1
            }
        }

        var words: Int { (count + 63) / 64 }

        /// The bits that are reached from an instruction without reading and without passing a gate.
        mutating func row(from start: Int) -> [UInt64] {
            var row = [UInt64](repeating: 0, count: words)
            reached.removeAll()
            reached.insert(start)
            var place = 0
            while place < reached.count {
                let state = reached[place]
                place += 1
                switch program.instructions[state] {
                case .split(let left, let right):
                    reached.insert(left)
                    reached.insert(right)
                case .jump(let target): reached.insert(target)
                case .set, .assertion, .lookaround, .match:
                    let bit = Int(bits[state])
                    row[bit / 64] |= 1 << UInt64(bit % 64)
                }
            }
            work += reached.count
            return row
        }
    }

    /// Takes the bits that follow each other apart into shifts, common targets and the rest.
    private struct Tangle {
        private(set) var shifting: [UInt64]
        private var rest: [(bit: Int, row: [UInt64])] = []
        private let words: Int

        init(_ follows: [(bit: Int, row: [UInt64])], words: Int) {
            self.words = words
            shifting = [UInt64](repeating: 0, count: words)
            for (bit, row) in follows {
                var row = row
                let next = bit + 1
                if row[next / 64] >> UInt64(next % 64) & 1 == 1 {
                    shifting[bit / 64] |= 1 << UInt64(bit % 64)
                    row[next / 64] &= ~(1 << UInt64(next % 64))
                }
                if row.contains(where: { $0 != 0 }) { rest.append((bit, row)) }
            }
        }

        mutating func resolved() -> ([Collector], [Block], [UInt64]) {
            let collectors = takeCollectors()
            var blocks: [Block] = []
            var rows: [UInt64] = []
            var number = 0
            while number < rest.count {
                let quarter = rest[number].bit / 4
                var members: [(bit: Int, row: [UInt64])] = []
                while number < rest.count, rest[number].bit / 4 == quarter {
                    members.append(rest[number])
                    number += 1
                }
                let used = (0..<words).filter { word in members.contains { $0.row[word] != 0 } }
                guard let first = used.first, let last = used.last else { continue }
                blocks.append(
                    Block(
                        word: quarter / 16, shift: UInt64(quarter % 16 * 4), first: first, width: last - first + 1,
                        rows: rows.count))
                for choice in 0..<16 {
                    for word in first...last {
                        rows.append(
                            members.reduce(0) { $0 | (choice >> ($1.bit % 4) & 1 == 1 ? $1.row[word] : 0) })
                    }
                }
            }
            return (collectors, blocks, rows)
        }

        /// Bits that very many others lead to are asked for once, instead of once for each of those.
        private mutating func takeCollectors() -> [Collector] {
            var sources = [Int](repeating: 0, count: words * 64)
            for (_, row) in rest { row.forEachBit { sources[$0] += 1 } }
            let targets = sources.indices.filter { sources[$0] > 4 * words && sources[$0] > 16 }
                .sorted { sources[$0] > sources[$1] }.prefix(16)
            var collectors: [Collector] = []
            for target in targets {
                var mask = [UInt64](repeating: 0, count: words)
                for place in rest.indices where rest[place].row[target / 64] >> UInt64(target % 64) & 1 == 1 {
                    mask[rest[place].bit / 64] |= 1 << UInt64(rest[place].bit % 64)
                    rest[place].row[target / 64] &= ~(1 << UInt64(target % 64))
                }
                let used = mask.indices.filter { mask[$0] != 0 }
                guard let first = used.first, let last = used.last else { continue }
                collectors.append(Collector(target: target, first: first, sources: Array(mask[first...last])))
            }
            rest.removeAll { !$0.row.contains { $0 != 0 } }
            return collectors
        }
    }
}

extension [UInt64] {
    fileprivate func forEachBit(_ body: (Int) -> Void) {
        for (place, word) in enumerated() {
            var left = word
            while left != 0 {
                body(place * 64 + left.trailingZeroBitCount)
                left &= left - 1
            }
        }
    }
}

extension BitProgram {
    /// Reports every place at which a match ends, until told to stop. Read backwards, a match ends where it begins.
    func search(
        _ letters: UnsafeBufferPointer<UInt16>, _ neighbours: UnsafeBufferPointer<Neighbour>, backwards: Bool,
        holds: (_ lookaround: Int, _ place: Int) -> Bool, found: (_ place: Int) -> Bool
    ) {
        let memory = UnsafeMutablePointer<UInt64>.allocate(capacity: words * 3)
        defer { memory.deallocate() }
        memory.initialize(repeating: 0, count: words * 3)
        var (reached, next) = (memory, memory + words)
        let opened = memory + words * 2
        letterMasks.withUnsafeBufferPointer { masks in
            for step in 0...letters.count {
                let place = backwards ? letters.count - step : step
                for word in 0..<words { reached[word] |= start[word] }
                if !gates.isEmpty {
                    let before = place == 0 ? .edge : neighbours[Int(letters[place - 1])]
                    let after = place == letters.count ? .edge : neighbours[Int(letters[place])]
                    open(reached, opened) { gate in
                        switch gate {
                        case .assertion(let assertion): assertion.holds(between: before, and: after)
                        case .lookaround(let number): holds(number, place)
                        }
                    }
                }
                if reached[match / 64] >> UInt64(match % 64) & 1 == 1, !found(place) { return }
                guard step < letters.count else { return }
                let letter = Int(letters[backwards ? place - 1 : place])
                advance(reached, masks.baseAddress.unsafelyUnwrapped + letter * words, next)
                swap(&reached, &next)
            }
        }
    }

    /// Goes through every gate that is reached and holds, until no further one is.
    @inline(__always)
    private func open(
        _ reached: UnsafeMutablePointer<UInt64>, _ opened: UnsafeMutablePointer<UInt64>, holds: (Gate) -> Bool
    ) {
        for word in 0..<words { opened[word] = 0 }
        var hasNew = true
        while hasNew {
            hasNew = false
            for (bit, gate, row) in gates {
                let mask: UInt64 = 1 << UInt64(bit % 64)
                guard reached[bit / 64] & mask != 0, opened[bit / 64] & mask == 0 else { continue }
                opened[bit / 64] |= mask
                guard holds(gate) else { continue }
                hasNew = true
                for word in 0..<words { reached[word] |= row[word] }
            }
        }
    }

    /// Reads one character: `reached` keeps the bits that read it, `next` gets where they lead.
    @inline(__always)
    private func advance(
        _ reached: UnsafeMutablePointer<UInt64>, _ mask: UnsafePointer<UInt64>, _ next: UnsafeMutablePointer<UInt64>
    ) {
        var carry: UInt64 = 0
        for word in 0..<words {
            let active = reached[word] & mask[word]
            reached[word] = active
            let shifted = active & shifting[word]
            next[word] = shifted << 1 | carry
            carry = shifted >> 63
        }
        for collector in collectors {
            for (place, sources) in collector.sources.enumerated()
            where reached[collector.first + place] & sources != 0 {
                next[collector.target / 64] |= 1 << UInt64(collector.target % 64)
                break
            }
        }
        rows.withUnsafeBufferPointer { rows in
            for block in blocks {
                let choice = Int(reached[block.word] >> block.shift & 15)
                guard choice != 0 else { continue }
                let row = block.rows + choice * block.width
                for word in 0..<block.width { next[block.first + word] |= rows[row + word] }
            }
        }
    }
}
