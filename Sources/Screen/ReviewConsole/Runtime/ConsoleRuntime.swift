import Foundation
import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// Runs the console on the terminal: one thread draws and reads keys, others talk to the desk.
package enum ReviewConsole {
    /// How a console is opened.
    package struct Opening: Sendable {
        /// Where the store is, for the status line.
        package var store: String
        /// Whether people are who they say, instead of who the operating system says.
        package var isDeclared: Bool
        /// How it looks.
        package var theme: Theme
        /// Where `TERM`, `NO_COLOR` and `COLORTERM` are looked up.
        package var environment: [String: String]
        /// Whether lines and signs are drawn in ASCII although the terminal could show more.
        package var isASCII = false
        /// The themes that can be chosen while it runs; nil when there is no choice.
        package var looks: Looks?
        /// What the person has set.
        package var settings = ConsoleSettings()
        /// Whether approved work is delivered while it is open.
        package var delivers = false

        /// An opening.
        package init(store: String, isDeclared: Bool, theme: Theme, environment: [String: String]) {
            self.store = store
            self.isDeclared = isDeclared
            self.theme = theme
            self.environment = environment
        }
    }

    /// Opens the console and returns when the person leaves it. The terminal is then as it was.
    package static func run(_ source: some ReviewSource, _ opening: Opening) throws(ScreenError) {
        let screen = try Screen(theme: opening.theme, environment: opening.environment)
        defer { screen.close() }
        let context = ConsoleState.Context(
            store: opening.store, person: source.actor.person ?? source.actor.account, isDeclared: opening.isDeclared,
            isUnicode: screen.isUnicode && !opening.isASCII, keymap: opening.settings.keymap,
            views: opening.settings.views, delivers: opening.delivers, localTime: .system)
        Repertoire.$current.withValue(screen.isUnicode ? .unicode : .ascii) {
            ConsoleRuntime(source, screen, context, opening).run()
        }
    }
}

/// The loop: wait, update, perform, paint.
private final class ConsoleRuntime {
    private let source: any ReviewSource
    private let screen: Screen
    private let worker: ConsoleWorker
    /// Searches and filters at work keep no key press waiting.
    private let searcher: ConsoleWorker
    /// What is written may have to wait for another process, and what is read does not wait for that.
    private let writer: ConsoleWorker
    private let foreground: Foreground
    private let news: NewsWatch
    private let keeper: SessionKeeper?
    private var state: ConsoleState
    private var waiting: [Effect] = []
    /// What the desk is to be asked.
    private var jobs: [DeskRequest] = []
    /// What it is to be asked when the picture had time to reach the eye.
    private var later: [DeskRequest] = []
    private var isRunning = true
    private var schedule = PaintSchedule()
    private var reports = ReportPace()
    private var pace: SessionPace
    private let start = ContinuousClock.now

    private let looks: Looks?
    /// What stood on the screen before: it is large, and no picture has to wait until it is given up.
    private var past: (window: QueueWindow?, dossier: Dossier?)?

    init(
        _ source: some ReviewSource, _ screen: Screen, _ context: ConsoleState.Context,
        _ opening: ReviewConsole.Opening
    ) {
        news = NewsWatch(source, opening.settings.notification, opening.environment) { Screen.wake() }
        keeper = SessionFile(opening.environment).map { SessionKeeper($0, store: context.store) }
        pace = SessionPace(kept: keeper?.last)
        looks = opening.looks
        foreground = Foreground(opening.environment)
        self.source = source
        self.screen = screen
        state = ConsoleState(context)
        state.themeName = looks?.current ?? ""
        worker = ConsoleWorker(source) { Screen.wake() }
        searcher = ConsoleWorker(source, polls: false, givesWay: true) { Screen.wake() }
        writer = ConsoleWorker(source, polls: false) { Screen.wake() }
    }

