import BoundedPattern

/// Turns a parsed expression into nodes: names become slots, calls become functions, constant lists become values.
struct Compiler {
    let variables: Set<String>?
    private var scope: [String] = []
    private(set) var localCount = 0
    /// The variables by their slots.
    private(set) var globals: [String] = []
    /// The names that the expression reads.
    private(set) var variablesRead: Set<String> = []

    init(variables: Set<String>?) { self.variables = variables }

    mutating func node(_ syntax: Syntax) throws(SyntaxFailure) -> any Node {
        let offset = syntax.offset
        switch syntax.kind {
        case .literal(let value): return ConstantNode(constant: value)
        case .name(let name, let isAbsolute): return self.name(name, isAbsolute: isAbsolute, offset)
        case .select(let operand, let field, let isOptional):
            let plain = try selection(operand, field, isOptional, offset)
            return isOptional ? plain : qualified(syntax, otherwise: plain)
        case .has(let operand, let field): return HasNode(operand: try node(operand), field: field, offset: offset)
        case .index(let operand, let index, let isOptional):
            return IndexNode(operand: try node(operand), index: try node(index), isOptional: isOptional, offset: offset)
        case .call(let name, let target, let arguments): return try call(name, target, arguments, offset)
        case .list(let elements):
            var nodes: [(node: any Node, isOptional: Bool)] = []
            for (value, isOptional) in elements { nodes.append((try node(value), isOptional)) }
            return Self.folded(ListNode(elements: nodes, offset: offset), nodes.map { $0.isOptional ? nil : $0.node })
        case .map(let entries):
            var nodes: [(key: any Node, value: any Node, isOptional: Bool)] = []
            for (key, value, isOptional) in entries { nodes.append((try node(key), try node(value), isOptional)) }
            return Self.folded(
                MapNode(entries: nodes, offset: offset), nodes.flatMap { [$0.isOptional ? nil : $0.key, $0.value] })
        case .conditional(let cases, let otherwise):
            var nodes: [(condition: any Node, value: any Node)] = []
            for (condition, value) in cases { nodes.append((try node(condition), try node(value))) }
            return ConditionalNode(cases: nodes, otherwise: try node(otherwise), offset: offset)
        case .and(let operands): return JunctionNode(operands: try nodes(operands), deciding: false, offset: offset)
        case .or(let operands): return JunctionNode(operands: try nodes(operands), deciding: true, offset: offset)
        case .arithmetic(let first, let rest):
            var operands: [(op: ArithmeticOperator, offset: Int, operand: any Node)] = []
            for (op, offset, operand) in rest { operands.append((op, offset, try node(operand))) }
            return ArithmeticNode(first: try node(first), rest: operands)
        case .compare(let op, let left, let right):
            return ComparisonNode(op: op, left: try node(left), right: try node(right), offset: offset)
        case .not(let operand): return NotNode(operand: try node(operand), offset: offset)
        case .negative(let operand): return NegativeNode(operand: try node(operand), offset: offset)
        case .loop(let loop): return try self.loop(loop, offset)
        case .bind(let name, let bound, let body):
            let bound = try node(bound)
            let (slot, body) = try scoped([name], body)
            return BindNode(slot: slot, bound: bound, body: body)
        case .optionalMap(let target, let name, let body, let isFlat):
            let target = try node(target)
            let (slot, body) = try scoped([name], body)
            return OptionalMapNode(target: target, slot: slot, body: body, isFlat: isFlat, offset: offset)
        }
    }

    private mutating func nodes(_ syntaxes: [Syntax]) throws(SyntaxFailure) -> [any Node] {
        var nodes: [any Node] = []
        for syntax in syntaxes { nodes.append(try node(syntax)) }
        return nodes
    }

    /// Compiles a body in which names are bound to the next slots.
    private mutating func scoped(_ names: [String], _ body: Syntax) throws(SyntaxFailure) -> (slot: Int, node: any Node) {
        let slot = scope.count
        scope += names
        localCount = max(localCount, scope.count)
        defer { scope.removeLast(names.count) }
        return (slot, try node(body))
    }

    /// The value of a literal whose parts are all constant, if it has one.
    private static func folded(_ node: any Node, _ parts: [(any Node)?]) -> any Node {
        guard parts.allSatisfy({ $0 is ConstantNode }) else { return node }
        let context = Context(Variables(), globals: 0, locals: 0, cost: 1_000_000)
        return (try? node.value(context)).map { ConstantNode(constant: $0) } ?? node
    }

    // MARK: Names

