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
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            throw DeskError.usage(
                "the console needs a terminal; 'countersign list' and 'countersign show' work without one")
        }
        let environment = ProcessInfo.processInfo.environment
        let looks = try look.looks(environment)
        var opening = ReviewConsole.Opening(
            store: desk.directory.path, isDeclared: desk.identity.isDeclared, theme: try look.theme(of: looks),
            environment: environment)
        opening.isASCII = look.ascii
        opening.looks = looks
        let deliveries = delivers ? Task.detached { try await deliverForEver() } : nil
        defer { deliveries?.cancel() }
        do throws(ScreenProblem) {
            try ReviewConsole.run(desk, opening)
        } catch {
            throw DeskError.usage("\(error)")
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
