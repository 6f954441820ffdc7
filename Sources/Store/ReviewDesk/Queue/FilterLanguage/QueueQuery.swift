import ContractEngine
import Handoff
import JSON

/// Which handoffs are wanted, as a text in the filter language says it: one grammar for views, `list`, and whatever acts on many.
///
/// Terms are joined by and. Without any term, everything is wanted.
package struct QueueQuery: Sendable {
    /// The text.
    package private(set) var text: String
    private(set) var terms: [FilterTerm]
    private(set) var expression: HandoffFilter?

    /// A query from its text; the error says what is wrong and where.
    package init(_ text: String) throws(FilterError) {
        var parser = try FilterParser(text)
        try parser.parse()
        self.text = text
        terms = parser.terms
        expression = parser.expression
    }

    /// All handoffs.
    package static let all = QueueQuery(terms: [], text: "")

    /// A query from terms that a program makes.
    private init(terms: [FilterTerm], text: String) {
        self.terms = terms
        self.text = text
    }

    /// The same with another term: a field that is one of these values.
    package mutating func narrow(_ field: FilterField.Name, to values: [String]) {
        let words = FilterField.named(field).words
        terms.append(
            FilterTerm(
                field: field, sign: .is,
                values: values.map { value in words.contains { sameText($0, value) } ? .word(value) : .text(value) }))
        text += (text.utf8.isEmpty ? "" : " ") + "\(field.rawValue):\(values.joined(separator: ","))"
    }

    /// The same with an expression too.
    package mutating func narrow(to expression: HandoffFilter, source: String) {
        self.expression = expression
        text += (text.utf8.isEmpty ? "" : " ") + "? \(source)"
    }

    /// What answers it: the most expensive of its terms.
    package var reach: FilterField.Reach {
        let terms = terms.map(\.reach).max() ?? .index
        guard let expression else { return terms }
        return max(terms, expression.readsContents ? .contents : .row)
    }

    /// Whether it depends on who there is.
    var asksForPeople: Bool {
        terms.contains { term in
            term.field == .taker
                || (term.field == .owner || term.field == .requester) && term.values.contains(.word("me"))
        }
    }

    /// Whether it depends on claims, which come and go without an event of the handoff.
    package var asksForClaims: Bool { terms.contains { $0.field == .claim } }

    /// Whether kept counts answer it, so that its own counts are exact at once.
    package var isIndexed: Bool { reach == .index }
}

extension QueueQuery: Hashable {
    /// Whether both were written the same way.
    package static func == (left: QueueQuery, right: QueueQuery) -> Bool { sameText(left.text, right.text) }

    /// Hashes the text.
    package func hash(into hasher: inout Hasher) { hashText(text, into: &hasher) }
}
