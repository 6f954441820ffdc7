/// Why an expression has no value.
public struct EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, as a sentence without a full stop.
    public let message: String
    /// The line in the expression, from 1, where it is known.
    public internal(set) var line: Int?
    /// The column in Unicode scalars, from 1, where it is known.
    public internal(set) var column: Int?
    /// True where the evaluation was given up because it cost too much. Such an error is never absorbed by `&&` or `||`.
    public let isCostExceeded: Bool
    /// Bytes before the place in the expression.
    var offset: Int?

    init(_ message: String, at offset: Int? = nil, isCostExceeded: Bool = false) {
        self.message = message
        self.offset = offset
        self.isCostExceeded = isCostExceeded
    }

    /// `LINE:COLUMN: message`, or the message alone.
    public var description: String {
        if let line, let column { "\(line):\(column): \(message)" } else { message }
    }

    /// The same error with a place, unless it has one.
    func placed(at offset: Int) -> EvaluationError {
        guard self.offset == nil else { return self }
        var error = self
        error.offset = offset
        return error
    }

    /// The error of an operation that isn't defined for these operands.
    static func noOverload(_ name: String, _ operands: [Value]) -> EvaluationError {
        let types = operands.map(\.typeName)
        let numbers: Set<String> = ["int", "uint", "double"]
        let hint = types.count == 2 && types[0] != types[1] && numbers.isSuperset(of: types) ? conversionHint : ""
        return EvaluationError("no such overload: \(callText(name, types))\(hint)")
    }

    static let conversionHint = "; convert one with int(), double() or decimal()"
}

/// A call or an operation with the types of its operands, as error messages show it: `int + string`, `size(int)`.
func callText(_ name: String, _ types: [String]) -> String {
    let isOperator = name == "in" || name.utf8.first.map { !Lexer.isLetter($0) } ?? false
    switch (isOperator, types.count) {
    case (true, 1): return "\(name)\(types[0])"
    case (true, 2) where name == "[]": return "\(types[0])[\(types[1])]"
    case (true, 2): return "\(types[0]) \(name) \(types[1])"
    default: return "\(name)(\(types.joined(separator: ", ")))"
    }
}
