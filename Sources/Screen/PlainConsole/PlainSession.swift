import CivilTime
import Handoff
import JSON
import ReviewDesk
import ReviewFlow
import Terminal

/// The review without a full screen: a line comes in, lines and what is to be done go out.
///
/// Like the console's state it touches neither terminal nor store, so that a transcript of it is a test.
struct PlainSession: Sendable {
    /// What doesn't change while it runs.
    struct Context: Sendable {
        var store: String
        var person: String
        var isDeclared: Bool
        var views = QueueView.builtIn
        /// Whether a person types what comes in. Lines from elsewhere may have been written before a question was asked.
        var isInteractive = true
        /// Whether other programs can have a terminal.
        var hasTerminal = true
    }

    /// What is wanted done outside it.
    enum Effect: Sendable {
        case desk(DeskRequest)
        /// Another program gets the terminal.
        case foreground(ForegroundWork)
        case quit
    }

    /// What happens beside the lines that come in.
    enum Message: Sendable {
        case desk(DeskReply)
        /// Another program gave the terminal back.
        case returned(ForegroundWork, ForegroundWork.Reply)
        /// The store has this many changes now.
        case changed(Int)
    }

    /// What one line, or one reply, leads to.
    struct Answer: Sendable {
        var lines: [DisplayText] = []
        var effects: [Effect] = []

        /// One answer after another.
        static func + (first: Answer, second: Answer) -> Answer {
            Answer(lines: first.lines + second.lines, effects: first.effects + second.effects)
        }
    }

    /// What was printed, which is what can be decided on.
    struct Printed: Sendable, Hashable {
        let id: HandoffID
        let version: Int
        let digest: ContentHash
        let state: HandoffState

        init(_ dossier: Dossier) {
            id = dossier.handoff.id
            let status = dossier.handoff.status
            (version, digest, state) = (status.version, status.digest, status.state)
        }
    }

    /// What a handoff is read for.
    enum Wish: Sendable {
        case sheet(Sheet.Tab)
        case payload(Sheet.PayloadForm)
        case decide(PlainRequest)
        case claim, release
        case edit(anew: Bool)
        /// To know whether it still is what was printed.
        case watch
        /// The same, after an item of its evidence was opened.
        case seen
    }

    let context: Context
    var view: QueueView
    var job: FilterJob?
    var now = Instant(milliseconds: 0)
    /// The rows that were printed since the list began, and which of them is open.
    var listed: [QueueRow] = []
    var place: Int?
    var isWhole = true
    var isGoingOn = false
    var opensNext = false
    var isOpening = true
    var requestNumber = 0
    /// How many handoffs the view has.
    var total = 0
    /// What 'find' looked for.
    var pattern = ""
    var dossier: Dossier?
    var printed: Printed?
    var wish = Wish.sheet(.summary)
    var wanted: HandoffID?
    /// What only `yes` confirms.
    var question: PlainQuestion?
    /// How often the store had changed when the open handoff was looked after.
    var changeCount: Int?
    /// What is known to have changed, and was said.
    var said: Printed?
    /// Who had the open handoff when that was said.
    var heldBy: String?
    /// The handoff that was decided last.
    var lastDecided: HandoffID?
    /// Everybody whom work can be given to.
    var parties: [Party] = []
    /// The text of an edit that was not stored.
    var keptEdit: (id: HandoffID, text: String)?
    /// What is tagged for a decision on many, and what goes on with it.
    var tags = TagSet()
    var bulk = Bulk()
    var bulkArgument = ""

    /// How many handoffs are listed at a time.
    static let pageSize = 20

    init(_ context: Context) {
        self.context = context
        view = context.views.first ?? QueueView("all", .all)
    }

    /// The first lines.
    mutating func start() -> Answer {
        let identity: DisplayText = context.isDeclared ? " (declared)" : ""
        var answer = Answer(lines: [
            "Countersign, store \(DisplayText(context.store)), as \(DisplayText(context.person))\(identity).",
            "'help' lists the commands. Lines that begin with > are a handoff's own words.",
        ])
        answer.effects = [.desk(.work(.loadParties))] + list()
        return answer
    }

