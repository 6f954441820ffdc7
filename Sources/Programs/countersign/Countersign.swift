import ArgumentParser
import ContractEngine
import Foundation
import Handoff
import HandoffStore
import ReviewDesk

/// The program: the console without a subcommand, else one command.
@main
struct Countersign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign",
        abstract: "Review what AI drafted before it becomes real work.",
        discussion: """
            Without a subcommand it opens the console on the store.

            Try it:
              countersign demo                         five workflows, in the console
              countersign init && countersign submit handoffs.jsonl
              countersign list --state proposed        what waits for a person
              countersign why 01J8 --as dana           why dana can or can't approve it
              countersign approve 01J8 --if-version 1  decide on what you saw
            """,
        version: Version.text,
        subcommands: [
            ConsoleCommand.self, DemoCommand.self, InitCommand.self, SubmitCommand.self, ReviseCommand.self,
            ResubmitCommand.self, WithdrawCommand.self, ListCommand.self, ShowCommand.self, WhyCommand.self,
            EvidenceCommand.self, ClaimCommand.self, ReleaseCommand.self, EditCommand.self, AssignCommand.self,
            RecallCommand.self, ApproveCommand.self, RejectCommand.self, EscalateCommand.self, ReturnCommand.self,
            CommentCommand.self, AttestCommand.self, DeliverCommand.self, HoldCommand.self, AuditCommand.self,
            ContractCommand.self,
            ThemesCommand.self,
        ],
        defaultSubcommand: ConsoleCommand.self)

    static func main() async {
        // A reader that went away (`countersign list | head`) ends the program quietly, like any other tool.
        signal(SIGPIPE, SIG_DFL)
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            try checkCommand(arguments)
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as DeskError {
            Output.fail(error, asJSON: arguments.contains("--json"))
        } catch {
            if !(error is ExitCode), exitCode(for: error) == .validationFailure {
                if arguments.contains("--json") { Output.fail(.usage(message(for: error)), asJSON: true) }
                // The message repeats what was typed, which may have come from anywhere.
                for line in fullMessage(for: error).split(separator: "\n") { Output.note(String(line)) }
                Foundation.exit(exitCode(for: error).rawValue)
            }
            exit(withError: error)
        }
    }
}

extension Countersign {
    /// Without this, a command that is mistyped or stands after an option would be taken for an argument of the console's.
    private static func checkCommand(_ arguments: [String]) throws(DeskError) {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName }
        guard let first = arguments.first, first != "help" else { return }
        if !first.hasPrefix("-"), !names.contains(first) {
            let near = names.filter { $0.hasPrefix(first.prefix(2)) }.joined(separator: ", ")
            throw .usage(
                "there is no command '\(first)'" + (near.isEmpty ? "" : "; did you mean \(near)?")
                    + "; --help lists them all")
        }
        if first.hasPrefix("-"), let late = arguments.dropFirst(2).first(where: { names.contains($0) }),
            arguments.firstIndex(of: late) == 2
        {
            throw .usage("options come after the command: countersign \(late) \(first) …")
        }
    }
}

/// The version of the program.
enum Version {
    static let text = "0.1.0"
}
