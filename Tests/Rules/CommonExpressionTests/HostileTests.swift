import CommonExpression
import Fixtures
import JSON
import Testing

/// Expressions and payloads made to take long or to fill the memory: each has a value or an error that says what is too much.
@Suite struct HostileTests {
    private typealias Expression = CommonExpression.Expression

    private static let variables: Variables = {
        var variables = Variables()
        variables["text"] = .string(String(repeating: "a", count: 100_000))
        variables["mixed"] = .string(String(repeating: "ab-12 é x", count: 10_000))
        variables["many"] = .list(Value.List((0..<20_000).map { Value.int(Int64(($0 * 7_919) % 20_011)) }))
        variables["same"] = .list(
            Value.List([Value](repeating: .string(String(repeating: "s", count: 500)), count: 2_000)))
        variables["nines"] = .string(String(repeating: "9", count: 6_000))
        let wide = JSONObject((0..<5_000).map { ("k\($0)", JSONValue.number(JSONNumber($0))) })
        variables["wide"] = Value(.object(wide))
        let deep = String(repeating: #"{"a":["#, count: 250) + "1" + String(repeating: "]}", count: 250)
        variables["deep"] = (try? JSONValue(parsing: deep)).map { Value($0) }
        variables["same_deep"] = (try? JSONValue(parsing: deep)).map { Value($0) }
        variables["long"] = JSONNumber("1." + String(repeating: "7", count: 5_000)).map { Value(.number($0)) }
        return variables
    }()

    /// `cel.bind` so often, each time of `step` with `@` standing for what was bound before.
    private static func chain(_ start: String, _ step: String, _ count: Int, _ end: String) -> String {
        var source = start
        for number in 0..<count {
            source = "cel.bind(v\(number), \(source), \(step.replacing("@", with: "v\(number)")))"
        }
        return "cel.bind(last, \(source), \(end.replacing("@", with: "last")))"
    }

    private static func outcome(_ source: String, cost: Int = 100_000) -> Result<Value, any Error> {
        Result { try Expression(source, limits: .init(cost: cost)).evaluate(variables) }
    }

    static let tooExpensive: [String] = [
        chain("'aaaaaaaaaaaaaaaa'", "@ + @", 60, "@.size()"), chain("[1, 2, 3]", "@ + @", 60, "@.size()"),
        chain("b'aaaaaaaaaaaaaaaa'", "@ + @", 60, "@.size()"),
        chain("'aaaaaaaaaaaaaaaa'", "@.replace('a', @)", 20, "@.size()"),
        chain("'aaaaaaaaaaaaaaaa'", "[@, @, @, @].join(@)", 40, "@.size()"),
        chain("'aaaaaaaaaaaaaaaa'", "'%s%s%s'.format([@, @, @])", 40, "@.size()"),
        chain("[1]", "[@, @, @, @]", 40, "@.flatten(100).size()"), chain("[1]", "[@, @, @, @]", 40, "'%s'.format([@])"),
        chain("[1, 2, 3]", "[@, @].flatten()", 60, "@.size()"), chain("deep", "[@, @]", 40, "@ == @"),
        chain("[1]", "[@, @]", 40, "[@, @].distinct()"), chain("decimal(nines)", "@", 1, "many.map(x, @ + @)"),
        "many.map(x, many.map(y, [x, y]))", "many.map(x, text + 'a')", "many.map(x, 'a').join(text)",
        "lists.range(60000)",
        "many.all(x, many.slice(0, 20000).size() > 0)", "many.all(x, text.split('').size() > 0)",
        "many.all(x, many.sort().size() > 0)", "many.map(x, [x]).distinct()", "many.all(x, same.max() != '')",
        "many.all(x, {text: 1}[text] == 1)", "many.all(x, text in wide || true)", "many.all(x, wide == wide)",
        "many.all(x, text == text + '')", "many.all(x, text.startsWith(text) && text.endsWith(text))",
        "many.all(x, int(text) == 1 || true)", "many.all(x, timestamp(text) == timestamp(text) || true)",
        "many.all(x, text.matches('(a+)+b') || true)", "many.all(x, 'a'.matches('(a?){' + string(x) + '}') || true)",
        "many.all(x, '%.1000f'.format([1e308]) != '')", "many.all(x, '%d'.format([1e-308]) != '')",
        "many.all(x, string(decimal(nines)) != '')", "many.all(x, decimal(nines) + decimal('1e-6000') > x)",
        "many.all(x, x / 0 == 1 || 1 / x == x || true)",
        "many.all(x, !has(wide.\(String(repeating: "a", count: 90_000))))",
        String(repeating: "wide.all(k, ", count: 90) + "true" + String(repeating: ")", count: 90),
    ]

    @Test(arguments: tooExpensive.indices)
    func `what takes too much is given up`(index: Int) {
        let source = Self.tooExpensive[index]
        guard case .failure(let error as EvaluationError) = Self.outcome(source, cost: 50_000) else {
            Issue.record("\(source.prefix(120)) is not given up")
            return
        }
        #expect(error.isCostExceeded, "\(source.prefix(120)): \(error)")
    }

    @Test(arguments: [
        ("decimal('1e999999999') + 1", "too many digits"), ("decimal(long) == long", "more than 200 digits"),
        (chain("decimal('9e6000')", "@ * @", 3, "@"), "decimal overflow"),
        (chain("decimal('1.0000000001')", "@ * @", 60, "@"), "decimal overflow"),
        ("long < 2.0", "more than 200 digits"),
        ("'%s'.format([deep])", "nested more than 100 levels deep"),
        ("[1].flatten(1000)", "no more than 100 levels deep"),
        ("text.matches('(((((a{99}){99}){99}){99}){99})')", "pattern"), ("deep.b", "no such key: 'b'"),
        ("wide[text]", "no such key: 'aaaa"), ("'x'.matches(text)", "pattern"),
    ])
    func `what can't be answered says why`(source: String, message: String) {
        guard case .failure(let error) = Self.outcome(source, cost: 4_000_000) else {
            Issue.record("\(source) has a value")
            return
        }
        #expect("\(error)".contains(message), "\(source.prefix(80)): \(error)")
        #expect("\(error)".utf8.count < 400)
    }

    @Test(arguments: [
        "!text.matches('(a+)+b') && !text.matches('(a|aa)+$b') && text.matches('^(a|[ab]|[abc])+$')",
        "!mixed.matches('([a-z]+)*\\\\d{3}') && mixed.contains('é x') && mixed.size() == 90000", "deep == same_deep",
        "same_deep in [1, deep]", "[deep, same_deep].distinct().size() == 1", "type(deep) == map",
        "wide == wide && !(text in wide)",
        "many.sort()[0] == 0 && many.sortBy(x, -x)[0] == 20010 && same.sort().size() == 2000",
        "many.distinct().size() == 20000",
        "decimal(nines) + 1 > decimal(nines) && decimal(nines) * decimal(nines) > 0 || true",
        "mixed.reverse().reverse() == mixed",
        "text.split('').size() == 100000 && text.replace('a', 'b').size() == 100000",
        "(decimal('5') * decimal('2') * 100 == 1000) && decimal('1e-6000') * decimal('1e6000') == 1",
    ])
    func `what is large but bounded has a value`(source: String) throws {
        let value = try Self.outcome(source, cost: 4_000_000).get()
        guard case .bool(true) = value else {
            Issue.record("\(source) gives \(value.typeName)")
            return
        }
    }

    static let long: [(source: String, error: String?)] = {
        func times(_ part: String, _ count: Int) -> String { String(repeating: part, count: count) }
        return [
            (times("1+", 49_999) + "1", nil), (times("true&&", 16_000) + "true", nil),
            ("[" + times("1,", 49_990) + "1]", nil),
            ("'" + times("a", 99_000) + "'.size() == 99000", nil), (times("has(a.b)&&", 9_900) + "true", nil),
            (times("[1].all(x,x>0)&&", 6_200) + "true", nil),
            ((0..<14_000).map { "v\($0)+" }.joined().prefix(99_000) + "1", nil),
            (times("a" + times(".b", 150) + "+", 320) + "1", nil),
            (times("'a'.matches('(a|b)*c')||", 4_000) + "true", nil),
            (times("timestamp('2024-01-01T00:00:00Z')<now||", 2_400) + "true", nil),
            (times("true ? 1 : ", 9_000) + "1", nil),
            ((0..<1_000).map { "'a'.matches('a\($0)')||" }.joined() + "true", "no more than 100 different patterns"),
            (times("(", 10_000) + "1" + times(")", 10_000), "nested more than 100"),
            (times("!(", 10_000), "nested more than 100"),
            (times("-(", 10_000), "nested more than 100"), (times("[", 10_000), "nested more than 100"),
            (times("true ? ", 9_000) + "1" + times(" : 1", 9_000), "expected ':'"),
            ("a" + times(".b", 10_000), "nested more than 100"),
            ("a" + times(".size()", 10_000), "nested more than 100"),
            ("a" + times("[0]", 10_000), "nested more than 100"),
            (times("[1].map(x, ", 8_000), "nested more than 100"),
            ("[1]" + times(".map(x, x)", 9_000), "nested more than 100"),
            (times("1", 99_000), "beyond 64 bits"), (times("'", 99_999), "is not closed"),
            (times("a", 100_001), "longer than 100000"),
        ]
    }()

    @Test(arguments: long.indices)
    func `an expression of a hundred thousand bytes loads or says why not`(index: Int) {
        let (source, wanted) = Self.long[index]
        let error = loadError(source)
        if let wanted {
            #expect(error?.contains(wanted) == true, "\(source.prefix(40)): \(error ?? "loads")")
        } else {
            #expect(error == nil, "\(source.prefix(40))")
        }
    }
}
