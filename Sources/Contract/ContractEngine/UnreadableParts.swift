import CommonExpression
import Handoff

/// What no rule can read now: lists that don't load, related handoffs that are too many. A rule that may read it fails, whichever way
/// it is written: that something is not there is no answer either.
struct UnreadableParts {
    /// Why, by the variable and its member.
    private var reasons: [String: [String: String]] = [:]
    private let variables: [NamedVariable]

    init(_ facts: Facts, _ contract: Contract) {
        self.init(lists: facts.unreadableLists, contract)
        for (name, related) in facts.related where !related.isWhole {
            reasons["related", default: [:]][name] =
                "more handoffs are related by '\(name)' than can be judged"
        }
    }

    init(lists: [String: String], _ contract: Contract) {
        variables = contract.payload.variables
        for (name, reason) in lists {
            reasons["lists", default: [:]][name] = "the list '\(name)' does not load: \(reason)"
        }
    }

    /// Why a rule can't be evaluated; nil where it can.
    func reason(against rule: Rule) -> String? {
        guard !reasons.isEmpty else { return nil }
        for expression in rule.expressions(with: variables) {
            for (variable, members) in reasons {
                for path in expression.paths(of: variable) {
                    let member = path.first ?? members.keys.min()
                    if let reason = member.flatMap({ members[$0] }) { return reason }
                }
            }
        }
        return nil
    }
}

extension Rule {
    /// Its expression, and those of the variables that it reads, directly or through others.
    func expressions(with variables: [NamedVariable]) -> [Expression] {
        var found = [expression]
        var read = expression.variablesRead
        // Each variable stands behind those that it reads itself.
        for variable in variables.reversed() where read.contains(variable.qualifiedName) {
            found.append(variable.rule.expression)
            read.formUnion(variable.rule.expression.variablesRead)
        }
        return found
    }
}
