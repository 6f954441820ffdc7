import Handoff
import ReviewDesk
import ReviewFlow

/// The line in which a filter is typed, with what completes it.
struct FilterLine: Sendable {
    var editor: LineEditor
    /// Why what was entered is no filter.
    var problem: FilterError?
    var names = FilterNames()
    /// Whether what passes is tagged, instead of shown.
    var isForTags = false

    init(_ text: String) { editor = LineEditor(text) }

    /// What the word before the cursor could become.
    var completions: [String] {
        let word = word
        guard let split = word.unicodeScalars.firstIndex(where: { ":<>=~".unicodeScalars.contains($0) }) else {
            let (sign, start) = Self.sign(of: word)
            return FilterField.all.map(\.name.rawValue).filter { $0.hasPrefix(start) && !$0.utf8.isEmpty }
                .map {
                    sign + $0
                        + (FilterField.Name(rawValue: $0).map { FilterField.named($0).operators[0].rawValue } ?? "")
                }
        }
        let (sign, name) = Self.sign(of: String(word[..<split]))
        guard let field = FilterField.Name(rawValue: name).map({ FilterField.named($0) }) else { return [] }
        let values = word[word.unicodeScalars.index(after: split)...]
        // After a comma another value begins.
        let begun = values.split(separator: ",", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        let before = values.dropLast(begun.count)
        return names.names(of: field).filter { $0.hasPrefix(begun) && $0 != begun }
            .map { "\(sign)\(name)\(word[split])\(before)\(FilterTerm.quoted($0))" }
    }

    /// The word before the cursor, from the last space on.
    private var word: String {
        var view = String.UnicodeScalarView()
        let before = editor.scalars[..<editor.cursor]
        view.append(contentsOf: before[(before.lastIndex(of: " ").map { $0 + 1 } ?? 0)...])
        return String(view)
    }

    private static func sign(of word: String) -> (String, String) {
        word.hasPrefix("-") || word.hasPrefix("!") ? (String(word.prefix(1)), String(word.dropFirst())) : ("", word)
    }

    /// Puts in what all completions have in common.
    mutating func complete() {
        let completions = completions
        guard var common = completions.first else { return }
        for other in completions.dropFirst() {
            common = String(zip(common, other).prefix { $0 == $1 }.map(\.0))
        }
        guard common.count > word.count else { return }
        for _ in 0..<word.unicodeScalars.count { _ = editor.take(.named(.backspace)) }
        for scalar in common.unicodeScalars { _ = editor.take(.character(scalar)) }
        problem = nil
    }
}
