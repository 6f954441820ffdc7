import ArgumentParser
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

    /// The themes that there are, and the one that was asked for or chosen before.
    func looks(_ environment: [String: String]) throws -> Looks {
        let catalogue = Shipped.themes(environment)
        let configuration = UserConfiguration(environment: environment)
        // A theme that was chosen once and is gone is no reason not to open the console.
        let chosen = configuration.theme.flatMap { catalogue.names.contains($0) ? $0 : nil }
        return Looks(catalogue, configuration, current: theme ?? chosen ?? Self.standardTheme)
    }

    /// The theme to begin with. One that was asked for has to be there and in order.
    func theme(of looks: Looks) throws -> Theme {
        do throws(ThemeProblem) {
            return try looks.catalogue.theme(named: looks.current)
        } catch {
            throw DeskError.usage("\(error)")
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
        try await ConsoleRun(desk: try store.desk(), look: look, delivers: deliver).run()
    }
}
