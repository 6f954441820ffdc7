import CivilTime
import ContractEngine
import Foundation
import Handoff
import JSON
import ReviewDesk

/// A store of made-up payments that differ in owner, confidence and amount, with two people who can approve each.
final class Workload {
    let directory: StoreDirectory
    private var random: Sequence
    private var number = 0
    private let desk: Desk

    static let approver = "ann"
    static let other = "bob"
    private static let teams = 40

    init(directory: StoreDirectory, seed: UInt64) throws {
        self.directory = directory
        random = Sequence(state: seed)
        _ = try StoreFoundation(directory: directory, isDeclared: true).lay(account: "bench", now: Self.now)
        try Data(Self.people.utf8).write(to: URL(filePath: directory.people))
        try Data(Self.systems.utf8).write(to: URL(filePath: directory.systems))
        for kind in Self.kinds {
            try Data(Self.contract(kind).utf8).write(
                to: URL(filePath: directory.contracts + "/bench.\(kind.name).yaml"))
        }
        desk = try Self.desk(directory)
    }

    static func desk(_ directory: StoreDirectory, as person: String? = nil) throws -> Desk {
        try Desk(directory, Desk.Opening(account: "bench", declaredPerson: person, clock: { now }))
    }

    static var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }

    /// Submits so many, all of which are proposed.
    @discardableResult
    func submit(_ count: Int) throws -> [HandoffID] { try desk.submit(all: (0..<count).map { _ in next() }).map(\.id) }

    /// Approves these, which are proposed.
    func decide(_ ids: [HandoffID]) throws {
        let approver = try Self.desk(directory, as: Self.approver)
        for id in ids { try approver.decide(Decision(.approve), on: id) }
    }

    /// Takes so many in as lines that lie at hand together are taken in.
    func take(_ count: Int) throws {
        var intake = try Intake(desk)
        for answer in try intake.submit((0..<count).map { _ in next() }) { _ = try answer.get() }
    }

    /// One submission.
    func next() -> Submission {
        number += 1
        let team = Int.random(in: 0..<Self.teams, using: &random)
        let amount = Int.random(in: 100...9_999_999, using: &random)
        let confidence = Int.random(in: 0...99, using: &random)
        let kind = Self.kinds[Int.random(in: Self.kinds.indices, using: &random)]
        let json: JSONValue = [
            "contract": .string("bench.\(kind.name)"), "key": .string("key-\(number)"),
            "title": .string("Pay invoice \(number) of supplier \(amount % 977)"),
            "producer": ["agent": "bench-bot", "model": "made-up", "workflow": "bench/1"],
            "confidence": .number(JSONNumber("0.\(confidence < 10 ? "0" : "")\(confidence)")!),
            "payload": [
                "invoice": .string("INV-\(number)"), "desk": .string("t\(team)"),
                "amount": .string("\(amount / 100).\(amount % 100 + 100)"),
            ],
            "evidence": [
                [
                    "role": "invoice", "name": "invoice.txt", "media": "text/plain",
                    "text": .string("Invoice of supplier \(amount % 977)"),
                ]
            ],
            "trace": ["prompt": .string("Pay invoice \(number)")],
        ]
        return try! Submission(json) { path throws(SubmissionError) in
            throw SubmissionError("a made-up handoff has no files", at: JSONPointer())
        }
    }

    private typealias Kind = (name: String, system: String, within: String)
    private static let kinds: [Kind] = [
        ("payment", "ledger", "P2D"), ("refund", "ledger", "PT4H"), ("ticket", "tickets", "P1D"),
        ("answer", "documents", "P7D"),
    ]

    private static func contract(_ kind: Kind) -> String {
        """
        contract: bench.\(kind.name)
        version: 1
        title: A made-up \(kind.name)
        impact: high
        system_of_record: { system: \(kind.system), record: bill, reference: payload.invoice }
        payload:
          schema: { type: object, required: [invoice, desk, amount], properties: { amount: { type: string } } }
          evidence: [{ role: invoice, min: 1 }]
          checks: [{ id: positive, rule: 'decimal(payload.amount) > 0', message: The amount is not positive }]
        review:
          owner: { rule: '"team:" + payload.desk' }
          escalate_to: person:ann
          stake: 'decimal(payload.amount)'
          threshold: 0.9
          bands: { low: 0.0, medium: 0.6, high: 0.85 }
          mandatory: [{ rule: 'true', reason: Every one is seen by a person }]
          sequence: [{ step: desk, by: role:approver }]
          separation: [requester]
          reasons: { reject: [wrong], escalate: [unclear] }
          clock: { respond_within: \(kind.within), on_breach: remind }
        states: { complete_when: receipt }
        trace: { require: [prompt, model, workflow] }

        """
    }

    private static let people: String = {
        let members = (0..<teams).map { "t\($0)" }.joined(separator: ", ")
        let leads = (0..<teams).map { "  t\($0): { lead: person:ann }" }.joined(separator: "\n")
        return """
            people:
              ann: { name: Ann Approver, roles: [approver], teams: [\(members)] }
              bob: { name: Bob Approver, roles: [approver] }
            teams:
            \(leads)

            """
    }()

    private static let systems = """
        systems:
          ledger: { kind: erp, connector: { type: file, path: ledger.jsonl } }
          tickets: { kind: ticketing, connector: { type: file, path: tickets.jsonl } }
          documents: { kind: document, connector: { type: file, path: documents.jsonl } }

        """

    /// SplitMix64: the same seed makes the same store.
    private struct Sequence: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
