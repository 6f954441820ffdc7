/// Why a text is not an expression that can be evaluated, and where.
public struct ExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, as a sentence without a full stop.
    public let message: String
    /// The line of the expression in which the error is, counted from 1.
    public let line: Int
    /// The column of the error in Unicode scalars, counted from 1.
    public let column: Int
    /// The line of the expression in which the error is.
    let sourceLine: String

    package init(_ message: String, line: Int, column: Int, sourceLine: String) {
        self.message = message
        self.line = line
        self.column = column
        self.sourceLine = sourceLine
    }

    init(_ message: String, at offset: Int, in source: String) {
        self.message = message
        let place = SourcePlace(offset: offset, in: source)
        line = place.line
        column = place.column
        sourceLine = place.text
    }

    /// `LINE:COLUMN: message`
    public var description: String { "\(line):\(column): \(message)" }

    /// The description, and below it the line with a caret under the place. Of a long line the part around the place is shown.
    public var rendering: String {
        let line = Array(sourceLine.unicodeScalars)
        let place = min(column - 1, line.count)
        let start = max(0, place - Self.shownBefore)
        let end = min(line.count, place + Self.shownAfter)
        var (text, pad) = (start > 0 ? "…" : "", start > 0 ? " " : "")
        for number in start..<end {
            let scalar = line[number].isControl ? "\u{FFFD}" : line[number]
            text.unicodeScalars.append(scalar)
            if number < place { pad += scalar == "\t" ? "\t" : String(repeating: " ", count: scalar.cells) }
        }
        if end < line.count { text += "…" }
        return "\(description)\n | \(text)\n | \(pad)^"
    }

    private static let (shownBefore, shownAfter) = (100, 60)
}

extension Unicode.Scalar {
    /// Whether it moves a terminal's cursor or worse. A tab is none: it moves the caret below it alike.
    fileprivate var isControl: Bool {
        guard self != "\t" else { return false }
        return properties.generalCategory == .control || properties.isBidiControl
            || [.lineSeparator, .paragraphSeparator].contains(properties.generalCategory)
    }

    /// How many cells of a terminal it takes, as far as that can be said without asking one.
    fileprivate var cells: Int {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        let wide: [ClosedRange<UInt32>] = [
            0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
            0x1F900...0x1F9FF, 0x20000...0x3FFFD,
        ]
        return wide.contains { $0.contains(value) } ? 2 : 1
    }
}

/// The line and column of a place in a text.
package struct SourcePlace {
    package let line: Int
    package let column: Int
    package let text: String

    package init(offset: Int, in source: String) {
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
struct SyntaxError: Error {
    let message: String
    let offset: Int

    init(_ message: String, at offset: Int) {
        self.message = message
        self.offset = offset
    }
}
