import ArgumentParser
import ContractEngine
import ContractReview
import ReviewDesk

extension ContractCommand {
    /// `countersign contract diff`
    struct Diff: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "diff", abstract: "Say what changed in meaning between two contracts.",
            discussion: """
                Each change is one of four: breaking (a handoff that was accepted before may be held now, or what producers have to
                send changed), stricter, looser, or other. What can't be ordered counts as breaking where producers could
                notice it. With one name alone it compares the contract's file with the version that took effect last.

                Examples:
                  countersign contract diff finance.payment
                  countersign contract diff finance.payment@1 finance.payment@2
                  countersign contract diff old.yaml new.yaml --fail-on breaking,looser
                """)
        @OptionGroup var store: StoreOptions
        @Argument(help: ArgumentHelp("The old one: NAME, NAME@VERSION, or a file.", valueName: "contract"))
        var first: String
        @Argument(help: ArgumentHelp("The new one.", valueName: "contract")) var second: String?
        @Option(
            help: ArgumentHelp(
                "End with 65 if a change is breaking, stricter, looser or other; several with commas.",
                valueName: "categories"))
        var failOn: String?

        func run() throws {
            try ContractArgument.showingProblems(asJSON: store.json) {
                let failing = try Self.categories(failOn)
                let (old, new) = try contracts()
                let changes = ContractComparison.changes(from: old, to: new)
                if store.json {
                    for change in changes { Output.json(change.json) }
                } else {
                    Self.print(changes, old, new)
                }
                if changes.contains(where: { failing.contains($0.category) }) { throw ExitCode(65) }
            }
        }

        private static func categories(_ text: String?) throws -> Set<ContractChange.Category> {
            var categories: Set<ContractChange.Category> = []
            for name in text?.split(separator: ",") ?? [] {
                guard let category = ContractChange.Category(rawValue: String(name)) else {
                    let all = ContractChange.Category.allCases.map(\.rawValue).joined(separator: ", ")
                    throw DeskError.usage("--fail-on: '\(name)' is not one of \(all)")
                }
                categories.insert(category)
            }
            return categories
        }

        private func contracts() throws -> (ContractText, ContractText) {
            let old = ContractArgument(text: first)
            if let second {
                return (try old.read(store.desk), try ContractArgument(text: second).read(store.desk))
            }
            let new = try old.read(store.desk)
            let name = new.contract.reference.name
            guard let last = try store.desk().lastContractText(name) else {
                throw DeskError.unknown("no version of '\(name)' took effect yet; name two contracts to compare")
            }
            return (last, new)
        }

        private static func print(_ changes: [ContractChange], _ old: ContractText, _ new: ContractText) {
            let (first, second) = (old.contract.reference, new.contract.reference)
            Output.line(
                "\(first.name) version \(first.version) (\(old.file)) -> version \(second.version) (\(new.file))")
            if changes.isEmpty {
                return Output.line(first.digest == second.digest ? "They are the same." : "They mean the same.")
            }
            for category in ContractChange.Category.allCases {
                let found = changes.filter { $0.category == category }
                guard !found.isEmpty else { continue }
                Output.line()
                Output.line("\(category.mark) \(category.title) (\(found.count))")
                for change in found {
                    Output.line("    \(change.sentence)")
                    Output.line("        \(change.new.pointer)  \(place(change.old)) -> \(place(change.new))")
                }
            }
        }

        private static func place(_ place: ContractChange.Place) -> String { "\(place.file):\(place.line)" }
    }
}

extension ContractChange.Category {
    fileprivate var mark: String {
        switch self {
        case .breaking: "✗"
        case .stricter: "▲"
        case .looser: "▽"
        case .other: "·"
        }
    }

    fileprivate var title: String {
        switch self {
        case .breaking: "Breaking for producers: what was accepted may be held now"
        case .stricter: "Stricter"
        case .looser: "Looser"
        case .other: "Other"
        }
    }
}
