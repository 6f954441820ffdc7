import JSON

extension Function {
    static let mathFunctions: [Function] = [
        Function(
            "math.greatest", choice, { (a, c) throws(EvaluationError) in try choose("math.greatest", a, .greater, c) }),
        Function("math.least", choice, { (a, c) throws(EvaluationError) in try choose("math.least", a, .less, c) }),
        Function("math.ceil", real, { (a, _) throws(EvaluationError) in try rounded("math.ceil", a, .up) }),
        Function("math.floor", real, { (a, _) throws(EvaluationError) in try rounded("math.floor", a, .down) }),
        Function(
            "math.round", real,
            { (a, _) throws(EvaluationError) in try rounded("math.round", a, .toNearestOrAwayFromZero) }),
        Function("math.trunc", real, { (a, _) throws(EvaluationError) in try rounded("math.trunc", a, .towardZero) }),
        Function("math.sqrt", [.global(.number, to: .double)], squareRoot),
        Function("math.abs", same, abs),
        Function("math.sign", same, sign),
        Function("math.isNaN", test, { (a, _) throws(EvaluationError) in .bool(try double("math.isNaN", a).isNaN) }),
        Function(
            "math.isInf", test, { (a, _) throws(EvaluationError) in .bool(try double("math.isInf", a).isInfinite) }),
        Function(
            "math.isFinite", test, { (a, _) throws(EvaluationError) in .bool(try double("math.isFinite", a).isFinite) }),
        Function("math.bitAnd", bits, { (a, _) throws(EvaluationError) in try bitwise("math.bitAnd", a, &, &) }),
        Function("math.bitOr", bits, { (a, _) throws(EvaluationError) in try bitwise("math.bitOr", a, |, |) }),
        Function("math.bitXor", bits, { (a, _) throws(EvaluationError) in try bitwise("math.bitXor", a, ^, ^) }),
        Function("math.bitNot", [.global(.int, to: .int), .global(.uint, to: .uint)], bitNot),
        Function(
            "math.bitShiftLeft", shifts, { (a, _) throws(EvaluationError) in try shift("math.bitShiftLeft", a, <<) }),
        Function(
            "math.bitShiftRight", shifts, { (a, _) throws(EvaluationError) in try shift("math.bitShiftRight", a, >>) }),
    ]

    private static let choice: [Overload] = [
        .global(.list(.dyn), to: .dyn),
        Overload(style: .global, parameters: [.number], result: .dyn, isVariadic: true),
    ]
    private static let real: [Overload] = [.global(.double, to: .double)]
    private static let test: [Overload] = [.global(.double, to: .bool)]
    private static let same: [Overload] = [
        .global(.int, to: .int), .global(.uint, to: .uint), .global(.double, to: .double),
        .global(.decimal, to: .decimal),
    ]
    private static let bits: [Overload] = [.global(.int, .int, to: .int), .global(.uint, .uint, to: .uint)]
    private static let shifts: [Overload] = [.global(.int, .int, to: .int), .global(.uint, .int, to: .uint)]

    private static func choose(
        _ name: String, _ arguments: [Value], _ wanted: Order, _ context: Context
    ) throws(EvaluationError) -> Value {
        if arguments.count == 1, case .list(let list) = arguments[0] {
            return try list.extreme(wanted, name, context, numbersOnly: true)
        }
        return try Value.List(arguments).extreme(wanted, name, context, numbersOnly: true)
    }

    private static func double(_ name: String, _ arguments: [Value]) throws(EvaluationError) -> Double {
        switch arguments[0] {
        case .double(let value): return value
        case .number(let number): return try number.checkedDouble
        default: throw EvaluationError.noOverload(name, arguments)
        }
    }

    private static func rounded(
        _ name: String, _ arguments: [Value], _ rule: FloatingPointRoundingRule
    ) throws(EvaluationError) -> Value {
        .double(try double(name, arguments).rounded(rule))
    }

    private static func squareRoot(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard let number = try Numeric(arguments[0]) else { throw EvaluationError.noOverload("math.sqrt", arguments) }
        if case .decimal(let exact) = number { try context.spend(converting: exact) }
        return .double(number.double.squareRoot())
    }

    private static func abs(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        switch arguments[0] {
        case .int(let value): return value < 0 ? try Value.negated(arguments[0]) : arguments[0]
        case .uint: return arguments[0]
        case .decimal(let value): return value < .zero ? .decimal(value.negated) : arguments[0]
        default: return .double(try double("math.abs", arguments).magnitude)
        }
    }

    private static func sign(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        switch arguments[0] {
        case .int(let value): return .int(value.signum())
        case .uint(let value): return .uint(min(value, 1))
        case .decimal(let value): return .decimal(ExactDecimal(value < .zero ? -1 : value == .zero ? 0 : 1))
        default:
            let value = try double("math.sign", arguments)
            return .double(value > 0 ? 1 : value < 0 ? -1 : value)
        }
    }

    private static func bitwise(
        _ name: String, _ arguments: [Value], _ signed: (Int64, Int64) -> Int64, _ unsigned: (UInt64, UInt64) -> UInt64
    ) throws(EvaluationError) -> Value {
        switch (arguments[0], arguments[1]) {
        case (.int(let a), .int(let b)): return .int(signed(a, b))
        case (.uint(let a), .uint(let b)): return .uint(unsigned(a, b))
        default: throw EvaluationError.noOverload(name, arguments)
        }
    }

    private static func bitNot(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        switch arguments[0] {
        case .int(let value): return .int(~value)
        case .uint(let value): return .uint(~value)
        default: throw EvaluationError.noOverload("math.bitNot", arguments)
        }
    }

    /// Shifts the 64 bits, those of an int too: its sign is not kept.
    private static func shift(
        _ name: String, _ arguments: [Value], _ shift: (UInt64, Int) -> UInt64
    ) throws(EvaluationError) -> Value {
        guard case .int(let offset) = arguments[1] else { throw EvaluationError.noOverload(name, arguments) }
        guard offset >= 0 else { throw EvaluationError("\(name)() has a negative offset: \(offset)") }
        let places = Int(min(offset, 64))
        switch arguments[0] {
        case .int(let value): return .int(Int64(bitPattern: shift(UInt64(bitPattern: value), places)))
        case .uint(let value): return .uint(shift(value, places))
        default: throw EvaluationError.noOverload(name, arguments)
        }
    }
}
