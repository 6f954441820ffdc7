import ReviewDesk
import ReviewFlow
import Terminal

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reviews line by line, for screen readers, simple terminals and logs.
package enum PlainConsole {
    /// How it is opened.
    package struct Opening: Sendable {
        /// Where the store is, for the first line.
        package var store: String
        /// Whether people are who they say, instead of who the operating system says.
        package var isDeclared: Bool
        /// The views that can be listed.
        package var views = QueueView.builtIn
        /// Where the locale and the person's programs are looked up.
        package var environment: [String: String]
        /// Whether only ASCII is printed although the locale could show more.
        package var isASCII = false

        /// An opening.
        package init(store: String, isDeclared: Bool, environment: [String: String]) {
            (self.store, self.isDeclared, self.environment) = (store, isDeclared, environment)
        }
    }

    /// Returns at the end of the input or when the person leaves.
    package static func run(
        _ source: some ReviewSource, _ opening: Opening, input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO
    ) {
        let isInteractive = isatty(input) == 1
        let context = PlainSession.Context(
            store: opening.store, person: source.actor.person ?? source.actor.account, isDeclared: opening.isDeclared,
            views: opening.views, isInteractive: isInteractive,
            hasTerminal: isInteractive && isatty(output) == 1)
        var run = PlainRun(
            source, PlainSession(context), PlainInput(input), output, Foreground(opening.environment),
            isASCII: opening.isASCII || !PlainText.isUTF8(opening.environment))
        run.run()
    }
}

/// The loop: look whether anything changed, print, ask, take a line.
private struct PlainRun<Source: ReviewSource> {
    private let source: Source
    private var session: PlainSession
    private var input: PlainInput
    private let output: Int32
    private let foreground: Foreground
    private let isASCII: Bool
    private var isRunning = true

    init(
        _ source: Source, _ session: PlainSession, _ input: PlainInput, _ output: Int32, _ foreground: Foreground,
        isASCII: Bool
    ) {
        (self.source, self.session, self.input, self.output) = (source, session, input, output)
        (self.foreground, self.isASCII) = (foreground, isASCII)
    }

    mutating func run() {
        defer { foreground.end() }
        session.now = source.now
        perform(session.start())
        while isRunning {
            if let count = try? source.changeCount() {
                session.now = source.now
                perform(session.take(.changed(count)))
            }
            guard isRunning, let line = ask(session.prompt, isNew: session.question != nil) else { return }
            session.now = source.now
            switch line {
            case .text(let text): perform(session.take(text))
            case .unusable:
                session.question = nil
                print(["That line is too long, or not UTF-8: nothing was done."])
            }
        }
    }

    // Where somebody types, only what is typed after a question was printed can answer it.
    private mutating func ask(_ prompt: DisplayText, isNew: Bool) -> PlainInput.Line? {
        let isInteractive = session.context.isInteractive
        // Before the prompt, so that nothing is lost of what answers it.
        if isInteractive, isNew { input.forget() }
        if isInteractive { write(PlainText.printed(prompt, isASCII: isASCII)) }
        let line = input.next()
        if line == nil, isInteractive { write("\n") }
        return line
    }

    private mutating func perform(_ answer: PlainSession.Answer) {
        var answers = [answer]
        while !answers.isEmpty {
            let answer = answers.removeFirst()
            print(answer.lines)
            for effect in answer.effects {
                guard isRunning else { return }
                switch effect {
                case .quit: isRunning = false
                case .foreground(let work):
                    let reply = foreground.perform(work, source) { editsAgain($0) }
                    session.now = source.now
                    answers.append(session.take(.returned(work, reply)))
                case .desk(let request):
                    if let reply = ask(request) { answers.append(session.take(.desk(reply))) }
                }
            }
        }
    }

    // What is written may have to wait for another process; nobody is left to wonder what goes on.
    private func ask(_ request: DeskRequest) -> DeskReply? {
        guard request.isWrite else { return request.perform(on: source) }
        let output = output
        let word = LateWord { _ = writeAll("Waiting for the store, which is busy.\n", to: output) }
        defer { word.end() }
        return request.perform(on: source)
    }

    // What is wrong with an edit may be in the producer's words.
    private mutating func editsAgain(_ notes: [String]) -> Bool {
        print(notes.map { "> \(DisplayText($0))" } + ["It is not stored so. Type yes to edit it again."])
        return ask(session.yesOrNot, isNew: true) == .text("yes")
    }

    private mutating func print(_ lines: [DisplayText]) {
        guard !lines.isEmpty else { return }
        let width = self.width
        let rows = lines.flatMap { PlainText.rows($0, isASCII: isASCII, width: width) }
        write(rows.map { $0 + "\n" }.joined())
    }

    // The width of the terminal that is written to; nil where none is known.
    private var width: Int? {
        var size = winsize()
        guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    private mutating func write(_ text: String) {
        // Nobody decides on what can't be read.
        if !writeAll(text, to: output) { isRunning = false }
    }
}

private func writeAll(_ text: String, to output: Int32) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
            let count = write(output, rest.baseAddress, rest.count)
            if count < 0, errno != EINTR { return false }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(0, count)))
        }
        return true
    }
}
