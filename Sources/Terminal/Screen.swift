import CNcurses

/// What a `Screen` reports to its owner.
public enum ScreenEvent: Sendable, Hashable {
    /// A key was pressed or a text pasted.
    case key(Key)
    /// The size changed, or everything has to be drawn again.
    case resized
    /// Another thread called `wake`.
    case woken
    /// Nothing happened in the time given.
    case idle
    /// The terminal is gone.
    case closed
}

/// Why the terminal can't be used.
public enum ScreenProblem: Error, Sendable, Hashable, CustomStringConvertible {
    case notATerminal
    case unnamed
    case unknown(String)
    case tooSimple(String)
    case failed(String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .notATerminal: "standard input and output have to be a terminal"
        case .unnamed: "TERM is not set; set it to your terminal's type, for instance TERM=xterm-256color"
        case .unknown(let name):
            "this system has no description of the terminal type '\(DisplayText(sanitising: name))' (TERM); try TERM=xterm-256color"
        case .tooSimple(let name): "the terminal type '\(DisplayText(sanitising: name))' (TERM) can't move its cursor"
        case .failed(let name): "curses can't use the terminal type '\(DisplayText(sanitising: name))' (TERM)"
        }
    }
}

/// The terminal in life: paints canvases, reads keys, and gives everything back when the program leaves, is stopped or dies.
///
/// There is one terminal, so there is at most one open screen; it belongs to the thread that opened it. Only `wake` may be called
/// from others.
public final class Screen {
    /// How many colours are used.
    public let depth: ColourDepth
    /// The theme that canvases are painted with; changing it paints everything again.
    public var theme: Theme {
        didSet {
            looks = [:]
            painted = nil
        }
    }
    /// Whether characters beyond ASCII can be shown.
    public let isUnicode: Bool

    private var painted: Canvas?
    private var pairs: [PairKey: Int32] = [:]
    private var looks: [Style: (pair: Int32, attributes: Int32)] = [:]
    private var isOpen = true

    private struct PairKey: Hashable {
        let foreground: Int32
        let background: Int32
    }

    /// Opens the terminal of standard input and output.
    ///
    /// - Parameter environment: Where `TERM`, `NO_COLOR` and `COLORTERM` are looked up.
    public init(theme: Theme, environment: [String: String]) throws(ScreenProblem) {
        self.theme = theme
        let name = environment["TERM"] ?? ""
        let noColour = !(environment["NO_COLOR"] ?? "").isEmpty
        var result = Int32(bitPattern: TERMINAL_UNKNOWN.rawValue)
        if !noColour, let direct = Self.directColourName(of: name, environment) { result = terminal_open(direct, true) }
        if result != Int32(bitPattern: TERMINAL_OK.rawValue) { result = terminal_open(name, !noColour) }
        switch UInt32(result) {
        case TERMINAL_OK.rawValue: break
        case TERMINAL_NOT_A_TERMINAL.rawValue: throw .notATerminal
        case TERMINAL_UNNAMED.rawValue: throw .unnamed
        case TERMINAL_UNKNOWN.rawValue: throw .unknown(name)
        case TERMINAL_TOO_SIMPLE.rawValue: throw .tooSimple(name)
        default: throw .failed(name)
        }
        isUnicode = terminal_is_unicode()
        depth = noColour ? .mono : Self.depth(colours: Int(terminal_colours()))
    }

    deinit { close() }

