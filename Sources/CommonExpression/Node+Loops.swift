/// What a macro visits: the elements of a list with their indices, or the entries of a map.
struct LoopRange {
    private enum Storage {
        case list(Value.List)
        case entries([(key: Value, value: Value)])
    }

    private let storage: Storage

    init(_ value: Value, _ context: Context) throws(EvaluationError) {
        switch value {
        case .list(let list): storage = .list(list)
        case .map(let map):
            try context.spend(map.count)
            storage = .entries(map.entries)
        default: throw EvaluationError("no such overload: '\(value.typeName)' is neither a list nor a map")
        }
    }

    var count: Int {
        switch storage {
        case .list(let list): list.count
        case .entries(let entries): entries.count
        }
    }

    /// The element or key.
    func single(_ place: Int) -> Value {
        switch storage {
        case .list(let list): list[place]
        case .entries(let entries): entries[place].key
        }
    }

    /// The index and element, or the key and value.
    func pair(_ place: Int) -> (Value, Value) {
        switch storage {
        case .list(let list): (.int(Int64(place)), list[place])
        case .entries(let entries): (entries[place].key, entries[place].value)
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
            return try LoopRange(value, context)
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
                    try builder.add(key, value)
                    continue
                }
                guard case .map(let made) = value else {
                    throw EvaluationError.noOverload("transformMapEntry", [value])
                }
                try context.spend(made.count)
                for (key, value) in made.entries { try builder.add(key, value) }
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
        var keyed: [(key: Value, value: Value)] = []
        for place in 0..<range.count {
            try parts.bind(range, place, context)
            let element = context.locals[parts.slot]
            keyed.append((try parts.body.value(context), element))
        }
        do throws(EvaluationError) {
            return .list(Value.List(try Value.sorted(keyed, context).map(\.value)))
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
