/// A parsed expression, its macros recognised.
struct Syntax: Sendable {
    indirect enum Kind: Sendable {
        case literal(Value)
        /// A name; absolute (`.x`) when no local name may stand for it.
        case name(String, isAbsolute: Bool)
        case select(Syntax, field: String, isOptional: Bool)
        case has(Syntax, field: String)
        case index(Syntax, Syntax, isOptional: Bool)
        case call(String, target: Syntax?, arguments: [Syntax])
        case list([(value: Syntax, isOptional: Bool)])
        case map([(key: Syntax, value: Syntax, isOptional: Bool)])
        /// `c ? a : d ? b : e`, with any number of conditions.
        case conditional([(condition: Syntax, value: Syntax)], otherwise: Syntax)
        case and([Syntax])
        case or([Syntax])
        /// `a + b - c`, from left to right.
        case arithmetic(Syntax, [(op: ArithmeticOperator, offset: Int, operand: Syntax)])
        case compare(ComparisonOperator, Syntax, Syntax)
        case not(Syntax)
        case negative(Syntax)
        case loop(Loop)
        case bind(String, Syntax, body: Syntax)
        case optionalMap(Syntax, name: String, body: Syntax, isFlat: Bool)
    }

    let kind: Kind
    /// Bytes before the place that an error names.
    let offset: Int
    /// The nodes on the longest way down.
    let height: Int
}

/// An operator that gives a bool.
enum ComparisonOperator: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case `in` = "in"
}

/// A macro that visits the elements of a list or the keys of a map.
struct Loop: Sendable {
    enum Kind: String, Sendable {
        case all, exists, existsOne, map, filter, transformList, transformMap, transformMapEntry, sortBy
    }

    let kind: Kind
    let range: Syntax
    /// The element or key; of two, the index or key.
    let first: String
    /// The element or value, in the forms with two names.
    let second: String?
    /// What an element must fulfil to be transformed.
    let filter: Syntax?
    /// The predicate or the transformation.
    let body: Syntax
}
