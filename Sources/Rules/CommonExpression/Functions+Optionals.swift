extension Function {
    static let optionalFunctions: [Function] = [
        Function(
            "optional.of", [.global(.dyn, to: .optional(.dyn))], { (a, _) throws(EvaluationError) in .optional(a[0]) }),
        Function(
            "optional.ofNonZeroValue", [.global(.dyn, to: .optional(.dyn))],
            { (a, _) throws(EvaluationError) in .optional(a[0].isZero ? nil : a[0]) }),
        Function("optional.none", [.global(to: .optional(.dyn))], { (_, _) throws(EvaluationError) in .optional(nil) }),
        Function("optional.unwrap", [.global(.list(.optional(.dyn)), to: .list(.dyn))], unwrap),
        Function("unwrapOpt", [.method(.list(.optional(.dyn)), to: .list(.dyn))], unwrap),
        Function("hasValue", [.method(.optional(.dyn), to: .bool)], hasValue),
        Function("value", [.method(.optional(.dyn), to: .dyn)], value),
        Function("or", [.method(.optional(.dyn), .optional(.dyn), to: .optional(.dyn))], or),
        Function("orValue", [.method(.optional(.dyn), .dyn, to: .dyn)], orValue),
    ]

    private static func hasValue(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .optional(let inner) = arguments[0] else { throw EvaluationError.noOverload("hasValue", arguments) }
        return .bool(inner != nil)
    }

    private static func value(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .optional(let inner) = arguments[0] else { throw EvaluationError.noOverload("value", arguments) }
        guard let inner else { throw EvaluationError("optional.none() has no value") }
        return inner
    }

    private static func or(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .optional(let inner) = arguments[0], case .optional = arguments[1] else {
            throw EvaluationError.noOverload("or", arguments)
        }
        return inner == nil ? arguments[1] : arguments[0]
    }

    private static func orValue(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .optional(let inner) = arguments[0] else { throw EvaluationError.noOverload("orValue", arguments) }
        return inner ?? arguments[1]
    }

    private static func unwrap(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .list(let list) = arguments[0] else { throw EvaluationError.noOverload("unwrapOpt", arguments) }
        var values: [Value] = []
        for element in list {
            try context.step()
            guard case .optional(let inner) = element else { throw EvaluationError.noOverload("unwrapOpt", [element]) }
            if let inner { values.append(inner) }
        }
        return .list(Value.List(values))
    }
}
