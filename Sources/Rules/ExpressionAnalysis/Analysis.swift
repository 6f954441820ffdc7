import CommonExpression
import JSON

/// What can be said of an expression before it is evaluated, from the shapes of its variables.
package struct Analysis: Sendable {
    /// Something that is wrong or doubtful.
    package struct Finding: Sendable, Hashable {
        /// What kind of thing it is.
        package enum Kind: String, Sendable, CaseIterable {
            /// An operation that fails for every value that there can be.
            case typeMismatch
            /// A member that no object there has.
            case unknownField
            /// A member is read that may be absent, and nothing asks for it first.
            case unguardedField
            /// A number that is an int or a double, as it was written, is calculated with.
            case inexactArithmetic
            /// Two values are compared that are never equal.
            case neverEqual
        }

        /// What kind of thing it is.
        package let kind: Kind
        /// What is wrong, as a sentence without a full stop, and what to do about it.
        package let message: String, suggestion: String
        /// Where, from 1, with the line of the expression.
        package let line: Int, column: Int
        let sourceLine: String

        /// The line of the expression, and below it a caret under the place.
        package var excerpt: [String] {
            let before = sourceLine.unicodeScalars.prefix(column - 1)
            return [sourceLine, before.map { $0 == "\t" ? "\t" : " " }.joined() + "^"]
        }

        /// Whether the evaluation fails, or is of no use, whatever the values are.
        package var isCertain: Bool { kind == .typeMismatch || kind == .unknownField }
    }

    /// Which values a condition can have.
    package enum Outcome: Sendable { case alwaysTrue, alwaysFalse, open }

    /// What is wrong or doubtful, in the order of the text.
    package let findings: [Finding]
    /// What the expression gives where it can be evaluated; `open` where that is not known, or it gives no bool.
    package let outcome: Outcome
    /// The values that it may give.
    package let shape: Shape
    /// Whether the conditions that were assumed can hold at all.
    package let isReachable: Bool
    /// Whether its writer leaves its type, by `dyn()`, to the evaluation.
    package let isDynamic: Bool
}

extension Expression {
    /// Analyses the expression.
    ///
    /// - Parameters:
    ///   - variables: The shapes of the variables; one without a shape may be anything.
    ///   - conditions: Expressions that were true, or false, before this one is evaluated.
    ///   - definitions: The expressions that some of the variables stand for, so that what they ask is known when they are true.
    package func analysis(
        of variables: [String: Shape], assuming conditions: [(expression: Expression, isTrue: Bool)] = [],
        defining definitions: [String: Expression] = [:]
    ) -> Analysis {
        var analyzer = Analyzer(variables: variables, definitions: definitions.mapValues(\.syntax))
        var facts = Facts.none
        for condition in conditions {
            let syntax = condition.expression.syntax
            _ = analyzer.quietly { $0.judge(syntax, facts) }
            analyzer.assume(syntax, condition.isTrue, &facts)
        }
        let judgement = analyzer.judge(syntax, facts)
        let isDynamic = syntax.isDynamic || analyzer.definition(of: syntax)?.isDynamic == true
        guard !analyzer.isExhausted else {
            return Analysis(
                findings: [], outcome: .open, shape: .any, isReachable: true, isDynamic: isDynamic)
        }
        let shape = judgement.shape
        let outcome: Analysis.Outcome =
            if facts.isImpossible || shape.kinds != .bool {
                .open
            } else {
                shape.canBe(true) ? shape.canBe(false) ? .open : .alwaysTrue : .alwaysFalse
            }
        return Analysis(
            findings: analyzer.located(in: source), outcome: outcome, shape: shape, isReachable: !facts.isImpossible,
            isDynamic: isDynamic)
    }

    /// Parses and checks an expression, also against the shapes of its variables: what fails for all values is an error here.
    package init(
        _ source: String, variables: [String: Shape], limits: Limits = .standard
    ) throws(ExpressionError) {
        try self.init(source, variables: Set(variables.keys), limits: limits)
        let findings = analysis(of: variables).findings
        guard let certain = findings.first(where: \.isCertain) else { return }
        throw ExpressionError(
            certain.message, line: certain.line, column: certain.column, sourceLine: certain.sourceLine)
    }
}
