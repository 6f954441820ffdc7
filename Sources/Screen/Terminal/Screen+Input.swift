import CNcurses

extension Screen {
    private static let longestPaste = 1 << 20

    /// Waits for what comes next, for at most so many milliseconds; without a limit for ever.
    package func next(timeout milliseconds: Int? = nil) -> ScreenEvent {
        while true {
            if terminal_is_to_end() { return .closed }
            if reportsOwed > 0 {
                reportsOwed -= 1
                return .reported
            }
            if let key = readKey() { return key }
            if isWakeOwed {
                isWakeOwed = false
                return .woken
            }
            let events = UInt32(bitPattern: terminal_wait(Int32(milliseconds ?? -1)))
            if terminal_is_to_end() { return .closed }
            // Whatever else happened at the same time: an answer that nobody is told of would wait for the next one.
            if events & TERMINAL_WOKEN.rawValue != 0 { isWakeOwed = true }
            if events & TERMINAL_STOP.rawValue != 0 {
                awaitReports()
                settleLooks()
                terminal_stop()
                painted = nil
                return terminal_is_to_end() ? .closed : .resized
            }
            if events & TERMINAL_CONTINUED.rawValue != 0 {
                settleLooks()
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
            if isWakeOwed { continue }
            if events == 0, milliseconds != nil { return .idle }
        }
    }

    /// Whether something was typed that was not read yet.
    package var hasInput: Bool { terminal_has_input(0) }

    /// Throws away what was typed ahead.
    package func flushInput() { terminal_flush_input() }

    /// Waits for the answers to status reports that are on their way, and drops what is typed meanwhile: an answer must come neither to
    /// another program nor to a shell. A terminal that doesn't answer is not waited for long.
    func awaitReports() {
        let end = ContinuousClock.now + .milliseconds(Self.longestAnswer)
        while reportsAwaited > 0, ContinuousClock.now < end, !terminal_is_to_end() {
            if readKey() == nil { _ = terminal_has_input(10) }
        }
        expectNoReports()
    }

    private static let longestAnswer = 300
    /// How long the rest of an answer may be behind its first byte, in milliseconds.
    private static let longestGap: Int32 = 150

    // What is read next, what was put back first.
    private func readCode(_ value: inout UInt32) -> UInt32 {
        guard !putBack.isEmpty else { return UInt32(terminal_read(&value)) }
        let code = putBack.removeFirst()
        value = code.value
        return code.kind
    }

    // Whether an escape that came alone begins an answer that came in pieces.
    private func takesRestOfReport() -> Bool {
        guard reportsAwaited > 0, putBack.isEmpty else { return false }
        var read: [(kind: UInt32, value: UInt32)] = []
        let rest = "[0n".unicodeScalars
        for expected in rest {
            var value: UInt32 = 0
            var kind = UInt32(terminal_read(&value))
            if kind == TERMINAL_NOTHING.rawValue, terminal_has_input(Self.longestGap) {
                kind = UInt32(terminal_read(&value))
            }
            guard kind != TERMINAL_NOTHING.rawValue else { break }
            read.append((kind, value))
            guard kind == TERMINAL_CHARACTER.rawValue, value == expected.value else { break }
        }
        if read.count == rest.count, read.last?.value == 0x6E { return true }
        putBack = read
        return false
    }

    private func readKey() -> ScreenEvent? {
        var value: UInt32 = 0
        switch readCode(&value) {
        case TERMINAL_CHARACTER.rawValue:
            guard value == 0x1B else { return .key(Key(character: value)) }
            if takesRestOfReport() { return takeReport() }
            var next: UInt32 = 0
            // Esc with another character at once is what terminals send for Alt.
            let kind = readCode(&next)
            if kind == TERMINAL_CHARACTER.rawValue, let scalar = Unicode.Scalar(next), next >= 0x20 {
                return .key(.alt(scalar))
            }
            // What came right behind it is none of it: an answer, say.
            if kind != TERMINAL_NOTHING.rawValue { putBack.insert((kind, next), at: 0) }
            return .key(.named(.esc))
        case TERMINAL_KEY.rawValue:
            switch value {
            case TERMINAL_KEY_PASTE_BEGIN.rawValue: return .key(.paste(readPaste()))
            case TERMINAL_KEY_MOUSE.rawValue: return readMouse().map { .mouse($0) }
            case TERMINAL_KEY_REPORT.rawValue: return takeReport()
            case TERMINAL_KEY_RESIZE.rawValue:
                painted = nil
                return .resized
            default: return .key(Self.key(value))
            }
        default: return nil
        }
    }

    private func takeReport() -> ScreenEvent? {
        // One that was not asked for says nothing.
        guard reportsAwaited > 0 else { return nil }
        reportsAwaited -= 1
        return .reported
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
                if value == TERMINAL_KEY_REPORT.rawValue { reportsOwed += takeReport() == nil ? 0 : 1 }
            default:
                // A paste that never ends, or a terminal that is gone, must not hold the screen.
                emptyReads += 1
                if emptyReads > 100 || !terminal_has_input(500) { return String(text) }
            }
        }
    }

    // What follows is `button;column;row` and an M, or an m for a release. Anything else is taken for nothing.
    private func readMouse() -> MouseEvent? {
        var numbers: [Int] = [0]
        for _ in 0..<20 {
            var value: UInt32 = 0
            while UInt32(terminal_read(&value)) != TERMINAL_CHARACTER.rawValue {
                guard terminal_has_input(50) else { return nil }
            }
            switch value {
            case 0x30...0x39:
                numbers[numbers.count - 1] = min(9_999, numbers[numbers.count - 1] * 10 + Int(value - 0x30))
            case 0x3B: numbers.append(0)
            case 0x4D where numbers.count == 3:
                return clicks.event(button: numbers[0], column: numbers[1] - 1, row: numbers[2] - 1, at: .now)
            default: return nil
            }
        }
        return nil
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
