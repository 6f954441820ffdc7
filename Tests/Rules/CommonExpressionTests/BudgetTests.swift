import CommonExpression
import Testing

/// Evaluations that share a budget, and variables that are computed at its cost.
@Suite struct BudgetTests {
    private typealias Expression = CommonExpression.Expression

    private final class Counter: @unchecked Sendable { var count = 0 }

    @Test func `what an evaluation takes is subtracted, also when it fails`() throws {
        var budget = 10_000
        #expect(try Expression("lists.range(100).all(x, x >= 0)").truth(Variables(), budget: &budget))
        let afterFirst = budget
        #expect(afterFirst < 10_000 - 100)
        #expect(throws: EvaluationError.self) {
            try Expression("lists.range(100).map(x, x / 0)").evaluate(Variables(), budget: &budget)
        }
        #expect(budget < afterFirst - 100)
        #expect(budget > 0)
    }

    @Test func `the lesser of the own limit and the budget counts, and the error says which`() throws {
        let expression = try Expression("lists.range(100).all(x, true)", limits: .init(cost: 50))
        var large = 1_000
        let own = failure(expression, &large)
        #expect(own?.isCostExceeded == true)
        #expect(own?.message == "the evaluation costs more than 50 steps, the limit of one expression")
        var small = 40
        let shared = failure(expression, &small)
        #expect(shared?.isCostExceeded == true)
        #expect(
            shared?.message
                == "the evaluation costs more than the 40 steps that are left of the budget that it shares with others")
        #expect(large >= 950 && small >= 0)
    }

    @Test func `a budget that is used up allows nothing`() throws {
        for start in [0, -5] {
            var budget = start
            #expect(failure(try Expression("true"), &budget)?.isCostExceeded == true)
            #expect(failure(try Expression("true || x"), &budget)?.isCostExceeded == true)
            #expect(budget == start)
        }
    }

    @Test func `many small evaluations end a budget`() throws {
        let expression = try Expression("[1, 2, 3].exists(x, x == 3)")
        var budget = 200
        var count = 0
        while failure(expression, &budget) == nil, count < 1_000 { count += 1 }
        #expect(count > 1 && count < 100)
    }

    @Test func `a variable is computed by an expression over those before it, once`() throws {
        var variables = Variables(["payload": ["lines": [1, 2, 3]]])
        variables.define("variables.total", by: try Expression("payload.lines.sum()", variables: ["payload"]))
        variables.define(
            "variables.double",
            by: try Expression("variables.total * 2", variables: ["payload", "variables.total"]))
        let names: Set<String> = ["payload", "variables.total", "variables.double"]
        let expression = try Expression("variables.double == 12 && variables.total == 6", variables: names)
        var budget = 1_000
        #expect(try expression.truth(variables, budget: &budget))
        let first = 1_000 - budget
        let afterFirst = budget
        #expect(try expression.truth(variables, budget: &budget))
        #expect(afterFirst - budget < first, "the second time nothing is computed")
    }

    @Test func `what a computed variable costs is paid by who reads it`() throws {
        var variables = Variables()
        variables.define("long", by: try Expression("lists.range(1000).all(x, x >= 0)"))
        var budget = 500
        let error = failure(try Expression("true || long || long"), &budget)
        #expect(error == nil)
        let exceeded = failure(try Expression("long || true"), &budget)
        #expect(exceeded?.isCostExceeded == true)
        #expect(exceeded?.message.hasPrefix("'long' has no value: 1:") == true)
    }

    @Test func `an error of a computed variable is kept and thrown at every read`() throws {
        let counter = Counter()
        var variables = Variables(["x": 0])
        let division = try Expression("1 / x")
        let before = variables
        variables.define("bad") { (budget: inout Int) throws(EvaluationError) in
            counter.count += 1
            return try division.evaluate(before, budget: &budget)
        }
        for _ in 0..<3 {
            var budget = 100
            let error = failure(try Expression("1 + \n bad"), &budget)
            #expect(error?.description == "2:2: 'bad' has no value: 1:3: divide by zero")
            #expect(error?.isCostExceeded == false)
        }
        #expect(try Expression("bad == 1 || true").truth(variables))
        #expect(counter.count == 1)
        #expect(variables["bad"] == nil)

        func failure(_ expression: Expression, _ budget: inout Int) -> EvaluationError? {
            BudgetTests.failure(expression, variables, &budget)
        }
    }

    @Test func `a variable sees only what was bound before it`() throws {
        var variables = Variables()
        variables.define("a", by: try Expression("b"))
        variables.define("b", by: try Expression("a"))
        var budget = 100
        #expect(
            Self.failure(try Expression("b"), variables, &budget)?.message
                == "'b' has no value: 1:1: 'a' has no value: 1:1: undeclared reference to 'b'")
    }

    @Test func `variables upon variables are bounded`() throws {
        var variables = Variables(["v0": 1])
        for number in 1...1_000 {
            variables.define("v\(number)", by: try Expression("[v\(number - 1)]"))
            variables.define("w\(number)", by: try Expression("v0 + \(number)"))
        }
        #expect(try Expression("v10.size() == 1 && w1000 == 1001").truth(variables))
        var budget = Int.max
        let error = Self.failure(try Expression("v1000"), variables, &budget)
        #expect(
            error?.message
                == "'v1000' has no value: it is nested more than 100 levels deep, together with the variables it is built on"
        )
    }

    private func failure(_ expression: Expression, _ budget: inout Int) -> EvaluationError? {
        var variables = Variables()
        if let long = try? Expression("lists.range(1000).all(x, x >= 0)") { variables.define("long", by: long) }
        return Self.failure(expression, variables, &budget)
    }

    private static func failure(
        _ expression: Expression, _ variables: Variables, _ budget: inout Int
    ) -> EvaluationError? {
        do throws(EvaluationError) {
            _ = try expression.evaluate(variables, budget: &budget)
            return nil
        } catch {
            return error
        }
    }
}
