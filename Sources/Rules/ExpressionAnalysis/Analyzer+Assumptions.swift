import CommonExpression
import JSON

extension Analyzer {
    /// Notes what follows from a condition having been true, or false.
    mutating func assume(_ syntax: Syntax, _ isTrue: Bool, _ facts: inout Facts) {
        guard !facts.isImpossible, syntax.height <= 60, step() else { return }
        switch syntax.kind {
        case .literal(.bool(let value)): if value != isTrue { facts.isImpossible = true }
        case .not(let operand): assume(operand, !isTrue, &facts)
        case .and(let operands): assume(operands, each: isTrue, isTrue, &facts)
        case .or(let operands): assume(operands, each: !isTrue, isTrue, &facts)
        case .compare(let op, let left, let right):
            assumeRead(left, &facts)
            assumeRead(right, &facts)
            compared(op, left, right, isTrue, &facts)
            noteTruth(syntax, isTrue, &facts)
        case .has(let operand, _):
            assumeRead(operand, &facts)
            noteTruth(syntax, isTrue, &facts)
        case .conditional, .bind, .optionalMap: break
        default:
            assumeRead(syntax, &facts)
            noteTruth(syntax, isTrue, &facts)
            if expansions < 8, let definition = definition(of: syntax) {
                expansions += 1
                assume(definition, isTrue, &facts)
                expansions -= 1
            }
        }
    }

    private mutating func noteTruth(_ syntax: Syntax, _ isTrue: Bool, _ facts: inout Facts) {
        // `a != b` and `a == b` are one question.
        if case .compare(let op, let left, let right) = syntax.kind, op == .equal || op == .notEqual {
            let other: ComparisonOperator = op == .equal ? .notEqual : .equal
            let twin = Syntax(kind: .compare(other, left, right), offset: syntax.offset, height: syntax.height)
            facts.note(key(twin), .truth(!isTrue, isTrue))
        }
        facts.note(key(syntax), .truth(isTrue, !isTrue))
    }

    /// Operands that all have the value, or of which one has it.
    private mutating func assume(_ operands: [Syntax], each: Bool, _ isTrue: Bool, _ facts: inout Facts) {
        if each {
            for operand in operands { assume(operand, isTrue, &facts) }
            return
        }
        guard operands.count <= 30 else { return }
        var joined = Facts.none
        joined.isImpossible = true
        for operand in operands {
            var branch = facts
            assume(operand, isTrue, &branch)
            joined = joined.union(branch)
        }
        facts = joined
    }

    /// Notes that the fields which this reads were there.
    private func assumeRead(_ syntax: Syntax, _ facts: inout Facts) {
        switch syntax.kind {
        case .select(let operand, let field, isOptional: false):
            assumeRead(operand, &facts)
            facts.note(presenceKey(operand, field), .truth(true, false))
        case .index(let operand, let index, isOptional: false):
            assumeRead(operand, &facts)
            if case .literal(.string(let name)) = index.kind {
                facts.note(presenceKey(operand, name), .truth(true, false))
            }
        case .call(let name, let target, let arguments):
            if let target, case .name = target.kind {} else if let target { assumeRead(target, &facts) }
            // The other way is taken only where there is no value.
            if name != "or", name != "orValue" { for argument in arguments { assumeRead(argument, &facts) } }
        case .has(let operand, _): assumeRead(operand, &facts)
        case .loop(let loop): assumeRead(loop.range, &facts)
        case .arithmetic(let first, let rest):
            assumeRead(first, &facts)
            for part in rest { assumeRead(part.operand, &facts) }
        default: break
        }
    }

    private mutating func compared(
        _ op: ComparisonOperator, _ left: Syntax, _ right: Syntax, _ isTrue: Bool, _ facts: inout Facts
    ) {
        guard left.isTerm, right.isTerm else { return }
        let now = facts
        let (a, b) = quietly { ($0.judge(left, now).shape, $0.judge(right, now).shape) }
        guard !a.isNothing, !b.isNothing else { return }
        switch (op, isTrue) {
        case (.equal, true), (.notEqual, false):
            narrow(left, a, to: b.loosened, &facts)
            narrow(right, b, to: a.loosened, &facts)
        case (.equal, false), (.notEqual, true):
            if let value = b.onlyValue { narrow(left, a, to: a.without(value), &facts) }
            if let value = a.onlyValue { narrow(right, b, to: b.without(value), &facts) }
        case (.less, _), (.lessOrEqual, _), (.greater, _), (.greaterOrEqual, _):
            let isLess = (op == .less || op == .lessOrEqual) == isTrue
            let orEqual = (op == .lessOrEqual || op == .greaterOrEqual) == isTrue
            ordered(
                isLess ? left : right, isLess ? a : b, below: isLess ? right : left, isLess ? b : a, orEqual, isTrue,
                &facts)
        case (.in, _): member(left, a, of: right, isTrue, &facts)
        }
    }

