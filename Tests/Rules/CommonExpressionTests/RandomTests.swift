import CommonExpression
import Fixtures
import JSON
import Testing

/// Whatever stands in an expression, loading and evaluating it ends with a value or an error.
@Suite struct RandomTests {
    private static let variables: Variables = {
        let text = """
            {"n": 3, "d": 2.5, "s": "añ,b", "l": [3, 1.5, 2, "x", null], "m": {"a": 1, "b": [1, 2]}, "big": 9223372036854775808,
            "huge": 1e400, "none": null, "yes": true, "e": []}
            """
        var variables = Variables()
        for member in (try? JSONValue(parsing: text))?.object ?? JSONObject() {
            variables[member.name] = Value(member.value)
        }
        return variables
    }()

    private static let atoms = [
        "n", "d", "s", "l", "m", "big", "huge", "none", "yes", "e", "1", "-1", "0", "2u", "1.5", "9223372036854775807",
        "-9223372036854775808", "18446744073709551615u", "1e308", "'a'", "''", "'ñ'", "b'a'", "true", "null", "[]",
        "{}", "int",
        "decimal('0.1')", "decimal('1e6000')", "timestamp('9999-12-31T23:59:59Z')", "duration('9223372036s')",
        "duration('-1ns')",
        "optional.none()", "optional.of(1)", "0.0 / 0.0", "'%s%d%f%e%x'", "'a+'", "[1, 2, 3]", "{'a': 1}", "{1: 2u}",
    ]
    private static let operators = [
        "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "in",
    ]
    private static let methods = [
        "size", "contains", "startsWith", "endsWith", "matches", "indexOf", "lastIndexOf", "charAt", "substring",
        "split", "replace",
        "join", "trim", "reverse", "lowerAscii", "upperAscii", "format", "sum", "min", "max", "slice", "flatten",
        "distinct", "sort",
        "first", "last", "value", "hasValue", "or", "orValue", "unwrapOpt", "getFullYear", "getHours",
        "getMilliseconds", "getDayOfWeek",
    ]
    private static let functions = [
        "size", "type", "dyn", "bool", "int", "uint", "double", "decimal", "string", "bytes", "timestamp", "duration",
        "matches",
        "math.abs", "math.round", "math.greatest", "math.least", "math.bitNot", "math.bitShiftLeft", "math.sign",
        "math.sqrt",
        "base64.encode", "base64.decode", "strings.quote", "lists.range", "optional.of", "optional.ofNonZeroValue",
    ]
    private static let macros = ["all", "exists", "exists_one", "map", "filter", "sortBy", "optMap", "optFlatMap"]

    private static func source(_ depth: Int, _ random: inout SeededRandom) -> String {
        guard depth > 0 else {
            return Int.random(in: 0..<8, using: &random) == 0 ? "x" : atoms.randomElement(using: &random) ?? "1"
        }
        func part() -> String { source(Int.random(in: 0..<depth, using: &random), &random) }
        func parts(_ most: Int) -> String {
            (0..<Int.random(in: 0...most, using: &random)).map { _ in part() }.joined(separator: ", ")
        }
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return "\(part()) \(operators.randomElement(using: &random) ?? "+") \(part())"
        case 1: return "(\(part()) \(operators.randomElement(using: &random) ?? "+") \(part()))"
        case 2: return "\(part()).\(methods.randomElement(using: &random) ?? "size")(\(parts(2)))"
        case 3, 4: return "(\(part())).\(methods.randomElement(using: &random) ?? "size")(\(parts(3)))"
        case 5: return "\(functions.randomElement(using: &random) ?? "size")(\(parts(2)))"
        case 6: return "(\(part())).\(macros.randomElement(using: &random) ?? "map")(x, \(part()))"
        case 7: return "(\(part())).transformMap(k, x, \(part()))"
        case 8: return "(\(part()))[\(["", "?"].randomElement(using: &random) ?? "")\(part())]"
        case 9: return "[\(parts(3))]"
        case 10: return "{\(part()): \(part())}"
        default: return "\(["!", "-", ""].randomElement(using: &random) ?? "")(\(part()) ? \(part()) : \(part()))"
        }
    }

    @Test func `random expressions end with a value or an error`() {
        var random = SeededRandom(seed: 7)
        var values = 0
        for _ in 0..<4_000 {
            let source = Self.source(3, &random)
            guard
                let expression = try? CommonExpression.Expression(
                    source, isChecked: false, limits: .init(cost: 20_000)),
                let value = try? expression.evaluate(Self.variables)
            else { continue }
            values += 1
            _ = value.json
            _ = try? CommonExpression.Expression(source, variables: ["n"])
        }
        #expect(values > 200)
    }

    @Test func `random texts end with an expression or an error`() {
        var random = SeededRandom(seed: 8)
        let pieces =
            Self.atoms + Self.operators + Self.methods
            + [
                "(", ")", "[", "]", "{", "}", ".", "?", ":", ",", "`", "'", "\"", "\\", "//", "\n", "r'", "'''", "é",
                "\u{0}", ".?", "0x", "1e", "u",
            ]
        for _ in 0..<4_000 {
            let source = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            do {
                _ = try CommonExpression.Expression(source)
            } catch {
                #expect(error.line >= 1 && error.column >= 1 && !error.message.isEmpty)
                #expect(error.rendering.hasSuffix("^"))
            }
        }
    }
}
