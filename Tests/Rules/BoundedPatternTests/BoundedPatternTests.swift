import BoundedPattern
import Testing

/// A pattern with texts in which it is found and texts in which it is not.
struct PatternCase: Sendable, CustomTestStringConvertible {
    let pattern: String
    let found: [String]
    let absent: [String]

    init(_ pattern: String, in found: [String], notIn absent: [String]) {
        self.pattern = pattern
        self.found = found
        self.absent = absent
    }

    var testDescription: String { pattern }

    func check(_ dialect: BoundedPattern.Dialect) throws {
        let compiled = try BoundedPattern(pattern, dialect: dialect)
        #expect(found.filter { !compiled.isFound(in: $0) } == [], "\(pattern) should be found")
        #expect(absent.filter { compiled.isFound(in: $0) } == [], "\(pattern) should not be found")
    }
}

@Suite struct `ECMAScript patterns` {
    static let syntax = [
        PatternCase("", in: ["", "a"], notIn: []),
        PatternCase("b", in: ["b", "abc"], notIn: ["", "ac"]),
        PatternCase("^abc$", in: ["abc"], notIn: ["abc\n", "\nabc", "xabc", "abcx", ""]),
        PatternCase("^(a|bc|)$", in: ["a", "bc", ""], notIn: ["b", "abc"]),
        PatternCase("^a*$", in: ["", "aaa"], notIn: ["b", "aab"]),
        PatternCase("^a+?$", in: ["a", "aaa"], notIn: ["", "ab"]),
        PatternCase("^a{2}$", in: ["aa"], notIn: ["a", "aaa"]),
        PatternCase("^a{2,}$", in: ["aa", "aaaaa"], notIn: ["a", ""]),
        PatternCase("^a{0,2}b$", in: ["b", "ab", "aab"], notIn: ["aaab", "a"]),
        PatternCase("^(?:ab){2,3}$", in: ["abab", "ababab"], notIn: ["ab", "abababab"]),
        PatternCase("^(?<year>\\d{4})-\\d\\d$", in: ["2024-01"], notIn: ["24-01", "2024-1"]),
        PatternCase("^(a*)*$", in: ["", "aaaa"], notIn: ["b"]),
        PatternCase("^a{0}b$", in: ["b"], notIn: ["ab"]),
        PatternCase("x{0,3}?y|z", in: ["y", "xxy", "z"], notIn: ["x"]),
        PatternCase(
            "^.$", in: ["a", "\u{1F600}", "\u{85}", "é"],
            notIn: ["\n", "\r", "\u{2028}", "\u{2029}", "", "ab", "e\u{301}"]),
        PatternCase("\\bcat\\b", in: ["cat", "a cat.", "cat-like"], notIn: ["cats", "concat", "_cat"]),
        PatternCase("\\Bat", in: ["cat"], notIn: ["at", "a at"]),
        PatternCase(
            "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", in: ["DE44500105175407324931"],
            notIn: ["de44500105175407324931", "DE4"]),
    ]

