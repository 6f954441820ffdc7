import ContractEngine
import Handoff
import JSON

/// A contract in sentences, by its five sections: for whoever has to know what it demands without reading its file.
package struct ContractSummary: Sendable {
    /// A section of the contract.
    package struct Section: Sendable, Hashable {
        /// Its key in the file, and the question that it answers.
        package var key: String, question: String
        /// The answer, a sentence each.
        package var sentences: [String]

        init(_ key: ContractKey.File, _ question: String, _ sentences: [String]) {
            (self.key, self.question, self.sentences) = (key.rawValue, question, sentences)
        }
    }

    package let sections: [Section]

    package init(_ contract: Contract) {
        sections = [
            Section(.systemOfRecord, "Where does the result live?", contract.recordSentences),
            Section(.payload, "What must be there before anybody looks at it?", contract.payload.sentences),
            Section(
                .review, "Who decides, on which conditions, until when?",
                contract.modeSentences + contract.review.sentences),
            Section(.states, "What does done mean, and how do we get back?", contract.states.sentences),
            Section(.trace, "What must the next reviewer be able to see?", contract.traceSentences),
        ]
    }

    /// As `contract show --json` prints it.
    package var json: JSONValue {
        .object(
            JSONObject(sections.map { ($0.key, .array($0.sentences.map { .string($0) })) }))
    }

    /// Words in a row: `a, b and c`.
    static func words(_ words: [String], _ joint: String = "and") -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(joint) " + last
    }

    /// A condition behind a comma; empty without one.
    static func condition(_ when: Rule?) -> String { when.map { ", where \($0.text)" } ?? "" }

    /// A text, or which rule makes it.
    static func wording(_ text: String, _ rule: Rule?) -> String { rule.map { "(as \($0.text) words it)" } ?? text }
}

extension Contract {
    fileprivate var recordSentences: [String] {
        let article = record.first.map { "aeiou".contains($0) } ?? false ? "an" : "a"
        let conflicts = recordReference.map {
            "The record is named by \($0.text); two pending handoffs on one record are a conflict."
        }
        return [
            "It becomes \(article) \(record) in the system '\(system)'.",
            conflicts ?? "No rule names the record, so that conflicts on it are not seen.",
        ]
    }

    fileprivate var modeSentences: [String] {
        mode == .enforce
            ? []
            : ["It only observes: everything is judged and recorded, nobody is asked, and nothing is delivered."]
    }

    fileprivate var traceSentences: [String] {
        trace.isEmpty
            ? ["Nothing is asked for."]
            : ["The trace has to hold \(ContractSummary.words(trace.map(\.rawValue)))."]
    }
}

extension Contract.Payload {
    fileprivate var sentences: [String] {
        schemaSentences
            + money.map { "\($0.place) is money, in \($0.currency.words)." }
            + variablesAsWritten.map { "'\($0.name)' stands for \($0.rule.text)." }
            + related.map { related in
                let span = related.within.map { ", submitted no longer than \($0) before," } ?? ""
                return "'related.\(related.name)' are the handoffs\(span) with the same \(related.key.text)."
            }
            + evidence.map { item in
                let media = item.media.isEmpty ? "" : ", as \(ContractSummary.words(item.media, "or"))"
                return
                    "Evidence '\(item.role)': at least \(item.minimum)\(media)\(ContractSummary.condition(item.when))."
            }
            + checks.map { check in
                let effect = check.severity == .error ? "holds it" : "warns"
                let wording = ContractSummary.wording(check.message, check.messageRule)
                return "Check '\(check.id)' \(effect)\(ContractSummary.condition(check.when)), unless "
                    + "\(check.rule.text): \(wording).\(check.repetition)"
            }
    }

    /// The variables in the order of the file.
    var variablesAsWritten: [NamedVariable] { variables.sorted { $0.rule.line < $1.rule.line } }

    private var schemaSentences: [String] {
        let required = schemaText["required"]?.array?.compactMap(\.string) ?? []
        let optional = (schemaText["properties"]?.object?.names ?? []).filter { !required.contains($0) }
        var sentences: [String] = []
        if !required.isEmpty { sentences.append("The payload has to hold \(ContractSummary.words(required)).") }
        if !optional.isEmpty { sentences.append("It may hold \(ContractSummary.words(optional)).") }
        sentences.append(
            schemaText["additionalProperties"]?.bool == false
                ? "Nothing else may be in it." : "What else is in it is not looked at.")
        return sentences
    }
}

extension Contract.Money.Currency {
    fileprivate var words: String {
        switch self {
        case .field(let field): "the currency of \(field)"
        case .code(let code): code
        }
    }
}

