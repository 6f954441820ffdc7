import CommonExpression

/// The rules that variables stand for, each written out: where a variable is read, its rule can stand instead.
struct Definitions {
    private var rules: [String: (syntax: Syntax, size: Int)] = [:]
    /// The names that may not be taken by something local where a rule is put in: those that rules read begin with them.
    private var roots: Set<String> = []
    /// The most nodes that an expression has after it was written out.
    private static let largest = 20_000

    /// Writes each rule out with those before it. The order is that of their dependence.
    init(_ definitions: [String: Expression]) {
        var waiting = definitions.mapValues(\.syntax)
        roots = Set(definitions.flatMap { [$0.key] + Array($0.value.variablesRead) }.map(Self.root))
        // Each round takes those that read nothing which still waits; a circle is never taken.
        while !waiting.isEmpty {
            let names = Set(waiting.keys)
            let ready = waiting.filter { name, _ in
                definitions[name].map { $0.variablesRead.isDisjoint(with: names.subtracting([name])) } ?? false
            }
            guard !ready.isEmpty else { return }
            for (name, syntax) in ready {
                waiting[name] = nil
                if let written = writtenOut(syntax) { rules[name] = (written, written.size) }
            }
        }
    }

    private static func root(_ name: String) -> String {
        name.firstIndex(of: ".").map { String(name[..<$0]) } ?? name
    }

    /// The expression with the rules in place of the variables; nil when that would be too large.
    func writtenOut(_ syntax: Syntax) -> Syntax? {
        guard !rules.isEmpty else { return syntax }
        var left = Self.largest
        let written = writtenOut(syntax, &left)
        return left > 0 ? written : nil
    }

    private func writtenOut(_ syntax: Syntax, _ left: inout Int) -> Syntax {
        left -= 1
        guard left > 0 else { return syntax }
        if let chain = syntax.chain, let rule = rules[chain.names.joined(separator: ".")] {
            left -= rule.size
            return rule.syntax
        }
        // Below a local name of theirs, the rules would be about something else.
        if syntax.localNames.contains(where: roots.contains) { return syntax }
        return syntax.mapChildren { writtenOut($0, &left) }
    }
}

extension Syntax {
    /// The number of its nodes.
    fileprivate var size: Int {
        var count = 1
        _ = mapChildren {
            count += $0.size
            return $0
        }
        return count
    }

    /// The names that it gives to values for its own body.
    fileprivate var localNames: [String] {
        switch kind {
        case .loop(let loop): [loop.first] + (loop.second.map { [$0] } ?? [])
        case .bind(let name, _, _), .optionalMap(_, let name, _, _): [name]
        default: []
        }
    }

    /// The same expression over other parts.
    func mapChildren(_ change: (Syntax) -> Syntax) -> Syntax {
        var height = 0
        func part(_ syntax: Syntax) -> Syntax {
            let changed = change(syntax)
            height = max(height, changed.height)
            return changed
        }
        let kind: Kind =
            switch kind {
            case .literal, .name: kind
            case .select(let operand, let field, let isOptional):
                .select(part(operand), field: field, isOptional: isOptional)
            case .has(let operand, let field): .has(part(operand), field: field)
            case .index(let operand, let index, let isOptional):
                .index(part(operand), part(index), isOptional: isOptional)
            case .call(let name, let target, let arguments):
                .call(name, target: target.map(part), arguments: arguments.map(part))
            case .list(let elements): .list(elements.map { (part($0.value), $0.isOptional) })
            case .map(let entries): .map(entries.map { (part($0.key), part($0.value), $0.isOptional) })
            case .conditional(let cases, let otherwise):
                .conditional(cases.map { (part($0.condition), part($0.value)) }, otherwise: part(otherwise))
            case .and(let operands): .and(operands.map(part))
            case .or(let operands): .or(operands.map(part))
            case .arithmetic(let first, let rest):
                .arithmetic(part(first), rest.map { ($0.op, $0.offset, part($0.operand)) })
            case .compare(let op, let left, let right): .compare(op, part(left), part(right))
            case .not(let operand): .not(part(operand))
            case .negative(let operand): .negative(part(operand))
            case .loop(let loop):
                .loop(
                    Loop(
                        kind: loop.kind, range: part(loop.range), first: loop.first, second: loop.second,
                        filter: loop.filter.map(part), body: part(loop.body)))
            case .bind(let name, let bound, let body): .bind(name, part(bound), body: part(body))
            case .optionalMap(let target, let name, let body, let isFlat):
                .optionalMap(part(target), name: name, body: part(body), isFlat: isFlat)
            }
        return Syntax(kind: kind, offset: offset, height: height + 1)
    }
}
