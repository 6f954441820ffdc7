import JSON

/// How much one evaluation may take.
struct EvaluationLimits: Sendable {
    /// How many subschemas may be applied within each other.
    var depth = 2_500
    /// How many subschemas may be applied in all.
    var steps = 10_000_000
}

/// One run of a schema over one value.
///
/// It either only answers, and then stops at the first mistake and takes no memory, or lists every mistake with where it stands.
struct Evaluation {
    /// One step down, in the value or in the schema.
    enum Step {
        case name(String)
        case index(Int)

        var token: String {
            switch self {
            case .name(let name): name
            case .index(let index): String(index)
            }
        }
    }

    let schema: CompiledSchema
    private let limits: EvaluationLimits
    private let tracksScope: Bool
    /// Whether mistakes are listed.
    var lists = false
    var violations: [Violation] = []
    var valuePath: [Step] = []
    var schemaPath: [Step] = []
    private var scope: [Int] = []
    private var depth = 0
    private var steps = 0
    private(set) var isExhausted = false

    init(_ schema: CompiledSchema, limits: EvaluationLimits) {
        self.schema = schema
        self.limits = limits
        tracksScope = !schema.dynamicTargets.isEmpty
    }

    mutating func accepts(_ value: JSONValue) -> Bool {
        var evaluated = Evaluated(isWanted: false)
        return apply(0, to: value, &evaluated) && !isExhausted
    }

    mutating func violations(of value: JSONValue) -> [Violation] {
        lists = true
        if accepts(value) { return [] }
        if isExhausted {
            violations.append(
                Violation(
                    pointer: JSONPointer(), keyword: "$ref", keywordLocation: "",
                    message: "the value can't be checked: the schema refers to itself too deeply or too often for it"
                )
            )
        }
        return violations
    }

    /// Applies a subschema to a value; notes what it evaluates.
    mutating func apply(_ number: Int, to value: JSONValue, _ evaluated: inout Evaluated) -> Bool {
        steps += 1
        guard !isExhausted, depth < limits.depth, steps < limits.steps else {
            isExhausted = true
            return false
        }
        depth += 1
        defer { depth -= 1 }
        let entersScope = tracksScope && scope.last != schema.nodes[number].resource
        if entersScope { scope.append(schema.nodes[number].resource) }
        defer { if entersScope { scope.removeLast() } }
        guard schema.nodes[number].tracksEvaluation else { return check(number, value, &evaluated) }
        var own = Evaluated(isWanted: true)
        let holds = check(number, value, &own)
        evaluated.formUnion(own)
        return holds
    }

    private mutating func check(_ number: Int, _ value: JSONValue, _ evaluated: inout Evaluated) -> Bool {
        var holds = true
        for check in schema.nodes[number].checks {
            if !passes(check, value, &evaluated) {
                guard lists else { return false }
                holds = false
            }
        }
        return holds
    }

    private mutating func passes(_ check: Check, _ value: JSONValue, _ evaluated: inout Evaluated) -> Bool {
        switch check {
        case .reference(let node): return apply(node, to: value, &evaluated, by: "$ref")
        case .dynamicReference(let name, let otherwise):
            return apply(dynamicTarget(name) ?? otherwise, to: value, &evaluated, by: "$dynamicRef")
        case .allOf(let nodes):
            var holds = true
            for (index, node) in nodes.enumerated()
            where !apply(node, to: value, &evaluated, by: "allOf", .index(index)) {
                guard lists else { return false }
                holds = false
            }
            return holds
        case .anyOf(let nodes): return anyOf(nodes, value, &evaluated)
        case .oneOf(let nodes): return oneOf(nodes, value, &evaluated)
        case .not(let node): return not(node, value)
        case .condition(let condition, let then, let otherwise):
            return self.condition(condition, then, otherwise, value, &evaluated)
        case .never: return report("false", "no value is allowed here")
        default: break
        }
        return switch value {
        case .object(let object): objectPasses(check, value, object, &evaluated)
        case .array(let items): arrayPasses(check, value, items, &evaluated)
        case .string(let text): stringPasses(check, value, text)
        case .number(let number): numberPasses(check, value, number)
        case .null, .bool: valuePasses(check, value)
        }
    }

    /// The outermost resource on the way here that has a dynamic anchor of this name.
    private func dynamicTarget(_ name: Int) -> Int? {
        guard name >= 0 else { return nil }
        for resource in scope { if let node = schema.dynamicTargets[name][resource] { return node } }
        return nil
    }
}

extension Evaluation {
    /// Applies a subschema to the same value.
    mutating func apply(
        _ node: Int, to value: JSONValue, _ evaluated: inout Evaluated, by keyword: String, _ step: Step? = nil
    ) -> Bool {
        guard lists else { return apply(node, to: value, &evaluated) }
        let length = schemaPath.count
        schemaPath.append(.name(keyword))
        if let step { schemaPath.append(step) }
        defer { schemaPath.removeLast(schemaPath.count - length) }
        return apply(node, to: value, &evaluated)
    }

    /// Applies a subschema to a member or an element of the value.
    mutating func apply(
        _ node: Int, to value: JSONValue, at place: Step, by keyword: String, _ step: Step? = nil
    ) -> Bool {
        var evaluated = Evaluated(isWanted: false)
        guard lists else { return apply(node, to: value, &evaluated) }
        valuePath.append(place)
        defer { valuePath.removeLast() }
        return apply(node, to: value, &evaluated, by: keyword, step)
    }

    /// Whether a subschema holds, without listing why not.
    mutating func holds(_ node: Int, for value: JSONValue, _ evaluated: inout Evaluated) -> Bool {
        let listed = lists
        lists = false
        defer { lists = listed }
        return apply(node, to: value, &evaluated)
    }

    /// Notes a violation of a keyword, at the value or one step below it; always false.
    mutating func report(
        _ keyword: String, _ message: @autoclosure () -> String, at place: Step? = nil, by step: Step? = nil
    ) -> Bool {
        guard lists, violations.count < Schema.mostViolations else { return false }
        let way = schemaPath.map(\.token) + [keyword] + (step.map { [$0.token] } ?? [])
        let pointer = JSONPointer(valuePath.map(\.token) + (place.map { [$0.token] } ?? []))
        violations.append(
            Violation(
                pointer: pointer, keyword: keyword, keywordLocation: JSONPointer(way).description, message: message())
        )
        return false
    }
}
