import JSON

/// The mistakes that were found so far, and where in the value and in the schema the evaluation is.
final class Listing {
    /// One step down, in the value or in the schema.
    enum Step {
        case name(String)
        case index(Int)

        var token: String {
            switch self {
            case .name(let name): name
            case .index(let index): String(index)
            }
        }
    }

    var violations: [Violation] = []
    var valuePath: [Step] = []
    var schemaPath: [Step] = []

    /// Whether no more are listed.
    var isFull: Bool { violations.count >= Schema.mostViolations }

    func add(_ keyword: String, _ message: String, at place: Step?, by step: Step?) {
        let way = schemaPath.map(\.token) + [keyword] + (step.map { [$0.token] } ?? [])
        let pointer = JSONPointer(valuePath.map(\.token) + (place.map { [$0.token] } ?? []))
        violations.append(
            Violation(
                pointer: pointer, keyword: keyword, keywordLocation: JSONPointer(way).description, message: message))
    }
}
