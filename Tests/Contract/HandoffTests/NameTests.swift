import CivilTime
import Fixtures
import Handoff
import Testing

@Suite struct HandoffIDTests {
    @Test func `Ids have 26 characters, are read again and sort by time`() throws {
        var random = SeededRandom(seed: 1)
        var last: HandoffID?
        for step in 0..<2_000 {
            let id = HandoffID(at: Instant(milliseconds: 1_700_000_000_000 + Int64(step)), using: &random)
            #expect(id.description.utf8.count == 26)
            #expect(HandoffID(id.description) == id)
            #expect(HandoffID(id.description.lowercased()) == id)
            if let last { #expect(last < id) }
            last = id
        }
    }

    @Test func `Ids of one moment differ`() {
        var random = SeededRandom(seed: 2)
        let ids = (0..<1_000).map { _ in HandoffID(at: Instant(milliseconds: 5), using: &random) }
        #expect(Set(ids).count == ids.count)
        #expect(Set(ids.map { $0.description.prefix(10) }) == ["0000000005"])
    }

    @Test(
        "What is no id",
        arguments: [
            "", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAVV", "81ARZ3NDEKTSV4RRFFQ69G5FAV",
            "01ARZ3NDEKTSV4RRFFQ69G5FAI", "01ARZ3NDEKTSV4RRFFQ69G5FAU", "01ARZ3NDEKTSV4RRFFQ69G5FA-",
            "01ARZ3NDEKTSV4RRFFQ69G5FAK\u{0301}", "01ARZ3NDEKTSV4RRFFQ69G5Fé",
        ])
    func refuses(text: String) {
        #expect(HandoffID(text) == nil)
    }

    @Test(
        "Prefixes",
        arguments: [
            ("01a", "01A"), ("Z", "Z"), ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAV"), ("", nil),
            ("%", nil),
            ("01_", nil), ("01 ", nil), ("01ARZ3NDEKTSV4RRFFQ69G5FAVV", nil), ("\u{212A}", nil),
        ] as [(String, String?)])
    func prefix(text: String, expected: String?) {
        #expect(HandoffID.prefix(text) == expected)
    }
}

@Suite struct PartyTests {
    @Test(
        "Parties",
        arguments: [
            ("person:kim", Party.person("kim")), ("team:accounts-payable", .team("accounts-payable")),
            ("role:cfo", .role("cfo")), ("person:a.b_c-9", .person("a.b_c-9")), ("kim", nil), ("person:", nil),
            ("person: kim", nil), ("Person:kim", nil), ("group:kim", nil), ("person:kím", nil), ("person:kim:x", nil),
            ("person:\u{212A}im", nil), ("", nil), (":", nil), ("person:kim\n", nil), ("person:../kim", nil),
            ("person:" + String(repeating: "a", count: 129), nil),
        ] as [(String, Party?)])
    func parses(text: String, expected: Party?) {
        #expect(Party(text) == expected)
        if let expected { #expect(expected.description == text) }
    }
}
