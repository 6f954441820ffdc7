import CommonExpression
import Foundation
import JSON
import JSONSchema

/// What a contract is made of, evaluated away from any store: an expression with its variables, or a schema with its data.
///
/// A request and its answer are one JSON object each; INTERFACE.md fixes their members.
struct BatchEvaluation: Sendable {
    /// Where `$ref`s lead.
    let schemas: [SchemaFolder]

    /// The answer to a request; what is wrong with it is an answer too.
    func answer(to request: JSONValue) -> JSONValue {
        do {
            if let source = request["cel"] { return try evaluation(of: source, request) }
            if let schema = request["schema"] { return try validation(by: schema, request) }
            throw UnanswerableError(message: "a request has a member 'cel' or a member 'schema'")
        } catch {
            return Self.failure("\((error as? UnanswerableError)?.message ?? "\(error)")")
        }
    }

    /// The answer to what can't be evaluated.
    static func failure(_ message: String) -> JSONValue { ["error": .string(message)] }

    /// An expression as a request has it. Which variables there are shows only when it reads them, so nothing is checked before.
    static func expression(_ source: String) -> Result<CommonExpression.Expression, ExpressionError> {
        Result { () throws(ExpressionError) in try CommonExpression.Expression(source, isChecked: false) }
    }

    private struct UnanswerableError: Error { let message: String }

    private func evaluation(of source: JSONValue, _ request: JSONValue) throws -> JSONValue {
        guard let text = source.string else { throw UnanswerableError(message: "'cel' is a text") }
        var variables = Variables()
        for member in try members("with", of: request) { variables[member.name] = Value(member.value) }
        do {
            for member in try members("typed", of: request) {
                variables[member.name] = try TaggedValue.value(member.value)
            }
            return try TaggedValue.json(
                try Self.expression(text).get().evaluate(variables))
        } catch let error as TaggedValue.TaggedValueError {
            throw UnanswerableError(message: error.message)
        }
    }

    private func validation(by document: JSONValue, _ request: JSONValue) throws -> JSONValue {
        guard let data = request["data"] else {
            throw UnanswerableError(message: "a request with 'schema' has 'data' too")
        }
        let folders = schemas
        let schema = try Schema(document, formats: request["formats"]?.bool ?? false) { uri in
            folders.lazy.compactMap { $0.document(uri) }.first
        }
        let violations = schema.violations(of: data)
        return ["valid": .bool(violations.isEmpty), "violations": .array(violations.map(\.json))]
    }

    private func members(_ name: String, of request: JSONValue) throws -> JSONObject {
        guard let value = request[name], value != .null else { return JSONObject() }
        guard case .object(let object) = value else { throw UnanswerableError(message: "'\(name)' is an object") }
        return object
    }
}

extension Violation {
    /// As a line of an answer has it.
    var json: JSONValue {
        [
            "path": .string(pointer.description), "keyword": .string(keyword), "location": .string(keywordLocation),
            "message": .string(message),
        ]
    }
}

/// A folder whose files are the schemas below a URI. Nothing is ever fetched from a network.
struct SchemaFolder: Sendable {
    let path: String
    let uri: String

    /// Reads `DIR=URI`.
    init?(_ text: String) {
        guard let sign = text.firstIndex(of: "=") else { return nil }
        path = String(text[..<sign])
        uri = String(text[text.index(after: sign)...])
        if path.isEmpty || uri.isEmpty { return nil }
    }

    /// The document with a URI, when a file of the folder holds it. A name never leads out of the folder.
    func document(_ uri: String) -> JSONValue? {
        guard uri.hasPrefix(self.uri) else { return nil }
        let written = String(uri.dropFirst(self.uri.count).drop { $0 == "/" })
        let name = written.removingPercentEncoding ?? written
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.isEmpty, !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else { return nil }
        let contents = FileManager.default.contents(atPath: path + "/" + name)
        return contents.flatMap { try? JSONValue(parsing: $0) }
    }
}
