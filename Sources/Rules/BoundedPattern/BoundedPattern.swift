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

    private let engine: PatternEngine

    /// Reads a pattern; an error says what is wrong with it or that it is too large.
    package init(_ pattern: String, dialect: Dialect) throws(PatternError) {
        var parser = try PatternParser(pattern, dialect: dialect)
        let tree = try parser.parse()
        let plan = try PatternPlan(tree, sets: parser.sets, lookarounds: parser.lookarounds)
        if let table = TransitionTable(plan, pattern) {
            engine = table
        } else {
            engine = try Simulation(plan, pattern)
        }
    }

    /// The pattern as it was written.
    package var pattern: String { engine.pattern }

    /// How much work each character of a text takes, where the cheapest pattern has 1.
    package var effort: Int { engine.effort }

    /// Whether the pattern matches anywhere in the text.
    package func isFound(in text: String) -> Bool {
        if let answer = text.utf8.withContiguousStorageIfAvailable(engine.isFound(in:)) { return answer }
        return Array(text.utf8).withUnsafeBufferPointer(engine.isFound(in:))
    }

    /// Whether a text is a pattern; that it is not too large is not asked.
    package static func isPattern(_ text: String, dialect: Dialect) -> Bool {
        guard var parser = try? PatternParser(text, dialect: dialect) else { return false }
        return (try? parser.parse()) != nil
    }

    /// Whether searching needs no memory of its own, because all states of the search were computed beforehand.
    var isTabulated: Bool { engine is TransitionTable }
}

/// What searches for a pattern.
class PatternEngine: @unchecked Sendable {
    let pattern: String
    let effort: Int

    init(_ pattern: String, effort: Int) {
        self.pattern = pattern
        self.effort = effort
    }

    func isFound(in text: UnsafeBufferPointer<UInt8>) -> Bool { preconditionFailure("every engine searches") }
}
