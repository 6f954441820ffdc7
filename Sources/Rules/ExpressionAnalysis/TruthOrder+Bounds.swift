import CommonExpression
import JSON

/// A comparison with a constant, the way round in which the constant stands on the right.
struct Bound {
    let subject: Syntax
    private let kind: Kind

    private enum Kind {
        /// Above or below a number, the number itself included or not. Numbers and durations are never compared with each other.
        case from(ExactDecimal, isIncluded: Bool, unit: Unit)
        case upTo(ExactDecimal, isIncluded: Bool, unit: Unit)
        /// One of some texts.
        case among(Set<[UInt8]>)
    }

    enum Unit { case number, duration }

    /// A bound from a comparison; nil when neither side is a constant, or the operator gives no order.
    init?(_ syntax: Syntax) {
        guard case .compare(let op, let left, let right) = syntax.kind else { return nil }
        if let texts = op == .equal ? right.text.map({ [$0] }) : op == .in ? right.texts : nil {
            (subject, kind) = (left, .among(Set(texts.map { Array($0.utf8) })))
        } else if let (value, unit) = right.constant {
            guard let kind = Self.kind(op, value, unit) else { return nil }
            (subject, self.kind) = (left, kind)
        } else if let (value, unit) = left.constant {
            guard let kind = op.turned.flatMap({ Self.kind($0, value, unit) }) else { return nil }
            (subject, self.kind) = (right, kind)
        } else {
            return nil
        }
    }

    private static func kind(_ op: ComparisonOperator, _ value: ExactDecimal, _ unit: Unit) -> Kind? {
        switch op {
        case .greater: .from(value, isIncluded: false, unit: unit)
        case .greaterOrEqual: .from(value, isIncluded: true, unit: unit)
        case .less: .upTo(value, isIncluded: false, unit: unit)
        case .lessOrEqual: .upTo(value, isIncluded: true, unit: unit)
        case .equal, .notEqual, .in: nil
        }
    }

    /// How the truth of this bound relates to that of another one on the same subject.
    func order(to other: Bound) -> TruthOrder {
        switch (kind, other.kind) {
        case (.from(let a, let isIn, let unit), .from(let b, let isOtherIn, let otherUnit)) where unit == otherUnit:
            TruthOrder(
                implies: a > b || a == b && (isOtherIn || !isIn), isImplied: b > a || a == b && (isIn || !isOtherIn),
                failsAlike: true)
        case (.upTo(let a, let isIn, let unit), .upTo(let b, let isOtherIn, let otherUnit)) where unit == otherUnit:
            TruthOrder(
                implies: a < b || a == b && (isOtherIn || !isIn), isImplied: b < a || a == b && (isIn || !isOtherIn),
                failsAlike: true)
        case (.among(let a), .among(let b)):
            TruthOrder(implies: a.isSubset(of: b), isImplied: b.isSubset(of: a), failsAlike: true)
        default: .unknown
        }
    }
}

extension ComparisonOperator {
    /// The operator that says the same with the sides exchanged; nil for one without an order.
    var turned: ComparisonOperator? {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        case .equal, .notEqual, .in: nil
        }
    }
}

extension Syntax {
    fileprivate var text: String? { if case .literal(.string(let text)) = kind { text } else { nil } }

    /// The texts of a list that is made of nothing else.
    fileprivate var texts: [String]? {
        guard case .list(let elements) = kind else { return nil }
        let texts = elements.compactMap { $0.isOptional ? nil : $0.value.text }
        return texts.count == elements.count ? texts : nil
    }

    /// The exact value of a number or a duration that is written down.
    var constant: (value: ExactDecimal, unit: Bound.Unit)? {
        switch kind {
        case .literal(.int(let value)): return (ExactDecimal(value), .number)
        case .literal(.uint(let value)): return ExactDecimal(String(value)).map { ($0, .number) }
        case .literal(.double(let value)): return ExactDecimal(exactly: value).map { ($0, .number) }
        case .literal(.number(let value)): return value.decimal.map { ($0, .number) }
        case .negative(let operand): return operand.constant.map { ($0.value.negated, $0.unit) }
        case .call("decimal", target: nil, let arguments) where arguments.count == 1:
            if let text = arguments[0].text { return ExactDecimal(text).map { ($0, .number) } }
            return arguments[0].constant
        case .call("duration", target: nil, let arguments) where arguments.count == 1:
            return arguments[0].text.flatMap { Duration(expression: $0)?.wholeNanoseconds }
                .map { (ExactDecimal($0), .duration) }
        default: return nil
        }
    }

