import CommonExpression
import Foundation
import JSON
import Testing

/// Nothing that an expression or a payload holds makes an evaluation hang, overflow the stack or fill the memory.
@Suite struct BoundTests {
    private func cost(_ source: String, _ variables: Variables = Variables(), cost: Int = 200_000) -> EvaluationError? {
        do {
            let expression = try CommonExpression.Expression(source, limits: .init(cost: cost))
            _ = try expression.evaluate(variables)
            return nil
        } catch {
            return error as? EvaluationError
        }
    }

    @Test(arguments: [
        "lists.range(1000).map(x, lists.range(1000))",
        "lists.range(400).all(x, lists.range(400).all(y, lists.range(400).all(z, true)))",
        "lists.range(100000000).size() > 0", "lists.range(9223372036854775807)",
        "cel.bind(a, 'aaaaaaaaaaaaaaaa', cel.bind(b, a.replace('', a), cel.bind(c, b.replace('', b), c.replace('', c)))).size()",
        "cel.bind(a, lists.range(100), cel.bind(b, a.map(x, a), b.map(x, b) == b.map(x, b)))",
        "'%s'.format([cel.bind(a, lists.range(100), cel.bind(b, a.map(x, a), a.map(x, b)))])",
        "lists.range(2000).map(x, [x]).distinct()",
        "lists.range(1000).all(x, lists.range(1000).sort() != [])",
        "true || lists.range(1000).all(x, lists.range(1000).all(y, true)) ? lists.range(100000000) : []",
        "cel.bind(d, decimal('1e-3000') + decimal('1e3000'), lists.range(10000).map(x, d + d))",
        "lists.range(1000).exists(x, lists.range(1000).all(y, 1 / 0 == 1))",
    ])
    func `an evaluation that costs too much is given up`(source: String) {
        #expect(cost(source)?.isCostExceeded == true, "\(source)")
    }

    @Test func `what costs too much is never made up for`() {
        let expensive = "lists.range(1000).all(x, lists.range(1000).all(y, y >= 0))"
        #expect(cost("\(expensive) || true")?.isCostExceeded == true)
        #expect(cost("!(\(expensive) && false)")?.isCostExceeded == true)
        #expect(cost("[1].exists(x, \(expensive))")?.isCostExceeded == true)
    }

    @Test func `a search takes time linear in its texts`() throws {
        let text = String(repeating: "a", count: 200_000)
        let variables = Variables(["text": .string(text), "part": .string(text.dropLast(100_000) + "b")])
        #expect(try !CommonExpression.Expression("text.contains(part)").truth(variables))
        #expect(
            try CommonExpression.Expression("text.indexOf(part) == -1 && text.lastIndexOf(part) == -1").truth(variables)
        )
        #expect(try !CommonExpression.Expression("text.matches('^(a+)+$') && text.matches('(a*)*b')").truth(variables))
    }

    @Test func `hostile patterns are refused or bounded`() {
        #expect(loadError("'a'.matches('(((((a{100}){100}){100}){100}){100})')") != nil)
        let variables = Variables(["p": .string("(a?){50}a{50}"), "t": .string(String(repeating: "a", count: 50))])
        #expect(throws: Never.self) { try CommonExpression.Expression("t.matches(p)").truth(variables) }
        let large = Variables(["p": .string(String(repeating: "(x+x+)+y|", count: 100_000)), "t": "x"])
        #expect(throws: EvaluationError.self) { try CommonExpression.Expression("t.matches(p)").truth(large) }
    }

    @Test(arguments: [
        ("(", ")"), ("[", "]"), ("{1:", "}"), ("size([", "])"), ("a[", "]"), ("!(", ")"), ("-(", ")"),
        ("[1].map(x, ", ")"),
        ("true ? (", ") : false"), ("cel.bind(x, 1, ", ")"), ("x + (", ")"), ("optional.of(", ")"),
    ])
    func `deep nesting is refused`(open: String, close: String) {
        for depth in [150, 3_000] {
            let source = String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
            #expect(loadError(source)?.contains("nested more than 100 levels deep") == true, "\(open)")
        }
        let unclosed = String(repeating: open, count: 4_000)
        #expect(loadError(unclosed) != nil)
    }

    @Test func `ten thousand parentheses are an error, not a crash`() {
        let source = String(repeating: "(", count: 10_000) + "1" + String(repeating: ")", count: 10_000)
        #expect(loadError(source) == "1:101: the expression is nested more than 100 levels deep")
    }

    @Test func `long chains need no depth`() throws {
        func joined(_ part: String, _ separator: String) -> String {
            Array(repeating: part, count: 5_000).joined(separator: separator)
        }
        #expect(try isTrue(joined("1", " + ") + " == 5000"))
        #expect(try isTrue(joined("true", " && ")))
        #expect(try isTrue(joined("false", " || ") + " || true"))
        #expect(try isTrue(joined("false ? 1", " : ") + " : 2) == 2", json: "{}", opening: "("))
        #expect(try isTrue(String(repeating: "!", count: 5_000) + "true"))
        #expect(try isTrue(String(repeating: "-", count: 5_000) + "1 == 1"))
        #expect(loadError(joined("a", ".")) != nil)
        #expect(loadError(joined("1", " < ")) != nil)
    }

    private func isTrue(_ source: String, json: String = "{}", opening: String = "") throws -> Bool {
        try CommonExpressionTests.isTrue(opening + source, json: json)
    }

    @Test func `a long text is refused`() {
        #expect(loadError(String(repeating: " ", count: 100_001) + "1")?.contains("longer than 100000 bytes") == true)
    }

    @Test func `the deepest expressions and values fit a small stack`() throws {
        let nested =
            String(repeating: "[1].map(x, x + size([", count: 32) + "1" + String(repeating: "]))", count: 32)
            + " == [2]"
        let conditions = String(repeating: "true ? (", count: 98) + "true" + String(repeating: ") : false", count: 98)
        let parentheses = String(repeating: "(", count: 98) + "true" + String(repeating: ")", count: 98)
        let selections = "has(deep" + String(repeating: ".a", count: 190) + ")"
        let comparison = "deep == same && same in [deep]"
        let text = String(repeating: #"{"a":"#, count: 500) + "1" + String(repeating: "}", count: 500)
        let deep = Value(try JSONValue(parsing: text))
        let variables = Variables(["deep": deep, "same": deep])
        for source in [nested, conditions, parentheses, selections, comparison] {
            let result = OnSmallStack.run { (try? evaluate(source, variables).json) == true }
            #expect(result, "\(source.prefix(40))")
        }
    }

    @Test func `a shared value can't be multiplied into JSON`() throws {
        var source = "[1, 1, 1, 1]"
        for _ in 0..<30 { source = "cel.bind(x, \(source), [x, x, x, x])" }
        #expect(try evaluate(source).json == nil)
    }
}

/// Runs work on a thread whose stack is the smallest that a system gives in practice; frames of a debug build are larger.
private enum OnSmallStack {
    #if DEBUG
        private static let size = 2 * 1024 * 1024
    #else
        private static let size = 512 * 1024
    #endif

    private final class Result: @unchecked Sendable { var isRight = false }

    static func run(_ work: @escaping @Sendable () -> Bool) -> Bool {
        let result = Result()
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            result.isRight = work()
            done.signal()
        }
        thread.stackSize = size
        thread.start()
        done.wait()
        return result.isRight
    }
}
