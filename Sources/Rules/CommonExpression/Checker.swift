/// Finds what can't be right in an expression before it is evaluated: unknown names, functions and types that don't fit.
struct Checker {
    /// The names that may be read; nil for any.
    let variables: Set<String>?
    private(set) var scope: [(name: String, type: StaticType)] = []

    init(variables: Set<String>?) { self.variables = variables }

    mutating func type(of syntax: Syntax) throws(SyntaxError) -> StaticType {
        switch syntax.kind {
        case .literal(let value): return StaticType(value)
        case .name(let name, let isAbsolute): return try self.name(name, isAbsolute: isAbsolute, syntax)
        case .select(let operand, let field, let isOptional):
            if qualifiedType(syntax) != nil { return .dyn }
            return try selection(try type(of: operand), field, isOptional: isOptional, syntax.offset)
        case .has(let operand, let field):
            _ = try selection(try type(of: operand), field, isOptional: false, syntax.offset)
            return .bool
        case .index(let operand, let index, let isOptional):
            return try element(try type(of: operand), try type(of: index), isOptional: isOptional, syntax.offset)
        case .call(let name, let target, let arguments): return try call(name, target, arguments, syntax.offset)
        case .list(let elements): return try list(elements, syntax.offset)
        case .map(let entries): return try map(entries, syntax.offset)
        case .conditional(let cases, let otherwise): return try conditional(cases, otherwise)
        case .and(let operands): return try junction(operands, "an operand of '&&'")
        case .or(let operands): return try junction(operands, "an operand of '||'")
        case .arithmetic(let first, let rest): return try arithmetic(first, rest)
        case .compare(let op, let left, let right):
            try compare(op, try type(of: left), try type(of: right), syntax.offset)
            return .bool
        case .not(let operand):
            try expectBool(operand, "the operand of '!'")
            return .bool
        case .negative(let operand): return try negative(operand, syntax.offset)
        case .loop(let loop): return try self.loop(loop, syntax.offset)
        case .bind(let name, let bound, let body): return try type(of: body, with: [(name, try type(of: bound))])
        case .optionalMap(let target, let name, let body, let isFlat):
            return try optionalMap(try type(of: target), name, body, isFlat, syntax.offset)
        }
    }

    private mutating func conditional(
        _ cases: [(condition: Syntax, value: Syntax)], _ otherwise: Syntax
    ) throws(SyntaxError) -> StaticType {
        var result = try type(of: otherwise)
        for (condition, value) in cases {
            try expectBool(condition, "the condition")
            result = result.joined(try type(of: value))
        }
        return result
    }

    private mutating func junction(_ operands: [Syntax], _ what: String) throws(SyntaxError) -> StaticType {
        for operand in operands { try expectBool(operand, what) }
        return .bool
    }

    private mutating func arithmetic(
        _ first: Syntax, _ rest: [(op: ArithmeticOperator, offset: Int, operand: Syntax)]
    ) throws(SyntaxError) -> StaticType {
        var result = try type(of: first)
        for (op, offset, operand) in rest { result = try arithmetic(op, result, try type(of: operand), offset) }
        return result
    }

    private mutating func negative(_ operand: Syntax, _ offset: Int) throws(SyntaxError) -> StaticType {
        let type = try type(of: operand)
        guard type == .dyn || (type.isNumeric && type != .uint) else { throw Self.noOverload("-", [type], offset) }
        return type
    }

    mutating func type(of body: Syntax, with names: [(String, StaticType)]) throws(SyntaxError) -> StaticType {
        let count = scope.count
        scope.append(contentsOf: names.map { (name: $0.0, type: $0.1) })
        defer { scope.removeLast(scope.count - count) }
        return try type(of: body)
    }

    private mutating func expectBool(_ syntax: Syntax, _ what: String) throws(SyntaxError) {
        let type = try type(of: syntax)
        guard type == .dyn || type == .bool else {
            throw SyntaxError("\(what) must be a bool, not \(type.name)", at: syntax.offset)
        }
    }

