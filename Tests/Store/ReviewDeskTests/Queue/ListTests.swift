import CommonExpression
import ContractEngine
import Foundation
import Handoff
import HandoffStore
import JSON
import Testing

@testable import ReviewDesk

@Suite struct ListTests {
    private let folder: StoreFolder
    private let desk: Desk

    init() throws {
        let other = Sample.contract.replacingOccurrences(of: "contract: pay", with: "contract: other")
            .replacingOccurrences(of: "owner: team:ap", with: "owner: person:robin")
        folder = try StoreFolder(contracts: ["pay": Sample.contract, "other": other])
        desk = try folder.desk()
        _ = try desk.submit(
            all: (0..<30).map { index in
                try Sample.submission(
                    key: "k\(index)", contract: index % 3 == 0 ? "other" : "pay",
                    invoice: index % 5 == 0 ? "nonsense" : "\(index)",
                    amount: 1_001 + index, confidence: index % 2 == 0 ? "0.5" : "0.95", title: "t\(index)")
            })
    }

    private func titles(_ change: (inout QueueView) throws -> Void) throws -> Set<String> {
        var view = QueueView("", .all)
        try change(&view)
        var titles: [String] = []
        try desk.forEach(view) {
            titles.append($0.title)
            return true
        }
        #expect(Set(titles).count == titles.count)
        return Set(titles)
    }

    private func expected(_ passes: (Int) -> Bool) -> Set<String> { Set((0..<30).filter(passes).map { "t\($0)" }) }

    @Test func `By state, owner, band and contract`() throws {
        #expect(try titles { _ in } == expected { _ in true })
        #expect(try titles { $0.query.narrow(.state, to: ["draft"]) } == expected { $0 % 5 == 0 })
        #expect(try titles { $0.query.narrow(.state, to: ["proposed", "escalated"]) } == expected { $0 % 5 != 0 })
        #expect(
            try titles { $0.query.narrow(.state, to: ["draft", "proposed", "rejected"]) } == expected { _ in true })
        #expect(try titles { $0.query.narrow(.state, to: ["executed"]) } == [])
        #expect(try titles { $0.query.narrow(.owner, to: ["person:robin"]) } == expected { $0 % 3 == 0 })
        #expect(try titles { $0.query.narrow(.band, to: ["low"]) } == expected { $0 % 2 == 0 })
        #expect(try titles { $0.query.narrow(.contract, to: ["pay"]) } == expected { $0 % 3 != 0 })
        #expect(
            try titles {
                $0.query.narrow(.state, to: ["proposed"])
                $0.query.narrow(.owner, to: ["team:ap"])
                $0.query.narrow(.band, to: ["high"])
            } == expected { $0 % 5 != 0 && $0 % 3 != 0 && $0 % 2 == 1 })
    }

    @Test func `By a rule`() throws {
        let cases: [(String, (Int) -> Bool)] = [
            ("payload.amount > 1020", { $0 > 19 }), ("handoff.band == 'low'", { $0 % 2 == 0 }),
            ("confidence < 0.9", { $0 % 2 == 0 }),
            ("handoff.state == 'draft' && producer.agent == 'ap-bot'", { $0 % 5 == 0 }),
            ("evidence.exists(e, e.role == 'invoice')", { _ in true }), ("payload.nothing == 1", { _ in false }),
            ("payload.invoice", { _ in false }), ("has(payload.nothing)", { _ in false }),
            ("handoff.title in ['t3', 't4']", { $0 == 3 || $0 == 4 }),
            ("evidence[0].text.size() > 0", { _ in true }), ("evidence[0].text == ''", { _ in false }),
            ("size(related.same_record) > 0", { $0 % 5 == 0 }),
            ("handoff.key == 'k7'", { $0 == 7 }),
        ]
        for (text, passes) in cases {
            #expect(
                try titles { $0.query.narrow(to: try HandoffFilter(text), source: text) } == expected(passes), "\(text)"
            )
            #expect(try titles { $0.query = try QueueQuery("? \(text)") } == expected(passes), "\(text)")
        }
    }

    @Test(arguments: ["payload.", "nothing == 1", "", "payload.amount >"])
    func `A rule that is none is refused`(text: String) {
        #expect(throws: ExpressionError.self) { try HandoffFilter(text) }
    }

    @Test func `A list ends where its reader has enough`() throws {
        var count = 0
        try desk.forEach(QueueView("", .all)) { _ in
            count += 1
            return count < 7
        }
        #expect(count == 7)
    }

    @Test func `The queue's counts are those of its rows, however it is grouped`() throws {
        try folder.desk("sam").decide(Decision(.reject(reason: "wrong")), on: try desk.rows(after: 1, limit: 1)[0].id)
        for text in ["", "state:pending", "state:draft", "state:rejected", "owner:ap band:low", "-contract:pay"] {
            for grouping in QueueGrouping.allCases {
                let view = QueueView("", try QueueQuery(text), grouping: grouping)
                let matcher = try desk.matcher(view.query)
                var seen: Set<HandoffID> = []
                for group in try desk.outline(view).groups {
                    let rows = try desk.page(group.runs, view.orderInGroup, within: group.due, limit: 100)
                    #expect(rows.count == group.count, "\(text) \(grouping)")
                    for row in rows {
                        #expect(matcher.admits(row) && seen.insert(row.id).inserted)
                        #expect(grouping.path(row.cell, due: row.due, today: desk.now.day) == group.path)
                    }
                }
                #expect(try titles { $0.query = view.query }.count == seen.count, "\(text) \(grouping)")
            }
        }
        #expect(try desk.counts().values.reduce(0, +) == 30)
    }

    @Test func `Each order is the one that was asked for, and turns round`() throws {
        for key in QueueOrder.Key.allCases {
            var view = QueueView("", .all)
            (view.grouping, view.order) = (.none, QueueOrder(key))
            var rows: [QueueRow] = []
            try desk.forEach(view) {
                rows.append($0)
                return true
            }
            #expect(rows.count == 30)
            #expect(
                zip(rows, rows.dropFirst()).allSatisfy { view.order.precedes($0.position(key), $1.position(key)) })
            view.order.isReversed = true
            var back: [HandoffID] = []
            try desk.forEach(view) {
                back.append($0.id)
                return true
            }
            #expect(back == rows.map(\.id).reversed())
        }
    }
}
