import CommonExpression
import ExpressionAnalysis
import Handoff
import JSON

extension Contract {
    /// A rule with its place in the file, and the rule that has to be true before it is asked.
    package struct PlacedRule {
        package enum Kind: Equatable {
            case variable, message, reference, owner, evidence, checkCondition, check, mandatory, escalation, step,
                stake, rollback, related, delivery
        }
        package let kind: Kind
        /// The place among rules of its kind.
        package let index: Int
        /// Its place in the file.
        package let place: JSONPointer
        package let rule: Rule
        /// Rules whose outcome is known when it is evaluated.
        package var conditions: [(rule: Rule, isTrue: Bool)] = []
    }

    /// All rules in the order in which the file has them.
    package var rules: [PlacedRule] {
        var found: [PlacedRule] = []
        func add(
            _ kind: PlacedRule.Kind, _ index: Int, _ place: JSONPointer, _ rule: Rule?,
            _ conditions: [(Rule?, Bool)] = []
        ) {
            guard let rule else { return }
            let known = conditions.compactMap { condition in condition.0.map { (rule: $0, isTrue: condition.1) } }
            found.append(PlacedRule(kind: kind, index: index, place: place, rule: rule, conditions: known))
        }
        add(.reference, 0, .systemOfRecord(.reference), recordReference)
        for (index, variable) in payload.variables.enumerated() {
            add(.variable, index, .payload(.variables).appending(variable.name), variable.rule)
        }
        for (index, related) in payload.related.enumerated() {
            add(
                .related, index, .payload(.related).appending(related.name).appending(ContractKey.Related.key),
                related.key)
        }
        for (index, evidence) in payload.evidence.enumerated() {
            add(
                .evidence, index, .payload(.evidence).appending(index).appending(ContractKey.Evidence.when),
                evidence.when)
        }
        for (index, check) in payload.checks.enumerated() {
            add(
                .checkCondition, index, .payload(.checks).appending(index).appending(ContractKey.Check.when), check.when
            )
            add(
                .check, index, .payload(.checks).appending(index).appending(ContractKey.Check.rule), check.rule,
                [(check.when, true)])
            add(
                .message, index, .payload(.checks).appending(index).appending(ContractKey.Check.message),
                check.messageRule,
                [(check.when, true), (check.rule, false)])
        }
        if case .rule(let owner) = review.owner {
            add(.owner, 0, .review(.owner).appending(ContractKey.Made.rule), owner)
        }
        for (index, condition) in review.mandatory.enumerated() {
            add(
                .mandatory, index, .review(.mandatory).appending(index).appending(ContractKey.Condition.rule),
                condition.rule)
            add(
                .message, index, .review(.mandatory).appending(index).appending(ContractKey.Condition.reason),
                condition.reasonRule,
                [(condition.rule, true)])
        }
        for (index, condition) in review.escalateWhen.enumerated() {
            add(
                .escalation, index, .review(.escalateWhen).appending(index).appending(ContractKey.Condition.rule),
                condition.rule)
            add(
                .message, index, .review(.escalateWhen).appending(index).appending(ContractKey.Condition.reason),
                condition.reasonRule,
                [(condition.rule, true)])
        }
        for (index, step) in review.sequence.enumerated() {
            add(.step, index, .review(.sequence).appending(index).appending(ContractKey.Step.when), step.when)
        }
        add(.stake, 0, .review(.stake), review.stake)
        add(.delivery, 0, .review(.deliverWhen), review.deliverWhen)
        add(.rollback, 0, .rollback(.from), states.rollbackFrom)
        return found
    }

    /// The shape of what the schema lets in. A schema that lets no object in is a mistake of its own, and says nothing about the rules.
    package var payloadShape: Shape {
        let shape = Shape(schema: payload.schemaText)
        return shape.allowsObjects ? shape : .any
    }

    /// Refuses rules that fail for every handoff that the schema lets in, and those whose results are of no use where they stand.
    func checkTypes(_ root: YAMLNode, _ edition: Edition) {
        let known = KnownVariables(self)
        if edition >= .second {
            for problem in resultProblems(known, root) where problem.severity == .error { root.reading.add(problem) }
        }
        for placed in rules {
            for finding in known.analysis(of: placed).findings where finding.isCertain {
                root.reading.add(finding.problem(at: root.nearest(to: placed.place)))
            }
        }
    }
}

/// The shapes of the variables that a contract's rules read, and the rules that have names.
package struct KnownVariables {
    package var shapes: [String: Shape]
    /// The rules that have names.
    package let definitions: [String: Expression]
    private let payloadSchema: JSONValue

    package init(_ contract: Contract, lists: JSONValue? = nil) {
        shapes = RuleScope.shapes(payload: contract.payloadShape, lists: lists, related: contract.relatedNames)
        payloadSchema = contract.payload.schemaText
        var definitions: [String: Expression] = [:]
        for variable in contract.payload.variables {
            let value = variable.rule.expression.analysis(of: shapes, defining: definitions).shape
            // A rule that always fails is told of where it stands.
            shapes[variable.qualifiedName] = value.isNothing ? .any : value
            definitions[variable.qualifiedName] = variable.rule.expression
        }
        self.definitions = definitions
    }

    package func analysis(of rule: Rule, assuming conditions: [(rule: Rule, isTrue: Bool)] = []) -> Analysis {
        rule.expression.analysis(
            of: shapes, assuming: conditions.map { ($0.rule.expression, $0.isTrue) }, defining: definitions)
    }

    /// The rules as a table over what they ask about; nil when that would be too large.
    package func table(of rules: [Rule]) -> DecisionTable? {
        DecisionTable(rules.map(\.expression), of: shapes, defining: definitions, grid: step)
    }

    /// The number of which a member of the payload is a multiple, where the schema says so in so many words.
    private func step(of names: [String]) -> ExactDecimal? {
        guard names.first == "payload" else { return nil }
        let schema = names.dropFirst().reduce(payloadSchema as JSONValue?) { $0?["properties"]?[$1] }
        return schema?["multipleOf"]?.number.flatMap(ExactDecimal.init)
    }

    package func analysis(of placed: Contract.PlacedRule) -> Analysis {
        analysis(of: placed.rule, assuming: placed.conditions)
    }
}

extension Analysis.Finding {
    /// The finding as a problem of the file in which the rule stands.
    package func problem(at node: YAMLNode) -> Problem {
        let id: LintRule =
            switch kind {
            case .typeMismatch: .typeMismatch
            case .unknownField: .unknownField
            case .unguardedField: .unguardedField
            case .inexactArithmetic: .inexactArithmetic
            case .neverEqual: .neverEqual
            }
        var problem = Problem(
            file: node.reading.file, line: node.line, column: node.column,
            severity: isCertain ? .error : .warning, "at \(line):\(column) of the rule: \(message)")
        problem.id = id.rawValue
        problem.suggestion = suggestion
        problem.excerpt = excerpt
        return problem
    }
}
