import JSON

extension SchemaComparison {
    /// Types, allowed values, numbers and texts.
    mutating func compareValues(_ a: Place, _ b: Place, _ field: String) {
        compareTypes(a, b, field)
        compareAllowed(a, b, field)
        compareNumberBound(a, b, field, .lower)
        compareNumberBound(a, b, field, .upper)
        compareMultiples(a, b, field)
        for (keyword, what, isLower) in Self.counts {
            compareCount(a, b, field, keyword, what, isLower: isLower)
        }
        for keyword in ["pattern", "format"] {
            let (text, other) = (a.schema[keyword], b.schema[keyword])
            guard text != other else { continue }
            compareCondition(keyword, text != nil, other != nil, a, b, field) {
                $0.note(.unordered, a, b, [keyword], "\(field) follows another \(keyword)")
            }
        }
    }

    private static let counts: [(keyword: String, what: String, isLower: Bool)] = [
        ("minLength", "characters", true), ("maxLength", "characters", false), ("minItems", "items", true),
        ("maxItems", "items", false), ("minProperties", "members", true), ("maxProperties", "members", false),
    ]

    private mutating func compareTypes(_ a: Place, _ b: Place, _ field: String) {
        let (first, second) = (ValueKind.kinds(of: a.schema), ValueKind.kinds(of: b.schema))
        let (gone, new) = (first.subtracting(second), second.subtracting(first))
        if !gone.isEmpty { note(.stricter, a, b, ["type"], "\(field) may not be \(ValueKind.words(gone)) any more") }
        if !new.isEmpty { note(.looser, a, b, ["type"], "\(field) may be \(ValueKind.words(new)) now") }
    }

    private mutating func compareAllowed(_ a: Place, _ b: Place, _ field: String) {
        let (first, second) = (a.schema.allowedValues, b.schema.allowedValues)
        let keyword = b.schema["enum"] ?? a.schema["enum"] == nil ? "const" : "enum"
        switch (first, second) {
        case (nil, nil): break
        case (nil, let values?):
            note(.stricter, a, b, [keyword], "\(field) has to be \(Self.listed(values)) now")
        case (_?, nil): note(.looser, a, b, [keyword], "\(field) is no longer one of a few values")
        case (let first?, let second?):
            let (gone, new) = (first.filter { !second.contains($0) }, second.filter { !first.contains($0) })
            if !gone.isEmpty { note(.stricter, a, b, [keyword], "\(field) may not be \(Self.listed(gone)) any more") }
            if !new.isEmpty { note(.looser, a, b, [keyword], "\(field) may be \(Self.listed(new)) now") }
        }
    }

    private static func listed(_ values: [JSONValue]) -> String {
        let shown = values.prefix(6).map(\.printable).joined(separator: ", ")
        return values.count > 6 ? "\(shown) … (\(values.count) values)" : shown
    }

    private mutating func compareNumberBound(_ a: Place, _ b: Place, _ field: String, _ side: NumberBound.Side) {
        let (first, second) = (NumberBound(a.schema, side), NumberBound(b.schema, side))
        guard first != second else { return }
        let keyword = second?.keyword ?? first?.keyword ?? ""
        let isStricter = second.map { bound in first.map { bound.isTighter(than: $0) } ?? true } ?? false
        let now = second.map { "\(field) is \($0.words) now" } ?? "\(field) has no \(side.rawValue) bound any more"
        note(isStricter ? .stricter : .looser, a, b, [keyword], now + (first.map { " (before: \($0.words))" } ?? ""))
    }

    private mutating func compareMultiples(_ a: Place, _ b: Place, _ field: String) {
        let (first, second) = (a.schema["multipleOf"]?.number, b.schema["multipleOf"]?.number)
        guard first != second else { return }
        compareCondition("multipleOf", first != nil, second != nil, a, b, field) { comparison in
            guard let first, let second else { return }
            let direction: ContractChange.Direction =
                first.isMultiple(of: second) ? .looser : second.isMultiple(of: first) ? .stricter : .unordered
            comparison.note(
                direction, a, b, ["multipleOf"], "\(field) is a multiple of \(second.text) now, not of \(first.text)")
        }
    }

