import JSON
import Terminal

/// What a payload says, leaf by leaf: what a reviewer decides on, without its structure.
package enum PayloadFacts {
    /// One leaf: its place as `lines.1.amount`, and its value on one line.
    package struct Fact {
        package let name: DisplayText
        /// Whether it is a member of the payload itself.
        package let isTop: Bool
        package let value: DisplayText
        /// Amounts are what a slip costs.
        package let isNumber: Bool
        /// A text short enough to name somebody or something.
        package let isShort: Bool
    }

    private static let deepest = 6
    private static let longestShort = 60

    /// The first leaves in their own order.
    package static func leaves(of payload: JSONValue, limit: Int) -> [Fact] {
        var facts: [Fact] = []
        gather(payload, name: "", depth: 0, into: &facts, limit: limit)
        return facts
    }

    /// The leaves that matter most when somebody confirms: numbers, then short texts, the payload's own before those inside lists.
    package static func mostTelling(of payload: JSONValue, limit: Int) -> [Fact] {
        let leaves = leaves(of: payload, limit: 200)
        let groups = [true, false].flatMap { isTop in
            [
                leaves.filter { $0.isTop == isTop && $0.isNumber },
                leaves.filter { $0.isTop == isTop && !$0.isNumber && $0.isShort },
            ]
        }
        return Array(groups.joined().prefix(limit))
    }

    private static func gather(_ value: JSONValue, name: String, depth: Int, into facts: inout [Fact], limit: Int) {
        guard facts.count < limit else { return }
        switch value {
        case .object(let object) where !object.isEmpty && depth < deepest:
            for member in object {
                gather(member.value, name: join(name, member.name), depth: depth + 1, into: &facts, limit: limit)
            }
        case .array(let items) where !items.isEmpty && depth < deepest:
            for (index, item) in items.enumerated() {
                gather(item, name: join(name, String(index + 1)), depth: depth + 1, into: &facts, limit: limit)
            }
        default:
            let text = value.string ?? value.description
            // Careful producers send amounts as strings, so that no decimal is lost.
            let isNumber = value.number != nil || (text.utf8.contains(UInt8(ascii: ".")) && JSONNumber(text) != nil)
            facts.append(
                Fact(
                    name: DisplayText(sanitising: name, limit: 80),
                    isTop: depth <= 1,
                    value: DisplayText(sanitising: text, limit: 400),
                    isNumber: isNumber, isShort: value.string != nil && text.utf8.count <= longestShort))
        }
    }

    private static func join(_ outer: String, _ inner: String) -> String { outer.isEmpty ? inner : outer + "." + inner }
}
