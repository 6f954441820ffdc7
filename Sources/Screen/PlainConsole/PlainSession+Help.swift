import ReviewDesk
import ReviewFlow
import Terminal

extension PlainSession {
    /// The commands, each with why it can't be used now.
    func help(_ wanted: String) -> Answer {
        let words = PlainCommand.Word.allCases.filter { word in
            wanted.utf8.isEmpty || word.line.lowercased().contains(wanted.lowercased())
        }
        if words.isEmpty { return say("No command has to do with '\(DisplayText(wanted))'.") }
        let lines = words.map { word in
            let why = word.whyNot(self).map { " Not now: \(Wording.sentence($0, capital: false))" as DisplayText } ?? ""
            return DisplayText(word.line) + why
        }
        return Answer(
            lines: lines
                + (wanted.utf8.isEmpty ? ["A word may be shortened as long as one command alone begins so."] : []))
    }

    /// A line that no command begins so.
    func unknown(_ line: String) -> Answer {
        let name = PlainWords(line).first
        let begun = PlainCommand.words(beginning: name)
        if begun.count > 1 {
            return say("'\(DisplayText(name))' could be \(DisplayText(begun.map(\.rawValue).joined(separator: ", "))).")
        }
        let near = Fuzzy.nearest(to: String(name.prefix(40)), among: PlainCommand.Word.allCases.map(\.rawValue))
        let hint = near.map { "did you mean '\(DisplayText($0))'?" as DisplayText } ?? "'help' lists them all."
        return say("There is no command '\(DisplayText(name))'; \(hint)")
    }
}

extension PlainCommand.Word {
    /// Its line in the help.
    fileprivate var line: String { "\(rawValue)\(argument): \(help)." }
}
