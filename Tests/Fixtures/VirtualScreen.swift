/// A small xterm: interprets what a program writes and keeps the picture, so that tests can look at it.
///
/// It knows what the description of xterm-256color holds and curses sends of it, and the few sequences that the program sends by
/// itself: marked pastes, the mouse, the clipboard, and no reordering by the terminal. Whatever else arrives is kept in `unexpected`,
/// also where it can be interpreted, so that a test can say that nothing else came.
public final class VirtualScreen {
    /// One cell of the picture.
    public struct Cell: Hashable, Sendable {
        /// The character with its marks; empty in the right half of a wide one.
        public var text = " "
        /// The numbers of the SGR sequences in force when it was written.
        public var style: [String] = []
    }

    /// The size.
    public private(set) var columns: Int
    /// The size.
    public private(set) var rows: Int
    /// Sequences outside the known set, and controls that move nothing.
    public private(set) var unexpected: [String] = []
    /// Every sequence that came, by its shape: `CSI m`, `CSI ? h`, `ESC 7`.
    public private(set) var seen: Set<String> = []
    /// How often a status report was asked for.
    public private(set) var reports = 0
    /// What was given to the clipboard, in base64.
    public private(set) var copied: [String] = []
    /// Private modes that are switched on.
    public private(set) var modes: Set<Int> = [7, 25]
    /// Whether the alternate screen is shown.
    public var isAlternate: Bool { modes.contains(1049) }
    /// Where the cursor stands.
    public private(set) var row = 0
    /// Where the cursor stands.
    public private(set) var column = 0
    private var grid: [[Cell]]
    private var main: (grid: [[Cell]], row: Int, column: Int)?
    private var saved = (row: 0, column: 0)
    private var wrapPending = false
    /// The numbers of the SGR sequences in force; none where the next character is plain.
    public private(set) var style: [String] = []
    private var lineDrawing = [false, false]
    private var shifted = 0
    private var parser = SequenceParser()

    /// An empty screen.
    public init(columns: Int, rows: Int) {
        (self.columns, self.rows) = (columns, rows)
        grid = Array(repeating: Array(repeating: Cell(), count: columns), count: rows)
    }

    /// The rows without trailing spaces.
    public var lines: [String] { grid.indices.map(line) }

    /// One row without trailing spaces.
    public func line(_ row: Int) -> String {
        var text = String.UnicodeScalarView()
        for cell in grid[row] { text.append(contentsOf: cell.text.unicodeScalars) }
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    /// The picture as one text.
    public var text: String { lines.joined(separator: "\n") }

    /// Whether the picture holds a text.
    public func shows(_ text: String) -> Bool { lines.contains { $0.contains(text) } }

    /// A cell of the picture.
    public subscript(column: Int, row: Int) -> Cell { grid[row][column] }

    /// Changes the size as a terminal window would.
    public func resize(columns: Int, rows: Int) {
        func fitted(_ grid: [[Cell]]) -> [[Cell]] {
            var grid = grid.map { row in
                Array(row.prefix(columns)) + Array(repeating: Cell(), count: max(0, columns - row.count))
            }
            while grid.count > rows { grid.removeLast() }
            while grid.count < rows { grid.append(Array(repeating: Cell(), count: columns)) }
            return grid
        }
        grid = fitted(grid)
        if let main { self.main = (fitted(main.grid), min(main.row, rows - 1), min(main.column, columns - 1)) }
        (self.columns, self.rows) = (columns, rows)
        (row, column) = (min(row, rows - 1), min(column, columns - 1))
        wrapPending = false
    }

    /// Interprets bytes as they came from the program.
    public func feed(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            for token in parser.take(byte) { perform(token) }
        }
    }

    private func perform(_ token: SequenceParser.Token) {
        switch token {
        case .print(let scalar): print(scalar)
        case .control(let byte): control(byte)
        case .escape(let text):
            seen.insert("ESC " + text)
            escape(text)
        case .sequence(let prefix, let parameters, let final):
            seen.insert("CSI \(prefix)\(prefix.isEmpty ? "" : " ")\(final)")
            if !controlSequence(prefix, parameters, final) {
                unexpected.append(
                    "CSI \(prefix)\(parameters.map { $0.map(String.init) ?? "" }.joined(separator: ";"))\(final)")
            }
        // curses gives back the palette when it ends, although nothing changed it.
        case .string("ESC ]104"): seen.insert("ESC ]104")
        case .string(let text) where text.hasPrefix("ESC ]52;c;"): copied.append(String(text.dropFirst(10)))
        case .string(let text): unexpected.append(text)
        case .invalid(let byte): unexpected.append("byte \(byte)")
        }
    }

