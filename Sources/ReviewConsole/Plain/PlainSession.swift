import Handoff
import JSON
import ReviewDesk
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
    }

    /// What one line, or one reply, leads to.
    struct Answer: Sendable {
        var lines: [DisplayText] = []
        var effects: [Effect] = []
    }

    /// What was printed, which is what can be decided on.
    struct Printed: Sendable, Hashable {
        let id: HandoffID
        let version: Int
        let digest: ContentHash
        let state: HandoffState

        init(_ dossier: Dossier) {
            id = dossier.handoff.id
            let standing = dossier.handoff.standing
            (version, digest, state) = (standing.version, standing.digest, standing.state)
        }
    }

    /// What a handoff is read for.
    enum Wish: Sendable {
        case sheet(Sheet.Tab)
        case decide(PlainRequest)
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
    var dossier: Dossier?
    var printed: Printed?
    var wish = Wish.sheet(.summary)
    var wanted: HandoffID?
    /// A decision that only `yes` confirms.
    var question: PlainQuestion?

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
        answer.effects = list()
        return answer
    }

    /// What stands before the line that is typed next.
    var prompt: DisplayText { question == nil ? "countersign: " : "yes or not: " }

    /// Takes a line.
    mutating func take(_ line: String) -> Answer {
        if let question {
            self.question = nil
            return answer(question, line)
        }
        let bytes = line.utf8.filter { $0 != 0x20 }
        if bytes.isEmpty { return next() }
        if bytes.allSatisfy({ (0x30...0x39).contains($0) }) { return open(row: Int(line.filter { $0 != " " }) ?? 0) }
        guard let command = PlainCommand(line) else { return unknown(line) }
        return perform(command)
    }

    private mutating func perform(_ command: PlainCommand) -> Answer {
        let argument = command.argument
        switch command.word {
        case .list: return Answer(effects: list())
        case .more: return isWhole ? say("That was all of it.") : Answer(effects: more())
        case .next: return next()
        case .previous: return open(row: place ?? 0)
        case .view: return show(view: argument)
        case .filter: return filter(argument)
        case .group: return group(argument)
        case .sort: return sort(argument)
        case .summary: return read(.sheet(.summary))
        case .payload: return read(.sheet(.payload))
        case .evidence: return read(.sheet(.evidence))
        case .checks: return read(.sheet(.checks))
        case .trace: return read(.sheet(.trace))
        case .history: return read(.sheet(.history))
        case .open: return openEvidence(argument)
        case .approve: return read(.decide(PlainRequest(.approve, argument)))
        case .reject: return read(.decide(PlainRequest(.reject, argument)))
        case .escalate: return read(.decide(PlainRequest(.escalate, argument)))
        case .return: return read(.decide(PlainRequest(.returnForRework, argument)))
        case .comment: return read(.decide(PlainRequest(.comment, argument)))
        case .help: return help(argument)
        case .quit: return Answer(effects: [.quit])
        }
    }

    /// Takes a reply of the desk.
    mutating func take(_ message: Message) -> Answer {
        switch message {
        case .window(let window): return take(window)
        case .filtered(let found):
            job = found
            return Answer(effects: found.isComplete ? [window(.start)] : [.filter(found)])
        case .dossier(let id, let result): return take(id, result)
        case .evidence(let id, let index, let result): return take(id, index, result)
        case .decided(let decision, let id, let result): return take(decision, id, result)
        case .failed(let error): return say("The store can't be read: \(DisplayText(error.message))")
        default: return Answer()
        }
    }

    func say(_ line: DisplayText) -> Answer { Answer(lines: [line]) }

    private func unknown(_ line: String) -> Answer {
        let name = String(line.drop { $0 == " " }.prefix { $0 != " " })
        let words = PlainCommand.Word.allCases.map(\.rawValue)
        let begun = words.filter { $0.hasPrefix(name) }
        if begun.count > 1 {
            return say("'\(DisplayText(name))' could be \(DisplayText(begun.joined(separator: ", "))).")
        }
        let near = Fuzzy.nearest(to: String(name.prefix(40)), among: words)
        let hint = near.map { "did you mean '\(DisplayText($0))'?" as DisplayText } ?? "'help' lists them all."
        return say("There is no command '\(DisplayText(name))'; \(hint)")
    }

    private func help(_ wanted: String) -> Answer {
        let lines = PlainCommand.Word.allCases.map { "\($0.rawValue)\($0.argument): \($0.help)." }
            .filter { wanted.utf8.isEmpty || $0.lowercased().contains(wanted.lowercased()) }
        if lines.isEmpty { return say("No command has to do with '\(DisplayText(wanted))'.") }
        return Answer(
            lines: lines.map { DisplayText($0) }
                + (wanted.utf8.isEmpty ? ["A word may be shortened as long as one command alone begins so."] : []))
    }
}
