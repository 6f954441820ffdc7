import JSON

/// Parses tokens by precedence climbing. Its recursion, and the height of what it makes, are bounded.
struct Parser {
    private let tokens: [Token]
    private var place = 0
    private var depth = 0
    private let limit: Int

    static func parse(_ source: String, depth limit: Int) throws(SyntaxError) -> Syntax {
        var parser = Parser(tokens: try Lexer.tokens(source), limit: limit)
        let syntax = try parser.expression()
        guard parser.token.kind == .end else {
            throw SyntaxError(parser.token.surprise, at: parser.token.offset)
        }
        return syntax
    }

    private init(tokens: [Token], limit: Int) {
        self.tokens = tokens
        self.limit = limit
    }

    private var token: Token { tokens[place] }

    private mutating func advance() { if place < tokens.count - 1 { place += 1 } }

    private mutating func accept(_ symbol: Token.Symbol) -> Bool {
        guard token.kind == .symbol(symbol) else { return false }
        advance()
        return true
    }

    private mutating func expect(_ symbol: Token.Symbol) throws(SyntaxError) {
        guard accept(symbol) else {
            throw SyntaxError("expected '\(symbol.rawValue)' instead of \(token.name)", at: token.offset)
        }
    }

    /// A node, unless it would be too high.
    func node(_ kind: Syntax.Kind, at offset: Int, over children: Syntax...) throws(SyntaxError) -> Syntax {
        try node(kind, at: offset, over: children)
    }

    private func node(_ kind: Syntax.Kind, at offset: Int, over children: [Syntax]) throws(SyntaxError) -> Syntax {
        let height = 1 + (children.lazy.map(\.height).max() ?? 0)
        guard height <= limit * 2 else { throw tooDeep(offset) }
        return Syntax(kind: kind, offset: offset, height: height)
    }

    private func tooDeep(_ offset: Int) -> SyntaxError {
        SyntaxError("the expression is nested more than \(limit) levels deep", at: offset)
    }

    private mutating func expression() throws(SyntaxError) -> Syntax {
        depth += 1
        defer { depth -= 1 }
        guard depth <= limit else { throw tooDeep(token.offset) }
        var cases: [(condition: Syntax, value: Syntax)] = []
        var last = try binary(1)
        while token.kind == .symbol(.question) {
            advance()
            let value = try binary(1)
            try expect(.colon)
            cases.append((last, value))
            last = try binary(1)
        }
        guard let first = cases.first else { return last }
        return try node(
            .conditional(cases, otherwise: last), at: first.condition.offset,
            over: cases.flatMap { [$0.condition, $0.value] } + [last]
        )
    }

    private enum Operator {
        case or, and
        case compare(ComparisonOperator)
        case arithmetic(ArithmeticOperator)

        var level: Int {
            switch self {
            case .or: 1
            case .and: 2
            case .compare: 3
            case .arithmetic(.add), .arithmetic(.subtract): 4
            case .arithmetic: 5
            }
        }
    }

    private var op: Operator? {
        guard case .symbol(let symbol) = token.kind else { return nil }
        return switch symbol {
        case .or: .or
        case .and: .and
        case .equal: .compare(.equal)
        case .notEqual: .compare(.notEqual)
        case .less: .compare(.less)
        case .lessOrEqual: .compare(.lessOrEqual)
        case .greater: .compare(.greater)
        case .greaterOrEqual: .compare(.greaterOrEqual)
        case .in: .compare(.in)
        case .plus: .arithmetic(.add)
        case .minus: .arithmetic(.subtract)
        case .star: .arithmetic(.multiply)
        case .slash: .arithmetic(.divide)
        case .percent: .arithmetic(.remainder)
        default: nil
        }
    }

    /// Operands joined by operators of this level or a tighter one. Operators of one level become one node.
    private mutating func binary(_ minimum: Int) throws(SyntaxError) -> Syntax {
        var left = try unary()
        while let op, op.level >= minimum {
            let offset = token.offset
            switch op {
            case .compare(let comparison):
                advance()
                let right = try binary(op.level + 1)
                left = try node(.compare(comparison, left, right), at: offset, over: left, right)
            case .or, .and:
                var operands = [left]
                while let next = self.op, next.level == op.level {
                    advance()
                    operands.append(try binary(op.level + 1))
                }
                let kind: Syntax.Kind = op.level == 1 ? .or(operands) : .and(operands)
                left = try node(kind, at: offset, over: operands)
            case .arithmetic:
                var rest: [(op: ArithmeticOperator, offset: Int, operand: Syntax)] = []
                while case .arithmetic(let arithmetic)? = self.op, self.op?.level == op.level {
                    let place = token.offset
                    advance()
                    rest.append((arithmetic, place, try binary(op.level + 1)))
                }
                left = try node(.arithmetic(left, rest), at: offset, over: [left] + rest.map(\.operand))
            }
        }
        return left
    }

