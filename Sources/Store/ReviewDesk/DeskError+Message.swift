import ContractEngine
import Handoff
import HandoffStore
import JSON

extension DeskError {
    /// The exit code that INTERFACE fixes.
    package var exitCode: Int32 {
        switch self {
        case .refused, .unfulfilled: 4
        case .conflict: 5
        case .usage: 64
        case .invalid, .usedKey, .unusableConfiguration, .damagedEvidence: 65
        case .noContract, .unknown, .unusableContract: 66
        case .evidence, .untrusted, .connector, .deliveriesWait: 74
        case .store(let error):
            switch error {
            case .noStore, .noHandoff, .ambiguous: 66
            case .exists: 64
            case .busy: 75
            case .unusable, .uncertain, .tooNew: 74
            case .unreadable, .inconsistent: 65
            }
        }
    }

    /// One line: what is wrong, where, what to do.
    package var message: String {
        switch self {
        case .refused(let refusal): refusal.message
        case .unfulfilled(let violations):
            "the edit does not fulfil the contract, and nothing was stored: "
                + violations.filter { $0.severity == .error }.map { "\($0.path): \($0.message)" }.joined(
                    separator: "; ")
        case .conflict(let conflict): conflict.message
        case .invalid(let error):
            error.message + error.others.map { "; \($0.pointer): \($0.message)" }.joined()
        case .usedKey(let key, let id):
            "the key \(JSONValue.string(key)) was used before, for \(id), with different content; to change that handoff, send "
                + "it again with \"revises\""
        case .noContract(let name): "there is no contract '\(name)' in this store"
        case .unusableContract(let name, let reason): "the contract '\(name)' can't be used: \(reason)"
        case .unusableConfiguration(let problems):
            problems.first.map(\.description) ?? "the store's configuration can't be read"
        case .deliveriesWait(let problem): "\(problem); nothing is delivered before it is mended"
        case .untrusted(let file, let reason): "\(file) is not trusted: \(reason)"
        case .connector(let fault): fault.sentence
        case .evidence(let message), .damagedEvidence(let message), .usage(let message), .unknown(let message): message
        case .store(let error): error.message
        }
    }

    /// As `--json` prints it.
    package var json: JSONValue {
        var object = JSONObject([("code", .number(JSONNumber(Int(exitCode)))), ("message", .string(message))])
        switch self {
        case .refused(let refusal):
            object["obligation"] = .string(refusal.obligation.id)
            if let claim = refusal.claim {
                object["by"] = .string(Party.person(claim.person).description)
                object["until"] = .string(claim.until.description)
            }
        case .unfulfilled(let violations):
            object["obligation"] = "contract"
            object["violations"] = .array(violations.map(\.json))
        case .invalid(let error):
            object["message"] = .string(error.message)
            object["pointer"] = .string(error.pointer.description)
            if !error.others.isEmpty {
                object["errors"] = .array(
                    error.all.map { ["message": .string($0.message), "pointer": .string($0.pointer.description)] })
            }
        case .conflict(let conflict):
            object["by"] = conflict.event.map { event in
                .string(event.by.person.map { "person:\($0)" } ?? event.by.account)
            }
            object["at"] = conflict.event.map { .string($0.at.description) }
            object["what"] = conflict.event.map { .string($0.kind.rawValue) }
            object["expired_at"] = conflict.expired.map { .string($0.description) }
            object["state"] = .string(conflict.state.rawValue)
            object["version"] = .number(JSONNumber(conflict.present))
        default: break
        }
        return ["error": .object(object)]
    }
}

extension DeskError.Conflict {
    fileprivate var message: String {
        if let expired { return "it expired at \(expired): it is \(state.rawValue) now, version \(present)" }
        guard let event else { return "what you saw is not what it is now (version \(present)); look at it again" }
        let what = event.kind.words
        let advice = advice.map { "; \($0)" } ?? ""
        return "\(what) by \(by) at \(event.at): it is \(state.rawValue) now, version \(present)\(advice)"
    }
}

extension StoreError {
    /// One line: what is wrong, where, what to do.
    package var message: String {
        switch self {
        case .noStore(let path):
            "there is no store at \(path); 'countersign init \(path)' makes one, 'countersign demo' shows one"
        case .exists(let path): "there is a store at \(path) already"
        case .noHandoff(let id): "there is no handoff \(id); 'countersign list' shows those there are"
        case .ambiguous(let text):
            "\(text) stands for more than one handoff, as the beginning of an id or as a producer's key; write more of the id"
        case .busy: "another process holds the store, and nothing was recorded; try again, or wait longer with --wait"
        case .unusable(let path, let reason): "\(path): \(reason)"
        case .uncertain(let path, let reason):
            "\(path): \(reason), while it was being recorded: it is not known whether it was; look with 'countersign show ID' "
                + "before you do it again"
        case .unreadable(let sequence, let reason):
            "event \(sequence.map(String.init) ?? "") of the log can't be read: \(reason); nothing is decided on what it belongs "
                + "to. A later version of countersign may know it; 'countersign audit verify' says whether the log is whole"
        case .inconsistent(let what, let reason):
            "\(what) is not shown and nothing is decided on it: \(reason); 'countersign audit verify' names what was changed"
        case .tooNew(let path): "\(path) was made by a later version of countersign; upgrade this one"
        }
    }
}
