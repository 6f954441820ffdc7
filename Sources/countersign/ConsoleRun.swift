import Foundation
import ReviewDesk
import SystemsOfRecord

/// The console over a desk, with deliveries beside it where asked.
struct ConsoleRun {
    let desk: Desk
    let look: LookOptions
    let delivers: Bool

    func run() async throws {
        throw DeskError.usage("console")
    }
}
