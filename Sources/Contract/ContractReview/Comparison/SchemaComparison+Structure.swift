import JSON

extension SchemaComparison {
    /// Members that an object has to have or may have, and their schemas.
    mutating func compareObjects(_ a: Place, _ b: Place, _ field: String) {
        compareNames(
            Self.names(a.schema["required"]), Self.names(b.schema["required"]), a, b, ["required"],
            added: { "\(field).\($0) must be there now" }, removed: { "\(field).\($0) may be left out now" })
        compareDependencies(a, b, field)
        comparePatterns(a, b, field)
        compareProperties(a, b, field)
        compare(a.behind("propertyNames"), b.behind("propertyNames"), "the name of a member of \(field)")
        let (rest, other) = (a.behind("additionalProperties"), b.behind("additionalProperties"))
        switch (rest.acceptsNothing, other.acceptsNothing) {
        case (true, false): note(.looser, rest, other, [], "\(field) may have members that the schema doesn't name now")
        case (false, true):
            note(.stricter, rest, other, [], "\(field) may not have members that the schema doesn't name any more")
        default: compare(rest, other, "\(field).*")
        }
    }

    private static func names(_ value: JSONValue?) -> [String] { value?.array?.compactMap(\.string) ?? [] }

    private mutating func compareNames(
        _ first: [String], _ second: [String], _ a: Place, _ b: Place, _ tokens: [String],
        added: (String) -> String, removed: (String) -> String
    ) {
        for name in second where !first.contains(where: { sameText($0, name) }) {
            note(.stricter, a, b, tokens, added(name))
        }
        for name in first where !second.contains(where: { sameText($0, name) }) {
            note(.looser, a, b, tokens, removed(name))
        }
    }

    private mutating func compareDependencies(_ a: Place, _ b: Place, _ field: String) {
        let (first, second) = (a.schema["dependentRequired"], b.schema["dependentRequired"])
        for name in Self.union(first, second) {
            compareNames(
                Self.names(first?[name]), Self.names(second?[name]), a, b, ["dependentRequired", name],
                added: { "\(field).\($0) must be there now where \(field).\(name) is" },
                removed: { "\(field).\($0) may be left out now where \(field).\(name) is there" })
        }
        for name in Self.union(a.schema["dependentSchemas"], b.schema["dependentSchemas"]) {
            compare(
                a.behind("dependentSchemas", name), b.behind("dependentSchemas", name),
                "\(field) with the member \(name)")
        }
    }

    /// Names of members of either, each once.
    private static func union(_ a: JSONValue?, _ b: JSONValue?) -> [String] {
        let first = a?.object ?? JSONObject()
        return first.names + (b?.object?.names ?? []).filter { first[$0] == nil }
    }

    private mutating func comparePatterns(_ a: Place, _ b: Place, _ field: String) {
        let (first, second) = (a.schema["patternProperties"], b.schema["patternProperties"])
        for pattern in Self.union(first, second) {
            let (old, new) = (a.behind("patternProperties", pattern), b.behind("patternProperties", pattern))
            let members = "members of \(field) that match \(pattern)"
            switch (first?[pattern], second?[pattern]) {
            case (_?, _?): compare(old, new, "each of the \(members)")
            // Without the pattern these members fall under what is said of all others.
            case (_, nil):
                note(
                    b.behind("additionalProperties").isTrivial ? .looser : .unordered, old, b, [],
                    "\(members) are no longer held to a schema of their own")
            case (nil, _):
                note(
                    a.behind("additionalProperties").isTrivial ? .stricter : .unordered, a, new, [],
                    "\(members) are held to a schema of their own now")
            }
        }
    }

    private mutating func compareProperties(_ a: Place, _ b: Place, _ field: String) {
        let (first, second) = (a.schema["properties"], b.schema["properties"])
        let hasPatterns = !Self.union(a.schema["patternProperties"], b.schema["patternProperties"]).isEmpty
        for name in Self.union(first, second) {
            let (old, new) = (a.behind("properties", name), b.behind("properties", name))
            let member = "\(field).\(name)"
            switch (first?[name], second?[name]) {
            case (_?, _?): compare(old, new, member)
            case (nil, _) where hasPatterns, (_, nil) where hasPatterns:
                note(.unordered, old, new, [], "\(member) is named by the schema on one side only")
            case (nil, _): compareNamed(a.behind("additionalProperties"), new, member, isNew: true)
            case (_, nil): compareNamed(old, b.behind("additionalProperties"), member, isNew: false)
            }
        }
    }

    /// A member that is named on one side only: on the other, it is one of all the rest.
    private mutating func compareNamed(_ a: Place, _ b: Place, _ member: String, isNew: Bool) {
        switch (a.acceptsNothing, b.acceptsNothing) {
        case (true, true): break
        case (true, false): note(.looser, a, b, [], "\(member) may be sent now; it was refused before")
        case (false, true): note(.stricter, a, b, [], "\(member) is refused now; it could be sent before")
        case (false, false): compare(a, b, member)
        }
    }

