import CommonExpression
import JSON

extension Analyzer {
    mutating func arithmetic(
        _ first: Syntax, _ rest: [(op: ArithmeticOperator, offset: Int, operand: Syntax)], _ facts: Facts
    ) -> Judgement {
        var total = judge(first, facts)
        var text = SyntaxPrinter.text(first)
        for (op, offset, operand) in rest {
            let next = judge(operand, facts)
            defer { text += " \(op.rawValue) \(SyntaxPrinter.text(operand))" }
            total.mayFail = true
            if total.shape.isNothing || next.shape.isNothing {
                total.shape = .nothing
                continue
            }
            let shape = Self.result(op, total.shape, next.shape)
            if shape.isNothing {
                let isMixed = [total.shape, next.shape].allSatisfy { $0.kinds.isSubset(of: .numeric) }
                note(
                    .typeMismatch, offset,
                    "'\(op.rawValue)' can't join \(total.shape.name) and \(next.shape.name)",
                    isMixed
                        ? "Convert one of them with int(), double() or decimal()"
                        : "Convert one of them, or take another field")
            } else {
                for (shape, other, name) in [
                    (total.shape, next.shape, text), (next.shape, total.shape, SyntaxPrinter.text(operand)),
                ] where shape.isNumberAsWritten && other.kinds != .decimal {
                    note(
                        .inexactArithmetic, offset,
                        "'\(name)' is an int or a double, as its writer wrote it, and '\(op.rawValue)' fails or rounds accordingly",
                        "Write decimal(\(name)) or double(\(name))")
                    break
                }
            }
            total.shape = shape
        }
        return total
    }

    /// The shape of a result; nothing when the operator has no form for such operands.
    private static func result(_ op: ArithmeticOperator, _ left: Shape, _ right: Shape) -> Shape {
        if left.isAny && right.isAny { return .any }
        var kinds: Shape.Kinds = []
        func has(_ a: Shape.Kinds, _ b: Shape.Kinds) -> Bool {
            !left.kinds.isDisjoint(with: a) && !right.kinds.isDisjoint(with: b)
        }
        let doubles: Shape.Kinds = [.double, .written]
        if has(.int, .int) { kinds.insert(.int) }
        if has(.uint, .uint) { kinds.insert(.uint) }
        if op != .remainder, has(doubles, doubles) { kinds.insert(.double) }
        if op != .remainder, op != .divide, has(.decimal, .numeric) || has(.numeric, .decimal) {
            kinds.insert(.decimal)
        }
        if op == .add {
            for kind: Shape.Kinds in [.string, .bytes, .list, .duration] where has(kind, kind) { kinds.insert(kind) }
            if has(.duration, .timestamp) { kinds.insert(.timestamp) }
        }
        if op == .subtract {
            if has(.timestamp, .timestamp) || has(.duration, .duration) { kinds.insert(.duration) }
        }
        if op == .add || op == .subtract, has(.timestamp, .duration) { kinds.insert(.timestamp) }
        var range = NumberRange.all
        if kinds.isSubset(of: [.int, .decimal]), left.kinds.isSubset(of: .numeric), right.kinds.isSubset(of: .numeric) {
            if op == .add { range = left.range.sum(right.range) }
            if op == .subtract { range = left.range.sum(right.range.negated) }
        }
        return Shape(kinds: kinds, range: range, isIntegral: kinds == .int)
    }

    mutating func negative(_ operand: Syntax, _ offset: Int, _ facts: Facts) -> Judgement {
        let judgement = judge(operand, facts)
        if judgement.shape.isNothing { return judgement }
        let kinds = judgement.shape.kinds.intersection([.int, .double, .written, .decimal])
        if kinds.isEmpty {
            note(.typeMismatch, offset, "'-' can't turn \(judgement.shape.name)", "Take a number")
            return Judgement(shape: .nothing, mayFail: true)
        }
        return Judgement(
            shape: Shape(kinds: kinds, range: judgement.shape.range.negated, isIntegral: judgement.shape.isIntegral),
            mayFail: judgement.mayFail || judgement.shape.kinds != kinds)
    }

