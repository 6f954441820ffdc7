import Fixtures
import Foundation
import Testing

/// Hostile text in every field of a handoff, through the real program, to a terminal.
///
/// Each text has to stand on the screen as what it is, the console's own rows stay where they are, the terminal stays in the modes that
/// the console chose, and nothing comes but what curses and the console send by themselves.
@Suite(.serialized) struct `Hostile text in the console on a real terminal` {
    static let (columns, rows) = (160, 50)

    /// Waits until a text stands below the title row, and looks whether all else is as it should be.
    private func look(
        _ terminal: PseudoTerminal, _ what: String, at text: String, _ isThere: (VirtualScreen) -> Bool = { _ in true }
    ) throws {
        let telling = HostileText.telling(text)
        try terminal.wait(for: "\(what) with \(telling ?? "nothing"), and all else in its place") { screen in
            guard isThere(screen), telling.map({ screen.shows($0) }) ?? true else { return false }
            return screen.modes.isSuperset(of: [7, 1049, 2004]) && screen.line(0).hasPrefix(" Countersign")
                && screen.line(Self.rows - 1).hasSuffix("? help")
        }
        #expect(
            terminal.screen.copied.isEmpty && terminal.screen.unexpected == [], "\(what) of \(text.debugDescription)")
    }

    /// The beginning of a text as a terminal pastes it: what would act on the kernel or end the paste is left out by the terminal
    /// itself. It is as much as a line shows at once.
    private static func pasted(_ text: String) -> String {
        let scalars = text.unicodeScalars.filter {
            $0.value >= 0x20 && $0.value != 0x7F || [0x09, 0x0A, 0x0D].contains($0.value)
        }
        return String(String.UnicodeScalarView(scalars.prefix(12)))
    }

    private func paste(_ text: String, _ terminal: PseudoTerminal) { terminal.type("\u{1B}[200~\(text)\u{1B}[201~") }

    private func tour(_ texts: [String]) throws {
        let hostile = try HostileStore(texts)
        let terminal = try hostile.store.open(as: "dana", columns: Self.columns, rows: Self.rows)
        try terminal.wait(for: "PROVISIONAL")
        terminal.press(":")
        terminal.type("group none\r")
        try terminal.wait(for: "a queue without headings") { $0.line(1).contains("0.00") }
        terminal.press(":")
        terminal.type("sort age\r")
        try terminal.wait(for: "oldest first")
        try terminal.press("g", until: "note 0")
        for (index, text) in texts.enumerated() {
            let label = HostileStore.label(text)
            try look(terminal, "the queue and the summary", at: label) {
                $0.shows("bill") == false && $0.shows("note \(index)") && $0.shows("[1 Summary]")
            }
            for (number, tab) in ["Payload", "Evidence", "Checks", "Trace", "History", "Difference"].enumerated() {
                terminal.press("tab")
                let shown =
                    ["Evidence", "Checks"].contains(tab) ? label : tab == "History" ? HostileStore.note(text) : text
                try look(terminal, tab, at: shown) { $0.line(1).contains("[\(number + 2) \(tab)") }
                guard tab == "Evidence" else { continue }
                terminal.press("o")
                try look(terminal, "the opened evidence", at: text) { $0.shows("│ ✓ 1.") || $0.shows(" seen ") }
            }
            // A decision repeats it in its question, and a note is typed there.
            terminal.press("backtab r n")
            try look(terminal, "the question", at: label) { $0.shows("Reject ─") && $0.modes.contains(25) }
            let note = Self.pasted(text)
            paste(note, terminal)
            try look(terminal, "the note", at: note)
            terminal.press("enter esc")
            try terminal.wait(for: "the end of the question") { !$0.shows("Reject ─") }
            terminal.press("tab tab j")
        }
        try errors(of: texts, terminal)
        try many(texts, terminal)
        try hostile.store.leave(terminal)
    }

    /// What is typed and is no name of anything is repeated in a message.
    private func errors(of texts: [String], _ terminal: PseudoTerminal) throws {
        for text in texts {
            let short = Self.pasted(text)
            terminal.press(":")
            // The name of an action ends at a blank, and the name is what is repeated.
            let word = short.replacing(" ", with: "")
            paste("x" + word, terminal)
            terminal.press("enter")
            try look(terminal, "the command line", at: word) { $0.shows("there is no action 'x") }
            terminal.press("f ctrl-u")
            paste("zz:" + short, terminal)
            try look(terminal, "the filter line", at: short) { $0.shows("filter › zz:") }
            terminal.press("enter")
            try terminal.wait(for: "an answer") { $0.shows("there is no field") || $0.shows("^") }
            terminal.press("esc")
            try terminal.wait(for: "the end of the filter line") { !$0.shows("filter ›") }
            terminal.press("/")
            // No title holds this, and no id can.
            paste("ulul" + short, terminal)
            terminal.press("enter")
            try look(terminal, "the search", at: short) { $0.shows("no handoff with ‘ulul") }
        }
    }

    /// All of them in a decision on many: what would go, and what became of each.
    private func many(_ texts: [String], _ terminal: PseudoTerminal) throws {
        terminal.press("g x G X")
        try terminal.wait(for: "\(texts.count) tagged")
        terminal.press("; r")
        try terminal.wait(for: "all to be read") { $0.shows("choose a reason first") && $0.shows("will go") }
        terminal.press("1")
        try look(terminal, "the preview", at: "") { $0.shows("will go") && $0.shows("(*) 1 wrong") }
        // All that would go has to be seen first.
        try terminal.press("pgdn", until: "the end of the list") { !$0.shows("see first what will go") }
        try look(terminal, "the end of the preview", at: "")
        try terminal.press("y", until: "Reject: what became of each")
        var left = Set(texts.indices)
        // As many lines as fit are looked at, then the next ones. What is below them is drawn last.
        func foot(_ screen: VirtualScreen) -> String? { screen.lines.first { $0.contains("esc closes, :results") } }
        try terminal.wait(for: "all of the results") { foot($0) != nil }
        while !left.isEmpty {
            let lines = terminal.screen.lines.joined(separator: "\n")
            left = left.filter { index in
                HostileText.telling(HostileStore.label(texts[index])).map { !lines.contains($0) } ?? false
            }
            try look(terminal, "the results", at: "")
            let before = foot(terminal.screen)
            if before?.contains("the end;") ?? true { break }
            terminal.press("space")
            try terminal.wait(for: "the next ones") { screen in foot(screen).map { $0 != before } ?? false }
        }
        #expect(left.isEmpty, "\(left.map { texts[$0].debugDescription })")
        terminal.press("esc")
        try terminal.wait(for: "the end of the results") { !$0.shows("what became of each") }
    }

    @Test func `is seen and does nothing`() throws { try tour(HostileText.own) }

    @Test(.enabled(if: SharedData.isThere, "needs ../shared/data"))
    func `is seen and does nothing, whatever the collection holds`() throws { try tour(try HostileText.collection()) }
}
