import CivilTime
import ContractEngine
import Foundation
import Handoff
import JSON

/// A contract in which every section says something; tests replace a line of it.
package enum Sample {
    package static let contract = """
        contract: finance.payment
        version: 3
        title: Supplier payment
        impact: high
        system_of_record:
          system: erp
          record: bill
          reference: payload.invoice
        payload:
          schema: { type: object, required: [invoice, amount], properties: { amount: { type: number, minimum: 0 } } }
          evidence:
            - { role: invoice, min: 1, media: [text/plain] }
          checks:
            - { id: not-huge, rule: 'payload.amount < 1000000.0', message: The amount is huge, severity: error }
            - { id: round, rule: 'payload.amount != 13.0', message: The amount is odd, severity: warning }
        review:
          owner: team:ap
          escalate_to: [person:robin]
          threshold: 0.90
          bands: { low: 0.0, medium: 0.60, high: 0.85 }
          mandatory:
            - { rule: 'payload.amount > 1000.0', reason: Over a thousand }
          escalate_when:
            - { rule: 'payload.invoice == "unknown"', reason: An unknown invoice }
          auto_approve: above_threshold
          audit_sample: 0.05
          conflict: refuse
          sequence:
            - { step: clerk, by: role:clerk, quorum: 2 }
            - { step: cfo, by: role:cfo, when: 'payload.amount >= 5000.0' }
          separation: [requester, producer_owner, editor, earlier_step]
          must_view: [invoice]
          reasons: { reject: [wrong-amount], escalate: [over-limit] }
          clock: { respond_within: PT4H, remind_before: PT1H, on_breach: escalate, expire_after: P2D }
          recall_window: PT2M
        states:
          complete_when: receipt
          rollback: { required: true, from: payload.rollback }
        trace:
          require: [prompt, model]

        """

    package static let peopleText = """
        people:
          kim: { name: Kim, roles: [clerk], teams: [ap], os_users: [kim] }
          sam: { name: Sam, roles: [clerk], teams: [ap], os_users: [sam] }
          mei: { name: Mei, roles: [clerk, cfo], teams: [ap], os_users: [mei, mtanaka] }
          lee: { name: Lee, roles: [clerk], teams: [ap], os_users: [lee] }
          robin: { name: Robin, roles: [cfo], teams: [finance], os_users: [robin] }
          petra: { name: Petra, roles: [], teams: [finance], os_users: [petra] }
          hugo: { name: Hugo, roles: [], teams: [brand], os_users: [hugo] }
        agents:
          ap-bot: { owner: person:kim, submit_as: [apbot] }
        teams:
          ap: { lead: person:petra }
          finance: { lead: person:robin }

        """

    package static let systemsText = "systems: { erp: { kind: erp, connector: { type: file, path: ledger.jsonl } } }\n"

    package static var people: People { People.load(peopleText).people }
    package static var systems: [String: SystemOfRecord] { SystemOfRecord.load(systemsText).systems }

    /// The contract with some of its text replaced.
    package static func contract(_ changes: (String, String)...) throws -> Contract { try contract(changes) }

    /// The contract with some of its text replaced.
    package static func contract(_ changes: [(String, String)], edition: Edition = .present) throws -> Contract {
        let text = try text(changes)
        let (contract, problems) = Contract.load(text, file: "c.yaml", edition: edition)
        guard let contract else { throw NoSampleError(description: "\(problems)") }
        return contract
    }

    /// The contract's text with some of it replaced.
    package static func text(_ changes: [(String, String)]) throws -> String {
        var text = contract
        for (old, new) in changes {
            guard text.contains(old) else { throw NoSampleError(description: "the sample does not hold: \(old)") }
            text = text.replacingOccurrences(of: old, with: new)
        }
        return text
    }

    private struct NoSampleError: Error, CustomStringConvertible {
        let description: String
    }

    package static let now = Instant("2026-11-23T09:00:00Z")!
    package static let id = HandoffID("01ARZ3NDEKTSV4RRFFQ69G5FAV")!

    package static let payload: JSONValue = json(
        #"{"invoice": "4711", "amount": 12.5, "rollback": "call the bank"}"#)

    /// A draft that meets the contract, with what a test changes of it.
    package static func candidate(
        payload: JSONValue = payload, confidence: String? = "0.95",
        producer: JSONValue = ["agent": "ap-bot", "model": "m"],
        requestedBy: String? = nil, evidence: [EvidenceContent]? = nil, trace: JSONValue = ["prompt": "p"],
        checks: JSONValue? = nil, unresolved: [String] = []
    ) -> Candidate {
        var envelope = JSONObject([("key", "k"), ("producer", producer)])
        envelope["requested_by"] = requestedBy.map { .string($0) }
        envelope["confidence"] = confidence.flatMap(JSONNumber.init(_:)).map { .number($0) }
        envelope["checks"] = checks
        let evidence =
            evidence
            ?? [EvidenceContent(role: "invoice", name: "a.txt", media: "text/plain", bytes: Array("Invoice 4711".utf8))]
        return Candidate(
            id: id,
            contents: Handoff.Contents(
                title: "Pay", payload: payload, evidence: evidence.map(\.item), trace: trace, unresolved: unresolved,
                envelope: Envelope(.object(envelope))!, reference: nil, findings: Findings()),
            texts: evidence.map(\.text), submittedAt: now)
    }

    package static func facts(lists: JSONValue = [:], sameRecord: [HandoffState] = []) -> Facts {
        Facts(
            lists: lists, sameRecord: sameRecord.map { Facts.Relative(id: id, state: $0) }, people: people,
            systems: systems)
    }
}

extension Contract {
    /// The admission of the sample's draft.
    package func admit(_ candidate: Candidate = Sample.candidate(), _ facts: Facts = Sample.facts(), sample: Double = 1)
        -> Admission
    {
        admit(candidate, facts: facts, now: Sample.now, sample: sample)
    }
}

extension JSONValue {
    /// An object with one member set or removed.
    package func with(_ name: String, _ value: JSONValue?) -> JSONValue {
        guard case .object(var object) = self else { return self }
        object[name] = value
        return .object(object)
    }
}

extension Admission {
    /// The names of what holds it.
    package var violationIDs: [String] { findings.violations.map(\.id) }
}

/// A value from its text, which the test wrote itself.
package func json(_ text: String) -> JSONValue { try! JSONValue(parsing: text.utf8) }
