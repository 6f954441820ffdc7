import CPseudoTerminal
import Foundation

/// Runs a real program on a real pseudo-terminal and looks at what it draws.
public final class PseudoTerminal {
    /// How a program ended.
    public enum End: Hashable, Sendable {
        case code(Int32)
        case signal(Int32)
    }

    /// What went wrong, with the screen as it stood.
    public struct Problem: Error, CustomStringConvertible {
        /// The wording.
        public let description: String
    }

    /// The picture.
    public let screen: VirtualScreen
    /// Everything that the program wrote.
    public private(set) var output: [UInt8] = []
    /// Whether status reports are answered, as real terminals do: at once, when they have come to them.
    public var answersReports = false
    private var answeredReports = 0
    /// The program's process.
    public private(set) var process: pid_t = -1
    /// The modes of the terminal before the program ran.
    public let modesBefore: [UInt32]
    private var master: Int32
    // Held open, so that the terminal stays when the program closes its own end.
    private let slave: Int32
    private var end: End?

    /// Starts a program, named by its path, with a terminal of its own as its session's controlling terminal.
    public init(
        _ command: [String], environment: [String: String] = [:], columns: Int = 80, rows: Int = 24,
        folder: String? = nil
    ) throws {
        screen = VirtualScreen(columns: columns, rows: rows)
        var values = [
            "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent",
        ]
        for (name, value) in environment { values[name] = value }
        let arguments = command.map { strdup($0) } + [nil]
        let variables = values.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var ends: (master: Int32, slave: Int32) = (-1, -1)
        var before = termios()
        process = start_on_terminal(
            arguments, variables, folder, Int32(columns), Int32(rows), &ends.master, &ends.slave, &before
        )
        (master, slave) = ends
        modesBefore = Self.modes(before)
        guard process > 0 else {
            throw Problem(description: "can't start \(command[0]) on a pseudo-terminal: \(errno)")
        }
    }

    deinit {
        if end == nil, process > 0 {
            kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
        close(slave)
        if master >= 0 { close(master) }
    }

    private func setSize(_ columns: Int, _ rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Changes the size; the program gets SIGWINCH.
    public func resize(columns: Int, rows: Int) {
        screen.resize(columns: columns, rows: rows)
        setSize(columns, rows)
    }

    /// Types.
    public func type(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Goes away, as a terminal does whose window is closed or whose connection is lost.
    public func hangUp() {
        close(master)
        master = -1
    }

    /// Takes nothing any more of what the program writes.
    public func hold() { tcflow(slave, TCOOFF) }

    /// Sends a signal to the program.
    public func signal(_ number: Int32) { kill(process, number) }

    /// Reads until the picture is as wanted; throws with the picture when it is not in time.
    public func wait(
        for what: String, seconds: Double = 30, until isThere: (VirtualScreen) -> Bool
    ) throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while !isThere(screen) {
            guard ContinuousClock.now < deadline else {
                throw Problem(description: "waited for \(what); the screen shows:\n\(screen.text)")
            }
            guard read(milliseconds: 50) else {
                if isThere(screen) { return }
                throw Problem(description: "the program ended before \(what); the screen shows:\n\(screen.text)")
            }
        }
    }

    /// Reads until the picture holds a text.
    public func wait(for text: String) throws { try wait(for: "‘\(text)’") { $0.shows(text) } }

    /// Reads until the program has ended.
    public func waitForEnd(seconds: Double = 30) throws -> End {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if let end { return end }
            _ = read(milliseconds: 20)
        }
        throw Problem(description: "the program did not end; the screen shows:\n\(screen.text)")
    }

    // False when the program has ended and nothing more came.
    private func read(milliseconds: Int32) -> Bool {
        var file = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        if poll(&file, 1, milliseconds) > 0, file.revents & Int16(POLLIN) != 0 {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            let count = buffer.withUnsafeMutableBytes { Foundation.read(master, $0.baseAddress, $0.count) }
            if count > 0 {
                output += buffer[..<count]
                screen.feed(buffer[..<count])
                answerReports()
                return true
            }
        }
        if end == nil {
            var status: Int32 = 0
            if waitpid(process, &status, WNOHANG) == process {
                end = status & 0x7F == 0 ? .code(status >> 8 & 0xFF) : .signal(status & 0x7F)
                // What it wrote last may have come between.
                return true
            }
            return true
        }
        return false
    }

    /// Answers the status reports that were asked for and not answered yet.
    public func answerReports(always: Bool = false) {
        guard answersReports || always else { return }
        while answeredReports < screen.reports {
            answeredReports += 1
            type("\u{1B}[0n")
        }
    }

    /// One status report was answered by hand.
    public func answered() { answeredReports += 1 }

    /// The modes of the terminal that a program can leave in disorder.
    public var modes: [UInt32] {
        var settings = termios()
        return tcgetattr(slave, &settings) == 0 ? Self.modes(settings) : []
    }

    private static func modes(_ settings: termios) -> [UInt32] {
        [UInt32(settings.c_iflag), UInt32(settings.c_oflag), UInt32(settings.c_cflag), UInt32(settings.c_lflag)]
    }
}