    /// Where a terminal says that it takes 24-bit colours: the name of the description that says how, if this system has it.
    private static func directColourName(of name: String, _ environment: [String: String]) -> String? {
        guard ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? ""), !name.isEmpty else { return nil }
        if name.hasSuffix("-direct") { return nil }
        return (name.hasSuffix("-256color") ? String(name.dropLast(9)) : name) + "-direct"
    }

    private static func depth(colours: Int) -> ColourDepth {
        switch colours {
        case (1 << 24)...: .truecolour
        case 256...: .palette256
        case 8...: .sixteen
        default: .mono
        }
    }

    /// The size in cells.
    public var size: (width: Int, height: Int) { (Int(terminal_columns()), Int(terminal_rows())) }

    /// An empty canvas of the screen's size.
    public func canvas() -> Canvas { Canvas(width: size.width, height: size.height, isUnicode: isUnicode) }

    /// Makes a waiting `next` return `.woken`; callable from every thread.
    public static func wake() { terminal_wake() }

    /// Gives the terminal back as it was found.
    public func close() {
        guard isOpen else { return }
        isOpen = false
        terminal_close()
    }

    /// Runs something else on the terminal, an editor for instance, and takes it back afterwards.
    public func suspended<Result>(_ body: () throws -> Result) rethrows -> Result {
        terminal_leave()
        defer {
            terminal_enter()
            painted = nil
        }
        return try body()
    }

    /// Paints a canvas: only the cells that differ from the last one are sent.
    public func paint(_ canvas: Canvas) {
        let last = painted.flatMap { $0.width == canvas.width && $0.height == canvas.height ? $0 : nil }
        for row in 0..<min(canvas.height, size.height) {
            for column in 0..<min(canvas.width, size.width) {
                let cell = canvas[column, row]
                guard last.map({ $0[column, row] != cell }) ?? true, let content = cell.content else { continue }
                put(content, style: cell.style, column: column, row: row)
            }
        }
        terminal_cursor(Int32(canvas.cursor?.row ?? -1), Int32(canvas.cursor?.column ?? 0))
        terminal_show()
        painted = canvas
    }

    /// Draws everything again with the next paint.
    public func forget() {
        painted = nil
        terminal_forget()
    }

    private func put(_ content: DisplayText.Cell, style: Style, column: Int, row: Int) {
        let look = resolved(style)
        var drawn = Drawn(content)
        // Where the C library knows a character by another width, curses and the grid would disagree about every cell after it.
        if content.scalar.value > 0x7E, !content.scalar.isRegionalIndicator {
            let width = terminal_character_width(content.scalar.value)
            if width != Int32(content.width) {
                for offset in 0..<Int(content.width) {
                    let sign: UInt32 = offset == 0 ? (width == 1 ? content.scalar.value : 0x3F) : 0x20
                    Drawn(sign).put(row: row, column: column + offset, look)
                }
                return
            }
            drawn.marks = drawn.marks.filter { terminal_character_width($0) == 0 }
        }
        drawn.put(row: row, column: column, look)
    }

    /// The scalars that are sent for a cell.
    private struct Drawn {
        var base: UInt32
        var marks: [UInt32] = []

        init(_ scalar: UInt32) { base = scalar }

        init(_ content: DisplayText.Cell) {
            // The halves of a flag are letters in squares to some terminals and one wide picture to others; as letters they are safe.
            base = content.scalar.isRegionalIndicator ? content.scalar.value - 0x1F1E6 + 0x41 : content.scalar.value
            marks = content.marks.map(\.value)
        }

        func put(row: Int, column: Int, _ look: (pair: Int32, attributes: Int32)) {
            let scalars = [base] + marks
            terminal_put(Int32(row), Int32(column), scalars, Int32(scalars.count), look.attributes, look.pair)
        }
    }
}

extension Screen {
    private func resolved(_ style: Style) -> (pair: Int32, attributes: Int32) {
        if let known = looks[style] { return known }
        let look = theme.look(of: style, depth: depth)
        let key = PairKey(foreground: number(of: look.foreground), background: number(of: look.background))
        var attributes = look.attributes
        var pair: Int32 = 0
        if depth > .mono {
            pair = pairs[key] ?? Int32(pairs.count + 1)
            if pairs[key] == nil {
                pairs[key] = pair
                terminal_define_pair(pair, key.foreground, key.background)
            }
            if case .ansi(let colour) = look.foreground, colour > 7, !hasSixteen { attributes.insert(.bold) }
        }
        let result = (pair, Int32(attributes.intersection([.bold, .underline, .reverse, .dim]).rawValue))
        looks[style] = result
        return result
    }

    // A direct-colour terminal takes the numbers up to 7 for its own eight colours, and all others for red, green and blue.
    private var hasSixteen: Bool { depth != .truecolour && terminal_colours() >= 16 }

