import Synchronization

/// The variables that an expression is evaluated with.
///
/// A name may be qualified (`a.b`, of up to eight parts); an expression `a.b.c` then means the variable with the longest
/// matching name.
public struct Variables: Sendable {
    private enum Entry: Sendable {
        case value(Value)
        case made(MadeValue)
    }

    /// The most parts that a qualified name can have.
    static let mostParts = 8

    private var entries: [String: Entry]
    /// Whether a name with a dot is there.
    private(set) var hasQualifiedNames: Bool

    /// Variables with these values.
    public init(_ values: [String: Value] = [:]) {
        entries = values.mapValues(Entry.value)
        hasQualifiedNames = values.keys.contains { $0.utf8.contains(UInt8(ascii: ".")) }
    }

    /// The value of a variable. A computed one is made when it is first read; nil where that fails.
    public subscript(name: String) -> Value? {
        get {
            var budget = Int.max
            return try? value(name, budget: &budget)
        }
        set { set(name, newValue.map(Entry.value)) }
    }

    /// Binds a variable whose value is made when an expression first reads it, and then kept.
    ///
    /// What making it costs is taken from the budget, which is that of the evaluation that reads it. An error is kept too, and
    /// thrown at every read.
    public mutating func define(
        _ name: String, _ make: @escaping @Sendable (_ budget: inout Int) throws(EvaluationError) -> Value
    ) {
        set(name, .made(MadeValue(height: 0, make)))
    }

    /// Binds a variable whose value is made when an expression first reads it, and then kept.
    public mutating func define(_ name: String, _ make: @escaping @Sendable () -> Value) {
        define(name) { (_: inout Int) throws(EvaluationError) in make() }
    }

    /// Binds a variable to the value of an expression over the variables that are bound so far.
    ///
    /// It is evaluated when it is first read, at most once, at the cost of the evaluation that reads it. An error is kept too, and
    /// thrown at every read. Since an expression sees only what was bound before, none can depend on itself.
    public mutating func define(_ name: String, by expression: Expression) {
        let variables = self
        // An evaluation within another takes as much of the stack as a few levels of an expression.
        let height = expression.height + 4 + (entries(readBy: expression).map(\.height).max() ?? 0)
        let made = MadeValue(height: height) { (budget: inout Int) throws(EvaluationError) in
            // Each reads the one before while it is evaluated itself, and may nest its value deeper.
            guard height <= Expression.greatestHeight else {
                throw EvaluationError(
                    "it is nested more than \(Expression.greatestHeight) levels deep, together with the variables it is built on"
                )
            }
            return try expression.evaluate(variables, budget: &budget)
        }
        set(name, .made(made))
    }

    /// The computed variables that an expression may read. Of a name that it was not told to be qualified it knows the first part.
    private func entries(readBy expression: Expression) -> [MadeValue] {
        func made(_ entry: Entry?) -> MadeValue? { if case .made(let made) = entry { made } else { nil } }
        let named = expression.variablesRead.compactMap { made(entries[$0]) }
        guard hasQualifiedNames else { return named }
        return named
            + entries.compactMap { name, entry in
                expression.variablesRead.contains(String(name.prefix { $0 != "." })) ? made(entry) : nil
            }
    }

    private mutating func set(_ name: String, _ entry: Entry?) {
        entries[name] = entry
        if name.utf8.contains(UInt8(ascii: ".")) { hasQualifiedNames = true }
    }

    /// The value of a variable, made at the cost of a budget where it is computed.
    func value(_ name: String, budget: inout Int) throws(EvaluationError) -> Value? {
        switch entries[name] {
        case .value(let value)?: return value
        case .made(let made)?:
            do throws(EvaluationError) {
                return try made.read(&budget)
            } catch {
                throw EvaluationError("'\(name)' has no value: \(error)", isCostExceeded: error.isCostExceeded)
            }
        case nil: return nil
        }
    }
}

/// A value that is made when it is first read, and then kept.
private final class MadeValue: Sendable {
    typealias Make = @Sendable (_ budget: inout Int) throws(EvaluationError) -> Value

    private let result: Mutex<Result<Value, EvaluationError>?> = Mutex(nil)
    /// How deep the expressions are nested that are evaluated to make it, all together.
    let height: Int
    private let make: Make

    init(height: Int, _ make: @escaping Make) {
        self.height = height
        self.make = make
    }

    func read(_ budget: inout Int) throws(EvaluationError) -> Value {
        let result = result.withLock { kept in
            if let kept { return kept }
            let made: Result<Value, EvaluationError>
            do throws(EvaluationError) {
                made = .success(try make(&budget))
            } catch {
                made = .failure(error)
            }
            kept = made
            return made
        }
        return try result.get()
    }
}
