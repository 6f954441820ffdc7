import JSON

extension Function {
    static let listFunctions: [Function] = [
        Function("sum", [.method(.list(.dyn), to: .dyn)], sum),
        Function(
            "min", [.method(.list(.dyn), to: .dyn)],
            { (a, c) throws(EvaluationError) in try extreme("min", a, .less, c) }),
        Function(
            "max", [.method(.list(.dyn), to: .dyn)],
            { (a, c) throws(EvaluationError) in try extreme("max", a, .greater, c) }),
        Function("slice", [.method(.list(.dyn), .int, .int, to: .list(.dyn))], slice),
        Function(
            "flatten", [.method(.list(.dyn), to: .list(.dyn)), .method(.list(.dyn), .int, to: .list(.dyn))], flatten),
        Function("distinct", [.method(.list(.dyn), to: .list(.dyn))], distinct),
        Function("sort", [.method(.list(.dyn), to: .list(.dyn))], sort),
        Function("lists.range", [.global(.int, to: .list(.int))], range),
        Function("first", [.method(.list(.dyn), to: .optional(.dyn))], first),
        Function("last", [.method(.list(.dyn), to: .optional(.dyn))], last),
    ]

    private static func list(_ name: String, _ arguments: [Value]) throws(EvaluationError) -> Value.List {
        guard case .list(let list) = arguments[0] else { throw EvaluationError.noOverload(name, arguments) }
        return list
    }

    /// The sum of numbers: a decimal if one is a decimal, else a double if one is a double. Of durations, a duration.
    private static func sum(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let list = try list("sum", arguments)
        try context.spend(elements: list.count)
        guard var total = list.first else { return .int(0) }
        if case .duration = total {
        } else if try Numeric(total) == nil {
            throw EvaluationError.noOverload("sum", [total])
        }
        for element in list.dropFirst() {
            switch (total, element) {
            case (.int, .double), (.int, .number), (.uint, .double), (.uint, .number):
                total = .double(try Numeric(total)?.double ?? 0)
            default: break
            }
            var next = element
            switch (total, element) {
            case (.double, .int), (.double, .uint), (.number, .int), (.number, .uint):
                next = .double(try Numeric(element)?.double ?? 0)
            default: break
            }
            total = try Value.result(.add, total, next, context)
        }
        return total
    }

    private static func extreme(
        _ name: String, _ arguments: [Value], _ wanted: Order, _ context: Context
    ) throws(EvaluationError) -> Value {
        try list(name, arguments).extreme(wanted, name, context, numbersOnly: false)
    }

    private static func slice(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .list(let list) = arguments[0], case .int(let start) = arguments[1],
            case .int(let end) = arguments[2]
        else {
            throw EvaluationError.noOverload("slice", arguments)
        }
        guard start >= 0, start <= end, end <= list.count else {
            throw EvaluationError("cannot slice from \(start) to \(end) of a list of \(list.count)")
        }
        try context.spend(elements: Int(end - start))
        return .list(Value.List(Array(list[Int(start)..<Int(end)])))
    }

    private static func flatten(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let list = try list("flatten", arguments)
        var depth: Int64 = 1
        if arguments.count == 2 {
            guard case .int(let given) = arguments[1] else { throw EvaluationError.noOverload("flatten", arguments) }
            guard given >= 0 else { throw EvaluationError("flatten() has a negative depth: \(given)") }
            guard given <= 100 else {
                throw EvaluationError("flatten() goes no more than 100 levels deep, not \(given)")
            }
            depth = given
        }
        var flat: [Value] = []
        try flatten(list, depth, into: &flat, context)
        return .list(Value.List(flat))
    }

    private static func flatten(
        _ list: Value.List, _ depth: Int64, into flat: inout [Value], _ context: Context
    ) throws(EvaluationError) {
        for element in list {
            try context.step()
            try context.spend(elements: 1)
            if depth > 0, case .list(let inner) = element {
                try flatten(inner, depth - 1, into: &flat, context)
            } else {
                flat.append(element)
            }
        }
    }

    private static func distinct(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        var kept: [Value] = []
        var others: [Value] = []
        var keys: Set<MapKey> = []
        for element in try list("distinct", arguments) {
            try context.spend(elements: 2)
            // What can be a key is found by it; the rest is compared with what came before.
            if let key = MapKey(lookingUp: element) {
                if case .string(let text) = key { try context.spend(reading: text.utf8.count) }
                if keys.insert(key).inserted { kept.append(element) }
                continue
            }
            var isNew = true
            for other in others where isNew {
                try context.step()
                isNew = try !Value.equal(other, element, context)
            }
            if isNew {
                kept.append(element)
                others.append(element)
            }
        }
        return .list(Value.List(kept))
    }

    private static func sort(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let list = try list("sort", arguments)
        try context.spend(elements: list.count * 2)
        let keys = list.values
        return .list(Value.List(try Value.sorted(keys, context).map { keys[$0] }))
    }

    private static func range(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .int(let count) = arguments[0] else { throw EvaluationError.noOverload("lists.range", arguments) }
        guard count > 0 else { return .list([]) }
        try context.spend(elements: Int(count))
        return .list(Value.List((0..<count).map { Value.int($0) }))
    }

    private static func first(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        .optional(try list("first", arguments).first)
    }

    private static func last(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        .optional(try list("last", arguments).last)
    }
}

extension Value.List {
    /// The first element that no other precedes (or follows).
    func extreme(
        _ wanted: Order, _ name: String, _ context: Context, numbersOnly: Bool
    ) throws(EvaluationError) -> Value {
        guard var best = first else { throw EvaluationError("\(name)() of an empty list") }
        for element in self {
            try context.step()
            if numbersOnly, try Numeric(element) == nil { throw EvaluationError.noOverload(name, [element]) }
            if try Value.order(element, best, name, context) == wanted { best = element }
        }
        return best
    }
}

extension Value {
    /// The places of keys in the order of the keys; equal keys keep the order in which they stand.
    static func sorted(_ keys: [Value], _ context: Context) throws(EvaluationError) -> [Int] {
        try context.spend(elements: keys.count * 2)
        var (source, target) = (Array(keys.indices), Array(keys.indices))
        var width = 1
        while width < keys.count {
            for start in stride(from: 0, to: keys.count, by: width * 2) {
                let middle = min(start + width, keys.count)
                let end = min(start + width * 2, keys.count)
                var (left, right) = (start, middle)
                for place in start..<end {
                    try context.step()
                    let takesRight: Bool
                    if left < middle, right < end {
                        takesRight = try order(keys[source[right]], keys[source[left]], "sort", context) == .less
                    } else {
                        takesRight = left == middle
                    }
                    target[place] = source[takesRight ? right : left]
                    if takesRight { right += 1 } else { left += 1 }
                }
            }
            swap(&source, &target)
            width *= 2
        }
        return source
    }
}
