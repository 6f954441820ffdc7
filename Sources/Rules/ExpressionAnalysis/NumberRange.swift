import CommonExpression
import JSON

/// The numbers between two bounds.
struct NumberRange: Sendable, Equatable {
    struct Bound: Sendable, Equatable {
        let value: ExactDecimal
        let isIncluded: Bool
    }

    /// Nil where there is no bound.
    var lower: Bound?
    var upper: Bound?

    static let all = NumberRange()

    init(lower: Bound? = nil, upper: Bound? = nil) {
        self.lower = lower
        self.upper = upper
    }

    init(_ value: ExactDecimal) {
        self.init(lower: Bound(value: value, isIncluded: true), upper: Bound(value: value, isIncluded: true))
    }

    var isAll: Bool { lower == nil && upper == nil }

    var isEmpty: Bool {
        guard let lower, let upper else { return false }
        return lower.value > upper.value || (lower.value == upper.value && !(lower.isIncluded && upper.isIncluded))
    }

    /// The only number in it.
    var single: ExactDecimal? {
        guard let lower, let upper, lower.value == upper.value, !isEmpty else { return nil }
        return lower.value
    }

    func contains(_ value: ExactDecimal) -> Bool { !intersection(NumberRange(value)).isEmpty }

    func intersection(_ other: NumberRange) -> NumberRange {
        NumberRange(
            lower: Self.tighter(lower, other.lower) { $0 > $1 }, upper: Self.tighter(upper, other.upper) { $0 < $1 })
    }

    /// The smallest range that holds both.
    func hull(_ other: NumberRange) -> NumberRange {
        NumberRange(
            lower: Self.wider(lower, other.lower) { $0 < $1 }, upper: Self.wider(upper, other.upper) { $0 > $1 })
    }

    private static func tighter(_ a: Bound?, _ b: Bound?, _ wins: (ExactDecimal, ExactDecimal) -> Bool) -> Bound? {
        guard let a, let b else { return a ?? b }
        if a.value == b.value { return a.isIncluded ? b : a }
        return wins(a.value, b.value) ? a : b
    }

    private static func wider(_ a: Bound?, _ b: Bound?, _ wins: (ExactDecimal, ExactDecimal) -> Bool) -> Bound? {
        guard let a, let b else { return nil }
        if a.value == b.value { return a.isIncluded ? a : b }
        return wins(a.value, b.value) ? a : b
    }

    /// Whether some number of this range is below some number of that one, or equal to it where that counts.
    func canBeBelow(_ other: NumberRange, orEqual: Bool) -> Bool {
        guard let lower, let upper = other.upper else { return true }
        if lower.value == upper.value { return orEqual && lower.isIncluded && upper.isIncluded }
        return lower.value < upper.value
    }

    /// What sums of one number of each range lie in.
    func sum(_ other: NumberRange) -> NumberRange {
        func add(_ a: Bound?, _ b: Bound?) -> Bound? {
            guard let a, let b, let value = a.value.adding(b.value) else { return nil }
            return Bound(value: value, isIncluded: a.isIncluded && b.isIncluded)
        }
        return NumberRange(lower: add(lower, other.lower), upper: add(upper, other.upper))
    }

    /// The range of the numbers with their signs turned.
    var negated: NumberRange {
        func turned(_ bound: Bound?) -> Bound? {
            bound.map { Bound(value: $0.value.negated, isIncluded: $0.isIncluded) }
        }
        return NumberRange(lower: turned(upper), upper: turned(lower))
    }
}