    private func control(_ byte: UInt8) {
        switch byte {
        case 0x08: column = max(0, column - 1)
        case 0x09: column = min(columns - 1, (column / 8 + 1) * 8)
        case 0x0A: lineFeed()
        case 0x0D: column = 0
        case 0x0E, 0x0F:
            // Terminals older than xterm draw lines by these.
            shifted = byte == 0x0E ? 1 : 0
            unexpected.append("control \(byte)")
        default:
            unexpected.append("control \(byte)")
            return
        }
        wrapPending = false
    }

    private func escape(_ text: String) {
        switch text {
        case "7": saved = (row, column)
        case "8": (row, column) = saved
        // Up by a line, as the cursor moves; at the top it would scroll.
        case "M":
            if row == 0 { unexpected.append("a scroll down") }
            row = max(0, row - 1)
        // What stands for which letter moves nothing.
        case "(B", "(0":
            lineDrawing[0] = text == "(0"
            return
        case ")B", ")0":
            lineDrawing[1] = text == ")0"
            unexpected.append("ESC " + text)
        case "=", ">": break
        default: unexpected.append("ESC " + text)
        }
        wrapPending = false
    }

    private func lineFeed() {
        guard row == rows - 1 else {
            row += 1
            return
        }
        // Plain output goes on at the bottom; a picture is never moved.
        grid.removeFirst()
        grid.append(Array(repeating: Cell(), count: columns))
    }

    private func print(_ scalar: Unicode.Scalar) {
        var scalar = scalar
        if lineDrawing[shifted], let drawn = Self.lineDrawingSigns[scalar] { scalar = drawn }
        let width = Self.width(scalar)
        if width == 0 {
            let place = max(0, (wrapPending ? columns : column) - 1)
            let target = grid[row][place].text.isEmpty ? max(0, place - 1) : place
            grid[row][target].text.unicodeScalars.append(scalar)
            return
        }
        if wrapPending || column + width > columns {
            column = 0
            lineFeed()
            wrapPending = false
        }
        put(scalar, width)
        column += width
        if column >= columns {
            column = columns - 1
            wrapPending = modes.contains(7)
        }
    }

