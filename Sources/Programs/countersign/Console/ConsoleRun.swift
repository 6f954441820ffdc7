import ContractEngine
import Foundation
import PlainConsole
import ReviewConsole
import ReviewDesk
import SystemsOfRecord
import Terminal

/// The console over a desk, with deliveries beside it where asked.
struct ConsoleRun {
    let desk: Desk
    let look: LookOptions
    let delivers: Bool

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let isDumb = ["", "dumb"].contains(environment["TERM"] ?? "")
        guard look.plain || (isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && !isDumb) else {
            throw DeskError.usage(
                "the console needs a terminal that can draw; 'countersign console --plain' reviews line by line, and 'countersign list' and 'countersign show' work without one"
            )
        }
        let catalogue = Shipped.themes(environment)
        let configuration = UserConfiguration(environment: environment)
        let settings = try settings(configuration, catalogue)
        let deliveries = delivers ? Task.detached { try await deliverForEver() } : nil
        defer { deliveries?.cancel() }
        if look.plain { return runPlain(settings, environment) }
        let looks = look.looks(catalogue, configuration, settings)
        var opening = ReviewConsole.Opening(
            store: desk.directory.path, isDeclared: desk.identity.isDeclared, theme: try look.theme(of: looks),
            environment: environment)
        opening.isASCII = look.ascii
        opening.settings = settings
        opening.looks = looks
        opening.delivers = delivers
        do throws(ScreenError) {
            try ReviewConsole.run(desk, opening)
        } catch {
            throw DeskError.usage("\(error)")
        }
    }

    private func runPlain(_ settings: ConsoleSettings, _ environment: [String: String]) {
        var opening = PlainConsole.Opening(
            store: desk.directory.path, isDeclared: desk.identity.isDeclared, environment: environment)
        (opening.views, opening.isASCII) = (settings.views, look.ascii)
        PlainConsole.run(desk, opening)
    }

    /// What the person has set in their own configuration; without a file, nothing.
    private func settings(_ configuration: UserConfiguration, _ catalogue: ThemeCatalogue) throws -> ConsoleSettings {
        guard let path = configuration.file else { return ConsoleSettings() }
        var facts = stat()
        // What is there and can't be read is a mistake too: only where there is nothing, nothing was set.
        if lstat(path, &facts) != 0, errno == ENOENT || errno == ENOTDIR { return ConsoleSettings() }
        do throws(ConfigurationError) {
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw ConfigurationError([
                    Problem(file: path, "it can't be read; check that it is a file, and its permissions")
                ])
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw ConfigurationError([Problem(file: path, "it is not UTF-8")])
            }
            return try ConsoleSettings(yaml: text, file: path, themes: catalogue.names)
        } catch {
            throw DeskError.unusableConfiguration(error.problems)
        }
    }

    /// A worker for as long as the console is open. A store that is busy for a moment is tried again.
    private func deliverForEver() async throws {
        let worker = DeliveryWorker(desk: desk)
        while !Task.isCancelled {
            _ = try? await worker.deliverDue { _ in }
            try await Task.sleep(for: .seconds(1))
        }
    }
}
