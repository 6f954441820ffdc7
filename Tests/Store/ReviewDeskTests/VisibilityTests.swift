import ContractEngine
import Foundation
import Handoff
import JSON
import Testing

@testable import ReviewDesk

/// Who may read what, on every way in which a handoff is read.
@Suite struct VisibilityTests {
    private static let people = Sample.people.replacingOccurrences(
        of: "agents:",
        with: """
              zoe: { name: Zoe, teams: [brand] }
              aud: { name: Aud, roles: [auditor] }
            agents:
            """)

    private static func restricted(_ version: Int = 1, _ parties: String = "[role:auditor]") -> String {
        Sample.contract.replacingOccurrences(of: "version: 1", with: "version: \(version)")
            .replacingOccurrences(of: "  threshold:", with: "  visible_to: \(parties)\n  threshold:")
    }

    private let folder: StoreFolder
    private let id: HandoffID

    init() throws {
        folder = try StoreFolder(
            contracts: [
                "pay": Self.restricted(),
                "open": Sample.contract.replacingOccurrences(of: "contract: pay", with: "contract: open"),
            ], people: Self.people)
        id = try folder.desk().submit(try Sample.submission(title: "Secret", evidence: "secret words")).id
        _ = try folder.desk().submit(try Sample.submission(key: "k2", contract: "open", invoice: "4712"))
    }

    private func titles(_ person: String?, _ query: String = "") throws -> [String] {
        var found: [String] = []
        try folder.desk(person).forEach(QueueView("all", try QueueQuery(query))) { row in
            found.append(row.title)
            return true
        }
        return found.sorted()
    }

    @Test func `Whom the contract names reads it, and who has a part in its review`() throws {
        for person in ["aud", "sam", "robin", "petra", "kim"] {
            #expect(try folder.desk(person).dossier(id).row.title == "Secret", "\(person)")
            #expect(try titles(person) == ["Pay", "Secret"], "\(person)")
        }
        #expect(try folder.desk().dossier(id).row.title == "Secret", "the account that submitted it")
    }

    @Test func `Nobody else does, by any command`() throws {
        let zoe = try folder.desk("zoe")
        #expect(try refusal { try zoe.dossier(id) }.obligation == .entitled)
        #expect(try refusal { try zoe.obligations(id) }.obligation == .entitled)
        #expect(try refusal { try zoe.openEvidence(id, item: 0) }.obligation == .entitled)
        #expect(try refusal { try zoe.readEvidence(id, item: 0) }.obligation == .entitled)
        #expect(try refusal { try zoe.decide(Decision(.comment, note: "I was here"), on: id) }.obligation == .entitled)
        #expect(try zoe.row(id)?.title != "Secret")
        #expect(try zoe.rows(after: 0, limit: 10).map(\.title).contains("Secret") == false)
        for query in ["", "secret", "text~secret", "state:pending", "title~Secret", "contract:pay"] {
            #expect(!(try titles("zoe", query).contains { $0 != "Pay" }), "\(query)")
        }
        let window = try zoe.window(
            QueueWindow.Request(view: QueueView("all", .all), job: nil, folded: [], anchor: .start, number: 1))
        #expect(window.groups.reduce(0) { $0 + $1.count } == 1)
        #expect(window.lines.compactMap(\.row?.title) == ["Pay"])
    }

    @Test func `A search looks at nothing that may not be read`() throws {
        let zoe = try folder.desk("zoe")
        let job = SearchJob(
            pattern: "Secret", view: QueueView("all", .all), job: nil, direction: .after, from: nil, today: 0, total: 2,
            number: 1)
        guard case .nothing = try job.run(zoe, until: { false }) else {
            Issue.record("it found what it may not show")
            return
        }
    }

    @Test func `A handoff that came in under a closed version stays closed under an open one`() throws {
        try folder.write(
            Sample.contract.replacingOccurrences(of: "version: 1", with: "version: 2"), to: "contracts/pay.yaml")
        #expect(try refusal { try folder.desk("zoe").dossier(id) }.obligation == .entitled)
        #expect(try titles("zoe") == ["(not yours to read)", "Pay"])
        #expect(!(try titles("zoe", "secret").contains("Secret")))
        #expect(try titles("aud") == ["Pay", "Secret"])
    }

    @Test func `Whom it is given to may read it`() throws {
        try folder.write(Self.restricted(1, "[person:aud]"), to: "contracts/pay.yaml")
        #expect(try folder.desk("robin").dossier(id).row.title == "Secret")
    }
}
