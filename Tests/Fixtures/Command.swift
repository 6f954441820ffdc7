import CSpawn
import Foundation

/// A program that runs beside the test, with pipes as its input and output and without a shell.
public final class Command: @unchecked Sendable {
    /// What a program came to.
    public struct Ending: Sendable {
        /// Its exit code; minus the signal's number when a signal ended it.
        public let code: Int32
        /// What it printed.
        public let output: String
        /// What it printed beside its results.
        public let errors: String
    }

    /// A call of the operating system that failed.
    public struct Failure: Error { let call: String, code: Int32 }

    private let process: pid_t
    private let (input, output, errors): (Int32, Int32, Int32)
    private var pending: [[UInt8]] = []
    private var more: (() -> [UInt8]?)?
    private var isInputOpen = true
    private var (gotOutput, gotErrors): ([UInt8], [UInt8]) = ([], [])
    private var (isOutputOpen, areErrorsOpen) = (true, true)

    /// Starts a program. `input` is asked for the next piece until it gives nil;
    /// an empty piece says that nothing is to be written yet. The environment holds what is given and no more.
    public init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], in directory: String? = nil,
        input next: @escaping () -> [UInt8]?
    ) throws {
        // Writing to a program that has ended is an error to be looked at, not the end of the tests.
        signal(SIGPIPE, SIG_IGN)
        let (childInput, input) = try Self.pipe()
        let (output, childOutput) = try Self.pipe()
        let (errors, childErrors) = try Self.pipe()
        defer { for end in [childInput, childOutput, childErrors] { close(end) } }
        (self.input, self.output, self.errors) = (input, output, errors)
        more = next
        _ = fcntl(input, F_SETFL, O_NONBLOCK)
        let strings = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in strings + variables { free(text) } }
        var process: pid_t = 0
        let code = countersign_spawn(
            &process, path, strings, variables, directory ?? "/", [childInput, childOutput, childErrors])
        self.process = process
        guard code == 0 else {
            for end in [input, output, errors] { close(end) }
            throw Failure(call: "start \(path)", code: code)
        }
    }

    /// Runs a program to its end.
    public static func run(
        _ path: String, _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:],
        in directory: String? = nil
    ) throws -> Ending {
        var rest = input.isEmpty ? nil : input
        let command = try Command(path, arguments, environment: environment, in: directory) {
            defer { rest = nil }
            return rest
        }
        return command.wait()
    }

    /// Waits for the end.
    public func wait() -> Ending {
        while isOutputOpen || areErrorsOpen { exchange(within: -1) }
        return finish()
    }

    /// Ends the program as a power cut would, and reads what it had printed by then.
    public func kill() -> Ending {
        Foundation.kill(process, SIGKILL)
        more = nil
        pending = []
        return wait()
    }

    /// Goes on until so many whole lines were read, the program ended, or the time is over.
    public func runUntil(lines: Int, orMilliseconds limit: Int) {
        let end = ContinuousClock.now + .milliseconds(limit)
        while isOutputOpen, gotOutput.count(where: { $0 == 0x0A }) < lines {
            let left = (end - ContinuousClock.now).components
            let milliseconds = left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000
            guard milliseconds > 0 else { return }
            exchange(within: Int32(milliseconds))
        }
    }

    /// The most memory that it has held at a time up to now, in kilobytes; nil where the system doesn't tell.
    public var peakMemory: Int? {
        // What wait4 tells would hold the memory of this process too, from before the program took its place.
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
        else { return nil }
        return Int(line.filter(\.isNumber))
    }

    private func finish() -> Ending {
        if isInputOpen { close(input) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return Ending(
            code: signal == 0 ? (status >> 8) & 0xFF : -signal, output: String(decoding: gotOutput, as: UTF8.self),
            errors: String(decoding: gotErrors, as: UTF8.self))
    }

    /// Writes and reads what can be written and read.
    private func exchange(within milliseconds: Int32) {
        fillInput()
        var polls = [
            pollfd(fd: isOutputOpen ? output : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: areErrorsOpen ? errors : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: pending.isEmpty ? -1 : input, events: Int16(POLLOUT), revents: 0),
        ]
        guard poll(&polls, nfds_t(polls.count), milliseconds) > 0 else { return }
        if polls[0].revents != 0 { isOutputOpen = Self.read(output, into: &gotOutput) }
        if polls[1].revents != 0 { areErrorsOpen = Self.read(errors, into: &gotErrors) }
        if polls[2].revents != 0, isInputOpen { feed() }
    }

    private func fillInput() {
        guard isInputOpen, pending.isEmpty else { return }
        if let piece = more?() {
            if !piece.isEmpty { pending = [piece] }
        } else {
            isInputOpen = false
            close(input)
        }
    }

    private func feed() {
        guard let piece = pending.first else { return }
        let count = piece.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
        if count == piece.count {
            pending.removeFirst()
        } else if count >= 0 {
            pending[0] = Array(piece[count...])
        } else if errno != EAGAIN, errno != EINTR {
            // It doesn't want any more.
            (more, pending) = (nil, [])
        }
    }

    private static func read(_ descriptor: Int32, into bytes: inout [UInt8]) -> Bool {
        let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
            var count = -1
            repeat {
                count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            } while count < 0 && errno == EINTR
            filled = max(0, count)
        }
        if piece.isEmpty { close(descriptor) }
        bytes += piece
        return !piece.isEmpty
    }

    /// A pipe's end to read from and its end to write to; no other program inherits them.
    private static func pipe() throws -> (Int32, Int32) {
        var ends: [Int32] = [0, 0]
        let code = countersign_pipe(&ends)
        guard code == 0 else { throw Failure(call: "pipe", code: code) }
        return (ends[0], ends[1])
    }
}
