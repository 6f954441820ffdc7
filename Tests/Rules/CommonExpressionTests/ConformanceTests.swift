import CommonExpression
import Fixtures
import Foundation
import JSON
import Testing

@Suite(.enabled(if: SharedData.isThere, "needs ../shared/data"))
struct ConformanceTests {
    struct Case {
        let name: String
        let source: String
        let variables: Variables
        let declared: Set<String>
        let isChecked: Bool
        let expected: Value?

        init(_ json: JSONValue) throws {
            func text(_ key: String) throws -> String { try #require(json[key]?.string) }
            name = "\(try text("file"))/\(try text("section"))/\(try text("name"))"
            source = try text("expr")
            var variables = Variables()
            for member in try #require(json["bindings"]?.object) {
                variables[member.name] = try TaggedValue.value(member.value)
            }
            self.variables = variables
            declared = Set((json["declared"]?.array ?? []).compactMap(\.string))
            isChecked = json["disable_check"]?.bool != true
            expected = try json["expect"]?["value"].map(TaggedValue.value)
        }

        /// What is wrong with the result; nil when it is the expected one.
        func failure(isChecked: Bool) -> String? {
            do {
                let expression = try CommonExpression.Expression(
                    source, variables: isChecked ? declared : nil, isChecked: isChecked)
                let value = try expression.evaluate(variables)
                guard let expected else { return "\(name): \(source) gives \(value) instead of an error" }
                return TaggedValue.isSame(value, expected) ? nil : "\(name): \(source) gives \(value), not \(expected)"
            } catch {
                return expected == nil ? nil : "\(name): \(source) fails: \(error)"
            }
        }
    }

    static func cases() throws -> [Case] {
        try SharedData.lines("cel/cases.jsonl").map { try Case(try JSONValue(parsing: String($0))) }
    }

    @Test func `every case of the specification has its result`() throws {
        let cases = try Self.cases()
        let failures = cases.compactMap { $0.failure(isChecked: $0.isChecked) }
        #expect(failures == [])
        let figure = "\(Self.written(cases.count - failures.count)) of \(Self.written(cases.count))"
        for file in ["README.md", "docs/common-expression.md"] {
            let page = try String(contentsOf: SharedData.package.appending(path: file), encoding: .utf8)
            #expect(page.contains(figure), "\(file) states \(figure)")
        }
        let readme = try String(contentsOf: SharedData.package.appending(path: "README.md"), encoding: .utf8)
        #expect(readme.contains("| CEL, conformance cases that need no protobuf | \(figure) |"))
    }

    /// A number with a comma before its thousands.
    private static func written(_ number: Int) -> String {
        let rest = String(number % 1_000)
        return number < 1_000
            ? "\(number)" : "\(number / 1_000)," + String(repeating: "0", count: 3 - rest.count) + rest
    }

    @Test func `every case has its result without the checker too`() throws {
        #expect(try Self.cases().compactMap { $0.failure(isChecked: false) } == [])
    }

    @Test func `the rules of real contracts load`() throws {
        let names: Set<String> = [
            "handoff", "payload", "confidence", "producer", "requested_by", "evidence", "trace", "lists", "related",
            "now",
        ]
        var count = 0
        for contract in ["airline.reservation-change", "bank.payment", "crm.customer-change"] {
            for line in try SharedData.lines("real/contracts/\(contract).yaml") {
                for key in ["rule: '", "when: '", "reference: '"] {
                    guard let start = line.range(of: key)?.upperBound,
                        let end = line[start...].firstIndex(of: "'")
                    else { continue }
                    let source = String(line[start..<end])
                    #expect(loadError(source, variables: names) == nil, "\(source)")
                    count += 1
                }
            }
        }
        #expect(count == 18)
    }
}
