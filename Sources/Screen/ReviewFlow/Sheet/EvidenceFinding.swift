import ContractEngine
import JSON
import ReviewDesk
import Terminal

/// Where in the evidence the values of a payload are found.
package struct EvidenceFinding: Sendable {
    private struct Item {
        let role: String
        let numbers: WrittenNumbers
        /// The text in small letters with its blanks taken as one, and without any.
        let text: String, squeezed: String
    }

    private let items: [Item]

    package init(_ dossier: Dossier) {
        items = dossier.evidenceTexts.sorted { $0.key < $1.key }.map { index, text in
            let small = text.lowercased()
            return Item(
                role: dossier.handoff.contents.evidence[index].role, numbers: WrittenNumbers(in: text),
                text: Self.words(small), squeezed: small.filter { !$0.isWhitespace })
        }
    }

    /// Whether any evidence is there to be looked in.
    package var isEmpty: Bool { items.isEmpty }

    /// The role of the evidence in which a value stands; nil where it stands in none. What is too short or too long to be looked for
    /// is nowhere.
    package func role(of value: JSONValue) -> String? {
        items.first { item in
            if let number = value.number { return item.numbers.contains(number) }
            guard let text = value.string?.lowercased(), Self.canBeFound(text) else { return false }
            if let number = JSONNumber(text) { return item.numbers.contains(number) || item.text.contains(text) }
            return item.text.contains(Self.words(text)) || item.squeezed.contains(text.filter { !$0.isWhitespace })
        }?.role
    }

    /// Whether a value is one that can be looked for.
    package static func isSought(_ value: JSONValue) -> Bool {
        value.number != nil || (value.string.map(canBeFound) ?? false)
    }

    private static func canBeFound(_ text: String) -> Bool { text.utf8.count >= 2 && text.utf8.count <= 400 }

    private static func words(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// What is said of a leaf behind its value.
    package func mark(of leaf: PayloadLeaf, isUnicode: Bool) -> (text: DisplayText, style: Style)? {
        guard !items.isEmpty, Self.isSought(leaf.value) else { return nil }
        if let role = role(of: leaf.value) {
            return ("\(isUnicode ? "✓" : "+" as DisplayText) in \(DisplayText(role))", Style(.ok))
        }
        return ("\(isUnicode ? "–" : "-" as DisplayText) in no evidence", Style(.dim))
    }
}
