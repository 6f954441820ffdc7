import CommonExpression
import JSON
import Testing

@Suite struct LanguageTests {
    @Test(arguments: [
        // Operators and their precedence.
        "1 + 2 * 3 == 7", "(1 + 2) * 3 == 9", "7 - 2 - 1 == 4", "-7 / 2 == -3 && -7 % 2 == -1", "!false && !!true",
        "1 < 2 == true", "false || true && false ? false : true", "true ? 1 == 1 : 1 / 0 == 1", "- 5 == -5", "--5 == 5",
        "-9223372036854775808 < 0", "0xff == 255 && -0x10 == -16 && 0xFu == 15u",
        ".5 == 0.5 && 1e3 == 1000.0 && 007.5 == 7.5",
        "1 == 1.0 && 1u == 1 && 2.0 == 2u && 1 < 1.5 && 2u > 1.5", "'a' < 'b' && b'a' < b'ab' && false < true",
        "[1, 2] + [3] == [1, 2, 3] && 'a' + 'b' == 'ab' && b'a' + b'b' == b'ab'",
        "2 in [1, 2] && !('x' in ['y']) && 'k' in {'k': 1} && !(1 in {})",
        // Literals.
        #""\u00e9" == 'é' && "\x41\101" == 'AA' && b'\xff\377' != b'ÿ' && b'\303\277' == b'ÿ'"#,
        "r'\\n' == '\\\\n' && '''a\n'b''' == \"a\\n'b\"", "size('é€😀') == 3 && size(b'é') == 2",
        "{'a': 1, }.a == 1 && [1, 2, ][1] == 2", "1 == // a comment\n1",
        // Macros.
        "[1, 2, 3].all(x, x > 0) && [1, 2].exists(x, x == 2) && [1, 2].exists_one(x, x == 2)",
        "[1, 2, 3].map(x, x * 2) == [2, 4, 6] && [1, 2, 3].map(x, x > 1, x * 2) == [4, 6]",
        "[1, 2, 3].filter(x, x % 2 == 1) == [1, 3] && {'a': 1, 'b': 2}.filter(k, k == 'b') == ['b']",
        "[[1], [2, 3]].map(l, l.map(x, x + size(l))) == [[2], [4, 5]]",
        "has({'a': null}.a) && !has({'a': 1}.b)",
        "cel.bind(x, 2, cel.bind(y, x + 1, x * y)) == 6",
        "[1, 2].map(x, cel.bind(y, x, [3].map(x, x + y))) == [[4], [5]]",
        "{'a': 1}.transformMap(k, v, v + 1) == {'a': 2} && [5].transformList(i, v, [i, v]) == [[0, 5]]",
        "{'a': 'b'}.transformMapEntry(k, v, {v: k}) == {'b': 'a'} && {'a': 1}.all(k, v, k == 'a' && v == 1)",
        // Errors are made up for by what decides.
        "true || 1 / 0 == 1", "1 / 0 == 1 || true", "!(1 / 0 == 1 && false)", "[0, 1].exists(x, 1 / x == 1)",
        "![0, 2].all(x, 1 / x == 1)",
        // Optionals.
        "{'a': 1}.?a.value() == 1 && !{}.?a.hasValue() && {}.?a.orValue(2) == 2 && [1][?5].orValue(0) == 0",
        "optional.of(1).orValue(1 / 0) == 1 && optional.of(2).optMap(x, x + 1).value() == 3",
        "[?optional.none(), 1] == [1] && {?'a': optional.none()} == {}",
        "[1, 2].first().value() == 1 && [1, 2].last().value() == 2",
        "[optional.of(1), optional.none()].unwrapOpt() == [1]",
        // Names.
        "type(1) == int && type(type(1)) == type && type(decimal(1)) == decimal && type(1.0) != int",
        "{'in-doubt': 1}.`in-doubt` == 1",
    ])
    func `an expression that holds`(source: String) throws {
        #expect(try isTrue(source))
    }

