import CommonExpression
import ExpressionAnalysis
import JSON

/// The rules of contracts as they were parsed when these were loaded, found by their text.
struct ParsedRules {
    /// By bytes: texts that Swift takes for equal need not be the same rule.
    private var expressions: [[UInt8]: Expression] = [:]

    init(_ contracts: [Contract]) {
        for rule in contracts.flatMap(\.rules) { add(rule.rule.expression) }
        // What a rule that is left out stands for.
        for text in ["true", "false"] { if let expression = try? Expression(text) { add(expression) } }
    }

    private mutating func add(_ expression: Expression) { expressions[Array(expression.source.utf8)] = expression }

    /// What the truth of one rule says of the other's; nothing of a text that is no rule of these contracts.
    func order(_ first: String, _ second: String) -> TruthOrder {
        guard let one = expressions[Array(first.utf8)], let other = expressions[Array(second.utf8)] else {
            return .unknown
        }
        return TruthOrder(one, other)
    }
}
