import CommonExpression
import JSON

extension Contract {
    /// A rule with its place in the file, and the rule that has to be true before it is asked.
    struct PlacedRule {
        enum Kind: Equatable {
            case reference, owner, evidence, checkCondition, check, mandatory, escalation, step, rollback
        }
        let kind: Kind
        /// The place among rules of its kind.
        let index: Int
        let path: [String]
        let rule: Rule
        var condition: Rule?
    }

    /// All rules in the order in which the file has them.
    var rules: [PlacedRule] {
        var found: [PlacedRule] = []
        func add(_ kind: PlacedRule.Kind, _ index: Int, _ path: [String], _ rule: Rule?, when condition: Rule? = nil) {
            guard let rule else { return }
            found.append(PlacedRule(kind: kind, index: index, path: path, rule: rule, condition: condition))
        }
        add(.reference, 0, ["system_of_record", "reference"], recordReference)
        for (index, evidence) in payload.evidence.enumerated() {
            add(.evidence, index, ["payload", "evidence", "\(index)", "when"], evidence.when)
        }
        for (index, check) in payload.checks.enumerated() {
            add(.checkCondition, index, ["payload", "checks", "\(index)", "when"], check.when)
            add(.check, index, ["payload", "checks", "\(index)", "rule"], check.rule, when: check.when)
        }
        if case .rule(let owner) = review.owner { add(.owner, 0, ["review", "owner", "rule"], owner) }
        for (index, condition) in review.mandatory.enumerated() {
            add(.mandatory, index, ["review", "mandatory", "\(index)", "rule"], condition.rule)
        }
        for (index, condition) in review.escalateWhen.enumerated() {
            add(.escalation, index, ["review", "escalate_when", "\(index)", "rule"], condition.rule)
        }
        for (index, step) in review.sequence.enumerated() {
            add(.step, index, ["review", "sequence", "\(index)", "when"], step.when)
        }
        add(.rollback, 0, ["states", "rollback", "from"], states.rollbackFrom)
        return found
    }

    /// What the schema lets in. One that lets no object in is a mistake of its own, and says nothing about the rules.
    var payloadShape: Shape {
        let shape = Shape(schema: payload.schemaText)
        return shape.allowsObjects ? shape : .any
    }

    /// Refuses rules that fail for every handoff that the schema lets in.
    func checkTypes(_ root: YAMLNode) {
        let shapes = RuleScope.shapes(payload: payloadShape)
        for placed in rules {
            for finding in placed.analysis(shapes).findings where finding.isCertain {
                root.reading.add(finding.problem(at: root.nearest(to: JSONPointer(placed.path))))
            }
        }
    }
}

extension Contract.PlacedRule {
    func analysis(_ shapes: [String: Shape]) -> Analysis {
        rule.expression.analysis(of: shapes, assuming: condition.map { [($0.expression, true)] } ?? [])
    }
}

extension Analysis.Finding {
    /// The finding as a problem of the file in which the rule stands.
    func problem(at node: YAMLNode) -> Problem {
        let id: LintRule =
            switch kind {
            case .typeMismatch: .typeMismatch
            case .unknownField: .unknownField
            case .unguardedField: .unguardedField
            case .inexactArithmetic: .inexactArithmetic
            case .neverEqual: .neverEqual
            }
        var problem = Problem(
            file: node.reading.file, line: node.line, column: node.node.mark?.column ?? 0,
            severity: isCertain ? .error : .warning, "at \(line):\(column) of the rule: \(message)")
        problem.id = id.rawValue
        problem.suggestion = suggestion
        problem.excerpt = excerpt
        return problem
    }
}
