/// Reads a pattern into a tree. The dialects share the skeleton; what they escape and group differently stands in extensions.
struct PatternParser {
    struct Flags {
        var ignoresCase = false
        var dotMatchesAll = false
        var isMultiline = false
    }

    static let longest = 32_768
    static let deepest = 200
    /// How many different Unicode properties a pattern may name: to find the members of one takes a while.
    static let mostProperties = 32

    let scalars: [Unicode.Scalar]
    let dialect: BoundedPattern.Dialect
    var place = 0
    var depth = 0
    var flags = Flags()
    var groupNames: Set<[UInt8]> = []
    var properties: [String: ScalarSet] = [:]
    private(set) var sets: [ScalarSet] = []
    private var setNumbers: [ScalarSet: Int] = [:]
    private(set) var lookarounds: [Lookaround] = []

    init(_ pattern: String, dialect: BoundedPattern.Dialect) throws(PatternError) {
        guard pattern.utf8.count <= Self.longest else {
            throw PatternError(message: "the pattern is longer than \(Self.longest) bytes", offset: Self.longest)
        }
        scalars = Array(pattern.unicodeScalars)
        self.dialect = dialect
    }

    mutating func parse() throws(PatternError) -> PatternNode {
        let node = try choice()
        guard peek == nil else { throw error("there is no ( for this )") }
        return node
    }

    private mutating func choice() throws(PatternError) -> PatternNode {
        var branches = [try sequence()]
        while accept("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = peek, scalar != "|", scalar != ")" {
            if let node = try term() { nodes.append(node) }
        }
        return nodes.count == 1 ? nodes[0] : nodes.isEmpty ? .empty : .sequence(nodes)
    }

    /// One atom with its quantifier; nil for what only sets flags or quotes nothing.
    private mutating func term() throws(PatternError) -> PatternNode? {
        let start = place
        guard let scalar = peek else { return nil }
        switch scalar {
        case "*", "+", "?": throw error("there is nothing to repeat before \(scalar)")
        case "{":
            if dialect == .ecmaScript { throw error("{ has to be written as \\{ here") }
            if try repetitionBounds() != nil { throw error("there is nothing to repeat before {", at: start) }
            place = start + 1
            return try quantified(literal(scalar.value))
        case "]", "}":
            if dialect == .ecmaScript { throw error("\(scalar) has to be written as \\\(scalar) here") }
            place += 1
            return try quantified(literal(scalar.value))
        case "^":
            place += 1
            return try asserted(flags.isMultiline ? .lineStart : .textStart)
        case "$":
            place += 1
            return try asserted(flags.isMultiline ? .lineEnd : .textEnd)
        case ".":
            place += 1
            let excluded = dialect == .ecmaScript ? ScalarSet.lineTerminators : .lineFeed
            return try quantified(node(flags.dotMatchesAll ? .all : excluded.inverted))
        case "(":
            let (node, canRepeat) = try group()
            guard let node else { return nil }
            return canRepeat ? try quantified(node) : node
        case "[": return try quantified(node(try characterClass()))
        case "\\": return try escapedTerm()
        default:
            place += 1
            return try quantified(literal(scalar.value))
        }
    }

    private mutating func escapedTerm() throws(PatternError) -> PatternNode? {
        if dialect == .re2, peek(1) == "Q" { return try quotation() }
        switch try escape(inClass: false) {
        case .scalar(let value): return try quantified(literal(value))
        case .set(let set): return try quantified(node(flags.ignoresCase ? set.foldingCase : set))
        case .assertion(let assertion): return try asserted(assertion)
        }
    }

    private mutating func quotation() throws(PatternError) -> PatternNode? {
        place += 2
        var nodes: [PatternNode] = []
        while let scalar = peek {
            if scalar == "\\", peek(1) == "E" {
                place += 2
                break
            }
            nodes.append(literal(scalar.value))
            place += 1
        }
        guard let last = nodes.popLast() else { return nil }
        return .sequence(nodes + [try quantified(last)])
    }

    /// An assertion; only RE2 lets it be repeated.
    private mutating func asserted(_ assertion: Assertion) throws(PatternError) -> PatternNode {
        dialect == .re2 ? try quantified(.assertion(assertion)) : .assertion(assertion)
    }

    private mutating func quantified(_ node: PatternNode) throws(PatternError) -> PatternNode {
        let bounds: (least: Int, most: Int?)
        switch peek {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{":
            let start = place
            guard let read = try repetitionBounds() else {
                if dialect == .ecmaScript { throw error("{ has to be written as \\{ here", at: start) }
                place = start
                return node
            }
            bounds = read
            place -= 1
        default: return node
        }
        place += 1
        _ = accept("?")
        if let scalar = peek, scalar == "*" || scalar == "+" || scalar == "?" {
            throw error("there is nothing to repeat before \(scalar)")
        }
        return .repetition(node, least: bounds.least, most: bounds.most)
    }

    /// Reads `{n}`, `{n,}` or `{n,m}`; nil when it is none of them.
    private mutating func repetitionBounds() throws(PatternError) -> (least: Int, most: Int?)? {
        let start = place
        place += 1
        guard let least = number() else { return nil }
        var most: Int? = least
        if accept(",") { most = number() }
        guard accept("}") else { return nil }
        if let most, most < least { throw error("the numbers of this repetition are out of order", at: start) }
        if dialect == .re2, max(least, most ?? 0) > 1000 {
            throw error("RE2 repeats no more than 1000 times", at: start)
        }
        return (least, most)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let scalar = peek, "0"..."9" ~= scalar {
            value = min((value ?? 0) * 10 + Int(scalar.value - 0x30), 1_000_000)
            place += 1
        }
        return value
    }

    /// The body of a group after its opening, up to and with its `)`.
    mutating func groupBody(openedAt start: Int) throws(PatternError) -> PatternNode {
        guard depth < Self.deepest else {
            throw error("groups are nested deeper than \(Self.deepest) levels", at: start)
        }
        depth += 1
        defer { depth -= 1 }
        let outer = flags
        let node = try choice()
        flags = outer
        guard accept(")") else { throw error("there is no ) for this (", at: start) }
        return node
    }

    mutating func add(_ lookaround: Lookaround) -> PatternNode {
        lookarounds.append(lookaround)
        return .lookaround(lookarounds.count - 1)
    }

    mutating func node(_ set: ScalarSet) -> PatternNode {
        if let number = setNumbers[set] { return .set(number) }
        sets.append(set)
        setNumbers[set] = sets.count - 1
        return .set(sets.count - 1)
    }

    mutating func literal(_ value: UInt32) -> PatternNode {
        node(flags.ignoresCase ? ScalarSet(value).foldingCase : ScalarSet(value))
    }
}

extension PatternParser {
    var peek: Unicode.Scalar? { peek(0) }

    func peek(_ distance: Int) -> Unicode.Scalar? {
        place + distance < scalars.count ? scalars[place + distance] : nil
    }

    mutating func accept(_ text: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard scalars[place...].prefix(wanted.count).elementsEqual(wanted, by: { $0.value == UInt32($1) }) else {
            return false
        }
        place += wanted.count
        return true
    }

    func error(_ message: String, at start: Int? = nil) -> PatternError {
        PatternError(message: message, offset: scalars.prefix(start ?? place).reduce(0) { $0 + UTF8.width($1) })
    }
}