    /// Items by their places, and how many of a kind.
    mutating func compareArrays(_ a: Place, _ b: Place, _ field: String) {
        let (first, second) = (a.schema["prefixItems"]?.array?.count ?? 0, b.schema["prefixItems"]?.array?.count ?? 0)
        func item(_ place: Place, _ index: Int, _ count: Int) -> Place {
            index < count ? place.behind("prefixItems", String(index)) : place.behind("items")
        }
        for index in 0..<max(first, second) {
            compare(item(a, index, first), item(b, index, second), "\(field)[\(index)]")
        }
        compare(a.behind("items"), b.behind("items"), "\(field)[]")
        let (wasUnique, isUnique) = (a.schema["uniqueItems"]?.bool ?? false, b.schema["uniqueItems"]?.bool ?? false)
        if wasUnique != isUnique {
            note(
                isUnique ? .stricter : .looser, a, b, ["uniqueItems"],
                "\(field) may \(isUnique ? "not hold an item twice any more" : "hold an item twice now")")
        }
        compareContained(a, b, field)
    }

    private mutating func compareContained(_ a: Place, _ b: Place, _ field: String) {
        let (first, second) = (a.schema["contains"], b.schema["contains"])
        compareCondition("contains", first != nil, second != nil, a, b, field) { comparison in
            func bound(_ place: Place, _ keyword: String) -> JSONNumber? { place.schema[keyword]?.number }
            let (least, otherLeast) = (
                bound(a, "minContains") ?? JSONNumber(1), bound(b, "minContains") ?? JSONNumber(1)
            )
            if least != otherLeast {
                comparison.note(
                    least < otherLeast ? .stricter : .looser, a, b, ["minContains"],
                    "\(field) has at least \(otherLeast.text) items of a kind now (before: \(least.text))")
            }
            let (most, otherMost) = (bound(a, "maxContains"), bound(b, "maxContains"))
            if most != otherMost {
                let isStricter = otherMost.map { now in most.map { now < $0 } ?? true } ?? false
                comparison.note(
                    isStricter ? .stricter : .looser, a, b, ["maxContains"],
                    "\(field) has at most \(otherMost?.text ?? "any number of") items of a kind now")
            }
            if let first, let second, comparison.isSame(first, second) { return }
            // Where there may be only so many, an item that counts is as much in the way as it is of use.
            if most != nil || otherMost != nil {
                comparison.note(.unordered, a, b, ["contains"], "\(field): other items count for 'contains'")
            } else {
                comparison.compare(a.behind("contains"), b.behind("contains"), "an item of \(field)")
            }
        }
    }

    /// `allOf`, `anyOf`, `oneOf`, `not`, `if`.
    mutating func compareChoices(_ a: Place, _ b: Place, _ field: String) {
        compareBranches("allOf", a, b, field, added: .stricter)
        compareBranches("anyOf", a, b, field, added: .looser)
        let (one, other) = (a.schema["oneOf"], b.schema["oneOf"])
        compareCondition("oneOf", one != nil, other != nil, a, b, field) { comparison in
            guard let one, let other, !comparison.isSame(one, other) else { return }
            comparison.note(.unordered, a, b, ["oneOf"], "\(field) is one of other alternatives now")
        }
        compareCondition("not", a.schema["not"] != nil, b.schema["not"] != nil, a, b, field) { comparison in
            comparison.compare(a.behind("not"), b.behind("not"), field, turned: true)
        }
        compareConditions(a, b, field)
    }

    private mutating func compareBranches(
        _ keyword: String, _ a: Place, _ b: Place, _ field: String, added: ContractChange.Direction
    ) {
        let (first, second) = (a.schema[keyword]?.array, b.schema[keyword]?.array)
        compareCondition(keyword, first != nil, second != nil, a, b, field) { comparison in
            var rest = Array((second ?? []).indices)
            var unmatched: [Int] = []
            for (index, schema) in (first ?? []).enumerated() {
                if let match = rest.firstIndex(where: { comparison.isSame(schema, second?[$0] ?? true) }) {
                    rest.remove(at: match)
                } else {
                    unmatched.append(index)
                }
            }
            for (index, other) in zip(unmatched, rest) {
                comparison.compare(
                    a.behind(keyword, String(index)), b.behind(keyword, String(other)), "\(field) (\(keyword) \(other))"
                )
            }
            for index in unmatched.dropFirst(rest.count) {
                comparison.note(
                    added == .stricter ? .looser : .stricter, a.behind(keyword, String(index)), b, [],
                    "\(field): a part of '\(keyword)' is gone")
            }
            for index in rest.dropFirst(unmatched.count) {
                comparison.note(
                    added, a, b.behind(keyword, String(index)), [], "\(field): a part of '\(keyword)' is new")
            }
        }
    }

    private mutating func compareConditions(_ a: Place, _ b: Place, _ field: String) {
        let (first, second) = (a.schema["if"], b.schema["if"])
        func saysSomething(_ place: Place) -> Bool {
            place.schema["if"] != nil && !(place.behind("then").isTrivial && place.behind("else").isTrivial)
        }
        compareCondition("if", saysSomething(a), saysSomething(b), a, b, field) { comparison in
            guard let first, let second, comparison.isSame(first, second) else {
                return comparison.note(
                    .unordered, a, b, ["if"], "\(field): another condition decides what it is held to")
            }
            comparison.compare(a.behind("then"), b.behind("then"), "\(field) (then)")
            comparison.compare(a.behind("else"), b.behind("else"), "\(field) (else)")
        }
    }
}
