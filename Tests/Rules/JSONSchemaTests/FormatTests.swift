import JSON
import JSONSchema
import Testing

@Suite struct `Formats` {
    static let table: [(format: String, valid: [String], invalid: [String])] = [
        (
            "date", ["2024-02-29", "2000-02-29", "0001-01-01"],
            ["2023-02-29", "1900-02-29", "2024-13-01", "2024-1-01", "2024-01-01 ", "২024-01-01"]
        ),
        (
            "time",
            [
                "08:30:06Z", "08:30:06z", "23:20:50.52Z", "08:30:06-08:00", "23:59:60Z", "01:29:60+01:30",
                "15:59:60-08:00", "00:29:60+00:30",
            ],
            [
                "08:30:06", "24:00:00Z", "00:60:00Z", "00:00:61Z", "22:59:60Z", "23:59:60+01:00", "01:02:03+24:00",
                "01:02:03+00:60", "8:30:06Z", "08:30:06.Z", "08:30:06PST",
            ]
        ),
        (
            "date-time", ["2024-02-29T20:20:39.123456789+01:00", "1998-12-31t23:59:60z"],
            ["2024-02-30T20:20:39Z", "2024-02-29 20:20:39Z", "2024-02-29T20:20:39", "20240229T202039Z"]
        ),
        (
            "duration", ["P1Y2M3DT4H5M6S", "PT36H", "P2W", "P0D"],
            ["P", "PT", "P1Y2D", "PT1H2S", "P1D2H", "P1W2D", "P1D2T3H", "1D", "PT0.5S", "P1"]
        ),
        (
            "email", ["a.b@example.com", "\"a b\"@example.com", "a@[127.0.0.1]", "a@[IPv6:::1]"],
            ["a", "@b.c", "a@", ".a@b.c", "a..b@c.d", "a b@c.d", "é@c.d", "\"a@b.c", "a@[1.2.3.400]"]
        ),
        ("idn-email", ["실례@실례.테스트", "a@b.c"], ["2962", "a@", "@é"]),
        (
            "hostname", ["example.com", "a", "1a", "xn--9n2bp8q.xn--9t4b11yi5a", "a--b.c"],
            ["", ".", "a.", "-a", "a-", "a_b", "é.c", "xn--X", "a b"]
        ),
        (
            "idn-hostname",
            ["실례.테스트", "example.com", "ßς་〇", "l·l", "α͵β", "א׳ב", "・ぁ", "بٜ٠ب", "क्‍ष", "क्‌ष", "بي‌بي", "a。b", "۽۾"],
            [
                "〮실례", "실〮례", "a·l", "α͵", "׳ב", "def・abc", "ب٠۰", "क‍ष", "‍ष", "-> $1.00 <-", "xn--X", "é\u{640}",
                "\u{300}hello", "", ".", "É", "אa",
            ]
        ),
        (
            "ipv4", ["0.0.0.0", "255.255.255.255"],
            ["256.0.0.1", "01.2.3.4", "1.2.3", "1.2.3.4.5", " 1.2.3.4", "1.2.3.4/8"]
        ),
        (
            "ipv6", ["::", "::1", "1::", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "1:2::8", "1:2:3:4:5:6:7::"],
            [
                ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::1.2.3",
                "1:2:3:4:5:6:7:1.2.3.4", "fe80::a%eth1", "::g", "1.2.3.4", "1.2.3.4::", "1:2:3:4::5:6:7:8",
                ":1:2:3:4:5:6:7", "",
            ]
        ),
        (
            "uri",
            [
                "http://a.b/c?d=e#f", "mailto:a@b.c", "urn:isbn:1", "http://[::1]:80/", "http://u:p@h:1/", "a:",
                "http://[v1.x]/",
            ],
            [
                "//a/b", "abc", "", "http://a b", "http://[::1", "http://a/%zz", "http://é", "1a:b", "http://a:x/",
                "http://a/[b]",
            ]
        ),
        ("uri-reference", ["", "abc", "/a?b", "#f", "//h", "./a:b"], ["a b", "1:b", "\\a", "#a#b", "%"]),
        (
            "iri", ["http://ƒøø.ßår/?∂éœ=πîx#πîüx", "http://[2001:db8::1]"],
            ["http://2001:0db8:85a3:0000:0000:8a2e:0370:7334", "/é", "http://a\u{FFFF}"]
        ),
        ("iri-reference", ["âππ", "#ƒ"], ["\\\\WINDOWS\\filëßåré", "a b"]),
        (
            "uri-template", ["http://e.x/{term:1}/{term}", "", "{+a,b*}", "dictionary/{a.b}", "%20é"],
            ["{term:1}/{term", "}", "{}", "{a..b}", "{a:0}", "{a:10000}", "{-a}", "%2", "a b", "{a}}"]
        ),
        (
            "uuid", ["2EB8AA08-aa98-11ea-b4aa-73b441d16380"],
            [
                "2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638",
                "2eb8aa08-aa98-11ea-b4ga-73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d163800",
            ]
        ),
        ("json-pointer", ["", "/", "/a~0b~1", "/é"], ["a", "/~", "/~2", "#/a"]),
        (
            "relative-json-pointer", ["0", "1/a~1b", "2#", "120/x", "0+1/a"],
            ["", "-1/a", "+1/a", "01/a", "0##", "/a", "1a", "0#/a", "0+0"]
        ),
        ("regex", ["^a+$", "(?<=x)y"], ["(", "a**", "\\Z"]),
        ("of-another-world", ["anything", ""], []),
    ]

    @Test(arguments: table)
    func `a format is asserted when asked for`(_ row: (format: String, valid: [String], invalid: [String])) throws {
        let schema = try Schema(["format": .string(row.format)], formats: true)
        #expect(row.valid.filter { !schema.accepts(.string($0)) } == [])
        #expect(row.invalid.filter { schema.accepts(.string($0)) } == [])
        for other in [JSONValue.null, true, 1, [], [:]] { #expect(schema.accepts(other)) }
    }

    @Test func `a format is an annotation otherwise`() throws {
        #expect(try Schema(["format": "date"]).accepts("yesterday"))
    }
}