    static let characters = [
        PatternCase("^\\d$", in: ["0"], notIn: ["\u{7C0}", "a"]),
        PatternCase("^\\D$", in: ["\u{7C0}", "a"], notIn: ["0"]),
        PatternCase("^\\w$", in: ["a", "Z", "_", "9"], notIn: ["é", "-", "\u{17F}", "\u{212A}"]),
        PatternCase(
            "^\\s$", in: [" ", "\t", "\u{B}", "\u{A0}", "\u{FEFF}", "\u{2029}", "\u{3000}"],
            notIn: ["\u{1}", "\u{200B}"]),
        PatternCase("^\\cJ\\cj$", in: ["\n\n"], notIn: ["cJ"]),
        PatternCase("^\\x41\\u0042\\u{43}\\u{1F600}$", in: ["ABC\u{1F600}"], notIn: ["ABC"]),
        PatternCase("^\\uD83D\\uDE00$", in: ["\u{1F600}"], notIn: ["\u{1F601}"]),
        PatternCase("\\uD83D", in: [], notIn: ["\u{1F600}", "\u{FFFD}"]),
        PatternCase("^\\0\\t\\n\\v\\f\\r$", in: ["\0\t\n\u{B}\u{C}\r"], notIn: ["0"]),
        PatternCase("^\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/$", in: ["^$\\.*+?()[]{}|/"], notIn: [""]),
        PatternCase("^[a\\-z]+$", in: ["a-z"], notIn: ["b"]),
        PatternCase("^[-a]+[a-]$", in: ["-a-"], notIn: ["b"]),
        PatternCase("^[^a-c]$", in: ["d", "\n", "\u{1F600}"], notIn: ["a", "c"]),
        PatternCase("[]", in: [], notIn: ["", "a"]),
        PatternCase("^[^]$", in: ["a", "\n"], notIn: [""]),
        PatternCase("^[\\d_\\b]+$", in: ["1_2\u{8}"], notIn: ["b"]),
        PatternCase("^[\u{1F600}-\u{1F64F}]$", in: ["\u{1F610}"], notIn: ["\u{1F650}", "a"]),
        PatternCase("^\\p{Letter}+$", in: ["aé中"], notIn: ["1", ""]),
        PatternCase("^\\p{Lu}\\P{Lu}$", in: ["Éa", "A1"], notIn: ["aA", "AA"]),
        PatternCase("^[\\p{L}\\p{Nd} ]+$", in: ["Straße 4\u{7C0}"], notIn: ["a-b"]),
        PatternCase("^\\p{digit}+$", in: ["42", "\u{9EA}\u{9E8}"], notIn: ["-%#"]),
        PatternCase("^\\p{gc=Sc}$", in: ["€", "$"], notIn: ["a"]),
        PatternCase("^\\p{Script=Greek}+$", in: ["αβγ"], notIn: ["abc", "α1"]),
        PatternCase("^\\p{White_Space}$", in: ["\u{3000}"], notIn: ["a"]),
        PatternCase("^\\p{Emoji_Presentation}$", in: ["\u{1F600}"], notIn: ["1"]),
        PatternCase("^é$", in: ["\u{E9}"], notIn: ["e\u{301}"]),
    ]

    static let lookarounds = [
        PatternCase("^(?!foo)", in: ["", "bar", "fo"], notIn: ["foo", "foobar"]),
        PatternCase("^(?=.*[A-Z])(?=.*\\d).{4,}$", in: ["abC1", "1Cab"], notIn: ["abc1", "abCd", "C1a"]),
        PatternCase("^(?!.*--)[a-z-]+$", in: ["a-b", "ab"], notIn: ["a--b", "A"]),
        PatternCase("a(?=b)", in: ["ab", "aab"], notIn: ["a", "ac"]),
        PatternCase("a(?!b)", in: ["a", "ab a"], notIn: ["ab", "abab"]),
        PatternCase("(?<=\\$)\\d+", in: ["$5"], notIn: ["€5", "5$"]),
        PatternCase("(?<!\\d)\\d{2}(?!\\d)", in: ["a12b", "12"], notIn: ["123", "1"]),
        PatternCase("^(?=(?!ab)a)..$", in: ["ac"], notIn: ["ab", "bc"]),
        PatternCase("x(?<=^x)$", in: ["x"], notIn: ["xx"]),
        PatternCase("^(?:(?!end).)*end$", in: ["end", "the end"], notIn: ["endend", "x"]),
    ]

    @Test(arguments: syntax + characters + lookarounds)
    func `a pattern is found where it should be`(_ one: PatternCase) throws { try one.check(.ecmaScript) }

    @Test(arguments: [
        ("a**", 2), ("*a", 0), ("a|+", 2), ("(a", 0), ("a)", 1), ("[a", 0), ("a{2", 1), ("a{3,2}", 1), ("]", 0),
        ("}", 0), ("{", 0),
        ("\\", 0), ("\\a", 0), ("\\-", 0), ("\\Z", 0), ("\\_", 0), ("\\1", 0), ("(a)\\k<a>", 3), ("\\01", 0),
        ("\\c1", 0), ("\\x4", 0),
        ("\\u12", 0), ("\\u{110000}", 0), ("\\u{}", 0), ("[b-a]", 1), ("[\\d-z]", 1), ("[a-\\d]", 1), ("\\p{Nope}", 0),
        ("\\pL", 0),
        ("\\p{Script=Nope}", 0), ("é(?i)a", 2), ("(?P<n>a)", 0), ("(?<1>a)", 3), ("(?<a>x)(?<a>y)", 7), ("(?=a)*", 5),
        ("^*", 1), ("[\\B]", 1),
    ])
    func `what is no pattern is refused with its place`(_ pattern: String, _ offset: Int) {
        let error = #expect(throws: PatternError.self) { try BoundedPattern(pattern, dialect: .ecmaScript) }
        #expect(error?.offset == offset, "\(pattern): \(error?.description ?? "")")
    }
}
