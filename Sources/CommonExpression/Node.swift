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
        do throws(EvaluationError) {
            if let value = try context.global(slot, name) ?? otherwise { return value }
        } catch {
            throw error.placed(at: offset)
        }
        throw EvaluationError("undeclared reference to '\(name.clipped)'", at: offset)
    }
}

/// A chain of names that may be a variable with a qualified name.
struct QualifiedNode: Node {
    /// The longest name first, each with the fields that are left to select.
    let candidates: [(name: String, fields: [String])]
    let otherwise: any Node
    let offset: Int
    private let cost: Int

    init(candidates: [(name: String, fields: [String])], otherwise: any Node, offset: Int) {
        self.candidates = candidates
        self.otherwise = otherwise
        self.offset = offset
        cost = candidates.reduce(0) { $0 + 1 + $1.name.utf8.count >> 6 + $1.fields.count }
    }

    func value(_ context: Context) throws(EvaluationError) -> Value {
        guard context.hasQualifiedNames else { return try otherwise.value(context) }
        try context.spend(cost)
        for (name, fields) in candidates {
            do throws(EvaluationError) {
                guard var value = try context.qualified(name) else { continue }
                for field in fields { value = try value.selecting(field) }
                return value
            } catch {
                throw error.placed(at: offset)
            }
        }
        return try otherwise.value(context)
    }
}