    private func put(_ scalar: Unicode.Scalar, _ width: Int) {
        if grid[row][column].text.isEmpty, column > 0 { grid[row][column - 1].text = " " }
        let after = column + width
        if after < columns, grid[row][after].text.isEmpty { grid[row][after].text = " " }
        grid[row][column] = Cell(text: String(scalar), style: style)
        if width == 2 { grid[row][column + 1] = Cell(text: "", style: style) }
    }

    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        let value = scalar.value
        let isEmoji = value >= 0x1F300 && value < 0x1FB00 && scalar.properties.isEmojiPresentation
        let wide: [ClosedRange<UInt32>] = [
            0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF01...0xFF60,
            0xFFE0...0xFFE6, 0x20000...0x3FFFD,
        ]
        let isSign = value >= 0x2300 && value < 0x2C00 && scalar.properties.isEmojiPresentation
        return isEmoji || isSign || wide.contains { $0.contains(value) } ? 2 : 1
    }

    private static let lineDrawingSigns: [Unicode.Scalar: Unicode.Scalar] = [
        "q": "─", "x": "│", "l": "┌", "k": "┐", "m": "└", "j": "┘", "t": "├", "u": "┤", "v": "┴", "w": "┬", "n": "┼",
    ]

    // False when the sequence is not in the known set.
    private func controlSequence(_ prefix: String, _ parameters: [Int?], _ final: Character) -> Bool {
        func number(_ index: Int, _ missing: Int) -> Int {
            let value = index < parameters.count ? parameters[index] ?? missing : missing
            return value == 0 && missing == 1 ? 1 : value
        }
        if prefix == "?" {
            guard final == "h" || final == "l" else { return false }
            return parameters.allSatisfy { $0.map { setMode($0, final == "h") } ?? false }
        }
        guard prefix.isEmpty else { return false }
        if final != "m" { wrapPending = false }
        let count = number(0, 1)
        switch final {
        case "A": row = max(0, row - count)
        case "B": row = min(rows - 1, row + count)
        case "C": column = min(columns - 1, column + count)
        case "D": column = max(0, column - count)
        case "G": column = min(columns, count) - 1
        case "d": row = min(rows, count) - 1
        case "H": (row, column) = (min(rows, count) - 1, min(columns, number(1, 1)) - 1)
        case "Z": for _ in 0..<min(count, columns) { column = max(0, (column - 1) / 8 * 8) }
        case "J": erase(number(0, 0), wholeLines: true)
        case "K": erase(number(0, 0), wholeLines: false)
        case "X": blank(row, column..<min(columns, column + count))
        case "P", "@": shift(final == "@" ? count : -count)
        case "m": return setStyle(parameters)
        // A question how the terminal is: it is answered by whoever owns the screen.
        case "n":
            guard parameters == [5] else { return false }
            reports += 1
        // xterm's stack of window titles, which its description pushes and pops around the alternate screen.
        case "t": return parameters == [22, 0, 0] || parameters == [23, 0, 0]
        case "h", "l": return parameters == [4] && final == "l" || parameters == [8]
        default: return false
        }
        return true
    }

    // False where a number is none that curses sends.
    private func setStyle(_ parameters: [Int?]) -> Bool {
        var isKnown = true
        var rest = (parameters.isEmpty ? [0] : parameters).map { $0 ?? 0 }[...]
        while let parameter = rest.popFirst() {
            if parameter == 0 {
                style = []
            } else if parameter == 38 || parameter == 48, let kind = rest.first {
                // A colour of the palette or of 24 bits, as one: 38;5;n and 38;2;r;g;b.
                let count = kind == 2 ? 4 : 2
                let colour = ([parameter] + rest.prefix(count)).map { String($0) }.joined(separator: ";")
                add(colour, insteadOf: Self.ended(by: parameter + 1))
                isKnown = isKnown && [2, 5].contains(kind) && rest.count >= count
                rest = rest.dropFirst(count)
            } else if let ended = Self.ended(by: parameter) {
                style.removeAll { ended($0) }
            } else {
                // Bold, dim, underlined, reversed, and the first sixteen colours.
                let isColour = [30...37, 40...47, 90...97, 100...107].contains { $0.contains(parameter) }
                isKnown = isKnown && (isColour || [1, 2, 4, 7].contains(parameter))
                let isGround = parameter / 10 == 4 || parameter >= 100
                add(String(parameter), insteadOf: isColour ? Self.ended(by: isGround ? 49 : 39) : nil)
            }
        }
        return isKnown
    }

    // A colour takes the place of the one before it; what is in force already stays where it is.
    private func add(_ number: String, insteadOf replaced: ((String) -> Bool)?) {
        if let replaced { style.removeAll(where: replaced) }
        if !style.contains(number) { style.append(number) }
    }

    // What a number takes back; nil when it takes nothing back.
    private static func ended(by parameter: Int) -> ((String) -> Bool)? {
        switch parameter {
        case 22: { ["1", "2"].contains($0) }
        case 24: { $0 == "4" }
        case 27: { $0 == "7" }
        case 39: { $0.count > 1 && ($0.hasPrefix("3") || $0.hasPrefix("9")) }
        case 49: { $0.count > 1 && ($0.hasPrefix("4") || $0.hasPrefix("10")) }
        default: nil
        }
    }

    private func setMode(_ mode: Int, _ on: Bool) -> Bool {
        // Cursor keys, wrapping, blinking, cursor, presses of the mouse, meta key, alternate screen, marked pastes.
        guard [1, 7, 12, 25, 1000, 1006, 1034, 1049, 2004].contains(mode) else { return false }
        guard modes.contains(mode) != on else { return true }
        if mode == 1049 {
            if on {
                main = (grid, row, column)
                grid = Array(repeating: Array(repeating: Cell(), count: columns), count: rows)
            } else if let main {
                (grid, row, column) = (main.grid, main.row, main.column)
            }
        }
        if on { modes.insert(mode) } else { modes.remove(mode) }
        return true
    }

    private func blank(_ row: Int, _ range: Range<Int>) {
        for column in range { grid[row][column] = Cell(text: " ", style: style) }
    }

    private func erase(_ what: Int, wholeLines: Bool) {
        switch what {
        case 0: blank(row, column..<columns)
        case 1: blank(row, 0..<min(columns, column + 1))
        default: blank(row, 0..<columns)
        }
        guard wholeLines else { return }
        let lines = what == 0 ? row + 1..<rows : what == 1 ? 0..<row : 0..<rows
        for line in lines { blank(line, 0..<columns) }
    }

    private func shift(_ count: Int) {
        for _ in 0..<min(abs(count), columns - column) {
            if count > 0 {
                grid[row].insert(Cell(text: " ", style: style), at: column)
                grid[row].removeLast()
            } else {
                grid[row].remove(at: column)
                grid[row].append(Cell(text: " ", style: style))
            }
        }
    }
}
