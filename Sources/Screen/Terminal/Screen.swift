import CNcurses

/// What a `Screen` reports to its owner.
package enum ScreenEvent: Sendable, Hashable {
    /// A key was pressed or a text pasted.
    case key(Key)
    /// The mouse was used; only where `takesMouse` is set.
    case mouse(MouseEvent)
    /// The size changed, or everything has to be drawn again.
    case resized
    /// Another thread called `wake`.
    case woken
    /// The terminal answered a status report: everything that was sent before it was asked has been taken in.
    case reported
    /// Nothing happened in the time given.
    case idle
    /// The terminal is gone, or a signal asks for the end: the process ends of that signal when it exits, at the latest after two
    /// seconds.
    case closed
}

/// Why the terminal can't be used.
package enum ScreenError: Error, Sendable, Hashable, CustomStringConvertible {
    case notATerminal
    case unnamed
    case unknown(String)
    case tooSimple(String)
    case failed(String)

    /// What is wrong and what to do.
    package var description: String {
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
package final class Screen {
    /// How many colours are used.
    package let depth: ColourDepth
    /// The theme that canvases are painted with; changing it paints everything again.
    package var theme: Theme {
        get { colours.theme }
        set {
            colours.theme = newValue
            painted = nil
        }
    }
    /// Whether characters beyond ASCII can be shown.
    package let isUnicode: Bool
    /// Whether presses of the mouse are reported. The terminal's own selection then needs a key held, mostly Shift.
    package var takesMouse = false {
        didSet { terminal_mouse(takesMouse) }
    }

    var painted: Canvas?
    var clicks = ClickCounter()
    private var colours: ScreenColours
    /// What the terminal was told of looks; nil where it is told as curses says it.
    private var looks: LookFilter?
    /// How many status reports were not answered yet.
    var reportsAwaited = 0
    /// How many answers came in the middle of something else, and are still to be told.
    var reportsOwed = 0
    /// Whether another thread has called, and that is still to be told.
    var isWakeOwed = false
    /// What was read and turned out to belong to something else.
    var putBack: [(kind: UInt32, value: UInt32)] = []
    private var isOpen = true

    /// Opens the terminal of standard input and output.
    ///
    /// - Parameter environment: Where `TERM`, `NO_COLOR` and `COLORTERM` are looked up.
    package init(theme: Theme, environment: [String: String]) throws(ScreenError) {
        let name = environment["TERM"] ?? ""
        let noColour = !(environment["NO_COLOR"] ?? "").isEmpty
        let result = terminal_open(name, !noColour, Self.promisesDirectColours(name, environment))
        switch UInt32(result) {
        case TERMINAL_OK.rawValue: break
        case TERMINAL_NOT_A_TERMINAL.rawValue: throw .notATerminal
        case TERMINAL_UNNAMED.rawValue: throw .unnamed
        case TERMINAL_UNKNOWN.rawValue: throw .unknown(name)
        case TERMINAL_TOO_SIMPLE.rawValue: throw .tooSimple(name)
        default: throw .failed(name)
        }
        isUnicode = terminal_is_unicode()
        depth = noColour ? .mono : ScreenColours.depth(colours: Int(terminal_colours()))
        colours = ScreenColours(theme: theme, depth: depth)
        if terminal_takes_ansi_looks() { looks = LookFilter(namesDefaults: terminal_names_default_colours()) }
    }

    deinit { close() }

    // The variable is handed down to programs that run other terminals inside: those of which that is known are not believed.
    private static func promisesDirectColours(_ name: String, _ environment: [String: String]) -> Bool {
        guard ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") else { return false }
        if name.hasPrefix("screen") { return environment["TMUX"] != nil }
        return !["linux", "vt", "ansi", "cons"].contains { name.hasPrefix($0) }
    }

    /// The size in cells.
    package var size: (width: Int, height: Int) { (Int(terminal_columns()), Int(terminal_rows())) }

    /// An empty canvas of the screen's size.
    package func canvas() -> Canvas { Canvas(width: size.width, height: size.height, isUnicode: isUnicode) }

    /// Makes a waiting `next` return `.woken`; callable from every thread.
    package static func wake() { terminal_wake() }

    /// Gives the terminal back as it was found.
    package func close() {
        guard isOpen else { return }
        isOpen = false
        awaitReports()
        settleLooks()
        terminal_close()
    }

    /// Runs something else on the terminal, an editor for instance, and takes it back afterwards.
    package func suspended<Result>(_ body: () throws -> Result) rethrows -> Result {
        awaitReports()
        settleLooks()
        terminal_leave()
        defer {
            terminal_enter()
            painted = nil
        }
        return try body()
    }

    /// Waits for the end of a program that was started to have the terminal, and gives its status as `waitpid` does.
    ///
    /// When the program is stopped from the keyboard, this one stops too; when a signal ends this one, the program ends first.
    package static func lend(to process: Int32) -> Int32 { terminal_lend(process) }

    /// Asks the terminal for a status report (`ESC [ 5 n`); the answer comes as `.reported`. False where it is none that could know.
    package func askStatus() -> Bool {
        guard isOpen, looks != nil else { return false }
        send(Self.statusQuestion)
        reportsAwaited += 1
        return true
    }

    /// No answer is waited for any more. One that comes all the same is no key either.
    package func expectNoReports() { (reportsAwaited, reportsOwed) = (0, 0) }

    private static let statusQuestion = Array("\u{1B}[5n".utf8)

    /// Paints a canvas: only the cells that differ from the last one are sent.
    ///
    /// - Parameter asks: Whether a status report is asked for behind it.
    package func paint(_ canvas: Canvas, asking asks: Bool = false) {
        let last = painted.flatMap { $0.width == canvas.width && $0.height == canvas.height ? $0 : nil }
        var painter = Painter()
        painter.put(
            canvas, over: last, columns: min(canvas.width, size.width), rows: min(canvas.height, size.height), &colours)
        terminal_cursor(Int32(canvas.cursor?.row ?? -1), Int32(canvas.cursor?.column ?? 0))
        send(drawn() + (asks ? Self.statusQuestion : []))
        if asks { reportsAwaited += 1 }
        painted = canvas
    }

    // What curses would send for what was put.
    private func drawn() -> [UInt8] {
        var bytes: UnsafePointer<UInt8>?
        let count = Int(terminal_draw(&bytes))
        let drawn = UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
        return looks?.filtered(drawn) ?? Array(drawn)
    }

    private func send(_ bytes: [UInt8]) {
        if !bytes.isEmpty { terminal_send(bytes, Int32(bytes.count)) }
    }

    /// Brings the terminal to the look that curses takes it to have, before others write to it.
    func settleLooks() {
        guard let settled = looks?.settled() else { return }
        send(settled)
        looks?.forget()
    }

    /// Gives a text to the terminal's clipboard (OSC 52), where the terminal takes it; false when it is known not to, or when the
    /// text is too long. What is copied is safe text: pasted into a shell it presses no key.
    package func copy(_ text: DisplayText) -> Bool {
        let bytes = Array(text.description.utf8)
        guard isOpen, bytes.count <= Self.longestCopy else { return false }
        return terminal_copy(Base64.text(bytes))
    }

    /// What terminals are known to take at once: 100,000 bytes in base64.
    private static let longestCopy = 74_994

    /// Draws everything again with the next paint.
    package func forget() {
        painted = nil
        terminal_forget()
    }
}
