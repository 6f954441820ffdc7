import CivilTime
import ContractEngine
import Foundation
import Handoff
import JSON
import ShippedFiles
import Synchronization
import Testing

@testable import HandoffStore
@testable import ReviewDesk

/// A store in a folder of its own, removed when the test is over. Its clock goes on by hand.
final class StoreFolder: Sendable {
    let directory: StoreDirectory
    private let time: Mutex<Instant>

    /// A store under this configuration; `isDeclared` lets tests say who acts.
    init(
        isDeclared: Bool = true, contracts: [String: String] = ["pay": Sample.contract], people: String = Sample.people,
        systems: String = Sample.systems, now: String = "2026-11-23T09:00:00Z"
    ) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "desk-\(UUID().uuidString)").path
        directory = StoreDirectory(path: path)
        time = Mutex(Instant(now)!)
        _ = try StoreFoundation(directory: directory, isDeclared: isDeclared).lay(account: "tester", now: Instant(now)!)
        for (name, text) in contracts { try write(text, to: "contracts/\(name).yaml") }
        try write(people, to: "people.yaml")
        try write(systems, to: "systems.yaml")
    }

    deinit { try? FileManager.default.removeItem(atPath: directory.path) }

    var now: Instant { time.withLock { $0 } }

    func advance(_ milliseconds: Int64) { time.withLock { $0 = $0.adding(milliseconds: milliseconds) } }

    func set(_ instant: Instant) { time.withLock { $0 = instant } }

    func write(_ text: String, to name: String, mode: Int = 0o600) throws {
        let path = directory.path + "/" + name
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    /// A desk at which this person acts; without one, the account of an agent.
    func desk(_ person: String? = nil, account: String = "apbot", wait: Double = 5, sample: Double = 1) throws -> Desk {
        try Desk(
            directory,
            Desk.Opening(
                account: account, declaredPerson: person, wait: wait,
                clock: { [weak self] in self?.now ?? Instant(milliseconds: 0) },
                sample: { sample }))
    }

    func events(_ id: HandoffID) throws -> [Event] { try desk().dossier(id).history.map(\.event) }

    /// Runs SQL on the database, past all that guards it.
    func tamper(_ sql: String) throws {
        try desk().store.write { try $0.db.run(sql) }
    }
}

/// A contract of two steps and what is submitted under it.
enum Sample {
    static let contract = """
        contract: pay
        version: 1
        title: Payment
        impact: high
        system_of_record: { system: erp, record: bill, reference: payload.invoice }
        payload:
          schema: { type: object, required: [invoice, amount] }
          evidence: [{ role: invoice, min: 1 }]
          checks:
            - { id: known, rule: 'payload.invoice != "nonsense"', message: No such invoice, severity: error }
        review:
          owner: team:ap
          escalate_to: [person:robin]
          threshold: 0.90
          bands: { low: 0.0, high: 0.85 }
          mandatory: [{ rule: 'payload.amount > 1000.0', reason: Over a thousand }]
          auto_approve: above_threshold
          sequence:
            - { step: clerk, by: role:clerk }
            - { step: cfo, by: role:cfo, when: 'payload.amount >= 5000.0' }
          separation: [requester, producer_owner, editor, earlier_step]
          reasons: { reject: [wrong], escalate: [unclear] }
          clock: { respond_within: PT4H, on_breach: escalate, expire_after: P2D }
          recall_window: PT2M
        states: { complete_when: receipt, rollback: { required: false } }
        trace: { require: [prompt] }

        """

    static let people = """
        people:
          kim: { name: Kim, roles: [clerk], teams: [ap], os_users: [kim] }
          sam: { name: Sam, roles: [clerk], teams: [ap], os_users: [sam] }
          mei: { name: Mei, roles: [clerk], teams: [ap], os_users: [mei] }
          robin: { name: Robin, roles: [cfo], teams: [finance], os_users: [robin] }
          petra: { name: Petra, teams: [finance], os_users: [petra] }
        agents:
          ap-bot: { owner: person:kim, submit_as: [apbot] }
        teams:
          ap: { lead: person:petra }

        """

    static let systems = "systems: { erp: { kind: erp, connector: { type: file, path: ledger.jsonl } } }\n"

    /// A submission; `amount` above 1,000 needs a person, from 5,000 on two.
    static func submission(
        key: String = "k1", contract: String = "pay", invoice: String = "4711", amount: Int = 2_000,
        confidence: String = "0.95",
        agent: String = "ap-bot", title: String = "Pay", evidence: String = "Invoice 4711", revises: String? = nil,
        requestedBy: String? = nil
    ) throws -> Submission {
        var text = """
            {"contract": "\(contract)", "key": "\(key)", "title": "\(title)", "producer": {"agent": "\(agent)", "workflow": "w"},
             "confidence": \(confidence), "payload": {"invoice": "\(invoice)", "amount": \(amount)},
             "evidence": [{"role": "invoice", "name": "a.txt", "media": "text/plain", "text": "\(evidence)"}],
             "trace": {"prompt": "p"}
            """
        if let revises { text += ", \"revises\": \(revises)" }
        if let requestedBy { text += ", \"requested_by\": \"\(requestedBy)\"" }
        return try read(text + "}")
    }

    static func read(_ text: some StringProtocol) throws -> Submission {
        try Submission(try JSONValue(parsing: text.utf8)) { path throws(SubmissionError) in
            throw SubmissionError("no files", at: JSONPointer(["evidence"]))
        }
    }
}

/// The files that the program carries in itself.
enum Shipped {
    static let files: [String: [UInt8]] = Dictionary(
        uniqueKeysWithValues: (0..<shipped_file_count).map { index in
            let file = shipped_file_at(index)
            return (String(cString: file.path), Array(UnsafeBufferPointer(start: file.bytes, count: file.length)))
        })

    static func text(_ path: String) -> String { String(decoding: files[path] ?? [], as: UTF8.self) }
}

extension DeskError {
    /// The obligation of a refusal.
    var obligation: Obligation.Kind? { if case .refused(let refusal) = self { refusal.obligation } else { nil } }
    /// What came first.
    var conflict: Conflict? { if case .conflict(let conflict) = self { conflict } else { nil } }
}

/// The error of an action that has to be refused.
func refusal<Result>(
    sourceLocation: SourceLocation = #_sourceLocation, _ action: () throws -> Result
) throws -> DeskError {
    try #require(throws: DeskError.self, sourceLocation: sourceLocation) { _ = try action() }
}