    mutating func compare(
        _ op: ComparisonOperator, _ left: Syntax, _ right: Syntax, _ offset: Int, _ facts: Facts
    ) -> Judgement {
        let (a, b) = (judge(left, facts), judge(right, facts))
        let mayFail = a.mayFail || b.mayFail
        if a.shape.isNothing || b.shape.isNothing { return Judgement(shape: .nothing, mayFail: true) }
        switch op {
        case .equal, .notEqual:
            let (canBeEqual, canDiffer) = Self.equality(a.shape, b.shape)
            if !canBeEqual { noteNeverEqual(left, a.shape, right, b.shape, offset, facts) }
            return Judgement(
                shape: op == .equal ? .truth(canBeEqual, canDiffer) : .truth(canDiffer, canBeEqual), mayFail: mayFail)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard Self.haveOrder(a.shape, b.shape) else {
                note(
                    .typeMismatch, offset, "\(a.shape.name) and \(b.shape.name) have no order between them",
                    "Convert one of them, or take another field")
                return Judgement(shape: .nothing, mayFail: true)
            }
            let isSure = Self.isNumber(a.shape) && Self.isNumber(b.shape)
            return Judgement(
                shape: Self.order(op, a.shape, b.shape), mayFail: mayFail || (!isSure && a.shape.kinds != b.shape.kinds)
            )
        case .in: return membership(left, a, right, b, offset, facts)
        }
    }

    private static func isNumber(_ shape: Shape) -> Bool { shape.kinds.isSubset(of: .numeric) }

    /// Whether two values can be equal, and whether they can differ.
    static func equality(_ a: Shape, _ b: Shape) -> (canBeEqual: Bool, canDiffer: Bool) {
        // Equal numbers may be of different kinds.
        func loose(_ shape: Shape) -> Shape.Kinds {
            shape.kinds.isDisjoint(with: .numeric) ? shape.kinds : shape.kinds.union(.numeric)
        }
        var common = loose(a).intersection(loose(b))
        if a.range.intersection(b.range).isEmpty { common.subtract(.numeric) }
        for (whole, other) in [(a, b), (b, a)] where whole.isIntegral && other.range.single?.isInteger == false {
            common.subtract(.numeric)
        }
        if let values = a.values, let others = b.values, !values.contains(where: others.contains) {
            common.subtract(.scalar)
        } else if let values = a.values ?? b.values {
            let other = a.values == nil ? a : b
            let all = Shape(
                kinds: loose(other), range: other.range, isIntegral: other.isIntegral, values: values,
                length: other.length)
            if all.isNothing { common.subtract(.scalar) }
        }
        if !a.length.overlaps(b.length) { common.remove(.string) }
        if !a.count.overlaps(b.count) { common.remove(.list) }
        let isSame: Bool
        if let x = a.values, let y = b.values, x.count == 1, x == y {
            isSame = true
        } else if isNumber(a), isNumber(b), !a.kinds.union(b.kinds).contains(.double), let x = a.range.single,
            x == b.range.single
        {
            isSame = true
        } else {
            isSame = a.kinds == .null && b.kinds == .null
        }
        return (!common.isEmpty, !isSame)
    }

    private static func haveOrder(_ a: Shape, _ b: Shape) -> Bool {
        let ordered: Shape.Kinds = [.bool, .string, .bytes, .timestamp, .duration]
        return !a.kinds.intersection(b.kinds).isDisjoint(with: ordered)
            || (!a.kinds.isDisjoint(with: .numeric) && !b.kinds.isDisjoint(with: .numeric))
    }

    private static func order(_ op: ComparisonOperator, _ a: Shape, _ b: Shape) -> Shape {
        guard isNumber(a), isNumber(b) else { return .bool }
        let (low, high) = op == .less || op == .lessOrEqual ? (a.range, b.range) : (b.range, a.range)
        let orEqual = op == .lessOrEqual || op == .greaterOrEqual
        // What is not a number is neither below nor above.
        let mayBeNoNumber = a.kinds.union(b.kinds).contains(.double)
        return .truth(
            low.canBeBelow(high, orEqual: orEqual), mayBeNoNumber || high.canBeBelow(low, orEqual: !orEqual))
    }

