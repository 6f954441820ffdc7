import Fixtures
import JSON
import Testing

@testable import CommonExpression

/// A row of `Cases`: an expression and what it gives.
struct ExpressionCase {
    struct Unreadable: Error { let row: CaseGroup.Row }

    enum Outcome {
        /// The value, as `written` writes it.
        case value(String)
        /// The evaluation fails, with a message that holds this text.
        case error(String)
        /// The expression does not load, for a reason that holds this text.
        case refusal(String)
    }

    let source: String
    let outcome: Outcome

    init(_ row: CaseGroup.Row) throws {
        guard let arrow = row.text.ranges(of: " => ").last else { throw Unreadable(row: row) }
        source = String(row.text[..<arrow.lowerBound])
        let given = String(row.text[arrow.upperBound...])
        outcome =
            if given == "error" || given.hasPrefix("error ") {
                .error(String(given.dropFirst(6)))
            } else if given == "refused" || given.hasPrefix("refused ") {
                .refusal(String(given.dropFirst(8)))
            } else {
                .value(given)
            }
    }

    /// What the engine makes of the expression.
    func outcome(_ variables: Variables, isChecked: Bool) -> Outcome {
        do {
            let expression = try Expression(source, isChecked: isChecked)
            return .value(written(try expression.evaluate(variables)))
        } catch let error as ExpressionError {
            return .refusal(error.message)
        } catch {
            return .error("\(error)")
        }
    }
}

@Suite struct `Cases of the expression language` {
    static let groups = CaseGroup.all()

    /// The rows of a group, and the variables that it gives.
    static func read(_ group: CaseGroup) throws -> (rows: [(CaseGroup.Row, ExpressionCase)], variables: Variables) {
        var rows: [(CaseGroup.Row, ExpressionCase)] = []
        var variables = Variables()
        for row in group.rows {
            if let text = row.after("with ") {
                for member in try #require(try JSONValue(parsing: text).object) {
                    variables[member.name] = Value(member.value)
                }
            } else {
                rows.append((row, try ExpressionCase(row)))
            }
        }
        return (rows, variables)
    }

    @Test(arguments: groups)
    func `an expression gives its value or its error`(_ group: CaseGroup) throws {
        let (rows, variables) = try Self.read(group)
        #expect(!rows.isEmpty)
        for (row, one) in rows {
            let checked = one.outcome(variables, isChecked: true)
            let unchecked = one.outcome(variables, isChecked: false)
            switch (one.outcome, checked, unchecked) {
            case (.value(let expected), .value(let value), .value(let other)):
                #expect(sameText(value, expected) && sameText(other, expected), "\(row), not \(value)")
            case (.error(let part), .error(let message), .error):
                #expect(part.isEmpty || message.contains(part), "\(row), not \(message)")
            case (.refusal(let part), .refusal(let message), _):
                #expect(part.isEmpty || message.contains(part), "\(row), not \(message)")
            default: Issue.record("\(row), not \(checked), and \(unchecked) without the checker")
            }
        }
    }

    @Test func `every form of every function has a row`() throws {
        var calls = Calls()
        for group in Self.groups {
            for (_, one) in try Self.read(group).rows {
                guard case .value = one.outcome else { continue }
                calls.visit(try Parser.parse(one.source, depth: 100))
            }
        }
        for function in Function.all.values.sorted(by: { $0.name < $1.name }) {
            for overload in function.overloads where !calls.cover(function, overload) {
                Issue.record("\(function.name)(\(overload.parameters.map(\.name))), \(overload.style), has no row")
            }
        }
        let operators = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "&&", "||", "!", "?:"]
        #expect(calls.operators == Set(operators + ["-x"]))
    }

    @Test func `every macro has a row`() throws {
        let sources = try Self.groups.flatMap { try Self.read($0).rows.map(\.1.source) }
        for name in Expression.macroNames {
            #expect(sources.contains { $0.contains("\(name)(") }, "\(name) has no row")
        }
        let words = ["with two names": ".all(i, x,", "that filters first": ".map(x, x > 1,"]
        for (form, call) in words { #expect(sources.contains { $0.contains(call) }, "a macro \(form) has no row") }
    }
}

/// The calls and operators in expressions, with what the checker knows of the types.
private struct Calls {
    private(set) var operators: Set<String> = []
    private var calls: [(name: String, style: Function.Overload.Style, types: [StaticType])] = []

    /// Whether there is a call whose arguments are known to have the types of the parameters.
    func cover(_ function: Function, _ overload: Function.Overload) -> Bool {
        calls.contains { call in
            call.name == function.name && call.style == overload.style && overload.fits(call.types)
                && zip(call.types, overload.parameters).allSatisfy { $0 != .dyn || $1 == .dyn }
        }
    }

    mutating func visit(_ syntax: Syntax) {
        switch syntax.kind {
        case .literal, .name: break
        case .select(let operand, _, _), .has(let operand, _): visit(operand)
        case .index(let operand, let index, _): visit([operand, index])
        case .call(let name, let target, let arguments):
            let call = ResolvedCall(name, target: target, isLocal: { _ in false })
            let all = call.arguments(target, arguments)
            var checker = Checker(variables: nil)
            calls.append((call.name, call.style, all.map { (try? checker.type(of: $0)) ?? .dyn }))
            visit(all)
        case .list(let elements): visit(elements.map(\.value))
        case .map(let entries): visit(entries.flatMap { [$0.key, $0.value] })
        case .conditional(let cases, let otherwise):
            operators.insert("?:")
            visit(cases.flatMap { [$0.condition, $0.value] } + [otherwise])
        case .and(let operands): visit(operands, joinedBy: "&&")
        case .or(let operands): visit(operands, joinedBy: "||")
        case .arithmetic(let first, let rest):
            operators.formUnion(rest.map(\.op.rawValue))
            visit([first] + rest.map(\.operand))
        case .compare(let op, let left, let right): visit([left, right], joinedBy: op.rawValue)
        case .not(let operand): visit([operand], joinedBy: "!")
        case .negative(let operand): visit([operand], joinedBy: "-x")
        case .loop(let loop): visit([loop.range, loop.body] + (loop.filter.map { [$0] } ?? []))
        case .bind(_, let bound, let body), .optionalMap(let bound, _, let body, _): visit([bound, body])
        }
    }

    private mutating func visit(_ operands: [Syntax], joinedBy name: String? = nil) {
        if let name { operators.insert(name) }
        for operand in operands { visit(operand) }
    }
}
