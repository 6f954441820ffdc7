import CommonExpression
import JSON

/// The evaluation of a contract's rules over one draft. All of them share one budget, and what a variable costs is paid by the rule
/// that reads it first.
struct RuleEvaluation {
    /// The steps that the rules of a contract may take for one draft, all together.
    static let budget = 10_000_000
    /// The longest text that a rule makes, in Unicode scalars.
    static let longestText = 500

    private let variables: Variables
    private let unreadable: UnreadableParts
    private var left: Int

    init(_ variables: Variables, _ unreadable: UnreadableParts, budget: Int = Self.budget) {
        self.variables = variables
        self.unreadable = unreadable
        left = budget
    }

    /// The value of a rule.
    mutating func value(_ rule: Rule) throws(RuleError) -> Value {
        if let reason = unreadable.reason(against: rule) { throw RuleError(message: reason) }
        let before = left
        do throws(EvaluationError) {
            return try rule.expression.evaluate(variables, budget: &left)
        } catch {
            guard error.isCostExceeded, before < Expression.Limits.standard.cost else {
                throw RuleError(message: error.message)
            }
            // A cheaper rule might still fit in; but then it would hang on the order of the rules which of them hold.
            left = 0
            throw RuleError(
                message: "the rules of the contract together take more than \(Self.budget) steps for this handoff")
        }
    }

    /// Whether a rule holds.
    mutating func truth(_ rule: Rule) throws(RuleError) -> Bool {
        switch try value(rule) {
        case .bool(let isTrue): return isTrue
        case let other:
            throw RuleError(message: "the rule gives a value of type '\(other.typeName)', not a bool")
        }
    }

    /// Whether a rule holds, or what counts where it fails.
    mutating func truth(_ rule: Rule, ifItFails otherwise: Bool) -> Bool { (try? truth(rule)) ?? otherwise }

    /// The text that a rule makes, on one line and of bounded length; the fixed one where there is no rule, or it makes none.
    mutating func text(_ fixed: String, _ rule: Rule?) -> String {
        guard let rule, case .string(let made)? = try? value(rule) else { return fixed }
        let line = Self.line(of: made)
        return line.utf8.allSatisfy { $0 == 0x20 } ? fixed : line
    }

    /// One line in which nothing acts on a terminal or hides from a reader.
    private static func line(of text: String) -> String {
        let scalars = text.unicodeScalars
        var line = ""
        for scalar in scalars.prefix(longestText) {
            switch scalar {
            case "\"", "\\": line.unicodeScalars.append(scalar)
            case "\n", "\r", "\t": line += " "
            default: line += JSONValue.string(String(scalar)).printable.dropFirst().dropLast()
            }
        }
        return scalars.dropFirst(longestText).isEmpty ? line : line + "…"
    }
}

/// Why a rule has no value.
struct RuleError: Error, Sendable {
    /// What is wrong, as a sentence without a full stop.
    let message: String
}
