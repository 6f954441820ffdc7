/// A program in which all places of the search are bits of a few words, so that one instruction of the processor moves 64 of them.
///
/// A bit stands for an instruction that reads a character, for a condition on the place (a gate), or for the match. Most readers
/// lead only to the bit after them: that is a shift. The others are looked up four at a time.
struct BitProgram: Sendable {
    /// Bits that lead to one common bit, such as the end of a counted repetition.
    private struct Collector: Sendable {
        let target: Int
        /// The first word with such a bit, and how many words follow it.
        let first: Int
        let width: Int
        /// Where the bits stand in `sources`.
        let sources: Int
    }

    /// Four neighbouring bits, and for every choice of them the bits that it leads to, as far as they are not the next ones.
    private struct Block: Sendable {
        let word: Int
        let shift: UInt64
        let first: Int
        let width: Int
        let rows: Int
    }

    enum Gate: Sendable {
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
    private let sources: [UInt64]
    private let blocks: [Block]
    private let rows: [UInt64]
    private let gates: [(bit: Int, gate: Gate)]
    /// The words that each gate opens, one gate after the other.
    private let gateRows: [UInt64]

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
        var gates: [(bit: Int, gate: Gate)] = []
        var gateRows: [UInt64] = []
        var follows: [(bit: Int, row: [UInt64])] = []
        var masks = [UInt64](repeating: 0, count: words * alphabet.count)
        for (place, instruction) in program.instructions.enumerated() {
            let bit = Int(layout.bits[place])
            switch instruction {
            case .assertion(let assertion):
                gates.append((bit, .assertion(assertion)))
                gateRows += layout.row(from: place + 1)
            case .lookaround(let number):
                gates.append((bit, .lookaround(number)))
                gateRows += layout.row(from: place + 1)
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
        self.gateRows = gateRows
        var tangle = Tangle(follows, words: words)
        shifting = tangle.shifting
        (collectors, sources, blocks, rows) = tangle.resolved()
        effort =
            16 + 2 * words + sources.count + blocks.reduce(0) { $0 + 1 + $1.width }
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

        mutating func resolved() -> ([Collector], [UInt64], [Block], [UInt64]) {
            let (collectors, sources) = takeCollectors()
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
            return (collectors, sources, blocks, rows)
        }

        /// Bits that very many others lead to are asked for once, instead of once for each of those.
        private mutating func takeCollectors() -> ([Collector], [UInt64]) {
            var counts = [Int](repeating: 0, count: words * 64)
            for (_, row) in rest { row.forEachBit { counts[$0] += 1 } }
            let targets = counts.indices.filter { counts[$0] > 4 * words && counts[$0] > 16 }
                .sorted { counts[$0] > counts[$1] }.prefix(16)
            var collectors: [Collector] = []
            var sources: [UInt64] = []
            for target in targets {
                var mask = [UInt64](repeating: 0, count: words)
                for place in rest.indices where rest[place].row[target / 64] >> UInt64(target % 64) & 1 == 1 {
                    mask[rest[place].bit / 64] |= 1 << UInt64(rest[place].bit % 64)
                    rest[place].row[target / 64] &= ~(1 << UInt64(target % 64))
                }
                let used = mask.indices.filter { mask[$0] != 0 }
                guard let first = used.first, let last = used.last else { continue }
                collectors.append(
                    Collector(target: target, first: first, width: last - first + 1, sources: sources.count))
                sources += mask[first...last]
            }
            rest.removeAll { !$0.row.contains { $0 != 0 } }
            return (collectors, sources)
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
    /// Where the words of one search lie: the bits that are reached before a character, those after it, and the gates gone through.
    ///
    /// They lie in one array, which is looked at through one span: of three arrays each would be asked, character by character,
    /// whether it is shared. Behind unsafe pointers a search would take from nine tenths to two thirds of the time, depending on how
    /// many words there are.
    private struct Memory {
        var reached: Int
        var next: Int
        let opened: Int
        let words: Int

        init(words: Int) { (self.words, reached, next, opened) = (words, 0, words, words * 2) }
    }

    /// Reports every place at which a match ends, until told to stop. Read backwards, a match ends where it begins.
    func search(
        _ letters: [UInt16], _ neighbours: [Neighbour], backwards: Bool,
        holds: (_ lookaround: Int, _ place: Int) -> Bool, found: (_ place: Int) -> Bool
    ) {
        var memory = Memory(words: words)
        var bits = [UInt64](repeating: 0, count: words * 3)
        var span = bits.mutableSpan
        for step in 0...letters.count {
            let place = backwards ? letters.count - step : step
            for word in 0..<words { span[memory.reached + word] |= start[word] }
            if !gates.isEmpty {
                let before = place == 0 ? .edge : neighbours[Int(letters[place - 1])]
                let after = place == letters.count ? .edge : neighbours[Int(letters[place])]
                open(memory, &span) { gate in
                    switch gate {
                    case .assertion(let assertion): assertion.holds(between: before, and: after)
                    case .lookaround(let number): holds(number, place)
                    }
                }
            }
            if span[memory.reached + match / 64] >> UInt64(match % 64) & 1 == 1, !found(place) { return }
            guard step < letters.count else { return }
            advance(memory, &span, Int(letters[backwards ? place - 1 : place]))
            swap(&memory.reached, &memory.next)
        }
    }

    /// Goes through every gate that is reached and holds, until no further one is.
    @inline(__always)
    private func open(_ memory: Memory, _ span: inout MutableSpan<UInt64>, holds: (Gate) -> Bool) {
        let gateRows = gateRows.span
        for word in 0..<words { span[memory.opened + word] = 0 }
        var hasNew = true
        while hasNew {
            hasNew = false
            for number in gates.indices {
                let bit = gates[number].bit
                let mask: UInt64 = 1 << UInt64(bit % 64)
                guard span[memory.reached + bit / 64] & mask != 0, span[memory.opened + bit / 64] & mask == 0 else {
                    continue
                }
                span[memory.opened + bit / 64] |= mask
                guard holds(gates[number].gate) else { continue }
                hasNew = true
                for word in 0..<words { span[memory.reached + word] |= gateRows[number * words + word] }
            }
        }
    }

    /// Reads one character: of the bits that are reached those stay that read it, and the next are where they lead.
    @inline(__always)
    private func advance(_ memory: Memory, _ span: inout MutableSpan<UInt64>, _ letter: Int) {
        let (masks, shifting, collectors) = (letterMasks.span, shifting.span, collectors.span)
        let (sources, blocks, rows) = (sources.span, blocks.span, rows.span)
        var carry: UInt64 = 0
        for word in 0..<words {
            let active = span[memory.reached + word] & masks[letter * words + word]
            span[memory.reached + word] = active
            let shifted = active & shifting[word]
            span[memory.next + word] = shifted << 1 | carry
            carry = shifted >> 63
        }
        for number in collectors.indices {
            let collector = collectors[number]
            for place in 0..<collector.width
            where span[memory.reached + collector.first + place] & sources[collector.sources + place] != 0 {
                span[memory.next + collector.target / 64] |= 1 << UInt64(collector.target % 64)
                break
            }
        }
        for number in blocks.indices {
            let block = blocks[number]
            let choice = Int(span[memory.reached + block.word] >> block.shift & 15)
            guard choice != 0 else { continue }
            let row = block.rows + choice * block.width
            for word in 0..<block.width { span[memory.next + block.first + word] |= rows[row + word] }
        }
    }
}
