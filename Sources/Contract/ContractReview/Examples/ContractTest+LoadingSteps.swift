import ContractEngine
import Handoff
import JSON

extension ContractTest.Step {
    private enum Verb: String, CaseIterable {
        case approve, reject, escalate, `return`, comment, withdraw, attest
    }

    private enum Answer: String, CaseIterable { case executed, retry, failed, unknown }

    init?(_ node: YAMLNode, _ handoff: JSONValue) {
        guard let fields = node.fields(ContractTest.StepKey.self) else { return nil }
        let ways = [ContractTest.StepKey.verb, .deliver, .revise].filter { fields[$0] != nil }.map(\.rawValue)
        if ways.count > 1 {
            node.note("one step is one of do, deliver and revise, not \(ways.joined(separator: " and "))")
        }
        person = fields[.person]?.name
        delay = fields[.after]?.duration?.milliseconds ?? 0
        opened = (fields[.open]?.oneOrMore ?? []).compactMap(\.string)
        statesNothingWritten = fields[.nothingWritten]?.bool ?? false
        expectations = ContractTest.Expectation.read(fields[.expect])
        line = node.line
        if person == nil, !opened.isEmpty || fields[.verb] != nil {
            node.note("say with 'as' who does it")
        }
        let what: String
        if let verb = fields[.verb] {
            guard let choice = Self.choice(verb, fields) else { return nil }
            action = .decide(choice, note: fields[.note]?.string)
            what = choice.action.verb
        } else if let answer = fields[.deliver] {
            guard let outcome = Self.outcome(answer, fields) else { return nil }
            action = .deliver(outcome)
            what = "deliver: \(answer.json.string ?? "")"
        } else if let revision = fields[.revise] {
            guard let changes = revision.fields(ContractTest.RevisionKey.self) else { return nil }
            action = .revise(changes.changed(handoff))
            what = "revise"
        } else {
            action = .look
            what = opened.isEmpty ? "wait" : "open \(opened.joined(separator: ", "))"
        }
        name = (person.map { "\($0): " } ?? "") + what
    }

    private static func choice(_ node: YAMLNode, _ fields: YAMLFields<ContractTest.StepKey>) -> Decision.Choice? {
        let reason = fields[.reason]?.string
        return switch node.choice(Verb.self) {
        case .approve: .approve
        case .reject: .reject(reason: reason)
        case .escalate: .escalate(reason: reason, to: (fields[.to]?.oneOrMore ?? []).compactMap(\.party))
        case .return: .returnForRework
        case .comment: .comment
        case .withdraw: .withdraw
        case .attest: .attest(record: fields[.record]?.string ?? "")
        case nil: nil
        }
    }

    /// The answer of a stand-in for the system of record.
    private static func outcome(_ node: YAMLNode, _ fields: YAMLFields<ContractTest.StepKey>) -> DeliveryOutcome? {
        let message = fields[.note]?.string
        switch node.choice(Answer.self) {
        case .executed:
            let record = fields[.record]?.string ?? "example-record"
            return .executed(recordID: record, url: nil, message: message, raw: ["record": ["id": .string(record)]])
        case .retry: return .retry(message: message ?? "try again later")
        case .failed: return .failed(message: message ?? "refused")
        case .unknown: return .unknown(message: message ?? "no answer")
        case nil: return nil
        }
    }
}
