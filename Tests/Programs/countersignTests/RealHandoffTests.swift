import Fixtures
import Foundation
import JSON
import Testing

@Suite(.enabled(if: SharedData.isThere, "needs ../shared/data")) struct `Real handoffs` {
    private static let people = """
        people:
          dana: { name: Dana Reyes, roles: [lead], teams: [reservations, refunds, payments-desk, sales-ops] }
          kim: { name: Kim Lee, roles: [controller], teams: [reservations] }
          sam: { name: Sam Okafor, roles: [data-steward], teams: [sales-ops] }
        teams:
          reservations: { lead: person:dana }
          refunds: { lead: person:dana }
          payments-desk: { lead: person:dana }
          sales-ops: { lead: person:dana }

        """

    private static let systems = """
        systems:
          reservations: { kind: workflow, connector: { type: file, path: reservations.jsonl } }
          bank: { kind: erp, connector: { type: file, path: bank.jsonl } }
          crm: { kind: crm, connector: { type: file, path: crm.jsonl } }

        """

    @Test(arguments: [
        ("airline", "airline.reservation-change", ["approved": 9, "draft": 2, "escalated": 87, "proposed": 406]),
        ("crm", "crm.customer-change", ["approved": 69, "draft": 59, "proposed": 466]),
        ("bank", "bank.payment", ["draft": 45, "escalated": 46, "proposed": 303]),
    ]) func `Each comes where its contract says, and only once`(
        _ file: String, _ contract: String, _ expected: [String: Int]
    ) throws {
        let store = try TestStore(contracts: [
            contract: String(decoding: try SharedData.bytes("real/contracts/\(contract).yaml"), as: UTF8.self)
        ])
        try store.write(Self.people, to: "store/people.yaml")
        try store.write(Self.systems, to: "store/systems.yaml")
        let path = SharedData.folder.appending(path: "real/\(file).jsonl").path
        let first = try store.json(["submit", path])
        #expect(first.code == 3)
        #expect(first.lines.allSatisfy { $0["error"] == nil && $0["duplicate"] == .bool(false) })
        #expect(Dictionary(first.lines.map { ($0["state"]?.string ?? "", 1) }, uniquingKeysWith: +) == expected)

        let events = try store.verifiedEvents()
        let again = try store.json(["submit", path])
        #expect(again.lines.allSatisfy { $0["duplicate"] == .bool(true) })
        #expect(again.lines.map { $0["id"] } == first.lines.map { $0["id"] })
        #expect(try store.verifiedEvents() == events)
        #expect(try store.json(["list"]).lines.count == expected.values.reduce(0, +))
    }
}
