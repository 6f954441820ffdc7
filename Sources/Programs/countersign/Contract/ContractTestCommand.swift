import ArgumentParser
import ContractEngine
import ContractReview
import Foundation
import Handoff
import JSON
import ReviewDesk

extension ContractCommand {
    /// `countersign contract test`
    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test", abstract: "Run the examples that stand beside a contract.",
            discussion: """
                The examples of contracts/NAME.yaml stand in contracts/NAME.test.yaml. Each runs in a store of its own, which is
                removed afterwards; nothing is written to the store at hand, and no connector runs. A file may be given instead
                of a name: a contract that is not in a store yet, or its examples. People, systems and lists that the examples
                do not bring along are those of the store.

                Exit code 65 says that an example did not come out as expected, or that a file can't be read.

                Examples:
                  countersign contract test
                  countersign contract test finance.payment
                  countersign contract test drafts/finance.payment.yaml --json
                """)
        @OptionGroup var store: StoreOptions
        @Argument(help: "Contracts by name or file; without one, all of the store.") var contracts: [String] = []

        func run() throws {
            let directory = try? store.directory()
            let files = try self.files(in: directory)
            var report = ExampleReport(asJSON: store.json)
            for file in files { try run(file, directory, &report) }
            report.end()
            if report.hasFailed { throw ExitCode(65) }
        }

        /// The contract files to be tested.
        private func files(in directory: StoreDirectory?) throws -> [String] {
            guard contracts.isEmpty else { return try contracts.map { try file($0, in: directory) } }
            let directory = try directory ?? store.directory()
            let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory.contracts)) ?? [])
                .filter { $0.hasSuffix(".yaml") && !$0.hasSuffix(".test.yaml") && !$0.hasPrefix(".") }.sorted()
            return names.map { directory.contracts + "/" + $0 }
        }

        private func file(_ argument: String, in directory: StoreDirectory?) throws -> String {
            if argument.hasSuffix(".test.yaml") { return argument.dropLast(".test.yaml".count) + ".yaml" }
            if argument.hasSuffix(".yaml") { return argument }
            guard Party.isName(argument) else { throw DeskError.noContract(argument) }
            return try (directory ?? store.directory()).contracts + "/\(argument).yaml"
        }

        private func run(_ file: String, _ directory: StoreDirectory?, _ report: inout ExampleReport) throws {
            guard let text = Self.text(file) else {
                throw DeskError.noContract((file as NSString).lastPathComponent.replacing(".yaml", with: ""))
            }
            let testFile = String(file.dropLast(".yaml".count)) + ".test.yaml"
            guard let examples = Self.text(testFile) else {
                guard contracts.isEmpty else {
                    throw DeskError.unusableContract(
                        (file as NSString).lastPathComponent, reason: "there are no examples beside it, in \(testFile)")
                }
                return report.missing(testFile)
            }
            let (contract, problems) = Contract.load(text, file: file)
            let (test, faults) = ContractTest.load(examples, file: testFile)
            guard let contract, let test else { return report.unreadable(problems + faults) }
            guard sameText(test.contract, contract.reference.name) else {
                return report.unreadable([
                    Problem(
                        file: testFile, line: 1, column: 1,
                        "these are examples of '\(test.contract)', and the contract is '\(contract.reference.name)'")
                ])
            }
            let configuration = try ExampleSurroundings(test, directory).files()
            let rehearsal = Rehearsal(contract: test.contract, text: text, configuration: configuration)
            report.begin(test)
            var failed: Set<String> = []
            for example in test.examples {
                let result = try rehearsal.run(example)
                failed.formUnion(result.failedChecks)
                report.print(result, of: test)
            }
            report.unproved(contract.checkNames.filter { !failed.contains($0) }, of: test)
        }

        fileprivate static func text(_ path: String) -> String? {
            FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        }
    }
}

/// People, systems and lists around the examples: the file's own, else the store's.
private struct ExampleSurroundings {
    private let test: ContractTest
    private let directory: StoreDirectory?

    init(_ test: ContractTest, _ directory: StoreDirectory?) { (self.test, self.directory) = (test, directory) }

    func files() throws -> [String: String] {
        var files = test.configuration
        for (name, path) in [("people.yaml", directory?.people), ("systems.yaml", directory?.systems)]
        where files[name] == nil {
            guard let text = path.flatMap(ContractCommand.Test.text) else {
                let key = name.dropLast(".yaml".count)
                throw DeskError.usage(
                    "\(test.file) brings no \(key), and there is no store to take them from: add '\(key):' to it, or name a "
                        + "store with --store")
            }
            files[name] = text
        }
        guard !test.bringsLists, let folder = directory?.lists else { return files }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where name.hasSuffix(".yaml") && !name.hasPrefix(".") {
            files["lists/" + name] = ContractCommand.Test.text(folder + "/" + name)
        }
        return files
    }
}

extension StoreOptions {
    /// The store's directory, which no desk is opened over.
    fileprivate func directory() throws -> StoreDirectory {
        try StoreDirectory.find(
            named: store, environment: ProcessInfo.processInfo.environment,
            workingDirectory: FileManager.default.currentDirectoryPath)
    }
}