    @Test(arguments: [
        ("1 +", "1:4: the expression ends where more is expected"),
        ("a &&\n  (b ||", "2:8: the expression ends where more is expected"),
        ("'é' + ~", "1:7: unexpected character '~'"),
        ("'open", "1:1: a string is not closed"),
        ("9223372036854775808", "1:1: the integer lies beyond 64 bits"),
        ("1e999", "1:1: the number lies beyond what a double can hold"),
        ("has(a)", "1:1: has() takes the selection of a field, like has(a.b)"),
        ("[1].all(x.y, true)", "1:11: expected a simple name"),
        ("[1].all(true)", "1:5: all() takes one or two names and a predicate"),
        ("[1].exists(x, x, true)", "1:15: the two names must differ"),
        ("while", "1:1: 'while' is a reserved word"),
        ("a.in", "1:3: expected a field name instead of 'in'"),
        ("A{b: 1}", "1:2: messages can't be made, there are no message types here"),
        ("[1, 2", "1:6: expected ']' instead of the end of the expression"),
        ("'a'.matches('(')", "1:13: invalid pattern"),
        ("'\\ud800'", "1:2: an escape in a string names no Unicode character"),
    ])
    func `a text that is no expression names the place`(source: String, message: String) {
        #expect(loadError(source)?.hasPrefix(message) == true, "\(loadError(source) ?? "loads")")
    }

    @Test func `an error can be shown with a caret under its place`() throws {
        do {
            _ = try CommonExpression.Expression("a == 1 &&\n\tb === 2")
            Issue.record("it loads")
        } catch {
            #expect(error.rendering == "2:6: unexpected character '='\n | \tb === 2\n | \t    ^")
        }
    }

    @Test(arguments: [
        ("nope(1)", "undeclared reference to function 'nope'"), ("1.size()", "no such overload"),
        ("size(1)", "no such overload: size(int)"),
        ("size('a', 'b')", "is not called with 2 arguments"),
        ("startsWith('a', 'b')", "is called on a value"), ("unknown + 1", "undeclared reference to 'unknown'"),
        ("payload.x && 'a'", "must be a bool, not string"),
        ("1 + 'a'", "no such overload: int + string"),
        ("1 + 1.0", "no such overload: int + double; convert one with int(), double() or decimal()"),
        ("'a' == 1", "no such overload"),
        ("[1] < [2]", "no such overload"),
        ("!1", "must be a bool"), ("-'a'", "no such overload"), ("1.a", "does not support field selection"),
        ("1 in 2", "no such overload"), ("{1.5: 1}", "unsupported key type double"),
        ("1.map(x, x)", "needs a list or a map"),
        ("[1].filter(x, x + 1)", "the predicate must be a bool, not int"),
        ("1 ? 2 : 3", "the condition must be a bool"),
        ("payload.exists(x, y)", "undeclared reference to 'y'"), ("math.abs('a')", "no such overload"),
        ("payload > duration('4 hours')", "1:20: '4 hours' is no duration like 1h30m"),
        ("payload < timestamp('yesterday')", "'yesterday' is no timestamp"),
        ("decimal('1,5')", "'1,5' is no decimal number"),
        ("decimal(true)", "no such overload"), ("decimal('1') / 2", "no such overload"),
        ("null < null", "no such overload"),
    ])
    func `what can't be right is refused when it is loaded`(source: String, message: String) {
        let error = loadError(source, variables: ["payload"])
        #expect(error?.contains(message) == true, "\(source): \(error ?? "loads")")
    }

    @Test func `what is not known beforehand is left to the evaluation`() throws {
        for source in [
            "payload + 1", "payload.a.b > 1", "payload[0] == 'x'", "payload.all(x, x)", "payload ? 1 : 'a'", "-payload",
        ] {
            #expect(loadError(source, variables: ["payload"]) == nil)
        }
    }

