extension Parser {
    /// The macro that a call is; nil when it is none.
    func macro(
        _ name: String, target: Syntax?, _ arguments: [Syntax], at offset: Int
    ) throws(SyntaxError) -> Syntax? {
        guard let target else { return name == "has" ? try has(arguments, at: offset) : nil }
        if case .name("cel", _) = target.kind, name == "bind" {
            guard arguments.count == 3 else {
                throw Self.wrongCount("cel.bind", "a name, its value and an expression", offset)
            }
            return try node(
                .bind(try Self.variable(arguments[0]), arguments[1], body: arguments[2]), at: offset,
                over: arguments[1], arguments[2]
            )
        }
        switch name {
        case "all": return try predicate(.all, name, target, arguments, offset)
        case "exists": return try predicate(.exists, name, target, arguments, offset)
        case "exists_one", "existsOne": return try predicate(.existsOne, name, target, arguments, offset)
        case "filter": return try loop(.filter, target, names: 1, arguments, "a name and a predicate", name, offset)
        case "map": return try transformation(.map, name, names: 1, target, arguments, offset)
        case "sortBy": return try loop(.sortBy, target, names: 1, arguments, "a name and a key", name, offset)
        case "transformList": return try transformation(.transformList, name, names: 2, target, arguments, offset)
        case "transformMap": return try transformation(.transformMap, name, names: 2, target, arguments, offset)
        case "transformMapEntry":
            return try transformation(.transformMapEntry, name, names: 2, target, arguments, offset)
        case "optMap", "optFlatMap":
            guard arguments.count == 2 else { throw Self.wrongCount(name, "a name and an expression", offset) }
            return try node(
                .optionalMap(
                    target, name: try Self.variable(arguments[0]), body: arguments[1], isFlat: name == "optFlatMap"),
                at: offset, over: target, arguments[1]
            )
        default: return nil
        }
    }

    private func has(_ arguments: [Syntax], at offset: Int) throws(SyntaxError) -> Syntax {
        guard arguments.count == 1, case .select(let operand, let field, false) = arguments[0].kind else {
            throw SyntaxError("has() takes the selection of a field, like has(a.b)", at: offset)
        }
        return try node(.has(operand, field: field), at: arguments[0].offset, over: operand)
    }

    private func predicate(
        _ kind: Loop.Kind, _ name: String, _ target: Syntax, _ arguments: [Syntax], _ offset: Int
    ) throws(SyntaxError) -> Syntax {
        try loop(
            kind, target, names: arguments.count == 3 ? 2 : 1, arguments, "one or two names and a predicate", name,
            offset
        )
    }

    private func transformation(
        _ kind: Loop.Kind, _ name: String, names: Int, _ target: Syntax, _ arguments: [Syntax], _ offset: Int
    ) throws(SyntaxError) -> Syntax {
        let form = "\(names == 1 ? "a name" : "two names"), where wanted a filter, and an expression"
        guard arguments.count == names + 2 else {
            return try loop(kind, target, names: names, arguments, form, name, offset)
        }
        var rest = arguments
        let filter = rest.remove(at: names)
        return try loop(kind, target, names: names, rest, form, name, offset, filter: filter)
    }

    private func loop(
        _ kind: Loop.Kind, _ range: Syntax, names: Int, _ arguments: [Syntax], _ form: String, _ name: String,
        _ offset: Int,
        filter: Syntax? = nil
    ) throws(SyntaxError) -> Syntax {
        guard arguments.count == names + 1 else { throw Self.wrongCount(name, form, offset) }
        let first = try Self.variable(arguments[0])
        let second: String? = names == 2 ? try Self.variable(arguments[1]) : nil
        guard first != second else { throw SyntaxError("the two names must differ", at: arguments[1].offset) }
        let loop = Loop(kind: kind, range: range, first: first, second: second, filter: filter, body: arguments[names])
        return try node(.loop(loop), at: offset, over: range, filter ?? arguments[names], arguments[names])
    }

    private static func variable(_ syntax: Syntax) throws(SyntaxError) -> String {
        guard case .name(let name, isAbsolute: false) = syntax.kind else {
            throw SyntaxError("expected a simple name", at: syntax.offset)
        }
        return name
    }

    private static func wrongCount(_ name: String, _ form: String, _ offset: Int) -> SyntaxError {
        SyntaxError("\(name)() takes \(form)", at: offset)
    }
}
