import JSON

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
struct VariableNode: Node {
    let name: VariableName
    let otherwise: Value?
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        do throws(EvaluationError) {
            if let value = try context.variable(name) ?? otherwise { return value }
        } catch {
            throw error.placed(at: offset)
        }
        throw EvaluationError("undeclared reference to '\(name.text.clipped)'", at: offset)
    }
}

/// A field of a variable, or a field of a field: the values on the way are not copied.
struct PathNode: Node {
    let variable: VariableNode
    let fields: [(name: String, offset: Int)]
    private let cost: Int

    init(_ variable: VariableNode, _ field: String, _ offset: Int) {
        self.init(variable, [(field, offset)])
    }

    private init(_ variable: VariableNode, _ fields: [(name: String, offset: Int)]) {
        self.variable = variable
        self.fields = fields
        cost = fields.reduce(0) { $0 + 1 + $1.name.utf8.count >> 6 }
    }

    func appending(_ field: String, _ offset: Int) -> PathNode { PathNode(variable, fields + [(field, offset)]) }

    func value(_ context: Context) throws(EvaluationError) -> Value {
        var value = try variable.value(context)
        try context.spend(cost)
        if case .map(let map) = value, let json = map.json?.json(at: fields) { return Value(json) }
        for (name, offset) in fields {
            do throws(EvaluationError) {
                value = try value.selecting(name)
            } catch {
                throw error.placed(at: offset)
            }
        }
        return value
    }
}

/// `has` of a path. Where the path can't be followed at once, the plain node gives the answer or the error.
struct HasPathNode: Node {
    let path: PathNode
    let plain: HasNode

    func value(_ context: Context) throws(EvaluationError) -> Value {
        if try path.isThere(context) { return .bool(true) }
        return try plain.value(context)
    }
}

extension PathNode {
    /// Whether the path leads to a value through JSON objects.
    func isThere(_ context: Context) throws(EvaluationError) -> Bool {
        try context.spend(cost)
        guard case .map(let map) = try variable.value(context) else { return false }
        return map.json?.json(at: fields) != nil
    }
}

extension JSONObject {
    /// What stands at the end of a path; nil where it ends before.
    fileprivate func json(at fields: [(name: String, offset: Int)]) -> JSONValue? {
        guard let first = self[fields[0].name] else { return nil }
        var json = first
        for place in 1..<fields.count {
            guard case .object(let object) = json, let next = object[fields[place].name] else { return nil }
            json = next
        }
        return json
    }
}

/// A chain of names that may be a variable with a qualified name.
struct QualifiedNode: Node {
    /// The longest name first, each with the fields that are left to select.
    let candidates: [(name: VariableName, fields: [String])]
    let otherwise: any Node
    let offset: Int
    private let cost: Int

    init(candidates: [(name: VariableName, fields: [String])], otherwise: any Node, offset: Int) {
        self.candidates = candidates
        self.otherwise = otherwise
        self.offset = offset
        cost = candidates.reduce(0) { $0 + 1 + $1.name.text.utf8.count >> 6 + $1.fields.count }
    }

    func value(_ context: Context) throws(EvaluationError) -> Value {
        guard context.hasQualifiedNames else { return try otherwise.value(context) }
        try context.spend(cost)
        for (name, fields) in candidates {
            do throws(EvaluationError) {
                guard var value = try context.variable(name) else { continue }
                for field in fields { value = try value.selecting(field) }
                return value
            } catch {
                throw error.placed(at: offset)
            }
        }
        return try otherwise.value(context)
    }
}