    private mutating func name(_ name: String, isAbsolute: Bool, _ offset: Int) -> any Node {
        if !isAbsolute, let slot = scope.lastIndex(where: { $0 == name }) { return LocalNode(slot: slot) }
        let type: Value? = Value.typeNames.contains(name) ? .type(name) : nil
        if let type, variables?.contains(name) != true, variables != nil { return ConstantNode(constant: type) }
        if type == nil || variables?.contains(name) == true { variablesRead.insert(name) }
        let slot = globals.firstIndex(of: name) ?? globals.count
        if slot == globals.count { globals.append(name) }
        return GlobalNode(slot: slot, name: name, otherwise: type, offset: offset)
    }

    private mutating func selection(
        _ operand: Syntax, _ field: String, _ isOptional: Bool, _ offset: Int
    ) throws(SyntaxFailure) -> any Node {
        let inner: any Node
        if case .select(let deeper, let name, isOptional: false) = operand.kind {
            // The longest chain of names looks for qualified names on behalf of the shorter ones.
            inner = try selection(deeper, name, false, operand.offset)
        } else {
            inner = try node(operand)
        }
        return SelectNode(operand: inner, field: field, isOptional: isOptional, offset: offset)
    }

    private mutating func qualified(_ syntax: Syntax, otherwise: any Node) -> any Node {
        guard let chain = syntax.chain, chain.isAbsolute || !scope.contains(chain.names[0]) else { return otherwise }
        var candidates: [(name: String, fields: [String])] = []
        for count in stride(from: chain.names.count, to: 1, by: -1) {
            let name = chain.names[..<count].joined(separator: ".")
            if variables?.contains(name) != false { candidates.append((name, Array(chain.names[count...]))) }
        }
        if variables != nil, let longest = candidates.first {
            variablesRead.insert(longest.name)
            if variables?.contains(chain.names[0]) != true { variablesRead.remove(chain.names[0]) }
        }
        let path = chain.names.joined(separator: ".")
        let plain: any Node = Value.typeNames.contains(path) ? ConstantNode(constant: .type(path)) : otherwise
        return candidates.isEmpty ? plain : QualifiedNode(candidates: candidates, otherwise: plain, offset: syntax.offset)
    }

    // MARK: Calls and macros

    private mutating func call(
        _ name: String, _ target: Syntax?, _ arguments: [Syntax], _ offset: Int
    ) throws(SyntaxFailure) -> any Node {
        let names = scope
        let resolved = ResolvedCall(name, target: target, isLocal: { names.contains($0) })
        let all = resolved.arguments(target, arguments)
        let overloads = Function.all[resolved.name]?.overloads.filter { $0.style == resolved.style } ?? []
        guard let function = Function.all[resolved.name], !overloads.isEmpty else {
            return FailingNode(message: "undeclared reference to function '\(resolved.name)'", offset: offset)
        }
        guard overloads.contains(where: { $0.takes(all.count) }) else {
            return FailingNode(message: "no such overload: \(resolved.name) of \(all.count) values", offset: offset)
        }
        if resolved.name == "matches", all.count == 2, case .literal(.string(let source)) = all[1].kind {
            return MatchesNode(
                text: try node(all[0]), pattern: try Self.pattern(source, all[1].offset), patternLength: source.utf8.count,
                offset: offset)
        }
        if resolved.style == .method, resolved.name == "or" || resolved.name == "orValue" {
            return AlternativeNode(
                operand: try node(all[0]), otherwise: try node(all[1]), isOptional: resolved.name == "or", offset: offset)
        }
        return CallNode(body: function.body, arguments: try nodes(all), offset: offset)
    }

    private static func pattern(_ source: String, _ offset: Int) throws(SyntaxFailure) -> BoundedPattern {
        do {
            return try compiledPattern(source)
        } catch {
            throw SyntaxFailure(error.message, at: offset)
        }
    }

    private mutating func loop(_ loop: Loop, _ offset: Int) throws(SyntaxFailure) -> any Node {
        let range = try node(loop.range)
        let names = [loop.first] + (loop.second.map { [$0] } ?? [])
        let (slot, body) = try scoped(names, loop.body)
        let filter: (any Node)? = if let filter = loop.filter { try scoped(names, filter).node } else { nil }
        let parts = LoopParts(
            range: range, slot: slot, hasTwoNames: names.count == 2, filter: filter, body: body, offset: offset)
        return switch loop.kind {
        case .all: QuantifierNode(parts: parts, deciding: false)
        case .exists: QuantifierNode(parts: parts, deciding: true)
        case .existsOne: ExistsOneNode(parts: parts)
        case .filter: FilterNode(parts: parts)
        case .map, .transformList: MapListNode(parts: parts)
        case .transformMap: MapEntriesNode(parts: parts, makesEntries: false)
        case .transformMapEntry: MapEntriesNode(parts: parts, makesEntries: true)
        case .sortBy: SortByNode(parts: parts)
        }
    }
}