    private mutating func unary() throws(SyntaxError) -> Syntax {
        let offset = token.offset
        guard case .symbol(let sign) = token.kind, sign == .not || sign == .minus else {
            return try postfix(negative: false)
        }
        var count = 0
        while accept(sign) { count += 1 }
        var isNegative = false
        if sign == .minus {
            switch token.kind {
            case .int, .double:
                isNegative = true
                count -= 1
            default: break
            }
        }
        var operand = try postfix(negative: isNegative)
        // Two signs of a kind check the type of the operand and cancel each other out.
        for _ in 0..<(count > 2 ? 2 - count % 2 : count) {
            operand = try node(sign == .not ? .not(operand) : .negative(operand), at: offset, over: operand)
        }
        return operand
    }

    private mutating func postfix(negative: Bool) throws(SyntaxError) -> Syntax {
        var operand = try primary(negative: negative)
        while true {
            let offset = token.offset
            if accept(.dot) {
                let isOptional = accept(.question)
                let nameOffset = token.offset
                switch token.kind {
                case .quoted(let field):
                    advance()
                    operand = try node(
                        .select(operand, field: field, isOptional: isOptional), at: nameOffset, over: operand)
                case .identifier(let name):
                    advance()
                    if !isOptional, accept(.openParenthesis) {
                        let arguments = try arguments()
                        operand = try call(name, target: operand, arguments, at: nameOffset)
                    } else {
                        operand = try node(
                            .select(operand, field: name, isOptional: isOptional), at: nameOffset, over: operand)
                    }
                default: throw SyntaxError("expected a field name instead of \(token.name)", at: token.offset)
                }
            } else if accept(.openBracket) {
                let isOptional = accept(.question)
                let index = try expression()
                try expect(.closeBracket)
                operand = try node(.index(operand, index, isOptional: isOptional), at: offset, over: operand, index)
            } else if token.kind == .symbol(.openBrace), case .name = operand.kind {
                throw SyntaxError("messages can't be made, there are no message types here", at: token.offset)
            } else {
                return operand
            }
        }
    }

    private mutating func arguments() throws(SyntaxError) -> [Syntax] {
        var arguments: [Syntax] = []
        if accept(.closeParenthesis) { return arguments }
        repeat { arguments.append(try expression()) } while accept(.comma)
        try expect(.closeParenthesis)
        return arguments
    }

    private func call(
        _ name: String, target: Syntax?, _ arguments: [Syntax], at offset: Int
    ) throws(SyntaxError) -> Syntax {
        if let macro = try macro(name, target: target, arguments, at: offset) { return macro }
        let children = target.map { [$0] + arguments } ?? arguments
        return try node(.call(name, target: target, arguments: arguments), at: offset, over: children)
    }

    private static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace",
        "return", "var", "void", "while",
    ]

    private mutating func primary(negative: Bool) throws(SyntaxError) -> Syntax {
        let (start, offset) = (token, token.offset)
        advance()
        switch start.kind {
        case .int(let text): return try node(.literal(try Self.int(text, negative, offset)), at: offset)
        case .uint(let text): return try node(.literal(try Self.uint(text, offset)), at: offset)
        case .double(let text): return try node(.literal(try Self.double(text, negative, offset)), at: offset)
        case .string(let text): return try node(.literal(.string(text)), at: offset)
        case .bytes(let bytes): return try node(.literal(.bytes(bytes)), at: offset)
        case .symbol(.true): return try node(.literal(.bool(true)), at: offset)
        case .symbol(.false): return try node(.literal(.bool(false)), at: offset)
        case .symbol(.null): return try node(.literal(.null), at: offset)
        case .symbol(.openParenthesis):
            let inner = try expression()
            try expect(.closeParenthesis)
            return inner
        case .symbol(.openBracket): return try list(offset)
        case .symbol(.openBrace): return try map(offset)
        case .symbol(.dot):
            guard case .identifier(let name) = token.kind else {
                throw SyntaxError("expected a name instead of \(token.name)", at: token.offset)
            }
            advance()
            return try named(name, isAbsolute: true, offset)
        case .identifier(let name): return try named(name, isAbsolute: false, offset)
        default: throw SyntaxError(start.surprise, at: offset)
        }
    }

    private mutating func named(_ name: String, isAbsolute: Bool, _ offset: Int) throws(SyntaxError) -> Syntax {
        guard !Self.reserved.contains(name) else { throw SyntaxError("'\(name)' is a reserved word", at: offset) }
        if accept(.openParenthesis) { return try call(name, target: nil, try arguments(), at: offset) }
        return try node(.name(name, isAbsolute: isAbsolute), at: offset)
    }

    private mutating func list(_ offset: Int) throws(SyntaxError) -> Syntax {
        var elements: [(value: Syntax, isOptional: Bool)] = []
        while !accept(.closeBracket) {
            let isOptional = accept(.question)
            elements.append((try expression(), isOptional))
            if !accept(.comma) {
                try expect(.closeBracket)
                break
            }
        }
        return try node(.list(elements), at: offset, over: elements.map(\.value))
    }

    private mutating func map(_ offset: Int) throws(SyntaxError) -> Syntax {
        var entries: [(key: Syntax, value: Syntax, isOptional: Bool)] = []
        while !accept(.closeBrace) {
            let isOptional = accept(.question)
            let key = try expression()
            try expect(.colon)
            entries.append((key, try expression(), isOptional))
            if !accept(.comma) {
                try expect(.closeBrace)
                break
            }
        }
        return try node(.map(entries), at: offset, over: entries.flatMap { [$0.key, $0.value] })
    }
}
