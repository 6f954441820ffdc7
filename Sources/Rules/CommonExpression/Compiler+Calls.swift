import BoundedPattern

extension Compiler {
    mutating func call(
        _ name: String, _ target: Syntax?, _ arguments: [Syntax], _ offset: Int
    ) throws(SyntaxError) -> any Node {
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
                text: try node(all[0]), pattern: try pattern(source, all[1].offset), offset: offset)
        }
        if resolved.style == .method, resolved.name == "or" || resolved.name == "orValue" {
            return AlternativeNode(
                operand: try node(all[0]), otherwise: try node(all[1]), isOptional: resolved.name == "or",
                offset: offset)
        }
        return CallNode(body: function.body, arguments: try nodes(all), offset: offset)
    }

    private mutating func pattern(_ source: String, _ offset: Int) throws(SyntaxError) -> BoundedPattern {
        if let pattern = patterns[.string(source)] { return pattern }
        guard patterns.count < Self.mostPatterns else {
            throw SyntaxError("an expression holds no more than \(Self.mostPatterns) different patterns", at: offset)
        }
        do {
            let pattern = try compiledPattern(source)
            patterns[.string(source)] = pattern
            return pattern
        } catch {
            throw SyntaxError(error.message, at: offset)
        }
    }

    mutating func loop(_ loop: Loop, _ offset: Int) throws(SyntaxError) -> any Node {
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
