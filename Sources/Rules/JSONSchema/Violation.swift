import JSON

/// One way in which a value does not follow a schema.
public struct Violation: Sendable, Hashable {
    /// The place in the value at which it does not follow the schema; of a member that is missing, the object that lacks it.
    public let pointer: JSONPointer
    /// The keyword of JSON Schema that is not followed; `false` for a schema that allows nothing, `limit` where checking was given up.
    public let keyword: String
    /// The way through the schema to that keyword, references included, as a JSON pointer.
    public let keywordLocation: String
    /// What is wrong, as a sentence for people, without a full stop.
    public let message: String
}

extension Violation {
    /// That checking was given up.
    init(_ exhaustion: Exhaustion, _ limits: EvaluationLimits) {
        let reason =
            switch exhaustion {
            case .depth: "the schema refers to itself too deeply for it, more than \(limits.depth) times within itself"
            case .steps: "it takes more than \(limits.steps) steps"
            }
        self.init(
            pointer: JSONPointer(), keyword: "limit", keywordLocation: "",
            message: "the value can't be checked: \(reason)")
    }
}
