import CivilTime
import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// Everything that the screen shows is in here, and nothing else decides what it shows.
struct ConsoleState: Sendable {
    /// What doesn't change while the console runs.
    struct Context: Sendable {
        /// Where the store is.
        var store: String
        /// Who acts, and whether the operating system says so.
        var person: String
        var isDeclared: Bool
        /// Whether signs beyond ASCII can be shown.
        var isUnicode = true
        /// Which key does what.
        var keymap = Keymap.standard
        /// The views that can be switched to, by their numbers from 1.
        var views = QueueView.builtIn
        /// Whether approved work is delivered while the console is open.
        var delivers = false
        /// How the clocks go where the person sits.
        var localTime = LocalClock.utc
    }

    /// A sentence in the status line, until the next key.
    struct Notice: Sendable, Hashable {
        var text: DisplayText
        var role: ThemeRole
    }

    enum Focus: Sendable { case queue, detail }

    let context: Context
    var size = (width: 80, height: 24)
    var now = Instant(milliseconds: 0)

    // The queue.
    var view: QueueView
    /// What a filter found so far that no index answers.
    var job: FilterJob?
    /// Until the first view has shown whether it has anything.
    var isOpening = true
    var folded: Set<QueuePlace> = []
    var window: QueueWindow?
    var cursor: QueuePlace?
    /// The outlines that were read since the store changed last.
    var outlines = KeptOutlines()
    /// Windows of views that were shown before.
    var shown = ShownWindows()
    /// The last known row of the handoff under the cursor.
    var cursorRow: QueueRow?
    /// How many lines above the cursor are on the screen.
    var linesAbove = 0
    var requestNumber = 0
    /// The window without which the screen does not show yet what the last key asked for.
    var awaitedWindow: Int?
    /// The handoff that the screen does not show yet.
    var awaitedDossier: HandoffID?
    /// Whether another part of the queue was asked for than the one that is shown: what moves then waits for it.
    var isTurning = false
    /// What the window is made around where the cursor is on nothing yet.
    var goal = QueueWindow.Request.Anchor.start
    /// How many lines the cursor has still to go when more of the queue is loaded.
    var linesOwed = 0
    /// The keys that were pressed while where the cursor goes from was not loaded, in order.
    var movesAhead: [ConsoleAction] = []
    var changeCount = -1
    /// How many handoffs each view with a number has; nil where no kept count says it.
    var viewCounts: [Int?] = []
    /// What the group under the cursor is in sum.
    var group: GroupFacts?
    /// What is to be recalled as soon as it was read.
    var recalling: HandoffID?

    // The handoff under the cursor.
    var dossier: Dossier?
    var shelf = Shelf()
    var evidence: [OpenedEvidence] = []
    var tab = Sheet.Tab.summary
    var payloadForm = Sheet.PayloadForm.outline
    var sheet = Sheet()
    var sheetTop = 0
    /// What its pane goes on to show while keys move the cursor.
    var heldPane: HeldPane?
    var focus = Focus.queue
    /// Whether the handoff has the whole screen.
    var isWhole = false
    /// What is looked for in the handoff's text, and the line that was gone to last.
    var textSearch = TextSearch()
    /// The name of the key that is acted on.
    var pressed = ""

