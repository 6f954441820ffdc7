import CommonExpression
import JSON

/// Evaluates an expression over shapes instead of values, and notes on the way what can't be right.
struct Analyzer {
    /// What a part of an expression gives, and whether evaluating it can fail. A shape with nothing in it: it always fails.
    struct Judgement {
        var shape: Shape
        var mayFail: Bool

        static let unknown = Judgement(shape: .any, mayFail: true)
    }

    struct Note: Hashable {
        let kind: Analysis.Finding.Kind
        let offset: Int
        let message: String
        let suggestion: String
    }

    let variables: [String: Shape]
    /// What variables with rules of their own stand for.
    let definitions: [String: Syntax]
    private(set) var scope: [(name: String, shape: Shape)] = []
    private var notes: [Note] = []
    private var silence = 0
    /// How deep the names of variables are replaced by their rules at the moment.
    var expansions = 0
    private(set) var steps = 50_000
    /// Rules that people write are far less high; a higher part may be anything.
    private static let height = 60

    init(variables: [String: Shape], definitions: [String: Syntax] = [:]) {
        self.variables = variables
        self.definitions = definitions
    }

    /// Counts a piece of work. False when it has been too much.
    mutating func step() -> Bool {
        steps -= 1
        return steps > 0
    }

    /// What a name stands for that has a rule of its own; nil where a local name could be taken for one of those in it.
    func definition(of syntax: Syntax) -> Syntax? {
        guard !definitions.isEmpty, let chain = syntax.chain, !scope.contains(where: { variables[$0.name] != nil })
        else {
            return nil
        }
        return definitions[chain.names.joined(separator: ".")]
    }

    /// Whether the expression was too much work to be judged.
    var isExhausted: Bool { steps <= 0 }

    mutating func quietly<Result>(_ work: (inout Analyzer) -> Result) -> Result {
        silence += 1
        defer { silence -= 1 }
        return work(&self)
    }

    mutating func note(_ kind: Analysis.Finding.Kind, _ offset: Int, _ message: String, _ suggestion: String) {
        guard silence == 0, notes.count < 100 else { return }
        let note = Note(kind: kind, offset: offset, message: message, suggestion: suggestion)
        if !notes.contains(note) { notes.append(note) }
    }

    func located(in source: String) -> [Analysis.Finding] {
        notes.sorted { ($0.offset, $0.message) < ($1.offset, $1.message) }.map { note in
            let place = SourcePlace(offset: note.offset, in: source)
            return Analysis.Finding(
                kind: note.kind, message: note.message, suggestion: note.suggestion, line: place.line,
                column: place.column, sourceLine: place.text)
        }
    }

    func key(_ syntax: Syntax) -> [UInt8] { SyntaxPrinter.key(syntax, scope.map(\.name)) }

    mutating func judge(_ syntax: Syntax, _ facts: Facts) -> Judgement {
        guard step(), syntax.height <= Self.height else { return .unknown }
        // Where the conditions exclude each other nothing is evaluated, so nothing is wrong.
        if facts.isImpossible { return Judgement(shape: .nothing, mayFail: false) }
        var judgement = judgeKind(syntax, facts)
        guard !facts.isEmpty, !judgement.shape.isNothing, let known = facts[key(syntax)] else { return judgement }
        judgement.shape = judgement.shape.intersection(known)
        return judgement
    }

    private mutating func judgeKind(_ syntax: Syntax, _ facts: Facts) -> Judgement {
        switch syntax.kind {
        case .literal(let value): return Judgement(shape: Shape(literal: value), mayFail: false)
        case .name(let name, let isAbsolute): return self.name(name, isAbsolute)
        case .select(let operand, let field, let isOptional):
            // A variable that has a rule fails where the rule does.
            if let shape = qualified(syntax) {
                lookInto(syntax, facts)
                return Judgement(shape: shape, mayFail: true)
            }
            return select(syntax, operand, field, isOptional, facts)
        case .has(let operand, let field): return has(operand, field, syntax.offset, facts)
        case .index(let operand, let index, let isOptional):
            return self.index(syntax, operand, index, isOptional, facts)
        case .call(let name, let target, let arguments): return call(name, target, arguments, syntax.offset, facts)
        case .list(let elements): return list(elements, facts)
        case .map(let entries): return map(entries, facts)
        case .conditional(let cases, let otherwise): return conditional(cases, otherwise, facts)
        case .and(let operands): return junction(operands, deciding: false, facts)
        case .or(let operands): return junction(operands, deciding: true, facts)
        case .arithmetic(let first, let rest): return arithmetic(first, rest, facts)
        case .compare(let op, let left, let right): return compare(op, left, right, syntax.offset, facts)
        case .not(let operand):
            let judgement = condition(operand, "the operand of '!'", facts)
            return Judgement(
                shape: .truth(judgement.shape.canBe(false), judgement.shape.canBe(true)), mayFail: judgement.mayFail)
        case .negative(let operand): return negative(operand, syntax.offset, facts)
        case .loop(let loop): return self.loop(loop, syntax.offset, facts)
        case .bind(let name, let bound, let body):
            let value = judge(bound, facts)
            let result = scoped([(name, value.shape)]) { $0.judge(body, facts) }
            return Judgement(shape: result.shape, mayFail: value.mayFail || result.mayFail)
        case .optionalMap(let target, let name, let body, let isFlat):
            let value = judge(target, facts)
            let inner = value.shape.kinds == .optional ? value.shape.element ?? .any : .any
            let result = scoped([(name, inner)]) { $0.judge(body, facts) }.shape
            return Judgement(
                shape: isFlat ? Shape(kinds: .optional) : Shape(kinds: .optional, element: result), mayFail: true)
        }
    }

