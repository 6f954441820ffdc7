import JSON

extension Evaluation {
    mutating func allOf(_ nodes: Run, _ value: JSONValue, _ notes: Notes) -> Bool {
        var holds = true
        for place in nodes.range {
            if !apply(schema.lists[place], to: value, notes, by: "allOf", .index(place - Int(nodes.start))) {
                guard goesOn else { return false }
                holds = false
            }
        }
        return holds
    }

    mutating func anyOf(_ nodes: Run, _ value: JSONValue, _ notes: Notes) -> Bool {
        var isMet = false
        for place in nodes.range {
            let node = schema.lists[place]
            guard noting(notes, { $0.holds(node, for: value, $1) }) else { continue }
            isMet = true
            // The others only matter to those who ask what was evaluated.
            if !notes.areKept { return true }
        }
        return isMet || reportChoice("anyOf", nodes, value, notes)
    }

    mutating func oneOf(_ nodes: Run, _ value: JSONValue, _ notes: Notes) -> Bool {
        var met: Int?
        for place in nodes.range {
            let node = schema.lists[place]
            guard noting(notes, { $0.holds(node, for: value, $1) }) else { continue }
            if let met {
                let (first, second) = (met - Int(nodes.start) + 1, place - Int(nodes.start) + 1)
                return report("oneOf", fitsTwo(value, first, second))
            }
            met = place
        }
        return met != nil || reportChoice("oneOf", nodes, value, notes)
    }

    mutating func not(_ node: Int32, _ value: JSONValue) -> Bool {
        holds(node, for: value, .none) ? reportNot(node, value) : true
    }

    mutating func condition(
        _ condition: Int32, _ then: Int32, _ otherwise: Int32, _ value: JSONValue, _ notes: Notes
    ) -> Bool {
        if noting(notes, { $0.holds(condition, for: value, $1) }) {
            return then < 0 || apply(then, to: value, notes, by: "then")
        }
        return otherwise < 0 || apply(otherwise, to: value, notes, by: "else")
    }
}

extension Evaluation {
    /// Lists what is wrong in the form that was evidently meant, or else that no form fits; always false.
    ///
    /// A form is ruled out by a mistake in the value's own type or in a constant: those tell forms apart. When one form is left,
    /// its mistakes are what people want to know.
    @inline(never)
    private mutating func reportChoice(
        _ keyword: StaticString, _ nodes: Run, _ value: JSONValue, _ notes: Notes
    ) -> Bool {
        guard lists, let listing else { return false }
        let listed = listing.violations
        var meant: [[Violation]] = []
        for place in nodes.range {
            listing.violations = []
            let index = Step.index(place - Int(nodes.start))
            _ = apply(schema.lists[place], to: value, notes, by: keyword, index)
            let depth = listing.valuePath.count
            let isRuledOut = listing.violations.contains { violation in
                switch violation.keyword {
                case "type", "false": violation.pointer.tokens.count == depth
                case "const", "enum": violation.pointer.tokens.count <= depth + 1
                default: false
                }
            }
            if !isRuledOut { meant.append(listing.violations) }
        }
        listing.violations = listed
        if meant.count == 1, let only = meant.first, !only.isEmpty {
            listing.violations += only.prefix(Schema.mostViolations - listing.violations.count)
            return false
        }
        return report(keyword, fitsNone(value, of: Int(nodes.count)))
    }

    @inline(never)
    private mutating func reportNot(_ node: Int32, _ value: JSONValue) -> Bool {
        guard lists else { return false }
        let checks = schema.nodes[node].checks
        guard checks.count == 1, case .members(let number) = schema.checks[checks.start],
            schema.members[number].isOnlyRequired
        else { return report("not", "\(subject(value)) fits a form that is not allowed here") }
        let names = schema.members[number].required.range.map { place in
            shortened(schema.names[schema.lists[place]])
        }
        return report("not", "\(names.joined(separator: " together with ")) is not allowed here")
    }
}
