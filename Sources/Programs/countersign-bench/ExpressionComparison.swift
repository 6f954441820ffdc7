import CommonExpression
import Foundation
import JSON

/// Measures the expression language and another implementation of it on the same rules, in turns.
struct ExpressionComparison {
    struct Row {
        let name: String
        /// Evaluations per second.
        let ours: Double
        let theirs: Double?
        /// Without what a call from Python of the expression `true` takes.
        let theirsWithoutCalls: Double?
    }

    private(set) var rows: [Row] = []
    private(set) var version: String?

    /// - Parameter rounds: how many rounds each side runs; the median counts.
    init(rounds: Int) throws {
        let inputs = try ExpressionCases.inputs()
        let compared = ExpressionCases.rules.compactMap { rule in rule.other.map { (source: $0, input: rule.input) } }
        let python = try PythonExpressions(compared, inputs: inputs)
        version = python?.version
        let variables = inputs.map { input in
            var variables = Variables()
            for member in input { variables[member.name] = Value(member.value) }
            return variables
        }
        var number = 0
        for rule in ExpressionCases.rules {
            let expression = try CommonExpression.Expression(rule.source, variables: Set(inputs[rule.input].names))
            let repeats = max(
                100, Int(0.02 / max(try Self.round(expression, variables[rule.input], 100).seconds / 100, 1e-9)))
            var (ours, theirs, calls): ([Double], [Double], [Double]) = ([], [], [])
            for _ in 0..<rounds {
                let round = try Self.round(expression, variables[rule.input], repeats)
                ours.append(round.seconds)
                guard rule.other != nil, let python else { continue }
                let other = try python.round(number, repeats: repeats)
                guard other.value == round.value.json else { throw DisagreementError(rule: rule.name) }
                theirs.append(other.seconds)
                calls.append(other.calls)
            }
            if rule.other != nil { number += 1 }
            let work = Double(repeats)
            let (time, callTime) = (Self.median(theirs), Self.median(calls))
            rows.append(
                Row(
                    name: rule.name, ours: work / (Self.median(ours) ?? .nan), theirs: time.map { work / $0 },
                    theirsWithoutCalls: time.flatMap { time in callTime.map { work / max(time - $0, 1e-9) } }))
        }
    }

    /// The two give different values.
    struct DisagreementError: Error, CustomStringConvertible {
        let rule: String
        var description: String { "the two give different values for the rule '\(rule)'" }
    }

    private static func round(
        _ expression: CommonExpression.Expression, _ variables: Variables, _ repeats: Int
    ) throws -> (seconds: Double, value: Value) {
        var value = Value.null
        let started = ContinuousClock.now
        for _ in 0..<repeats { value = try expression.evaluate(variables) }
        let (seconds, attoseconds) = (ContinuousClock.now - started).components
        return (Double(seconds) + Double(attoseconds) / 1e18, value)
    }

    private static func median(_ times: [Double]) -> Double? { times.isEmpty ? nil : times.sorted()[times.count / 2] }
}

extension ExpressionComparison {
    var json: JSONValue {
        func number(_ value: Double?) -> JSONValue {
            value.flatMap { JSONNumber($0.rounded()) }.map { .number($0) } ?? .null
        }
        let rules = rows.map { row -> JSONValue in
            [
                "rule": .string(row.name), "per_second": number(row.ours), "other_per_second": number(row.theirs),
                "other_without_calls_per_second": number(row.theirsWithoutCalls),
            ]
        }
        return ["common_expression_language": version.map { .string($0) } ?? .null, "rules": .array(rules)]
    }

    var table: String {
        var lines = ["Common Expression Language, evaluations per second (expression and variables made before)"]
        lines.append(line("rule", "countersign", "python+rust", "ratio", "without calls", "ratio"))
        for row in rows {
            lines.append(
                line(
                    row.name, text(row.ours), text(row.theirs), ratio(row.theirs.map { row.ours / $0 }),
                    text(row.theirsWithoutCalls), ratio(row.theirsWithoutCalls.map { row.ours / $0 })))
        }
        lines.append(
            line(
                "geometric mean", "", "", ratio(mean(\.theirs)), "", ratio(mean(\.theirsWithoutCalls))))
        if let version {
            lines.append(
                """
                common-expression-language \(version): Program.execute() of a compiled program with a cel.Context, in turns with ours, the
                median round. "without calls" takes off what the same calls of the expression 'true' take. It has no decimal() and no
                lowerAscii(): rules with them are measured here alone.
                """)
        } else {
            lines.append("For the comparison: \(PythonExpressions.installation)")
        }
        return lines.joined(separator: "\n")
    }

    private func mean(_ other: KeyPath<Row, Double?>) -> Double? {
        let ratios = rows.compactMap { row in row[keyPath: other].map { row.ours / $0 } }
        guard !ratios.isEmpty else { return nil }
        return exp(ratios.reduce(0) { $0 + log($1) } / Double(ratios.count))
    }

    private func line(_ columns: String...) -> String {
        var line = ""
        for (column, width) in zip(columns, [28, 14, 14, 8, 15, 8]) {
            line += column + String(repeating: " ", count: max(1, width - column.utf8.count))
        }
        while line.utf8.last == UInt8(ascii: " ") { line.removeLast() }
        return line
    }

    private func text(_ value: Double?) -> String { value.map { String(Int($0)) } ?? "-" }

    private func ratio(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "-" }
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
    }
}
