import ContractEngine
import Handoff
import JSON
import Testing

@testable import HandoffStore
@testable import ReviewDesk

/// What is still true when somebody approves, and when it is delivered.
@Suite struct RepeatedCheckTests {
    static let known =
        "{ id: known, rule: 'payload.invoice != \"nonsense\"', message: No such invoice, severity: error }"

    /// The sample's contract with another check, and with more under `review`.
    static func contract(_ check: String, review: String = "", payload: String = "") -> String {
        Sample.contract.replacing("    - \(known)", with: "    - \(check)")
            .replacing("  recall_window: PT2M\n", with: "  recall_window: PT2M\n\(review)")
            .replacing("payload:\n", with: "payload:\n\(payload)")
    }

    static let active =
        "{ id: active, rule: 'payload.invoice in lists.active', message: It is not active, severity: error }"
    static let once =
        "{ id: once, rule: '!related.same_record.exists(r, r.state in [\"approved\", \"executed\"])', message: Paid already, severity: error }"
    static let alone =
        "{ id: alone, rule: 'size(related.same_record) == 0', message: There is another, severity: error }"

    private func refusal(_ folder: StoreFolder, _ person: String, _ id: HandoffID) throws -> Obligation.Kind? {
        do {
            try folder.desk(person).decide(Decision(.approve), on: id)
            return nil
        } catch let error as DeskError {
            guard let obligation = error.obligation else { throw error }
            return obligation
        }
    }

    @Test func `Each signature holds the checks on the lists of its moment`() throws {
        let folder = try StoreFolder(contracts: ["pay": Self.contract(Self.active)])
        try folder.write("[4711]\n".replacing("4711", with: "\"4711\""), to: "lists/active.yaml")
        let desk = try folder.desk()
        let id = try desk.submit(try Sample.submission(amount: 6_000)).id
        #expect(try refusal(folder, "sam", id) == nil)
        // One who looked at it before the list changed is not let through by what they saw.
        let robin = try folder.desk("robin")
        #expect(try robin.dossier(id).refusal(of: .approve) == nil)
        try folder.write("[]\n", to: "lists/active.yaml")
        #expect(throws: DeskError.self) { try robin.decide(Decision(.approve), on: id) }
        #expect(try refusal(folder, "robin", id) == .check("active"))
        let dossier = try robin.dossier(id)
        #expect(dossier.refusal(of: .approve)?.obligation == .check("active"))
        #expect(dossier.checks.first { $0.id == "active" }?.result == "failed")
        #expect(dossier.handoff.contents.findings.checks.first { $0.id == "active" }?.result == "passed")
        #expect(dossier.obligations.contains { $0.kind == .check("active") && $0.state == .blocked })
        // A list that doesn't load, or is gone, is no pass either.
        try folder.write("[\"4711\"\n", to: "lists/active.yaml")
        #expect(try refusal(folder, "robin", id) == .check("active"))
        try folder.write("[\"4711\"]\n", to: "lists/active.yaml")
        #expect(try refusal(folder, "robin", id) == nil)
        #expect(try desk.verify().fault == nil)
    }

    @Test func `One record is paid once, whoever signs first and however many copies there are`() throws {
        let folder = try StoreFolder(contracts: ["pay": Self.contract(Self.once)])
        let desk = try folder.desk()
        let first = try desk.submit(try Sample.submission(key: "a")).id
        let second = try desk.submit(try Sample.submission(key: "b", title: "Pay again")).id
        for index in 0..<130 { _ = try desk.submit(try Sample.submission(key: "copy-\(index)", title: "\(index)")) }
        let mei = try folder.desk("mei")
        #expect(try mei.dossier(second).refusal(of: .approve) == nil)
        #expect(try refusal(folder, "sam", first) == nil)
        #expect(throws: DeskError.self) { try mei.decide(Decision(.approve), on: second) }
        #expect(try refusal(folder, "mei", second) == .check("once"))
        // Taken back, it is in nobody's way.
        try folder.desk("sam").decide(Decision(.recallAndReject(reason: "wrong"), note: "n"), on: first)
        #expect(try refusal(folder, "mei", second) == nil)
        folder.advance(120_000)
        let delivery = try #require(try desk.beginDelivery(second))
        try desk.finishDelivery(delivery, .executed(recordID: "r", url: nil, message: nil, raw: .null))
        // What came in meanwhile is refused after it is done as well.
        let third = try desk.submit(try Sample.submission(key: "c", title: "Once more"))
        #expect(third.state == .draft && third.violations.map(\.id) == ["once"])
        for copy in try desk.rows(after: 2, limit: 3).map(\.id) {
            #expect(try refusal(folder, "mei", copy) == .check("once"))
        }
    }

