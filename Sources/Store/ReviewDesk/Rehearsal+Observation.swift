import CivilTime
import ContractEngine
import ContractReview
import Handoff
import JSON

extension ContractTest.Expectation {
    /// What is there.
    func actual(in dossier: Dossier, delivered: JSONValue?) -> JSONValue {
        let status = dossier.handoff.status
        let contents = dossier.handoff.contents
        func texts(_ texts: some Sequence<String>) -> JSONValue { .array(texts.map { .string($0) }) }
        func text(_ value: (some CustomStringConvertible)?) -> JSONValue {
            value.map { .string($0.description) } ?? .null
        }
        func violations(_ severity: Findings.Violation.Severity) -> JSONValue {
            texts(Set(contents.findings.violations.filter { $0.severity == severity }.map(\.id)).sorted())
        }
        switch field {
        case .state: return .string(status.state.rawValue)
        case .observed: return text(status.observed?.rawValue)
        case .owner: return text(status.owner)
        case .band: return .string(status.band)
        case .reference: return text(contents.reference)
        case .step: return text(status.step)
        case .steps: return texts(status.plan.map(\.step))
        case .violations: return violations(.error)
        case .warnings: return violations(.warning)
        case .checks: return text(dossier.checks.first { $0.id == key }?.result)
        case .messages: return text(contents.findings.violations.first { $0.id == key }?.message)
        case .reasons: return texts(contents.findings.reasons)
        case .obligations: return texts(dossier.obligations.filter { $0.state != .met }.map(\.kind.id).sorted())
        case .conflicts: return .number(JSONNumber(dossier.conflicts.count))
        case .due: return text(status.due)
        case .expires: return text(status.expires)
        case .escalatedTo: return texts(status.escalatedTo.map(\.description).sorted())
        case .history: return texts(dossier.history.map(\.event.kind.rawValue))
        case .receipt: return dossier.receipt?["record"]?["id"] ?? .null
        case .written:
            return key.flatMap(JSONPointer.init(parsing:)).flatMap { place in delivered.flatMap(place.resolve) }
                ?? .null
        case .refused, .verified: return .null
        }
    }

    /// Whether that is what was expected.
    func isMet(by actual: JSONValue) -> Bool {
        if field.isUnordered, let expected = value.array?.compactMap(\.string),
            let found = actual.array?.compactMap(\.string)
        {
            return expected.sorted() == found.sorted()
        }
        if field == .due || field == .expires, let time = value.string.flatMap(Instant.init(_:)) {
            return actual.string.flatMap(Instant.init(_:)) == time
        }
        return value == actual
    }
}

extension ContractTest.Field {
    /// What helps to see why it is so: the findings where a handoff is in another state, or held by something else.
    func note(_ dossier: Dossier) -> String? {
        guard [.state, .violations, .step].contains(self) else { return nil }
        let findings = dossier.handoff.contents.findings
        let found = findings.violations.map { "\($0.id): \($0.message)" } + findings.reasons
        return found.isEmpty ? nil : found.joined(separator: "; ")
    }
}

extension DeskError {
    /// What `refused` of an example names it.
    var nameInExamples: String {
        switch self {
        case .refused(let refusal): refusal.obligation.id
        case .conflict: "conflict"
        case .invalid: "invalid"
        case .usedKey: "used_key"
        case .noContract, .unusableContract: "contract"
        case .usage: "usage"
        default: "configuration"
        }
    }
}
