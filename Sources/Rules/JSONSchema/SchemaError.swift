import JSON

/// Why a document can't be used as a schema, and where.
public struct SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, as a sentence without a full stop.
    public let message: String
    /// The place in the document that has the mistake.
    public let pointer: JSONPointer
    /// The URI of that document, when it is not the schema itself but one that it refers to.
    public let document: String?

    init(_ message: String, at pointer: JSONPointer = JSONPointer(), in document: String? = nil) {
        self.message = message
        self.pointer = pointer
        self.document = document
    }

    /// The place and what is wrong there.
    public var description: String { "\(document ?? "")#\(pointer): \(message)" }
}
