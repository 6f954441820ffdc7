import ContractFixtures
import Fixtures
import JSON
import Testing

@testable import ContractEngine

/// What is wrong, as comments in the text that a person edits.
@Suite struct PayloadRemarkTests {
    private func marked(_ text: String, _ wrong: (String, String)...) -> String {
        var remarks = PayloadRemarks()
        let marked = remarks.put(wrong.map { PayloadRemark($0.1, path: $0.0) }, into: text).text
        #expect(remarks.taken(from: marked).utf8.elementsEqual(text.utf8))
        return marked
    }

    /// The text with what keeps it from being read.
    private func unread(_ text: String) throws -> PayloadRemarks.Marked {
        let error = try #require(throws: PayloadTextError.self) { try PayloadText.read(text).get() }
        var remarks = PayloadRemarks()
        let marked = remarks.put(error.problems.map { PayloadRemark($0) }, into: text)
        #expect(remarks.taken(from: marked.text).utf8.elementsEqual(text.utf8))
        return marked
    }

    // MARK: Where they stand

    @Test func `Each stands above its line, indented as that line is`() {
        let text = """
            # Pay

            # Invoice (string; required)
            invoice: "4711"
            amount: -1
            address:
              # Where to
              city: ""
            lines:
              - what: Bolts
                count: 0
              - Nuts
              -
                - 1

            """
        #expect(
            marked(
                text, ("/payload/lines/2/0", "too small"), ("/payload/amount", "not more than 0"),
                ("/payload/amount", "odd"), ("/payload/address/city", "empty"), ("/payload/lines/0/count", "none"),
                ("/payload/lines/0", "price is missing"), ("/payload/lines/1", "no object"),
                ("/payload/address", "street is missing"), ("/payload/lines/2", "a list")) == """
                    #! 9 things are wrong; each stands above its line: 8, 10, 13, 16, 18, 20, 22, 24 !#
                    # Pay

                    # Invoice (string; required)
                    invoice: "4711"
                    #! not more than 0 !#
                    #! odd !#
                    amount: -1
                    #! street is missing !#
                    address:
                      # Where to
                      #! empty !#
                      city: ""
                    lines:
                      #! price is missing !#
                      - what: Bolts
                        #! none !#
                        count: 0
                      #! no object !#
                      - Nuts
                      #! a list !#
                      -
                        #! too small !#
                        - 1

                    """)
    }

    @Test func `What has no line stands at the top, with its place`() {
        let text = "a: 1\nb: [1]\n"
        #expect(
            marked(
                text, ("/payload", "a rule"), ("/payload/a", "odd"), ("/payload/b/7", "gone"), ("/payload/a/x", "gone"),
                ("/evidence/0", "missing"), ("/", "no owner"), ("", "it changes nothing"), ("payload", "?"))
                    == """
                    #! 8 things are wrong; they stand here and above their lines: 10 !#
                    #! /payload: a rule !#
                    #! /payload/b/7: gone !#
                    #! /payload/a/x: gone !#
                    #! /evidence/0: missing !#
                    #! /: no owner !#
                    #! it changes nothing !#
                    #! payload: ? !#
                    #! odd !#
                    a: 1
                    b: [1]

                    """)
        #expect(marked("a: 1", ("", "odd")) == "#! 1 thing is wrong: !#\n#! odd !#\na: 1")
        #expect(marked("", ("/payload/a", "odd")) == "#! 1 thing is wrong: !#\n#! /payload/a: odd !#\n")
    }

    @Test func `What begins on no line of its own is found at what it stands in`() {
        #expect(
            marked(
                "lines: [{a: 1}, {a: -1}]\nb: {c: 1}\n", ("/payload/lines/1/a", "odd"), ("/payload/b", "d is missing"),
                ("/payload/b/c", "odd"))
                    == """
                    #! 3 things are wrong; each stands above its line: 3, 6 !#
                    #! /payload/lines/1/a: odd !#
                    lines: [{a: 1}, {a: -1}]
                    #! d is missing !#
                    #! /payload/b/c: odd !#
                    b: {c: 1}

                    """)
        #expect(
            marked("{\"a\": -1}\n", ("/payload/a", "odd"))
                == "#! 1 thing is wrong; it stands above line 3 !#\n#! /payload/a: odd !#\n{\"a\": -1}\n")
    }

    @Test func `JSON over several lines takes them between its lines, and never within a text`() {
        #expect(
            marked(
                "{\n\t\"a\": [\n\t\t1,\n\t\t-1\n\t],\n\t\"b\": \"two\n lines\", \"c\": 1\n}\n", ("/payload/a/1", "odd"),
                ("/payload/b", "long"), ("/payload/c", "behind a text")) == """
                    #! 3 things are wrong; each stands above its line: 3, 7, 10 !#
                    #! /payload/c: behind a text !#
                    {
                    \t"a": [
                    \t\t1,
                    \t\t#! odd !#
                    \t\t-1
                    \t],
                    \t#! long !#
                    \t"b": "two
                     lines", "c": 1
                    }

                    """)
    }

    @Test func `Names are found as the payload has them`() {
        let payload = json(#"{"a/b": {"~": 1}, "": 2, "e\u0301": 3, "\u00e9": 4, "\ufeffx": 5, "01": [6]}"#)
        let long = String(repeating: "n", count: 600)
        let text = PayloadText.write(payload) + "? \"\(long)\"\n: x: 7\n  y: 8\n"
        let marked = marked(
            text, ("/payload/a~1b/~0", "one"), ("/payload/", "two"), ("/payload/e\u{301}", "three"),
            ("/payload/\u{E9}", "four"), ("/payload/\u{FEFF}x", "five"), ("/payload/01/0", "six"),
            ("/payload/01/00", "none"), ("/payload/\(long)/x", "seven"), ("/payload/\(long)/y", "eight"))
        #expect(
            marked == """
                #! 9 things are wrong; they stand here and above their lines: 5, 7, 9, 11, 13, 16, 18, 21 !#
                #! /payload/01/00: none !#
                a/b:
                  #! one !#
                  "~": 1
                #! two !#
                "": 2
                #! three !#
                "e\u{301}": 3
                #! four !#
                !other3 "\u{E9}": 4
                #! five !#
                !mark "x": 5
                "01":
                  #! six !#
                  - 6
                #! /payload/\(long)/x: seven !#
                ? "\(long)"
                : x: 7
                  #! eight !#
                  y: 8

                """)
    }

    @Test func `An alias takes them where it stands`() {
        #expect(
            marked("a: &x\n  b: 1\nc: *x\n", ("/payload/a/b", "odd"), ("/payload/c/b", "odd")) == """
                #! 2 things are wrong; each stands above its line: 4, 6 !#
                a: &x
                  #! odd !#
                  b: 1
                #! /payload/c/b: odd !#
                c: *x

                """)
    }

    @Test func `Beyond a few lines their numbers are not listed`() {
        let many = marked(
            (0..<20).map { "a\($0): 1\n" }.joined(), ("/payload/a0", "odd"), ("/payload/a1", "odd"),
            ("/payload/a2", "odd"), ("/payload/a3", "odd"), ("/payload/a4", "odd"), ("/payload/a5", "odd"),
            ("/payload/a6", "odd"), ("/payload/a7", "odd"), ("/payload/a8", "odd"))
        #expect(
            many.hasPrefix(
                "#! 9 things are wrong; each stands above its line: 3, 5, 7, 9, 11, 13, 15, 17 and more !#\n"))
    }

    @Test func `A person who does not see the text is told the lines of the text that the editor shows`() {
        var remarks = PayloadRemarks()
        let marked = remarks.put(
            [
                PayloadRemark("odd", path: "/payload/b"), PayloadRemark("a rule", path: "/payload"),
                PayloadRemark("odd", path: "/payload/a"), PayloadRemark("odder", path: "/payload/a"),
            ], into: "a: 1\nb: 2")
        #expect(
            marked.told == [
                "line 7, /payload/b: odd", "/payload: a rule", "line 5, /payload/a: odd", "line 5, /payload/a: odder",
            ])
        #expect(marked.text.split(separator: "\n")[6] == "b: 2" && marked.text.split(separator: "\n")[4] == "a: 1")
    }

    // MARK: Texts that can't be read

    @Test func `What the parser stopped at stands above that line`() throws {
        let block = "note: |\n  #!/bin/sh\n  text\n"
        let broken = try unread(block + "amount: [1, 2\ncity: Bonn\n")
        #expect(
            broken.text == """
                #! 1 thing is wrong; it stands above line 7 !#
                note: |
                  #!/bin/sh
                  text
                amount: [1, 2
                #! this is not YAML: did not find expected ',' or ']' !#
                city: Bonn

                """)
        #expect(broken.told == ["line 7: this is not YAML: did not find expected ',' or ']'"])
        let twice = try unread("a: 1\nb:\n  c: 1\n  c: 2\n")
        #expect(twice.text.hasSuffix("b:\n  #! the key 'c' stands twice in one mapping !#\n  c: 1\n  c: 2\n"))
        let tagged = try unread("a: 1\nb:\n  c: !x 5\n  d: [\"two\n\n    lines\", !y 6]\n")
        #expect(
            tagged.text == """
                #! 2 things are wrong; each stands above its line: 5, 7 !#
                a: 1
                b:
                  #! a tag has no place in a payload !#
                  c: !x 5
                  #! a tag has no place in a payload !#
                  d: ["two

                    lines", !y 6]

                """)
    }

    @Test func `At the end of the text no line is named that is not there`() throws {
        let open = try unread("a: 1\nb: [1,\n")
        #expect(open.text.hasPrefix("#! 1 thing is wrong; it stands above line 4 !#\na: 1\nb: [1,\n#! "))
        #expect(open.told[0].hasPrefix("line 4: "))
        let cut = try unread("a: 1\nb: [1")
        #expect(
            cut.text.hasPrefix("#! 1 thing is wrong; it stands above line 4 !#\na: 1\n#! ")
                && cut.text.hasSuffix("\nb: [1"))
        #expect(try unread("").text == "#! 1 thing is wrong: !#\n#! the file is empty !#\n")
        #expect(
            try unread("\ta: 1\n").text.hasSuffix(
                "\n\t#! this is not YAML: found character that cannot start any token !#\n\ta: 1\n"))
    }

    @Test func `A character that no text may hold is found`() throws {
        let text = try unread("a: 1\r\nb: \u{E9}\u{1B}[2J\r\nc: 1\r\n").text
        #expect(
            text.hasSuffix(
                "a: 1\r\n#! this is not YAML: control characters are not allowed !#\r\nb: \u{E9}\u{1B}[2J\r\nc: 1\r\n"))
    }

    // MARK: What stays as it is

    @Test func `Line breaks, marks and a missing end stay as they are`() {
        #expect(
            marked("a: 1\r\nb:\r\n  - 2\r\n", ("/payload/b/0", "odd"), ("/payload", "odd"))
                == "#! 2 things are wrong; they stand here and above their lines: 6 !#\r\n#! /payload: odd !#\r\na: 1\r\nb:\r\n  #! odd !#\r\n  - 2\r\n"
        )
        #expect(
            marked("\u{FEFF}a: 1\nb: 2", ("/payload/a", "odd"), ("/payload/b", "odd"))
                == "\u{FEFF}#! 2 things are wrong; each stands above its line: 3, 5 !#\n#! odd !#\na: 1\n#! odd !#\nb: 2"
        )
        // To an editor these are one line.
        for end in ["\r", "\u{85}", "\u{2028}", "\u{2029}"] {
            #expect(
                marked("a: 1\(end)b: 2\(end)c: 3", ("/payload/b", "odd"))
                    == "#! 1 thing is wrong; it stands above line 3 !#\n#! /payload/b: odd !#\na: 1\(end)b: 2\(end)c: 3"
            )
            #expect(
                marked("a: \"\(end) \"\nb: 2\n", ("/payload/b", "odd"))
                    == "#! 1 thing is wrong; it stands above line 4 !#\na: \"\(end) \"\n#! odd !#\nb: 2\n")
        }
    }

    @Test func `A line that only looks like a remark stays`() throws {
        let text = """
            #! my own
            #! odd !#
            script: |
              #!/bin/sh
              #! odd !#
              #! odd !2#
              #! 1 thing is wrong; it stands above line 9
            a: 1

            """
        var remarks = PayloadRemarks()
        let marked = remarks.put([PayloadRemark("odd", path: "/payload/a")], into: text).text
        #expect(
            marked == "#! 1 thing is wrong; it stands above line 10 !3#\n"
                + text.replacing("a: 1", with: "#! odd !3#\na: 1"))
        #expect(remarks.taken(from: marked) == text)
        #expect(try PayloadText.read(marked).get() == PayloadText.read(text).get())
        #expect(PayloadRemarks().taken(from: marked) == marked)
    }

    @Test func `What an editor does to remarks keeps none of them, and takes nothing else`() {
        var remarks = PayloadRemarks()
        let marked = remarks.put([PayloadRemark("1 is odd", path: "/payload/a")], into: "a: 1\n").text
        #expect(remarks.taken(from: marked.replacing("1", with: "2")) == "a: 2\n")
        #expect(remarks.taken(from: "b: 1\r\n\t#! 1 is odd !# \r\nc: 1\n  #! 1 is odd !#") == "b: 1\r\nc: 1\n")
        #expect(remarks.taken(from: marked.replacing("\n", with: "\r")) == "a: 1\r")
        // What its undo brings back is still known the next time.
        let next = remarks.put([PayloadRemark("even", path: "/payload/a")], into: "a: 2\n").text
        #expect(remarks.taken(from: "#! 1 is odd !#\n" + next) == "a: 2\n")
        let own = "#! 1 is odd\n#!/bin/sh !#\n#! odd !2#\n#!#\n#! !#\nexec # ! !#\na: '#! odd !#'\n #! odd !#!\n"
        #expect(remarks.taken(from: own) == own)
    }

    @Test func `Nothing in a remark ends its line or acts on a terminal`() {
        for hostile in HostileText.own + ["a\u{85}b: 2", "a\u{2028}b: 2", "a\rb: 2", "a\nb: 2", "\u{1B}[2J", " ", ""] {
            let marked = marked("a: 1\n", ("/payload/a", hostile), ("/payload/x\(hostile)", hostile), ("", hostile))
            #expect(marked.unicodeScalars.count { $0 == "\n" } == 5)
            for scalar in marked.unicodeScalars where scalar != "\n" {
                #expect(scalar.value >= 0x20 && scalar.value != 0x7F && !scalar.properties.isBidiControl)
                #expect(![.format, .control, .lineSeparator].contains(scalar.properties.generalCategory))
            }
            #expect(throws: Never.self) { try PayloadText.read(marked).get() }
        }
    }

    // MARK: Whatever it is

    @Test(
        "Put in and taken out again the text is the same, and reads the same in between",
        arguments: 0..<60 as Range<UInt64>)
    func anyPayload(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20 {
            let payload = JSONValue.payload(depth: 5, &random)
            let text = Self.written(payload, &random)
            let wrong = (0..<Int.random(in: 1...6, using: &random)).map { _ in Self.remark(payload, text, &random) }
            var remarks = PayloadRemarks()
            let marked = remarks.put(wrong, into: text)
            #expect(remarks.taken(from: marked.text).utf8.elementsEqual(text.utf8), "\(text)")
            let (before, after) = (try PayloadText.read(text).get(), try PayloadText.read(marked.text).get())
            #expect(before.description.utf8.elementsEqual(after.description.utf8), "\(marked.text)")
            try Self.expectInPlace(marked, wrong)
        }
    }

    @Test(
        "In a text in which all ways of writing YAML are mixed none stands within a text",
        arguments: 0..<60 as Range<UInt64>)
    func anyYAML(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var count = 0
        for _ in 0..<40 {
            let text =
                "# one\n" + Self.mixed(0, depth: 4, isFlow: false, isItem: true, &random).drop { $0.isWhitespace }
            guard case .success(let payload) = PayloadText.read(text) else { continue }
            count += 1
            let wrong = (0..<4).map { _ in Self.remark(payload, text, &random) }
            var remarks = PayloadRemarks()
            let marked = remarks.put(wrong, into: text)
            #expect(remarks.taken(from: marked.text).utf8.elementsEqual(text.utf8), "\(text)")
            let after = try PayloadText.read(marked.text).get()
            #expect(payload.description.utf8.elementsEqual(after.description.utf8), "\(marked.text)")
            try Self.expectInPlace(marked, wrong)
        }
        #expect(count > 20)
    }

    @Test("A text that is broken anywhere comes back as it was", arguments: 0..<60 as Range<UInt64>)
    func anyText(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20 {
            var scalars = Array(Self.written(JSONValue.payload(depth: 4, &random), &random).unicodeScalars)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...scalars.count, using: &random)
                let odd = [
                    "[", "{", "\"", "'", "|", "\t", "\u{1B}", "\r", "\u{85}", "\n", "*a", "&a", "!x ", ": ", "#! ",
                ]
                scalars.insert(contentsOf: odd.randomElement(using: &random)!.unicodeScalars, at: place)
            }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            guard case .failure(let error) = PayloadText.read(text) else { continue }
            let wrong = error.problems.map { PayloadRemark($0) }
            var remarks = PayloadRemarks()
            let marked = remarks.put(wrong, into: text)
            #expect(remarks.taken(from: marked.text).utf8.elementsEqual(text.utf8), "\(text)")
            try Self.expectInPlace(marked, wrong)
        }
    }

    @Test("What the person writes between them stays", arguments: 0..<40 as Range<UInt64>)
    func ownLines(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let payload = JSONValue.payload(depth: 4, &random)
        let text = PayloadText.write(payload)
        let wrong = (0..<5).map { _ in Self.remark(payload, text, &random) }
        var remarks = PayloadRemarks()
        let marked = remarks.put(wrong, into: text).text
        let own = ["#! ", "#!", "  #! odd!", "#!/bin/sh", "#", "", "a: 1", "#! 5 things are wrong", "#! odd !9#", "!#"]
        var (mixed, expected) = ("", "")
        var rest = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()[...]
        for line in marked.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if Bool.random(using: &random), let more = own.randomElement(using: &random) {
                mixed += more + "\n"
                expected += more + "\n"
            }
            mixed += line + "\n"
            if line.utf8.elementsEqual((rest.first ?? "#").utf8) {
                expected += rest.removeFirst() + "\n"
            }
        }
        #expect(rest.isEmpty && remarks.taken(from: mixed).utf8.elementsEqual(expected.utf8), "\(mixed)")
    }
}

