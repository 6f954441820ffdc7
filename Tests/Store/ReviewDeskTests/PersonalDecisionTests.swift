import ContractEngine
import Foundation
import Handoff
import JSON
import Testing

@testable import HandoffStore
@testable import ReviewDesk

@Suite struct PersonalDecisionTests {
    private let folder: StoreFolder

    init() throws { folder = try StoreFolder() }

    private func submitted(_ key: String) throws -> HandoffID {
        try folder.desk().submit(try Sample.submission(key: key, invoice: key)).id
    }

    @Test func `what a person decided is found, the last first, with until when it can be recalled`() throws {
        let (first, second, third) = (try submitted("a"), try submitted("b"), try submitted("c"))
        try folder.desk("sam").decide(Decision(.approve), on: first)
        folder.advance(60_000)
        try folder.desk("mei").decide(Decision(.approve), on: third)
        try folder.desk("sam").decide(Decision(.reject(reason: "wrong")), on: second)
        try folder.desk("sam").decide(Decision(.comment, note: "seen"), on: third)
        let found = try folder.desk("sam").ownDecisions()
        #expect(found.map(\.row.id) == [second, first] && found.map(\.action) == [.reject, .approve])
        #expect(found[0].reason == "wrong" && found[0].recallableUntil == nil)
        let approvedAt = try #require(try folder.events(first).last { $0.kind == .approved }?.at)
        #expect(found[1].recallableUntil == approvedAt.adding(milliseconds: 120_000))
        folder.advance(60_000)
        #expect(try folder.desk("sam").ownDecisions().allSatisfy { $0.recallableUntil == nil })
    }

    @Test func `a walk goes on where it ended, and finds each decision once`() throws {
        let ids = try ["a", "b", "c", "d"].map(submitted)
        for id in ids { try folder.desk("sam").decide(Decision(.approve), on: id) }
        let store = try folder.desk("sam").store
        var (found, place): ([HandoffID], Int?) = ([], nil)
        repeat {
            let part = try store.read { try $0.decisions(of: "sam", before: place, span: 1) }
            found += part.found.compactMap(\.handoff)
            place = part.next
        } while place != nil
        #expect(found == ids.reversed())
    }

    @Test(arguments: ["sa", "am", "sam\",\"x\":\"", "mei", ""])
    func `a name that is part of another one, or looks like JSON, finds nothing of the other's`(
        name: String
    ) throws {
        try folder.desk("sam").decide(Decision(.approve), on: try submitted("a"))
        #expect(try folder.desk("sam").decisions(of: name).decisions.isEmpty)
    }

    @Test func `the handoffs that a person decided on come once each, and only those that a view wants`() throws {
        let (first, second) = (try submitted("a"), try submitted("b"))
        try folder.desk("sam").decide(Decision(.approve), on: first)
        try folder.desk("sam").decide(Decision(.recall), on: first)
        try folder.desk("sam").decide(Decision(.reject(reason: "wrong")), on: second)
        func found(_ query: String) throws -> [HandoffID] {
            var view = QueueView("list", .all)
            view.query = try QueueQuery(query)
            var ids: [HandoffID] = []
            try folder.desk("petra").forEachDecided(by: "sam", view) {
                ids.append($0.row.id)
                return true
            }
            return ids
        }
        #expect(try found("") == [second, first])
        #expect(try found("state:rejected") == [second])
        #expect(try found("state:draft").isEmpty)
    }

    @Test func `ids are as short as they can be, and name one handoff each`() throws {
        let ids = try ["a", "b", "c"].map(submitted)
        let letters = try folder.desk().lettersThatName(ids)
        #expect(letters >= 8 && Set(ids.map { $0.description.prefix(letters) }).count == 3)
        for id in ids { #expect(try folder.desk().handoffID(String(id.description.prefix(letters))) == id) }
    }
}
