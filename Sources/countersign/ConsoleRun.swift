import Foundation
import ReviewConsole
import ReviewDesk
import SystemsOfRecord

/// The console over a desk, with deliveries beside it where asked.
struct ConsoleRun {
    let desk: Desk
    let look: LookOptions
    let delivers: Bool

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        var opening = ReviewConsole.Opening(
            store: desk.directory.path, isDeclared: desk.identity.isDeclared,
            theme: try Shipped.themes(environment).theme(named: look.theme ?? "countersign-dark"), environment: environment)
        opening.isASCII = look.ascii
        try ReviewConsole.run(desk, opening)
    }
}
