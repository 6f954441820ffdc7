struct ConditionalNode: Node {
    let cases: [(condition: any Node, value: any Node)]
    let otherwise: any Node
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        for (condition, result) in cases {
            try context.step()
            let value = try condition.value(context)
            guard case .bool(let isTrue) = value else {
                throw EvaluationError(
                    "no such overload: the condition is of type '\(value.typeName)', not bool", at: offset)
            }
            if isTrue { return try result.value(context) }
        }
        return try otherwise.value(context)
    }
}

/// `&&` and `||`. One operand that decides makes up for errors of the others, in whatever order they stand.
struct JunctionNode: Node {
    let operands: [any Node]
    /// The value of an operand that settles the result: false of `&&`, true of `||`.
    let deciding: Bool
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        var failure: EvaluationError?
        for operand in operands {
            do throws(EvaluationError) {
                try context.step()
                let value = try operand.value(context)
                guard case .bool(let isTrue) = value else {
                    throw EvaluationError(
                        "no such overload: an operand of '\(deciding ? "||" : "&&")' is of type '\(value.typeName)', not bool"
                    )
                }
                if isTrue == deciding { return .bool(deciding) }
            } catch {
                guard !error.isCostExceeded else { throw error }
                try context.spendOnError()
                failure = failure ?? error.placed(at: offset)
            }
        }
        if let failure { throw failure }
        return .bool(!deciding)
    }
}

struct NotNode: Node {
    let operand: any Node
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        let value = try operand.value(context)
        guard case .bool(let isTrue) = value else { throw EvaluationError.noOverload("!", [value]).placed(at: offset) }
        return .bool(!isTrue)
    }
}

struct NegativeNode: Node {
    let operand: any Node
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        let value = try operand.value(context)
        do throws(EvaluationError) {
            return try Value.negated(value)
        } catch {
            throw error.placed(at: offset)
        }
    }
}

struct ArithmeticNode: Node {
    let first: any Node
    let rest: [(op: ArithmeticOperator, offset: Int, operand: any Node)]

    func value(_ context: Context) throws(EvaluationError) -> Value {
        var result = try first.value(context)
        for (op, offset, operand) in rest {
            try context.step()
            let right = try operand.value(context)
            do throws(EvaluationError) {
                result = try Value.result(op, result, right, context)
            } catch {
                throw error.placed(at: offset)
            }
        }
        return result
    }
}

struct ComparisonNode: Node {
    let op: ComparisonOperator
    let left: any Node
    let right: any Node
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        let a = try left.value(context)
        let b = try right.value(context)
        do throws(EvaluationError) {
            switch op {
            case .equal: return .bool(try Value.equal(a, b, context))
            case .notEqual: return .bool(try !Value.equal(a, b, context))
            case .in: return .bool(try Value.contains(b, a, context))
            case .less, .lessOrEqual, .greater, .greaterOrEqual:
                let order = try Value.order(a, b, op.rawValue, context)
                return .bool(op.holds(for: order))
            }
        } catch {
            throw error.placed(at: offset)
        }
    }
}

extension ComparisonOperator {
    /// Whether an order between two values fulfils the operator. Without an order nothing does.
    func holds(for order: Order?) -> Bool {
        switch (self, order) {
        case (.less, .less?), (.lessOrEqual, .less?), (.lessOrEqual, .equal?): true
        case (.greater, .greater?), (.greaterOrEqual, .greater?), (.greaterOrEqual, .equal?): true
        default: false
        }
    }
}

extension Value {
    /// Whether a list contains a value, or a map a key.
    static func contains(_ container: Value, _ value: Value, _ context: Context) throws(EvaluationError) -> Bool {
        switch container {
        case .list(let list):
            for element in list {
                try context.step()
                if try equal(element, value, context) { return true }
            }
            return false
        case .map(let map):
            try context.spend(key: value)
            guard let key = MapKey(lookingUp: value) else {
                _ = try Numeric(value)
                return false
            }
            return map[key] != nil
        default: throw EvaluationError.noOverload("in", [value, container])
        }
    }
}
