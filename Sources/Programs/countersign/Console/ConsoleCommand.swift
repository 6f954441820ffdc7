import ArgumentParser
import ContractEngine
import Foundation
import ReviewConsole
import ReviewDesk
import SystemsOfRecord
import Terminal

/// How the console looks.
struct LookOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The theme's name.", valueName: "name")) var theme: String?
    @Flag(help: "Draw lines with ASCII characters only.") var ascii = false
    @Flag(help: "Review line by line, without a full screen: for screen readers, simple terminals and logs.")
    var plain = false

    /// The theme without --theme and without a choice.
    static let standardTheme = "countersign-dark"

    /// The themes that there are, and the one that was asked for here or in the person's configuration.
    func looks(_ catalogue: ThemeCatalogue, _ configuration: UserConfiguration, _ settings: ConsoleSettings) -> Looks {
        Looks(catalogue, configuration, current: theme ?? settings.theme ?? Self.standardTheme)
    }

    /// The theme to begin with. It has to be there and in order.
    func theme(of looks: Looks) throws -> Theme {
        do throws(ThemeError) {
            return try looks.catalogue.theme(named: looks.current)
        } catch {
            guard looks.catalogue.names.contains(looks.current) else { throw DeskError.usage("\(error)") }
            let (line, column) = error.line.map { ($0, 1) } ?? (0, 0)
            throw DeskError.unusableConfiguration([
                Problem(file: error.file, line: line, column: column, error.message)
            ])
        }
    }
}

/// The console: what `countersign` without a subcommand opens.
struct ConsoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console", abstract: "Open the review console (the default).",
        discussion: "Example: countersign --store /srv/handoffs")
    @OptionGroup var store: StoreOptions
    @OptionGroup var look: LookOptions
    @Flag(help: "Deliver approved work while the console is open.") var deliver = false

    func run() async throws {
        try await ConsoleRun(desk: try store.desk(warns: look.plain), look: look, delivers: deliver).run()
    }
}