    private mutating func compareCount(
        _ a: Place, _ b: Place, _ field: String, _ keyword: String, _ what: String, isLower: Bool
    ) {
        let (first, second) = (a.schema[keyword]?.number, b.schema[keyword]?.number)
        let none = isLower ? JSONNumber(0) : nil
        guard (first ?? none) != (second ?? none) else { return }
        let isStricter: Bool =
            switch (first ?? none, second ?? none) {
            case (let x?, let y?): isLower ? x < y : y < x
            case (nil, _): true
            case (_, nil): false
            }
        let now = second.map { "has \(isLower ? "at least" : "at most") \($0.text) \(what) now" }
        note(
            isStricter ? .stricter : .looser, a, b, [keyword],
            "\(field) \(now ?? "has no \(isLower ? "least" : "largest") number of \(what) any more")"
                + (first.map { " (before: \($0.text))" } ?? ""))
    }
}

/// The kinds of values that types tell apart; a number is an integer or not.
private enum ValueKind: String, CaseIterable {
    case null, boolean, integer, fraction, string, array, object

    init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool: self = .boolean
        case .number(let number): self = number.isInteger ? .integer : .fraction
        case .string: self = .string
        case .array: self = .array
        case .object: self = .object
        }
    }

    /// The kinds that a schema's types and allowed values leave.
    static func kinds(of schema: JSONValue) -> Set<ValueKind> {
        var kinds = Set(allCases)
        if let type = schema["type"] {
            let names = type.array?.compactMap(\.string) ?? [type.string].compactMap { $0 }
            kinds = Set(
                names.flatMap { $0 == "number" ? [.integer, .fraction] : [ValueKind(rawValue: $0)].compactMap { $0 } })
        }
        if let values = schema.allowedValues { kinds.formIntersection(values.map { ValueKind($0) }) }
        return kinds
    }

    static func words(_ kinds: Set<ValueKind>) -> String {
        let isNumber = kinds.contains(.integer) && kinds.contains(.fraction)
        return allCases.filter { kinds.contains($0) && !(isNumber && $0 == .fraction) }.map { kind in
            switch kind {
            case .null: "null"
            case .boolean: "a boolean"
            case .integer: isNumber ? "a number" : "an integer"
            case .fraction: "a number with a fraction"
            case .string: "a string"
            case .array: "an array"
            case .object: "an object"
            }
        }.joined(separator: " or ")
    }
}

/// The tighter one of an inclusive and an exclusive bound.
private struct NumberBound: Equatable {
    enum Side: String { case lower, upper }

    let side: Side
    let value: JSONNumber
    let isExclusive: Bool

    init?(_ schema: JSONValue, _ side: Side) {
        self.side = side
        let inclusive = schema[side == .lower ? "minimum" : "maximum"]?.number
        let exclusive = schema[side == .lower ? "exclusiveMinimum" : "exclusiveMaximum"]?.number
        guard let value = inclusive ?? exclusive else { return nil }
        guard let inclusive, let exclusive else {
            (self.value, isExclusive) = (value, exclusive != nil)
            return
        }
        isExclusive = side == .lower ? exclusive >= inclusive : exclusive <= inclusive
        self.value = isExclusive ? exclusive : inclusive
    }

    func isTighter(than other: NumberBound) -> Bool {
        if value == other.value { return isExclusive && !other.isExclusive }
        return side == .lower ? other.value < value : value < other.value
    }

    var keyword: String {
        switch (side, isExclusive) {
        case (.lower, false): "minimum"
        case (.lower, true): "exclusiveMinimum"
        case (.upper, false): "maximum"
        case (.upper, true): "exclusiveMaximum"
        }
    }

    var words: String {
        switch (side, isExclusive) {
        case (.lower, false): "at least \(value.text)"
        case (.lower, true): "above \(value.text)"
        case (.upper, false): "at most \(value.text)"
        case (.upper, true): "below \(value.text)"
        }
    }
}

extension JSONValue {
    /// The values that `enum` and `const` leave; nil where anything goes.
    fileprivate var allowedValues: [JSONValue]? {
        switch (self["enum"]?.array, self["const"]) {
        case (let values?, let value?): values.contains(value) ? [value] : []
        case (let values?, nil): values
        case (nil, let value?): [value]
        case (nil, nil): nil
        }
    }
}
