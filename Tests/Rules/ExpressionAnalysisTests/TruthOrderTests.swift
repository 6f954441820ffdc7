import CommonExpression
import Fixtures
import Testing

@testable import ExpressionAnalysis

@Suite struct TruthOrderTests {
    /// What the first expression says of the second: `=>` it implies it, `<=` it is implied, `=` both, `?` unknown.
    @Test(arguments: [
        ("p.a > 1000.0", "p.a > 5000.0", "<="),
        ("p.a > 1000.0", "p.a >= 1000.0", "=>"),
        ("p.a >= 1000", "p.a >= 1000.0", "="),
        ("1000.0 < p.a", "p.a > 5000.0", "<="),
        ("p.a < 10.0", "p.a < 20.0", "=>"),
        ("p.a <= -1.0", "p.a <= -2.0", "<="),
        ("p.a > 1000.0", "p.b > 5000.0", "?"),
        ("p.a > 1000.0", "p.a < 5000.0", "?"),
        ("decimal(p.a) >= decimal(\"5000\")", "decimal(p.a) >= decimal(\"1000\")", "=>"),
        ("now - t > duration(\"1h\")", "now - t > duration(\"90m\")", "<="),
        ("now - t > duration(\"1h\")", "now - t > 90", "?"),
        ("!(p.a > 1000.0)", "!(p.a > 5000.0)", "=>"),
        ("p.a > 1.0 && p.b", "p.a > 1.0", "=>"),
        ("p.a > 1.0", "p.a > 1.0 || p.b", "=>"),
        ("p.a > 1.0 && p.b", "p.b && p.a > 2.0", "<="),
        ("p.a > 1.0 || p.b", "p.a > 2.0 || p.b", "<="),
        ("p.k == \"x\"", "p.k in [\"x\", \"y\"]", "=>"),
        ("p.k in [\"x\", \"z\"]", "p.k in [\"x\", \"y\"]", "?"),
        ("p.l.all(x, x.a > 1.0)", "p.l.all(x, x.a > 2.0)", "<="),
        ("p.l.exists_one(x, x.a > 1.0)", "p.l.exists_one(x, x.a > 2.0)", "?"),
        ("p.l.all(x, x.a > 1.0)", "p.m.all(x, x.a > 2.0)", "?"),
        ("p.c ? p.a > 1.0 : p.a > 2.0", "p.c ? p.a > 1.0 : p.a > 3.0", "<="),
        ("true", "p.a", "<="),
        ("p.a", "true", "=>"),
        ("false", "p.a", "=>"),
        ("p.a  ==  (1)", "p.a == 1", "="),
        ("f(p.a > 1.0)", "f(p.a > 2.0)", "?"),
    ])
    func order(first: String, second: String, sign: String) throws {
        let order = try Self.order(first, second)
        let found =
            switch (order.implies, order.isImplied) {
            case (true, true): "="
            case (true, false): "=>"
            case (false, true): "<="
            case (false, false): "?"
            }
        #expect(found == sign)
        #expect(try Self.order(second, first).implies == order.isImplied)
    }

    @Test(arguments: [
        ("p.a > 1.0", "p.a > 2.0", true),
        ("has(p.a) && p.a > 1.0", "has(p.a) && p.a > 2.0", true),
        ("has(p.k) && p.k == \"x\" && p.a > 1.0", "has(p.k) && p.k == \"x\" && p.a > 2.0", true),
        ("p.k == \"x\" && p.a > 1.0", "p.k == \"x\" && p.a > 2.0", false),
        ("p.a > 1.0 && p.b", "p.a > 1.0", false),
        ("true", "p.a", false),
    ])
    func `Expressions that fail on the same things`(first: String, second: String, alike: Bool) throws {
        #expect(try Self.order(first, second).failsAlike == alike)
    }

    /// Random expressions over three variables, each of which is a number, a text or missing.
    @Test func `What is said of two expressions holds for every value that they are tried on`() throws {
        var random = SeededRandom(seed: 21)
        var said = 0
        for _ in 0..<3_000 {
            let first = Self.expression(&random, depth: 2)
            let second = Bool.random(using: &random) ? Self.expression(&random, depth: 2) : Self.varied(first, &random)
            let (a, b) = (try Expression(first, isChecked: false), try Expression(second, isChecked: false))
            let order = TruthOrder(a, b)
            guard order != .unknown, order != .same else { continue }
            said += 1
            for _ in 0..<30 {
                var variables = Variables()
                for name in ["x", "y", "z"] {
                    switch Int.random(in: 0..<8, using: &random) {
                    case 0: variables[name] = .string("one")
                    case 1: break
                    default: variables[name] = .double(Double(Int.random(in: 0...6, using: &random)))
                    }
                }
                let (p, q) = (try? a.truth(variables), try? b.truth(variables))
                if order.implies {
                    #expect(p != true || q == true, "\(first) => \(second)")
                    #expect(q != false || p == false, "\(first) => \(second)")
                }
                if order.isImplied {
                    #expect(q != true || p == true, "\(first) <= \(second)")
                    #expect(p != false || q == false, "\(first) <= \(second)")
                }
                if order.failsAlike { #expect((p == nil) == (q == nil), "\(first) and \(second)") }
            }
        }
        #expect(said > 500)
    }

    private static func order(_ first: String, _ second: String) throws -> TruthOrder {
        TruthOrder(try Expression(first, isChecked: false), try Expression(second, isChecked: false))
    }

    private static func expression(_ random: inout SeededRandom, depth: Int) -> String {
        let name = ["x", "y", "z"].randomElement(using: &random)!
        func part() -> String { "(\(expression(&random, depth: depth - 1)))" }
        switch depth == 0 ? 0 : Int.random(in: 0..<7, using: &random) {
        case 1: return "\(part()) && \(part())"
        case 2: return "\(part()) || \(part())"
        case 3: return "!\(part())"
        case 4: return "\(name) in [\"one\", \"two\"]"
        case 5: return "\(name) > 1.0 ? \(part()) : \(part())"
        default:
            let op = ["<", "<=", ">", ">="].randomElement(using: &random)!
            return "\(name) \(op) \(Int.random(in: 0...6, using: &random)).0"
        }
    }

    /// The expression with one of its digits changed.
    private static func varied(_ text: String, _ random: inout SeededRandom) -> String {
        var bytes = Array(text.utf8)
        let digits = bytes.indices.filter { $0 + 1 < bytes.count && 48...57 ~= bytes[$0] && bytes[$0 + 1] == 46 }
        if let place = digits.randomElement(using: &random) {
            bytes[place] = UInt8(48 + Int.random(in: 0...6, using: &random))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
