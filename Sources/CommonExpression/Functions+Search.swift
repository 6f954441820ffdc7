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
        guard other.utf8.count <= text.utf8.count else { return false }
        return .bool(TextSearch(other).occurs(in: text))
    }

    private static func startsWith(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let (text, other) = try texts("startsWith", arguments, context)
        try context.spend(reading: other.utf8.count)
        return .bool(text.utf8.starts(with: other.utf8))
    }

    private static func endsWith(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let (text, other) = try texts("endsWith", arguments, context)
        try context.spend(reading: other.utf8.count)
        return .bool(
            text.utf8.count >= other.utf8.count && text.utf8.suffix(other.utf8.count).elementsEqual(other.utf8))
    }

    private static func matches(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let (text, source) = try texts("matches", arguments, context)
        let pattern = try context.pattern(source)
        try context.spend(matching: text, patternLength: source.utf8.count)
        return .bool(pattern.isFound(in: text))
    }

    private static func indexOf(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let (text, other) = try texts("indexOf", arguments, context)
        try context.spend(reading: (text.utf8.count + other.utf8.count) * 4)
        let count = text.unicodeScalars.count
        var start = 0
        if arguments.count == 3 {
            guard case .int(let given) = arguments[2] else { throw EvaluationError.noOverload("indexOf", arguments) }
            guard given >= 0, given <= count else { throw EvaluationError("index out of range: \(given)") }
            start = Int(given)
        }
        guard other.utf8.count <= text.utf8.count else { return -1 }
        var copy = text
        let from = text.unicodeScalars.prefix(start).utf8Count
        guard let place = copy.withUTF8({ TextSearch(other).first(in: $0, from: from) }) else { return -1 }
        return .int(Int64(text.utf8.prefix(place).scalarCount))
    }

    private static func lastIndexOf(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let (text, other) = try texts("lastIndexOf", arguments, context)
        try context.spend(reading: (text.utf8.count + other.utf8.count) * 4)
        let count = text.unicodeScalars.count
        var last = count
        if arguments.count == 3 {
            guard case .int(let given) = arguments[2] else {
                throw EvaluationError.noOverload("lastIndexOf", arguments)
            }
            guard given >= 0, given <= count else { throw EvaluationError("index out of range: \(given)") }
            last = Int(given)
        }
        // Found from behind: what is looked for and what is searched are both turned round, and a place counts from the end.
        let length = other.unicodeScalars.count
        guard length <= count else { return -1 }
        var turned = Array(text.utf8.reversed())
        let end = min(last + length, count)
        turned.removeFirst(text.utf8.count - text.unicodeScalars.prefix(end).utf8Count)
        let search = TextSearch(Array(other.utf8.reversed()))
        guard let place = turned.withUnsafeBufferPointer({ search.first(in: $0, from: 0) }) else { return -1 }
        let after = turned[(place + other.utf8.count)...].scalarCount
        return .int(Int64(after))
    }
}

extension Context {
    /// Pays for running a pattern over a text: linear in the text, and per character in the pattern at the most.
    func spend(matching text: String, patternLength: Int) throws(EvaluationError) {
        try spend(1 + (text.utf8.count >> 6) * (1 + patternLength >> 3))
    }
}

extension Sequence<UInt8> {
    /// How many characters begin in these bytes of UTF-8.
    var scalarCount: Int { reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) } }
}

extension Substring.UnicodeScalarView {
    /// How many bytes of UTF-8 the characters take.
    var utf8Count: Int { Substring(self).utf8.count }
}
