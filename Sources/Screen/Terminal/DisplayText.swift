/// Text that is safe to draw: the only text a `Canvas` takes.
///
/// It is made by the sanitiser from text of any origin, or from a literal of the program itself. A `String` that holds a value can't
/// become one by accident: interpolation takes other display texts and numbers, never a `String`.
///
/// Every scalar is either drawn, joined to the cell before it, or shown as a visible escape such as `\x1B` or `\u{202E}` whose cells
/// are marked `isEscaped`. Nothing is dropped. Letters of right-to-left scripts are kept in the order in which they are stored: the
/// screen is drawn cell by cell, left to right, and terminals that would reorder it by themselves are asked not to.
package struct DisplayText: Sendable, Hashable {
    /// A scalar, and the columns of the screen that it takes.
    ///
    /// What joins the character before it is a cell of its own that takes none, so that cells are plain values: a screen of them is
    /// made and compared with every key.
    package struct Cell: Sendable, Hashable {
        /// What a cell is to the one before it.
        package enum Part: UInt8, Sendable {
            /// It stands for itself.
            case base
            /// A combining mark, drawn over the character before it; at most four are.
            case mark
            /// A selector, joiner or modifier of an emoji sequence: part of the text, but not drawn, because terminals disagree
            /// about the width of the joined picture.
            case undrawn
        }

        /// The scalar.
        package let scalar: Unicode.Scalar
        /// How many columns it takes: 1 or 2; 0 where it joins the one before.
        package let width: UInt8
        /// What it is to the one before it.
        package let part: Part
        /// Whether this is part of an escape that stands for something that could not be shown.
        package let isEscaped: Bool

        init(_ scalar: Unicode.Scalar, width: UInt8 = 1, isEscaped: Bool = false) {
            (self.scalar, self.width, self.isEscaped) = (scalar, width, isEscaped)
            part = .base
        }

        init(_ scalar: Unicode.Scalar, joinedAs part: Part) {
            (self.scalar, self.part) = (scalar, part)
            (width, isEscaped) = (0, false)
        }

        /// Whether it joins the cell before it.
        package var isJoined: Bool { part != .base }

        var isJoiner: Bool { part == .undrawn && scalar.value == 0x200D }
    }

    /// The cells from left to right. None that joins another stands first.
    package internal(set) var cells: [Cell]

    init(cells: [Cell]) { self.cells = cells }

    /// No text.
    package init() { cells = [] }

    /// Makes any text safe. A line break becomes a visible `\n`; use `lines` where lines are meant.
    package init(sanitising text: String) {
        if let plain = Self.plain(text, limit: .max) {
            cells = plain
            return
        }
        var sanitiser = Sanitiser()
        sanitiser.append(text.unicodeScalars)
        cells = sanitiser.finish()
    }

    /// Makes the start of a text safe: at most so many scalars of it are read, and an ellipsis says that there is more.
    package init(sanitising text: String, limit: Int) {
        if let plain = Self.plain(text, limit: limit) {
            cells = plain
            if plain.count < text.utf8.count { cells.append(Self.ellipsis) }
            return
        }
        var sanitiser = Sanitiser()
        let end = text.unicodeScalars.index(text.startIndex, offsetBy: limit, limitedBy: text.endIndex) ?? text.endIndex
        sanitiser.append(text.unicodeScalars[..<end])
        cells = sanitiser.finish()
        if end < text.endIndex { cells.append(Self.ellipsis) }
    }

    // The cells of a text that begins with so many characters of printable ASCII, as nearly every text does: each is its own cell.
    private static func plain(_ text: String, limit: Int) -> [Cell]? {
        text.utf8.withContiguousStorageIfAvailable { plain($0.prefix(limit)) } ?? nil
    }

    private static func plain(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [Cell]? {
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
        return bytes.map { Cell(Unicode.Scalar($0)) }
    }

    /// A number in decimal digits.
    package init(_ number: some BinaryInteger) { self.init(sanitising: String(number)) }

    /// The lines of a text, each made safe; LF and CRLF end a line, and a tab becomes spaces up to the next eighth column, for in
    /// many lines it is a table. At most `limit` lines are made.
    package static func lines(sanitising text: String, limit: Int = .max) -> [DisplayText] {
        var lines: [DisplayText] = []
        var bytes = text.utf8[...]
        while lines.count < limit {
            let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
            var line = bytes[..<(end ?? bytes.endIndex)]
            if end != nil, line.last == UInt8(ascii: "\r") { line.removeLast() }
            lines.append(withTabStops(line))
            guard let end else { break }
            bytes = bytes[bytes.index(after: end)...]
            if bytes.isEmpty { break }
        }
        return lines
    }

    private static func withTabStops(_ line: Substring.UTF8View) -> DisplayText {
        var text = DisplayText()
        var column = 0
        for (index, piece) in line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).enumerated() {
            if index > 0 {
                let next = (column / 8 + 1) * 8
                text.cells += Array(repeating: Cell(" "), count: next - column)
                column = next
            }
            guard !piece.isEmpty else { continue }
            let part = DisplayText(sanitising: String(Substring(piece)))
            text += part
            column += part.width
        }
        return text
    }

    /// How many columns it takes.
    package var width: Int {
        var sum = 0
        for cell in cells { sum += Int(cell.width) }
        return sum
    }

    /// Whether there is nothing to draw.
    package var isEmpty: Bool { cells.isEmpty }

    /// Whether something in it had to be escaped.
    package var hasEscapes: Bool { cells.contains { $0.isEscaped } }

    /// The two texts after each other.
    package static func + (left: DisplayText, right: DisplayText) -> DisplayText {
        var sum = left
        sum += right
        return sum
    }

    /// Adds a text at the end.
    package static func += (left: inout DisplayText, right: DisplayText) {
        left.unjoinEnd()
        left.cells += right.cells
    }

    // A joiner is only harmless between the two emoji that it was found between.
    mutating func unjoinEnd() {
        if cells.last?.isJoiner == true { cells.removeLast() }
    }

    static let ellipsis = Cell("…")
}

extension DisplayText: CustomStringConvertible {
    /// The safe text, as one may print it.
    package var description: String {
        var text = String.UnicodeScalarView()
        for cell in cells { text.append(cell.scalar) }
        return String(text)
    }
}

extension DisplayText: ExpressibleByStringInterpolation {
    /// A literal of the program itself.
    package init(stringLiteral value: StaticString) {
        if value.hasPointerRepresentation, let plain = value.withUTF8Buffer({ Self.plain($0[...]) }) {
            self.init(cells: plain)
        } else {
            self = Self.own(value.description)
        }
    }

    /// The parts of an interpolated literal.
    package init(stringInterpolation: Interpolation) { self = stringInterpolation.text }

    /// Literals of the program with safe texts and numbers between them.
    package struct Interpolation: StringInterpolationProtocol {
        var text = DisplayText()

        /// An empty interpolation.
        package init(literalCapacity: Int, interpolationCount: Int) {}

        /// Adds a part that stands in the program.
        package mutating func appendLiteral(_ literal: StaticString) { text += DisplayText(stringLiteral: literal) }

        /// Adds a safe text.
        package mutating func appendInterpolation(_ other: DisplayText) { text += other }

        /// Adds a number in decimal digits.
        package mutating func appendInterpolation(_ number: some BinaryInteger) { text += DisplayText(number) }
    }
}
