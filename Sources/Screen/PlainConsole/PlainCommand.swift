import ContractEngine
import ReviewFlow
import Terminal

/// A word that the plain console takes, with what it is told.
struct PlainCommand: Sendable {
    enum Word: String, Sendable, CaseIterable {
        case list, more, next, previous, last
        case view, filter, group, sort, find, again
        case summary, payload, evidence, open, checks, trace, history, difference
        case claim, release
        case approve, reject, escalate, `return`, comment
        case edit, assign, recall, attest
        case nothingWritten = "nothing-written"
        case tag, untag, tagged, bulk, results
        case help, quit
    }

    let word: Word
    let argument: String

    /// What a line says; nil when no command begins so, or more than one does.
    init?(_ line: String) {
        let words = PlainWords(line)
        let begun = Self.words(beginning: words.first)
        guard !words.first.utf8.isEmpty, begun.count == 1, let word = begun.first else { return nil }
        self.word = word
        var rest = words
        _ = rest.next()
        argument = String(rest.rest)
    }

    /// The commands that a shortened word can be; the one that is called so goes before all others.
    static func words(beginning name: String) -> [Word] {
        if let word = Word(rawValue: name) { return [word] }
        // Whoever answers 'no' to a question that is gone means none.
        return Word.allCases.filter { $0 != .nothingWritten && $0.rawValue.utf8.starts(with: name.utf8) }
    }
}

extension PlainCommand.Word {
    /// What it can be told.
    var argument: String {
        switch self {
        case .view: " [NAME]"
        case .filter, .find: " TEXT"
        case .group, .sort: " BY"
        case .again: " [back]"
        case .payload: " [json or yaml]"
        case .open: " [NUMBER]"
        case .approve: " [NOTE]"
        case .reject: " CODE [NOTE]"
        case .escalate: " CODE [to PARTY ...] [NOTE]"
        case .return, .comment: " NOTE"
        case .edit: " [anew]"
        case .assign: " PARTY [NOTE]"
        case .recall: " [reject CODE] [NOTE]"
        case .attest: " RECORD NOTE"
        case .nothingWritten: " approve, return or reject CODE, [NOTE]"
        case .tag: " [ROWS, listed, view or filter TEXT]"
        case .untag: " [ROWS, listed or all]"
        case .bulk: " DECISION [CODE] [NOTE]"
        case .help: " [WORD]"
        default: ""
        }
    }

    /// The action that it begins; nil for what only reads, or begins otherwise.
    var action: Action? { Action.allCases.first { $0.word == rawValue } }

    /// What it does.
    var help: String { action?.plainHelp ?? ownHelp }

    private var ownHelp: String {
        switch self {
        case .list: "List the handoffs of the view from the first on; a number opens the handoff in that row"
        case .more: "List what comes after"
        case .next: "Open the next handoff of the list; an empty line does the same"
        case .previous: "Open the one before"
        case .last: "Open the handoff that was decided last"
        case .view: "List the views, or the handoffs of one by its name or number"
        case .filter: "List only the handoffs that a filter finds"
        case .group: "Group by owner, contract, system, due or none"
        case .sort: "Sort by due, confidence, age or stake; with - before it the other way round"
        case .find: "Open the next handoff with this in its title, id, contract or owner"
        case .again: "Open the next one that 'find' finds; back, the one before"
        case .summary: "Print the handoff again: what it is, what is owed, what is doubtful"
        case .payload: "Print all that would be written, each value with its place; also as JSON or as YAML"
        case .evidence: "List its evidence"
        case .open: "Print an item of evidence, the next one without a number; it counts as viewed"
        case .checks: "Print what was checked, by whom and with what result"
        case .trace: "Print the prompt, the sources and the model"
        case .history: "Print what happened to it, the latest first"
        case .difference: "Print what each edit and each revision changed, the latest first"
        case .nothingWritten: "State that a failed or uncertain delivery wrote nothing, and what is to become of it"
        case .tag:
            "Tag the open handoff, rows such as 3 or 3-7, all that is listed, all of the view, or what a filter finds"
        case .untag: "Take tags off"
        case .tagged: "List what is tagged"
        case .bulk: "Decide on all that is tagged: approve, reject, escalate or return; prints first what would go"
        case .results: "Print what became of each of the last decision on many"
        case .claim, .release, .approve, .reject, .escalate, .return, .comment, .edit, .assign, .recall, .attest: ""
        case .help: "This help, or what has to do with a word"
        case .quit: "Leave; nothing is lost"
        }
    }

    /// The console's actions that it does.
    var actions: [String] {
        switch self {
        case .view: ["view", "views"]
        case .filter: ["filter"]
        case .group: ["group", "group back"]
        case .sort: ["sort", "reverse"]
        case .find: ["search"]
        case .again: ["next match", "previous match"]
        case .payload: ["form"]
        case .open: ["evidence", "evidence in pager"]
        case .summary: ["read", "next tab", "previous tab"]
        case .last: ["back to last"]
        case .claim, .release: ["claim"]
        case .approve, .reject, .escalate, .return, .comment, .edit, .assign, .recall, .attest, .bulk, .results, .help,
            .quit:
            [rawValue]
        case .nothingWritten: ["nothing written"]
        case .tag: ["tag", "tag range", "tag filter"]
        case .untag: ["untag all"]
        case .next: ["down"]
        case .previous: ["up"]
        case .list: ["refresh", "first"]
        case .more: ["page down"]
        case .evidence, .checks, .trace, .history, .difference, .tagged: []
        }
    }
}
