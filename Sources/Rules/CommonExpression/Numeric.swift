import JSON

/// A number of any type.
enum Numeric {
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case written(JSONNumber, Double)
    case decimal(ExactDecimal)

    /// The number that a value is; nil when it is none. An integer that was written beyond 64 bits is an error.
    init?(_ value: Value) throws(EvaluationError) {
        switch value {
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .double(let value): self = .double(value)
        case .number(let number): self = .written(number, try number.checkedDouble)
        case .decimal(let value): self = .decimal(value)
        default: return nil
        }
    }

    /// The exact value, where there is one. That of a double is the shortest text that reads back as the same double.
    var exact: ExactDecimal? {
        switch self {
        case .int(let value): ExactDecimal(value)
        case .uint(let value): ExactDecimal(JSONNumber(value))
        case .double(let value): JSONNumber(value).flatMap(ExactDecimal.init)
        case .written(let number, _): number.decimal
        case .decimal(let value): value
        }
    }

    /// The nearest double.
    var double: Double {
        switch self {
        case .int(let value): Double(value)
        case .uint(let value): Double(value)
        case .double(let value), .written(_, let value): value
        case .decimal(let value): value.double
        }
    }

    /// How two numbers stand to each other; nil when one is not a number.
    static func order(_ left: Numeric, _ right: Numeric, _ context: Context) throws(EvaluationError) -> Order? {
        switch (left, right) {
        case (.int(let a), .int(let b)): return Order(a, b)
        case (.uint(let a), .uint(let b)): return Order(a, b)
        case (.int(let a), .uint(let b)): return a < 0 ? .less : Order(UInt64(a), b)
        case (.uint(let a), .int(let b)): return b < 0 ? .greater : Order(a, UInt64(b))
        case (.decimal, _), (_, .decimal):
            if let a = left.exact, let b = right.exact {
                try context.spend(decimals: a, b)
                return Order(a, b)
            }
        default: break
        }
        let (a, b) = (left.double, right.double)
        return a.isNaN || b.isNaN ? nil : Order(a, b)
    }
}

/// The result of a comparison.
enum Order {
    case less, equal, greater

    init<T: Comparable>(_ left: T, _ right: T) {
        self = left < right ? .less : left == right ? .equal : .greater
    }
}

extension JSONNumber {
    /// The nearest double; an error for an integer beyond 64 bits, which would silently become another number.
    var checkedDouble: Double {
        get throws(EvaluationError) {
            guard text.utf8.count <= 200 else {
                throw EvaluationError("a number is written with more than 200 digits; only decimal() reads it")
            }
            guard !isWrittenAsInteger else {
                throw EvaluationError("the integer \(text.prefix(40)) lies beyond 64 bits; only decimal() reads it")
            }
            return shortDouble ?? double
        }
    }

    /// The nearest double of a number of few digits: both the digits and the power of ten are doubles then, and one division
    /// rounds once.
    private var shortDouble: Double? {
        var digits: UInt64 = 0
        var places = 0
        var isFraction = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits = digits * 10 + UInt64(byte & 15)
                guard digits < 1 << 53 else { return nil }
                if isFraction { places += 1 }
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "-"): continue
            default: return nil
            }
        }
        guard places < Self.powers.count else { return nil }
        let magnitude = Double(digits) / Self.powers[places]
        return text.utf8.first == UInt8(ascii: "-") ? -magnitude : magnitude
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]
}