    @Test(arguments: [
        ("payload.a.b", "1:11: null has no field 'b'"), ("payload.z", "1:9: no such key: 'z'"),
        ("has(payload.z.y)", "1:13: no such key: 'z'"), ("has(payload.a.b)", "null has no field 'b'"),
        ("payload.n.b", "type 'int' does not support field selection"),
        ("payload.l[3]", "index 3 is out of range of a list of 2"),
        ("1 +\n payload.s", "1:3: no such overload: int + string"), ("payload.n / 0", "divide by zero"),
        ("payload.n % 0", "modulus by zero"), ("9223372036854775807 + payload.n", "integer overflow"),
        ("payload.big + 1", "lies beyond 64 bits"), ("payload.big == 1", "lies beyond 64 bits"),
        ("payload.big", "lies beyond 64 bits"),
        ("payload.s && true", "no such overload"), ("payload.l.map(x, x / 0)", "divide by zero"),
        ("[payload.n, payload.n / 0].all(x, x > 0)", "divide by zero"),
        ("{payload.s: 1, 's': 2}.s", "stands there twice"),
        ("payload.s.matches(payload.s + '(')", "invalid pattern"), ("now()", "undeclared"),
        ("nobody", "undeclared reference to 'nobody'"),
        ("[].min()", "min() of an empty list"), ("payload.l.join()", "no such overload"),
        ("timestamp(payload.s)", "is no timestamp"),
        ("timestamp('2024-01-01T00:00:00Z').getHours('Nowhere/City')", "unknown time zone"),
    ])
    func `an evaluation that fails says what and where`(source: String, message: String) {
        let json = #"{"payload": {"a": null, "n": 1, "s": "s", "l": [1, 2], "big": 9223372036854775808}}"#
        let error = evaluationError(source, json: json)
        #expect(error?.contains(message) == true, "\(source): \(error ?? "has a value")")
    }

    @Test func `an expression tells which variables it reads`() throws {
        func read(_ source: String, _ variables: Set<String>? = nil) throws -> Set<String> {
            try CommonExpression.Expression(source, variables: variables).variablesRead
        }
        #expect(
            try read("payload.a > 1 && trace.sources.exists(s, s.title == handoff.title)") == [
                "payload", "trace", "handoff",
            ])
        #expect(try read("[1].map(payload, payload) == [.payload]") == ["payload"])
        #expect(try read("type(1) == int && cel.bind(x, y, x)") == ["y"])
        #expect(try read("a.b.c", ["a.b"]) == ["a.b"])
    }

    @Test func `truth needs a bool`() throws {
        let expression = try CommonExpression.Expression("x")
        #expect(try expression.truth(Variables(["x": true])))
        #expect(throws: EvaluationError.self) { try expression.truth(Variables(["x": 1])) }
        #expect(throws: EvaluationError.self) { try expression.truth(Variables(["x": .null])) }
    }

    @Test func `a computed variable is made once, and only when it is read`() throws {
        final class Counter: @unchecked Sendable { var count = 0 }
        let counter = Counter()
        var variables = Variables()
        variables.define("x") {
            counter.count += 1
            return 7
        }
        #expect(try CommonExpression.Expression("1 == 1").truth(variables))
        #expect(counter.count == 0)
        #expect(try CommonExpression.Expression("x == 7 && x < 8").truth(variables))
        #expect(try CommonExpression.Expression("x == 7").truth(variables))
        #expect(counter.count == 1)
    }

    @Test func `texts are compared by code point`() throws {
        #expect(try !isTrue(#"payload == 'e\u0301'"#, json: #"{"payload": "é"}"#))
        #expect(try !isTrue(#"'e\u0301' in payload"#, json: #"{"payload": {"é": 1}}"#))
        #expect(try isTrue(#"payload.size() == 2 && payload.contains('e')"#, json: "{\"payload\": \"e\u{301}\"}"))
    }
}
