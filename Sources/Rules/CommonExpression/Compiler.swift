import BoundedPattern

/// Turns a parsed expression into nodes: names become slots, calls become functions, constant lists become values.
struct Compiler {
    let variables: Set<String>?
    private(set) var scope: [String] = []
    private(set) var localCount = 0
    /// The patterns of `matches`. There can't be many: each takes about a millisecond.
    var patterns: [MapKey: BoundedPattern] = [:]
    static let mostPatterns = 100
    /// The names that the expression reads.
    private(set) var variablesRead: Set<String> = []

    init(variables: Set<String>?) { self.variables = variables }

    mutating func node(_ syntax: Syntax) throws(SyntaxError) -> any Node {
        let offset = syntax.offset
        switch syntax.kind {
        case .literal(let value): return ConstantNode(constant: value)
        case .name(let name, let isAbsolute): return self.name(name, isAbsolute: isAbsolute, offset)
        case .select(let operand, let field, let isOptional):
            let plain = try selection(operand, field, isOptional, offset)
            return isOptional ? plain : qualified(syntax, otherwise: plain)
        case .has(let operand, let field): return has(try node(operand), field, offset)
        case .index(let operand, let index, let isOptional):
            return IndexNode(operand: try node(operand), index: try node(index), isOptional: isOptional, offset: offset)
        case .call(let name, let target, let arguments): return try call(name, target, arguments, offset)
        case .list(let elements): return try list(elements, offset)
        case .map(let entries): return try map(entries, offset)
        case .conditional(let cases, let otherwise): return try conditional(cases, otherwise, offset)
        case .and(let operands): return JunctionNode(operands: try nodes(operands), deciding: false, offset: offset)
        case .or(let operands): return JunctionNode(operands: try nodes(operands), deciding: true, offset: offset)
        case .arithmetic(let first, let rest): return try arithmetic(first, rest)
        case .compare(let op, let left, let right):
            return ComparisonNode(op: op, left: try node(left), right: try node(right), offset: offset)
        case .not(let operand): return NotNode(operand: try node(operand), offset: offset)
        case .negative(let operand): return NegativeNode(operand: try node(operand), offset: offset)
        case .loop(let loop): return try self.loop(loop, offset)
        case .bind(let name, let bound, let body): return try bind(name, bound, body)
        case .optionalMap(let target, let name, let body, let isFlat):
            return try optionalMap(target, name, body, isFlat, offset)
        }
    }

    private func has(_ operand: any Node, _ field: String, _ offset: Int) -> any Node {
        let plain = HasNode(operand: operand, field: field, offset: offset)
        if let variable = operand as? VariableNode, variable.otherwise == nil {
            return HasPathNode(path: PathNode(variable, field, offset), plain: plain)
        }
        if let path = operand as? PathNode { return HasPathNode(path: path.appending(field, offset), plain: plain) }
        return plain
    }

    private mutating func list(
        _ elements: [(value: Syntax, isOptional: Bool)], _ offset: Int
    ) throws(SyntaxError) -> any Node {
        var nodes: [(node: any Node, isOptional: Bool)] = []
        for (value, isOptional) in elements { nodes.append((try node(value), isOptional)) }
        return Self.folded(ListNode(elements: nodes, offset: offset), nodes.map { $0.isOptional ? nil : $0.node })
    }

    private mutating func map(
        _ entries: [(key: Syntax, value: Syntax, isOptional: Bool)], _ offset: Int
    ) throws(SyntaxError) -> any Node {
        var nodes: [(key: any Node, value: any Node, isOptional: Bool)] = []
        for (key, value, isOptional) in entries { nodes.append((try node(key), try node(value), isOptional)) }
        return Self.folded(
            MapNode(entries: nodes, offset: offset), nodes.flatMap { [$0.isOptional ? nil : $0.key, $0.value] })
    }

    private mutating func conditional(
        _ cases: [(condition: Syntax, value: Syntax)], _ otherwise: Syntax, _ offset: Int
    ) throws(SyntaxError) -> any Node {
        var nodes: [(condition: any Node, value: any Node)] = []
        for (condition, value) in cases { nodes.append((try node(condition), try node(value))) }
        return ConditionalNode(cases: nodes, otherwise: try node(otherwise), offset: offset)
    }