    func run() {
        worker.start()
        searcher.start()
        writer.start()
        news.start()
        defer {
            news.stop()
            worker.stop()
            foreground.end()
            searcher.stop()
            writer.stop()
        }
        update([.resized(width: screen.size.width, height: screen.size.height)])
        // Before the first picture, which may be long on its way and does not wait for the answer.
        if screen.askStatus() { reports.begin(at: time) }
        waiting += state.start(from: keeper?.last)
        // The same configuration may serve on a machine that lacks the program: that keeps nobody from reviewing.
        if let name = news.missing {
            state.notice = ConsoleState.Notice(
                text: "notify: there is no program '\(DisplayText(name))', so it tells nobody", role: .warning)
        }
        while isRunning {
            // What was typed ahead is thrown away before the picture that says so, never what is typed in answer to it.
            performOnScreen()
            guard isRunning else { break }
            noteWaiting()
            if state.heldPane != nil, schedule.untilRest(of: HeldPane.rest, at: time) == 0 {
                answer(.rested)
            }
            let isFollowed = !state.hasToBeSeen && screen.hasInput
            if let question = reports.lapse(at: time) { stands(question) }
            if reports.isSilent { screen.expectNoReports() }
            if !reports.isUnderWay, schedule.isDue(isAwaited: state.awaitsDesk, isFollowed: isFollowed, at: time) {
                paint()
                past = nil
                if !state.unseen.isEmpty {
                    update([.painted])
                    performOnScreen()
                }
            }
            // What the picture waits for is asked for at once, and everything else after it: the desk would only slow it down.
            askDesk()
            if pace.isDue(SavedSession(state), at: time) { keeper?.keep(SavedSession(state)) }
            // What is due says so although nothing happens, and what has lapsed goes.
            let longest = state.patience(from: source.now)
            let patience = min(
                longest, untilNextWait ?? longest, pace.patience(at: time) ?? longest, untilRest ?? longest)
            switch screen.next(timeout: timeout(later.isEmpty ? patience : Self.breath)) {
            case .key(let key):
                schedule.noteInput(at: time)
                update([.key(key)])
            case .mouse(let event):
                schedule.noteInput(at: time)
                update([.mouse(event)])
            case .resized:
                schedule.noteChange()
                update([.resized(width: screen.size.width, height: screen.size.height)])
            case .reported:
                if let number = reports.noteAnswer(at: time) { stands(number) }
            case .woken:
                let replies = worker.replies() + searcher.replies() + writer.replies()
                // A cursor that had to wait for more lines goes on with them.
                if state.linesOwed != 0 { schedule.noteChange() }
                schedule.note(replies.filter(state.changesPicture), at: time)
                past = (state.window, state.dossier)
                update(replies)
                if news.takeRing() { Self.ring() }
            case .idle where !later.isEmpty: askLater()
            case .idle:
                schedule.noteChange()
                update([.time(source.now)])
            case .closed: isRunning = false
            }
        }
        keeper?.keepLast(SavedSession(state))
    }

    private func paint() {
        let question = state.asked == nil ? nil : state.question.number
        let asks = reports.asks
        screen.paint(ConsoleView.picture(of: state), asking: asks)
        schedule.notePainted(at: time)
        if asks {
            reports.noteSent(question: question, at: time)
        } else if let question {
            stands(question)
        }
    }

    // What is asked can be read. Where a list had to be seen first, the question says so no more.
    private func stands(_ question: Int) {
        let seen = state.listSeen
        update([.stands(question)])
        if state.listSeen != seen { schedule.noteChange() }
    }

    /// How long until the pane of the handoff is to follow the cursor; nil where it does.
    private var untilRest: Int64? {
        state.heldPane == nil ? nil : schedule.untilRest(of: HeldPane.rest, at: time)
    }

    // While a picture is on its way nothing is drawn, whatever is due: then its answer is waited for, and what happens meanwhile.
    private func timeout(_ longest: Int64) -> Int {
        if let wait = reports.patience(at: time) { return Int(min(longest, wait)) }
        return schedule.patience(longest: longest, at: time)
    }

