/// A parsed expression, its macros recognised.
package struct Syntax: Sendable {
    package indirect enum Kind: Sendable {
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

    package let kind: Kind
    /// Bytes before the place that an error names.
    package let offset: Int
    /// The nodes on the longest way down.
    package let height: Int

    package init(kind: Kind, offset: Int, height: Int) {
        self.kind = kind
        self.offset = offset
        self.height = height
    }
}

/// An operator that gives a bool.
package enum ComparisonOperator: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case `in` = "in"
}

/// A macro that visits the elements of a list or the keys of a map.
package struct Loop: Sendable {
    package enum Kind: String, Sendable {
        case all, exists, existsOne, map, filter, transformList, transformMap, transformMapEntry, sortBy
    }

    package let kind: Kind
    package let range: Syntax
    /// The element or key; of two, the index or key.
    package let first: String
    /// The element or value, in the forms with two names.
    package let second: String?
    /// What an element must fulfil to be transformed.
    package let filter: Syntax?
    /// The predicate or the transformation.
    package let body: Syntax

    package init(kind: Kind, range: Syntax, first: String, second: String?, filter: Syntax?, body: Syntax) {
        self.kind = kind
        self.range = range
        self.first = first
        self.second = second
        self.filter = filter
        self.body = body
    }
}
