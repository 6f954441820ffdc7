/// A word that the plain console takes, with what it is told.
struct PlainCommand: Sendable {
    enum Word: String, Sendable, CaseIterable {
        case list, more, next, previous, view, filter, group, sort
        case summary, payload, evidence, open, checks, trace, history
        case approve, reject, escalate, `return`, comment
        case help, quit
    }

    let word: Word
    let argument: String

    /// What a line says; nil when no command begins so, or more than one does.
    init?(_ line: String) {
        let trimmed = line.drop { $0 == " " }
        let name = trimmed.prefix { $0 != " " }
        let begun = Word.allCases.filter { $0.rawValue.hasPrefix(name) }
        guard !name.isEmpty, let word = Word(rawValue: String(name)) ?? (begun.count == 1 ? begun[0] : nil) else {
            return nil
        }
        self.word = word
        argument = String(trimmed[name.endIndex...].drop { $0 == " " })
    }
}

extension PlainCommand.Word {
    /// What it can be told.
    var argument: String {
        switch self {
        case .view: " NAME"
        case .filter: " TEXT"
        case .group, .sort: " BY"
        case .open: " NUMBER"
        case .reject: " CODE [NOTE]"
        case .escalate: " CODE [to PARTY ...] [NOTE]"
        case .return, .comment: " NOTE"
        case .help: " [WORD]"
        default: ""
        }
    }

    /// What it does: for what the console has as well, in the console's words.
    var help: String {
        switch self {
        case .list: "List the handoffs of the view from the first on; a number opens the handoff in that row"
        case .more: "List what comes after"
        case .next: "Open the next handoff of the list; an empty line does the same"
        case .previous: "Open the one before"
        case .view: "List the views, or the handoffs of one by its name or number"
        case .summary: "Print the handoff again: what it is, what is owed, what is doubtful"
        case .payload: "Print all that would be written"
        case .evidence: "List its evidence"
        case .open: "Print an item of evidence; it counts as viewed"
        case .checks: "Print what was checked, by whom and with what result"
        case .trace: "Print the prompt, the sources and the model"
        case .history: "Print what happened to it, the latest first"
        case .approve: "Approve what was printed"
        case .help: "This help, or what contains a word"
        default:
            ConsoleAction.all.first { $0.name == rawValue }?.help.description ?? ""
        }
    }
}
