/// What is known of a value's type before the evaluation.
package indirect enum StaticType: Sendable, Equatable {
    /// Anything.
    case dyn
    case null, bool, int, uint, double, decimal, string, bytes, timestamp, duration, type
    /// Any of the types of numbers, as a parameter.
    case number
    case list(StaticType)
    case map(StaticType, StaticType)
    case optional(StaticType)

    var isNumeric: Bool {
        switch self {
        case .int, .uint, .double, .decimal, .number: true
        default: false
        }
    }

    /// Whether an argument of this type may be passed where the parameter has that type.
    func fits(_ parameter: StaticType) -> Bool {
        switch (self, parameter) {
        case (.dyn, _), (_, .dyn): true
        case (_, .number): isNumeric
        case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)): a.fits(b)
        case (.map(let a, let b), .map(let c, let d)): a.fits(c) && b.fits(d)
        default: self == parameter
        }
    }

    /// Whether `==` between the types can be true.
    func isComparable(to other: StaticType) -> Bool {
        switch (self, other) {
        case (.dyn, _), (_, .dyn): true
        case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)): a.isComparable(to: b)
        case (.map(let a, let b), .map(let c, let d)): a.isComparable(to: c) && b.isComparable(to: d)
        case (.null, .timestamp), (.timestamp, .null), (.null, .duration), (.duration, .null): true
        default: self == other || (isNumeric && other.isNumeric)
        }
    }

    /// Whether values of the types have an order.
    func isOrdered(with other: StaticType) -> Bool {
        switch (self, other) {
        case (.dyn, let known), (let known, .dyn): known.isOrdered
        default: isOrdered && (self == other || (isNumeric && other.isNumeric))
        }
    }

    private var isOrdered: Bool {
        switch self {
        case .dyn, .bool, .string, .bytes, .timestamp, .duration: true
        default: isNumeric
        }
    }

    /// The type of a value that has the one type or the other.
    func joined(_ other: StaticType) -> StaticType {
        switch (self, other) {
        case (.list(let a), .list(let b)): .list(a.joined(b))
        case (.optional(let a), .optional(let b)): .optional(a.joined(b))
        case (.map(let a, let b), .map(let c, let d)): .map(a.joined(c), b.joined(d))
        default: self == other ? self : .dyn
        }
    }

    /// The type of a value.
    init(_ value: Value) {
        self =
            switch value {
            case .null: .null
            case .bool: .bool
            case .int: .int
            case .uint: .uint
            case .double, .number: .double
            case .decimal: .decimal
            case .string: .string
            case .bytes: .bytes
            case .list: .list(.dyn)
            case .map: .map(.dyn, .dyn)
            case .timestamp: .timestamp
            case .duration: .duration
            case .type: .type
            case .optional: .optional(.dyn)
            }
    }

    /// The type as an error message names it.
    var name: String {
        switch self {
        case .dyn: "dyn"
        case .null: "null"
        case .list(let element): "list(\(element.name))"
        case .map(let key, let value): "map(\(key.name), \(value.name))"
        case .optional(let value): "optional(\(value.name))"
        default: "\(self)"
        }
    }
}
