import CommonExpression
import Fixtures
import JSON
import Testing

@testable import ExpressionAnalysis

@Suite struct DecisionTableTests {
    private static let payload = Shape.object([
        .init("a", .number(from: JSONNumber(0))), .init("b", .number(isWhole: true)),
        .init("k", .oneOf(["x", "y", "z"])), .init("t", .string), .init("f", .bool),
        .init("o", .number, isRequired: false),
    ])

    private static func table(_ conditions: [String], defining definitions: [String: String] = [:]) throws
        -> DecisionTable?
    {
        var shapes = ["p": payload]
        var expressions: [String: Expression] = [:]
        for (name, rule) in definitions {
            expressions[name] = try Expression(rule, variables: ["p"])
            shapes[name] = .any
        }
        let names = Set(shapes.keys)
        return DecisionTable(
            try conditions.map { try Expression($0, variables: names) }, of: shapes, defining: expressions)
    }

    /// What a cell says of each condition is what evaluating it on values of that cell says.
    @Test func `A cell says what its values come to`() throws {
        var random = SeededRandom(seed: 11)
        var (seen, open) = (0, 0)
        for _ in 0..<300 {
            let conditions = (0..<Int.random(in: 1...3, using: &random)).map { _ in Self.condition(2, &random) }
            let table = try #require(try Self.table(conditions))
            let rules = try conditions.map { try Expression($0, variables: ["p"]) }
            for _ in 0..<20 {
                let value = Self.value(&random)
                var variables = Variables()
                variables["p"] = Value(value)
                let cells = table.cells.filter { table.holds(value, $0) }
                #expect(cells.count == 1, "\(conditions) \(value)")
                guard let cell = cells.first else { continue }
                for (rule, outcome) in zip(rules, cell.outcomes) {
                    guard case .bool(let isTrue)? = try? rule.evaluate(variables) else { continue }
                    seen += 1
                    // Where a part may fail and a later one decides all the same, it stays open.
                    if outcome == .open { open += 1 }
                    let wrong: DecisionTable.Outcome = isTrue ? .fails : .holds
                    #expect(outcome != wrong, "\(rule.source) of \(value)")
                }
            }
        }
        #expect(seen > 5_000 && open * 20 < seen, "\(open) of \(seen)")
    }

    private static func condition(_ depth: Int, _ random: inout SeededRandom) -> String {
        if depth > 0, Bool.random(using: &random) {
            let parts = (condition(depth - 1, &random), condition(depth - 1, &random))
            return ["(\(parts.0) && \(parts.1))", "(\(parts.0) || \(parts.1))", "!(\(parts.0))"].randomElement(
                using: &random)!
        }
        let op = ["<", "<=", ">", ">=", "==", "!="].randomElement(using: &random)!
        let number = Int.random(in: 0...6, using: &random)
        return [
            "p.a \(op) \(number)", "\(number) \(op) p.a", "decimal(p.a) \(op) decimal(\"\(number).5\")",
            "p.b \(op) \(number)",
            "p.k == \"x\"", "p.k != \"y\"", "p.k in [\"x\", \"z\"]", "p.t == \"x\"", "p.t in [\"x\", \"y\"]", "p.f",
            "p.f == true",
            "has(p.o) && p.o \(op) \(number)", "!has(p.o) || p.o \(op) \(number)", "p.b in [1, \(number)]", "true",
        ].randomElement(using: &random)!
    }

    private static func value(_ random: inout SeededRandom) -> JSONValue {
        func number(_ isWhole: Bool) -> JSONValue {
            let half = Int.random(in: 0...14, using: &random)
            return .number(isWhole ? JSONNumber(half / 2) : JSONNumber(Double(half) / 2)!)
        }
        var object = JSONObject([
            ("a", number(false)), ("b", number(true)),
            ("k", .string(["x", "y", "z"].randomElement(using: &random)!)),
            ("t", .string(["x", "y", "w"].randomElement(using: &random)!)), ("f", .bool(Bool.random(using: &random))),
        ])
        if Bool.random(using: &random) { object["o"] = number(false) }
        return .object(object)
    }

    @Test func `Rules that variables stand for are written out`() throws {
        let table = try #require(
            try Self.table(["v.n < v.l", "v.n > v.l"], defining: ["v.n": "decimal(p.a)", "v.l": "7"]))
        #expect(table.gaps() == ["p.a is 7"])
    }

    @Test func `A table that would be too large says nothing`() throws {
        let many = (0..<50).map { "p.a > \($0)" }.joined(separator: " && ")
        #expect(try Self.table([many]) == nil)
        let wide = ["p.a", "p.b", "p.o"].map { name in (0..<15).map { "\(name) > \($0)" }.joined(separator: " && ") }
        #expect(try Self.table([wide.joined(separator: " && ")]) == nil)
    }

    @Test(arguments: [
        ("v.l <= p.a", "v.l <= p.a", "1", "2", "<="), ("p.a >= v.l", "p.a > v.l", "1", "1", "<="),
        ("p.a >= v.l", "p.a >= v.l", "1", "1", "="), ("v.l", "v.l", "p.a > 1", "p.a > 0", "=>"),
        ("p.l.exists(v, v.l > 1)", "p.l.exists(v, v.l > 1)", "1", "2", "="), ("v.l", "v.l", "p.a > 1", "p.b > 1", "?"),
    ])
    func `Rules are compared with what their variables stand for`(
        first: String, second: String, old: String, new: String, sign: String
    ) throws {
        let names: Set = ["p", "v.l"]
        let order = TruthOrder(
            try Expression(first, variables: names), defining: ["v.l": try Expression(old, variables: ["p"])],
            try Expression(second, variables: names), defining: ["v.l": try Expression(new, variables: ["p"])])
        let found =
            switch (order.implies, order.isImplied) {
            case (true, true): "="
            case (true, false): "=>"
            case (false, true): "<="
            case (false, false): "?"
            }
        #expect(found == sign)
    }
}

extension DecisionTable {
    /// Whether a value of the payload lies in a cell.
    fileprivate func holds(_ value: JSONValue, _ cell: Cell) -> Bool {
        zip(dimensions, cell.places).allSatisfy { dimension, place in
            guard case .select(_, let field, _) = dimension.subject.kind else {
                guard case .has(_, let field) = dimension.subject.kind, let place else { return false }
                guard case .truth(let isThere) = dimension.values[place] else { return false }
                return isThere == (value[field] != nil)
            }
            guard let found = value[field] else { return place == nil }
            guard let place else { return false }
            return switch dimension.values[place] {
            case .number(let range): found.number.flatMap(ExactDecimal.init).map(range.contains) ?? false
            case .constant(let constant): found == constant
            case .other(let others): !others.contains(found)
            case .truth(let isTrue): found.bool == isTrue
            }
        }
    }
}