    mutating func scoped<Result>(
        _ names: [(name: String, shape: Shape)], _ work: (inout Analyzer) -> Result
    ) -> Result {
        scope += names
        defer { scope.removeLast(names.count) }
        return work(&self)
    }

    private func name(_ name: String, _ isAbsolute: Bool) -> Judgement {
        if !isAbsolute, let local = scope.last(where: { sameText($0.name, name) }) {
            return Judgement(shape: local.shape, mayFail: false)
        }
        if let shape = variables[name] { return Judgement(shape: shape, mayFail: false) }
        return Value.typeNames.contains(name) ? Judgement(shape: Shape(kinds: .type), mayFail: false) : .unknown
    }

    /// The shape of a qualified name that is declared, or of a type's.
    private func qualified(_ syntax: Syntax) -> Shape? {
        guard let chain = syntax.chain, chain.isAbsolute || !scope.contains(where: { $0.name == chain.names[0] }) else {
            return nil
        }
        for count in stride(from: chain.names.count, to: 1, by: -1) {
            let name = chain.names[..<count].joined(separator: ".")
            if let shape = variables[name] { return count == chain.names.count ? shape : .any }
        }
        return Value.typeNames.contains(chain.names.joined(separator: ".")) ? Shape(kinds: .type) : nil
    }

    /// Notes what the rule behind a name reads unguarded here: it is evaluated where it is read, and not before.
    private mutating func lookInto(_ syntax: Syntax, _ facts: Facts) {
        guard silence == 0, expansions < 8, let definition = definition(of: syntax) else { return }
        let outer = notes
        notes = []
        expansions += 1
        _ = judge(definition, facts)
        expansions -= 1
        let found = notes.first { $0.kind == .unguardedField }
        notes = outer
        guard let found else { return }
        note(found.kind, syntax.offset, "in '\(SyntaxPrinter.text(syntax))' \(found.message)", found.suggestion)
    }

    private mutating func list(_ elements: [(value: Syntax, isOptional: Bool)], _ facts: Facts) -> Judgement {
        var (element, mayFail, required) = (Shape.nothing, false, 0)
        for (value, isOptional) in elements {
            let judgement = judge(value, facts)
            element = element.union(isOptional ? .any : judgement.shape)
            mayFail = mayFail || judgement.mayFail
            if !isOptional { required += 1 }
        }
        return Judgement(
            shape: .list(of: elements.isEmpty ? .any : element, count: required...elements.count), mayFail: mayFail)
    }

    private mutating func map(
        _ entries: [(key: Syntax, value: Syntax, isOptional: Bool)], _ facts: Facts
    ) -> Judgement {
        var (fields, mayFail, isNamed): ([Shape.Field], Bool, Bool) = ([], false, true)
        for (key, value, isOptional) in entries {
            let (name, judgement) = (judge(key, facts), judge(value, facts))
            mayFail = mayFail || name.mayFail || judgement.mayFail
            if case .literal(.string(let text)) = key.kind {
                fields.append(.init(text, isOptional ? .any : judgement.shape, isRequired: !isOptional))
            } else {
                isNamed = false
            }
        }
        return Judgement(shape: isNamed ? .map(of: .any, knowing: fields) : Shape(kinds: .map), mayFail: mayFail)
    }
}

extension Shape {
    /// The shape of a value that stands in the expression.
    init(literal value: Value) {
        switch value {
        case .null: self = .null
        case .bool(let value): self.init(kinds: .bool, values: [.bool(value)])
        case .int(let value): self.init(kinds: .int, range: NumberRange(ExactDecimal(value)), isIntegral: true)
        case .uint: self.init(kinds: .uint, isIntegral: true)
        case .number(let number):
            // A number with more digits than a double has is another one when it is compared.
            guard let exact = number.decimal, JSONNumber(number.double)?.decimal == exact else {
                self.init(kinds: .written)
                return
            }
            self.init(kinds: .written, range: NumberRange(exact), isIntegral: exact.isInteger)
        case .string(let text):
            self.init(
                kinds: .string, values: [.string(text)], length: text.unicodeScalars.count...text.unicodeScalars.count)
        case .bytes: self.init(kinds: .bytes)
        case .decimal(let value): self.init(kinds: .decimal, range: NumberRange(value), isIntegral: value.isInteger)
        default: self = .any
        }
    }
}
