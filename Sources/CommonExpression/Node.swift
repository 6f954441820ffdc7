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
