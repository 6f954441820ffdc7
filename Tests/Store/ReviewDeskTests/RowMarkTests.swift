import ContractEngine
import Handoff
import JSON
import Testing

@testable import HandoffStore
@testable import ReviewDesk

/// What a row of the queue says that one should look at.
@Suite struct RowMarkTests {
    private let folder: StoreFolder

    init() throws { folder = try StoreFolder() }

    private func submit(_ key: String, invoice: String, title: String = "Pay", extra: String = "") throws -> HandoffID {
        let text = """
            {"contract": "pay", "key": "\(key)", "title": "\(title)", "producer": {"agent": "ap-bot"}, "confidence": 0.9,
             "payload": {"invoice": "\(invoice)", "amount": 6000},
             "evidence": [{"role": "invoice", "name": "a.txt", "media": "text/plain", "text": "x"}],
             "trace": {"prompt": "p"}\(extra)}
            """
        return try folder.desk().submit(try Sample.read(text)).id
    }

    private func marks(_ id: HandoffID) throws -> RowMarks { try #require(try folder.desk().row(id)).marks }

    private func verify() throws -> String? {
        try folder.desk().verify().fault?.message
    }

    @Test func `A row counts what failed, what is open, what people said and what was edited`() throws {
        let extra = #", "checks": [{"id": "ocr", "result": "failed", "message": "m"}], "unresolved": ["a", "b"]"#
        let id = try submit("k", invoice: "1", extra: extra)
        #expect(try marks(id) == RowMarks(failed: 1, unresolved: 2))
        try folder.desk("mei").decide(Decision(.comment, note: "call first"), on: id)
        try folder.desk("sam").decide(Decision(.approve, note: "fine"), on: id)
        #expect(try marks(id) == RowMarks(failed: 1, unresolved: 2, words: 2))
        var edit = Edit(.patch(try JSONValue(parsing: #"[{"op": "replace", "path": "/amount", "value": 7000}]"#)))
        edit.note = "a digit was wrong"
        _ = try folder.desk("robin").edit(edit, of: id)
        #expect(try marks(id) == RowMarks(failed: 1, unresolved: 2, words: 3, isEdited: true))
        #expect(try verify() == nil)
        try folder.tamper("UPDATE handoff SET words = 0")
        #expect(try verify()?.contains("marks") == true)
    }

    @Test func `Others on the same record are counted while they are in each other's way`() throws {
        let first = try submit("a", invoice: "7")
        #expect(try marks(first).others == 0)
        let second = try submit("b", invoice: "7"), third = try submit("c", invoice: "7")
        _ = try submit("d", invoice: "8")
        #expect(try [first, second, third].map { try marks($0).others } == [2, 2, 2])
        try folder.desk("sam").decide(Decision(.reject(reason: "wrong")), on: second)
        #expect(try [first, second, third].map { try marks($0).others } == [1, 0, 1])
        #expect(try verify() == nil)
        try folder.tamper("UPDATE handoff SET others = 0")
        #expect(try verify()?.contains("marks") == true)
    }

    @Test(arguments: [
        ("Pay", false), ("Pay \\u202E4711", true), ("Pay\\u200B", true), ("a\\tb\\n", false), ("a\\u001b[0m", true),
        ("Zürich 👩‍💻 ❤️", false), ("Pay\\u00AD", true), ("日本 עברית", false),
    ])
    func `Characters that nobody sees are marked`(_ title: String, _ isMarked: Bool) throws {
        #expect(try marks(try submit("h", invoice: "1", title: title)).hasHidden == isMarked)
    }

    @Test func `The stake has the currency that the contract names`() throws {
        let text = Sample.contract
            .replacing("payload:\n", with: "payload:\n  money: { /amount: /currency }\n")
            .replacing("  threshold", with: "  stake: payload.amount\n  threshold")
        let folder = try StoreFolder(contracts: ["pay": text])
        let draft = try Sample.read(
            """
            {"contract": "pay", "key": "k", "title": "t", "producer": {"agent": "ap-bot"},
             "payload": {"invoice": "1", "amount": 5, "currency": "CHF"},
             "evidence": [{"role": "invoice", "name": "a.txt", "media": "text/plain", "text": "x"}], "trace": {"prompt": "p"}}
            """)
        let id = try folder.desk().submit(draft).id
        #expect(try folder.desk().row(id)?.currency == "CHF")
    }
}