    // What is going on.
    var dialog: Dialog?
    /// What is compared over the whole screen.
    var compare: Compare?
    var searchEditor: LineEditor?
    var commandLine: CommandLine?
    /// What was typed on the command line, oldest first.
    var commandHistory: [String] = []
    var filterLine: FilterLine?
    /// The names in the store that complete a filter.
    var names = FilterNames()
    var pattern = ""
    var search: SearchJob?
    /// Numbers the searches. A queue that is on its way when one begins is taken all the same.
    var searchNumber = 0
    /// A decision that was sent and not answered yet.
    var deciding: HandoffID?
    /// The versions that came of what was written here. What was read before that is older, and is not looked at any more.
    var written: [HandoffID: Int] = [:]
    /// The approval that can be taken back, and until when that is certain.
    var recallable: (id: HandoffID, until: Instant)?
    /// The handoff that was decided last.
    var lastDecided: HandoffID?
    /// Everybody whom work can be given to.
    var parties: [Party] = []
    /// The item of evidence that was opened last.
    var evidenceIndex: Int?
    /// The items that are still to be opened one after another.
    var toPage: [Int] = []
    /// The items of evidence that were opened and have not stood on the screen yet.
    var unseen: [SeenEvidence] = []
    /// Which of their lines have stood there.
    var seenRows = SeenRows()
    /// The item of evidence that the screen is to show next.
    var evidenceToShow: Int?
    /// The text of an edit that could not be stored.
    var keptEdit: (id: HandoffID, text: String)?
    var notice: Notice?
    /// Whether the next Ctrl-C leaves.
    var isLeaving = false
    /// Until then, keys that decide are dead: what they would decide on has just changed by itself.
    var deadUntil: Int64 = .min
    /// For how long what is asked has stood on the screen.
    var question = QuestionClock()
    /// When the last key was pressed, and whether the present one came with it.
    var lastKeyTime: Int64 = .min
    var isBurst = false
    /// What is tagged for a decision on many, and what goes on with it.
    var tags = TagSet()
    var bulk = Bulk()
    var configurationErrors = 0
    /// What is on hold, each in a sentence.
    var holds: [String] = []
    /// What the clock did that clocks don't.
    var clockWarning: DisplayText?
    /// The theme that was chosen.
    var themeName = ""
    var takesMouse = false
    /// The first key of two that belong together.
    var prefix: String?
    var isUnreadable = false
    /// For how many seconds the store keeps somebody waiting; nil when an answer comes as fast as ever.
    var waitingSeconds: Int?
    /// Whether it is something to be written that waits.
    var waitsToWrite = false
    /// When the store's configuration was looked at last.
    private var checkedConfiguration: Int64?

    init(_ context: Context) {
        self.context = context
        view = context.views.first ?? QueueView("all", .all)
    }

    /// How long deciding keys are dead, in milliseconds.
    static let deadTime: Int64 = 300

    /// How long the store's configuration is taken for what it was, in milliseconds.
    static let configurationAge: Int64 = 20_000

    /// The effects with which a console begins.
    mutating func start() -> [Effect] {
        show(view) + [
            .desk(.countViews(context.views)), .desk(.loadNames), .desk(.work(.loadParties)),
            .desk(.checkConfiguration), .desk(.loadHolds),
        ]
    }

    /// The id under the cursor, if it is a handoff.
    var selected: HandoffID? {
        if case .handoff(let id)? = cursor { id } else { nil }
    }

    /// Whether the desk is about to answer what a key asked for.
    var awaitsDesk: Bool {
        awaitedWindow == requestNumber || deciding != nil
            || (awaitedDossier != nil && awaitedDossier == selected && heldPane == nil)
    }

    /// Whether the screen can show what a decision is about: what, how much, where to, and the digest.
    var hasRoomToDecide: Bool { size.width >= 36 && size.height >= 14 }

    static let tooSmallToDecide: DisplayText = "too small to decide in: 36 columns and 14 rows are needed"

    /// Whether the smallest of questions, and some lines of evidence, have room.
    var hasRoomToRead: Bool { size.width >= 36 && size.height >= 10 }

    static let tooSmallToRead: DisplayText = "too small to decide in: 36 columns and 10 rows are needed"

    /// Whether the screen shows nothing but that it is too small.
    var isTooSmall: Bool { size.width < 20 || size.height < 8 }

    /// Whether the screen has to show this before another key is taken: a question is answered by who could see it.
    var hasToBeSeen: Bool {
        switch dialog {
        case nil, .palette: false
        default: true
        }
    }

    /// The place of the cursor in the window.
    var cursorIndex: Int? { window?.index(of: cursor) }