    private static func ring() {
        let bell: [UInt8] = [0x07]
        _ = write(STDOUT_FILENO, bell, 1)
    }

    // MARK: A store that another process holds

    /// For how long somebody waits for the store, in milliseconds.
    private var waited: Int64? {
        [worker.waitingSince, writer.waitingSince].compactMap { $0 }.min().map { Self.milliseconds($0) }
    }

    /// How long until something else is to be said of waiting.
    private var untilNextWait: Int64? {
        waited.map { $0 < Int64(LateWord.silence) ? Int64(LateWord.silence) - $0 : 1_000 - $0 % 1_000 }
    }

    private func noteWaiting() {
        let seconds = waited.flatMap { $0 < Int64(LateWord.silence) ? nil : Int($0 / 1_000) }
        let isToWrite = writer.waitingSince != nil
        guard seconds != state.waitingSeconds || (seconds != nil && isToWrite != state.waitsToWrite) else { return }
        answer(.waiting(seconds, isToWrite: isToWrite))
    }

    private static func milliseconds(_ since: ContinuousClock.Instant) -> Int64 {
        let (seconds, attoseconds) = (ContinuousClock.now - since).components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }

    // Milliseconds since the console began: a clock that only runs forward.
    private var time: Int64 { Self.milliseconds(start) }

    private func update(_ messages: [Message]) {
        for message in messages { waiting += state.update(message, at: time) }
    }

    /// How long the terminal has for a picture before the desk works on what nobody waits for, in milliseconds.
    private static let breath: Int64 = 5

    private func askDesk() {
        jobs += later.filter(state.isAwaited)
        later.removeAll(where: state.isAwaited)
        for job in jobs {
            if let kind = job.replaces { later.removeAll { $0.replaces == kind } }
            if state.isAwaited(job) { ask(job) } else { later.append(job) }
        }
        jobs = []
    }

    private func askLater() {
        for job in later { ask(job) }
        later = []
    }

    private func ask(_ job: DeskRequest) { (job.isLong ? searcher : job.isWrite ? writer : worker).perform(job) }

    // An answer of the screen may want something again.
    private func performOnScreen() {
        while !waiting.isEmpty {
            let effects = waiting
            waiting = []
            for effect in effects { perform(effect) }
        }
    }

    private func perform(_ effect: Effect) {
        switch effect {
        case .quit: isRunning = false
        case .flushInput: screen.flushInput()
        case .redraw:
            screen.forget()
            schedule.noteChange()
        case .takeMouse(let isTaken): screen.takesMouse = isTaken
        case .copy(let text): answer(.copied(text, screen.copy(text)))
        case .listThemes: answer(.themes(looks?.choices ?? []))
        case .showTheme(let name): show(theme: name)
        case .keepTheme(let name): keep(theme: name)
        case .foreground(let work):
            // Whatever ends the program while it lends its terminal ends it at once.
            keeper?.keep(SavedSession(state))
            let source = source
            let reply = screen.suspended { foreground.perform(work, source) }
            reports.noteInterrupted()
            // What was typed here while something else was looked at was meant for that.
            screen.flushInput()
            answer(.returned(work, reply))
        case .desk(let request): jobs.append(request)
        }
    }

    private func answer(_ message: Message) {
        update([message])
        schedule.noteChange()
    }

    private func show(theme name: String) {
        do throws(ThemeError) {
            guard let theme = try looks?.catalogue.theme(named: name) else { return }
            screen.theme = theme
            schedule.noteChange()
        } catch {
            answer(.themeFailed(error.description))
        }
    }

    private func keep(theme name: String) {
        do {
            try looks?.configuration.keep(theme: name)
        } catch {
            answer(.themeFailed("the theme is shown, but could not be kept: \(error.localizedDescription)"))
        }
    }
}