extension Contract.Check {
    /// What is unusual about when it is held again.
    fileprivate var repetition: String {
        guard severity == .error else { return "" }
        switch recheck {
        case .now: return " It is held again on the time of then."
        case .never: return " It is not held again."
        case nil: return ""
        }
    }
}

extension Contract.Review {
    fileprivate var sentences: [String] {
        let taker =
            switch owner {
            case .party(let party): party.words
            case .rule(let rule): "whom \(rule.text) names"
            }
        return ["It is owned by \(taker)."] + passing + conditions + steps + escalation + approvers + deadlines
    }

    /// Handoffs that pass without a person.
    private var passing: [String] {
        guard autoApprove == .aboveThreshold, let threshold else { return ["Nothing passes without a person."] }
        let sample = auditSample.double > 0 ? "; a share of \(auditSample.text) goes to a person anyway" : ""
        return [
            "From the confidence \(threshold.text) on it passes without a person, unless one of the rules below asks for one"
                + sample + "."
        ] + (refusesConflict ? ["With a conflict on the record it does not pass without a person."] : [])
    }

    private var conditions: [String] {
        func sentences(_ conditions: [Contract.Condition], _ consequence: String) -> [String] {
            conditions.map {
                "\(consequence) where \($0.rule.text): \(ContractSummary.wording($0.reason, $0.reasonRule))."
            }
        }
        return sentences(mandatory, "A person must review") + sentences(escalateWhen, "It is escalated at intake")
    }

    private var steps: [String] {
        sequence.enumerated().map { index, step in
            let quorum = step.quorum == 1 ? "an approval" : "\(step.quorum) approvals"
            return "\(index == 0 ? "First" : "Then") step '\(step.name)': \(quorum) by \(step.by.words)"
                + "\(ContractSummary.condition(step.when))\(Self.escalation(of: step))."
        } + elsewhere
    }

    private var elsewhere: [String] {
        guard sequence.allSatisfy({ $0.when != nil }) else { return [] }
        switch otherwise {
        case .hold: return ["What no step is meant for is held."]
        case .step(let name): return ["What no step is meant for goes to step '\(name)'."]
        }
    }

    private static func escalation(of step: Contract.Step) -> String {
        guard let parties = step.escalateTo else { return "" }
        return parties.isEmpty
            ? "; it is escalated to whoever may take it"
            : "; it is escalated to \(ContractSummary.words(parties.map(\.words)))"
    }

    private var escalation: [String] {
        let parties = escalateTo.isEmpty ? "" : "\(ContractSummary.words(escalateTo.map(\.words))), or by "
        return ["What is escalated may be decided by \(parties)whoever may take the step."]
    }

    /// Demands on whoever decides.
    private var approvers: [String] {
        var sentences = separation.map { $0.sentence.prefix(1).uppercased() + $0.sentence.dropFirst() + "." }
        if !mustView.isEmpty {
            sentences.append("Whoever approves has to have opened the evidence \(ContractSummary.words(mustView)).")
        }
        for (kind, codes) in [("reject", rejectReasons), ("escalate", escalateReasons)] where !codes.isEmpty {
            sentences.append("To \(kind) it takes a reason: \(ContractSummary.words(codes, "or")).")
        }
        return sentences
    }

    private var deadlines: [String] {
        var sentences: [String] = []
        if let due = clock?.respondWithin, let breach = clock?.onBreach {
            sentences.append("A decision is due within \(due); being late means: \(breach.rawValue).")
        }
        if let remind = clock?.remindBefore { sentences.append("A reminder comes \(remind) before.") }
        if let expiry = clock?.expireAfter { sentences.append("After \(expiry) it is rejected.") }
        if let hours = clock?.hours {
            let days = ContractSummary.words(hours.weekdays.map(\.rawValue))
            sentences.append(
                "The clock runs on \(days), from \(hours.opens) to \(hours.closes) in \(hours.zone.name).")
        }
        if let rule = deliverWhen { sentences.append("Its delivery waits until \(rule.text).") }
        if recallWindow != .zero { sentences.append("Its delivery begins \(recallWindow) after the approval.") }
        return sentences
    }
}

extension Contract.States {
    fileprivate var sentences: [String] {
        [
            completeWhen == .receipt
                ? "It is done when the system of record says so." : "It is done with the approval.",
            rollbackRequired
                ? "The way back has to be in the draft, at \(rollbackFrom?.text ?? "")." : "No way back is asked for.",
        ]
    }
}

extension Party {
    /// As a sentence names it.
    fileprivate var words: String {
        switch self {
        case .person(let name): name
        case .team(let name): "the team \(name)"
        case .role(let name): "the role \(name)"
        }
    }
}

extension Contract.StepTaker {
    fileprivate var words: String {
        switch self {
        case .owner: "the owner"
        case .party(let party): party.words
        }
    }
}
