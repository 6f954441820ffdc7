import JSON

extension Evaluation {
    mutating func members(_ asked: Members, _ object: JSONObject, _ notes: Notes) -> Bool {
        if asked.onlySlot >= 0 { return onlyMember(asked, object, notes) }
        let members = object.members.span
        var holds = lists ? reportMissing(asked.required, object) : true
        var found: UInt64 = 0
        for place in members.indices {
            var isKnown = false
            if let slot = asked.table.slot(members[place].mark, members[place].name, in: schema) {
                found |= slot.requiredBit
                if slot.node >= 0 {
                    isKnown = true
                    if !self.member(members, place, slot.node, "properties", .name(members[place].name)) {
                        holds = false
                    }
                }
            }
            if asked.patterns.count > 0 {
                if !patternMembers(asked.patterns, members, place, &isKnown) { holds = false }
            }
            if !isKnown, asked.additional >= 0 {
                isKnown = true
                if !self.member(members, place, asked.additional, "additionalProperties") { holds = false }
            }
            if isKnown { note(notes) { $0.insert(place) } }
            if !holds, !goesOn { return false }
        }
        return holds && found & asked.requiredBits == asked.requiredBits
    }

    /// Most conditions ask about one member: it is looked for, instead of looking up every member that there is.
    private mutating func onlyMember(_ asked: Members, _ object: JSONObject, _ notes: Notes) -> Bool {
        let members = object.members.span
        let slot = schema.slots[asked.onlySlot]
        let holds = lists ? reportMissing(asked.required, object) : true
        for place in members.indices where members[place].mark == slot.mark {
            guard isWholeInMark(slot.mark) || sameText(schema.names[slot.name], members[place].name) else { continue }
            guard slot.node >= 0 else { return holds }
            note(notes) { $0.insert(place) }
            return member(members, place, slot.node, "properties", .name(members[place].name)) && holds
        }
        return holds && asked.requiredBits == 0
    }

    private mutating func patternMembers(
        _ rows: Run, _ members: Span<JSONObject.Member>, _ place: Int, _ isKnown: inout Bool
    ) -> Bool {
        var holds = true
        for row in rows.range {
            let row = schema.patternMembers[row]
            guard matches(row.pattern, members[place].name) else { continue }
            isKnown = true
            let step = lists ? Step.name(schema.patterns[row.pattern].pattern) : nil
            if !member(members, place, row.node, "patternProperties", step) { holds = false }
        }
        return holds
    }

    /// Applies a subschema to a member; where nothing is allowed, the sentence names the member.
    @inline(__always)
    private mutating func member(
        _ members: Span<JSONObject.Member>, _ place: Int, _ node: Int32, _ keyword: StaticString,
        _ step: @autoclosure () -> Step? = nil
    ) -> Bool {
        lists
            ? listMember(members[place], node, keyword, step()) : apply(node, to: members[place].value, .none)
    }

    @inline(never)
    private mutating func listMember(
        _ member: JSONObject.Member, _ node: Int32, _ keyword: StaticString, _ step: Step?
    ) -> Bool {
        let name = member.name
        guard schema.nodes[node].isNever else {
            return apply(node, to: member.value, at: .name(name), by: keyword, step)
        }
        return report(keyword, "\(shortened(name)) is not allowed here", at: .name(name), by: step)
    }

    @inline(never)
    private mutating func reportMissing(_ required: Run, _ object: JSONObject) -> Bool {
        var holds = true
        for place in required.range {
            let name = schema.names[schema.lists[place]]
            if object[name] == nil { holds = report("required", "\(shortened(name)) is missing") }
        }
        return holds
    }

    mutating func objectPasses(_ check: Check, _ value: JSONValue, _ notes: Notes) -> Bool {
        guard case .object(let object) = value else { return true }
        switch check {
        case .required(let names):
            guard object.count >= Int(names.count), spend(Int(names.count)) else {
                return lists ? reportMissing(names, object) : false
            }
            for place in names.range
            where object[schema.names[schema.lists[place]]] == nil {
                return lists ? reportMissing(names, object) : false
            }
            return true
        case .dependentRequired(let rows): return dependentRequired(rows, object)
        case .dependentSchemas(let rows, let isOld): return dependentSchemas(rows, isOld, object, value, notes)
        case .propertyNames(let node): return propertyNames(node, object)
        case .unevaluatedProperties(let node): return unevaluatedProperties(node, value, notes)
        default: return true
        }
    }

    private mutating func dependentRequired(_ rows: Run, _ object: JSONObject) -> Bool {
        var holds = true
        for row in rows.range {
            let row = schema.dependents[row]
            let name = schema.names[row.name]
            guard object[name] != nil else { continue }
            for place in row.others.range {
                let other = schema.names[schema.lists[place]]
                guard spend(1), object[other] == nil else { continue }
                holds = report(
                    "dependentRequired", "\(shortened(other)) is missing, and \(shortened(name)) needs it")
                if !goesOn { return false }
            }
        }
        return holds
    }

    private mutating func dependentSchemas(
        _ rows: Run, _ isOld: Bool, _ object: JSONObject, _ value: JSONValue, _ notes: Notes
    ) -> Bool {
        var holds = true
        for row in rows.range {
            let row = schema.dependents[row]
            let name = schema.names[row.name]
            guard object[name] != nil else { continue }
            let keyword: StaticString = isOld ? "dependencies" : "dependentSchemas"
            if !apply(row.node, to: value, notes, by: keyword, .name(name)) { holds = false }
            if !holds, !goesOn { return false }
        }
        return holds
    }

    private mutating func propertyNames(_ node: Int32, _ object: JSONObject) -> Bool {
        var holds = true
        for member in object.members {
            let before = listing?.violations.count ?? 0
            if apply(node, to: .string(member.name), at: .name(member.name), by: "propertyNames") { continue }
            guard lists, let listing else { return false }
            holds = false
            for index in before..<listing.violations.count {
                let inner = listing.violations[index]
                listing.violations[index] = Violation(
                    pointer: inner.pointer, keyword: inner.keyword, keywordLocation: inner.keywordLocation,
                    message: "the name of this member can't be used: \(inner.message)")
            }
        }
        return holds
    }

    private mutating func unevaluatedProperties(_ node: Int32, _ value: JSONValue, _ notes: Notes) -> Bool {
        guard notes.areKept, case .object(let object) = value else { return true }
        let members = object.members.span
        var holds = true
        for place in members.indices where !hasEvaluated(place, notes) {
            if !member(members, place, node, "unevaluatedProperties") {
                guard goesOn else { return false }
                holds = false
            }
        }
        note(notes) { $0.insertAll() }
        return holds
    }
}
