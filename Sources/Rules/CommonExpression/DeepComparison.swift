/// Compares lists and maps without recursion: a payload may be nested deeper than a small stack allows.
struct DeepComparison {
    /// Two containers of the same size that are being compared, and the place of the next pair in them.
    private enum Pair {
        case lists(Value.List, Value.List)
        case maps(Value.Map, Value.Map)
    }

    let context: Context
    private var open: [(pair: Pair, place: Int)] = []

    init(context: Context) { self.context = context }

    mutating func areEqual(_ left: Value, _ right: Value) throws(EvaluationError) -> Bool {
        guard try compare(left, right) else { return false }
        while let (pair, place) = open.last {
            switch pair {
            case .lists(let a, let b):
                guard place < a.count else {
                    open.removeLast()
                    continue
                }
                open[open.count - 1].place += 1
                try context.step()
                guard try compare(a[place], b[place]) else { return false }
            case .maps(let a, let b):
                guard place < a.count else {
                    open.removeLast()
                    continue
                }
                open[open.count - 1].place += 1
                let key = a.key(at: place)
                try context.step()
                try context.spend(key: key)
                guard let other = b[key], try compare(a.value(at: place), other) else { return false }
            }
        }
        return true
    }

    /// Whether two values are equal as far as that can be told at once; containers are left open.
    private mutating func compare(_ left: Value, _ right: Value) throws(EvaluationError) -> Bool {
        switch (left, right) {
        case (.list(let a), .list(let b)):
            guard a.count == b.count else { return false }
            try context.spend(4)
            open.append((.lists(a, b), 0))
            return true
        case (.map(let a), .map(let b)):
            guard a.count == b.count else { return false }
            try context.spend(4)
            open.append((.maps(a, b), 0))
            return true
        case (.optional(.some(let a)), .optional(.some(let b))): return try compare(a, b)
        default: return try Value.equal(left, right, context)
        }
    }
}
