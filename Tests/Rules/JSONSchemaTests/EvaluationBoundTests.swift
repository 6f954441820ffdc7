import Foundation
import JSON
import Testing

@testable import JSONSchema

/// Schemas and values made to take for ever, or more memory or stack than there is.
@Suite struct `The bounds of an evaluation` {
    @Test func `a schema that doubles at each of 40 levels is given up, and never counts as valid`() throws {
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let schema = try doubling(keyword, last: ["type": "number"])
            let value: JSONValue = keyword == "anyOf" ? "no number" : 1
            #expect(!schema.accepts(value))
            let violations = schema.violations(of: value)
            #expect(violations.map(\.keyword) == ["limit"])
            #expect(violations.first?.message.contains("more than \(schema.limits.steps) steps") == true)
        }
    }

    @Test func `what is given up inside a negation does not count as valid either`() throws {
        let inner = try doubling("anyOf", last: ["type": "number"])
        #expect(!inner.accepts("no number"))
        var negated = try Schema([
            "not": ["$ref": "#/$defs/d0"], "$defs": definitions("anyOf", last: ["type": "number"]),
        ])
        negated.limits.steps = 10_000
        #expect(!negated.accepts("no number"))
        #expect(negated.violations(of: "no number").last?.keyword == "limit")
    }

    /// A schema whose definition `d0` applies `d1` twice, that `d2` twice, and so on.
    private func doubling(_ keyword: String, last: JSONValue) throws -> Schema {
        var schema = try Schema(["$ref": "#/$defs/d0", "$defs": definitions(keyword, last: last)])
        schema.limits.steps = 20_000
        return schema
    }

    private func definitions(_ keyword: String, last: JSONValue) -> JSONValue {
        let rows = (0..<40).map { level -> (String, JSONValue) in
            let next: JSONValue = ["$ref": .string("#/$defs/d\(level + 1)")]
            return ("d\(level)", .object(JSONObject([(keyword, JSONValue.array([next, next]))])))
        }
        return .object(JSONObject(rows + [("d40", last)]))
    }

    @Test(arguments: [
        ##"{"$dynamicAnchor": "a", "allOf": [{"$dynamicRef": "#a"}, {"$dynamicRef": "#a"}]}"##,
        ##"{"$dynamicAnchor": "a", "anyOf": [{"$dynamicRef": "#a"}, {"$dynamicRef": "#a"}]}"##,
        ##"{"$dynamicAnchor": "a", "not": {"$dynamicRef": "#a"}}"##,
        ##"{"if": {"type": "null"}, "else": {"$ref": "#"}}"##,
        ##"{"dependentSchemas": {"a": {"$ref": "#"}}}"##,
    ])
    func `a loop that only shows with a value is given up`(_ text: String) throws {
        let schema = try Schema(JSONValue(parsing: text))
        let value: JSONValue = ["a": 1]
        #expect(!schema.accepts(value))
        #expect(schema.violations(of: value).last?.keyword == "limit")
    }

    @Test func `a schema nested 10,000 deep compiles, and is checked as deep as the value goes`() throws {
        let properties = nested(10_000) { ["properties": ["a": $0]] }
        let schema = try Schema(properties)
        #expect(schema.accepts(["a": ["a": ["a": 1]]]))
        let negations = try Schema(nested(10_000) { ["not": $0] })
        #expect(!negations.accepts(1))
        #expect(negations.violations(of: 1).map(\.keyword) == ["limit"])
        #expect(try Schema(nested(1_000) { ["not": $0] }).accepts(1))
    }

    private func nested(_ depth: Int, _ around: (JSONValue) -> JSONValue) -> JSONValue {
        var value: JSONValue = true
        for _ in 0..<depth { value = around(value) }
        return value
    }

    @Test func `a deep value is checked on a thread with a small stack`() throws {
        let tree = try Schema([
            "$ref": "#/$defs/a",
            "$defs": [
                "a": [
                    "allOf": [["anyOf": [["oneOf": [["items": ["$ref": "#/$defs/a"]]]]]]], "unevaluatedItems": true,
                ]
            ],
        ])
        let deep = try JSONValue(parsing: String(repeating: "[", count: 400) + String(repeating: "]", count: 400))
        #expect(onThread(stack: 512 << 10) { tree.accepts(deep) && tree.violations(of: deep) == [] })
        let loop = try Schema(["$dynamicAnchor": "a", "allOf": [["$dynamicRef": "#a"]]])
        #expect(onThread(stack: 512 << 10) { loop.violations(of: 1).map(\.keyword) == ["limit"] })
    }

    private func onThread(stack: Int, _ work: @escaping @Sendable () -> Bool) -> Bool {
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var answer = false
        let thread = Thread {
            answer = work()
            done.signal()
        }
        thread.stackSize = stack
        thread.start()
        done.wait()
        return answer
    }

    @Test func `a value that goes as deep with a shallow limit has the same answer`() throws {
        let schema = try Schema([
            "$ref": "#/$defs/a", "$defs": ["a": ["items": ["$ref": "#/$defs/a"], "type": "array"]],
        ])
        var shallow = schema
        shallow.limits.depthOnAnyStack = 3
        for text in ["[[[[[[]]]]]]", "[[[[[1]]]]]", "[]", "1"] {
            let value = try JSONValue(parsing: text)
            #expect(shallow.accepts(value) == schema.accepts(value))
            #expect(shallow.violations(of: value) == schema.violations(of: value))
        }
    }

    @Test func `deep values that are checked at the same time have each its own answer`() async throws {
        let schema = try Schema([
            "$ref": "#/$defs/a", "$defs": ["a": ["items": ["$ref": "#/$defs/a"], "type": "array"]],
        ])
        func nested(_ depth: Int, _ inner: String) throws -> JSONValue {
            try JSONValue(parsing: String(repeating: "[", count: depth) + inner + String(repeating: "]", count: depth))
        }
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                let depth = 60 + number
                group.addTask {
                    guard let sound = try? nested(depth, ""), let other = try? nested(depth, "1") else { return false }
                    return schema.accepts(sound) && !schema.accepts(other)
                        && schema.violations(of: other).map(\.pointer.tokens.count) == [depth]
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test func `very many elements are told apart`() throws {
        let schema = try Schema(["uniqueItems": true])
        let numbers = (0..<200_000).map { JSONValue.number(JSONNumber($0)) }
        #expect(schema.accepts(.array(numbers)))
        #expect(
            schema.violations(of: .array(numbers + [7])).map(\.message) == ["the elements at 7 and 200000 are equal"])
        let powers = (0..<20_000).map { JSONValue.number(JSONNumber("1e\($0)")!) }
        #expect(schema.accepts(.array(powers)))
        #expect(!schema.accepts(.array(powers + [1])))
    }

    @Test func `searching costs steps by the length of the text and the effort of the pattern`() throws {
        var schema = try Schema(["pattern": "[ab]*a[ab]{300}c"])
        let text = JSONValue.string(String(repeating: "ab", count: 10_000))
        #expect(schema.violations(of: text).map(\.keyword) == ["pattern"])
        schema.limits.steps = 1_000
        #expect(schema.violations(of: text).map(\.keyword) == ["limit"])
        #expect(schema.violations(of: "ab").map(\.keyword) == ["pattern"])
        var names = try Schema(["patternProperties": ["[ab]*a[ab]{300}c": true]])
        names.limits.steps = 1_000
        #expect(!names.accepts(.object(JSONObject([(text.string ?? "", nil)]))))
    }

    @Test(arguments: [
        (##"{"multipleOf": 7e-300}"##, String(repeating: "7", count: 5_000)),
        (##"{"minimum": 1e-300}"##, String(repeating: "7", count: 50_000)),
        (##"{"enum": [[1], 2, 3]}"##, String(repeating: "7", count: 50_000)),
        (##"{"uniqueItems": true}"##, "[\(String(repeating: "7", count: 50_000)), 1]"),
        (##"{"format": "regex"}"##, "\"\(String(repeating: "(a|b)", count: 1_000))\""),
    ])
    func `long numbers and texts cost steps`(_ row: (schema: String, value: String)) throws {
        var schema = try Schema(JSONValue(parsing: row.schema), formats: true)
        let value = try JSONValue(parsing: row.value)
        #expect(schema.violations(of: value).allSatisfy { $0.keyword != "limit" })
        schema.limits.steps = 500
        #expect(schema.violations(of: value).map(\.keyword) == ["limit"])
    }

    @Test func `what is evaluated through many levels is known`() throws {
        var schema: JSONValue = true
        for level in 0..<100 {
            schema = [
                "properties": .object(JSONObject([("p\(level)", JSONValue.bool(true))])), "anyOf": [schema],
                "unevaluatedProperties": ["type": "null"],
            ]
        }
        let members = (0..<300).map { ("p\($0)", JSONValue.bool(true)) }
        let compiled = try Schema(schema)
        #expect(compiled.accepts(["p0": true, "p99": nil]))
        #expect(!compiled.accepts(["p0": true, "p99": true]))
        #expect(!compiled.accepts(.object(JSONObject(members))))
    }

    @Test func `a list that is full ends the work`() throws {
        var schema = try Schema(["items": ["enum": ["a"]]])
        schema.limits.steps = 60_000
        let violations = schema.violations(of: .array([JSONValue](repeating: 1, count: 50_000)))
        #expect(violations.count == Schema.mostViolations && violations.allSatisfy { $0.keyword == "enum" })
    }
}
