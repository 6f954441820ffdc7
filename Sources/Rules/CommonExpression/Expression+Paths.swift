extension Expression {
    /// The paths of named members that the expression reads of a variable, in the order of the text: `["a", "b"]` for
    /// `payload.a.b` and for `has(payload["a"].b)`.
    ///
    /// A path ends where something other than a named member is asked for. It is empty where the variable is read as a whole.
    package func paths(of variable: String) -> [[String]] {
        var reader = PathReader(variable: variable)
        reader.read(syntax, then: [])
        return reader.paths
    }
}

/// Follows an expression down to the names that stand for one variable.
private struct PathReader {
    let variable: String
    private(set) var paths: [[String]] = []
    /// How many macros around this place bind the variable's name to something else.
    private var hidden = 0

    init(variable: String) { self.variable = variable }

    /// Reads a part of the expression, of whose value these members are asked for.
    mutating func read(_ syntax: Syntax, then members: [String]) {
        switch syntax.kind {
        case .literal: break
        case .name(let name, let isAbsolute):
            if name == variable, isAbsolute || hidden == 0 { paths.append(members) }
        case .select(let operand, let field, _), .has(let operand, let field):
            read(operand, then: [field] + members)
        case .index(let operand, let index, _):
            if case .literal(.string(let field)) = index.kind {
                read(operand, then: [field] + members)
            } else {
                read(operand, index)
            }
        case .call(_, let target, let arguments):
            if let target { read(target) }
            for argument in arguments { read(argument) }
        case .list(let elements): for element in elements { read(element.value) }
        case .map(let entries): for entry in entries { read(entry.key, entry.value) }
        case .conditional(let cases, let otherwise):
            for one in cases { read(one.condition, one.value) }
            read(otherwise)
        case .and(let operands), .or(let operands): for operand in operands { read(operand) }
        case .arithmetic(let first, let rest):
            read(first)
            for part in rest { read(part.operand) }
        case .compare(_, let left, let right): read(left, right)
        case .not(let operand), .negative(let operand): read(operand)
        case .loop(let loop):
            read(loop.range)
            for part in [loop.filter, loop.body] {
                if let part { read(part, binding: [loop.first, loop.second]) }
            }
        case .bind(let name, let bound, let body):
            read(bound)
            read(body, binding: [name])
        case .optionalMap(let target, let name, let body, _):
            read(target)
            read(body, binding: [name])
        }
    }

    private mutating func read(_ parts: Syntax...) { for part in parts { read(part, then: []) } }

    private mutating func read(_ body: Syntax, binding names: [String?]) {
        let hides = names.contains(variable)
        if hides { hidden += 1 }
        read(body)
        if hides { hidden -= 1 }
    }
}
