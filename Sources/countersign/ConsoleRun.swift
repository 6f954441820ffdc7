import ContractEngine
import Foundation
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
        let settings = try settings(environment)
        let looks = try look.looks(environment)
        var opening = ReviewConsole.Opening(
            store: desk.directory.path, isDeclared: desk.identity.isDeclared, theme: try look.theme(of: looks),
            environment: environment)
        opening.isASCII = look.ascii
        opening.settings = settings
        opening.looks = looks
        opening.delivers = delivers
        let deliveries = delivers ? Task.detached { try await deliverForEver() } : nil
        defer { deliveries?.cancel() }
        if look.plain { return ReviewConsole.runPlain(desk, opening) }
        do throws(ScreenProblem) {
            try ReviewConsole.run(desk, opening)
        } catch {
            throw DeskError.usage("\(error)")
        }
    }

    /// What the person has set in their own configuration; without a file, nothing.
    private func settings(_ environment: [String: String]) throws -> ConsoleSettings {
        let home =
            environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? (environment["HOME"] ?? "") + "/.config"
        let path = home + "/countersign/config.yaml"
        guard FileManager.default.fileExists(atPath: path) else { return ConsoleSettings() }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw DeskError.usage("\(path) can't be read; check its permissions")
        }
        do throws(Problem) {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Problem(file: path, "it is not UTF-8")
            }
            return try ConsoleSettings(yaml: text, file: path)
        } catch {
            throw DeskError.unusableConfiguration([error])
        }
    }

    /// A worker for as long as the console is open. A store that is busy for a moment is tried again.
    private func deliverForEver() async throws {
        let worker = DeliveryWorker(desk: desk)
        while !Task.isCancelled {
            try? await worker.deliverDue { _ in }
            try await Task.sleep(for: .seconds(1))
        }
    }
}
