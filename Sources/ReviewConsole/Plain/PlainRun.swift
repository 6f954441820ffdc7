import ReviewDesk
import Terminal

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension ReviewConsole {
    /// Reviews line by line, for screen readers, simple terminals and logs; returns at the end of the input or when the person leaves.
    public static func runPlain(
        _ source: some ReviewSource, _ opening: Opening, input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO
    ) {
        let context = PlainSession.Context(
            store: opening.store, person: source.actor.person ?? source.actor.account, isDeclared: opening.isDeclared,
            views: opening.settings.views, isInteractive: isatty(input) == 1)
        var run = PlainRun(
            source, PlainSession(context), PlainInput(input), output,
            isASCII: opening.isASCII || !PlainText.isUTF8(opening.environment))
        run.run()
    }
}

/// The loop: print, ask, take a line.
private struct PlainRun<Source: ReviewSource> {
    private let source: Source
    private var session: PlainSession
    private var input: PlainInput
    private let output: Int32
    private let isASCII: Bool
    private var isRunning = true

    init(_ source: Source, _ session: PlainSession, _ input: PlainInput, _ output: Int32, isASCII: Bool) {
        (self.source, self.session, self.input, self.output, self.isASCII) = (source, session, input, output, isASCII)
    }

    mutating func run() {
        session.now = source.now
        perform(session.start())
        while isRunning {
            let isInteractive = session.context.isInteractive
            if isInteractive { write(PlainText.printed(session.prompt, isASCII: isASCII)) }
            // Only what is typed after the question was printed can answer it.
            if isInteractive, session.question != nil { input.forget() }
            guard let line = input.next() else {
                if isInteractive { write("\n") }
                return
            }
            session.now = source.now
            switch line {
            case .text(let text): perform(session.take(text))
            case .unusable:
                session.question = nil
                write("That line is too long, or not UTF-8: nothing was done.\n")
            }
        }
    }

    private mutating func perform(_ answer: PlainSession.Answer) {
        var answers = [answer]
        while !answers.isEmpty {
            let answer = answers.removeFirst()
            if !answer.lines.isEmpty {
                write(answer.lines.map { PlainText.printed($0, isASCII: isASCII) + "\n" }.joined())
            }
            for effect in answer.effects {
                if case .quit = effect { isRunning = false }
                if let message = effect.perform(on: source) { answers.append(session.take(message)) }
            }
        }
    }

    private mutating func write(_ text: String) {
        var text = text
        let isWritten = text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = systemWrite(output, rest)
                if count < 0, errno != EINTR { return false }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(0, count)))
            }
            return true
        }
        // Nobody decides on what can't be read.
        if !isWritten { isRunning = false }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
