import JSON

/// An operator between two numbers, texts, lists or times.
package enum ArithmeticOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
}

extension Value {
    /// The result of an operator.
    static func result(_ op: ArithmeticOperator, _ left: Value, _ right: Value, _ context: Context)
        throws(EvaluationError) -> Value
    {
        switch (left, right) {
        case (.int(let a), .int(let b)): return .int(try integer(op, a, b))
        case (.uint(let a), .uint(let b)): return .uint(try integer(op, a, b))
        case (.double(let a), .double(let b)): if let value = real(op, a, b) { return value }
        case (.string(let a), .string(let b)) where op == .add:
            try context.spend(bytes: a.utf8.count + b.utf8.count)
            return .string(a + b)
        case (.bytes(let a), .bytes(let b)) where op == .add:
            try context.spend(bytes: a.count + b.count)
            return .bytes(a + b)
        case (.list(let a), .list(let b)) where op == .add:
            if a.isEmpty { return right }
            if b.isEmpty { return left }
            try context.spend(elements: a.count + b.count)
            return .list(List(a.values + b.values))
        case (.timestamp, _), (.duration, _):
            if let value = try time(op, left, right) { return value }
        default:
            if let a = try Numeric(left), let b = try Numeric(right), let value = try mixed(op, a, b, context) {
                return value
            }
        }
        throw EvaluationError.noOverload(op.rawValue, [left, right])
    }

    /// The number with its sign turned.
    static func negated(_ value: Value) throws(EvaluationError) -> Value {
        switch value {
        case .int(let value):
            guard value != .min else { throw EvaluationError("integer overflow") }
            return .int(-value)
        case .double(let value): return .double(-value)
        case .number(let number): return .double(-(try number.checkedDouble))
        case .decimal(let value): return .decimal(value.negated)
        default: throw EvaluationError.noOverload("-", [value])
        }
    }

    private static func integer<T: FixedWidthInteger>(_ op: ArithmeticOperator, _ a: T, _ b: T) throws(EvaluationError)
        -> T
    {
        let (value, overflow) =
            switch op {
            case .add: a.addingReportingOverflow(b)
            case .subtract: a.subtractingReportingOverflow(b)
            case .multiply: a.multipliedReportingOverflow(by: b)
            case .divide: a.dividedReportingOverflow(by: b)
            case .remainder: a.remainderReportingOverflow(dividingBy: b)
            }
        if b == 0, op == .divide { throw EvaluationError("divide by zero") }
        if b == 0, op == .remainder { throw EvaluationError("modulus by zero") }
        guard !overflow else { throw EvaluationError("integer overflow") }
        return value
    }

    private static func real(_ op: ArithmeticOperator, _ a: Double, _ b: Double) -> Value? {
        switch op {
        case .add: .double(a + b)
        case .subtract: .double(a - b)
        case .multiply: .double(a * b)
        case .divide: .double(a / b)
        case .remainder: nil
        }
    }

    /// Doubles of which one knows its text, and decimals with any number.
    private static func mixed(
        _ op: ArithmeticOperator, _ a: Numeric, _ b: Numeric, _ context: Context
    ) throws(EvaluationError) -> Value? {
        switch (a, b) {
        case (.double, .double), (.written, .double), (.double, .written), (.written, .written):
            return real(op, a.double, b.double)
        case (.decimal, _), (_, .decimal):
            guard let x = a.exact, let y = b.exact else {
                throw EvaluationError("a number lies beyond what a decimal can hold")
            }
            try context.spend(decimals: x, y)
            let value: ExactDecimal?
            switch op {
            case .add: value = x.adding(y)
            case .subtract: value = x.subtracting(y)
            case .multiply: value = x.multiplied(by: y)
            case .divide, .remainder:
                throw EvaluationError("decimals can be added, subtracted and multiplied, but not divided")
            }
            guard let value else { throw EvaluationError("decimal overflow") }
            return .decimal(value)
        default: return nil
        }
    }

    private static func time(_ op: ArithmeticOperator, _ left: Value, _ right: Value) throws(EvaluationError) -> Value?
    {
        switch (op, left, right) {
        case (.add, .timestamp(let a), .duration(let b)), (.add, .duration(let b), .timestamp(let a)):
            guard let time = a.adding(b) else { throw EvaluationError("timestamp out of range") }
            return .timestamp(time)
        case (.subtract, .timestamp(let a), .duration(let b)):
            guard let time = a.adding(b, -1) else { throw EvaluationError("timestamp out of range") }
            return .timestamp(time)
        case (.subtract, .timestamp(let a), .timestamp(let b)):
            guard let span = a.since(b) else { throw EvaluationError("duration out of range") }
            return .duration(span)
        case (.add, .duration(let a), .duration(let b)): return .duration(try sum(a, b, 1))
        case (.subtract, .duration(let a), .duration(let b)): return .duration(try sum(a, b, -1))
        default: return nil
        }
    }

    private static func sum(_ a: Duration, _ b: Duration, _ sign: Int128) throws(EvaluationError) -> Duration {
        guard let x = a.wholeNanoseconds, let y = b.wholeNanoseconds,
            let total = Int64(exactly: Int128(x) + sign * Int128(y))
        else { throw EvaluationError("duration out of range") }
        return .nanoseconds(total)
    }
}
