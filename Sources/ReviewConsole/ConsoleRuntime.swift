import Foundation
import Handoff
import ReviewDesk
import Terminal

/// Runs the console on the terminal: one thread draws and reads keys, two others talk to the desk.
public enum ReviewConsole {
    /// How a console is opened.
    public struct Opening: Sendable {
        /// Where the store is, for the status line.
        public var store: String
        /// Whether people are who they say, instead of who the operating system says.
        public var isDeclared: Bool
        /// How it looks.
        public var theme: Theme
        /// Where `TERM`, `NO_COLOR` and `COLORTERM` are looked up.
        public var environment: [String: String]
        /// Whether lines and signs are drawn in ASCII although the terminal could show more.
        public var isASCII = false
        /// What the person has set.
        public var settings = ConsoleSettings()
        /// Whether approved work is delivered while it is open.
        public var delivers = false

        /// An opening.
        public init(store: String, isDeclared: Bool, theme: Theme, environment: [String: String]) {
            self.store = store
            self.isDeclared = isDeclared
            self.theme = theme
            self.environment = environment
        }
    }

    /// Opens the console and returns when the person leaves it. The terminal is then as it was.
    public static func run(_ source: some ReviewSource, _ opening: Opening) throws(ScreenProblem) {
        let screen = try Screen(theme: opening.theme, environment: opening.environment)
        defer { screen.close() }
        let context = ConsoleState.Context(
            store: opening.store, person: source.actor.person ?? source.actor.account, isDeclared: opening.isDeclared,
            isUnicode: screen.isUnicode && !opening.isASCII, keymap: opening.settings.keymap,
            views: opening.settings.views, delivers: opening.delivers)
        ConsoleRuntime(source, screen, context, opening).run()
    }
}

/// The loop: wait, update, perform, paint.
private final class ConsoleRuntime {
    private let source: any ReviewSource
    private let screen: Screen
    private let worker: ConsoleWorker
    /// Searches and filters at work keep no key press waiting.
    private let searcher: ConsoleWorker
    private let news: NewsWatch
    private let sessionFile: SessionFile?
    private var state: ConsoleState
    private let start = ContinuousClock.now

    init(
        _ source: some ReviewSource, _ screen: Screen, _ context: ConsoleState.Context,
        _ opening: ReviewConsole.Opening
    ) {
        news = NewsWatch(source, opening.settings.notification, opening.environment) { Screen.wake() }
        sessionFile = SessionFile(opening.environment)
        self.source = source
        self.screen = screen
        state = ConsoleState(context)
        worker = ConsoleWorker(source) { Screen.wake() }
        searcher = ConsoleWorker(source, polls: false) { Screen.wake() }
    }

    func run() {
        worker.start()
        searcher.start()
        news.start()
        defer {
            news.stop()
            worker.stop()
            searcher.stop()
        }
        var isRunning = perform([.resized(width: screen.size.width, height: screen.size.height)])
        let saved = sessionFile?.read()
        let store = state.context.store
        isRunning = isRunning && perform(state.start(from: saved.flatMap { SavedSession($0, store: store) }))
        while isRunning {
            screen.paint(ConsoleView.picture(of: state))
            // Once in a while, so that what is due says so although nothing happens.
            switch screen.next(timeout: 20_000) {
            case .key(let key): isRunning = perform([.key(key)])
            case .resized: isRunning = perform([.resized(width: screen.size.width, height: screen.size.height)])
            case .woken:
                isRunning = perform(worker.replies() + searcher.replies())
                if news.takeRing() { Self.ring() }
            case .idle: isRunning = perform([.time(source.now)])
            case .closed: isRunning = false
            }
        }
        sessionFile?.write(SavedSession(state).file(replacing: sessionFile?.read(), store: store))
    }

    private static func ring() {
        let bell: [UInt8] = [0x07]
        _ = write(STDOUT_FILENO, bell, 1)
    }

    // Milliseconds since the console began: a clock that only runs forward.
    private var time: Int64 {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }

    // False when the console is to end.
    private func perform(_ messages: [Message]) -> Bool {
        for message in messages {
            guard perform(state.update(message, at: time)) else { return false }
        }
        return true
    }

    private func perform(_ effects: [Effect]) -> Bool {
        for effect in effects {
            switch effect {
            case .quit: return false
            case .flushInput: screen.flushInput()
            case .redraw: screen.forget()
            default: (effect.isLong ? searcher : worker).perform(effect)
            }
        }
        return true
    }
}