    /// The error of an operation that isn't defined for these types.
    static func noOverload(_ name: String, _ types: [StaticType], _ offset: Int) -> SyntaxError {
        let isArithmetic =
            types.count == 2 && types.allSatisfy(\.isNumeric) && types[0] != types[1] && !types.contains(.decimal)
        let hint = isArithmetic ? EvaluationError.conversionHint : ""
        return SyntaxError("no such overload: \(callText(name, types.map(\.name)))\(hint)", at: offset)
    }

    private func name(_ name: String, isAbsolute: Bool, _ syntax: Syntax) throws(SyntaxError) -> StaticType {
        if !isAbsolute, let local = scope.last(where: { $0.name == name }) { return local.type }
        if let variables {
            if variables.contains(name) { return .dyn }
            if Value.typeNames.contains(name) { return .type }
            throw SyntaxError("undeclared reference to '\(name)'", at: syntax.offset)
        }
        return .dyn
    }

    /// The type of a chain of names that is, or begins with, a qualified name that is known.
    private func qualifiedType(_ syntax: Syntax) -> StaticType? {
        guard let chain = syntax.chain, chain.isAbsolute || !scope.contains(where: { $0.name == chain.names[0] }) else {
            return nil
        }
        if let variables, chain.qualifiedNames.contains(where: { variables.contains($0.name) }) { return .dyn }
        return chain.names.count <= Variables.mostParts && Value.typeNames.contains(chain.names.joined(separator: "."))
            ? .type : nil
    }

    private func selection(
        _ operand: StaticType, _ field: String, isOptional: Bool, _ offset: Int
    ) throws(SyntaxError) -> StaticType {
        switch operand {
        case .dyn: return isOptional ? .optional(.dyn) : .dyn
        case .map(let key, let value):
            guard StaticType.string.isComparable(to: key) else { break }
            return isOptional ? .optional(value) : value
        case .optional(let inner): return .optional(try selection(inner, field, isOptional: false, offset))
        default: break
        }
        throw SyntaxError("type \(operand.name) does not support field selection", at: offset)
    }

    private func element(
        _ operand: StaticType, _ index: StaticType, isOptional: Bool, _ offset: Int
    ) throws(SyntaxError) -> StaticType {
        switch operand {
        case .dyn: return isOptional ? .optional(.dyn) : .dyn
        case .list(let element) where index.fits(.int): return isOptional ? .optional(element) : element
        case .map(let key, let value) where index.isComparable(to: key): return isOptional ? .optional(value) : value
        case .optional(let inner): return .optional(try element(inner, index, isOptional: false, offset))
        default: throw Self.noOverload("[]", [operand, index], offset)
        }
    }

    private mutating func list(
        _ elements: [(value: Syntax, isOptional: Bool)], _ offset: Int
    ) throws(SyntaxError) -> StaticType {
        var joined: StaticType?
        for (value, isOptional) in elements {
            let type = try unwrapped(try type(of: value), isOptional, value.offset)
            joined = joined?.joined(type) ?? type
        }
        return .list(joined ?? .dyn)
    }

    private mutating func map(
        _ entries: [(key: Syntax, value: Syntax, isOptional: Bool)], _ offset: Int
    ) throws(SyntaxError) -> StaticType {
        var joined: (key: StaticType, value: StaticType)?
        for (key, value, isOptional) in entries {
            let keyType = try type(of: key)
            guard [.dyn, .bool, .int, .uint, .string].contains(keyType) else {
                throw SyntaxError("unsupported key type \(keyType.name)", at: key.offset)
            }
            let valueType = try unwrapped(try type(of: value), isOptional, value.offset)
            joined = joined.map { ($0.key.joined(keyType), $0.value.joined(valueType)) } ?? (keyType, valueType)
        }
        return .map(joined?.key ?? .dyn, joined?.value ?? .dyn)
    }

    private func unwrapped(_ type: StaticType, _ isOptional: Bool, _ offset: Int) throws(SyntaxError) -> StaticType {
        guard isOptional, type != .dyn else { return isOptional ? .dyn : type }
        guard case .optional(let inner) = type else {
            throw SyntaxError("'?' needs an optional, not \(type.name)", at: offset)
        }
        return inner
    }
}
