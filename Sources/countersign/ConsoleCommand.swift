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

    /// The theme without --theme.
    static let standardTheme = "countersign-dark"
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