    private mutating func ordered(
        _ low: Syntax, _ a: Shape, below high: Syntax, _ b: Shape, _ orEqual: Bool, _ isTrue: Bool, _ facts: inout Facts
    ) {
        let kinds = a.kinds.union(b.kinds)
        // What is not a number is not below another, and yet not above it.
        guard kinds.isSubset(of: .numeric), isTrue || !kinds.contains(.double) else { return }
        let upper = b.range.upper.map { NumberRange.Bound(value: $0.value, isIncluded: $0.isIncluded && orEqual) }
        let lower = a.range.lower.map { NumberRange.Bound(value: $0.value, isIncluded: $0.isIncluded && orEqual) }
        narrow(low, a, to: Shape(kinds: .all, range: NumberRange(upper: upper)), &facts)
        narrow(high, b, to: Shape(kinds: .all, range: NumberRange(lower: lower)), &facts)
    }

    private mutating func member(
        _ left: Syntax, _ a: Shape, of right: Syntax, _ isTrue: Bool, _ facts: inout Facts
    ) {
        if case .list(let elements) = right.kind, elements.allSatisfy({ !$0.isOptional }) {
            var listed: [JSONValue] = []
            for element in elements {
                guard let value = quietly({ $0.judge(element.value, .none) }).shape.onlyValue else { return }
                listed.append(value)
            }
            if isTrue {
                narrow(left, a, to: Shape.oneOf(listed).loosened, &facts)
            } else {
                narrow(left, a, to: listed.reduce(a) { $0.without($1) }, &facts)
            }
        } else if case .literal(.string(let name)) = left.kind {
            facts.note(presenceKey(right, name), .truth(isTrue, !isTrue))
        }
    }

    /// Notes that a term was read and is of a shape.
    mutating func assume(_ term: Syntax, within bounds: Shape, _ facts: inout Facts) {
        assumeRead(term, &facts)
        let now = facts
        let shape = quietly { $0.judge(term, now).shape }
        if shape.isNothing { facts.isImpossible = true } else { narrow(term, shape, to: bounds, &facts) }
    }

    /// Notes a shape of a term, and of the number that a conversion takes.
    private mutating func narrow(_ term: Syntax, _ shape: Shape, to bounds: Shape, _ facts: inout Facts) {
        let narrowed = shape.intersection(bounds)
        if narrowed.isNothing {
            facts.isImpossible = true
            return
        }
        if case .literal = term.kind { return }
        facts.note(key(term), narrowed)
        guard case .call("decimal", nil, let arguments) = term.kind, arguments.count == 1, arguments[0].isTerm else {
            return
        }
        let now = facts
        let inner = quietly { $0.judge(arguments[0], now).shape }
        guard inner.kinds.isSubset(of: .numeric) else { return }
        narrow(arguments[0], inner, to: Shape(kinds: .all, range: narrowed.range), &facts)
    }
}

extension Shape {
    /// The shape of what is equal to a value of this one: a number may be of another kind.
    fileprivate var loosened: Shape {
        guard !kinds.isDisjoint(with: .numeric) else { return self }
        return Shape(
            kinds: kinds.union(.numeric), range: range, isIntegral: isIntegral, values: values, length: length,
            count: count)
    }

    /// The value that it is, when there is one alone.
    fileprivate var onlyValue: JSONValue? {
        if let values { return values.count == 1 ? values.first : Optional.none }
        if kinds == .null { return .null }
        guard kinds.isSubset(of: .numeric), let single = range.single, let number = JSONNumber(single.description)
        else {
            return nil
        }
        return .number(number)
    }

    /// The shape without a value.
    fileprivate func without(_ value: JSONValue) -> Shape {
        if values != nil { return excluding([value]) }
        if value.isNull {
            return kinds == .null ? .nothing : intersection(Shape(kinds: Kinds.all.subtracting(.null)))
        }
        if let number = value.number.flatMap(ExactDecimal.init), kinds.isSubset(of: [.int, .written, .decimal]) {
            var range = range
            if range.single == number { return .nothing }
            if range.lower?.value == number { range.lower = .init(value: number, isIncluded: false) }
            if range.upper?.value == number { range.upper = .init(value: number, isIncluded: false) }
            return intersection(Shape(kinds: .all, range: range))
        }
        return self
    }
}

extension Syntax {
    /// Whether it is made of names, fields, constants and conversions alone, so that it is worth and cheap to know things of it.
    var isTerm: Bool {
        switch kind {
        case .literal, .name: true
        case .select(let operand, _, let isOptional): !isOptional && operand.isTerm
        case .index(let operand, let index, let isOptional): !isOptional && operand.isTerm && index.isTerm
        case .call(_, let target, let arguments): (target?.isTerm ?? true) && arguments.allSatisfy(\.isTerm)
        case .list(let elements): elements.allSatisfy(\.value.isTerm)
        case .arithmetic(let first, let rest): first.isTerm && rest.allSatisfy(\.operand.isTerm)
        case .negative(let operand): operand.isTerm
        default: false
        }
    }
}
