import JSON

/// The differences between two schemas: which values one accepts and the other doesn't, as far as their shapes tell.
///
/// Sound rather than complete: where no difference is `stricter` or `unordered`, everything that the old schema accepts is accepted by
/// the new one. Each keyword is a condition of its own, so it is enough to order them one by one.
struct SchemaComparison {
    struct Difference {
        let direction: ContractChange.Direction
        /// Places in the schemas.
        let old: JSONPointer, new: JSONPointer
        let sentence: String
    }

    /// A schema and where it stands.
    struct Place {
        var schema: JSONValue
        var pointer: JSONPointer

        /// The schema behind a keyword; one that isn't there accepts everything.
        func behind(_ tokens: String...) -> Place {
            let below = JSONPointer(tokens)
            return Place(
                schema: below.resolve(in: schema) ?? true, pointer: JSONPointer(pointer.tokens + tokens))
        }

        /// True of a schema that accepts everything.
        var isTrivial: Bool {
            switch schema {
            case .bool(let accepts): accepts
            case .object(let object): !object.contains { !SchemaText.holders.contains($0.name) }
            default: false
            }
        }

        var acceptsNothing: Bool { schema.bool == false }
    }

    let old: SchemaText, new: SchemaText
    private(set) var found: [Difference] = []
    private var compared: Set<Pair> = []
    /// Pairs that may still be compared: references can multiply them.
    private var left = 20_000
    private var depth = 0
    /// True while an odd number of `not` stands around what is compared.
    private var isTurned = false
    private static let deepest = 200

    private struct Pair: Hashable {
        let old: JSONPointer, new: JSONPointer, isTurned: Bool
    }

    /// Compares two schemas as they are written, of which either asserts formats or takes them for descriptions.
    static func differences(
        from old: JSONValue, to new: JSONValue, field: String = "payload",
        assertingFormats formats: (old: Bool, new: Bool) = (true, true)
    ) -> [Difference] {
        let texts = (
            SchemaText(old, assertsFormats: formats.old), SchemaText(new, assertsFormats: formats.new)
        )
        guard old != new || texts.0.root != texts.1.root else { return [] }
        var comparison = SchemaComparison(old: texts.0, new: texts.1)
        comparison.run(field)
        return comparison.found
    }

    private init(old: SchemaText, new: SchemaText) { (self.old, self.new) = (old, new) }

    private mutating func run(_ field: String) {
        let root = JSONPointer()
        let (a, b) = (Place(schema: old.root, pointer: root), Place(schema: new.root, pointer: root))
        if old.root == new.root, old.dialect == new.dialect {
            return note(.neutral, a, b, [], "the schema differs in descriptions only")
        }
        compare(a, b, field)
        if let keyword = old.unordered ?? new.unordered {
            note(.unordered, a, b, [], "the schema uses '\(keyword)', so that no change of it can be ordered")
        } else if old.dialect != new.dialect {
            note(.unordered, a, b, ["$schema"], "the schema is of another dialect")
        } else if found.isEmpty {
            note(.neutral, a, b, [], "the schema is written differently and accepts the same")
        }
    }

    /// Compares two schemas; `turned` when they stand under a `not`, where what is stricter lets more through.
    mutating func compare(_ a: Place, _ b: Place, _ field: String, turned: Bool = false) {
        guard let first = old.followed(a), let second = new.followed(b) else {
            if a.schema != b.schema { note(.unordered, a, b, [], "\(field): a reference leads elsewhere") }
            return
        }
        let wasTurned = isTurned
        isTurned = wasTurned != turned
        defer { isTurned = wasTurned }
        let pair = Pair(old: first.pointer, new: second.pointer, isTurned: isTurned)
        // A pair that is being compared holds by itself: values are finite, and each round goes down in them.
        guard compared.insert(pair).inserted else { return }
        left -= 1
        guard left > 0, depth < Self.deepest else {
            return note(.unordered, a, b, [], "\(field): the schema is too large to be compared")
        }
        depth += 1
        defer { depth -= 1 }
        let start = found.count
        compareKeywords(first, second, field)
        if turned { for place in start..<found.count { found[place] = found[place].turned } }
    }

    private mutating func compareKeywords(_ a: Place, _ b: Place, _ field: String) {
        if a.isTrivial, b.isTrivial { return }
        if a.acceptsNothing || b.acceptsNothing {
            if a.acceptsNothing != b.acceptsNothing {
                note(
                    a.acceptsNothing ? .looser : .stricter, a, b, [],
                    a.acceptsNothing ? "\(field) may be there now" : "\(field) may not be there any more")
            }
            return
        }
        if a.isTrivial { return note(.stricter, a, b, [], "\(field) is held to a schema now") }
        if b.isTrivial { return note(.looser, a, b, [], "\(field) is held to no schema any more") }
        compareReferences(a, b, field)
        compareValues(a, b, field)
        compareObjects(a, b, field)
        compareArrays(a, b, field)
        compareChoices(a, b, field)
    }

    /// A reference beside other keywords is one more condition.
    private mutating func compareReferences(_ a: Place, _ b: Place, _ field: String) {
        let (first, second) = (a.schema["$ref"]?.string, b.schema["$ref"]?.string)
        compareCondition("$ref", first != nil, second != nil, a, b, field) { comparison in
            guard let first = comparison.old.target(first ?? ""), let second = comparison.new.target(second ?? "")
            else {
                return comparison.note(.unordered, a, b, ["$ref"], "\(field): a reference leads elsewhere")
            }
            comparison.compare(first, second, field)
        }
    }

    /// One condition that is on both sides, or was added, or was removed.
    mutating func compareCondition(
        _ keyword: String, _ isOld: Bool, _ isNew: Bool, _ a: Place, _ b: Place, _ field: String,
        both: (inout SchemaComparison) -> Void
    ) {
        switch (isOld, isNew) {
        case (true, true): both(&self)
        case (true, false): note(.looser, a, b, [keyword], "\(field): the condition '\(keyword)' is gone")
        case (false, true): note(.stricter, a, b, [keyword], "\(field): the condition '\(keyword)' is new")
        case (false, false): break
        }
    }

    mutating func note(
        _ direction: ContractChange.Direction, _ a: Place, _ b: Place, _ tokens: [String], _ sentence: String
    ) {
        found.append(
            Difference(
                direction: direction, old: JSONPointer(a.pointer.tokens + tokens),
                new: JSONPointer(b.pointer.tokens + tokens), sentence: sentence))
    }

    /// True where two schemas are the same, and so are all that they refer to.
    func isSame(_ a: JSONValue, _ b: JSONValue) -> Bool {
        guard a == b else { return false }
        var seen: Set<JSONValue> = []
        var waiting = SchemaText.references(in: a)
        while let reference = waiting.popLast() {
            guard seen.insert(.string(reference)).inserted else { continue }
            guard let first = old.target(reference), let second = new.target(reference), first.schema == second.schema
            else { return false }
            waiting += SchemaText.references(in: first.schema)
        }
        return true
    }
}

extension SchemaComparison.Difference {
    fileprivate var turned: SchemaComparison.Difference {
        let turned: ContractChange.Direction =
            switch direction {
            case .stricter: .looser
            case .looser: .stricter
            case .unordered, .neutral: direction
            }
        return SchemaComparison.Difference(direction: turned, old: old, new: new, sentence: "\(sentence) (under 'not')")
    }
}
