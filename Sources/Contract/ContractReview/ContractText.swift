import ContractEngine
import Handoff
import JSON

/// A contract together with the text that it was read from.
package struct ContractText: Sendable {
    /// The contract.
    package let contract: Contract
    /// The text, and the file's name for messages.
    package let text: String, file: String

    /// Reads a contract; the problems say why there is none.
    package static func load(_ text: String, file: String) -> Result<ContractText, ContractProblems> {
        let (contract, problems) = Contract.load(text, file: file)
        guard let contract else {
            return .failure(ContractProblems(problems: problems.filter { $0.severity == .error }))
        }
        return .success(ContractText(contract: contract, text: text, file: file))
    }

    /// The document as JSON.
    package var json: JSONValue { YAMLReading(file: file).root(of: text)?.json ?? .null }
}

/// Why a contract can't be read: at least one problem.
package struct ContractProblems: Error, Sendable {
    /// What is wrong, and where.
    package var problems: [Problem]

    /// Problems.
    package init(problems: [Problem]) { self.problems = problems }
}
