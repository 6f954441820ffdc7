import CommonExpression
import JSON
import Testing

/// The value of an expression over variables.
func evaluate(_ source: String, _ variables: Variables = Variables(), isChecked: Bool = true) throws -> Value {
    try CommonExpression.Expression(source, isChecked: isChecked).evaluate(variables)
}

/// The value of an expression over variables that JSON text gives.
func evaluate(_ source: String, json: String) throws -> Value {
    let object = try #require(try JSONValue(parsing: json).object)
    var variables = Variables()
    for member in object { variables[member.name] = Value(member.value) }
    return try evaluate(source, variables)
}

/// Whether an expression is true over variables that JSON text gives.
func isTrue(_ source: String, json: String = "{}") throws -> Bool {
    guard case .bool(let value) = try evaluate(source, json: json) else {
        Issue.record("\(source) gives no bool")
        return false
    }
    return value
}

/// The message of the error that loading an expression gives; nil when it loads.
func loadError(_ source: String, variables: Set<String>? = nil) -> String? {
    do {
        _ = try CommonExpression.Expression(source, variables: variables)
        return nil
    } catch {
        return error.description
    }
}

/// The message of the error that evaluating an expression gives; nil when it has a value.
func evaluationError(_ source: String, json: String = "{}") -> String? {
    do {
        _ = try evaluate(source, json: json)
        return nil
    } catch {
        return "\(error)"
    }
}
