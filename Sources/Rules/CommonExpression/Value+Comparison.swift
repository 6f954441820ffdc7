import JSON

extension Value {
    /// Whether two values are equal. Numbers of different types are compared by value, other types never equal each other.
    static func equal(_ left: Value, _ right: Value, _ context: Context) throws(EvaluationError) -> Bool {
        switch (left, right) {
        case (.null, .null): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.int(let a), .int(let b)): return a == b
        case (.string(let a), .string(let b)):
            guard a.utf8.count == b.utf8.count else { return false }
            try context.spend(reading: a.utf8.count)
            return TextBytes.same(a, b)
        case (.bytes(let a), .bytes(let b)):
            try context.spend(reading: a.count)
            return a == b
        case (.list, .list), (.map, .map):
            var comparison = DeepComparison(context: context)
            return try comparison.areEqual(left, right)
        case (.timestamp(let a), .timestamp(let b)): return a == b
        case (.duration(let a), .duration(let b)): return a == b
        case (.type(let a), .type(let b)): return sameText(a, b)
        case (.optional(let a), .optional(let b)):
            guard let a, let b else { return a == nil && b == nil }
            return try equal(a, b, context)
        default:
            guard let a = try Numeric(left), let b = try Numeric(right) else { return false }
            return try Numeric.order(a, b, context) == .equal
        }
    }

    /// How two values stand to each other; nil when one is not a number. Only values of one kind have an order.
    static func order(_ left: Value, _ right: Value, _ name: String, _ context: Context) throws(EvaluationError)
        -> Order?
    {
        switch (left, right) {
        case (.int(let a), .int(let b)): return Order(a, b)
        case (.bool(let a), .bool(let b)): return Order(a ? 1 : 0, b ? 1 : 0)
        case (.string(let a), .string(let b)):
            try context.spend(reading: min(a.utf8.count, b.utf8.count))
            return TextBytes.order(a, b)
        case (.bytes(let a), .bytes(let b)):
            try context.spend(reading: min(a.count, b.count))
            return a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { b in TextBytes.order(a, b) } }
        case (.timestamp(let a), .timestamp(let b)): return Order(a, b)
        case (.duration(let a), .duration(let b)): return Order(a, b)
        default:
            guard let a = try Numeric(left), let b = try Numeric(right) else {
                throw EvaluationError.noOverload(name, [left, right])
            }
            return try Numeric.order(a, b, context)
        }
    }
}
