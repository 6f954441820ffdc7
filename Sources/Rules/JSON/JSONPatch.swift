/// Why a patch is none, or can't be applied.
public struct JSONPatchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, as a sentence without a full stop.
    public let message: String
    /// The operation's place in the patch, from 0; nil when the patch itself is not an array.
    public let operation: Int?
    /// The place in the document that the operation is about, when it is known.
    public let pointer: JSONPointer?

    /// The operation, its place and what is wrong.
    public var description: String {
        let prefix = operation.map { "operation \($0)" } ?? "the patch"
        return prefix + (pointer.map { " at \"\($0)\"" } ?? "") + ": " + message
    }
}

/// A sequence of changes to a document (RFC 6902).
public struct JSONPatch: Sendable {
    enum Operation: Sendable {
        case add(JSONValue)
        case remove
        case replace(JSONValue)
        case move(from: JSONPointer)
        case copy(from: JSONPointer)
        case test(JSONValue)
    }

    let operations: [(operation: Operation, path: JSONPointer)]

    /// How much `copy` may add in all, in bytes of names and strings and one for each value; doubling would have no end.
    static let mostCopied = 16_000_000

    /// Reads a patch; every operation is checked before any is applied.
    public init(_ document: JSONValue) throws(JSONPatchError) {
        guard case .array(let items) = document else {
            throw JSONPatchError(message: "a patch is an array of operations", operation: nil, pointer: nil)
        }
        var operations: [(operation: Operation, path: JSONPointer)] = []
        for (number, item) in items.enumerated() {
            let path = try Self.pointer("path", in: item, number)
            operations.append((try Self.operation(item, path, number), path))
        }
        self.operations = operations
    }

    private static func operation(_ item: JSONValue, _ path: JSONPointer, _ number: Int) throws(JSONPatchError)
        -> Operation
    {
        guard let name = item["op"]?.string else {
            throw JSONPatchError(message: "op is the name of an operation", operation: number, pointer: path)
        }
        switch name {
        case "add": return .add(try value(in: item, path, number))
        case "remove": return .remove
        case "replace": return .replace(try value(in: item, path, number))
        case "test": return .test(try value(in: item, path, number))
        case "copy": return .copy(from: try pointer("from", in: item, number))
        case "move":
            let from = try pointer("from", in: item, number)
            let isInside =
                from.tokens.count < path.tokens.count
                && from == JSONPointer(Array(path.tokens.prefix(from.tokens.count)))
            guard !isInside else {
                throw JSONPatchError(message: "a value can't be moved into itself", operation: number, pointer: path)
            }
            return .move(from: from)
        default:
            throw JSONPatchError(message: "there is no operation \(quoted(name))", operation: number, pointer: path)
        }
    }

    private static func value(in item: JSONValue, _ path: JSONPointer, _ number: Int) throws(JSONPatchError)
        -> JSONValue
    {
        guard let value = item["value"] else {
            throw JSONPatchError(message: "value is missing", operation: number, pointer: path)
        }
        return value
    }

    private static func pointer(_ name: String, in item: JSONValue, _ number: Int) throws(JSONPatchError) -> JSONPointer
    {
        guard let pointer = item[name]?.string.flatMap(JSONPointer.init(parsing:)) else {
            throw JSONPatchError(message: "\(name) is a JSON pointer", operation: number, pointer: nil)
        }
        return pointer
    }

    /// The document with all changes made. On an error none is: the document that was passed in stays as it is.
    public func apply(to document: JSONValue) throws(JSONPatchError) -> JSONValue {
        var result = document
        var copied = 0
        for (number, (operation, path)) in operations.enumerated() {
            do {
                try Self.apply(operation, at: path, to: &result, &copied)
            } catch {
                throw JSONPatchError(message: error.message, operation: number, pointer: error.pointer ?? path)
            }
        }
        return result
    }

    private static func apply(
        _ operation: Operation, at path: JSONPointer, to document: inout JSONValue, _ copied: inout Int
    ) throws(PatchStepError) {
        switch operation {
        case .add(let value): try add(value, at: path, to: &document)
        case .remove: _ = try remove(at: path, from: &document)
        case .replace(let value):
            try checkDepth(of: value, at: path)
            try document.change(path.tokens[...]) { place throws(PatchStepError) in
                guard place != nil else { throw PatchStepError("there is nothing to replace") }
                place = value
            }
        case .move(let from):
            let value = try existing(from, in: document)
            guard from != path else { return }
            _ = try remove(at: from, from: &document)
            try add(value, at: path, to: &document)
        case .copy(let from):
            let value = try existing(from, in: document)
            copied += value.weight(upTo: mostCopied - copied)
            guard copied < mostCopied else { throw PatchStepError("the copies grow too large", at: from) }
            try add(value, at: path, to: &document)
        case .test(let value):
            let found = try existing(path, in: document)
            guard found == value else { throw PatchStepError("the value there is another one") }
        }
    }

    private static func existing(_ pointer: JSONPointer, in document: JSONValue) throws(PatchStepError) -> JSONValue {
        guard let value = pointer.resolve(in: document) else {
            throw PatchStepError("there is nothing there", at: pointer)
        }
        return value
    }

    private static func remove(at path: JSONPointer, from document: inout JSONValue) throws(PatchStepError) -> JSONValue
    {
        guard !path.tokens.isEmpty else { throw PatchStepError("the whole document can't be removed", at: path) }
        var removed: JSONValue?
        try document.change(path.tokens[...]) { place throws(PatchStepError) in
            guard place != nil else { throw PatchStepError("there is nothing to remove", at: path) }
            removed = place
            place = nil
        }
        return removed ?? .null
    }

    private static func add(_ value: JSONValue, at path: JSONPointer, to document: inout JSONValue)
        throws(PatchStepError)
    {
        try checkDepth(of: value, at: path)
        try document.change(path.tokens[...], inserting: true) { place throws(PatchStepError) in place = value }
    }

    private static func checkDepth(of value: JSONValue, at path: JSONPointer) throws(PatchStepError) {
        let most = JSONLimits.standard.depth
        guard value.isNested(atMost: most - path.tokens.count) else {
            throw PatchStepError("the document would be nested deeper than \(most) levels")
        }
    }
}

struct PatchStepError: Error {
    let message: String
    let pointer: JSONPointer?

    init(_ message: String, at pointer: JSONPointer? = nil) {
        self.message = message
        self.pointer = pointer
    }
}
