import Handoff
import JSON
import ReviewDesk

/// What stands after a command, cut off word by word from its beginning.
struct PlainWords: Sendable {
    private(set) var rest: Substring

    init(_ text: String) { rest = text.drop { $0 == " " } }

    /// The next word, without cutting it off.
    var first: String { String(rest.prefix { $0 != " " }) }

    /// Cuts off the next word; empty at the end.
    mutating func next() -> String {
        let word = rest.prefix { $0 != " " }
        rest = rest[word.endIndex...].drop { $0 == " " }
        return String(word)
    }

    /// Cuts off the next word where it is this one.
    mutating func next(_ word: String) -> Bool {
        guard sameText(first, word) else { return false }
        _ = next()
        return true
    }

    /// Cuts off the next word where it is one of these; nil, and nothing is cut off, where it isn't.
    mutating func next(of words: [String]) -> Int? {
        guard let index = words.firstIndex(where: { sameText($0, first) }) else { return nil }
        _ = next()
        return index
    }

    /// Cuts off `to` and the parties after it. Without `to`, nil.
    mutating func parties() -> String? {
        guard next("to") else { return nil }
        var names: [String] = []
        while Party(first) != nil { names.append(next()) }
        // Whoever is no party is kept, so that it is said.
        return names.isEmpty ? next() : names.joined(separator: " ")
    }
}
