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
            return sameText(a, b)
        case (.bytes(let a), .bytes(let b)):
            try context.spend(reading: a.count)
            return a == b
        case (.list(let a), .list(let b)): return try equal(a, b, context)
        case (.map(let a), .map(let b)): return try equal(a, b, context)
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

    private static func equal(_ left: List, _ right: List, _ context: Context) throws(EvaluationError) -> Bool {
        guard left.count == right.count else { return false }
        for place in left.indices {
            try context.step()
            guard try equal(left[place], right[place], context) else { return false }
        }
        return true
    }

    private static func equal(_ left: Map, _ right: Map, _ context: Context) throws(EvaluationError) -> Bool {
        guard left.count == right.count else { return false }
        try context.spend(left.count)
        for (key, value) in left.entries {
            guard let other = right[key], try equal(value, other, context) else { return false }
        }
        return true
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
            return Order(bytes: a.utf8, b.utf8)
        case (.bytes(let a), .bytes(let b)):
            try context.spend(reading: min(a.count, b.count))
            return Order(bytes: a, b)
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

extension Order {
    /// The order of two texts by their bytes, which for UTF-8 is that of their code points.
    init(bytes left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) {
        var (a, b) = (left.makeIterator(), right.makeIterator())
        while true {
            switch (a.next(), b.next()) {
            case (nil, nil):
                self = .equal
                return
            case (nil, _):
                self = .less
                return
            case (_, nil):
                self = .greater
                return
            case (let x?, let y?):
                guard x != y else { continue }
                self = x < y ? .less : .greater
                return
            }
        }
    }
}
