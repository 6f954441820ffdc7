import JSON

/// One way in which a value does not follow a schema.
public struct Violation: Sendable, Hashable {
    /// The place in the value.
    public let pointer: JSONPointer
    /// The keyword that is not followed.
    public let keyword: String
    /// The way through the schema to that keyword, references included, as a JSON pointer.
    public let keywordLocation: String
    /// What is wrong, as a sentence for people, without a full stop.
    public let message: String
}
