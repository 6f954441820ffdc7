import CommonExpression
import ExpressionAnalysis
import Fixtures
import JSON
import Testing

/// What an analysis says of all values has to hold for each of them.
@Suite struct ShapeSoundnessTests {
    private static let atoms = [
        "p.n > 3", "p.n <= 7.5", "p.n == 5", "p.n != 2", "decimal(p.n) >= decimal('4')", "decimal(p.n) * 2 > 6",
        "p.w >= 2",
        "p.w + 1 > 3", "p.w - 2 == 0", "p.w % 2 == 0", "p.k == 'a'", "p.k != 'b'", "p.k in ['a', 'c']", "p.k in ['z']",
        "has(p.o)", "!has(p.o)", "p.o > 2", "p.o == null", "has(p.o) && p.o < 5", "p.s == ''", "size(p.s) > 2",
        "p.s < 'b'",
        "p.l.exists(x, x > 3)", "p.l.all(x, x > 0)", "size(p.l) == 0", "2 in p.l", "p.l.filter(x, x > 3).size() > 1",
        "p.b",
        "p.b == true", "true", "false", "has(p.q.r)", "p.q.r == 1", "has(p.q) && has(p.q.r)", "has(p.q) && p.q.r > 2",
        "p.u == 1", "p.u == 'a'", "p.u != null", "p['n'] > 6", "'o' in p", "p.l.map(x, x + 1).all(x, x > 1)",
        "p.n > p.w",
        "decimal(p.n) + p.w > 4", "-p.w < -2", "double(p.w) > 2.5", "p.k + p.s == 'ab'", "p.x == 1", "p.s > 1",
        "p.q.z == 1",
        "p.l[0] > 2", "p.?o.orValue(3) > 2", "cel.bind(v, p.n, v > 3 && p.w > 2)", "p.l.existsOne(x, x == 2)",
        "p.k.size() == 1",
    ]

    private static let shape = Shape.object([
        .init("n", .number(from: JSONNumber(1), below: JSONNumber(9))),
        .init("w", .number(from: JSONNumber(1), to: JSONNumber(4), isWhole: true)),
        .init("k", .oneOf(["a", "b", "c"])),
        .init("o", .number.union(.null), isRequired: false), .init("s", .string(length: 0...3)),
        .init("l", .list(of: .number(from: JSONNumber(1), to: JSONNumber(5), isWhole: true), count: 0...3)),
        .init("b", .bool),
        .init("q", .object([.init("r", .number, isRequired: false)]), isRequired: false),
        .init("u", .oneOf([1, "a", nil])),
    ])

    /// A payload of the shape.
    private static func payload(_ random: inout SeededRandom) -> String {
        func pick(_ values: String...) -> String { values.randomElement(using: &random) ?? "" }
        var members = [
            "\"n\": \(pick("1", "1.0", "1.5", "3", "5", "5.0", "7.5", "8", "8.99", "4e0"))",
            "\"w\": \(pick("1", "2", "3", "4", "2.0", "4.0"))",
            "\"k\": \(pick("\"a\"", "\"b\"", "\"c\""))",
            "\"s\": \(pick("\"\"", "\"a\"", "\"b\"", "\"äöü\"", "\"abc\""))",
            "\"l\": \(pick("[]", "[1]", "[2, 5]", "[4, 5, 5]", "[2, 2.0]"))", "\"b\": \(pick("true", "false"))",
            "\"u\": \(pick("1", "1.0", "\"a\"", "null"))",
        ]
        if Bool.random(using: &random) { members.append("\"o\": \(pick("null", "1", "2.5", "9"))") }
        if Bool.random(using: &random) { members.append("\"q\": \(pick("{}", "{\"r\": 1}", "{\"r\": 3.5}"))") }
        return "{\(members.joined(separator: ", "))}"
    }

    private static func expression(_ depth: Int, _ random: inout SeededRandom) -> String {
        guard depth > 0, Int.random(in: 0..<5, using: &random) > 0 else {
            return "(\(atoms.randomElement(using: &random) ?? ""))"
        }
        let (a, b) = (expression(depth - 1, &random), expression(depth - 1, &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1: return "(\(a) && \(b))"
        case 2, 3: return "(\(a) || \(b))"
        case 4: return "!\(a)"
        default: return "(\(a) ? \(b) : \(expression(depth - 1, &random)))"
        }
    }

    @Test func `What is never false is never false, what is never true never true, and what is implied follows`() throws
    {
        var random = SeededRandom(seed: 41)
        var payloads: [Variables] = []
        for _ in 0..<25 {
            payloads.append(Variables(["p": Value(try JSONValue(parsing: Self.payload(&random)))]))
        }
        var decided = 0
        for _ in 0..<200 {
            let text = Self.expression(3, &random)
            let expression = try CommonExpression.Expression(text, variables: ["p"])
            let premise = try CommonExpression.Expression(Self.expression(2, &random), variables: ["p"])
            let alone = expression.analysis(of: ["p": Self.shape])
            let implied = expression.analysis(of: ["p": Self.shape], assuming: [(premise, true)])
            let refuted = expression.analysis(of: ["p": Self.shape], assuming: [(premise, false)])
            if alone.outcome != .open { decided += 1 }
            for variables in payloads {
                let (value, condition) = (try? expression.truth(variables), try? premise.truth(variables))
                Self.expect(alone, value, text)
                if condition == true { Self.expect(implied, value, "\(text) after \(premise.source)") }
                if condition == false { Self.expect(refuted, value, "\(text) after not \(premise.source)") }
            }
        }
        #expect(decided > 10)
    }

    private static func expect(_ analysis: Analysis, _ value: Bool?, _ text: String) {
        let isRight =
            switch analysis.outcome {
            case .alwaysTrue: value != false
            case .alwaysFalse: value != true
            case .open: true
            }
        if !isRight || !analysis.isReachable { Issue.record("\(text): \(analysis)") }
    }

    @Test func `What is called certain fails for every value`() throws {
        var random = SeededRandom(seed: 43)
        for atom in Self.atoms {
            let expression = try CommonExpression.Expression(atom, variables: ["p"])
            guard expression.analysis(of: ["p": Self.shape]).findings.contains(where: { $0.kind == .typeMismatch })
            else { continue }
            for _ in 0..<50 {
                let variables = Variables(["p": Value(try JSONValue(parsing: Self.payload(&random)))])
                #expect(throws: EvaluationError.self, "\(atom)") { try expression.evaluate(variables) }
            }
        }
    }
}
