import BoundedPattern
import JSON

/// The state of one evaluation: the variables, the values of local names and what may still be spent.
final class Context {
    private let variables: Variables
    // One evaluation is one thread's, and nothing keeps an access open while another part of it goes on; checking that at every
    // step would take longer than the step.
    /// The values of the names that macros bind, by slot.
    @exclusivity(unchecked) var locals: [Value]
    @exclusivity(unchecked) private var left: Int
    private let allowed: Int
    /// Whether a budget that several evaluations share allows less than the expression's own limit.
    private let isShared: Bool
    private var patterns: [MapKey: BoundedPattern] = [:]

    init(_ variables: Variables, locals: Int, limit: Int, shared: Int = .max) {
        self.variables = variables
        self.locals = locals == 0 ? [] : Array(repeating: .null, count: locals)
        isShared = shared < limit
        allowed = max(0, min(limit, shared))
        left = allowed
    }

    /// The steps that were paid for.
    var spent: Int { allowed - max(0, left) }

    /// Whether variables with qualified names are bound.
    var hasQualifiedNames: Bool { variables.hasQualifiedNames }

    /// The value of a variable.
    func variable(_ name: VariableName) throws(EvaluationError) -> Value? { try variables.value(name, budget: &left) }

    /// Pays for one step.
    @inline(__always)
    func step() throws(EvaluationError) {
        left -= 1
        if left < 0 { throw exceeded }
    }

    /// Pays for one step that reads a name.
    @inline(__always)
    func step(reading name: String) throws(EvaluationError) {
        left -= 1 + name.utf8.count >> 6
        if left < 0 { throw exceeded }
    }

    /// Pays for that many steps.
    func spend(_ steps: Int) throws(EvaluationError) {
        guard steps <= left else { throw exceeded }
        left -= steps
    }

    /// Pays for making that many bytes of text.
    func spend(bytes: Int) throws(EvaluationError) { try spend(bytes >> 4) }

    /// Pays for reading that many bytes of text.
    func spend(reading bytes: Int) throws(EvaluationError) { try spend(bytes >> 6) }

    /// Pays for making a list or a map of that many elements, beside what the elements themselves cost.
    func spend(elements: Int) throws(EvaluationError) {
        guard elements <= left / 2 else { throw exceeded }
        left -= elements * 2
    }

    /// Pays for looking a key up.
    func spend(key: Value) throws(EvaluationError) {
        if case .string(let text) = key { try spend(bytes: text.utf8.count) }
    }

    /// Pays for running a pattern over a text: linear in the text, whatever the pattern.
    func spend(matching text: String, _ pattern: BoundedPattern) throws(EvaluationError) {
        try spend(1 + (text.utf8.count >> 5) * pattern.effort)
    }

    /// Pays for an error that is made up for: its message was put together for nothing.
    func spendOnError() throws(EvaluationError) { try spend(16) }

    /// Pays for reading a decimal digit by digit, as text or as a double.
    func spend(converting value: ExactDecimal) throws(EvaluationError) { try spend(decimals: value, value) }

    /// Pays for arithmetic with two decimals, which takes longer the more digits they have.
    func spend(decimals a: ExactDecimal, _ b: ExactDecimal) throws(EvaluationError) {
        let words = a.words + b.words
        try spend(words * words / 16)
    }

    private var exceeded: EvaluationError {
        let message =
            isShared
            ? "the evaluation costs more than the \(allowed) steps that are left of the budget that it shares with others"
            : "the evaluation costs more than \(allowed) steps, the limit of one expression"
        return EvaluationError(message, isCostExceeded: true)
    }

    /// A pattern, compiled once in an evaluation.
    func pattern(_ source: String) throws(EvaluationError) -> BoundedPattern {
        try spend(reading: source.utf8.count)
        if let pattern = patterns[.string(source)] { return pattern }
        // Reading a pattern may take a millisecond, however short it is.
        try spend(40_000 + source.utf8.count * 8)
        let pattern = try compiledPattern(source)
        patterns[.string(source)] = pattern
        return pattern
    }
}

/// A pattern of the dialect that `matches` has.
func compiledPattern(_ source: String) throws(EvaluationError) -> BoundedPattern {
    do {
        return try BoundedPattern(source, dialect: .re2)
    } catch {
        throw EvaluationError("invalid pattern: \(error)")
    }
}
