import CommonExpression
import JSON

extension Shape {
    /// The types of value among which the result of a rule has to be.
    package enum Result: Sendable {
        /// Of one of these, whichever.
        case bool, text, number, timestamp
        /// Something that can be looked up in a text of data: a text, a number, a list, an object.
        case content

        fileprivate var kinds: Kinds {
            switch self {
            case .bool: .bool
            case .text: .string
            case .number: .numeric
            case .timestamp: .timestamp
            case .content: [.string, .list, .map, .int, .uint, .double, .written, .decimal]
            }
        }
    }

    /// The values of a shape that are of no wanted type.
    package enum Stray: Sendable, Hashable {
        /// None, or nobody can tell before there is a value.
        case none
        /// Null, beside values of a wanted type.
        case null
        /// Some are of another type: its name. `always` where all are.
        case other(String, always: Bool)
    }

    /// The values that are of none of the types. What may be anything strays nowhere: only its values tell.
    package func stray(from wanted: [Result], orNull: Bool = false) -> Stray {
        guard !isNothing, !isUntyped else { return .none }
        let fitting = wanted.reduce(into: orNull ? Kinds.null : []) { $0.formUnion($1.kinds) }
        let others = kinds.subtracting(fitting)
        if others.isEmpty { return .none }
        let isWhole = kinds.isDisjoint(with: fitting)
        if others == .null, !isWhole { return .null }
        return .other(Shape(kinds: isWhole ? others : others.subtracting(.null)).name, always: isWhole)
    }

    /// Whether nothing says which type it has. A text, a list and an object at once is what nobody has written down.
    private var isUntyped: Bool { kinds.isSuperset(of: [.string, .list, .map]) }

    /// The texts that it can be, where they can be listed.
    package var texts: [String]? {
        guard kinds == .string, let values else { return nil }
        return values.compactMap(\.string)
    }
}

extension Syntax {
    /// Whether its writer says that its type is known only when there is a value.
    var isDynamic: Bool {
        switch kind {
        case .call("dyn", target: nil, _): true
        case .conditional(let cases, let otherwise): otherwise.isDynamic || cases.contains { $0.value.isDynamic }
        case .bind(_, _, let body): body.isDynamic
        default: false
        }
    }
}