    @Test func `Nobody holds up a payment by submitting a copy of it`() throws {
        let folder = try StoreFolder(contracts: ["pay": Self.contract(Self.alone)])
        let desk = try folder.desk()
        let elsewhere = try desk.submit(try Sample.submission(key: "e", invoice: "1")).id
        let id = try desk.submit(try Sample.submission(key: "a", amount: 6_000)).id
        #expect(try desk.submit(try Sample.submission(key: "b")).state == .draft)
        // Neither does one that was there before and moves onto the record.
        let moved = try desk.submit(
            try Sample.submission(key: "e2", title: "Moved", revises: #"{"id": "\#(elsewhere)"}"#))
        #expect(moved.id == elsewhere)
        #expect(try refusal(folder, "sam", id) == nil)
        #expect(try refusal(folder, "robin", id) == nil)
        folder.advance(120_000)
        #expect(try desk.beginDelivery(id) != nil)
    }

    @Test func `What was there at intake counts with where it stands now`() throws {
        let check =
            "{ id: free, rule: '!related.same_record.exists(r, r.state == \"escalated\")', message: Another is in doubt, severity: error }"
        let folder = try StoreFolder(contracts: ["pay": Self.contract(check)])
        let desk = try folder.desk()
        let other = try desk.submit(try Sample.submission(key: "a")).id
        let id = try desk.submit(try Sample.submission(key: "b", title: "b")).id
        try folder.desk("sam").decide(Decision(.escalate(reason: "unclear", to: [])), on: other)
        #expect(try refusal(folder, "mei", id) == .check("free"))
        try folder.desk("robin").decide(Decision(.reject(reason: "wrong")), on: other)
        #expect(try refusal(folder, "mei", id) == nil)
    }

    @Test func `What does not hold any more is not delivered, and a person is told why`() throws {
        let folder = try StoreFolder(contracts: ["pay": Self.contract(Self.active)])
        try folder.write("[\"4711\"]\n", to: "lists/active.yaml")
        let desk = try folder.desk()
        let id = try desk.submit(try Sample.submission()).id
        #expect(try refusal(folder, "sam", id) == nil)
        folder.advance(120_000)
        try folder.write("[]\n", to: "lists/active.yaml")
        #expect(try desk.dossier(id).obligations.contains { $0.kind == .check("active") && $0.state == .blocked })
        guard case .stopped(let message, .escalated) = try desk.startDelivery(id) else {
            Issue.record("it is not escalated")
            return
        }
        #expect(message.contains("It is not active"))
        let dossier = try desk.dossier(id)
        #expect(dossier.row.state == .escalated && dossier.history.last?.message == message)
        // Whoever lets it out again is asked for the same.
        var again = Decision(.approve)
        again.statesNothingWritten = true
        #expect(throws: DeskError.self) { try folder.desk("robin").decide(again, on: id) }
        try folder.write("[\"4711\"]\n", to: "lists/active.yaml")
        try folder.desk("robin").decide(again, on: id)
        folder.advance(120_000)
        #expect(try desk.beginDelivery(id) != nil)
        #expect(try desk.verify().fault == nil)
    }

    @Test func `A delivery waits for deliver_when, keeps no other from going, and goes when it holds`() throws {
        let folder = try StoreFolder(contracts: [
            "pay": Self.contract(Self.known, review: "  deliver_when: '!(payload.invoice in lists.frozen)'\n")
        ])
        try folder.write("[\"1\"]\n", to: "lists/frozen.yaml")
        let desk = try folder.desk()
        let frozen = try desk.submit(try Sample.submission(key: "f", invoice: "1")).id
        let free = try desk.submit(try Sample.submission(key: "g", invoice: "2")).id
        for id in [frozen, free] { #expect(try refusal(folder, "sam", id) == nil) }
        folder.advance(120_000)
        guard case .waits(let why) = try desk.startDelivery(frozen) else {
            Issue.record("it does not wait")
            return
        }
        #expect(why.contains("lists.frozen"))
        #expect(try desk.dossier(frozen).row.state == .approved)
        #expect(try desk.obligations(frozen).contains { $0.kind == .delivery && $0.text.contains("lists.frozen") })
        #expect(try desk.events(frozen) == 2, "a wait is no event")
        var places = DuePlaces()
        let due = try desk.dueDeliveries(limit: 1, after: &places) + desk.dueDeliveries(limit: 1, after: &places)
        #expect(Set(due) == [frozen, free])
        #expect(try desk.dueDeliveries(limit: 1, after: &places) == [])
        #expect(try desk.beginDelivery(free) != nil)
        // A list that doesn't load lets nothing out.
        try folder.write("[\n", to: "lists/frozen.yaml")
        #expect(try desk.beginDelivery(frozen) == nil)
        try folder.write("[]\n", to: "lists/frozen.yaml")
        #expect(try desk.beginDelivery(frozen) != nil)
    }

    @Test func `Handoffs with the same key are related, for as long as the contract says`() throws {
        let check =
            "{ id: daily, rule: 'related.same_amount.filter(r, r.state in [\"approved\", \"executed\"]).size() < 2', message: Two a day, severity: error }"
        let folder = try StoreFolder(contracts: [
            "pay": Self.contract(check, payload: "  related: { same_amount: { key: payload.amount, within: P1D } }\n")
        ])
        let desk = try folder.desk()
        let ids = try (0..<4).map { try desk.submit(try Sample.submission(key: "\($0)", invoice: "\($0)")).id }
        let other = try desk.submit(try Sample.submission(key: "o", invoice: "o", amount: 3_000)).id
        #expect(try refusal(folder, "sam", ids[0]) == nil)
        #expect(try refusal(folder, "sam", ids[1]) == nil)
        #expect(try refusal(folder, "sam", ids[2]) == .check("daily"))
        #expect(try refusal(folder, "sam", other) == nil)
        #expect(try desk.submit(try Sample.submission(key: "n", invoice: "n")).state == .draft)
        // A recall makes room, an edit to another amount takes the key along.
        try folder.desk("sam").decide(Decision(.recall, note: "n"), on: ids[0])
        #expect(try refusal(folder, "sam", ids[2]) == nil)
        _ = try folder.desk("mei").edit(
            Edit(.patch([["op": "replace", "path": "/amount", "value": 2_500]])), of: ids[3])
        #expect(try refusal(folder, "sam", ids[3]) == nil)
        folder.advance(86_400_001)
        let later = try desk.submit(try Sample.submission(key: "l", invoice: "l")).id
        #expect(try desk.dossier(later).row.state == .proposed)
        #expect(try refusal(folder, "sam", later) == nil)
        #expect(try desk.verify().fault == nil)
    }

    @Test func `What passed without a person says so, and what was recalled of it goes to somebody`() throws {
        let folder = try StoreFolder()
        let desk = try folder.desk()
        let id = try desk.submit(try Sample.submission(amount: 500)).id
        let dossier = try desk.dossier(id)
        #expect(dossier.row.state == .approved)
        let alone = dossier.history.first?.event.happening?.admitted?.alone
        #expect(alone?.isSampled == false && alone?.threshold.text == "0.9" && alone?.confidence.text == "0.95")
        #expect(dossier.obligations.contains { $0.text.contains("by the contract, without a person") })
        try folder.desk("petra").decide(Decision(.recall, note: "n"), on: id)
        #expect(try desk.dossier(id).handoff.status.plan.map(\.step) == ["clerk"])
    }
}

extension Desk {
    fileprivate func events(_ id: HandoffID) throws -> Int { try dossier(id).history.count }
}