    private mutating func arithmetic(
        _ first: Syntax, _ rest: [(op: ArithmeticOperator, offset: Int, operand: Syntax)]
    ) throws(SyntaxError) -> any Node {
        var operands: [(op: ArithmeticOperator, offset: Int, operand: any Node)] = []
        for (op, offset, operand) in rest { operands.append((op, offset, try node(operand))) }
        return ArithmeticNode(first: try node(first), rest: operands)
    }

    private mutating func bind(_ name: String, _ bound: Syntax, _ body: Syntax) throws(SyntaxError) -> any Node {
        let bound = try node(bound)
        let (slot, body) = try scoped([name], body)
        return BindNode(slot: slot, bound: bound, body: body)
    }

    private mutating func optionalMap(
        _ target: Syntax, _ name: String, _ body: Syntax, _ isFlat: Bool, _ offset: Int
    ) throws(SyntaxError) -> any Node {
        let target = try node(target)
        let (slot, body) = try scoped([name], body)
        return OptionalMapNode(target: target, slot: slot, body: body, isFlat: isFlat, offset: offset)
    }

    mutating func nodes(_ syntaxes: [Syntax]) throws(SyntaxError) -> [any Node] {
        var nodes: [any Node] = []
        for syntax in syntaxes { nodes.append(try node(syntax)) }
        return nodes
    }

    /// Compiles a body in which names are bound to the next slots.
    mutating func scoped(_ names: [String], _ body: Syntax) throws(SyntaxError) -> (slot: Int, node: any Node) {
        let slot = scope.count
        scope += names
        localCount = max(localCount, scope.count)
        defer { scope.removeLast(names.count) }
        return (slot, try node(body))
    }

    /// The value of a literal whose parts are all constant, if it has one.
    private static func folded(_ node: any Node, _ parts: [(any Node)?]) -> any Node {
        guard parts.allSatisfy({ $0 is ConstantNode }) else { return node }
        let context = Context(Variables(), locals: 0, limit: 1_000_000)
        return (try? node.value(context)).map { ConstantNode(constant: $0) } ?? node
    }

    private mutating func name(_ name: String, isAbsolute: Bool, _ offset: Int) -> any Node {
        if !isAbsolute, let slot = scope.lastIndex(where: { $0 == name }) { return LocalNode(slot: slot) }
        let type: Value? = Value.typeNames.contains(name) ? .type(name) : nil
        if let type, variables?.contains(name) != true, variables != nil { return ConstantNode(constant: type) }
        if type == nil || variables?.contains(name) == true { variablesRead.insert(name) }
        return VariableNode(name: VariableName(name), otherwise: type, offset: offset)
    }

    private mutating func selection(
        _ operand: Syntax, _ field: String, _ isOptional: Bool, _ offset: Int
    ) throws(SyntaxError) -> any Node {
        let inner: any Node
        if case .select(let deeper, let name, isOptional: false) = operand.kind {
            // The longest chain of names looks for qualified names on behalf of the shorter ones.
            inner = try selection(deeper, name, false, operand.offset)
        } else {
            inner = try node(operand)
        }
        if !isOptional {
            if let variable = inner as? VariableNode, variable.otherwise == nil {
                return PathNode(variable, field, offset)
            }
            if let path = inner as? PathNode { return path.appending(field, offset) }
        }
        return SelectNode(operand: inner, field: field, isOptional: isOptional, offset: offset)
    }

    private mutating func qualified(_ syntax: Syntax, otherwise: any Node) -> any Node {
        guard let chain = syntax.chain, chain.isAbsolute || !scope.contains(chain.names[0]) else { return otherwise }
        var candidates: [(name: VariableName, fields: [String])] = []
        for (name, count) in chain.qualifiedNames where variables?.contains(name) != false {
            candidates.append((VariableName(name), Array(chain.names[count...])))
        }
        if variables != nil, let longest = candidates.first {
            variablesRead.insert(longest.name.text)
            if variables?.contains(chain.names[0]) != true { variablesRead.remove(chain.names[0]) }
        }
        let isType =
            chain.names.count <= Variables.mostParts && Value.typeNames.contains(chain.names.joined(separator: "."))
        let plain: any Node = isType ? ConstantNode(constant: .type(chain.names.joined(separator: "."))) : otherwise
        return candidates.isEmpty
            ? plain : QualifiedNode(candidates: candidates, otherwise: plain, offset: syntax.offset)
    }
}
