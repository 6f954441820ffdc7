import CommonExpression
import Fixtures
import JSON
import Testing

@Suite struct NumberTests {
    @Test(arguments: [
        #"decimal("0.1") + decimal("0.2") == decimal("0.3")"#, "0.1 + 0.2 != 0.3",
        "decimal(payload.tenth) + decimal(payload.fifth) == decimal(payload.sum)",
        "decimal(payload.tenth) == 0.1 && 0.1 == decimal(payload.tenth) && payload.tenth == 0.1",
        "decimal(payload.long) == decimal('0.1000000000000000000000000000001') && decimal(payload.long) > 0.1",
        "decimal(payload.big) > 9223372036854775807 && decimal(payload.big) - decimal(1) == 9223372036854775807",
        "decimal(payload.whole) == 3 && decimal(payload.whole) == 3.0 && decimal(payload.whole) == 3u",
        "decimal('1.5') > 1 && decimal('1.5') < 2u && decimal('1.5') >= 1.5 && decimal('1.5') in [1, 1.5]",
        "decimal('1.10') * 3 == decimal('3.3') && 2 * decimal('0.05') == decimal('0.1') && decimal(1) - 0.9 == decimal('0.1')",
        "-decimal('1.5') == decimal('-1.5') && math.abs(decimal('-2.5')) == 2.5 && math.sign(decimal('-2')) == -1",
        "string(decimal('12.50')) == '12.5' && int(decimal('-12.9')) == -12 && double(decimal('0.5')) == 0.5",
        "type(decimal(1)) == decimal && uint(decimal('18446744073709551615')) == 18446744073709551615u",
        "'%s %.2f %d'.format([decimal('0.10'), decimal('2.675'), decimal('7')]) == '0.1 2.68 7'",
        "decimal('1e3') == 1000 && decimal(' 1'.trim()) == 1",
        // What a contract checks.
        "decimal(payload.amount) == payload.lines.map(l, decimal(l.amount)).sum()",
        "payload.lines.map(l, l.amount).sum() != payload.amount || true",
        "[].sum() == 0 && [].sum() == decimal(0) && [].sum() == 0.0 && payload.none.map(l, decimal(l.amount)).sum() == decimal('0')",
        "[1, 2].sum() == 3 && [1.5, 2.5].sum() == 4.0 && [1, 0.5].sum() == 1.5 && [1u, 2u].sum() == 3u",
        "[decimal('0.1'), 0.2, 1].sum() == decimal('1.3') && [1, decimal('0.5')].sum() == 1.5",
        "[3, 1, 2].min() == 1 && [3, 1, 2].max() == 3 && ['b', 'a'].min() == 'a' && [decimal('2'), 1.5].max() == 2",
        "[duration('1h'), duration('30m')].sum() == duration('90m')",
        "math.greatest(decimal('1.5'), 1) == 1.5 && math.least([decimal('1.5'), 2]) == decimal('1.5')",
        // JSON numbers: written as an integer, an int; any other a double.
        "type(payload.one) == int && type(payload.tenth) == double && type(payload.whole) == double && type(payload.power) == double",
        "payload.power == 100 && payload.whole == 3 && payload.one + 1 == 2 && payload.tenth * 10.0 == 1.0",
        "payload.lines[1.0].amount == 0.2 && {1: 'a'}[payload.onePointZero] == 'a' && -payload.tenth == -0.1",
    ])
    func `exact and other numbers`(source: String) throws {
        let json = """
            {"payload": {"tenth": 0.1, "fifth": 0.2, "sum": 0.30, "long": 0.1000000000000000000000000000001, "whole": 3.0, "one": 1,
            "big": 9223372036854775808, "power": 1e2, "onePointZero": 1.0, "amount": 0.3, "none": [],
            "lines": [{"amount": 0.1}, {"amount": 0.2}]}}
            """
        #expect(try isTrue(source, json: json))
    }

    @Test func `a decimal is never divided, and has bounds`() {
        #expect(evaluationError("dyn(decimal(1)) / 2")?.contains("not divided") == true)
        #expect(evaluationError("decimal('1e7000')")?.contains("too many digits") == true)
        #expect(evaluationError("decimal('1e6000') * decimal('1e6000')")?.contains("decimal overflow") == true)
        #expect(evaluationError("decimal('abc')")?.contains("is no decimal number") == true)
        #expect(evaluationError("decimal(0.0 / 0.0)")?.contains("no decimal number") == true)
        #expect(evaluationError("[1, 'a'].sum()")?.contains("no such overload") == true)
    }

    @Test func `sums of cents are exact in any order`() throws {
        var random = SeededRandom(seed: 41)
        let expression = try CommonExpression.Expression("payload.map(x, decimal(x)).sum() == decimal(total)")
        for _ in 0..<50 {
            var cents = (0..<20).map { _ in Int64.random(in: -99_999...99_999, using: &random) }
            let total = cents.reduce(0, +)
            func amount(_ cents: Int64) throws -> JSONValue {
                let magnitude = cents.magnitude
                let digits = magnitude % 100
                let text = "\(cents < 0 ? "-" : "")\(magnitude / 100).\(digits < 10 ? "0" : "")\(digits)"
                return .number(try #require(JSONNumber(text)))
            }
            cents.shuffle(using: &random)
            let variables = Variables([
                "payload": Value(.array(try cents.map(amount))), "total": Value(try amount(total)),
            ])
            #expect(try expression.truth(variables))
        }
    }

    @Test func `a value goes into JSON and comes back`() throws {
        let text = #"{"a":[1,2.50,-3e2,"x",null,true,{"b":{}}],"big":9223372036854775808}"#
        let json = try JSONValue(parsing: text)
        #expect(Value(json).json == json)
        #expect(
            try evaluate(
                "{'d': decimal('1.50'), 't': timestamp('2024-01-01T00:00:00Z'), 'b': b'a', 'o': optional.none()}"
            ).json
                == ["d": .number(JSONNumber("1.5")!), "t": "2024-01-01T00:00:00Z", "b": "YQ==", "o": nil])
        #expect(try evaluate("{1: 2}").json == nil)
        #expect(try evaluate("[0.0 / 0.0]").json == nil)
        #expect(try evaluate("int").json == nil)
    }
}
