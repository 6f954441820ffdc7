/// A regular expression whose search takes time linear in the text, whatever the pattern and whatever the text.
///
/// A pattern in a contract is applied to text that an agent chose. Engines that try one way after another can be made to run
/// for years by such a text; this one follows all ways at once. What can't be done so, back-references, is refused when
/// the pattern is read, and so is a pattern too large to follow cheaply.
package struct BoundedPattern: Sendable {
    /// Whose syntax and meaning a pattern has.
    package enum Dialect: Sendable {
        /// ECMAScript with the `u` flag, as `pattern` of JSON Schema has it.
        case ecmaScript
        /// RE2, as `matches` of the Common Expression Language has it.
        case re2
    }

    /// What searches: a table of all states of the search, where they are few enough to be computed beforehand, or else the machine
    /// that is in all of them at once.
    private enum Engine: Sendable {
        case table(TransitionTable)
        case simulation(Simulation)
    }

    private let engine: Engine

    /// Reads a pattern; an error says what is wrong with it or that it is too large.
    package init(_ pattern: String, dialect: Dialect) throws(PatternError) {
        var parser = try PatternParser(pattern, dialect: dialect)
        let tree = try parser.parse()
        let plan = try PatternPlan(tree, sets: parser.sets, lookarounds: parser.lookarounds)
        if let table = TransitionTable(plan, of: pattern) {
            engine = .table(table)
        } else {
            engine = .simulation(try Simulation(plan, of: pattern))
        }
    }

    /// The pattern as it was written.
    package var pattern: String {
        switch engine {
        case .table(let table): table.pattern
        case .simulation(let simulation): simulation.pattern
        }
    }

    /// How much work each character of a text takes, where the cheapest pattern has 1.
    package var effort: Int {
        switch engine {
        case .table: 1
        case .simulation(let simulation): simulation.effort
        }
    }

    /// Whether the pattern matches anywhere in the text.
    package func isFound(in text: String) -> Bool {
        let utf8 = text.utf8
        return switch engine {
        case .table(let table): table.isFound(in: utf8.span)
        case .simulation(let simulation): simulation.isFound(in: utf8.span)
        }
    }

    /// Whether a text is a pattern; that it is not too large is not asked.
    package static func isPattern(_ text: String, dialect: Dialect) -> Bool {
        guard var parser = try? PatternParser(text, dialect: dialect) else { return false }
        return (try? parser.parse()) != nil
    }

    /// Whether searching needs no memory of its own, because all states of the search were computed beforehand.
    var isTabulated: Bool { if case .table = engine { true } else { false } }
}
