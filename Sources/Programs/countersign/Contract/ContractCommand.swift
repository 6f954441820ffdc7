import ArgumentParser
import ContractEngine
import ContractReview
import Foundation
import JSON
import ReviewDesk

/// `countersign contract`
struct ContractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contract", abstract: "Write and check contracts.",
        subcommands: [
            Lint.self, Test.self, Eval.self, Show.self, Diff.self, Backtest.self, Add.self,
        ])

    /// `countersign contract add`
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Copy a shipped contract into the store.",
            discussion: """
                Shipped: \(Shipped.contractNames.joined(separator: ", "))

                Example: countersign contract add finance.payment
                """)
        @OptionGroup var store: StoreOptions
        @Argument(help: "The contract's name.") var name: String

        func run() throws {
            guard let bytes = Shipped.file("contracts/\(name).yaml") else {
                throw DeskError.usage(
                    "no contract '\(name)' is shipped; there are \(Shipped.contractNames.joined(separator: ", "))")
            }
            let desk = try store.desk()
            let path = desk.directory.contracts + "/\(name).yaml"
            guard !FileManager.default.fileExists(atPath: path) else {
                throw DeskError.usage("\(path) is there already; remove it first if you want the shipped one")
            }
            let mode: [FileAttributeKey: Any] = [.posixPermissions: desk.directory.configurationMode]
            guard FileManager.default.createFile(atPath: path, contents: Data(bytes), attributes: mode) else {
                throw DeskError.store(.unusable(path: path, reason: "it can't be written"))
            }
            // Its examples come along, unless there are some: they show what the contract does, and catch what a change breaks.
            let examples = desk.directory.contracts + "/\(name).test.yaml"
            if let bytes = Shipped.file("contracts/\(name).test.yaml"),
                !FileManager.default.fileExists(atPath: examples)
            {
                guard FileManager.default.createFile(atPath: examples, contents: Data(bytes), attributes: mode) else {
                    throw DeskError.store(.unusable(path: examples, reason: "it can't be written"))
                }
            }
            Output.line(
                "Copied \(path). Check it with 'countersign contract lint \(name)' and 'countersign contract test \(name)'."
            )
        }
    }
}
