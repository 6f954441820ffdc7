import Fixtures
import JSON
import Testing

@Suite struct `Numbers` {
    @Test(arguments: [
        ["1", "1.0", "10e-1", "0.1e1", "1E0", "1.000", "0.001e+3"], ["0", "-0", "0.0", "0e9", "-0.0E-5"],
        ["-12.5", "-125e-1", "-0.125e2"],
        ["123456789012345678901234567890", "123456789012345678901234567890.0", "12345678901234567890123456789e1"],
        ["1e999999999", "10e999999998"],
    ])
    func `numbers are equal by value`(_ texts: [String]) throws {
        let numbers = try texts.map { try #require(JSONNumber($0)) }
        for a in numbers {
            for b in numbers {
                #expect(a == b && a.hashValue == b.hashValue && !(a < b) && !(b < a))
            }
        }
    }

    /// In ascending order.
    static let ascending = [
        "-1e999999999", "-1e400", "-123456789012345678901234567891", "-123456789012345678901234567890", "-1.1", "-1",
        "-1e-400", "0", "1e-999999999",
        "1e-400", "2e-400", "0.1", "0.10000000000000000000001", "0.2", "1", "9", "10", "9007199254740992",
        "9007199254740992.5", "9007199254740993",
        "9223372036854775807", "9223372036854775808", "1e400", "1.5e400", "1e401",
    ]

    @Test func `numbers are ordered exactly, whatever their size`() throws {
        let numbers = try Self.ascending.map { try #require(JSONNumber($0)) }
        for (i, a) in numbers.enumerated() {
            for (j, b) in numbers.enumerated() {
                #expect((a < b) == (i < j) && (a == b) == (i == j), "\(a.text) \(b.text)")
            }
        }
    }

    @Test(arguments: ["", " 1", "1 ", "+1", "01", "1.", ".1", "1e", "0x1", "NaN", "Infinity", "--1", "1_000", "١"])
    func `what is no number is refused`(_ text: String) { #expect(JSONNumber(text) == nil) }

    @Test func `readings are explicit`() {
        #expect(JSONNumber("9223372036854775807")?.int64 == .max && JSONNumber("9223372036854775808")?.int64 == nil)
        #expect(
            JSONNumber("1.0")?.int64 == nil && JSONNumber("1.0")?.isInteger == true
                && JSONNumber("1.5")?.isInteger == false)
        #expect(
            JSONNumber("1e2")?.isInteger == true && JSONNumber("1e-2")?.isInteger == false
                && JSONNumber("100e-2")?.isInteger == true)
        #expect(
            JSONNumber("1e400")?.double == .infinity && JSONNumber("1e-400")?.double == 0
                && JSONNumber("0.1")?.double == 0.1)
        #expect(JSONNumber(Double.nan) == nil && JSONNumber(-Double.infinity) == nil && JSONNumber(0.1)?.text == "0.1")
    }