    /// Whether a part of a conjunction can't fail unless another part is false: a test for a field, or an equation of fields that
    /// others test for.
    func neverFails(beside parts: [Syntax]) -> Bool {
        func isPlain(_ side: Syntax) -> Bool {
            switch side.kind {
            case .literal: true
            case .select(let operand, let field, isOptional: false):
                parts.contains {
                    if case .has(let tested, let other) = $0.kind {
                        sameText(field, other) && isSame(operand, tested)
                    } else {
                        false
                    }
                }
            default: false
            }
        }
        switch kind {
        case .has(let operand, _): if case .name = operand.kind { return true } else { return false }
        case .compare(.equal, let left, let right), .compare(.notEqual, let left, let right):
            return isPlain(left) && isPlain(right)
        default: return false
        }
    }
}

/// Whether two expressions are written the same, white space and brackets aside.
func isSame(_ a: Syntax, _ b: Syntax) -> Bool {
    func all(_ xs: [Syntax], _ ys: [Syntax]) -> Bool { xs.count == ys.count && zip(xs, ys).allSatisfy(isSame) }
    guard a.height == b.height else { return false }
    switch (a.kind, b.kind) {
    case (.literal(let x), .literal(let y)): return isSameLiteral(x, y)
    case (.name(let x, let isAbsolute), .name(let y, let isOtherAbsolute)):
        return x == y && isAbsolute == isOtherAbsolute
    case (.select(let x, let field, let isOptional), .select(let y, let other, let isOtherOptional)):
        return sameText(field, other) && isOptional == isOtherOptional && isSame(x, y)
    case (.has(let x, let field), .has(let y, let other)): return sameText(field, other) && isSame(x, y)
    case (.index(let x, let i, let isOptional), .index(let y, let j, let isOtherOptional)):
        return isOptional == isOtherOptional && isSame(x, y) && isSame(i, j)
    case (.call(let name, let x, let xs), .call(let other, let y, let ys)):
        return name == other && all(x.map { [$0] } ?? [], y.map { [$0] } ?? []) && all(xs, ys)
    case (.list(let xs), .list(let ys)):
        return all(xs.map(\.value), ys.map(\.value)) && xs.map(\.isOptional) == ys.map(\.isOptional)
    case (.map(let xs), .map(let ys)):
        return all(xs.flatMap { [$0.key, $0.value] }, ys.flatMap { [$0.key, $0.value] })
            && xs.map(\.isOptional) == ys.map(\.isOptional)
    case (.conditional(let xs, let x), .conditional(let ys, let y)):
        return all(xs.flatMap { [$0.condition, $0.value] }, ys.flatMap { [$0.condition, $0.value] }) && isSame(x, y)
    case (.and(let xs), .and(let ys)), (.or(let xs), .or(let ys)): return all(xs, ys)
    case (.arithmetic(let x, let xs), .arithmetic(let y, let ys)):
        return isSame(x, y) && xs.map(\.op) == ys.map(\.op) && all(xs.map(\.operand), ys.map(\.operand))
    case (.compare(let op, let x, let i), .compare(let other, let y, let j)):
        return op == other && isSame(x, y) && isSame(i, j)
    case (.not(let x), .not(let y)), (.negative(let x), .negative(let y)): return isSame(x, y)
    case (.loop(let x), .loop(let y)):
        return x.kind == y.kind && x.first == y.first && x.second == y.second && isSame(x.range, y.range)
            && all(x.filter.map { [$0] } ?? [], y.filter.map { [$0] } ?? []) && isSame(x.body, y.body)
    case (.bind(let name, let x, let i), .bind(let other, let y, let j)):
        return name == other && isSame(x, y) && isSame(i, j)
    case (.optionalMap(let x, let name, let i, let isFlat), .optionalMap(let y, let other, let j, let isOtherFlat)):
        return name == other && isFlat == isOtherFlat && isSame(x, y) && isSame(i, j)
    default: return false
    }
}

/// Literals differ in type as well as in value: `1` and `1.0` are not added alike.
private func isSameLiteral(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let x), .bool(let y)): x == y
    case (.int(let x), .int(let y)): x == y
    case (.uint(let x), .uint(let y)): x == y
    case (.double(let x), .double(let y)): x.bitPattern == y.bitPattern
    case (.number(let x), .number(let y)): x == y
    case (.string(let x), .string(let y)): sameText(x, y)
    case (.bytes(let x), .bytes(let y)): x == y
    default: false
    }
}
