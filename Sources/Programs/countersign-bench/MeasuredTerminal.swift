import CPseudoTerminal
import Foundation

/// A program on a pseudo-terminal, looked at from outside: what it writes, and when.
final class MeasuredTerminal {
    /// What it did not do in time.
    struct TerminalError: Error, CustomStringConvertible {
        let description: String
    }

    private let master: Int32
    private let slave: Int32
    private var process: pid_t = -1
    private let started = ContinuousClock.now

    /// A burst of output is over when nothing came for this long, in milliseconds: as long as `tools/ptybench` waits.
    private static let quiet: Int32 = 40
    private static let longest = Duration.seconds(120)

    init(_ command: [String], columns: Int32 = 120, rows: Int32 = 40) throws {
        var known = ProcessInfo.processInfo.environment
        (known["TERM"], known["LC_ALL"]) = ("xterm-256color", "C.UTF-8")
        // Whoever measures has keys, a theme and a place of their own in the store, and the next run would begin there. Nobody, not
        // even root, can make a folder in this one.
        (known["XDG_STATE_HOME"], known["XDG_CONFIG_HOME"]) = ("/dev/null", "/dev/null")
        let arguments = command.map { strdup($0) } + [nil]
        let environment = known.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var ends: (master: Int32, slave: Int32) = (-1, -1)
        var modes = termios()
        process = start_on_terminal(
            arguments, environment, nil, columns, rows, &ends.master, &ends.slave, &modes)
        (master, slave) = ends
        guard process > 0 else {
            throw TerminalError(description: "can't start \(command[0]) on a pseudo-terminal")
        }
    }

    deinit {
        close(slave)
        close(master)
        guard process > 0 else { return }
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    /// Milliseconds from the start until a text was written in one piece.
    func wait(for text: String) throws -> Double {
        let wanted = Array(text.utf8)
        var seen: [UInt8] = []
        while let piece = try read(within: 1_000) {
            seen += piece
            if seen.contains(wanted) { return Self.milliseconds(ContinuousClock.now - started) }
            guard ContinuousClock.now - started < Self.longest else { break }
        }
        throw TerminalError(description: "'\(text)' never stood on the screen")
    }

    /// Writes keys; milliseconds until the last byte of the burst of output that they cause, or nil when they cause none.
    @discardableResult
    func press(_ keys: String) throws -> Double? {
        let pressed = ContinuousClock.now
        let bytes = Array(keys.utf8)
        guard write(master, bytes, bytes.count) == bytes.count else {
            throw TerminalError(description: "the program takes no keys")
        }
        var last: Double?
        while try read(within: Self.quiet) != nil, ContinuousClock.now - pressed < Self.longest {
            last = Self.milliseconds(ContinuousClock.now - pressed)
        }
        return last
    }

    /// Reads until nothing comes any more.
    func settle() throws { while try read(within: 300) != nil {} }

    /// The most memory that it has had, in MiB; nil where the system does not say.
    var peakMemory: Double? {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM") }),
            let kibibytes = line.split(separator: " ").compactMap({ Double($0) }).first
        else { return nil }
        return kibibytes / 1_024
    }

    // Nil when nothing came in time.
    private func read(within milliseconds: Int32) throws -> [UInt8]? {
        var file = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&file, 1, milliseconds) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = Foundation.read(master, &buffer, buffer.count)
        guard count > 0 else { throw TerminalError(description: "the program ended") }
        return Array(buffer[..<count])
    }

    private static func milliseconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) * 1_000 + Double(attoseconds) / 1e15
    }
}
