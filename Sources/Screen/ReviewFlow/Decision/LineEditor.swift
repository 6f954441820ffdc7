import Handoff
import Terminal

/// One line of text that is being typed.
package struct LineEditor: Sendable, Hashable {
    package private(set) var scalars: [Unicode.Scalar] = []
    package private(set) var cursor = 0

    /// The longest text that is taken.
    package static let longest = 4_000

    package init(_ text: String = "") {
        scalars = Array(text.unicodeScalars)
        cursor = scalars.count
    }

    package var text: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Without spaces at both ends.
    package var trimmed: String {
        let start = scalars.firstIndex { $0 != " " } ?? scalars.endIndex
        let end = scalars.lastIndex { $0 != " " }.map { $0 + 1 } ?? start
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[start..<end])
        return String(view)
    }

    /// Takes a key; false when it means nothing here.
    package mutating func take(_ key: Key) -> Bool {
        switch key {
        case .character(let scalar): insert([scalar])
        case .paste(let text): insert(text.unicodeScalars.map { $0 == "\n" || $0 == "\r" ? " " : $0 })
        case .named(.left): cursor = max(0, cursor - 1)
        case .named(.right): cursor = min(scalars.count, cursor + 1)
        case .named(.home), .control("a"): cursor = 0
        case .named(.end), .control("e"): cursor = scalars.count
        case .named(.backspace): if cursor > 0 { remove(cursor - 1..<cursor) }
        case .named(.delete): if cursor < scalars.count { scalars.remove(at: cursor) }
        case .control("u"): remove(0..<cursor)
        case .control("k"): scalars.removeSubrange(cursor...)
        case .control("w"):
            var start = cursor
            while start > 0, scalars[start - 1] == " " { start -= 1 }
            while start > 0, scalars[start - 1] != " " { start -= 1 }
            remove(start..<cursor)
        default: return false
        }
        return true
    }

    private mutating func insert(_ added: [Unicode.Scalar]) {
        let added = added.prefix(max(0, Self.longest - scalars.count))
        scalars.insert(contentsOf: added, at: cursor)
        cursor += added.count
    }

    private mutating func remove(_ range: Range<Int>) {
        scalars.removeSubrange(range)
        cursor = range.lowerBound
    }

    /// The text safe to draw, cut at the left so that the cursor is inside the width; and the cursor's column in it.
    package func shown(width: Int) -> (text: DisplayText, cursor: Int) {
        func display(_ part: ArraySlice<Unicode.Scalar>) -> DisplayText {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: part)
            return DisplayText(sanitising: String(view))
        }
        var start = 0
        var before = display(scalars[..<cursor])
        while before.width >= max(width, 1), start < cursor {
            start += max(1, (before.width - width) / 8)
            start = min(start, cursor)
            before = display(scalars[start..<cursor])
        }
        return (before + display(scalars[cursor...]), before.width)
    }
}

extension LineEditor {
    /// The parties that were typed, parted by blanks or commas; nil where a word names none.
    package var parties: [Party]? {
        var found: [Party] = []
        for word in text.split(whereSeparator: { $0 == " " || $0 == "," }) {
            guard let party = Party(String(word)) else { return nil }
            found.append(party)
        }
        return found
    }
}
