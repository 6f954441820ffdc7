import ContractEngine
import ContractFixtures
import Fixtures
import JSON
import Testing

@Suite struct PayloadTextTests {
    private func again(_ value: JSONValue, schema: JSONValue? = nil) throws -> JSONValue {
        let text = PayloadText.write(value, schema: schema, heading: ["A title\nof two lines"])
        return try PayloadText.read(text).get()
    }

    private func object(_ members: (String, JSONValue)...) -> JSONValue { .object(JSONObject(members)) }

    @Test("What is written is read again, each number and character as it was", arguments: 0..<60 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<25 {
            let value = JSONValue.payload(depth: 4, &random)
            let found = try again(value, schema: Self.schema)
            // The compact form keeps order, numbers and strings as they are written.
            #expect(found.description.utf8.elementsEqual(value.description.utf8), "\(value)")
        }
    }

    @Test(
        "Texts that YAML could take for something else",
        arguments: [
            "", " ", "true", "null", "~", "no", "Yes", "1", "-0", "1e5", "0x1F", ".inf", "- a", "a: b", "a #b", "#a",
            "&a", "*a", "!a", "%a", "@a", "`a", "|", ">", "[a]", "{a}", "'a'", "\"a\"", "a\\b", "---", "...", "?",
            "? a",
            "a ", " a", "a\n", "a\n\n", "\na", "a\n b", " a\nb", "a\n\nb", "a\nb \nc", "a\r\nb", "a\tb", "\ta\nb",
            "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "\u{FEFF}a", "\u{FEFF}\u{FEFF}a", "\u{FEFF}\u{FEFF}\u{FEFF}",
            "\u{202E}abc", "e\u{301}", "\u{1F600}", "\u{FFFF}",
            "\u{10FFFF}", "<<", "2026-11-22", "12:30:00", "1_000", "a\n#b", "a\n---\nb", "#! no note",
        ])
    func texts(text: String) throws {
        for value: JSONValue in [
            .string(text), [.string(text)], ["a": .string(text), "b": 1], [["a": .string(text)], [.string(text)]],
            object((text, 1), ("z", [.string(text)])),
        ] {
            #expect(try again(value).description.utf8.elementsEqual(value.description.utf8), "\(value)")
        }
    }

    @Test func `Names that look the same stay different, marks and all`() throws {
        let names = ["\u{E9}", "e\u{301}", "\u{FEFF}\u{E9}", "\u{FEFF}e\u{301}", "\u{FEFF}", ""]
        let value = JSONValue.object(JSONObject(names.enumerated().map { ($1, .number(JSONNumber($0))) }))
        #expect(try again(value).description.utf8.elementsEqual(value.description.utf8))
        #expect(try PayloadText.read("a: !!str 5\nb: ! 6\n").get() == ["a": "5", "b": "6"])
    }

    @Test func `The mark that an editor puts first is no part of the text`() throws {
        #expect(try PayloadText.read("\u{FEFF}a: 1\nb: 2\n").get() == ["a": 1, "b": 2])
    }

    @Test func `A very long name, a very long text, and deep nesting`() throws {
        let long = String(repeating: "n", count: 5_000)
        var deep: JSONValue = [.string(long)]
        for level in 0..<300 { deep = level.isMultiple(of: 2) ? [deep] : ["a": deep] }
        for value: JSONValue in [object((long, [1]), ("b", .string(long))), deep] {
            #expect(try again(value) == value)
        }
    }

