import ContractEngine
import ExpressionAnalysis
import JSON

extension Lint {
    /// The schema itself: one that accepts nothing, or more than its rules look at.
    mutating func lookAtSchema() {
        let path = JSONPointer.payload(.schema)
        let payload = Shape(schema: contract.payload.schemaText)
        guard payload.allowsObjects else {
            return note(
                .emptySchema, path, "no object fulfils this schema: every handoff is held",
                "Look for bounds, types or required fields that exclude each other", .error)
        }
        if payload.hasOpenObjects {
            note(
                .openSchema, path, "the schema lets fields in that it does not name, and that no rule looks at",
                "Write additionalProperties: false")
        }
        lookForOpenObjects(contract.payload.schemaText, path, depth: 0)
    }

    /// Objects inside the payload that name some fields and let all others in.
    private mutating func lookForOpenObjects(_ schema: JSONValue, _ path: JSONPointer, depth: Int) {
        guard depth < 20, problems.count < 100 else { return }
        if depth > 0, schema["properties"] != nil,
            ["additionalProperties", "unevaluatedProperties", "allOf", "anyOf", "oneOf", "$ref"].allSatisfy({
                schema[$0] == nil
            })
        {
            note(
                .openSchema, path,
                "this object lets fields in that the schema does not name, and that no rule looks at",
                "Write additionalProperties: false")
        }
        for member in schema["properties"]?.object?.members ?? [] {
            lookForOpenObjects(member.value, path.appending("properties").appending(member.name), depth: depth + 1)
        }
        if let items = schema["items"] { lookForOpenObjects(items, path.appending("items"), depth: depth + 1) }
    }

    /// The findings of each rule's analysis, with the lists as they are now.
    mutating func lookAtRules() {
        let known = lists == nil ? variables : KnownVariables(contract, lists: lists)
        for problem in contract.resultProblems(known, root) { add(problem) }
        for placed in contract.rules {
            for finding in known.analysis(of: placed).findings {
                // A way back that is absent is what the rule asks about; a variable is evaluated where it is read, and guarded there.
                if placed.kind == .rollback || placed.kind == .variable, finding.kind == .unguardedField { continue }
                add(finding, at: placed.place)
            }
        }
    }

    /// Rules whose outcome the schema has settled already.
    mutating func lookAtConditions() {
        for placed in contract.rules {
            let analysis = variables.analysis(of: placed)
            switch (placed.kind, analysis.outcome) {
            case (.check, .alwaysTrue):
                note(
                    .checkNeverFails, placed.place,
                    "the check '\(checkID(placed))' can't fail: the schema excludes it already",
                    "Take it out, or check what the schema leaves open")
            case (.check, .alwaysFalse):
                let isTotal = placed.conditions.isEmpty && contract.payload.checks[placed.index].severity == .error
                note(
                    .checkNeverPasses, placed.place,
                    "the check '\(checkID(placed))' can't pass" + (isTotal ? ": every handoff is held" : ""),
                    "Compare its bounds with those of the schema", isTotal ? .error : .warning)
            case (.evidence, .alwaysFalse), (.checkCondition, .alwaysFalse), (.mandatory, .alwaysFalse),
                (.escalation, .alwaysFalse), (.step, .alwaysFalse):
                note(
                    .neverApplies, placed.place, "this is never true, so \(consequence(placed)) never applies",
                    "Compare it with the bounds and values of the schema")
            case (.escalation, .alwaysTrue):
                note(
                    .alwaysEscalates, placed.place,
                    "this is always true: every handoff is escalated, and the sequence is never asked",
                    "Narrow it to the edge cases")
            default: break
            }
        }
        lookForShadows()
        lookForIdleApproval()
    }

    private func checkID(_ placed: Contract.PlacedRule) -> String { contract.payload.checks[placed.index].id }

    private func consequence(_ placed: Contract.PlacedRule) -> String {
        switch placed.kind {
        case .evidence: "the demand for '\(contract.payload.evidence[placed.index].role)'"
        case .checkCondition: "the check '\(checkID(placed))'"
        case .step: "the step '\(review.sequence[placed.index].name)'"
        case .mandatory: "this reason for a review"
        default: "this escalation"
        }
    }

    /// True where a rule holds whenever another one does.
    private func follows(_ rule: Rule, from premise: Rule) -> Bool {
        let analysis = variables.analysis(of: rule, assuming: [(premise, true)])
        return analysis.isReachable && analysis.outcome == .alwaysTrue
    }

    /// Of two rules with one effect, the one that the other covers.
    private mutating func lookForShadows() {
        let (mandatory, escalations) = (review.mandatory.map(\.rule), review.escalateWhen.map(\.rule))
        for (key, rules) in [(ContractKey.Review.mandatory, mandatory), (.escalateWhen, escalations)] {
            for (index, rule) in rules.enumerated() where isOpen(rule) {
                let cover = rules.indices.first { other in
                    other != index && isOpen(rules[other]) && follows(rules[other], from: rule)
                        && (other < index || !follows(rule, from: rules[other]))
                }
                guard let cover else { continue }
                note(
                    .shadowedThreshold, .review(key).appending(index).appending(ContractKey.Condition.rule),
                    "this adds nothing: whenever it is true, the rule on line \(rules[cover].line) is true as well",
                    "Take it out, or turn one of the two bounds around")
            }
        }
        for (index, rule) in mandatory.enumerated() where isOpen(rule) {
            guard let cover = escalations.first(where: { isOpen($0) && follows($0, from: rule) }) else { continue }
            note(
                .shadowedThreshold, .review(.mandatory).appending(index).appending(ContractKey.Condition.rule),
                "this adds nothing: whenever it is true, the rule on line \(cover.line) escalates the handoff to a person already",
                "Take it out, or widen it")
        }
    }

    private func isOpen(_ rule: Rule) -> Bool { variables.analysis(of: rule).outcome == .open }

    /// An approval without a person that never comes about, and settings that wait for one.
    private mutating func lookForIdleApproval() {
        guard review.autoApprove == .aboveThreshold, let threshold = review.threshold else {
            if review.auditSample.double > 0 {
                note(
                    .idleSetting, .review(.auditSample),
                    "nothing is approved without a person, so no sample of it is taken",
                    "Take audit_sample out, or let auto_approve be above_threshold")
            }
            if review.refusesConflict {
                note(
                    .idleSetting, .review(.conflict),
                    "nothing is approved without a person, so there is no approval that a conflict could stop",
                    "Take conflict out, or let auto_approve be above_threshold")
            }
            return
        }
        var confident = variables
        confident.shapes["confidence"] = .number(from: threshold, to: JSONNumber(1))
        for (index, condition) in review.mandatory.enumerated() where isOpen(condition.rule) {
            guard confident.analysis(of: condition.rule).outcome == .alwaysFalse else { continue }
            note(
                .shadowedThreshold, .review(.mandatory).appending(index).appending(ContractKey.Condition.rule),
                "this adds nothing: from the threshold \(threshold.text) on it is never true, and below it a person reviews anyway",
                "Take it out, or raise its bound above the threshold")
        }
        let all = review.mandatory.map(\.rule)
        // Not one of them may be false for a handoff to need a person always.
        let isPassable = all.first.map { first in
            confident.analysis(of: first, assuming: all.dropFirst().map { ($0, false) })
        }
        guard let isPassable, !isPassable.isReachable || isPassable.outcome == .alwaysTrue else { return }
        note(
            .alwaysMandatory, .review(.autoApprove),
            "one of the mandatory rules is always true, so nothing is ever approved without a person",
            "Narrow the mandatory rules, or write auto_approve: never")
    }
}
