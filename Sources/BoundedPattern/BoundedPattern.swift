/// A regular expression whose search takes time linear in the text, whatever the pattern and whatever the text.
///
/// A pattern in a contract is applied to text that an agent chose. Engines that try one way after another can be made to run
/// for years by such a text; this one follows all ways at once. What can't be done so, back-references, is refused when
/// the pattern is read, and so is a pattern too large to follow cheaply.
public struct BoundedPattern: Sendable {
    /// Whose syntax and meaning a pattern has.
    public enum Dialect: Sendable {
        /// ECMAScript with the `u` flag, as `pattern` of JSON Schema has it.
        case ecmaScript
        /// RE2, as `matches` of the Common Expression Language has it.
        case re2
    }

    private enum Engine: Sendable {
        case table(TransitionTable)
        case simulation(Simulation)
    }

    /// The pattern as it was written.
    public let pattern: String
    private let engine: Engine

    /// Reads a pattern; an error says what is wrong with it or that it is too large.
    public init(_ pattern: String, dialect: Dialect) throws(PatternError) {
        var parser = try PatternParser(pattern, dialect: dialect)
        let tree = try parser.parse()
        let simulation = try Simulation(tree, sets: parser.sets, lookarounds: parser.lookarounds)
        self.pattern = pattern
        if let table = TransitionTable(simulation) {
            engine = .table(table)
        } else if simulation.size <= Simulation.largest {
            engine = .simulation(simulation)
        } else {
            throw PatternError(message: "the pattern is too large to be searched for quickly", offset: 0)
        }
    }

    /// Whether the pattern matches anywhere in the text.
    public func isFound(in text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            switch engine {
            case .table(let table): table.isFound(in: bytes)
            case .simulation(let simulation): simulation.isFound(in: bytes)
            }
        }
    }

    /// How much work each character of a text takes, compared with the cheapest pattern.
    public var effort: Int { if case .simulation(let simulation) = engine { simulation.size } else { 1 } }

    /// Whether searching needs no memory of its own, because all states of the search were computed beforehand.
    var isTabulated: Bool { if case .table = engine { true } else { false } }
}
