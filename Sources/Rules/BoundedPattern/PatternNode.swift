/// A condition on a place between two characters.
enum Assertion: UInt8, Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
}

/// A pattern as a tree. Sets and lookarounds stand in the parser's lists.
indirect enum PatternNode: Sendable {
    case empty
    case set(Int)
    case sequence([PatternNode])
    case choice([PatternNode])
    case repetition(PatternNode, least: Int, most: Int?)
    case assertion(Assertion)
    case lookaround(Int)

    /// The pattern of the texts read backwards.
    var reversed: PatternNode {
        switch self {
        case .empty, .set, .assertion, .lookaround: self
        case .sequence(let nodes): .sequence(nodes.reversed().map(\.reversed))
        case .choice(let nodes): .choice(nodes.map(\.reversed))
        case .repetition(let node, let least, let most): .repetition(node.reversed, least: least, most: most)
        }
    }
}

/// A pattern that must, or must not, match right after or right before a place.
struct Lookaround: Sendable {
    let body: PatternNode
    let isAhead: Bool
    let isNegated: Bool
}
