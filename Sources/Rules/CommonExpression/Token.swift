/// A token of an expression.
struct Token {
    enum Kind: Equatable {
        case identifier(String)
        /// A field name in backticks.
        case quoted(String)
        case int(String)
        case uint(String)
        case double(String)
        case string(String)
        case bytes([UInt8])
        /// An operator, a bracket or a keyword.
        case symbol(Symbol)
        case end
    }

    enum Symbol: String, CaseIterable {
        case question = "?", colon = ":", or = "||", and = "&&"
        case equal = "==", notEqual = "!=", lessOrEqual = "<=", greaterOrEqual = ">=", less = "<", greater = ">"
        case plus = "+", minus = "-", star = "*", slash = "/", percent = "%", not = "!"
        case dot = ".", comma = ",", openParenthesis = "(", closeParenthesis = ")"
        case openBracket = "[", closeBracket = "]", openBrace = "{", closeBrace = "}"
        case `in`, `true`, `false`, null
    }

    let kind: Kind
    /// Bytes before the token.
    let offset: Int

    /// What is wrong when nothing like this token can stand here.
    var surprise: String { kind == .end ? "the expression ends where more is expected" : "unexpected \(name)" }

    /// The token as an error message names it.
    var name: String {
        switch kind {
        case .identifier(let name): "'\(name)'"
        case .quoted(let name): "'`\(name)`'"
        case .int(let text), .uint(let text), .double(let text): "'\(text)'"
        case .string: "a string"
        case .bytes: "bytes"
        case .symbol(let symbol): "'\(symbol.rawValue)'"
        case .end: "the end of the expression"
        }
    }
}
