/// What a macro visits: the elements of a list with their indices, or the entries of a map.
enum LoopRange {
    case list(Value.List)
    case map(Value.Map)

    init(_ value: Value) throws(EvaluationError) {
        switch value {
        case .list(let list): self = .list(list)
        case .map(let map): self = .map(map)
        default: throw EvaluationError("no such overload: '\(value.typeName)' is neither a list nor a map")
        }
    }

    var count: Int {
        switch self {
        case .list(let list): list.count
        case .map(let map): map.count
        }
    }

    /// The element or key.
    func single(_ place: Int) -> Value {
        switch self {
        case .list(let list): list[place]
        case .map(let map): map.key(at: place)
        }
    }

    /// The index and element, or the key and value.
    func pair(_ place: Int) -> (Value, Value) {
        switch self {
        case .list(let list): (.int(Int64(place)), list[place])
        case .map(let map): (map.key(at: place), map.value(at: place))
        }
    }
}

/// The parts that all macros over a range have.
struct LoopParts: Sendable {
    let range: any Node
    /// The slot of the first name; the second name has the next one.
    let slot: Int
    let hasTwoNames: Bool
    let filter: (any Node)?
    let body: any Node
    let offset: Int

    func range(_ context: Context) throws(EvaluationError) -> LoopRange {
        try context.step()
        let value = try range.value(context)
        do throws(EvaluationError) {
            return try LoopRange(value)
        } catch {
            throw error.placed(at: offset)
        }
    }

    func bind(_ range: LoopRange, _ place: Int, _ context: Context) throws(EvaluationError) {
        try context.step()
        if hasTwoNames {
            (context.locals[slot], context.locals[slot + 1]) = range.pair(place)
        } else {
            context.locals[slot] = range.single(place)
        }
    }

    func isTrue(_ node: any Node, _ context: Context) throws(EvaluationError) -> Bool {
        let value = try node.value(context)
        guard case .bool(let isTrue) = value else {
            throw EvaluationError(
                "no such overload: the predicate is of type '\(value.typeName)', not bool", at: offset)
        }
        return isTrue
    }

    /// Whether the element in the slots is to be transformed.
    func passes(_ context: Context) throws(EvaluationError) -> Bool {
        guard let filter else { return true }
        return try isTrue(filter, context)
    }
}

/// `all` and `exists`. One element that decides makes up for errors at the others.
struct QuantifierNode: Node {
    let parts: LoopParts
    /// The value of the predicate that settles the result: false of `all`, true of `exists`.
    let deciding: Bool

    func value(_ context: Context) throws(EvaluationError) -> Value {
        let range = try parts.range(context)
        var failure: EvaluationError?
        for place in 0..<range.count {
            do throws(EvaluationError) {
                try parts.bind(range, place, context)
                if try parts.isTrue(parts.body, context) == deciding { return .bool(deciding) }
            } catch {
                guard !error.isCostExceeded else { throw error }
                try context.spendOnError()
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return .bool(!deciding)
    }
}

struct ExistsOneNode: Node {
    let parts: LoopParts

    func value(_ context: Context) throws(EvaluationError) -> Value {
        let range = try parts.range(context)
        var count = 0
        for place in 0..<range.count {
            try parts.bind(range, place, context)
            if try parts.isTrue(parts.body, context) { count += 1 }
        }
        return .bool(count == 1)
    }
}

struct FilterNode: Node {
    let parts: LoopParts

    func value(_ context: Context) throws(EvaluationError) -> Value {
        let range = try parts.range(context)
        var kept: [Value] = []
        for place in 0..<range.count {
            try parts.bind(range, place, context)
            let element = context.locals[parts.slot]
            if try parts.isTrue(parts.body, context) { kept.append(element) }
        }
        return .list(Value.List(kept))
    }
}

/// `map` and `transformList`.
struct MapListNode: Node {
    let parts: LoopParts

    func value(_ context: Context) throws(EvaluationError) -> Value {
        let range = try parts.range(context)
        var values: [Value] = []
        for place in 0..<range.count {
            try parts.bind(range, place, context)
            if try parts.passes(context) { values.append(try parts.body.value(context)) }
        }
        return .list(Value.List(values))
    }
}

/// `transformMap`, which keeps the keys, and `transformMapEntry`, whose body makes the entries.
struct MapEntriesNode: Node {
    let parts: LoopParts
    let makesEntries: Bool

    func value(_ context: Context) throws(EvaluationError) -> Value {
        let range = try parts.range(context)
        var builder = Value.Map.Builder()
        for place in 0..<range.count {
            try parts.bind(range, place, context)
            let key = context.locals[parts.slot]
            guard try parts.passes(context) else { continue }
            let value = try parts.body.value(context)
            do throws(EvaluationError) {
                guard makesEntries else {
                    try builder.add(key, value, context)
                    continue
                }
                guard case .map(let made) = value else {
                    throw EvaluationError.noOverload("transformMapEntry", [value])
                }
                for (key, value) in made.entries { try builder.add(key, value, context) }
            } catch {
                throw error.placed(at: parts.offset)
            }
        }
        return .map(builder.map)
    }
}

/// `sortBy`: the elements in the order of their keys.
struct SortByNode: Node {
    let parts: LoopParts

    func value(_ context: Context) throws(EvaluationError) -> Value {
        let range = try parts.range(context)
        var keys: [Value] = []
        var elements: [Value] = []
        for place in 0..<range.count {
            try parts.bind(range, place, context)
            try context.spend(elements: 2)
            elements.append(context.locals[parts.slot])
            keys.append(try parts.body.value(context))
        }
        do throws(EvaluationError) {
            return .list(Value.List(try Value.sorted(keys, context).map { elements[$0] }))
        } catch {
            throw error.placed(at: parts.offset)
        }
    }
}

/// `optMap` and `optFlatMap`.
struct OptionalMapNode: Node {
    let target: any Node
    let slot: Int
    let body: any Node
    let isFlat: Bool
    let offset: Int

    func value(_ context: Context) throws(EvaluationError) -> Value {
        try context.step()
        let value = try target.value(context)
        guard case .optional(let inner) = value else {
            throw EvaluationError.noOverload(isFlat ? "optFlatMap" : "optMap", [value]).placed(at: offset)
        }
        guard let inner else { return value }
        context.locals[slot] = inner
        let result = try body.value(context)
        guard isFlat else { return .optional(result) }
        guard case .optional = result else {
            throw EvaluationError.noOverload("optFlatMap", [result]).placed(at: offset)
        }
        return result
    }
}
