import JSON

extension Evaluation {
    mutating func objectPasses(
        _ check: Check, _ value: JSONValue, _ object: JSONObject, _ evaluated: inout Evaluated
    ) -> Bool {
        switch check {
        case .required(let names):
            var holds = true
            for name in names where object[name] == nil {
                holds = report("required", "\(shortened(name)) is missing")
                if !lists { return false }
            }
            return holds
        case .dependentRequired(let rows): return dependentRequired(rows, object)
        case .dependentSchemas(let keyword, let rows):
            var holds = true
            for row in rows where object[row.name] != nil {
                if !apply(row.node, to: value, &evaluated, by: keyword, .name(row.name)) { holds = false }
                if !holds, !lists { return false }
            }
            return holds
        case .members(let members): return self.members(members, object, &evaluated)
        case .propertyNames(let node): return propertyNames(node, object)
        case .unevaluatedProperties(let node): return unevaluatedProperties(node, object, &evaluated)
        case .size(.minProperties, let least):
            return object.count >= least
                || report(
                    "minProperties", tooFew(object.count, "member", least: least))
        case .size(.maxProperties, let most):
            return object.count <= most
                || report(
                    "maxProperties", tooMany(object.count, "member", most: most))
        default: return valuePasses(check, value)
        }
    }

    private mutating func dependentRequired(_ rows: [(name: String, others: [String])], _ object: JSONObject) -> Bool {
        var holds = true
        for row in rows where object[row.name] != nil {
            for other in row.others where object[other] == nil {
                holds = report(
                    "dependentRequired", "\(shortened(other)) is missing, and \(shortened(row.name)) needs it")
                if !lists { return false }
            }
        }
        return holds
    }

    private mutating func members(_ members: Members, _ object: JSONObject, _ evaluated: inout Evaluated) -> Bool {
        var holds = true
        for (place, member) in object.members.enumerated() {
            var isKnown = false
            if let node = members.node(named: member.name) {
                isKnown = true
                if !self.member(member, node, "properties", .name(member.name)) { holds = false }
            }
            for row in members.patterns where row.pattern.isFound(in: member.name) {
                isKnown = true
                if !self.member(member, row.node, "patternProperties", .name(row.pattern.pattern)) { holds = false }
            }
            if !isKnown, let node = members.additional {
                isKnown = true
                if !self.member(member, node, "additionalProperties") { holds = false }
            }
            if isKnown { evaluated.insert(place) }
            if !holds, !lists { return false }
        }
        return holds
    }

    /// Applies a subschema to a member; where nothing is allowed, the sentence names the member.
    private mutating func member(_ member: JSONObject.Member, _ node: Int, _ keyword: String, _ step: Step? = nil)
        -> Bool
    {
        guard lists, schema.nodes[node].isNever else {
            return apply(node, to: member.value, at: .name(member.name), by: keyword, step)
        }
        return report(keyword, "\(shortened(member.name)) is not allowed here", at: .name(member.name), by: step)
    }

    private mutating func propertyNames(_ node: Int, _ object: JSONObject) -> Bool {
        var holds = true
        for member in object.members {
            let before = violations.count
            if apply(node, to: .string(member.name), at: .name(member.name), by: "propertyNames") { continue }
            guard lists else { return false }
            holds = false
            for index in before..<violations.count {
                let inner = violations[index]
                violations[index] = Violation(
                    pointer: inner.pointer, keyword: inner.keyword, keywordLocation: inner.keywordLocation,
                    message: "the name of this member can't be used: \(inner.message)"
                )
            }
        }
        return holds
    }

    private mutating func unevaluatedProperties(_ node: Int, _ object: JSONObject, _ evaluated: inout Evaluated) -> Bool
    {
        var holds = true
        for (place, member) in object.members.enumerated() where !evaluated.contains(place) {
            if !self.member(member, node, "unevaluatedProperties") {
                guard lists else { return false }
                holds = false
            }
        }
        evaluated.insertAll()
        return holds
    }
}
