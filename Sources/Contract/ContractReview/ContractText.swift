import ContractEngine
import Handoff
import JSON

/// A contract together with the text that it was read from.
package struct ContractText: Sendable {
    package let contract: Contract
    /// The text, and the file's name for messages.
    package let text: String, file: String
    /// The document as it is written.
    package let json: JSONValue
    private let lines: LineMap

    /// Reads a contract; the error says why there is none.
    ///
    /// A text that took effect is read by the edition of then.
    package static func load(
        _ text: String, file: String, edition: Edition = .present
    ) -> Result<ContractText, ConfigurationError> {
        let (contract, root, problems) = Contract.read(text, file: file, edition: edition)
        guard let contract, let root else {
            return .failure(ConfigurationError(problems.filter { $0.severity == .error }))
        }
        return .success(
            ContractText(contract: contract, text: text, file: file, json: root.json, lines: LineMap(root)))
    }

    /// The line of a place in the document, or of the nearest one above it that is there.
    func line(of pointer: JSONPointer) -> Int { lines.line(of: pointer) }
}
