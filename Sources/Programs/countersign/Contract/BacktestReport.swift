import ContractEngine
import ContractReview
import Handoff
import JSON

/// What a back-test found, for people and as JSON.
struct BacktestReport {
    let result: Backtest
    let contract: ContractText
    let isPartial: Bool

    var json: JSONValue {
        var object = result.json.object ?? JSONObject()
        object["contract"] = .string(contract.contract.reference.name)
        object["version"] = .number(JSONNumber(contract.contract.reference.version))
        object["partial"] = .bool(isPartial)
        return .object(object)
    }

    var lines: [String] {
        let reference = contract.contract.reference
        let head =
            "\(reference.name) version \(reference.version) on \(handoffs(result.judged))"
            + (isPartial ? ", as far as it came: it was interrupted" : "")
        if result.judged == 0 { return [head, unreadable].compactMap { $0 } }
        return [head, ""] + table + [""] + sentences + [""] + conditions
    }

    private func handoffs(_ count: Int) -> String { count == 1 ? "1 handoff" : "\(count) handoffs" }

    private var table: [String] {
        let routes = Backtest.Route.allCases
        let head = "what happened".padded(40) + routes.map { $0.title.padded(left: 18) }.joined()
        let rows = result.outcomes.map { outcome in
            outcome.title.padded(40)
                + routes.map { String(result.table[outcome]?[$0] ?? 0).padded(left: 18) }.joined()
        }
        let totals = "all".padded(40) + routes.map { String(result.total($0)).padded(left: 18) }.joined()
        return [head] + rows + [totals]
    }

    /// The findings that say something, the one that matters most first: it stands there even when it is nothing.
    private var sentences: [String] {
        Backtest.Finding.allCases.flatMap { finding -> [String] in
            let group = result[finding]
            guard group.count > 0 || finding == .passesThoughRejected else { return [] }
            var lines = [
                "\(finding.isWarning && group.count > 0 ? "!" : " ") \(String(group.count).padded(left: 6))  \(finding.sentence)"
            ]
            if finding == .heldNow || finding == .heldThoughApproved { lines += causes(finding) }
            if finding.isListed {
                lines += group.members.map { member in
                    "            \(member.id)"
                        + (member.steps.isEmpty ? "" : "  \(member.steps.joined(separator: ", "))")
                }
                if group.count > group.ids.count {
                    lines.append("            … \(group.count - group.ids.count) more; --list names all")
                }
            }
            return lines
        }
    }

    /// What holds those that are newly held, once, behind the first finding that speaks of them.
    private func causes(_ finding: Backtest.Finding) -> [String] {
        guard finding == (result[.heldThoughApproved].count > 0 ? .heldThoughApproved : .heldNow) else { return [] }
        let causes = result.heldBecause.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(8)
            .map { "\($0.key) \($0.value)" }
        return ["            newly held by: \(causes.joined(separator: ", "))"]
    }

    private var conditions: [String] {
        var lines = [
            "Each was judged as it was last submitted, at the time of then, with the related handoffs of then; people, systems and",
            "lists are those of now.",
        ]
        if result.sampleShare > 0 {
            let sample = (result.expectedSample * 10).rounded() / 10
            lines.append(
                "The audit sample is not drawn: of the \(result.total(.passed)) that pass, about \(sample) would go to a person by chance."
            )
        }
        return lines + [unreadable].compactMap { $0 }
    }

    private var unreadable: String? {
        result.unreadable == 0
            ? nil : "\(handoffs(result.unreadable)) could not be judged: content or evidence is gone."
    }
}

extension Backtest.Route {
    fileprivate var title: String {
        switch self {
        case .held: "held"
        case .person: "to a person"
        case .escalated: "escalated"
        case .passed: "without a person"
        }
    }
}

extension Backtest.Outcome {
    fileprivate var title: String {
        switch verdict {
        case .none: route == .person || route == .escalated ? "\(route.title), not decided" : route.title
        case .approved: "\(route.title), approved"
        case .rejected: "\(route.title), rejected"
        case .returned: "\(route.title), sent back"
        }
    }
}

extension Backtest.Finding {
    fileprivate var isWarning: Bool {
        switch self {
        case .passesThoughRejected, .passesThoughReturned, .heldThoughApproved, .fewerSteps, .lowerQuorum: true
        case .passesAsApproved, .passesUndecided, .heldNow, .acceptedNow, .personNow, .escalatedNow,
            .noLongerEscalated, .otherTaker, .furtherStep, .higherQuorum:
            false
        }
    }

    /// What nobody would be asked about any more is named, and what others would be asked.
    fileprivate var isListed: Bool {
        switch self {
        case .passesAsApproved, .passesUndecided, .acceptedNow, .noLongerEscalated, .otherTaker, .furtherStep: true
        case .heldNow, .personNow, .escalatedNow, .higherQuorum: false
        case .passesThoughRejected, .passesThoughReturned, .heldThoughApproved, .fewerSteps, .lowerQuorum: true
        }
    }

    fileprivate var sentence: String {
        switch self {
        case .passesThoughRejected: "would pass without a person now, and a person rejected them"
        case .passesThoughReturned: "would pass without a person now, and a person sent them back"
        case .passesAsApproved: "would pass without a person now, and a person approved them"
        case .passesUndecided: "would pass without a person now, and nobody decided on them"
        case .heldThoughApproved: "would be held now, and a person approved them"
        case .heldNow: "others would be held now and were not"
        case .acceptedNow: "were held and would be let in now"
        case .personNow: "passed without a person and would go to one now"
        case .escalatedNow: "would be escalated now and were not"
        case .noLongerEscalated: "were escalated and would go the usual way now"
        case .furtherStep: "would need a step that they did not need"
        case .fewerSteps: "would no longer be asked a step that they needed"
        case .lowerQuorum: "would need fewer approvals of a step"
        case .otherTaker: "would have a step taken by others"
        case .higherQuorum: "would need more approvals of a step"
        }
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
    fileprivate func padded(left width: Int) -> String { String(repeating: " ", count: max(1, width - count)) + self }
}
