import JSON

extension Function {
    static let textSearches: [Function] = [
        Function("contains", [.method(.string, .string, to: .bool)], contains),
        Function("startsWith", [.method(.string, .string, to: .bool)], startsWith),
        Function("endsWith", [.method(.string, .string, to: .bool)], endsWith),
        Function("matches", [.method(.string, .string, to: .bool), .global(.string, .string, to: .bool)], matches),
        Function("indexOf", [.method(.string, .string, to: .int), .method(.string, .string, .int, to: .int)], indexOf),
        Function(
            "lastIndexOf", [.method(.string, .string, to: .int), .method(.string, .string, .int, to: .int)], lastIndexOf
        ),
    ]

    private static func texts(
        _ name: String, _ arguments: [Value], _ context: Context
    ) throws(EvaluationError) -> (String, String) {
        guard case .string(let text) = arguments[0], case .string(let other) = arguments[1] else {
            throw EvaluationError.noOverload(name, arguments)
        }
        return (text, other)
    }

    private static func contains(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let (text, other) = try texts("contains", arguments, context)
        try context.spend(reading: text.utf8.count + other.utf8.count)
        return .bool(TextSearch.holds(text, other))
    }

    private static func startsWith(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let (text, other) = try texts("startsWith", arguments, context)
        try context.spend(reading: other.utf8.count)
        return .bool(TextBytes.begins(text, with: other))
    }

    private static func endsWith(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let (text, other) = try texts("endsWith", arguments, context)
        try context.spend(reading: other.utf8.count)
        return .bool(TextBytes.ends(text, with: other))
    }

    private static func matches(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let (text, source) = try texts("matches", arguments, context)
        let pattern = try context.pattern(source)
        try context.spend(matching: text, pattern)
        return .bool(pattern.isFound(in: text))
    }

    private static func indexOf(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let (text, other) = try texts("indexOf", arguments, context)
        try context.spend(reading: (text.utf8.count + other.utf8.count) * 4)
        let count = TextBytes.characters(text)
        var start = 0
        if arguments.count == 3 {
            guard case .int(let given) = arguments[2] else { throw EvaluationError.noOverload("indexOf", arguments) }
            guard given >= 0, given <= count else { throw EvaluationError("index out of range: \(given)") }
            start = Int(given)
        }
        guard other.utf8.count <= text.utf8.count else { return -1 }
        var copy = text
        let from = TextBytes.place(ofCharacter: start, in: text)
        guard let place = copy.withUTF8({ TextSearch(other).first(in: $0, from: from) }) else { return -1 }
        return .int(Int64(TextBytes.characters(copy, before: place)))
    }

    private static func lastIndexOf(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let (text, other) = try texts("lastIndexOf", arguments, context)
        try context.spend(reading: (text.utf8.count + other.utf8.count) * 4)
        let count = TextBytes.characters(text)
        var last = count
        if arguments.count == 3 {
            guard case .int(let given) = arguments[2] else {
                throw EvaluationError.noOverload("lastIndexOf", arguments)
            }
            guard given >= 0, given <= count else { throw EvaluationError("index out of range: \(given)") }
            last = Int(given)
        }
        // Found from behind: what is looked for and what is searched are both turned round, and a place counts from the end.
        let length = TextBytes.characters(other)
        guard length <= count else { return -1 }
        var turned = Array(text.utf8.reversed())
        let end = min(last + length, count)
        turned.removeFirst(text.utf8.count - TextBytes.place(ofCharacter: end, in: text))
        let search = TextSearch(Array(other.utf8.reversed()))
        guard let place = turned.withUnsafeBufferPointer({ search.first(in: $0, from: 0) }) else { return -1 }
        return .int(Int64(TextBytes.characters(text, before: turned.count - place - other.utf8.count)))
    }
}
