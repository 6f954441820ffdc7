import JSON

/// The lines of a file on which the parts of its document begin.
package struct LineMap: Sendable {
    private let line: Int
    private let members: [String: LineMap]
    private let items: [LineMap]

    package init(_ node: YAMLNode) {
        line = node.line
        switch node.node {
        case .mapping(let mapping):
            members = Dictionary(
                mapping.map { ($0.key.scalar?.string ?? "", LineMap(YAMLNode(node: $0.value, reading: node.reading))) }
            ) { first, _ in first }
            items = []
        case .sequence(let sequence):
            members = [:]
            items = sequence.map { LineMap(YAMLNode(node: $0, reading: node.reading)) }
        case .scalar, .alias: (members, items) = ([:], [])
        }
    }

    /// The line of a place, or of the nearest one above it that is there.
    package func line(of pointer: JSONPointer) -> Int {
        var place = self
        for token in pointer.tokens {
            guard let below = place.members[token] ?? place.item(token) else { break }
            place = below
        }
        return place.line
    }

    private func item(_ token: String) -> LineMap? {
        Int(token).flatMap { items.indices.contains($0) ? items[$0] : nil }
    }
}
