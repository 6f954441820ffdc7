import Handoff
import JSON

/// A contract together with the text that it was read from.
public struct ContractText: Sendable {
    /// The contract.
    public let contract: Contract
    /// The text, and the file's name for messages.
    public let text: String, file: String

    /// Reads a contract; the problems say why there is none.
    public static func load(_ text: String, file: String) -> Result<ContractText, ContractProblems> {
        let (contract, problems) = Contract.load(text, file: file)
        guard let contract else {
            return .failure(ContractProblems(problems: problems.filter { $0.severity == .error }))
        }
        return .success(ContractText(contract: contract, text: text, file: file))
    }

    /// The document as JSON.
    public var json: JSONValue { YAMLReading(file: file).root(of: text)?.json ?? .null }
}

/// Why a contract can't be read: at least one problem.
public struct ContractProblems: Error, Sendable {
    /// What is wrong, and where.
    public var problems: [Problem]

    /// Problems.
    public init(problems: [Problem]) { self.problems = problems }
}
