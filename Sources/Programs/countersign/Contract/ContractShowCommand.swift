import ArgumentParser
import ContractEngine
import ContractReview
import Handoff
import JSON
import ReviewDesk

extension ContractCommand {
    /// `countersign contract show`
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Say in sentences what a contract demands, and which versions were used.",
            discussion: """
                Examples:
                  countersign contract show finance.payment
                  countersign contract show finance.payment@1 --yaml
                  countersign contract show ./finance.payment.yaml --json
                """)
        @OptionGroup var store: StoreOptions
        @Argument(help: ArgumentHelp("NAME for the one in force, NAME@VERSION, or a file.", valueName: "contract"))
        var contract: String
        @Flag(help: "Print the file as it took effect.") var yaml = false

        func validate() throws {
            if yaml, store.json { throw ValidationError("--yaml prints the file as it is; leave out --json") }
        }

        func run() throws {
            try ContractArgument.showingProblems(asJSON: store.json) {
                let argument = ContractArgument(text: contract)
                let desk = try argument.isFile ? nil : store.desk()
                let text = try argument.read { try desk ?? store.desk() }
                if yaml { return Output.text(text.text) }
                let versions = try desk?.contractVersions(text.contract.reference.name) ?? []
                if store.json { return Output.json(Self.json(text, versions)) }
                Self.print(text)
                Self.print(versions)
            }
        }

        private static func print(_ text: ContractText) {
            let (contract, reference) = (text.contract, text.contract.reference)
            Output.line("\(reference.name), version \(reference.version): \(contract.title)")
            Output.line("Impact of a mistake: \(contract.impact.rawValue)")
            for section in ContractSummary(text.contract).sections {
                Output.line()
                Output.line("\(section.key) – \(section.question)")
                for sentence in section.sentences { Output.line("    \(sentence)") }
            }
        }

        private static func print(_ versions: [ContractVersion]) {
            Output.line()
            if versions.isEmpty { return Output.line("No version of it was used yet.") }
            Output.line("Versions that were used")
            for version in versions {
                let use = version.firstUse.map {
                    "from \($0), \(version.handoffs) handoff\(version.handoffs == 1 ? "" : "s"), \(version.pending) pending"
                }
                Output.line(
                    "    \(version.version)  \(use ?? "no handoff came in under it")"
                        + (version.isInForce ? "  (in force)" : ""))
            }
        }

        private static func json(_ text: ContractText, _ versions: [ContractVersion]) -> JSONValue {
            let (contract, reference) = (text.contract, text.contract.reference)
            return [
                "contract": .string(reference.name), "version": .number(JSONNumber(reference.version)),
                "digest": .string(reference.digest.description), "title": .string(contract.title),
                "impact": .string(contract.impact.rawValue), "file": .string(text.file),
                "summary": ContractSummary(text.contract).json, "content": text.json,
                "versions": .array(
                    versions.map { version in
                        [
                            "version": .number(JSONNumber(version.version)),
                            "digest": .string(version.digest.description), "in_force": .bool(version.isInForce),
                            "first_use": version.firstUse.map { .string($0.description) } ?? .null,
                            "handoffs": .number(JSONNumber(version.handoffs)),
                            "pending": .number(JSONNumber(version.pending)),
                        ]
                    }),
            ]
        }
    }
}
