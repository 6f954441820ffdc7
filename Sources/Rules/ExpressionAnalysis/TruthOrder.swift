import CommonExpression
import JSON

/// What can be said of the truth of two expressions from their shapes alone, whatever they are evaluated on.
///
/// Each statement holds for being true and for not being false, so that it can be relied on whether a failed evaluation counts
/// as true or as false.
package struct TruthOrder: Sendable, Hashable {
    /// Whether the second one is true wherever the first one is.
    package var implies: Bool
    /// Whether the first one is true wherever the second one is.
    package var isImplied: Bool
    /// Whether either fails to evaluate only where the other one does.
    package var failsAlike: Bool

    /// The order of two expressions; nothing is said when the comparison would take too long.
    package init(_ first: Expression, _ second: Expression) {
        var comparison = Comparison()
        let order = comparison.order(first.syntax, second.syntax)
        self = comparison.left > 0 ? order : .unknown
    }

    /// The order of two expressions, each with the rules that its own variables stand for in their place.
    package init(
        _ first: Expression, defining firstDefinitions: [String: Expression], _ second: Expression,
        defining secondDefinitions: [String: Expression]
    ) {
        guard let one = Definitions(firstDefinitions).writtenOut(first.syntax),
            let other = Definitions(secondDefinitions).writtenOut(second.syntax)
        else {
            self = .unknown
            return
        }
        var comparison = Comparison()
        let order = comparison.order(one, other)
        self = comparison.left > 0 ? order : .unknown
    }

    init(implies: Bool, isImplied: Bool, failsAlike: Bool) {
        (self.implies, self.isImplied, self.failsAlike) = (implies, isImplied, failsAlike)
    }

    package static let unknown = TruthOrder(implies: false, isImplied: false, failsAlike: false)
    static let same = TruthOrder(implies: true, isImplied: true, failsAlike: true)

    var reversed: TruthOrder { TruthOrder(implies: isImplied, isImplied: implies, failsAlike: failsAlike) }

    private func and(_ other: TruthOrder) -> TruthOrder {
        TruthOrder(
            implies: implies && other.implies, isImplied: isImplied && other.isImplied,
            failsAlike: failsAlike && other.failsAlike)
    }

    /// One comparison, with a bound on the pairs that it looks at.
    private struct Comparison {
        var left = 100_000

        mutating func order(_ a: Syntax, _ b: Syntax) -> TruthOrder {
            guard left > 0 else { return .unknown }
            if isSame(a, b) { return .same }
            switch (a.kind, b.kind) {
            case (.not(let x), .not(let y)): return order(x, y).reversed
            case (.and(let xs), .and(let ys)): return ofConjunctions(xs, ys)
            case (.or(let xs), .or(let ys)): return ofDisjunctions(xs, ys)
            case (.and(let xs), _): return ofConjunctions(xs, [b])
            case (_, .and(let ys)): return ofConjunctions([a], ys)
            case (.or(let xs), _): return ofDisjunctions(xs, [b])
            case (_, .or(let ys)): return ofDisjunctions([a], ys)
            case (.conditional(let xs, let x), .conditional(let ys, let y)) where xs.count == ys.count:
                var result = order(x, y)
                for (one, other) in zip(xs, ys) {
                    guard isSame(one.condition, other.condition) else { return .unknown }
                    result = result.and(order(one.value, other.value))
                }
                return result
            case (.loop(let x), .loop(let y)):
                guard x.kind == y.kind, x.kind == .all || x.kind == .exists, x.first == y.first, x.second == y.second,
                    isSame(x.range, y.range)
                else { return .unknown }
                return order(x.body, y.body)
            case (.literal(.bool(let x)), _): return TruthOrder(implies: !x, isImplied: x, failsAlike: false)
            case (_, .literal(.bool(let y))): return TruthOrder(implies: y, isImplied: !y, failsAlike: false)
            default: return ofBounds(a, b)
            }
        }

        /// Each part of the one that is implied has to be implied by a part of the other.
        private mutating func ofConjunctions(_ xs: [Syntax], _ ys: [Syntax]) -> TruthOrder {
            let orders = xs.map { x in ys.map { y in order(x, y) } }
            return TruthOrder(
                implies: ys.indices.allSatisfy { y in orders.contains { $0[y].implies } },
                isImplied: orders.allSatisfy { $0.contains(where: \.isImplied) },
                failsAlike: xs.count == ys.count && failsAlike(xs, orders))
        }

        /// Whether one part alone differs, and no other one can fail where this one is false: that would hide the failure.
        private func failsAlike(_ parts: [Syntax], _ orders: [[TruthOrder]]) -> Bool {
            let differing = parts.indices.filter { orders[$0][$0] != .same }
            guard differing.count == 1, orders[differing[0]][differing[0]].failsAlike else { return false }
            return parts.indices.allSatisfy { $0 == differing[0] || parts[$0].neverFails(beside: parts) }
        }

        private mutating func ofDisjunctions(_ xs: [Syntax], _ ys: [Syntax]) -> TruthOrder {
            let orders = xs.map { x in ys.map { y in order(x, y) } }
            return TruthOrder(
                implies: orders.allSatisfy { $0.contains(where: \.implies) },
                isImplied: ys.indices.allSatisfy { y in orders.contains { $0[y].isImplied } },
                failsAlike: false)
        }

        private mutating func ofBounds(_ a: Syntax, _ b: Syntax) -> TruthOrder {
            guard case .compare = a.kind, case .compare = b.kind, let x = Bound(a), let y = Bound(b),
                isSame(x.subject, y.subject)
            else { return .unknown }
            return x.order(to: y)
        }
    }
}
