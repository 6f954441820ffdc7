import CommonExpression
import JSON

extension Analyzer {
    /// The judgement of what has to be a bool.
    mutating func condition(_ syntax: Syntax, _ what: String, _ facts: Facts) -> Judgement {
        let judgement = judge(syntax, facts)
        if !judgement.shape.isNothing, !judgement.shape.kinds.contains(.bool) {
            note(
                .typeMismatch, syntax.offset, "\(what) must be a bool, and this is \(judgement.shape.name)",
                "Compare it with something")
            return Judgement(shape: .nothing, mayFail: true)
        }
        if judgement.shape.kinds != .bool {
            return Judgement(shape: judgement.shape.isNothing ? .nothing : .bool, mayFail: true)
        }
        return judgement
    }

    /// `&&`, where false decides, and `||`, where true does. Each operand is judged where those before it did not decide.
    mutating func junction(_ operands: [Syntax], deciding: Bool, _ facts: Facts) -> Judgement {
        var inside = facts
        let name = deciding ? "||" : "&&"
        let asking = operands.indices.filter { operands[$0].asksForPresence }.prefix(20)
        var (canDecide, canPass, mayFail, isUncertain) = (false, true, false, false)
        for (index, operand) in operands.enumerated() {
            if inside.isImpossible {
                canDecide = canDecide || isUncertain
                break
            }
            // A later `has` guards as well: when it decides, an earlier error doesn't count.
            let later = asking.filter { $0 > index }.map { operands[$0] }
            let (judgement, isImpossible) = judged(operand, "an operand of '\(name)'", inside, later, !deciding)
            // After an operand that failed, one that decides still counts, and nothing is known of where it is.
            if judgement.shape.canBe(deciding) || (isUncertain && !operand.isLiteral) { canDecide = true }
            mayFail = mayFail || judgement.mayFail
            isUncertain = isUncertain || judgement.mayFail || !later.isEmpty
            if !judgement.shape.canBe(!deciding), !isImpossible { inside.isImpossible = true }
            assume(operand, !deciding, &inside)
            if inside.isImpossible { canPass = false }
        }
        return Judgement(
            shape: .truth(deciding ? canDecide : canPass, deciding ? canPass : canDecide), mayFail: mayFail)
    }

    /// The judgement of an operand before others that ask for presence; and whether these exclude what is known.
    private mutating func judged(
        _ operand: Syntax, _ what: String, _ facts: Facts, _ later: [Syntax], _ isTrue: Bool
    ) -> (Judgement, isImpossible: Bool) {
        guard !later.isEmpty else { return (condition(operand, what, facts), false) }
        var facts = facts
        for question in later { assume(question, isTrue, &facts) }
        return (condition(operand, what, facts), facts.isImpossible)
    }

    mutating func conditional(
        _ cases: [(condition: Syntax, value: Syntax)], _ otherwise: Syntax, _ facts: Facts
    ) -> Judgement {
        var (facts, shape, mayFail) = (facts, Shape.nothing, false)
        for (condition, value) in cases {
            let judgement = self.condition(condition, "the condition", facts)
            mayFail = mayFail || judgement.mayFail
            if judgement.shape.canBe(true) {
                var inside = facts
                assume(condition, true, &inside)
                let result = judge(value, inside)
                shape = shape.union(result.shape)
                mayFail = mayFail || result.mayFail
            }
            if !judgement.shape.canBe(false) { facts.isImpossible = true }
            assume(condition, false, &facts)
        }
        let result = judge(otherwise, facts)
        return Judgement(shape: shape.union(result.shape), mayFail: mayFail || result.mayFail)
    }

    mutating func loop(_ loop: Loop, _ offset: Int, _ facts: Facts) -> Judgement {
        let range = judge(loop.range, facts)
        var shape = range.shape
        if shape.kinds.contains(.optional) { shape = .any }
        guard shape.isNothing || !shape.kinds.isDisjoint(with: [.list, .map]) else {
            note(
                .typeMismatch, offset,
                "'\(loop.kind.rawValue)' needs a list or an object, and '\(SyntaxPrinter.text(loop.range))' is \(shape.name)",
                "Ask the value itself")
            return Judgement(shape: .nothing, mayFail: true)
        }
        let names = names(of: loop, over: shape)
        let isSure = !range.mayFail && (shape.kinds == .list || shape.kinds == .map)
        let canBeEmpty = shape.kinds != .list || shape.count.lowerBound == 0
        var inside = facts
        if shape.isNothing || (shape.kinds == .list && shape.count.upperBound == 0) { inside.isImpossible = true }
        return scoped(names) { analyzer in
            var mayFail = !isSure
            if let filter = loop.filter {
                mayFail = analyzer.condition(filter, "the filter", inside).mayFail || mayFail
                analyzer.assume(filter, true, &inside)
            }
            return analyzer.body(of: loop, names[0].shape, shape, inside, mayFail, canBeEmpty)
        }
    }

    private func names(of loop: Loop, over shape: Shape) -> [(name: String, shape: Shape)] {
        var (first, second) = (Shape.any, Shape.any)
        if shape.kinds == .list {
            let element = shape.element ?? .any
            (first, second) = loop.second == nil ? (element, .any) : (.int, element)
        } else if shape.kinds == .map, let object = shape.object {
            first = .string
            second = object.fields.reduce(object.rest ?? .nothing) { $0.union($1.shape) }
        }
        return [(loop.first, first)] + (loop.second.map { [($0, second)] } ?? [])
    }

    private mutating func body(
        of loop: Loop, _ element: Shape, _ range: Shape, _ facts: Facts, _ mayFail: Bool, _ canBeEmpty: Bool
    ) -> Judgement {
        let isPredicate = [.all, .exists, .existsOne, .filter].contains(loop.kind)
        let body = isPredicate ? condition(loop.body, "the predicate", facts) : judge(loop.body, facts)
        let fails = mayFail || body.mayFail
        switch loop.kind {
        case .all:
            return Judgement(
                shape: .truth(canBeEmpty || body.shape.canBe(true), body.shape.canBe(false)), mayFail: fails)
        case .exists:
            return Judgement(
                shape: .truth(body.shape.canBe(true), canBeEmpty || body.shape.canBe(false)),
                mayFail: fails)
        case .existsOne: return Judgement(shape: .truth(body.shape.canBe(true), true), mayFail: fails)
        case .filter:
            let most = body.shape.canBe(true) ? range.kinds == .list ? range.count.upperBound : Int.max : 0
            let least = body.shape.canBe(false) || range.kinds != .list || fails ? 0 : range.count.lowerBound
            return Judgement(shape: .list(of: element, count: least...max(least, most)), mayFail: fails)
        case .map, .transformList:
            let isCounted = range.kinds == .list && loop.filter == nil
            return Judgement(
                shape: .list(
                    of: body.shape.isNothing ? .any : body.shape, count: isCounted ? range.count : Shape.anyLength),
                mayFail: fails)
        case .sortBy: return Judgement(shape: .list(of: element), mayFail: true)
        case .transformMap, .transformMapEntry: return Judgement(shape: Shape(kinds: .map), mayFail: true)
        }
    }
}

extension Syntax {
    /// Whether it is `has(…)` or its opposite.
    fileprivate var asksForPresence: Bool {
        switch kind {
        case .has: true
        case .not(let operand): if case .has = operand.kind { true } else { false }
        default: false
        }
    }

    fileprivate var isLiteral: Bool { if case .literal = kind { true } else { false } }
}
