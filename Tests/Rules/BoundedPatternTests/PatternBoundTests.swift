@testable import BoundedPattern
import Fixtures
import Testing

@Suite struct `The bounds of patterns` {
    @Test func `a pattern that is too large is refused`() {
        let patterns = [
            "(a{1000}){1000}", "((((((a{10}){10}){10}){10}){10}){10}){10}", "((((a{0}){1000}){1000}){1000}){1000}",
            "((|){1000}){1000000}", "a{1000000}", "[ab]*a[ab]{5000}", "(a?){1000}a{400}c", "(?=a{6000})b",
            String(repeating: "a", count: 40_000),
            String(repeating: "(", count: 10_000) + "a",
            String(repeating: "(?:", count: 5_000) + String(repeating: ")", count: 5_000),
            String(repeating: "(?=", count: 5_000) + String(repeating: ")", count: 5_000),
        ]
        for pattern in patterns {
            #expect(throws: PatternError.self, "\(pattern.prefix(40))") {
                try BoundedPattern(pattern, dialect: .ecmaScript)
            }
        }
    }

    @Test(arguments: [
        "^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)*(.*)*(.*)*!",
        "^(?=(a+)+$)(?!(a*)*c)b",
    ])
    func `a pattern that others run for years on is answered at once`(_ pattern: String) throws {
        let compiled = try BoundedPattern(pattern, dialect: .ecmaScript)
        #expect(!compiled.isFound(in: String(repeating: "a", count: 20_000) + "\u{1}"))
    }

    @Test(arguments: [
        ("[ab]*a[ab]{700}c", "a" + String(repeating: "b", count: 700) + "c"),
        ("[ab]{1,1400}c$", "abc"), ("(?<=a[ab]{600})c", "a" + String(repeating: "b", count: 600) + "c"),
        ("(.*a){20}x", String(repeating: "a", count: 20) + "x"),
        ("(a?){200}a{200}c", String(repeating: "a", count: 200) + "c"),
        ("\\b(?:[ab]{90}\\b ?){3}c", String(repeating: String(repeating: "a", count: 90) + " ", count: 3) + "c"),
        ("(?:[ab]*a[ab]{12}c)|(?:[ab]*b[ab]{12}d)", "baaaaaaaaaaaad"),
    ])
    func `a pattern of very many states is searched for with bounded effort`(_ row: (pattern: String, found: String))
        throws
    {
        let compiled = try BoundedPattern(row.pattern, dialect: .ecmaScript)
        #expect(compiled.effort <= Simulation.mostEffort)
        let text = String(repeating: "abbab", count: 4_000)
        #expect(!compiled.isFound(in: text))
        #expect(compiled.isFound(in: text + " " + row.found))
        #expect(!compiled.isFound(in: text + " " + row.found.dropLast()))
    }

    /// Counted repetitions that span several words, with and without a common end, against following every state by itself.
    @Test(arguments: [
        "^a{70}b{0,90}a$", "^(?:ab?){60,130}b$", "a[ab]{65}a|b{64}ab{63}", "^(?:a{1,3}b){40}$", "(?:a|b{3}){50}ba{20}$",
        "^(?:a?b?){70}a{10}$",
    ])
    func `words of many states agree with single states`(_ pattern: String) throws {
        let simulated = try BoundedPattern("(?:\(pattern))(?=)", dialect: .ecmaScript)
        #expect(!simulated.isTabulated)
        var parser = try PatternParser(pattern, dialect: .ecmaScript)
        let tree = try parser.parse()
        let plan = try PatternPlan(tree, sets: parser.sets, lookarounds: parser.lookarounds)
        var random = SeededRandom(seed: 17)
        for _ in 0..<120 {
            let run = Int.random(in: 1...80, using: &random)
            let text = String(
                (0..<Int.random(in: 0...200, using: &random)).map { place in
                    place / run % 2 == 0 || Int.random(in: 0..<40, using: &random) == 0 ? "a" : "b"
                } as [Character])
            #expect(simulated.isFound(in: text) == Self.isFound(plan, in: text), "\(pattern) in \(text)")
        }
        let whole = String(repeating: "a", count: 70) + String(repeating: "b", count: 90) + "a"
        #expect(simulated.isFound(in: whole) == Self.isFound(plan, in: whole))
    }

    /// Follows every state of a program by itself.
    private static func isFound(_ plan: PatternPlan, in text: String) -> Bool {
        let letters = text.unicodeScalars.map { Int(plan.alphabet.letter(of: $0.value)) }
        var current = StateSet(capacity: plan.program.instructions.count)
        var next = current
        for place in 0...letters.count {
            let before = place == 0 ? .edge : plan.alphabet.neighbours[letters[place - 1]]
            let after = place == letters.count ? .edge : plan.alphabet.neighbours[letters[place]]
            current.insert(0)
            if plan.program.expand(&current, between: before, and: after, holds: { _ in false }) { return true }
            guard place < letters.count else { return false }
            next.removeAll()
            for member in 0..<current.count {
                if case .set(let set) = plan.program.instructions[current[member]],
                    plan.alphabet.set(set, contains: letters[place])
                {
                    next.insert(current[member] + 1)
                }
            }
            swap(&current, &next)
        }
        return false
    }

    @Test(arguments: [
        "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", "^.{1,4096}$", "\\p{L}cole", "^[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,63}$",
        "^\\d{4}-\\d{2}-\\d{2}$",
        "\\b(draft|secret|internal)\\b",
    ])
    func `an everyday pattern is searched for without memory`(_ pattern: String) throws {
        #expect(try BoundedPattern(pattern, dialect: .ecmaScript).isTabulated)
    }

    @Test func `counting up to thousands works`() throws {
        let compiled = try BoundedPattern("^.{1,4096}$", dialect: .ecmaScript)
        #expect(compiled.isFound(in: String(repeating: "é", count: 4096)))
        #expect(!compiled.isFound(in: String(repeating: "é", count: 4097)))
    }

    /// Random patterns in the common subset of all engines, against a matcher that tries everything.
    @Test func `table, simulation and an exhaustive matcher agree`() throws {
        var random = SeededRandom(seed: 7)
        for _ in 0..<1_500 {
            let tree = RandomPattern(depth: 3, looking: false, using: &random)
            let tabulated = try BoundedPattern(tree.text, dialect: .ecmaScript)
            // A lookahead that always holds keeps the table from being used.
            let simulated = try BoundedPattern("(?:" + tree.text + ")(?=)", dialect: .ecmaScript)
            #expect(tabulated.isTabulated && !simulated.isTabulated)
            for _ in 0..<8 {
                let text = (0..<Int.random(in: 0...6, using: &random)).map { _ in "ab \n".randomElement(using: &random)!
                }
                let expected = tree.isFound(in: text)
                #expect(tabulated.isFound(in: String(text)) == expected, "\(tree.text) in \(text)")
                #expect(simulated.isFound(in: String(text)) == expected, "\(tree.text) in \(text)")
            }
        }
    }

    @Test func `lookarounds mean what they say, nested ones too`() throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<1_500 {
            let tree = RandomPattern(depth: 4, looking: true, using: &random)
            let compiled = try BoundedPattern(tree.text, dialect: .ecmaScript)
            for _ in 0..<6 {
                let text = Self.text(using: &random)
                #expect(compiled.isFound(in: String(text)) == tree.isFound(in: text), "\(tree.text) in \(text)")
            }
        }
    }

    static func text(using random: inout SeededRandom) -> [Character] {
        (0..<Int.random(in: 0...6, using: &random)).map { _ in "ab \n".randomElement(using: &random)! }
    }
}

