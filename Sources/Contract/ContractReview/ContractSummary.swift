import ContractEngine
import JSON

/// A contract in sentences, by its five sections: for whoever has to know what it demands without reading its file.
package struct ContractSummary: Sendable {
    /// A section of the contract.
    package struct Section: Sendable, Hashable {
        /// Its key in the file, and the question that it answers.
        package var key: String, question: String
        /// The answer, a sentence each.
        package fileprivate(set) var sentences: [String] = []
    }

    /// The five sections.
    package let sections: [Section]

    /// The summary of a contract.
    package init(_ contract: ContractText) {
        let text = Text(json: contract.json)
        sections = [
            Section(
                key: "system_of_record", question: "Where does the result live?", sentences: text.systemOfRecord),
            Section(
                key: "payload", question: "What must be there before anybody looks at it?", sentences: text.payload),
            Section(
                key: "review", question: "Who decides, on which conditions, until when?", sentences: text.review),
            Section(
                key: "states", question: "What does done mean, and how do we get back?", sentences: text.states),
            Section(
                key: "trace", question: "What must the next reviewer be able to see?", sentences: text.trace),
        ]
    }

    /// As `contract show --json` prints it.
    package var json: JSONValue {
        .object(
            JSONObject(sections.map { ($0.key, .array($0.sentences.map { .string($0) })) }))
    }

    /// The contract as it is written, and how to say it.
    private struct Text {
        let json: JSONValue

        func value(_ path: String...) -> JSONValue? {
            guard let value = JSONPointer(path).resolve(in: json), !value.isNull else { return nil }
            return value
        }

        func list(_ path: String...) -> [JSONValue] {
            guard let value = JSONPointer(path).resolve(in: json), !value.isNull else { return [] }
            return value.array ?? [value]
        }

        func words(_ values: [JSONValue], _ joint: String = "and") -> String {
            let words = values.map { $0.string ?? $0.printable }
            guard let last = words.last, words.count > 1 else { return words.first ?? "" }
            return words.dropLast().joined(separator: ", ") + " \(joint) " + last
        }

        /// Who takes a step, in words.
        func party(_ value: JSONValue?) -> String {
            guard let text = value?.string else {
                return value?["rule"].map { "whom \($0.ruleText ?? "") names" } ?? "nobody"
            }
            guard let colon = text.firstIndex(of: ":") else { return text == "owner" ? "the owner" : text }
            let name = text[text.index(after: colon)...]
            return switch text[..<colon] {
            case "team": "the team \(name)"
            case "role": "the role \(name)"
            default: String(name)
            }
        }

        func sentence(_ value: JSONValue?) -> String {
            value?.string ?? value?["rule"]?.ruleText.map { "(as \($0) words it)" } ?? ""
        }

        var systemOfRecord: [String] {
            let (system, record) = (value("system_of_record", "system"), value("system_of_record", "record"))
            let reference = value("system_of_record", "reference")?.ruleText
            let kind = record?.string ?? "record"
            let article = kind.first.map { "aeiou".contains($0) } ?? false ? "an" : "a"
            return [
                "It becomes \(article) \(kind) in the system '\(system?.string ?? "")'.",
                reference.map { "The record is named by \($0); two pending handoffs on one record are a conflict." }
                    ?? "No rule names the record, so that conflicts on it are not seen.",
            ]
        }

        var payload: [String] {
            let schema = value("payload", "schema")
            var sentences: [String] = []
            let required = schema?["required"]?.array ?? []
            let optional = (schema?["properties"]?.object?.names ?? []).map { JSONValue.string($0) }
                .filter { !required.contains($0) }
            if !required.isEmpty { sentences.append("The payload has to hold \(words(required)).") }
            if !optional.isEmpty { sentences.append("It may hold \(words(optional)).") }
            sentences.append(
                schema?["additionalProperties"]?.bool == false
                    ? "Nothing else may be in it." : "What else is in it is not looked at.")
            for (name, rule) in value("payload", "variables")?.object.map({ $0.map { ($0.name, $0.value) } }) ?? [] {
                sentences.append("'\(name)' stands for \(rule.ruleText ?? rule.printable).")
            }
            for item in list("payload", "evidence") {
                let media = item["media"].oneOrMore
                sentences.append(
                    "Evidence '\(item["role"]?.string ?? "")': at least \(item["min"]?.number?.text ?? "1")"
                        + (media.isEmpty ? "" : ", as \(words(media, "or"))") + condition(item) + ".")
            }
            for check in list("payload", "checks") {
                let holds = check["severity"]?.string != "warning"
                sentences.append(
                    "Check '\(check["id"]?.string ?? "")' \(holds ? "holds it" : "warns")\(condition(check)), unless "
                        + "\(check["rule"]?.ruleText ?? ""): \(sentence(check["message"])).")
            }
            return sentences
        }

        private func condition(_ item: JSONValue) -> String { item["when"]?.ruleText.map { ", where \($0)" } ?? "" }

        var review: [String] {
            var sentences = ["It is owned by \(party(value("review", "owner")))."]
            if value("review", "auto_approve")?.string == "above_threshold" {
                let threshold = value("review", "threshold")?.number?.text ?? "1"
                let sample = value("review", "audit_sample")?.number?.text
                sentences.append(
                    "From the confidence \(threshold) on it passes without a person, unless one of the rules below asks for one"
                        + (sample.map { "; a share of \($0) goes to a person anyway." } ?? "."))
                if value("review", "conflict")?.string == "refuse" {
                    sentences.append("With a conflict on the record it does not pass without a person.")
                }
            } else {
                sentences.append("Nothing passes without a person.")
            }
            for item in list("review", "mandatory") {
                sentences.append(
                    "A person must review where \(item["rule"]?.ruleText ?? ""): \(sentence(item["reason"])).")
            }
            for item in list("review", "escalate_when") {
                sentences.append(
                    "It is escalated at intake where \(item["rule"]?.ruleText ?? ""): \(sentence(item["reason"])).")
            }
            sentences += steps
            let escalation = list("review", "escalate_to").map { JSONValue.string(party($0)) }
            sentences.append(
                "What is escalated goes to \(escalation.isEmpty ? "" : "\(words(escalation)), or to ")the leads of the owning team."
            )
            for separation in list("review", "separation") {
                sentences.append(
                    (separation.string.flatMap(Contract.Separation.init(rawValue:))?.sentence ?? "").capitalizedFirst
                        + ".")
            }
            let seen = list("review", "must_view")
            if !seen.isEmpty { sentences.append("Whoever approves has to have opened the evidence \(words(seen)).") }
            for kind in ["reject", "escalate"] where !list("review", "reasons", kind).isEmpty {
                sentences.append("To \(kind) it takes a reason: \(words(list("review", "reasons", kind), "or")).")
            }
            return sentences + clock
        }

        private var steps: [String] {
            list("review", "sequence").enumerated().map { index, step in
                let quorum = step["quorum"]?.number?.int64 ?? 1
                return (index == 0 ? "First" : "Then") + " step '\(step["step"]?.string ?? "")': "
                    + "\(quorum == 1 ? "an approval" : "\(quorum) approvals") by \(party(step["by"]))"
                    + (step["when"]?.ruleText.map { ", where \($0)" } ?? "") + "."
            }
        }

        private var clock: [String] {
            var sentences: [String] = []
            func duration(_ key: String) -> String? { value("review", "clock", key)?.string }
            if let due = duration("respond_within") {
                let breach = value("review", "clock", "on_breach")?.string ?? "remind"
                sentences.append("A decision is due within \(due); being late means: \(breach).")
            }
            if let remind = duration("remind_before") { sentences.append("A reminder comes \(remind) before.") }
            if let expiry = duration("expire_after") { sentences.append("After \(expiry) it is rejected.") }
            if let hours = value("review", "clock", "hours") {
                sentences.append(
                    "The clock runs on \(words(hours["days"]?.array ?? [])), from \(hours["from"]?.string ?? "") to "
                        + "\(hours["to"]?.string ?? "") in \(hours["zone"]?.string ?? "").")
            }
            if let window = value("review", "recall_window")?.string {
                sentences.append("Its delivery begins \(window) after the approval.")
            }
            return sentences
        }

        var states: [String] {
            let isReceipt = value("states", "complete_when")?.string != "approval"
            let source = value("states", "rollback", "from")?.ruleText ?? ""
            return [
                isReceipt ? "It is done when the system of record says so." : "It is done with the approval.",
                value("states", "rollback", "required")?.bool == true
                    ? "The way back has to be in the draft, at \(source)." : "No way back is asked for.",
            ]
        }

        var trace: [String] {
            let required = list("trace", "require")
            return [required.isEmpty ? "Nothing is asked for." : "The trace has to hold \(words(required))."]
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