    @Test(arguments: [
        ("1.10", true), ("1e2", true), ("0.1", true), ("-0", true), ("0", true), ("9007199254740992", true),
        ("123456789", true), ("5e-324", true),
        ("12345678901234567890", false), ("0.1e-400", false), ("1e400", false), ("9007199254740993", false),
        ("0.1000000000000000000001", false),
    ])
    func `a number that the canonical form would change is found`(_ text: String, _ isKept: Bool) throws {
        let number = try #require(JSONNumber(text))
        #expect(
            CanonicalJSON.firstInexactNumber(in: ["a": [1, .number(number)]])?.description == (isKept ? nil : "/a/1"))
    }

    /// An operation on two numbers with its exact result.
    static let sums: [(String, String, sum: String, difference: String, product: String)] = [
        ("0.1", "0.2", "0.3", "-0.1", "0.02"), ("1.10", "-1.1", "0", "2.2", "-1.21"),
        (
            "1e30", "1", "1000000000000000000000000000001", "999999999999999999999999999999",
            "1000000000000000000000000000000"
        ),
        (
            "99999999999999999999.99", "0.01", "100000000000000000000", "99999999999999999999.98",
            "999999999999999999.9999"
        ), ("0", "-7.5", "-7.5", "7.5", "0"),
        (
            "123456789.123456789", "987654321.987654321", "1111111111.11111111", "-864197532.864197532",
            "121932631356500531.347203169112635269"
        ),
    ]

    @Test(arguments: sums)
    func `decimal arithmetic is exact`(_ row: (String, String, sum: String, difference: String, product: String)) throws
    {
        let a = try #require(ExactDecimal(row.0))
        let b = try #require(ExactDecimal(row.1))
        #expect(a.adding(b)?.description == row.sum && b.adding(a)?.description == row.sum)
        #expect(a.subtracting(b)?.description == row.difference)
        #expect(a.multiplied(by: b)?.description == row.product)
    }

    @Test func `decimals obey the laws of arithmetic`() throws {
        var random = SeededRandom(seed: 5)
        func decimal() -> ExactDecimal {
            ExactDecimal(
                "\(Int64.random(in: .min ... .max, using: &random))e\(Int.random(in: -30...30, using: &random))")!
        }
        for _ in 0..<500 {
            let (a, b, c) = (decimal(), decimal(), decimal())
            #expect(a.adding(b)?.subtracting(b) == a)
            #expect(a.adding(b)?.multiplied(by: c) == a.multiplied(by: c)?.adding(b.multiplied(by: c)!))
            #expect((a < b) == (a.subtracting(b)! < .zero) && a.multiplied(by: b)!.isMultiple(of: b) == a.isInteger)
            #expect(ExactDecimal(a.description) == a)
        }
    }

    @Test(arguments: [
        ("4.35", "0.01", true), ("4.351", "0.01", false), ("1e6000", "0.01", true), ("1e6000", "3", false),
        ("1e-6000", "1", false),
        ("3e6000", "7.5", true), ("0", "3", true), ("-9", "-4.5", true), ("9", "0", false), ("0.0", "0.0", false),
        ("50", "1e2", false),
        ("123456789012345678901234567890", "10", true), ("1e999999999", "1", false),
        ("-9223372036854775808", "-1", true),
    ])
    func `multiples are told exactly`(_ value: String, _ divisor: String, _ isMultiple: Bool) throws {
        #expect(try #require(JSONNumber(value)).isMultiple(of: #require(JSONNumber(divisor))) == isMultiple)
    }

    @Test func `decimals far apart are compared`() throws {
        let texts = [
            "-1e6000", "-2e-6000", "-1e-6000", "0", "1e-6000", "9e-6000", "1e-5999", "0.5", "9.99", "10", "1e6000",
            "1.1e6000",
        ]
        let values = try texts.map { try #require(ExactDecimal($0)) }
        for (i, a) in values.enumerated() {
            for (j, b) in values.enumerated() { #expect((a < b) == (i < j), "\(texts[i]) \(texts[j])") }
        }
    }

    @Test func `decimals are bounded and know their kind`() {
        #expect(ExactDecimal("1e6144") != nil && ExactDecimal("1e6145") == nil && ExactDecimal("1e-6145") == nil)
        #expect(ExactDecimal("1e999999999999999999999999") == nil && ExactDecimal("x") == nil)
        #expect(ExactDecimal("1e6000")?.multiplied(by: ExactDecimal("1e6000")!) == nil)
        #expect(ExactDecimal("0e999999999") == .zero && ExactDecimal("1.50")?.description == "1.5")
        #expect(ExactDecimal("100")?.isInteger == true && ExactDecimal("0.5")?.isInteger == false)
        #expect(ExactDecimal(exactly: 0.1)?.description == "0.1000000000000000055511151231257827021181583404541015625")
        #expect(
            ExactDecimal(exactly: .nan) == nil && ExactDecimal(exactly: .infinity) == nil
                && ExactDecimal(exactly: -0.0) == .zero)
        #expect(
            ExactDecimal(exactly: .leastNonzeroMagnitude)?.double == .leastNonzeroMagnitude
                && ExactDecimal(exactly: -1e22)?.description == "-10000000000000000000000")
        #expect(ExactDecimal(7) == ExactDecimal("7.0") && ExactDecimal("7")!.isMultiple(of: ExactDecimal("3.5")!))
        #expect(!ExactDecimal("7")!.isMultiple(of: ExactDecimal("2")!) && !ExactDecimal("7")!.isMultiple(of: .zero))
    }
}
