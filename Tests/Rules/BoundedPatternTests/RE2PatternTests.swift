import BoundedPattern
import Testing

@Suite struct `RE2 patterns` {
    static let cases = [
        PatternCase("ba(na)*", in: ["banana", "xba"], notIn: ["b", "ab"]),
        PatternCase("a+\u{F1}+a+", in: ["aa\u{F1}\u{F1}a"], notIn: ["an\u{303}a"]),
        PatternCase("(?i)k", in: ["k", "K", "\u{212A}"], notIn: ["q"]),
        PatternCase("(?i)straSSe|é", in: ["STRASSE", "É", "é"], notIn: ["straße", "e"]),
        PatternCase("^(?i)ab(?-i)C$", in: ["ABC", "abC"], notIn: ["abc"]),
        PatternCase("^(?i:a)b$", in: ["Ab", "ab"], notIn: ["aB"]),
        PatternCase("^((?i)a)b$", in: ["Ab"], notIn: ["AB"]),
        PatternCase("(?i)^[^a]$", in: ["b"], notIn: ["a", "A"]),
        PatternCase("^.$", in: ["a", "\r", "\u{2028}"], notIn: ["\n"]),
        PatternCase("(?s)^.$", in: ["\n"], notIn: [""]),
        PatternCase("^b$", in: ["b"], notIn: ["a\nb", "b\n"]),
        PatternCase("(?m)^b$", in: ["b", "a\nb\nc", "b\n"], notIn: ["ab", "b\r"]),
        PatternCase("(?m)\\Ab\\z", in: ["b"], notIn: ["a\nb", "b\n"]),
        PatternCase("(?sm-i)a.b", in: ["a\nb"], notIn: ["A\nb"]),
        PatternCase("^\\s$", in: [" ", "\t", "\u{C}"], notIn: ["\u{B}", "\u{A0}"]),
        PatternCase("^\\pL\\PL\\p{Greek}\\p{^Lu}$", in: ["a1αa"], notIn: ["11αa", "a1αA"]),
        PatternCase("^[[:alpha:]_]+[[:^alpha:]]$", in: ["ab_1"], notIn: ["abc", "é1"]),
        PatternCase("^[]a]+$", in: ["]a"], notIn: ["b"]),
        PatternCase("^[^]a]$", in: ["b"], notIn: ["]", "a"]),
        PatternCase("^\\x41\\x{1F600}\\101\\a\\_\\-$", in: ["A\u{1F600}A\u{7}_-"], notIn: ["A"]),
        PatternCase("^\\Qa.b*\\E+$", in: ["a.b***"], notIn: ["axb", "a.ba.b*"]),
        PatternCase("^a{,2}]}$", in: ["a{,2}]}"], notIn: ["aa]}"]),
        PatternCase("^(?P<x>a)(?<y>b)$", in: ["ab"], notIn: ["a"]),
        PatternCase("(?U)a+", in: ["a"], notIn: ["b"]),
        PatternCase("^^a$$", in: ["a"], notIn: ["aa"]),
        PatternCase("\\ba\\B", in: ["ab"], notIn: ["a", "ba"]),
    ]

    @Test(arguments: cases)
    func `a pattern is found where it should be`(_ one: PatternCase) throws { try one.check(.re2) }

    @Test(arguments: [
        "(?=a)", "(?!a)", "(?<=a)", "\\1", "\\Z", "\\C", "a**", "*", "(?i)*", "(?z)", "(?i", "(?i-)", "(?-)", "(", ")",
        "[a", "[b-a]", "[[:nope:]]",
        "\\pX", "\\p{Nope}", "\\x{110000}", "\\xZ", "a{1001}", "a{2,1}", "\\u0041", "\\", "[a-\\d]",
    ])
    func `what RE2 does not know is refused`(_ pattern: String) {
        #expect(throws: PatternError.self) { try BoundedPattern(pattern, dialect: .re2) }
    }
}