/// A pattern with its meaning by definition: the places where a match that begins here can end.
indirect enum RandomPattern {
    case character(Character), any, start, end, boundary
    case sequence(RandomPattern, RandomPattern), choice(RandomPattern, RandomPattern)
    case repetition(RandomPattern, Int, Int?)
    case ahead(RandomPattern), notAhead(RandomPattern), behind(RandomPattern)

    init(depth: Int, looking: Bool, using random: inout SeededRandom) {
        guard depth > 0 else {
            switch Int.random(in: 0..<9, using: &random) {
            case 0..<3: self = .character("a")
            case 3..<5: self = .character("b")
            case 5: self = .any
            case 6: self = .start
            case 7: self = .end
            default: self = .boundary
            }
            return
        }
        let one = RandomPattern(depth: depth - 1, looking: looking, using: &random)
        switch Int.random(in: 0..<(looking ? 12 : 8), using: &random) {
        case 8: self = .ahead(one)
        case 9...10: self = .notAhead(one)
        case 11: self = .behind(one)
        case 0..<3: self = .sequence(one, RandomPattern(depth: depth - 1, looking: looking, using: &random))
        case 3..<5: self = .choice(one, RandomPattern(depth: depth - 1, looking: looking, using: &random))
        case 5: self = .repetition(one, Int.random(in: 0...2, using: &random), nil)
        default:
            let least = Int.random(in: 0...2, using: &random)
            self = .repetition(one, least, least + Int.random(in: 0...2, using: &random))
        }
    }

    var text: String {
        switch self {
        case .character(let character): String(character)
        case .any: "."
        case .start: "^"
        case .end: "$"
        case .boundary: "\\b"
        case .sequence(let a, let b): "(?:\(a.text))(?:\(b.text))"
        case .choice(let a, let b): "\(a.text)|\(b.text)"
        case .repetition(let a, let least, let most): "(?:\(a.text)){\(least),\(most.map(String.init) ?? "")}"
        case .ahead(let a): "(?=\(a.text))"
        case .notAhead(let a): "(?!\(a.text))"
        case .behind(let a): "(?<=\(a.text))"
        }
    }

    func isFound(in text: [Character]) -> Bool { (0...text.count).contains { !ends(in: text, from: $0).isEmpty } }

    func ends(in text: [Character], from place: Int) -> Set<Int> {
        func isWord(_ place: Int) -> Bool { text.indices.contains(place) && text[place].isLetter }
        switch self {
        case .character(let character): return place < text.count && text[place] == character ? [place + 1] : []
        case .any: return place < text.count && text[place] != "\n" ? [place + 1] : []
        case .start: return place == 0 ? [place] : []
        case .end: return place == text.count ? [place] : []
        case .boundary: return isWord(place - 1) != isWord(place) ? [place] : []
        case .sequence(let a, let b): return Set(a.ends(in: text, from: place).flatMap { b.ends(in: text, from: $0) })
        case .choice(let a, let b): return a.ends(in: text, from: place).union(b.ends(in: text, from: place))
        case .repetition(let a, let least, let most):
            var current: Set<Int> = [place]
            for _ in 0..<least { current = Set(current.flatMap { a.ends(in: text, from: $0) }) }
            var all = current
            for _ in 0..<((most ?? least + text.count + 1) - least) {
                current = Set(current.flatMap { a.ends(in: text, from: $0) })
                all.formUnion(current)
            }
            return all
        case .ahead(let a): return a.ends(in: text, from: place).isEmpty ? [] : [place]
        case .notAhead(let a): return a.ends(in: text, from: place).isEmpty ? [place] : []
        case .behind(let a): return (0...place).contains { a.ends(in: text, from: $0).contains(place) } ? [place] : []
        }
    }
}
