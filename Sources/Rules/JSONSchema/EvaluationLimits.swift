/// How much one evaluation may take. What takes more is refused, never accepted.
struct EvaluationLimits: Sendable {
    /// How many subschemas may be applied within each other.
    var depth = 2_500
    /// How many of them the stack of any thread has room for; what goes deeper runs on a thread made for it.
    var depthOnAnyStack = 48
    /// How many steps may be taken in all: a subschema applied is one, and so are some bytes of text searched or compared.
    var steps = 10_000_000
}

/// Why an evaluation ended without an answer.
enum Exhaustion: Sendable {
    case depth, steps
}
