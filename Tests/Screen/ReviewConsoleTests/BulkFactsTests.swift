import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal
import Testing

@testable import ReviewFlow

@Suite struct `What stands above the key of a decision on many` {
    private typealias Going = BulkReading.Going

    /// A preview of these, all under one contract.
    private func preview(_ goings: [Going], view: String = "mine") throws -> BulkPreview {
        let desk = PaperDesk()
        for number in goings.indices { desk.add(number + 1, "Pay \(number + 1)") }
        let tags = try goings.indices.map { HandoffTag(try #require(try desk.row(PaperDesk.id($0 + 1))), in: view) }
        var preview = BulkPreview(.approve, tags, number: 1)
        let terms = BulkReading.Terms(contract: "finance.payment", version: 3, reasons: [])
        preview.take(zip(tags, goings).map { BulkReading.Item(tag: $0, verdict: .goes(terms, $1)) })
        return preview
    }

    private func going(_ amount: String, _ currency: String?, _ record: String, _ marks: RowMarks = RowMarks()) -> Going
    {
        Going(
            stake: JSONNumber(amount), currency: currency, confidence: JSONNumber("0.9"), record: "erp: bill \(record)",
            marks: marks)
    }

    private func facts(_ preview: BulkPreview, view: String? = nil) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: Wording.facts(of: preview, nil, view: view).map {
                ($0.name.description, $0.value.description)
            })
    }

    @Test func `currencies are never added to each other`() throws {
        let preview = try preview([
            going("1000.50", "EUR", "A"), going("4", "CHF", "B"), going("2000", "EUR", "C"), going("7", nil, "D"),
        ])
        #expect(facts(preview)["at stake"] == "7; 4 CHF; 3,000.5 EUR")
    }

    @Test func `what speaks against them, what was said since, who shares a record, what is last`() throws {
        var noted = going("1", "EUR", "A", RowMarks(failed: 1, words: 3))
        (noted.newWords, noted.isLast) = (1, true)
        let found = facts(try preview([noted, going("2", "EUR", "B"), going("3", "EUR", "B")]))
        #expect(found["against"] == "something speaks against 1 of them")
        #expect(found["said"] == "1 since they were tagged: read them first")
        #expect(found["conflict"] == "2 on a record that another is on; 2 of these on one with each other")
        #expect(found["last"] == "1 last approvals: to the system of record")
        #expect(facts(try preview([going("2", "EUR", "B")])).keys.sorted() == ["at stake", "confidence", "will go"])
    }

    @Test func `what was tagged in another view is counted and marked`() throws {
        let preview = try preview([going("2", "EUR", "B")], view: "all pending")
        #expect(facts(preview, view: "mine")["not here"] == "1 tagged in another view: +")
        #expect(facts(preview, view: "all pending")["not here"] == nil)
        let lines = Wording.lines(of: preview, nil, from: 0, limit: 9, width: 70, view: "mine", isUnicode: true)
        #expect(lines[1].text.description.hasPrefix("  + 000001 Pay 1"))
        #expect(lines[1].text.description.hasSuffix("erp: bill B  0.90 2 EUR"))
        #expect(lines[1].text.width == 70)
    }
}
