import Foundation
import Handoff
import JSON
import ReviewDesk
import Synchronization
import Terminal

/// Where all text leaves the program. Whatever came from a handoff is sanitised here, so that nothing in it acts on a terminal or a log.
enum Output {
    private static let recorded = Mutex<String?>(nil)

    /// From here on something is in the store that was asked for. If the answer can't be written, whoever asked is told so much, and the
    /// program doesn't just end because a reader went away.
    static func hasRecorded(_ what: String) {
        signal(SIGPIPE, SIG_IGN)
        recorded.withLock { $0 = what }
    }

    /// Prints a line for people: every character that could act is shown as what it is.
    static func line(_ text: String = "") {
        write(safe(text) + "\n", to: STDOUT_FILENO)
    }

    /// Prints a line that can't act already.
    static func display(_ text: DisplayText) { write(text.description + "\n", to: STDOUT_FILENO) }

    /// How many columns the terminal has; 80 where it doesn't say.
    static var columns: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Prints a line of JSON in which every character that could act is escaped.
    static func json(_ value: JSONValue) {
        write(value.printable + "\n", to: STDOUT_FILENO)
    }

    /// Prints a line beside the results: progress, hints, errors.
    static func note(_ text: String) {
        write(safe(text) + "\n", to: STDERR_FILENO)
    }

    /// Prints a text of several lines beside the results.
    static func textNote(_ text: String) {
        for line in DisplayText.lines(sanitising: text) { write(line.description + "\n", to: STDERR_FILENO) }
    }

    /// Ends the program with an error.
    static func fail(_ error: DeskError, asJSON: Bool) -> Never {
        if asJSON { json(error.json) } else { note("countersign: \(error.message)") }
        exit(error.exitCode)
    }

    /// Prints a text of several lines for people.
    static func text(_ text: String) {
        for line in DisplayText.lines(sanitising: text) { write(line.description + "\n", to: STDOUT_FILENO) }
    }

    /// One line with everything that could act on a terminal shown as visible escapes, line breaks included: nothing that came in
    /// can pass for a line of the program's own.
    static func safe(_ text: String) -> String { DisplayText(sanitising: text).description }

    /// Whether standard output is a terminal.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Ends the program where results can't be written.
    private static func failAnswer(_ error: Int32) -> Never {
        let what = recorded.withLock { $0 }.map { "; \($0)" } ?? ""
        note("countersign: the answer can't be written: \(String(cString: strerror(error)))\(what)")
        exit(74)
    }

    /// Writes bytes as they are: contents that were asked for, never to a terminal.
    static func bytes(_ bytes: [UInt8]) { bytes.withUnsafeBytes { write($0, to: STDOUT_FILENO) } }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno != EINTR {
                if descriptor == STDOUT_FILENO { failAnswer(errno) }
                return
            }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(0, count)))
        }
    }
}