    /// Takes the next message; gives what is to be done.
    ///
    /// - Parameter time: Milliseconds of a clock that only runs forward.
    mutating func update(_ message: Message, at time: Int64) -> [Effect] {
        var effects: [Effect]
        switch message {
        case .key(let key):
            isBurst = time < lastKeyTime + QuestionClock.burst
            lastKeyTime = time
            effects = beginAnew() + press(key, at: time)
        case .resized(let width, let height):
            size = (width, height)
            effects = []
        case .changed(let count):
            // What was asked for in vain while the store could not be read is asked for again.
            let isSame = count == changeCount && !isUnreadable
            // The queue may have been read at this count already, and the handoff before it.
            let again = isSame ? selected.map { [Effect.desk(.loadDossier($0))] } ?? [] : reload()
            effects =
                again + (isSame ? [] : [.desk(.countViews(context.views)), .desk(.loadHolds)]) + notePreviewed(count)
            if isUnreadable, window != nil { notice = Notice(text: "the store can be read again", role: .ok) }
            isUnreadable = false
            if count != changeCount { shelf.clear() }
        case .time(let instant): effects = take(instant)
        case .desk(let reply): effects = take(reply, at: time)
        case .returned(let work, let reply): effects = take(work, reply)
        case .mouse(let event): effects = take(event, at: time)
        case .themes(let choices): effects = take(choices)
        case .themeFailed(let problem):
            notice = Notice(text: DisplayText(problem), role: .error)
            effects = []
        case .copied(let text, let isTaken): effects = take(copied: text, isTaken)
        case .painted: effects = notePainted()
        case .rested:
            heldPane = nil
            effects = []
        case .stands(let number):
            question.noteStands(number, at: time)
            if number == question.number { noteListStands() }
            effects = []
        case .waiting(let seconds, let isToWrite):
            (waitingSeconds, waitsToWrite) = (seconds, isToWrite)
            effects = []
        }
        if time - (checkedConfiguration ?? time) >= Self.configurationAge {
            effects.append(.desk(.checkConfiguration))
            checkedConfiguration = time
        }
        checkedConfiguration = checkedConfiguration ?? time
        question.ask(asked)
        if heldPane == nil { layOut() }
        return effects
    }

    /// Takes what the desk answers.
    private mutating func take(_ reply: DeskReply, at time: Int64) -> [Effect] {
        switch reply {
        case .window(let window): return take(window, at: time)
        case .dossier(let id, let result): return take(id, result, at: time)
        case .ahead(let dossier): return takeAhead(dossier)
        case .evidence(let id, let index, let result): return take(id, index, result)
        case .decided(let decision, let id, let result):
            return takeBulk(id, result, at: time) ?? take(decision, id, result, at: time)
        case .worked(let work, let reply): return take(work, reply, at: time)
        case .searched(let job, let outcome): return take(job, outcome)
        case .filtered(let job): return take(job)
        case .tagging(let job, let result): return take(job, result)
        case .readTagged(let number, let items): return take(number, items, at: time)
        case .names(let names):
            filterLine?.names = names
            self.names = names
            if case .palette(let open)? = dialog { dialog = .palette(Palette(self, typed: open)) }
        case .configurationErrors(let count, let clock):
            (configurationErrors, clockWarning) = (count, clock.map { DisplayText($0) })
        case .viewCounts(let counts): viewCounts = counts
        case .group(let facts): group = facts
        case .decidedLast(let result): return take(result)
        case .holds(let notices):
            holds = notices
        case .failed(let error):
            isUnreadable = true
            (awaitedWindow, awaitedDossier, isTurning) = (nil, nil, false)
            forgetMoves()
            notice = Notice(text: DisplayText(error.message), role: .error)
        }
        return []
    }

    /// Loads again what is shown, with the cursor held on what it is on.
    mutating func reload() -> [Effect] {
        // What a filter at work has to look at again, it finds by itself.
        let filter: [Effect] = job.map { $0.isComplete ? [.desk(.filter($0))] : [] } ?? []
        return [loadWindow(anchor)] + filter + (selected.map { [.desk(.loadDossier($0))] } ?? loadGroup())
    }

    /// Deciding keys are dead for a moment, and what was typed ahead is thrown away.
    mutating func guardKeys(at time: Int64) -> [Effect] {
        deadUntil = time + Self.deadTime
        return [.flushInput]
    }

    /// Makes the lines of the detail pane again when they are not what they should be.
    mutating func layOut() {
        let layout = ConsoleLayout(self)
        let wanted = Sheet.Key(
            id: dossier?.handoff.id, digest: dossier?.handoff.status.digest, events: dossier?.history.count ?? 0,
            viewed: dossier?.viewed.count ?? 0, opened: evidence.count, tab: tab, form: payloadForm,
            width: layout.sheet.width,
            minute: now.milliseconds / 60_000, claim: dossier?.claim)
        if wanted != sheet.key {
            sheet = dossier.map { Sheet(wanted, $0, evidence, now: now, isUnicode: context.isUnicode) } ?? Sheet()
        }
        if let item = evidenceToShow, sheet.key?.tab == .evidence {
            if sheet.starts.indices.contains(item) { sheetTop = sheet.starts[item] }
            evidenceToShow = nil
        }
        sheetTop = max(0, min(sheetTop, sheet.lines.count - layout.sheet.height))
    }
}