    /// What stands before the line that is typed next.
    var prompt: DisplayText { question == nil ? "countersign: " : yesOrNot }

    /// What stands before the answer to a question.
    var yesOrNot: DisplayText { "yes or not: " }

    /// Takes a line.
    mutating func take(_ line: String) -> Answer {
        if let question {
            self.question = nil
            return answer(question, line)
        }
        let bytes = line.utf8.filter { $0 != 0x20 }
        if bytes.isEmpty { return next() }
        if bytes.allSatisfy({ (0x30...0x39).contains($0) }) { return open(row: Int(line.filter { $0 != " " }) ?? 0) }
        if sameText(PlainWords(line).first, "yes") { return say("There is nothing to say yes to.") }
        guard let command = PlainCommand(line) else { return unknown(line) }
        return perform(command)
    }

    private mutating func perform(_ command: PlainCommand) -> Answer {
        let argument = command.argument
        switch command.word {
        case .list: return Answer(effects: list())
        case .more: return isWhole ? say("That was all of it.") : Answer(effects: more())
        case .next: return next()
        case .previous: return (place ?? 0) > 0 ? open(row: place ?? 0) : say("There is none before.")
        case .last: return openLast()
        case .view: return show(view: argument)
        case .filter: return filter(argument)
        case .group: return group(argument)
        case .sort: return sort(argument)
        case .find: return find(argument)
        case .again: return pattern.utf8.isEmpty ? find("") : again(argument)
        case .summary: return read(.sheet(.summary))
        case .payload: return payload(argument)
        case .evidence: return read(.sheet(.evidence))
        case .checks: return read(.sheet(.checks))
        case .trace: return read(.sheet(.trace))
        case .history: return read(.sheet(.history))
        case .difference: return read(.sheet(.difference))
        case .open: return openEvidence(argument)
        case .claim: return read(.claim)
        case .release: return read(.release)
        case .edit: return beginEdit(argument)
        case .approve, .reject, .escalate, .return, .comment, .assign, .recall, .attest, .nothingWritten:
            return command.word.request.map { read(.decide(PlainRequest($0, argument))) } ?? Answer()
        case .tag: return tag(argument)
        case .untag: return untag(argument)
        case .tagged: return tagged()
        case .bulk: return tags.isEmpty ? say("Nothing is tagged.") : decideOnTagged(argument)
        case .results: return results()
        case .help: return help(argument)
        case .quit: return Answer(effects: [.quit])
        }
    }

    /// Takes what happened.
    mutating func take(_ message: Message) -> Answer {
        switch message {
        case .desk(let reply): take(reply)
        case .returned(let work, let reply): take(work, reply)
        case .changed(let count): watch(count)
        }
    }

    /// Takes a reply of the desk.
    private mutating func take(_ reply: DeskReply) -> Answer {
        switch reply {
        case .window(let window): return take(window)
        case .filtered(let found):
            job = found
            return Answer(effects: found.isComplete ? [window(.start)] : [.desk(.filter(found))])
        case .dossier(let id, let result): return take(id, result)
        case .evidence(let id, let index, let result): return take(id, index, result)
        case .decided(let decision, let id, let result):
            return takeBulk(id, result) ?? take(decision, id, result)
        case .worked(let work, let reply): return take(work, reply)
        case .searched(let job, let outcome): return take(job, outcome)
        case .tagging(let job, let result): return take(job, result)
        case .readTagged(let number, let items): return take(number, items)
        case .failed(let error): return say("The store can't be read: \(DisplayText(error.message))")
        case .ahead, .names, .configurationErrors, .viewCounts, .group, .decidedLast, .holds: return Answer()
        }
    }

    func say(_ line: DisplayText) -> Answer { Answer(lines: [line]) }
}