    private static let schema = json(
        #"""
        {"required": ["invoice"], "$defs": {"money": {"type": "number", "description": "In euros"}},
         "properties": {"invoice": {"title": "Invoice", "type": "string", "pattern": "^[0-9]+$"},
                        "amount": {"$ref": "#/$defs/money"}, "kind": {"enum": ["bill", "reversal"]},
                        "lines": {"items": {"properties": {"what": {"description": "Goods"}}}},
                        "note": {"description": "Two\nlines\u001b[31m"}, "loop": {"$ref": "#/properties/loop"}}}
        """#)

    @Test func `The schema stands above what it is about`() {
        let payload = json(
            #"{"invoice": "4711", "amount": 12.50, "lines": [{"what": "Bolts"}, {"what": "Nuts"}], "x": null}"#)
        #expect(
            PayloadText.write(payload, schema: Self.schema, heading: ["Pay"]) == #"""
                # Pay

                # Invoice (string; required; pattern ^[0-9]+$)
                invoice: "4711"
                # In euros (number)
                amount: 12.50
                lines:
                  # Goods
                  - what: Bolts
                  - what: Nuts
                x: null
                # kind: (one of "bill", "reversal")
                # note: Two
                # lines\u001b[31m

                """#)
    }

    @Test func `Nothing in the text acts on a terminal`() {
        let hostile = "\u{1B}]0;owned\u{7}\u{202E}\u{200B}\u{9B}31m\n\r\u{1B}[2J"
        let text = PayloadText.write(
            object((hostile, .string(hostile)), ("b", [.string(hostile)])),
            schema: ["properties": ["c": ["description": .string(hostile)]]], heading: [hostile])
        for scalar in text.unicodeScalars where scalar != "\n" {
            #expect(scalar.value >= 0x20 && scalar.value != 0x7F && !scalar.properties.isBidiControl)
            #expect(scalar.properties.generalCategory != .format && scalar.properties.generalCategory != .control)
        }
    }

    @Test(
        "What is no payload says where",
        arguments: [
            ("a: [1\n", 2), ("a: 1\na: 2\n", 1), ("", 0), ("# nothing\n", 0), ("a: 1\n---\nb: 2\n", 0),
            ("? [a]\n: 1\n", 1), ("a: \"\\q\"\n", 1), ("a: !!int \"5\"\n", 1), ("a: !x 5\n", 1), ("a: *b\n", 1),
            ("\ta: 1\n", 1), ("a: 1\nb: \"x\nc: 1\n", 2), ("a: 1\n\nb: \u{1}\n", 3),
        ])
    func refused(text: String, line: Int) throws {
        let problems = try #require(throws: PayloadTextError.self) { try PayloadText.read(text).get() }.problems
        #expect(!problems.isEmpty && problems.allSatisfy { $0.file == "payload" && !$0.message.isEmpty })
        if line > 0 { #expect(problems[0].line == line, "\(problems)") }
    }

    @Test func `Nesting and aliases have their bounds`() {
        let deep = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        #expect(throws: PayloadTextError.self) { try PayloadText.read(deep).get() }
        let bomb =
            "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
            + (1...8).map {
                "a\($0): &a\($0) ["
                    + Array(repeating: $0 == 1 ? "*a" : "*a\($0 - 1)", count: 10)
                    .joined(separator: ",") + "]\n"
            }.joined()
        #expect(throws: PayloadTextError.self) { try PayloadText.read(bomb).get() }
    }

    @Test func `A difference is one line for each place, in order`() {
        let old = json(#"{"amount": 12.50, "note": "x", "lines": [1, 2, 3, 4], "same": [1]}"#)
        let new = json(#"{"amount": 13.00, "lines": [1, 9, 3, 5, 6, 4], "same": [1.0], "more": {"a": null}}"#)
        let difference = PayloadDifference(from: old, to: new)
        #expect(
            difference.lines.map(\.description) == [
                "~ /amount: 12.50 → 13.00", #"- /note: "x""#, "~ /lines/1: 2 → 9", "+ /lines/3: 5", "+ /lines/4: 6",
                #"+ /more: {"a":null}"#,
            ])
        #expect(PayloadDifference(from: old, to: old).isEmpty)
    }
}

extension JSONValue {
    /// A value with everything that is hard to write: odd numbers, odd names, odd texts.
    static func payload(depth: Int, _ random: inout SeededRandom) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
        case 0:
            let texts = ["0", "-0", "1.50", "1E400", "12345678901234567890123", "0.1e-7", "-3", "2.0", "1e5"]
            return .number(JSONNumber(texts.randomElement(using: &random)!)!)
        case 1: return .bool(.random(using: &random))
        case 2: return .null
        case 3, 4: return .string(text(&random))
        case 5, 6:
            return .array((0..<Int.random(in: 0...3, using: &random)).map { _ in payload(depth: depth - 1, &random) })
        default:
            var object = JSONObject()
            for number in 0..<Int.random(in: 0...4, using: &random) {
                object[text(&random) + (number < 2 ? "" : "\(number)")] = payload(depth: depth - 1, &random)
            }
            return .object(object)
        }
    }

    private static func text(_ random: inout SeededRandom) -> String {
        let parts = [
            "a", "B", " ", "\n", "\n\n", ":", "#", "- ", "'", "\"", "\\", "\t", "\r", "\u{0}", "\u{1B}", "e\u{301}",
            "\u{202E}", "\u{2028}", "\u{1F600}", "true", "1", "{", "]", "word", "Zeile", "ß", "\u{E9}", "\u{FEFF}",
            "#! ", " !#", "~", "/",
        ]
        return (0..<Int.random(in: 0...7, using: &random)).map { _ in parts.randomElement(using: &random)! }.joined()
    }
}
