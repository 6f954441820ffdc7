extension Checker {
    mutating func loop(_ loop: Loop, _ offset: Int) throws(SyntaxError) -> StaticType {
        let range = try type(of: loop.range)
        var names: [(String, StaticType)]
        switch range {
        case .dyn: names = [(loop.first, .dyn), (loop.second ?? "", .dyn)]
        case .list(let element):
            names = loop.second.map { [(loop.first, .int), ($0, element)] } ?? [(loop.first, element)]
        case .map(let key, let value):
            names = loop.second.map { [(loop.first, key), ($0, value)] } ?? [(loop.first, key)]
        default: throw SyntaxError("'\(loop.kind.rawValue)' needs a list or a map, not \(range.name)", at: offset)
        }
        if loop.second == nil { names = Array(names.prefix(1)) }
        if let filter = loop.filter { try expectBool(filter, with: names) }
        switch loop.kind {
        case .all, .exists, .existsOne:
            try expectBool(loop.body, with: names)
            return .bool
        case .filter:
            try expectBool(loop.body, with: names)
            return .list(names[0].1)
        case .map, .transformList: return .list(try type(of: loop.body, with: names))
        case .transformMap: return .map(names[0].1, try type(of: loop.body, with: names))
        case .transformMapEntry:
            let type = try type(of: loop.body, with: names)
            guard type.fits(.map(.dyn, .dyn)) else {
                throw Self.noOverload("transformMapEntry", [type], loop.body.offset)
            }
            return type == .dyn ? .map(.dyn, .dyn) : type
        case .sortBy:
            let key = try type(of: loop.body, with: names)
            guard key.isOrdered(with: key) else {
                throw SyntaxError("values of type \(key.name) have no order", at: loop.body.offset)
            }
            return .list(names[0].1)
        }
    }

    private mutating func expectBool(_ body: Syntax, with names: [(String, StaticType)]) throws(SyntaxError) {
        let type = try type(of: body, with: names)
        guard type == .dyn || type == .bool else {
            throw SyntaxError("the predicate must be a bool, not \(type.name)", at: body.offset)
        }
    }

    mutating func optionalMap(
        _ target: StaticType, _ name: String, _ body: Syntax, _ isFlat: Bool, _ offset: Int
    ) throws(SyntaxError) -> StaticType {
        guard target.fits(.optional(.dyn)) else {
            throw Self.noOverload(isFlat ? "optFlatMap" : "optMap", [target], offset)
        }
        var inner = StaticType.dyn
        if case .optional(let known) = target { inner = known }
        let type = try type(of: body, with: [(name, inner)])
        guard isFlat else { return .optional(type) }
        guard type.fits(.optional(.dyn)) else { throw Self.noOverload("optFlatMap", [type], body.offset) }
        return type == .dyn ? .optional(.dyn) : type
    }

    mutating func call(
        _ name: String, _ target: Syntax?, _ arguments: [Syntax], _ offset: Int
    ) throws(SyntaxError) -> StaticType {
        var types: [StaticType] = []
        let locals = scope.map(\.name)
        let resolved = ResolvedCall(name, target: target, isLocal: { locals.contains($0) })
        for argument in resolved.arguments(target, arguments) { types.append(try type(of: argument)) }
        guard let function = Function.all[resolved.name] else {
            throw SyntaxError("undeclared reference to function '\(resolved.name)'", at: offset)
        }
        let overloads = function.overloads.filter { $0.style == resolved.style }
        guard !overloads.isEmpty else {
            let form =
                resolved.style == .method ? "is not called on a value" : "is called on a value, like x.\(name)(…)"
            throw SyntaxError("'\(resolved.name)' \(form)", at: offset)
        }
        guard overloads.contains(where: { $0.takes(types.count) }) else {
            throw SyntaxError("'\(resolved.name)' is not called with \(arguments.count) arguments", at: offset)
        }
        let fitting = overloads.filter { $0.fits(types) }
        guard let first = fitting.first else { throw Self.noOverload(resolved.name, types, offset) }
        try checkLiteral(function, resolved.arguments(target, arguments), offset)
        return fitting.dropFirst().reduce(first.result) { $0.joined($1.result) }
    }

    /// Refuses a date, a duration or a decimal that stands in the expression as a text and can't be read.
    private func checkLiteral(_ function: Function, _ arguments: [Syntax], _ offset: Int) throws(SyntaxError) {
        guard ["timestamp", "duration", "decimal"].contains(function.name),
            case .literal(let value) = arguments.first?.kind
        else {
            return
        }
        do {
            _ = try function.body([value], Context(Variables(), locals: 0, limit: 1_000_000))
        } catch {
            throw SyntaxError(error.message, at: arguments.first?.offset ?? offset)
        }
    }
}
