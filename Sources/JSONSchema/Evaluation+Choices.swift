import JSON

extension Evaluation {
    mutating func anyOf(_ nodes: [Int], _ value: JSONValue, _ evaluated: inout Evaluated) -> Bool {
        var isMet = false
        for node in nodes {
            var own = evaluated.fresh
            guard holds(node, for: value, &own) else { continue }
            isMet = true
            // The others only matter to those who ask what was evaluated.
            guard evaluated.isWanted else { return true }
            evaluated.formUnion(own)
        }
        return isMet || reportChoice("anyOf", nodes, value, &evaluated)
    }

    mutating func oneOf(_ nodes: [Int], _ value: JSONValue, _ evaluated: inout Evaluated) -> Bool {
        var met: Int?
        for (index, node) in nodes.enumerated() {
            var own = evaluated.fresh
            guard holds(node, for: value, &own) else { continue }
            if let met {
                return report(
                    "oneOf",
                    "\(subject(value)) has form \(met + 1) and form \(index + 1) of those of which it may have one")
            }
            met = index
            evaluated.formUnion(own)
        }
        return met != nil || reportChoice("oneOf", nodes, value, &evaluated)
    }

    /// Lists what is wrong in the form that was evidently meant, or else that no form fits; always false.
    ///
    /// A form is ruled out by a mistake in the value's own type or in a constant: those tell forms apart. When one form is left,
    /// its mistakes are what people want to know.
    private mutating func reportChoice(
        _ keyword: String, _ nodes: [Int], _ value: JSONValue, _ evaluated: inout Evaluated
    ) -> Bool {
        guard lists else { return false }
        let listed = violations
        var meant: [[Violation]] = []
        for (index, node) in nodes.enumerated() {
            violations = []
            _ = apply(node, to: value, &evaluated, by: keyword, .index(index))
            let depth = valuePath.count
            let isRuledOut = violations.contains { violation in
                switch violation.keyword {
                case "type", "false": violation.pointer.tokens.count == depth
                case "const", "enum": violation.pointer.tokens.count <= depth + 1
                default: false
                }
            }
            if !isRuledOut { meant.append(violations) }
        }
        violations = listed
        if meant.count == 1, let only = meant.first, !only.isEmpty {
            violations += only.prefix(Schema.mostViolations - violations.count)
            return false
        }
        return report(keyword, "\(subject(value)) has none of the \(nodes.count) forms that are allowed here")
    }

    mutating func not(_ node: Int, _ value: JSONValue) -> Bool {
        var ignored = Evaluated(isWanted: false)
        guard holds(node, for: value, &ignored) else { return true }
        guard case .required(let names)? = schema.nodes[node].checks.first, schema.nodes[node].checks.count == 1 else {
            return report("not", "\(subject(value)) has a form that is not allowed here")
        }
        return report("not", "\(names.map(shortened).joined(separator: " together with ")) is not allowed here")
    }

    mutating func condition(
        _ condition: Int, _ then: Int?, _ otherwise: Int?, _ value: JSONValue, _ evaluated: inout Evaluated
    ) -> Bool {
        var own = evaluated.fresh
        if holds(condition, for: value, &own) {
            evaluated.formUnion(own)
            return then.map { apply($0, to: value, &evaluated, by: "then") } ?? true
        }
        return otherwise.map { apply($0, to: value, &evaluated, by: "else") } ?? true
    }
}
