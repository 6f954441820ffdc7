import ArgumentParser
import ContractEngine
import ContractReview
import Foundation
import Handoff
import HandoffStore
import ReviewDesk

extension ContractCommand {
    /// `countersign contract lint`
    struct Lint: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "lint", abstract: "Check the contracts of a store, or one in a file.",
            discussion: """
                A file is checked with the people, systems and lists of the nearest store, if there is one.
                Each problem has a name in brackets, which the documentation of contracts explains.

                Examples:
                  countersign contract lint
                  countersign contract lint finance.payment
                  countersign contract lint ./drafts/finance.payment.yaml
                """)
        @OptionGroup var store: StoreOptions
        @Argument(help: "One contract's name, or a file's path; without it, all of the store.") var name: String?

        func run() throws {
            if let name, name.utf8.contains(UInt8(ascii: "/")) || name.hasSuffix(".yaml") {
                return try report(try problems(ofFile: name), contracts: 1)
            }
            let desk = try store.desk()
            try report(try desk.lint(contract: name), contracts: name == nil ? desk.contractNames().count : 1)
        }

        private func problems(ofFile path: String) throws -> [Problem] {
            let kind = try? FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath)[
                .type]
            guard kind as? FileAttributeType == .typeRegular, let bytes = FileManager.default.contents(atPath: path)
            else {
                throw DeskError.usage(
                    "there is no file '\(path)' that can be read; a contract of the store is named without .yaml")
            }
            let text = String(decoding: bytes, as: UTF8.self)
            do {
                return try store.desk().lint(text, file: path)
            } catch let error as DeskError where error.exitCode == 66 && store.store == nil {
                Output.note("No store was found: people, systems and lists are not checked.")
                return Contract.lint(text, file: path)
            }
        }

        private func report(_ problems: [Problem], contracts: Int) throws {
            for problem in problems {
                if store.json {
                    Output.json(problem.json)
                } else {
                    Output.line(problem.description)
                    for line in problem.details { Output.line(line) }
                }
            }
            let errors = problems.count { $0.severity == .error }
            func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
            if !store.json {
                Output.note(
                    "\(count(contracts, "contract")), \(count(errors, "error")), \(count(problems.count - errors, "warning"))"
                )
            }
            if errors > 0 { throw ExitCode(65) }
        }
    }
}
