import BoundedPattern

/// What can't be evaluated, where the expression was not checked.
struct FailingNode: Node {
    let message: String
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value { throw EvaluationError(message, at: offset) }
}

struct CallNode: Node {
    let body: Function.Body
    let arguments: [any Node]
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        var values: [Value] = []
        values.reserveCapacity(arguments.count)
        for argument in arguments { values.append(try argument.value(context)) }
        do throws(EvaluationError) {
            return try body(values, context)
        } catch {
            throw error.placed(at: offset)
        }
    }
}

/// `cel.bind` of a name.
struct BindNode: Node {
    let slot: Int
    let bound: any Node
    let body: any Node

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        context.locals[slot] = try bound.value(context)
        return try body.value(context)
    }
}

/// `matches` with a pattern that is known beforehand.
struct MatchesNode: Node {
    let text: any Node
    let pattern: BoundedPattern
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        let value = try text.value(context)
        guard case .string(let text) = value else {
            throw EvaluationError.noOverload("matches", [value]).placed(at: offset)
        }
        try context.spend(matching: text, pattern)
        return .bool(pattern.isFound(in: text))
    }
}

/// `or` and `orValue` of an optional: the alternative is evaluated only where there is no value.
struct AlternativeNode: Node {
    let operand: any Node
    let otherwise: any Node
    /// Whether the alternative is an optional too.
    let isOptional: Bool
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        let value = try operand.value(context)
        guard case .optional(let inner) = value else {
            throw EvaluationError.noOverload(isOptional ? "or" : "orValue", [value]).placed(at: offset)
        }
        if let inner { return isOptional ? value : inner }
        let alternative = try otherwise.value(context)
        if isOptional {
            guard case .optional = alternative else {
                throw EvaluationError.noOverload("or", [value, alternative]).placed(at: offset)
            }
        }
        return alternative
    }
}
