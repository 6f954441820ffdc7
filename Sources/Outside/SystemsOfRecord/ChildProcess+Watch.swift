#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension ChildProcess {
    /// The wait for a program's end: feeds it, takes what it prints, and ends it when it takes too long or prints too much.
    struct Watch {
        let leader: pid_t
        private let input: [UInt8]
        private let grace: Duration
        private var written = 0
        private var output: [UInt8] = []
        private var errors: [UInt8] = []
        /// Why it is being ended, once it is.
        private var cause: End?
        private var step = Step.running
        /// When the next step towards its end is due.
        private var due: ContinuousClock.Instant
        /// How long to wait, in milliseconds, before looking whether it has ended without closing its output.
        private var pause: Int32 = 1

        private enum Step { case running, asked, killed }

        init(leader: pid_t, input: [UInt8], timeout: Duration, grace: Duration) {
            self.leader = leader
            self.input = input
            self.grace = grace
            due = .now + min(max(timeout, .zero), .seconds(86_400))
        }

        mutating func run(input: inout Pipe, output: inout Pipe, errors: inout Pipe) -> Report {
            for end in [input.writing, output.reading, errors.reading] { Pipe.neverWait(end) }
            if self.input.isEmpty { input.closeWriting() }
            while true {
                // Asked before the last look at the pipes: whatever it printed before its end is found in them.
                let hasEnded = Self.hasEnded(leader)
                let moved = move(&input, &output, &errors)
                if hasEnded != false {
                    let end = hasEnded == nil ? .lost : takeLeave()
                    return Report(end: cause ?? end, output: self.output, errors: self.errors)
                }
                if ContinuousClock.now >= due, !hasten() {
                    return Report(end: cause ?? .timedOut, output: self.output, errors: self.errors)
                }
                pause = moved ? 1 : min(pause * 2, 50)
                wait(input.writing, output.reading, errors.reading)
            }
        }

        /// Waits until there is something to read or room to write, or it is time to look again.
        private func wait(_ descriptors: Int32...) {
            let left = ContinuousClock.now.duration(to: due) / .milliseconds(1)
            var polled = [
                pollfd(fd: descriptors[0], events: Int16(POLLOUT), revents: 0),
                pollfd(fd: descriptors[1], events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptors[2], events: Int16(POLLIN), revents: 0),
            ]
            // Closed ends are -1, which poll passes over.
            _ = poll(&polled, nfds_t(polled.count), min(pause, Int32(max(0, left.rounded(.up)))))
        }

        /// Takes the next step towards its end; returns false when there is none left.
        private mutating func hasten() -> Bool {
            switch step {
            case .running:
                end(because: .timedOut)
            case .asked:
                kill(-leader, SIGKILL)
                step = .killed
                due = .now + .seconds(5)
            case .killed:
                return false
            }
            return true
        }

        private mutating func end(because cause: End) {
            guard step == .running else { return }
            self.cause = cause
            step = .asked
            due = .now + grace
            kill(-leader, SIGTERM)
        }

        /// Ends what is left of the group, while its number is still held by the leader, and lets the leader go.
        private func takeLeave() -> End {
            kill(-leader, SIGKILL)
            var status: Int32 = 0
            while waitpid(leader, &status, 0) < 0 { if errno != EINTR { return .lost } }
            let signal = status & 0x7F
            return signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
        }

        /// Whether the leader has ended; nil when nobody can tell any more. It is not let go of.
        private static func hasEnded(_ leader: pid_t) -> Bool? {
            var facts = siginfo_t()
            guard waitid(P_PID, id_t(leader), &facts, WEXITED | WNOHANG | WNOWAIT) == 0 else {
                return errno == EINTR ? false : nil
            }
            return facts.si_signo == SIGCHLD
        }
    }
}

extension ChildProcess.Watch {
    /// The most that is read from one pipe before the other and the clock get their turn.
    private static let turn = 2 << 20

    /// Moves what can be moved without waiting; returns whether anything was.
    private mutating func move(_ input: inout Pipe, _ output: inout Pipe, _ errors: inout Pipe) -> Bool {
        let fed = feed(&input)
        let printed = Self.take(&output) { some in
            let room = ChildProcess.outputLimit - self.output.count
            self.output += some.prefix(room)
            if some.count > room { end(because: .printedTooMuch) }
        }
        let complained = Self.take(&errors) { some in
            self.errors += some
            self.errors.removeFirst(max(0, self.errors.count - ChildProcess.errorLimit))
        }
        return fed || printed || complained
    }

    private mutating func feed(_ pipe: inout Pipe) -> Bool {
        let before = written
        while pipe.writing >= 0 {
            let count = input.withUnsafeBytes { bytes in
                write(pipe.writing, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count > 0 {
                written += count
                if written == input.count { pipe.closeWriting() }
            } else if count < 0, errno == EINTR {
                continue
            } else {
                // It closed its input: whether that was in order shows in its answer.
                if errno != EAGAIN { pipe.closeWriting() }
                break
            }
        }
        return written > before
    }

    private static func take(_ pipe: inout Pipe, _ use: (ArraySlice<UInt8>) -> Void) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var taken = 0
        while pipe.reading >= 0, taken < turn {
            let count = buffer.withUnsafeMutableBytes { read(pipe.reading, $0.baseAddress, $0.count) }
            if count > 0 {
                taken += count
                use(buffer[..<count])
            } else if count < 0, errno == EINTR {
                continue
            } else {
                if count == 0 || errno != EAGAIN { pipe.closeReading() }
                break
            }
        }
        return taken > 0
    }
}
