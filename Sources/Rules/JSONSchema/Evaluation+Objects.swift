import JSON

extension JSONValue {
    /// The members of an object where they lie, else nil.
    @inline(__always)
    static func members(of value: ValuePointer) -> UnsafeBufferPointer<JSONObject.Member>? {
        guard case .object(let object) = value.pointee else { return nil }
        return object.members.withUnsafeBufferPointer { $0 }
    }

    /// The elements of an array where they lie, else nil.
    @inline(__always)
    static func items(of value: ValuePointer) -> UnsafeBufferPointer<JSONValue>? {
        guard case .array(let items) = value.pointee else { return nil }
        return items.withUnsafeBufferPointer { $0 }
    }
}

extension UnsafeBufferPointer<JSONObject.Member> {
    /// The value of a member.
    @inline(__always)
    func value(_ place: Int) -> ValuePointer {
        UnsafeRawPointer(baseAddress.unsafelyUnwrapped + place)
            .advanced(by: MemoryLayout<JSONObject.Member>.offset(of: \.value).unsafelyUnwrapped)
            .assumingMemoryBound(to: JSONValue.self)
    }
}

extension Evaluation {
    mutating func members(_ asked: UnsafePointer<Members>, _ value: ValuePointer, _ notes: Notes?) -> Bool {
        guard let members = JSONValue.members(of: value) else { return true }
        var holds = lists ? reportMissing(asked.pointee.required, value.pointee) : true
        var found: UInt64 = 0
        for place in members.indices {
            let member = members.baseAddress.unsafelyUnwrapped + place
            let name = UnsafeRawPointer(member).assumingMemoryBound(to: String.self)
            var isKnown = false
            if let slot = asked.pointee.table.slot(member.pointee.mark, tables.slots, tables.names, name) {
                found |= slot.pointee.requiredBit
                if slot.pointee.node >= 0 {
                    isKnown = true
                    if !self.member(members, place, slot.pointee.node, "properties", .name(name.pointee)) {
                        holds = false
                    }
                }
            }
            if asked.pointee.patterns.count > 0 {
                if !patternMembers(asked.pointee.patterns, members, place, &isKnown) { holds = false }
            }
            if !isKnown, asked.pointee.additional >= 0 {
                isKnown = true
                if !self.member(members, place, asked.pointee.additional, "additionalProperties") { holds = false }
            }
            if isKnown { notes?.pointee.insert(place) }
            if !holds, !goesOn { return false }
        }
        return holds && found & asked.pointee.requiredBits == asked.pointee.requiredBits
    }

    private mutating func patternMembers(
        _ rows: Run, _ members: UnsafeBufferPointer<JSONObject.Member>, _ place: Int, _ isKnown: inout Bool
    ) -> Bool {
        var holds = true
        for row in rows.range {
            let row = tables.patternMembers.pointer(row).pointee
            guard matches(row.pattern, members[place].name) else { continue }
            isKnown = true
            let step = lists ? Step.name(tables.patterns.pointer(row.pattern).pointee.pattern) : nil
            if !member(members, place, row.node, "patternProperties", step) { holds = false }
        }
        return holds
    }

    /// Applies a subschema to a member; where nothing is allowed, the sentence names the member.
    @inline(__always)
    private mutating func member(
        _ members: UnsafeBufferPointer<JSONObject.Member>, _ place: Int, _ node: Int32, _ keyword: StaticString,
        _ step: @autoclosure () -> Step? = nil
    ) -> Bool {
        guard lists else { return apply(node, to: members.value(place), nil) }
        let name = members[place].name
        guard tables.nodes.pointer(node).pointee.isNever else {
            return apply(node, to: members.value(place), at: .name(name), by: keyword, step())
        }
        return report(keyword, "\(shortened(name)) is not allowed here", at: .name(name), by: step())
    }

    @inline(never)
    private mutating func reportMissing(_ required: Run, _ value: JSONValue) -> Bool {
        var holds = true
        for place in required.range {
            let name = tables.names.pointer(tables.lists.pointer(place).pointee).pointee
            if value[name] == nil { holds = report("required", "\(shortened(name)) is missing") }
        }
        return holds
    }

    mutating func objectPasses(_ check: Check, _ value: ValuePointer, _ notes: Notes?) -> Bool {
        guard case .object(let object) = value.pointee else { return true }
        switch check {
        case .required(let names):
            guard object.count >= Int(names.count), spend(Int(names.count)) else {
                return lists ? reportMissing(names, value.pointee) : false
            }
            for place in names.range
            where object[tables.names.pointer(tables.lists.pointer(place).pointee).pointee] == nil {
                return lists ? reportMissing(names, value.pointee) : false
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
            let row = tables.dependents.pointer(row)
            let name = tables.names.pointer(row.pointee.name).pointee
            guard object[name] != nil else { continue }
            for place in row.pointee.others.range {
                let other = tables.names.pointer(tables.lists.pointer(place).pointee).pointee
                guard spend(1), object[other] == nil else { continue }
                holds = report(
                    "dependentRequired", "\(shortened(other)) is missing, and \(shortened(name)) needs it")
                if !goesOn { return false }
            }
        }
        return holds
    }

    private mutating func dependentSchemas(
        _ rows: Run, _ isOld: Bool, _ object: JSONObject, _ value: ValuePointer, _ notes: Notes?
    ) -> Bool {
        var holds = true
        for row in rows.range {
            let row = tables.dependents.pointer(row)
            let name = tables.names.pointer(row.pointee.name).pointee
            guard object[name] != nil else { continue }
            let keyword: StaticString = isOld ? "dependencies" : "dependentSchemas"
            if !apply(row.pointee.node, to: value, notes, by: keyword, .name(name)) { holds = false }
            if !holds, !goesOn { return false }
        }
        return holds
    }

    private mutating func propertyNames(_ node: Int32, _ object: JSONObject) -> Bool {
        var holds = true
        for member in object.members {
            let before = listing?.violations.count ?? 0
            let passes = withUnsafePointer(to: JSONValue.string(member.name)) { name in
                apply(node, to: name, at: .name(member.name), by: "propertyNames")
            }
            if passes { continue }
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

    private mutating func unevaluatedProperties(_ node: Int32, _ value: ValuePointer, _ notes: Notes?) -> Bool {
        guard let notes, let members = JSONValue.members(of: value) else { return true }
        var holds = true
        for place in members.indices where !notes.pointee.contains(place) {
            if !member(members, place, node, "unevaluatedProperties") {
                guard goesOn else { return false }
                holds = false
            }
        }
        notes.pointee.insertAll()
        return holds
    }
}
