/// Why a text is not an expression that can be evaluated, and where.
public struct ExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, as a sentence without a full stop.
    public let message: String
    /// The line, from 1.
    public let line: Int
    /// The column in characters, from 1.
    public let column: Int
    /// The line of the expression in which the error is.
    let sourceLine: String

    init(_ message: String, at offset: Int, in source: String) {
        self.message = message
        let place = SourcePlace(offset: offset, in: source)
        line = place.line
        column = place.column
        sourceLine = place.text
    }

    /// `LINE:COLUMN: message`
    public var description: String { "\(line):\(column): \(message)" }

    /// The description, and below it the line with a caret under the place.
    public var rendering: String {
        let pad = sourceLine.unicodeScalars.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
        return "\(description)\n | \(sourceLine)\n | \(pad)^"
    }
}

/// The line and column of a place in a text.
struct SourcePlace {
    let line: Int
    let column: Int
    let text: String

    init(offset: Int, in source: String) {
        let bytes = Array(source.utf8)
        let end = min(offset, bytes.count)
        let newline = UInt8(ascii: "\n")
        line = 1 + bytes[..<end].count { $0 == newline }
        let start = bytes[..<end].lastIndex(of: newline).map { $0 + 1 } ?? 0
        let stop = bytes[end...].firstIndex(of: newline) ?? bytes.count
        column = 1 + bytes[start..<end].count { $0 & 0xC0 != 0x80 }
        text = String(decoding: bytes[start..<stop], as: UTF8.self)
    }
}

/// A parse or check error before its line and column are known.
struct SyntaxFailure: Error {
    let message: String
    let offset: Int

    init(_ message: String, at offset: Int) {
        self.message = message
        self.offset = offset
    }
}
