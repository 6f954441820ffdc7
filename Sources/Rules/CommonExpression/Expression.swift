/// An expression of the Common Expression Language: parsed and checked once, evaluated many times.
public struct Expression: Sendable {
    /// What an expression may take at the most.
    public struct Limits: Sendable {
        /// The length of its text in bytes.
        public var length: Int
        /// How deep it may be nested.
        public var depth: Int
        /// The steps of one evaluation: one for each part that is evaluated and each element that is touched, one for 64 bytes of
        /// text that are read or 16 that are made.
        public var cost: Int

        /// Limits in bytes, levels and steps; what is left out is as in `standard`.
        public init(length: Int = 100_000, depth: Int = 100, cost: Int = 4_000_000) {
            self.length = length
            self.depth = depth
            self.cost = cost
        }

        /// 100,000 bytes, 100 levels, 4,000,000 steps.
        public static let standard = Limits()
    }

    /// The text that it was parsed from, unchanged.
    public let source: String
    /// The variables that the expression reads, by the first part of their names, or the whole of a qualified name that was declared.
    public let variablesRead: Set<String>
    /// The text as it was parsed, for whoever asks what it says without evaluating it.
    package let syntax: Syntax
    private let root: any Node
    private let localCount: Int
    private let cost: Int
    /// How deep it is nested: a bound of the stack that an evaluation takes, and of how much deeper it can nest a value.
    var height: Int { syntax.height }

    /// How deep expressions may be nested that computed variables stand for, all together.
    static let greatestHeight = 100

    /// Parses and checks an expression.
    ///
    /// - Parameters:
    ///   - variables: The names that it may read; nil for any name.
    ///   - isChecked: True to refuse unknown functions and types that can't fit here. If false, only evaluating them is an error.
    ///   - limits: The length and depth of the text, and the cost of each evaluation. What is longer or deeper is refused.
    public init(
        _ source: String, variables: Set<String>? = nil, isChecked: Bool = true, limits: Limits = .standard
    ) throws(ExpressionError) {
        guard source.utf8.count <= limits.length else {
            throw ExpressionError("the expression is longer than \(limits.length) bytes", at: 0, in: "")
        }
        do {
            syntax = try Parser.parse(source, depth: limits.depth)
            if isChecked {
                var checker = Checker(variables: variables)
                _ = try checker.type(of: syntax)
            }
            var compiler = Compiler(variables: variables)
            root = try compiler.node(syntax)
            localCount = compiler.localCount
            variablesRead = compiler.variablesRead
        } catch {
            throw ExpressionError(error.message, at: error.offset, in: source)
        }
        self.source = source
        cost = limits.cost
    }

    /// The value of the expression, at its own limit of cost.
    ///
    /// An error says what could not be done, and where: a field that is absent, types that don't fit, a result that overflows, or a cost
    /// over the limit.
    public func evaluate(_ variables: Variables) throws(EvaluationError) -> Value {
        var budget = Int.max
        return try evaluate(variables, budget: &budget)
    }

    /// The value of the expression, at the cost of a budget that several evaluations share.
    ///
    /// An evaluation may take its own limit or what the budget has left, whichever is less. What it took is subtracted, also when
    /// it fails.
    public func evaluate(_ variables: Variables, budget: inout Int) throws(EvaluationError) -> Value {
        let context = Context(variables, locals: localCount, limit: cost, shared: budget)
        defer { budget -= context.spent }
        do {
            let value = try root.value(context)
            if case .number(let number) = value { _ = try number.checkedDouble }
            return value
        } catch {
            throw error.located(in: source)
        }
    }

    /// The value of the expression as a condition. A value that is no bool is an error, as is everything that fails to evaluate.
    public func truth(_ variables: Variables) throws(EvaluationError) -> Bool {
        var budget = Int.max
        return try truth(variables, budget: &budget)
    }

    /// The value of the expression as a condition, at the cost of a budget that several evaluations share.
    public func truth(_ variables: Variables, budget: inout Int) throws(EvaluationError) -> Bool {
        let value = try evaluate(variables, budget: &budget)
        guard case .bool(let isTrue) = value else {
            throw EvaluationError("the expression gives a value of type '\(value.typeName)', not a bool")
        }
        return isTrue
    }
}

extension EvaluationError {
    /// The same error with its line and column.
    func located(in source: String) -> EvaluationError {
        guard let offset else { return self }
        let place = SourcePlace(offset: offset, in: source)
        var error = self
        (error.line, error.column) = (place.line, place.column)
        return error
    }
}