    private func number(of colour: Colour) -> Int32 {
        switch colour {
        case .terminalDefault: return -1
        case .ansi(let number): return Int32(hasSixteen ? number : number % 8)
        case .rgb(let red, let green, let blue):
            if depth == .truecolour {
                let value = Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
                return value < 8 ? 0 : value
            }
            return Int32(colour.nearestOf256)
        }
    }
}

extension Screen {
    private static let longestPaste = 1 << 20

    /// Waits for what comes next, for at most so many milliseconds; without a limit for ever.
    public func next(timeout milliseconds: Int? = nil) -> ScreenEvent {
        while true {
            if let key = readKey() { return key }
            let events = UInt32(bitPattern: terminal_wait(Int32(milliseconds ?? -1)))
            if events & TERMINAL_STOP.rawValue != 0 {
                terminal_stop()
                painted = nil
                return .resized
            }
            if events & TERMINAL_CONTINUED.rawValue != 0 {
                terminal_enter()
                painted = nil
                return .resized
            }
            if events & TERMINAL_RESIZED.rawValue != 0 {
                terminal_resize()
                painted = nil
                return .resized
            }
            if events & TERMINAL_INPUT.rawValue != 0, let key = readKey() { return key }
            if events & TERMINAL_HANGUP.rawValue != 0 { return .closed }
            if events & TERMINAL_WOKEN.rawValue != 0 { return .woken }
            if events == 0, milliseconds != nil { return .idle }
        }
    }

    /// Throws away what was typed ahead.
    public func flushInput() { terminal_flush_input() }

    private func readKey() -> ScreenEvent? {
        var value: UInt32 = 0
        switch UInt32(terminal_read(&value)) {
        case TERMINAL_CHARACTER.rawValue:
            guard value == 0x1B else { return .key(Key(character: value)) }
            var next: UInt32 = 0
            // Esc with another character at once is what terminals send for Alt.
            if UInt32(terminal_read(&next)) == TERMINAL_CHARACTER.rawValue, let scalar = Unicode.Scalar(next),
                next >= 0x20
            {
                return .key(.alt(scalar))
            }
            return .key(.named(.esc))
        case TERMINAL_KEY.rawValue:
            switch value {
            case TERMINAL_KEY_PASTE_BEGIN.rawValue: return .key(.paste(readPaste()))
            case TERMINAL_KEY_RESIZE.rawValue:
                painted = nil
                return .resized
            default: return .key(Self.key(value))
            }
        default: return nil
        }
    }

    private func readPaste() -> String {
        var text = String.UnicodeScalarView()
        var length = 0
        var emptyReads = 0
        while true {
            var value: UInt32 = 0
            switch UInt32(terminal_read(&value)) {
            case TERMINAL_CHARACTER.rawValue:
                emptyReads = 0
                length += 1
                if length <= Self.longestPaste, let scalar = Unicode.Scalar(value) { text.append(scalar) }
            case TERMINAL_KEY.rawValue:
                if value == TERMINAL_KEY_PASTE_END.rawValue { return String(text) }
            default:
                // A paste that never ends, or a terminal that is gone, must not hold the screen.
                emptyReads += 1
                if emptyReads > 100 || !terminal_has_input(500) { return String(text) }
            }
        }
    }

    private static func key(_ code: UInt32) -> Key {
        if code > TERMINAL_KEY_F0.rawValue { return .function(Int(code - TERMINAL_KEY_F0.rawValue)) }
        let names: [(terminal_key, Key.Name)] = [
            (TERMINAL_KEY_UP, .up), (TERMINAL_KEY_DOWN, .down), (TERMINAL_KEY_LEFT, .left),
            (TERMINAL_KEY_RIGHT, .right),
            (TERMINAL_KEY_HOME, .home), (TERMINAL_KEY_END, .end), (TERMINAL_KEY_PAGE_UP, .pgup),
            (TERMINAL_KEY_PAGE_DOWN, .pgdn), (TERMINAL_KEY_BACKSPACE, .backspace), (TERMINAL_KEY_DELETE, .delete),
            (TERMINAL_KEY_INSERT, .insert), (TERMINAL_KEY_ENTER, .enter), (TERMINAL_KEY_BACKTAB, .backtab),
        ]
        return .named(names.first { $0.0.rawValue == code }?.1 ?? .other)
    }
}
