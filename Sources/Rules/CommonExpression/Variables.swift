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

    private var names: [VariableName] = []
    /// What the names stand for, in the same order.
    private var entries: [Entry] = []
    /// The places of the names, where they are too many to be searched in a line.
    private var places: [VariableName: Int] = [:]
    /// Whether a name with a dot is there.
    private(set) var hasQualifiedNames = false

    private static let searchedInALine = 24

    /// Variables with these values.
    public init(_ values: [String: Value] = [:]) {
        for (name, value) in values { set(name, .value(value)) }
    }

    /// The value of a variable. A computed one is made when it is first read; nil where that fails.
    public subscript(name: String) -> Value? {
        get {
            var budget = Int.max
            return try? value(VariableName(name), budget: &budget)
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
        func made(_ place: Int) -> MadeValue? { if case .made(let made) = entries[place] { made } else { nil } }
        let named = expression.variablesRead.compactMap { place(of: VariableName($0)).flatMap(made) }
        guard hasQualifiedNames else { return named }
        return named
            + names.indices.compactMap { place in
                expression.variablesRead.contains(String(names[place].text.prefix { $0 != "." })) ? made(place) : nil
            }
    }

    private func place(of name: VariableName) -> Int? {
        if names.count > Self.searchedInALine { return places[name] }
        for place in names.indices where names[place].mark == name.mark {
            if TextBytes.same(names[place].text, name.text) { return place }
        }
        return nil
    }

    private mutating func set(_ name: String, _ entry: Entry?) {
        let key = VariableName(name)
        switch (place(of: key), entry) {
        case (let place?, let entry?): entries[place] = entry
        case (let place?, nil):
            names.remove(at: place)
            entries.remove(at: place)
            places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        case (nil, let entry?):
            names.append(key)
            entries.append(entry)
            places[key] = names.count - 1
        case (nil, nil): break
        }
        if name.utf8.contains(UInt8(ascii: ".")) { hasQualifiedNames = true }
    }

    /// The value of a variable, made at the cost of a budget where it is computed.
    func value(_ name: VariableName, budget: inout Int) throws(EvaluationError) -> Value? {
        guard let place = place(of: name) else { return nil }
        switch entries[place] {
        case .value(let value): return value
        case .made(let made):
            do throws(EvaluationError) {
                return try made.read(&budget)
            } catch {
                throw EvaluationError("'\(name.text)' has no value: \(error)", isCostExceeded: error.isCostExceeded)
            }
        }
    }
}

/// The name of a variable, with a mark by which it is found.
struct VariableName: Sendable, Hashable {
    let text: String
    let mark: UInt64

    init(_ text: String) {
        self.text = text
        mark = text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    static func == (left: VariableName, right: VariableName) -> Bool {
        left.mark == right.mark && TextBytes.same(left.text, right.text)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(mark) }
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
