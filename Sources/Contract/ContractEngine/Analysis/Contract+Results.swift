import ExpressionAnalysis
import Handoff
import JSON

extension Contract.PlacedRule.Kind {
    /// The types of value that a rule of this kind may give, and in words; nil where any will do.
    fileprivate var results: (wanted: [Shape.Result], orNull: Bool, words: String)? {
        switch self {
        case .variable, .related: nil
        case .delivery: ([.bool], false, "deliver_when gives true or false")
        case .check: ([.bool], false, "a check gives true or false")
        case .checkCondition: ([.bool], false, "the condition of a check gives true or false")
        case .evidence: ([.bool], false, "the condition of evidence gives true or false")
        case .mandatory: ([.bool], false, "a mandatory rule gives true or false")
        case .escalation: ([.bool], false, "a rule of escalate_when gives true or false")
        case .step: ([.bool], false, "the condition of a step gives true or false")
        case .message: ([.text], false, "a rule that words something gives a text")
        case .reference: ([.text], true, "the reference gives a text, or null where there is no record yet")
        case .owner: ([.text], false, "the rule for the owner gives person:NAME, team:NAME or role:NAME")
        case .stake: ([.number], true, "the stake is a number or a decimal, or null where nothing is at stake")
        // That something is there is no way back.
        case .rollback: ([.content], true, "the way back is what stands in the draft, such as payload.rollback")
        }
    }

    private var namesParties: Bool { self == .owner }

    /// What is wrong with the values that a rule gives, as two sentences; nil for nothing.
    fileprivate func fault(_ analysis: Analysis) -> (message: String, suggestion: String, isCertain: Bool)? {
        guard let (wanted, orNull, words) = results, !analysis.isDynamic else { return nil }
        switch analysis.shape.stray(from: wanted, orNull: orNull) {
        case .none: break
        case .other(let name, let always):
            return ("\(words), and this \(always ? "gives" : "may give") \(name)", suggestion, true)
        case .null:
            return ("\(words), and this may give null, with which the rule fails", suggestion, false)
        }
        guard namesParties, let texts = analysis.shape.texts, !texts.isEmpty,
            texts.allSatisfy({ Party($0) == nil })
        else { return nil }
        let shown = texts.prefix(3).map { JSONValue.string($0).printable }.joined(separator: ", ")
        return ("\(words), and this gives \(shown)", suggestion, true)
    }

    private var suggestion: String {
        switch self {
        case .check, .checkCondition, .evidence, .mandatory, .escalation, .step, .delivery:
            "Compare the value with something, for example payload.amount > 0"
        case .message: "Turn it into a text with string(…)"
        case .reference: "Turn it into a text with string(…), or take another field"
        case .owner: "Write for example \"team:NAME\", or read it from a list"
        case .stake: "Take a number, or turn a text into one with decimal(…)"
        case .rollback, .variable, .related: "Take the field itself"
        }
    }
}

extension Contract {
    /// The rules whose results are of a type that their place has no use for. An error refuses the contract.
    package func resultProblems(_ known: KnownVariables, _ root: YAMLNode) -> [Problem] {
        rules.compactMap { placed in
            guard let (message, suggestion, isCertain) = placed.kind.fault(known.analysis(of: placed)) else {
                return nil
            }
            let node = root.nearest(to: placed.place)
            var problem = Problem(
                file: node.reading.file, line: node.line, column: node.column,
                severity: isCertain ? .error : .warning, message)
            problem.id = LintRule.wrongResult.rawValue
            problem.suggestion = suggestion
            return problem
        }
    }
}