extension PayloadRemarkTests {
    /// A payload's text as a person could leave it.
    private static func written(_ payload: JSONValue, _ random: inout SeededRandom) -> String {
        var text = [payload.description, payload.indented].randomElement(using: &random)!
        // Not all JSON is YAML.
        let isYAML = if case .success = PayloadText.read(text) { true } else { false }
        if !isYAML || Int.random(in: 0..<3, using: &random) > 0 {
            text = PayloadText.write(payload, heading: Bool.random(using: &random) ? ["A title", "#! odd !#"] : [])
        }
        if Int.random(in: 0..<4, using: &random) == 0 { text = "# one\n---\n" + text }
        if Int.random(in: 0..<4, using: &random) == 0 {
            text = String(decoding: text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }, as: UTF8.self)
        }
        if Int.random(in: 0..<4, using: &random) == 0, text.utf8.last == 0x0A { text.unicodeScalars.removeLast() }
        if Int.random(in: 0..<4, using: &random) == 0 { text = "\u{FEFF}" + text }
        return text
    }

    /// YAML as no program writes it, to stand behind a name or a dash; what it goes on with is indented at least so far.
    private static func mixed(
        _ indent: Int, depth: Int, isFlow: Bool, isItem: Bool, _ random: inout SeededRandom
    ) -> String {
        let pad = String(repeating: " ", count: indent)
        func within(_ more: Int, _ isFlow: Bool, isItem: Bool = false) -> String {
            mixed(indent + more, depth: depth - 1, isFlow: isFlow, isItem: isItem, &random)
        }
        let parts = 0..<Int.random(in: 1...3, using: &random)
        let ends = [",", ",\n\(pad)", " ,\n\(pad) # - ? {[\n\(pad) "]
        switch Int.random(in: 0..<(depth > 0 ? 12 : 5), using: &random) {
        case 0: return " -1"
        case 1: return " two\n\(pad) words\n\n\(pad) - ? and"
        case 2: return " \"two\n\n\(pad) - ? #! words !#\n\(pad) \""
        case 3: return " 'it''s\n\(pad) #! odd !#\n\(pad) - '"
        case 4:
            return isFlow
                ? " x" : [" |+", " >-", " |2"].randomElement(using: &random)! + "\n\(pad)  #! odd\n\n\(pad)  - a: b\n"
        case 5, 6:
            return " [" + parts.map { _ in within(1, true) }.joined(separator: ends.randomElement(using: &random)!)
                + "]"
        case 7, 8:
            let members = parts.map { "k\($0):" + within(1, true) }
            return " {\n\(pad)" + members.joined(separator: ends.randomElement(using: &random)!) + "\n\(pad)}"
        case 9 where !isFlow:
            return parts.map { "\n\(pad)-\($0 == 1 ? " # - x\n\(pad)  #\n" : "")" + within(2, false, isItem: true) }
                .joined()
        case 10 where !isFlow && isItem:
            return parts.map { ($0 > 0 ? "\n\(pad)" : " ") + "k\($0):" + within(2, false) }.joined()
        case _ where isFlow: return " word"
        default:
            return parts.map { "\n\(pad)\($0 == 2 ? "? " : "")k\($0)\($0 == 2 ? "\n\(pad)" : ""):" + within(2, false) }
                .joined()
        }
    }

    /// Something wrong at a random place that is there, or is not, or is a line.
    private static func remark(_ payload: JSONValue, _ text: String, _ random: inout SeededRandom) -> PayloadRemark {
        let lines = text.split(separator: "\n").map(String.init)
        let messages = ["odd", "#! odd", "odd !#", "a\nb: 1", "\u{85}", lines.randomElement(using: &random) ?? "odd"]
        let message = messages.randomElement(using: &random)!
        if Int.random(in: 0..<6, using: &random) == 0 {
            let line = Int.random(in: 0...(lines.count + 2), using: &random)
            return PayloadRemark(Problem(file: "", line: line, message))
        }
        var (pointer, value) = (JSONPointer(["payload"]), payload)
        while Int.random(in: 0..<6, using: &random) > 0 {
            switch value {
            case .object(let object):
                guard let member = object.members.randomElement(using: &random) else { break }
                (pointer, value) = (pointer.appending(member.name), member.value)
                continue
            case .array(let items):
                guard let index = items.indices.randomElement(using: &random) else { break }
                (pointer, value) = (pointer.appending(String(index)), items[index])
                continue
            default: break
            }
            break
        }
        if Int.random(in: 0..<8, using: &random) == 0 { pointer = pointer.appending("none") }
        return PayloadRemark(message, path: pointer.description)
    }

    /// Each stands in a line of its own directly above the line that it is told of, with that line's indentation.
    private static func expectInPlace(_ marked: PayloadRemarks.Marked, _ wrong: [PayloadRemark]) throws {
        let lines = marked.text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { Array($0.last == 0x0D ? $0.dropLast() : $0) }
        func indent(_ line: [UInt8]) -> ArraySlice<UInt8> { line.prefix { $0 == 0x20 || $0 == 0x09 } }
        for (remark, told) in zip(wrong, marked.told) where told.hasPrefix("line ") {
            let number = try #require(Int(told.dropFirst(5).prefix { $0.isNumber }))
            let line = try #require(lines.indices.contains(number - 1) ? lines[number - 1] : nil, "\(marked.text)")
            let isLast = line.starts(with: indent(line) + Array("#!".utf8)) && number == lines.count - 1
            let above = lines[..<(isLast ? number : number - 1)].reversed()
                .prefix { $0.starts(with: indent($0) + Array("#!".utf8)) }
            let words = [remark.message, remark.told(line: nil)].map {
                Array(PayloadWriter.oneLine($0).utf8).reversed().drop { $0 == 0x20 }.reversed()
            }
            #expect(
                above.contains { mark in
                    (isLast || indent(mark) == indent(line))
                        && words.contains {
                            mark.dropFirst(indent(mark).count + 2).drop { $0 == 0x20 }.starts(
                                with: $0.drop { $0 == 0x20 })
                        }
                }, "\(told) in \(marked.text)")
        }
    }
}
