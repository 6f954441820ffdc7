import BoundedPattern

/// A compiled part of an expression.
protocol Node: Sendable {
    func value(_ context: Context) throws(EvaluationError) -> Value
}

/// A value known when the expression is compiled.
struct ConstantNode: Node {
    let constant: Value

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        return constant
    }
}

/// A name that a macro binds.
struct LocalNode: Node {
    let slot: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        return context.locals[slot]
    }
}

/// A variable, or else the type of that name.
struct GlobalNode: Node {
    let slot: Int
    let name: String
    let otherwise: Value?
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        if let value = context.global(slot, name) ?? otherwise { return value }
        throw EvaluationError("undeclared reference to '\(name)'", at: offset)
    }
}

/// A chain of names that may be a variable with a qualified name.
struct QualifiedNode: Node {
    /// The longest name first, each with the fields that are left to select.
    let candidates: [(name: String, fields: [String])]
    let otherwise: any Node
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        guard context.hasQualifiedNames else { return try otherwise.value(context) }
        for (name, fields) in candidates {
            guard var value = context.qualified(name) else { continue }
            do throws(EvaluationError) {
                for field in fields { value = try value.selecting(field) }
            } catch {
                throw error.placed(at: offset)
            }
            return value
        }
        return try otherwise.value(context)
    }
}

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
    let patternLength: Int
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        let value = try text.value(context)
        guard case .string(let text) = value else { throw EvaluationError.noOverload("matches", [value]).placed(at: offset) }
        try context.spend(matching: text, patternLength: patternLength)
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
            guard case .optional = alternative else { throw EvaluationError.noOverload("or", [value, alternative]).placed(at: offset) }
        }
        return alternative
    }
}
