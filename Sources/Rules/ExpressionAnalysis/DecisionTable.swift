import CommonExpression
import JSON

/// Conditions over the same values, and which of them hold for what, as a decision table has it.
///
/// It tells numbers, listed values, and what is true or there apart as far as the conditions do. What else they ask about stays open.
package struct DecisionTable: Sendable {
    /// What becomes of a condition for some values.
    package enum Outcome: Sendable { case holds, open, fails }

    /// Values that the conditions tell from others, one of each dimension, and what becomes of each condition.
    package struct Cell: Sendable {
        let places: [Int?]
        package let outcomes: [Outcome]
    }

    let dimensions: [Dimension]
    /// The dimensions that each condition asks about; nil where it asks about something else too.
    let asked: [Set<Int>?]
    /// All that can come together, by the shapes of the variables.
    package private(set) var cells: [Cell] = []
    private let conditions: [Syntax]
    private let analyzer: Analyzer
    private static let mostCells = 4_000

    /// The table of some conditions; nil when it would be too large.
    ///
    /// - Parameters:
    ///   - variables: The shapes of the variables.
    ///   - definitions: The expressions that some of the variables stand for.
    ///   - grid: The number of which each value of a variable's member is a multiple, where there is one.
    package init?(
        _ conditions: [Expression], of variables: [String: Shape], defining definitions: [String: Expression] = [:],
        grid: ([String]) -> ExactDecimal? = { _ in nil }
    ) {
        let rules = Definitions(definitions)
        let written = conditions.compactMap { rules.writtenOut($0.syntax) }
        guard written.count == conditions.count else { return nil }
        let analyzer = Analyzer(variables: variables, definitions: definitions.mapValues(\.syntax))
        let questions = Questions(written, analyzer, grid: grid)
        var size = 1
        for dimension in questions.dimensions {
            guard !dimension.values.isEmpty, size * dimension.values.count <= Self.mostCells else { return nil }
            size *= dimension.values.count
        }
        // What there has to be before its parts are asked about comes first.
        let order = questions.dimensions.indices.sorted { a, b in
            let (x, y) = (questions.dimensions[a].rank, questions.dimensions[b].rank)
            return x == y ? a < b : x < y
        }
        dimensions = order.map { questions.dimensions[$0] }
        asked = questions.asked.map { places in
            places.map { Set($0.compactMap { place in order.firstIndex(of: place) }) }
        }
        self.conditions = written
        self.analyzer = analyzer
        var places: [Int?] = []
        fill(&places, .none)
    }

    private mutating func fill(_ places: inout [Int?], _ facts: Facts) {
        guard places.count < dimensions.count else {
            cells.append(Cell(places: places, outcomes: conditions.map { outcome(of: $0, facts) }))
            return
        }
        let dimension = dimensions[places.count]
        var isThere = false
        for index in dimension.values.indices {
            var inside = facts
            assume(dimension, dimension.values[index], &inside)
            guard !inside.isImpossible else { continue }
            isThere = true
            places.append(index)
            fill(&places, inside)
            places.removeLast()
        }
        guard !isThere else { return }
        places.append(nil)
        fill(&places, facts)
        places.removeLast()
    }

    private func assume(_ dimension: Dimension, _ value: Value, _ facts: inout Facts) {
        var analyzer = analyzer
        switch value {
        case .number(let range):
            let kinds: Shape.Kinds = [.int, .uint, .written, .decimal]
            analyzer.assume(dimension.subject, within: Shape(kinds: kinds, range: range), &facts)
        case .constant(let constant): analyzer.assume(dimension.subject, within: .oneOf([constant]), &facts)
        case .other:
            for question in dimension.questions {
                if case .compare(let op, _, _) = question.kind { analyzer.assume(question, op == .notEqual, &facts) }
            }
        case .truth(let isTrue):
            let now = facts
            let shape = analyzer.quietly { $0.judge(dimension.subject, now).shape }
            if shape.canBe(isTrue) {
                analyzer.assume(dimension.subject, isTrue, &facts)
            } else {
                facts.isImpossible = true
            }
        }
    }

    private func outcome(of condition: Syntax, _ facts: Facts) -> Outcome {
        var analyzer = analyzer
        let shape = analyzer.quietly { $0.judge(condition, facts) }.shape
        guard !analyzer.isExhausted, !shape.isNothing else { return .open }
        return shape.canBe(true) ? shape.canBe(false) ? .open : .holds : .fails
    }
}

extension DecisionTable.Dimension {
    fileprivate var rank: Int {
        switch subject.kind {
        case .has: 0
        default: isNumber ? 2 : 1
        }
    }
}
