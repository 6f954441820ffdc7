// example: begin
import CommonExpression
import JSON

/// Which of a payment's rules are broken.
func brokenRules(payment: String) throws -> [String] {
    // Parsed and checked once; an unknown variable or a type that can't fit is an error here, with line and column.
    let rules = [
        "lines": try Expression(
            "variables.total == decimal(payload.amount)", variables: ["payload", "variables.total"]),
        "supplier": try Expression(
            #"payload.supplier.matches("^SUP-[0-9]+$") && !(payload.supplier in ["SUP-13"])"#, variables: ["payload"]),
    ]
    var variables = Variables(["payload": Value(try JSONValue(parsing: payment))])
    // Computed when a rule first reads it, and once.
    variables.define(
        "variables.total",
        by: try Expression("payload.lines.map(l, decimal(l.amount)).sum()", variables: ["payload"]))
    // What all rules may cost together.
    var budget = 100_000
    var broken: [String] = []
    for (name, rule) in rules where try !rule.truth(variables, budget: &budget) { broken.append(name) }
    return broken.sorted()
}
// example: end

import Fixtures
import Foundation
import Testing

@Suite struct ExampleTests {
    private typealias Expression = CommonExpression.Expression

    private func page() throws -> String {
        try String(contentsOf: SharedData.package.appending(path: "docs/common-expression.md"), encoding: .utf8)
    }

    @Test func `the example gives what the page says`() throws {
        let right = #"{"amount": 0.3, "supplier": "SUP-203", "lines": [{"amount": 0.1}, {"amount": 0.20}]}"#
        let wrong = #"{"amount": 0.31, "supplier": "SUP-13", "lines": [{"amount": 0.1}, {"amount": 0.20}]}"#
        #expect(try brokenRules(payment: right) == [])
        #expect(try brokenRules(payment: wrong) == ["lines", "supplier"])
        #expect(throws: EvaluationError.self) { try brokenRules(payment: "{}") }
    }

    @Test func `the page holds the example`() throws {
        let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
        let start = try #require(source.range(of: "// example: begin\n")).upperBound
        let end = try #require(source.range(of: "// example: end\n")).lowerBound
        #expect(try page().contains("```swift\n\(source[start..<end])```\n"))
    }

    /// The names in backticks that the first column of a table has, under a heading.
    private func names(under heading: String) throws -> [String] {
        let page = try page()
        let start = try #require(page.range(of: "\n## \(heading)\n")).upperBound
        let section = page[start...].split(separator: "\n## ", maxSplits: 1)[0]
        return section.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { row in
            row.split(separator: "|")[0].split(separator: "`").enumerated().filter { !$0.offset.isMultiple(of: 2) }
                .map { String($0.element) }
        }
    }

    @Test func `the page's table of functions is the table in the code`() throws {
        #expect(try names(under: "Functions").sorted() == Expression.functionNames)
    }

    @Test func `the page's table of macros is that of the code, and each is one`() throws {
        #expect(try names(under: "Macros").sorted() == Expression.macroNames)
        for name in Expression.macroNames {
            let call = name == "has" || name.hasPrefix("cel.") ? "\(name)()" : "x.\(name)()"
            #expect(loadError(call)?.contains(" takes ") == true, "\(name)")
        }
        #expect(loadError("x.anyOther()")?.contains("undeclared reference to function") == true)
    }

    @Test func `every function has a row in the type checker`() throws {
        for name in Expression.functionNames {
            // A call that nothing fits is refused for its arguments, never as unknown.
            let receiver = name.utf8.contains(UInt8(ascii: ".")) ? "" : "dyn(1)."
            for call in ["\(name)(1, 2, 3, 4, 5, 6)", "\(receiver)\(name)(1, 2, 3, 4, 5, 6)"] {
                #expect(loadError(call)?.contains("undeclared") != true, "\(call)")
            }
        }
    }
}