    private mutating func membership(
        _ left: Syntax, _ a: Judgement, _ right: Syntax, _ b: Judgement, _ offset: Int, _ facts: Facts
    ) -> Judgement {
        guard !b.shape.kinds.isDisjoint(with: [.list, .map]) else {
            note(
                .typeMismatch, offset,
                "'in' needs a list or an object, and '\(SyntaxPrinter.text(right))' is \(b.shape.name)",
                b.shape.kinds.contains(.string) ? "To look into a text write contains()" : "Compare with ==")
            return Judgement(shape: .nothing, mayFail: true)
        }
        let mayFail = a.mayFail || b.mayFail || !(b.shape.kinds == .list || b.shape.kinds == .map)
        if case .list(let elements) = right.kind, elements.allSatisfy({ !$0.isOptional }) {
            var (canBeIn, canBeOut) = (false, true)
            var listed: [JSONValue]? = []
            for element in elements {
                let shape = quietly { $0.judge(element.value, facts) }.shape
                let equality = Self.equality(a.shape, shape)
                if !equality.canBeEqual {
                    noteNeverEqual(left, a.shape, element.value, shape, element.value.offset, facts)
                }
                canBeIn = canBeIn || equality.canBeEqual
                canBeOut = canBeOut && equality.canDiffer
                listed = shape.values?.count == 1 ? listed.map { $0 + (shape.values ?? []) } : nil
            }
            if let listed, let values = a.shape.values, values.allSatisfy(listed.contains) { canBeOut = false }
            return Judgement(shape: .truth(canBeIn, canBeOut), mayFail: mayFail)
        }
        if b.shape.kinds == .list, let element = b.shape.element, !Self.equality(a.shape, element).canBeEqual {
            noteNeverEqual(left, a.shape, right, element, offset, facts)
            return Judgement(shape: .truth(false, true), mayFail: mayFail)
        }
        if case .literal(.string(let name)) = left.kind, b.shape.kinds == .map, let object = b.shape.object {
            if let field = object.field(name) {
                return Judgement(shape: .truth(!field.shape.isNothing, !field.isRequired), mayFail: mayFail)
            }
            return Judgement(shape: .truth(object.rest != nil, true), mayFail: mayFail)
        }
        return Judgement(shape: .bool, mayFail: mayFail)
    }

    /// Notes a comparison that is never true by the shapes alone. One that a condition around it excludes is no mistake.
    private mutating func noteNeverEqual(
        _ left: Syntax, _ a: Shape, _ right: Syntax, _ b: Shape, _ offset: Int, _ facts: Facts
    ) {
        if !facts.isEmpty {
            let (x, y) = quietly { ($0.judge(left, .none).shape, $0.judge(right, .none).shape) }
            guard !Self.equality(x, y).canBeEqual else { return }
        }
        // Two values that both stand there are meant so.
        guard !(left.isConstant && right.isConstant) else { return }
        let names = (SyntaxPrinter.text(left), SyntaxPrinter.text(right))
        for (name, shape, other) in [(names.0, a, names.1), (names.1, b, names.0)] {
            guard let values = shape.values, values.count > 1 || shape.kinds != .string else { continue }
            let words = values.prefix(12).map(\.printable)
            return note(
                .neverEqual, offset, "'\(name)' is never \(other)",
                "It is one of \(words.joined(separator: ", "))" + (values.count > 12 ? ", …" : ""))
        }
        let isTyped = a.kinds.isDisjoint(with: b.kinds) && !(Self.isNumber(a) && Self.isNumber(b))
        note(
            .neverEqual, offset, "'\(names.0)' and '\(names.1)' are never equal",
            isTyped ? "One is \(a.name), the other \(b.name)" : "The values that they can have do not meet")
    }
}

extension Shape {
    /// Whether it is a number that is an int or a double, depending on how it was written.
    var isNumberAsWritten: Bool {
        kinds.isSubset(of: [.int, .written]) && kinds.contains([.int, .written]) && !isIntegral
    }
}

extension Syntax {
    fileprivate var isConstant: Bool {
        switch kind {
        case .literal: true
        case .list(let elements): elements.allSatisfy(\.value.isConstant)
        default: false
        }
    }
}
